using WaterCore.Values;

namespace WaterCore.Host.Tests.Service;

/// <summary>Five hundred strings that were made to be taken for something else: SQL, markup, templates, headers, paths, spreadsheet formulas, bidirectional controls.</summary>
internal static class Hostile
{
    /// <summary>What a page must never hold unescaped; each hostile markup string carries it.</summary>
    public const string Mark = "hostile-mark";

    private static readonly string[] Seeds =
    [
        "' or '1'='1", "'; drop table audit; --", "\" or \"\"=\"", "1) union select password_hash from login --", "'; update login set disabled = 1; --", "%' and 1=0 union all select 1 --", "\\'; delete from account; --", "admin'--",
        "0x27204f52", "); vacuum into '/tmp/x'; --",
        $"<script>alert('{Mark}')</script>", $"<img src=x onerror=alert('{Mark}')>", $"\"><svg onload=alert('{Mark}')>", $"</title><script>{Mark}</script>", $"<iframe srcdoc='<script>{Mark}</script>'></iframe>", $"javascript:alert('{Mark}')",
        $"<a href=\"javascript:{Mark}\">x</a>", $"&lt;script&gt;{Mark}&lt;/script&gt;", $"<!--{Mark}-->", $"<![CDATA[{Mark}]]>", $"' onfocus='{Mark}' autofocus='", $"<style>@import '{Mark}'</style>", $"<math><mi xlink:href='data:x,<script>{Mark}</script>'>",
        "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "@(7*7)", "{% raw %}", "{0}", "{1000}", "%s%s%s%n", "$(id)", "`id`", "; id", "| id", "&& id",
        "a\r\nSet-Cookie: x=1", "a\nBcc: everybody@example.org", "a%0d%0aLocation: //example.org", "a\u0000b", "a\u2028b", "a\u0085b",
        "../../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd%00.png", "file:///etc/passwd", "C:\\con", "....//....//", "%2e%2e%2f", "\\\\host\\share",
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|'/c calc'!A0", "=HYPERLINK(\"http://example.org\",\"x\")", "\t=1+1", "\r=1+1", "=IMPORTXML(\"http://example.org\",\"//a\")", "＝1+1",
        "\u202eabc", "abc\u202d\u202edef", "\u2066x\u2069", "\u200f\u200e", "a\u0301\u0301\u0301\u0301", "\ufeffx", "\ud83d\ude00", "𠮷野家", "ﷺﷺﷺ", "Ω≈ç√", "　全角　", "null", "undefined", "NaN", "-0", "1e309", "true",
        "[1,2]", "{\"a\":1}", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>", "!!python/object:os.system", "*a", "&a x", "- : -", "# x", "|\n  x", "%TAG ! x",
    ];

    /// <summary>All five hundred: each seed alone, and set into other text in ways that parsers fall over.</summary>
    public static IReadOnlyList<string> All { get; } = Make();

    private static List<string> Make()
    {
        var random = new SeededSource(20260301);
        var all = Seeds.Distinct().ToList();
        while (all.Count < 500)
        {
            var (one, other) = (random.Pick(Seeds), random.Pick(Seeds));
            var made = random.Below(5) switch { 0 => $"王{one}", 1 => one + other, 2 => $"{one} {one}", 3 => $"\"{one}\"", _ => $"{other}\\{one}" };
            if (made.Length <= 200 && !all.Contains(made)) all.Add(made);
        }
        return all;
    }
}
