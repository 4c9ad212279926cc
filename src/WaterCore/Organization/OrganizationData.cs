namespace WaterCore.Organization;

/// <summary>The rows of an organisation, as stored and edited.</summary>
public sealed record OrganizationData
{
    /// <summary>Offices, collection points, plants.</summary>
    public IReadOnlyList<Branch> Branches { get; init; } = [];

    /// <summary>Departments.</summary>
    public IReadOnlyList<OrgUnit> Units { get; init; } = [];

    /// <summary>Posts.</summary>
    public IReadOnlyList<Position> Positions { get; init; } = [];

    /// <summary>People who sign in.</summary>
    public IReadOnlyList<Operator> Operators { get; init; } = [];

    /// <summary>Who holds what, when.</summary>
    public IReadOnlyList<Holding> Holdings { get; init; } = [];

    /// <summary>Absences and who stands in.</summary>
    public IReadOnlyList<Substitute> Substitutes { get; init; } = [];

    /// <summary>What one person must not do both of.</summary>
    public IReadOnlyList<SeparationOfDuties> Separations { get; init; } = SeparationOfDuties.Shipped;
}
