namespace WaterCore.Search;

/// <summary>The grams of a record: whatever clue it matches, it has the grams that the clue asks for.</summary>
public static class Grams
{
    /// <summary>Raised whenever other grams come out for the same record; a storage that holds an older number makes its index anew.</summary>
    public const int Version = 4;

    /// <summary>From this length on a number is told from others by its digits alone.</summary>
    internal const int LongNumber = 8;

    /// <summary>The grams of a record, in order, each once.</summary>
    public static IReadOnlyList<Gram> Of(SearchRecord record)
    {
        var grams = new HashSet<Gram>();
        foreach (var field in record.Fields)
        {
            var folded = Folded.Of(field.Text);
            Latin(folded.Key, grams);
            switch (field.Kind)
            {
                case SearchFieldKind.Name:
                    Name(folded, grams);
                    Text(folded, grams);
                    break;
                case SearchFieldKind.Address:
                    Text(folded, grams);
                    Address(folded.Key, grams);
                    break;
                default:
                    Number(Folded.Digits(folded.Key), grams);
                    break;
            }
        }
        var sorted = grams.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    private static void Name(Folded name, HashSet<Gram> grams)
    {
        if (name.Key.Length == 0) return;
        grams.Add(Gram.Whole(name.Key));
        grams.Add(Gram.NameStart(name.Key.AsSpan(0, 1)));
        if (name.Key.Length > 1) grams.Add(Gram.NameStart(name.Key.AsSpan(0, 2)));
        for (var i = 0; i < name.Key.Length; i++)
        {
            if (!Folded.IsText(name.Key[i])) continue;
            grams.Add(Gram.NameCharacter(name.Key[i]));
            foreach (var reading in name.Readings(i))
            {
                grams.Add(Gram.NameSyllable(reading));
                if (i + 1 < name.Key.Length)
                    foreach (var next in name.Readings(i + 1)) grams.Add(Gram.NameInitials(reading[0], next[0]));
            }
        }
    }

    private static void Text(Folded text, HashSet<Gram> grams)
    {
        var key = text.Key;
        for (var i = 0; i + 1 < key.Length; i++)
        {
            if (!Folded.IsText(key[i]) || !Folded.IsText(key[i + 1])) continue;
            grams.Add(Neighbours(key[i], key[i + 1]));
            var (one, two) = (Pinyin.ReadingsOf(key[i]), Pinyin.ReadingsOf(key[i + 1]));
            var third = i + 2 < key.Length ? text.Readings(i + 2) : [];
            foreach (var first in text.Readings(i))
                foreach (var second in text.Readings(i + 1))
                {
                    if (one.Count == 0 || two.Count == 0 || first != one[0] || second != two[0]) grams.Add(Gram.Syllables(first, second));
                    foreach (var last in third) grams.Add(Gram.Initials(first[0], second[0], last[0]));
                }
        }
    }

    /// <summary>
    /// One gram that every text with these two folded characters side by side has. What is read the same is so rarely written otherwise that
    /// the syllables serve the characters too, at half the size of an index with both.
    /// </summary>
    internal static Gram Neighbours(char first, char second) =>
        Pinyin.ReadingsOf(first) is [var one, ..] && Pinyin.ReadingsOf(second) is [var two, ..] ? Gram.FirstSyllables(one, two, Gram.Shade(first, second)) : Gram.Pair([first, second]);

    private static void Address(string key, HashSet<Gram> grams)
    {
        foreach (var (kind, start, length) in Folded.Runs(key))
        {
            if (kind != 0) continue;
            if (length < 4) grams.Add(Gram.HouseNumber(key.AsSpan(start, length)));
            else Fours(key.AsSpan(start, length), grams);
        }
    }

    private static void Number(string digits, HashSet<Gram> grams)
    {
        if (digits.Length < 4) return;
        Fours(digits, grams);
        grams.Add(Gram.Tail(digits.AsSpan(digits.Length - 4)));
        if (digits.Length < LongNumber) grams.Add(Gram.Whole(digits));
    }

    private static void Fours(ReadOnlySpan<char> digits, HashSet<Gram> grams)
    {
        for (var i = 0; i + 4 <= digits.Length; i++) grams.Add(Gram.Digits(digits.Slice(i, 4)));
    }

    private static void Latin(string key, HashSet<Gram> grams)
    {
        for (var i = 0; i + 1 < key.Length; i++)
            if (char.IsAsciiLetter(key[i]) && char.IsAsciiLetter(key[i + 1])) grams.Add(Gram.Letters(key.AsSpan(i, 2)));
    }
}
