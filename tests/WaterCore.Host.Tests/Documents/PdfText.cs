using UglyToad.PdfPig;

namespace WaterCore.Host.Tests.Documents;

/// <summary>Reads a PDF with a reader that has nothing to do with who wrote it.</summary>
internal static class PdfText
{
    // Skia names a glyph by the lowest character that has it, and the radicals stand below the characters that look the same.
    // In the order of the block that begins at U+2F00; a runtime without ICU does not fold them.
    private const string Radicals =
        "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

    // Those of the block of simplified ones that are characters of their own.
    private static readonly Dictionary<char, char> s_simplified = new()
    {
        ['⺠'] = '民', ['⻅'] = '见', ['⻆'] = '角', ['⻉'] = '贝', ['⻋'] = '车', ['⻓'] = '长', ['⻔'] = '门', ['⻘'] = '青', ['⻚'] = '页', ['⻛'] = '风', ['⻜'] = '飞',
        ['⻢'] = '马', ['⻤'] = '鬼', ['⻥'] = '鱼', ['⻦'] = '鸟', ['⻨'] = '麦', ['⻩'] = '黄', ['⻬'] = '齐', ['⻮'] = '齿', ['⻰'] = '龙',
    };

    /// <summary>The text of each page, without blanks and with look-alike characters folded.</summary>
    public static IReadOnlyList<string> Pages(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return [.. document.GetPages().Select(p => Fold(p.Text))];
    }

    public static string Fold(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c))
        .Select(c => c is >= '\u2F00' and <= '\u2FD5' ? Radicals[c - '\u2F00'] : s_simplified.GetValueOrDefault(c, c)));
}

/// <summary>A test that needs the font.</summary>
internal static class Fonts
{
    public const string Reason = "Noto Sans CJK is not installed (Debian: fonts-noto-cjk).";

    public static bool AreThere => WaterCore.Documents.Skia.FontFiles.Find(null, null).Regular is not null;
}
