namespace WaterCore.Organization;

/// <summary>Whose accounts somebody may see: those of some branches (营业所), or all. An account that belongs to no branch is in every scope.</summary>
/// <remarks>Two scopes of the same branches are equal. Safe for use by several threads.</remarks>
public sealed class DataScope : IEquatable<DataScope>
{
    private DataScope(IReadOnlyList<string>? branches) => Branches = branches;

    /// <summary>Everything: runs, the service itself, head office.</summary>
    public static DataScope All { get; } = new(null);

    /// <summary>The codes of the branches in ordinal order, or null for all.</summary>
    public IReadOnlyList<string>? Branches { get; }

    /// <summary>Whether it leaves nothing out.</summary>
    public bool IsAll => Branches is null;

    /// <summary>The accounts of some branches, and those that belong to none.</summary>
    /// <exception cref="ArgumentException">A code is empty or has a comma.</exception>
    public static DataScope Of(IEnumerable<string> branches)
    {
        var codes = branches.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return codes.All(c => c.Length > 0 && !c.Contains(',', StringComparison.Ordinal)) ? new(codes)
            : throw new ArgumentException("The code of a branch is not empty and has no comma.", nameof(branches));
    }

    /// <summary>What a person sees who holds these positions: the branches of the positions and all below them; everything from a position at a branch that has none above it.</summary>
    /// <param name="chart">The organisation.</param>
    /// <param name="positions">The positions; without any, nobody was tied to a branch, and all is seen.</param>
    public static DataScope Of(OrganizationChart chart, IReadOnlyCollection<Position> positions)
    {
        if (positions.Count == 0) return All;
        var own = positions.Select(chart.BranchOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var parents = chart.Data.Branches.ToDictionary(b => b.Code, b => b.Parent, StringComparer.Ordinal);
        if (own.Any(b => parents.TryGetValue(b, out var above) && above is null)) return All;
        return Of(parents.Keys.Where(b => Above(b).Any(own.Contains)).Concat(own));

        // Bounded, in case branches stand above each other in a circle.
        IEnumerable<string> Above(string branch)
        {
            var at = branch;
            for (var up = 0; at is not null && up <= parents.Count; up++, at = parents.GetValueOrDefault(at)) yield return at;
        }
    }

    /// <summary>Whether an account of a branch is in it.</summary>
    public bool Covers(string? branch) => Branches is null || branch is null || Branches.Contains(branch);

    /// <summary><c>*</c>, or the codes with commas between them, as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Branches is null ? "*" : string.Join(',', Branches);

    /// <summary>Reads what <see cref="ToString"/> wrote. An empty text is no branch at all.</summary>
    public static DataScope Parse(string text) => text == "*" ? All : Of(text.Split(',', StringSplitOptions.RemoveEmptyEntries));

    /// <inheritdoc/>
    public bool Equals(DataScope? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DataScope);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());
}
