using NodaTime;
using WaterCore.Values;

namespace WaterCore.Organization;

/// <summary>The water company that runs the system: its name, its one time zone and its currency.</summary>
/// <param name="Name">The name as printed on bills.</param>
/// <param name="Zone">The zone in which its business days begin and end.</param>
/// <param name="Currency">The currency of its ledger.</param>
public sealed record Utility(string Name, DateTimeZone Zone, Currency Currency)
{
    /// <summary>The business day of an instant.</summary>
    public LocalDate DayOf(Instant instant) => instant.InZone(Zone).Date;
}
