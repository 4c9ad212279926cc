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
