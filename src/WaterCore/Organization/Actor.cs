namespace WaterCore.Organization;

/// <summary>Who acts: a person, and the position (岗位) the person holds while acting.</summary>
/// <param name="Name">The operator's sign-in name, or the name of the program for automatic work.</param>
/// <param name="Position">The code of the position held, such as <c>cashier</c>; <c>system</c> for automatic work.</param>
public sealed record Actor(string Name, string Position)
{
    /// <summary>Automatic work on nobody's behalf.</summary>
    public static Actor System { get; } = new("watercore", "system");
}
