using System.Globalization;
using System.Text;
using SkiaSharp;

namespace WaterCore.Documents.Skia;

/// <summary>A typeface that measures and breaks text. For one document at a time.</summary>
internal sealed class Face : IDisposable
{
    /// <summary>What stands for a character that the font does not have: the geta mark of Chinese and Japanese printers.</summary>
    public const char Missing = '〓';

    // Must not begin a line, or end one (Chinese punctuation; GB/T 15834).
    private const string NotFirst = "，。、；：？！）》」』】〉〕”’％,.;:?!)]}%", NotLast = "（《「『【〈〔“‘([{";

    private readonly SKTypeface _typeface;
    private readonly Dictionary<int, float> _widths = [];
    private readonly Dictionary<float, SKFont> _fonts = [];
    private readonly SortedSet<string> _replaced;

    public Face(SKTypeface typeface, SortedSet<string> replaced) => (_typeface, _replaced) = (typeface, replaced);

    /// <summary>The face of simplified Chinese in a file, or null when Skia cannot read the file or it has no Chinese.</summary>
    public static SKTypeface? Load(string file)
    {
        // A collection holds a face for each of Japan, Korea, mainland China, Taiwan and Hong Kong; the same character differs in them.
        SKTypeface? first = null;
        for (var i = 0; i < 16 && SKTypeface.FromFile(file, i) is { } face; i++)
        {
            if (face.FamilyName.EndsWith("CJK SC", StringComparison.Ordinal) && !face.FamilyName.Contains("Mono", StringComparison.Ordinal)) return face;
            first ??= face;
        }
        return first?.ContainsGlyph('水') == true ? first : null;
    }

    public SKFont Font(float size)
    {
        if (!_fonts.TryGetValue(size, out var font)) _fonts[size] = font = new SKFont(_typeface, size) { Subpixel = true, LinearMetrics = true, Hinting = SKFontHinting.None };
        return font;
    }

    /// <summary>What can be printed: one line, without what is not seen, and with a mark for what the font does not have.</summary>
    public string Clean(string text)
    {
        if (text.All(c => c is >= ' ' and <= '~')) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) clean.Append(' ');
            else if (category is UnicodeCategory.Format) continue;
            else if (Width(rune.Value) >= 0) clean.Append(rune.ToString());
            else
            {
                _replaced.Add(rune.ToString());
                clean.Append(Missing);
            }
        }
        return clean.ToString();
    }

    /// <summary>How wide clean text is.</summary>
    public float Measure(string text, float size)
    {
        var width = 0f;
        foreach (var rune in text.EnumerateRunes()) width += Math.Max(0, Width(rune.Value));
        return width * size;
    }

    /// <summary>Clean text in lines that fit: words stay whole, Chinese breaks between characters but not before a comma.</summary>
    public IReadOnlyList<string> Wrap(string text, float size, float width)
    {
        if (Measure(text, size) <= width) return [text];
        var lines = new List<string>();
        var (line, used) = (new StringBuilder(), 0f);
        foreach (var piece in Pieces(text))
        {
            var wide = Measure(piece, size);
            if (line.Length > 0 && used + Measure(piece.TrimEnd(), size) > width) End();
            // A word longer than the line is cut where the line ends.
            if (wide > width) foreach (var rune in piece.EnumerateRunes())
            {
                var one = Math.Max(0, Width(rune.Value)) * size;
                if (line.Length > 0 && used + one > width) End();
                line.Append(rune.ToString());
                used += one;
            }
            else
            {
                line.Append(piece);
                used += wide;
            }
        }
        if (line.Length > 0) End();
        return lines;

        void End()
        {
            lines.Add(line.ToString().TrimEnd());
            line.Clear();
            used = 0;
        }
    }

    public void Dispose()
    {
        foreach (var font in _fonts.Values) font.Dispose();
    }

    // What must stay on one line: a word with the space after it, or a character with the punctuation that hangs on it.
    private static IEnumerable<string> Pieces(string text)
    {
        var piece = new StringBuilder();
        var runes = text.EnumerateRunes().ToArray();
        for (var i = 0; i < runes.Length; i++)
        {
            piece.Append(runes[i].ToString());
            if (i + 1 < runes.Length && Together(runes[i], runes[i + 1])) continue;
            yield return piece.ToString();
            piece.Clear();
        }
    }

    private static bool Together(Rune a, Rune b) =>
        Is(NotFirst, b) || Is(NotLast, a) || (!IsWide(a) && !IsWide(b) && a.Value != ' ') || b.Value == ' ';

    private static bool Is(string set, Rune rune) => rune.IsBmp && set.Contains((char)rune.Value);

    private static bool IsWide(Rune rune) => rune.Value >= 0x2E80;

    // The width at one point, or -1 when the font does not have the character.
    private float Width(int rune)
    {
        if (_widths.TryGetValue(rune, out var width)) return width;
        var glyph = _typeface.GetGlyph(rune);
        width = glyph == 0 ? -1 : Font(1000).GetGlyphWidths([glyph])[0] / 1000;
        return _widths[rune] = width;
    }
}
