using WaterCore.Values;

namespace WaterCore.Organization;

/// <summary>A place of the utility (营业所): head office, service office, collection point, township plant.</summary>
/// <param name="Code">A short name that never changes, such as <c>doumen</c>.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Parent">The branch above it, which serves what this one has no position for; null for the head office.</param>
public sealed record Branch(string Code, Wording Name, string? Parent = null);

/// <summary>A department (部门) of a branch.</summary>
/// <param name="Code">A short name that never changes.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Branch">The branch it belongs to.</param>
public sealed record OrgUnit(string Code, Wording Name, string Branch);
