using NodaTime;
using NodaTime.Text;
using WaterCore.Values;

namespace WaterCore.Organization;

/// <summary>The organisation contradicts itself: which entry, and what to do.</summary>
/// <param name="Subject">The position, person or department.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
public sealed record OrganizationFault(string Subject, string Problem, string Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "organization.contradiction";

    /// <inheritdoc/>
    public override string Message => $"{Subject}: {Problem}; {Remedy}.";
}

/// <summary>A position has nobody who could do its work on a day (空岗).</summary>
/// <param name="Position">The position's code.</param>
/// <param name="Day">The day.</param>
public sealed record PositionVacant(string Position, LocalDate Day) : Fault
{
    /// <inheritdoc/>
    public override string Code => "organization.vacant";

    /// <inheritdoc/>
    public override string Message =>
        $"Nobody holds position {Position} on {LocalDatePattern.Iso.Format(Day)}; appoint a holder or name a substitute.";
}
