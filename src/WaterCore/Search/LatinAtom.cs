namespace WaterCore.Search;

/// <summary>
/// Latin letters: as they stand, or as pinyin of consecutive characters of a name or an address. Each character gives its syllable;
/// from some character on only its first letter (or zh, ch, sh). The last one may give any beginning of its syllable, if those before it
/// are whole or it is the second: <c>zhangjianguo</c>, <c>zhangjg</c>, <c>zjg</c>, <c>renmindon</c>, <c>wwei</c>.
/// </summary>
/// <remarks>One character alone must be whole and of a name; two that are not both whole are looked for in names only: in addresses they say too little.</remarks>
internal sealed class LatinAtom(string letters) : Atom(letters)
{
    private const int LongestInitials = 12, LongestPinyin = 48, MostEndings = 6;

    private enum Way { None, Short, Whole }

    public override bool Short => Text.Length == 1;

    public override MatchKind? Fit(FoldedField field, bool namesOnly)
    {
        if (field.Folded.Key.Contains(Text, StringComparison.Ordinal)) return MatchKind.Inside;
        if (field.Kind is not (SearchFieldKind.Name or SearchFieldKind.Address) || Text.Length > LongestPinyin) return null;
        var (plain, isName) = (field.Folded.Plain, field.Kind == SearchFieldKind.Name);
        if (Short) return isName && plain.Length > 0 && Pinyin.ReadingsOf(plain[0]).Any(r => r[0] == Text[0]) ? MatchKind.Initials : null;
        var best = Way.None;
        for (var i = 0; i < plain.Length && best != Way.Whole; i++)
            if (Pinyin.ReadingsOf(plain[i]) is { Count: > 0 } && Walk(plain, i, 0, 0, 0, isName) is var way && way > best) best = way;
        return best switch { Way.Whole => MatchKind.Pinyin, Way.Short => MatchKind.Initials, _ => null };
    }

    public override IEnumerable<(MatchKind Kind, GramQuery Query)> Looks(bool namesOnly)
    {
        if (Short) yield break;
        yield return (MatchKind.Inside, GramQuery.AllOf(Enumerable.Range(0, Text.Length - 1).Select(i => GramQuery.Of(Gram.Letters(Text.AsSpan(i, 2))))));
        if (Text.Length > LongestPinyin) yield break;
        var ways = new Dictionary<string, (string[] Pieces, int Whole)>(StringComparer.Ordinal);
        Cut(0, [], 0, ways);
        foreach (var kind in (MatchKind[])[MatchKind.Pinyin, MatchKind.Initials])
        {
            var fitting = ways.Values.Where(w => (w.Whole == w.Pieces.Length) == (kind == MatchKind.Pinyin));
            if (GramQuery.AnyOf(fitting.DistinctBy(Beginning).Select(w => Query(w.Pieces, w.Whole))) is { } query) yield return (kind, query);
        }
    }

    // The characters from at on, against the letters from position on; count characters are behind, the first whole of them whole syllables.
    private Way Walk(string plain, int at, int position, int count, int whole, bool isName)
    {
        if (position == Text.Length) return Judge(count, whole, isName);
        if (at == plain.Length) return Way.None;
        var best = Way.None;
        var rest = Text.AsSpan(position);
        foreach (var reading in Pinyin.ReadingsOf(plain[at]))
        {
            if (whole == count && rest.StartsWith(reading, StringComparison.Ordinal))
                best = Better(best, Walk(plain, at + 1, position + reading.Length, count + 1, whole + 1, isName));
            if ((whole == count || count == 1) && reading.AsSpan().StartsWith(rest, StringComparison.Ordinal)) best = Better(best, Judge(count + 1, whole, isName));
            if (Text.Length > LongestInitials) continue;
            if (rest[0] == reading[0]) best = Better(best, Walk(plain, at + 1, position + 1, count + 1, whole, isName));
            if (TwoLetters(rest) && reading.AsSpan().StartsWith(rest[..2], StringComparison.Ordinal)) best = Better(best, Walk(plain, at + 1, position + 2, count + 1, whole, isName));
            if (best == Way.Whole) break;
        }
        return best;
    }

    private static Way Judge(int count, int whole, bool isName) =>
        count == 1 ? (whole == 1 && isName ? Way.Whole : Way.None)
        : count == 2 && whole < 2 && !isName ? Way.None
        : whole == count ? Way.Whole : Way.Short;

    private static Way Better(Way a, Way b) => a > b ? a : b;

    private static bool TwoLetters(ReadOnlySpan<char> rest) => rest.Length >= 2 && rest[1] == 'h' && rest[0] is 'z' or 'c' or 's';

    // All ways to cut the letters that Walk may find on some record.
    private void Cut(int position, List<string> pieces, int whole, Dictionary<string, (string[] Pieces, int Whole)> ways)
    {
        if (position == Text.Length)
        {
            ways[$"{whole}:{string.Join(' ', pieces)}"] = ([.. pieces], whole);
            return;
        }
        var rest = Text.AsSpan(position);
        if (whole == pieces.Count)
            for (var length = 1; length <= Math.Min(Pinyin.LongestSyllable, rest.Length); length++)
                if (Pinyin.IsSyllable(rest[..length])) With(length, whole + 1);
        if ((whole == pieces.Count || pieces.Count == 1) && Pinyin.BeginsASyllable(rest)) With(rest.Length, whole);
        if (Text.Length > LongestInitials) return;
        if (Pinyin.BeginsASyllable(rest[..1])) With(1, whole);
        if (TwoLetters(rest)) With(2, whole);

        void With(int length, int wholeNow)
        {
            pieces.Add(Text.Substring(position, length));
            Cut(position + length, pieces, wholeNow, ways);
            pieces.RemoveAt(pieces.Count - 1);
        }
    }

    // Two syllables and what comes after them say enough; each further list would be asked for each way to go on.
    private static string Beginning((string[] Pieces, int Whole) way)
    {
        var open = way.Pieces.Length - way.Whole;
        var all = open == 0 || way.Whole < 2 || (open == 1 && way.Pieces[^1].Length > 1);
        return $"{way.Whole} {string.Join(' ', way.Pieces.Take(all ? way.Pieces.Length : way.Whole))}{(all ? "" : $" {way.Pieces[way.Whole][0]}…")}";
    }

    private static GramQuery? Query(string[] pieces, int whole)
    {
        if (pieces.Length == 1) return whole == 1 ? GramQuery.Of(Gram.NameSyllable(pieces[0])) : null;
        var parts = new List<GramQuery>();
        for (var i = 0; i + 1 < whole; i++) parts.Add(GramQuery.OfSyllables(pieces[i], pieces[i + 1]));
        if (whole == pieces.Length) return GramQuery.AllOf(parts);
        if (pieces.Length == 2)
        {
            parts.Add(GramQuery.Of(Gram.NameInitials(pieces[0][0], pieces[1][0])));
            if (whole == 1) parts.Add(GramQuery.Of(Gram.NameSyllable(pieces[0])));
        }
        for (var i = Math.Max(0, whole - 2); i + 2 < (whole < 2 ? pieces.Length : whole + 1); i++) parts.Add(GramQuery.Of(Gram.Initials(pieces[i][0], pieces[i + 1][0], pieces[i + 2][0])));
        if (pieces[^1].Length > 1 && whole == pieces.Length - 1)
        {
            // Cut short by a letter or two there are few ways it may go on, and none if it is a syllable that begins no other: that is pinyin.
            var endings = Pinyin.SyllablesBeyond(pieces[^1]);
            if (endings.Count == 0) return null;
            if (endings.Count <= MostEndings) parts.Add(GramQuery.AnyOf(endings.Select(e => pieces.Length == 2 ? GramQuery.Of(Gram.NameSyllable(e)) : GramQuery.OfSyllables(pieces[^2], e)))!);
        }
        return GramQuery.AllOf(parts);
    }
}
