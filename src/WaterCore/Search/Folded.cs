namespace WaterCore.Search;

/// <summary>A text as search compares it: half width, lower case, simplified; what is neither letter nor digit is one space, or nothing between Chinese characters.</summary>
internal sealed class Folded
{
    private Folded(string key, string plain) => (Key, Plain) = (key, plain);

    /// <summary>The folded text.</summary>
    public string Key { get; }

    /// <summary>Of the same length as <see cref="Key"/>, with traditional characters kept: they have readings of their own.</summary>
    public string Plain { get; }

    /// <summary>The readings of a character as written, and as simplified.</summary>
    public IEnumerable<string> Readings(int at) =>
        Plain[at] == Key[at] ? Pinyin.ReadingsOf(Key[at]) : Pinyin.ReadingsOf(Plain[at]).Union(Pinyin.ReadingsOf(Key[at]));

    public static Folded Of(string text)
    {
        Span<char> key = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        Span<char> plain = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        var length = 0;
        foreach (var c in text)
        {
            var half = Half(c);
            if (half == ' ' && (length == 0 || key[length - 1] == ' ')) continue;
            // Between Chinese characters a space says nothing.
            if (length > 1 && IsText(half) && key[length - 1] == ' ' && IsText(key[length - 2])) length--;
            plain[length] = half;
            key[length++] = Pinyin.Simplified(half);
        }
        if (length > 0 && key[length - 1] == ' ') length--;
        // Most of what is looked at stands there folded already.
        var folded = key[..length].SequenceEqual(text) ? text : new string(key[..length]);
        return new Folded(folded, plain[..length].SequenceEqual(folded) ? folded : new string(plain[..length]));
    }

    private static char Half(char c)
    {
        if (c is >= '\uFF01' and <= '\uFF5E') c = (char)(c - 0xFEE0);
        if (c is 'ü' or 'Ü') return 'v';
        c = char.ToLowerInvariant(c);
        // Halves of a pair stay: rare characters of names lie beyond the basic plane.
        return char.IsAsciiLetterOrDigit(c) || char.IsSurrogate(c) || (c > 127 && char.IsLetterOrDigit(c)) ? c : ' ';
    }

    /// <summary>Whether a folded character belongs to text: neither digit nor Latin letter nor space.</summary>
    public static bool IsText(char c) => c > 127;

    /// <summary>The digits alone, as numbers are compared.</summary>
    public static string Digits(string key)
    {
        Span<char> digits = key.Length <= 64 ? stackalloc char[key.Length] : new char[key.Length];
        var count = 0;
        foreach (var c in key) if (char.IsAsciiDigit(c)) digits[count++] = c;
        return count == key.Length ? key : new string(digits[..count]);
    }

    /// <summary>The runs of characters of one kind: 0 digits, 1 Latin letters, 2 text.</summary>
    public static IEnumerable<(int Kind, int Start, int Length)> Runs(string key)
    {
        for (var i = 0; i < key.Length;)
        {
            if (key[i] == ' ') { i++; continue; }
            var kind = KindOf(key[i]);
            var start = i;
            while (i < key.Length && key[i] != ' ' && KindOf(key[i]) == kind) i++;
            yield return (kind, start, i - start);
        }
    }

    private static int KindOf(char c) => char.IsAsciiDigit(c) ? 0 : char.IsAsciiLetter(c) ? 1 : 2;
}
