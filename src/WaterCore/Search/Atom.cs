namespace WaterCore.Search;

/// <summary>A field, folded once for all parts of a clue.</summary>
internal readonly record struct FoldedField(SearchFieldKind Kind, string Text, Folded Folded, string Digits)
{
    public static FoldedField[] Of(SearchRecord record)
    {
        var fields = new FoldedField[record.Fields.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            var field = record.Fields[i];
            var folded = Folded.Of(field.Text);
            fields[i] = new FoldedField(field.Kind, field.Text, folded, field.Kind is SearchFieldKind.Name or SearchFieldKind.Address ? "" : Folded.Digits(folded.Key));
        }
        return fields;
    }
}

/// <summary>A part of a clue in one kind of writing.</summary>
internal abstract class Atom(string text)
{
    /// <summary>The folded text.</summary>
    public string Text => text;

    /// <summary>Whether it is too short to search by when there are other parts.</summary>
    public virtual bool Short => false;

    /// <summary>How it fits a field, or null.</summary>
    public abstract MatchKind? Fit(FoldedField field, bool namesOnly);

    /// <summary>For each way to fit, in order, the grams of the records that fit that way. The one for <see cref="MatchKind.Inside"/> finds the better ones too.</summary>
    public abstract IEnumerable<(MatchKind Kind, GramQuery Query)> Looks(bool namesOnly);
}

/// <summary>Digits: four or more are looked for in all numbers, fewer as a number of their own in the address.</summary>
internal sealed class DigitsAtom(string digits) : Atom(digits)
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
                if (kind == 0 && (Text.Length < 4 ? key.AsSpan(start, length).SequenceEqual(Text) : key.AsSpan(start, length).Contains(Text, StringComparison.Ordinal)))
                    return MatchKind.Inside;
            return null;
        }
        if (Text.Length < 4) return null;
        if (field.Digits == Text) return MatchKind.Exact;
        if (field.Digits.EndsWith(Text, StringComparison.Ordinal)) return MatchKind.End;
        if (field.Digits.Contains(Text, StringComparison.Ordinal)) return MatchKind.Inside;
        foreach (var swapped in Swaps())
            if (field.Digits.Contains(swapped, StringComparison.Ordinal)) return MatchKind.Transposed;
        return null;
    }

    public override IEnumerable<(MatchKind Kind, GramQuery Query)> Looks(bool namesOnly)
    {
        if (Text.Length < 4)
        {
            yield return (MatchKind.Inside, GramQuery.Of(Gram.HouseNumber(Text)));
            yield break;
        }
        var tail = GramQuery.Of(Gram.Tail(Text.AsSpan(Text.Length - 4)));
        yield return (MatchKind.Exact, GramQuery.AllOf([GramQuery.Of(Gram.Whole(Text)), tail]));
        yield return (MatchKind.End, GramQuery.AllOf([tail, .. Cover(Text[..^Math.Min(4, Text.Length)])]));
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

/// <summary>Chinese characters, or letters of other scripts: looked for in names and addresses; one alone in names.</summary>
internal sealed class TextAtom(string key, string plain) : Atom(key)
{
    public override bool Short => Text.Length == 1;

    public override MatchKind? Fit(FoldedField field, bool namesOnly)
    {
        if (field.Kind is not (SearchFieldKind.Name or SearchFieldKind.Address)) return null;
        var isName = field.Kind == SearchFieldKind.Name;
        if (Short && namesOnly && !isName) return null;
        var at = field.Folded.Key.IndexOf(Text, StringComparison.Ordinal);
        if (at == 0 && isName) return field.Folded.Key.Length == Text.Length ? MatchKind.Exact : MatchKind.Start;
        if (at >= 0) return MatchKind.Inside;
        return !Short && Sounds(field.Folded.Plain) ? MatchKind.Homophone : null;
    }

    public override IEnumerable<(MatchKind Kind, GramQuery Query)> Looks(bool namesOnly)
    {
        GramQuery whole = GramQuery.Of(Gram.Whole(Text)), start = GramQuery.Of(Gram.NameStart(Text[0]));
        var inside = Short ? [GramQuery.Of(Gram.NameCharacter(Text[0]))] : Enumerable.Range(0, Text.Length - 1).Select(i => GramQuery.Of(Gram.Pair(Text.AsSpan(i, 2)))).ToArray();
        yield return (MatchKind.Exact, GramQuery.AllOf([whole, start, .. inside]));
        yield return (MatchKind.Start, GramQuery.AllOf([start, .. inside]));
        yield return (MatchKind.Inside, GramQuery.AllOf(inside));
        if (Short) yield break;
        var sounds = Enumerable.Range(0, plain.Length - 1).Select(i => GramQuery.AnyOf(
            from first in Pinyin.ReadingsOf(plain[i])
            from second in Pinyin.ReadingsOf(plain[i + 1])
            select GramQuery.Of(Gram.SyllableAndInitial(first, second[0])))).ToList();
        if (!sounds.Contains(null)) yield return (MatchKind.Homophone, GramQuery.AllOf(sounds.OfType<GramQuery>()));
    }

    private bool Sounds(string text)
    {
        for (var start = 0; start + plain.Length <= text.Length; start++)
        {
            var i = 0;
            while (i < plain.Length && Shared(plain[i], text[start + i])) i++;
            if (i == plain.Length) return true;
        }
        return false;
    }

    private static bool Shared(char a, char b)
    {
        var readings = Pinyin.ReadingsOf(b);
        foreach (var reading in Pinyin.ReadingsOf(a))
            for (var i = 0; i < readings.Count; i++)
                if (readings[i] == reading) return true;
        return false;
    }
}
