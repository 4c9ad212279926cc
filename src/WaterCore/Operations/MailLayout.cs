using System.Net;
using System.Text;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>The page around a message for channels that show one: its text in paragraphs, web addresses as links. Nothing in a text becomes markup.</summary>
internal static class MailLayout
{
    public static string Of(Delivery d, string utility)
    {
        var page = new StringBuilder(1_024).Append("<!DOCTYPE html><html lang=\"").Append(d.Language == Language.Chinese ? "zh-CN" : "en").Append("\"><head><meta charset=\"utf-8\"><title>").Append(WebUtility.HtmlEncode(d.Subject))
            .Append("</title></head><body style=\"margin:0;background:#f4f6f8;font-family:sans-serif\"><table role=\"presentation\" width=\"100%\"><tr><td align=\"center\">")
            .Append("<table role=\"presentation\" width=\"560\" style=\"max-width:100%;background:#ffffff;margin:24px 0\"><tr><td style=\"background:#0b5c8a;color:#ffffff;padding:14px 24px;font-size:16px\">").Append(WebUtility.HtmlEncode(utility))
            .Append("</td></tr><tr><td style=\"padding:24px;font-size:15px;line-height:1.6;color:#1d2730\"><h1 style=\"font-size:18px;margin:0 0 12px\">").Append(WebUtility.HtmlEncode(d.Subject)).Append("</h1>");
        foreach (var paragraph in d.Body.Split('\n')) page.Append("<p style=\"margin:0 0 10px\">").Append(Linked(paragraph)).Append("</p>");
        return page.Append("</td></tr></table></td></tr></table></body></html>").ToString();
    }

    private static string Linked(string text)
    {
        var html = new StringBuilder(text.Length + 32);
        var at = 0;
        while (text.IndexOf("https://", at, StringComparison.OrdinalIgnoreCase) is >= 0 and var start)
        {
            var end = start;
            while (end < text.Length && text[end] is > ' ' and < '\u007f' and not ('"' or '<' or '>')) end++;
            while (end > start && text[end - 1] is '.' or ',' or ')' or ';') end--;
            var link = WebUtility.HtmlEncode(text[start..end]);
            html.Append(WebUtility.HtmlEncode(text[at..start])).Append("<a href=\"").Append(link).Append("\">").Append(link).Append("</a>");
            at = end;
        }
        return html.Append(WebUtility.HtmlEncode(text[at..])).ToString();
    }
}
