namespace WaterCore.Search;

/// <summary>One to three digits: a number of its own in an address, such as a house; with the character that follows it, if one does.</summary>
internal sealed class HouseNumberAtom(string text, int digits) : Atom(text)
{
    public override MatchKind? Fit(FoldedField field, bool namesOnly)
    {
        if (field.Kind != SearchFieldKind.Address) return null;
        var key = field.Folded.Key;
        foreach (var (kind, start, length) in Folded.Runs(key))
            if (kind == 0 && length == digits && key.AsSpan(start).StartsWith(Text, StringComparison.Ordinal)) return MatchKind.Inside;
        return null;
    }

    public override IEnumerable<(MatchKind Kind, GramQuery Query)> Looks(bool namesOnly)
    {
        yield return (MatchKind.Inside, GramQuery.Of(Gram.HouseNumber(Text.AsSpan(0, digits))));
    }
}

/// <summary>Four or more digits: looked for in all numbers, from the sixth on also with two neighbours swapped, and in addresses.</summary>
internal sealed class NumberAtom(string digits) : Atom(digits)
{
    /// <summary>In fewer digits a swap says too little.</summary>
    private const int SwapFrom = 6;

    public override MatchKind? Fit(FoldedField field, bool namesOnly)
    {
        if (field.Kind == SearchFieldKind.Name) return null;
        if (field.Kind == SearchFieldKind.Address)
        {
            var key = field.Folded.Key;
            foreach (var (kind, start, length) in Folded.Runs(key))
                if (kind == 0 && key.AsSpan(start, length).Contains(Text, StringComparison.Ordinal)) return MatchKind.Inside;
            return null;
        }
        if (field.Digits == Text) return MatchKind.Exact;
        if (field.Digits.EndsWith(Text, StringComparison.Ordinal)) return MatchKind.End;
        if (field.Digits.Contains(Text, StringComparison.Ordinal)) return MatchKind.Inside;
        foreach (var swapped in Swaps())
            if (field.Digits.Contains(swapped, StringComparison.Ordinal)) return MatchKind.Transposed;
        return null;
    }

    public override IEnumerable<(MatchKind Kind, GramQuery Query)> Looks(bool namesOnly)
    {
        var tail = GramQuery.Of(Gram.Tail(Text.AsSpan(Text.Length - 4)));
        yield return (MatchKind.Exact, GramQuery.AllOf(Text.Length < Grams.LongNumber ? [GramQuery.Of(Gram.Whole(Text)), tail] : [tail, .. Cover(Text[..^4])]));
        yield return (MatchKind.End, GramQuery.AllOf([tail, .. Cover(Text[..^4])]));
        yield return (MatchKind.Inside, GramQuery.AllOf(Cover(Text)));
        if (GramQuery.AnyOf(Swaps().Select(s => GramQuery.AllOf(Cover(s)))) is { } swaps) yield return (MatchKind.Transposed, swaps);
    }

    // Fours that lie side by side, and the last: fewer lists to walk, and the record is verified anyway.
    private static IEnumerable<GramQuery> Cover(string digits)
    {
        for (var i = 0; i + 4 <= digits.Length; i += 4) yield return GramQuery.Of(Gram.Digits(digits.AsSpan(i, 4)));
        if (digits.Length > 4 && digits.Length % 4 != 0) yield return GramQuery.Of(Gram.Digits(digits.AsSpan(digits.Length - 4)));
    }

    private IEnumerable<string> Swaps()
    {
        if (Text.Length < SwapFrom) yield break;
        for (var i = 0; i + 1 < Text.Length; i++)
            if (Text[i] != Text[i + 1]) yield return string.Concat(Text.AsSpan(0, i), [Text[i + 1], Text[i]], Text.AsSpan(i + 2));
    }
}
