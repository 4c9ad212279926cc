namespace WaterCore.Organization;

/// <summary>Two rights that one person must not use on the same matter (不相容职责): who surveys does not approve, who takes money does not refund.</summary>
/// <param name="First">One right.</param>
/// <param name="Second">The other.</param>
/// <param name="Never">Whether nobody may have both rights at all on one day; otherwise only not on the same matter.</param>
public sealed record SeparationOfDuties(Permission First, Permission Second, bool Never = false)
{
    /// <summary>The shipped pairs.</summary>
    public static IReadOnlyList<SeparationOfDuties> Shipped { get; } =
    [
        new(Permission.Survey, Permission.Approve),
        new(Permission.Quote, Permission.Approve),
        new(Permission.Construct, Permission.AcceptWorks),
        new(Permission.TakeMoney, Permission.Refund, Never: true),
    ];

    /// <summary>The right that excludes a right under this pair, or null when the pair is about others.</summary>
    public Permission? Counterpart(Permission permission) =>
        permission == First ? Second : permission == Second ? First : null;
}
