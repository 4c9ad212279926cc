namespace WaterCore.Search;

/// <summary>What a field of a record says.</summary>
public enum SearchFieldKind
{
    /// <summary>A customer's name (户名).</summary>
    Name,

    /// <summary>A telephone number (电话).</summary>
    Phone,

    /// <summary>An account's number (户号).</summary>
    Account,

    /// <summary>A meter's number, also of a meter removed since (表号).</summary>
    Meter,

    /// <summary>An address (用水地址).</summary>
    Address,
}

/// <summary>One thing by which a record can be found.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Text">As written.</param>
public readonly record struct SearchField(SearchFieldKind Kind, string Text);

/// <summary>An account with all that finds it.</summary>
/// <param name="Key">The account's id.</param>
/// <param name="Fields">Its fields; of addresses and meters there may be several.</param>
public sealed record SearchRecord(long Key, IReadOnlyList<SearchField> Fields)
{
    /// <summary>The first text of a kind, or null.</summary>
    public string? First(SearchFieldKind kind)
    {
        foreach (var field in Fields)
            if (field.Kind == kind) return field.Text;
        return null;
    }
}
