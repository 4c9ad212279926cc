namespace WaterCore.Search;

/// <summary>Chinese characters, or letters of other scripts: looked for in names and addresses; one character in names only, for half of all addresses have it.</summary>
internal sealed class TextAtom(string key, string plain) : Atom(key)
{
    public override bool Short => false;

    private bool IsOne => Text.Length == 1;

    public override MatchKind? Fit(FoldedField field, bool namesOnly)
    {
        if (field.Kind is not (SearchFieldKind.Name or SearchFieldKind.Address)) return null;
        var isName = field.Kind == SearchFieldKind.Name;
        if (IsOne && !isName) return null;
        var at = field.Folded.Key.IndexOf(Text, StringComparison.Ordinal);
        if (at == 0 && isName) return field.Folded.Key.Length == Text.Length ? MatchKind.Exact : MatchKind.Start;
        if (at >= 0) return MatchKind.Inside;
        return !IsOne && Sounds(field.Folded.Plain) ? MatchKind.Homophone : null;
    }

    public override IEnumerable<(MatchKind Kind, GramQuery Query)> Looks(bool namesOnly)
    {
        GramQuery whole = GramQuery.Of(Gram.Whole(Text)), start = GramQuery.Of(Gram.NameStart(Text.AsSpan(0, Math.Min(Text.Length, 2))));
        var inside = IsOne ? [GramQuery.Of(Gram.NameCharacter(Text[0]))] : Enumerable.Range(0, Text.Length - 1).Select(i => GramQuery.Of(Grams.Neighbours(Text[i], Text[i + 1]))).ToArray();
        // Whoever is called 唐 may live in 唐家湾, so a name is told by its first two; what they say of those side by side need not be asked again.
        yield return (MatchKind.Exact, GramQuery.AllOf([whole, start, .. inside.Skip(1)]));
        yield return (MatchKind.Start, GramQuery.AllOf([start, .. inside.Skip(1)]));
        yield return (MatchKind.Inside, GramQuery.AllOf(inside));
        if (IsOne) yield break;
        var sounds = Enumerable.Range(0, plain.Length - 1).Select(i => GramQuery.AnyOf(
            from first in Pinyin.ReadingsOf(plain[i])
            from second in Pinyin.ReadingsOf(plain[i + 1])
            select GramQuery.OfSyllables(first, second))).ToList();
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
