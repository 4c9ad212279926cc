namespace WaterCore.Service;

/// <summary>Hides what looks like a bank card's number in free text: such numbers are never stored (PCI DSS 3.5).</summary>
public static class CardNumbers
{
    private const int Shortest = 13, Longest = 19;

    /// <summary>The text with each number of 13 to 19 digits that passes the Luhn check as stars but for its last four digits. Spaces and dashes within it do not hide it.</summary>
    public static string Hide(string text)
    {
        char[]? shown = null;
        for (var start = 0; start < text.Length; start++)
        {
            if (!char.IsAsciiDigit(text[start]) || (start > 0 && char.IsAsciiDigit(text[start - 1]))) continue;
            var places = new List<int>();
            var i = start;
            for (; i < text.Length && (char.IsAsciiDigit(text[i]) || (text[i] is ' ' or '-' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))); i++)
                if (char.IsAsciiDigit(text[i])) places.Add(i);
            if (places.Count is >= Shortest and <= Longest && Luhn(text, places))
            {
                shown ??= text.ToCharArray();
                foreach (var place in places.SkipLast(4)) shown[place] = '*';
            }
            start = i;
        }
        return shown is null ? text : new string(shown);
    }

    private static bool Luhn(string text, List<int> places)
    {
        var sum = 0;
        for (var n = 0; n < places.Count; n++)
        {
            var digit = text[places[^(n + 1)]] - '0';
            if (n % 2 == 1) digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }
        return sum % 10 == 0;
    }
}
