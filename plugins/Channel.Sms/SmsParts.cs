namespace WaterCore.Channel.Sms;

/// <summary>How a text travels: which alphabet, and in how many parts (3GPP TS 23.038 and 23.040).</summary>
/// <param name="IsUnicode">UCS-2 instead of the default alphabet.</param>
/// <param name="Count">How many parts are paid for.</param>
internal readonly record struct SmsParts(bool IsUnicode, int Count)
{
    private const string Basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private const string Extended = "^{}\\[~]|€\f";   // an escape and a character: two septets

    public static SmsParts Of(string text)
    {
        if (text.All(c => Basic.Contains(c) || Extended.Contains(c)))
            return new(false, Cut(text, c => Extended.Contains(c) ? 2 : 1, whole: 160, part: 153));
        return new(true, Cut(text, _ => 1, whole: 70, part: 67));
    }

    // No character, escape or surrogate pair is cut in two.
    private static int Cut(string text, Func<char, int> width, int whole, int part)
    {
        var all = text.Sum(width);
        if (all <= whole) return 1;
        var (parts, used) = (1, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var size = width(text[i]);
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length) { size += width(text[i + 1]); i++; }
            if (used + size > part) (parts, used) = (parts + 1, 0);
            used += size;
        }
        return parts;
    }
}
