using NodaTime;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Shared;

/// <summary>In which positions a person may act today.</summary>
/// <param name="Chart">The organisation.</param>
/// <param name="Day">Today.</param>
/// <param name="SignIn">The person.</param>
/// <param name="Positions">The positions, in order of code.</param>
public sealed record Seat(OrganizationChart Chart, LocalDate Day, string SignIn, IReadOnlyList<Position> Positions)
{
    /// <summary>Reads it.</summary>
    public static async Task<Seat> OfAsync(string signIn, IUnitOfWork unit, WorkflowEngines engines, Utility utility, IClock clock)
    {
        var chart = await engines.ChartAsync(unit);
        var day = utility.DayOf(clock.GetCurrentInstant());
        return new Seat(chart, day, signIn, [.. chart.PositionsOf(signIn, day)]);
    }

    /// <summary>The person acting in a position.</summary>
    public Actor In(string position) => new(SignIn, position);

    /// <summary>The person acting in the first position with a right, or null.</summary>
    public Actor? With(Permission right) => Positions.FirstOrDefault(p => p.Allows(right)) is { } position ? In(position.Code) : null;

    /// <summary>The name of a position, or its code.</summary>
    public string NameOf(string position, Language language) => Chart.FindPosition(position)?.Name.In(language) ?? position;
}
