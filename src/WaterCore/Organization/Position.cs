using NodaTime;
using WaterCore.Values;

namespace WaterCore.Organization;

/// <summary>A post in the organisation (岗位), never a person: work travels between positions, people hold them for a time.</summary>
/// <param name="Code">A short name that is unique in the utility and never changes, such as <c>main.front-desk.2</c>.</param>
/// <param name="Role">What kind of post it is, as workflow definitions name it, such as <c>front-desk</c>; several positions may share it.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Unit">The department it belongs to.</param>
/// <param name="Permissions">What its holder may do.</param>
public sealed record Position(string Code, string Role, Wording Name, string Unit, IReadOnlyList<Permission> Permissions)
{
    /// <summary>Whether its holder may do a thing.</summary>
    public bool Allows(Permission permission) => Permissions.Contains(permission);
}

/// <summary>A person who signs in (操作员).</summary>
/// <param name="SignIn">The sign-in name; unique, never given to another person.</param>
/// <param name="Name">The person's name.</param>
public sealed record Operator(string SignIn, string Name);

/// <summary>A person holds a position for a time (任职): days from the first, included, to the end, not included.</summary>
/// <param name="Position">The position's code.</param>
/// <param name="Operator">The holder's sign-in name.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The day after the last; null while it goes on.</param>
public sealed record Holding(string Position, string Operator, LocalDate From, LocalDate? To = null)
{
    /// <summary>Whether the position is held by this person on a day.</summary>
    public bool Covers(LocalDate day) => day >= From && (To is not { } to || day < to);
}

/// <summary>Somebody is away, and another stands in (代岗): for the days of the absence the stand-in holds the position, the absent person does not.</summary>
/// <param name="Position">The position's code.</param>
/// <param name="Absent">The holder who is away.</param>
/// <param name="StandIn">Who stands in; null when nobody does.</param>
/// <param name="Days">The days of the absence.</param>
public sealed record Substitute(string Position, string Absent, string? StandIn, Period Days);
