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

    private readonly string[] _swaps = [.. Swaps(digits)];

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
        foreach (var swapped in _swaps)
            if (field.Digits.Contains(swapped, StringComparison.Ordinal)) return MatchKind.Transposed;
        return null;
    }

    public override IEnumerable<(MatchKind Kind, GramQuery Query)> Looks(bool namesOnly)
    {
        var tail = GramQuery.Of(Gram.Tail(Text.AsSpan(Text.Length - 4)));
        GramQuery[] end = [tail, .. Fours(Text).Skip(1)];
        yield return (MatchKind.Exact, GramQuery.AllOf(Text.Length < Grams.LongNumber ? [GramQuery.Of(Gram.Whole(Text)), tail] : end));
        yield return (MatchKind.End, GramQuery.AllOf(end));
        yield return (MatchKind.Inside, GramQuery.AllOf(Fours(Text)));
        if (GramQuery.AnyOf(_swaps.Select(s => GramQuery.AllOf(Fours(s)))) is { } swaps) yield return (MatchKind.Transposed, swaps);
    }

    // All of them, the last first and then those that lie side by side with it: what has two fours in two of its numbers lacks those between.
    private static IEnumerable<GramQuery> Fours(string digits)
    {
        for (var first = 0; first < 4; first++)
            for (var i = digits.Length - 4 - first; i >= 0; i -= 4) yield return GramQuery.Of(Gram.Digits(digits.AsSpan(i, 4)));
    }

    private static IEnumerable<string> Swaps(string digits)
    {
        if (digits.Length < SwapFrom) yield break;
        for (var i = 0; i + 1 < digits.Length; i++)
            if (digits[i] != digits[i + 1]) yield return string.Concat(digits.AsSpan(0, i), [digits[i + 1], digits[i]], digits.AsSpan(i + 2));
    }
}
