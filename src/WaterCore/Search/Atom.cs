namespace WaterCore.Search;

/// <summary>A field that is folded when a part of a clue first asks for it, and once for all parts.</summary>
internal sealed class FoldedField(SearchField written)
{
    /// <summary>What it says.</summary>
    public SearchFieldKind Kind => written.Kind;

    /// <summary>As written.</summary>
    public string Text => written.Text;

    /// <summary>The folded text.</summary>
    public Folded Folded => _folded ??= Folded.Of(Text);

    /// <summary>Of a number its digits alone; else empty.</summary>
    public string Digits => _digits ??= Kind is SearchFieldKind.Name or SearchFieldKind.Address ? "" : Folded.Digits(IsPlain ? Text : Folded.Key);

    private Folded? _folded;
    private string? _digits;

    private bool IsPlain => System.Text.Ascii.IsValid(Text);

    public static FoldedField[] Of(SearchRecord record)
    {
        var fields = new FoldedField[record.Fields.Count];
        for (var i = 0; i < fields.Length; i++) fields[i] = new FoldedField(record.Fields[i]);
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
