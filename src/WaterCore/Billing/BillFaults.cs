using NodaTime;
using NodaTime.Text;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>No meter stands at the service point on the day.</summary>
public sealed record NoMeter(string Account) : Fault
{
    /// <inheritdoc/>
    public override string Code => "billing.no-meter";

    /// <inheritdoc/>
    public override string Message => $"Account {Account} has no meter in place; install one, or end the agreement.";
}

/// <summary>No reading of the cycle was accepted.</summary>
public sealed record NoReading(string Account, string Meter, Period Cycle) : Fault
{
    /// <inheritdoc/>
    public override string Code => "billing.no-reading";

    /// <inheritdoc/>
    public override string Message => $"Account {Account} has no accepted reading of meter {Meter} in {Cycle}; read or estimate it.";
}

/// <summary>A further register was not read on a day on which its meter was.</summary>
public sealed record RegisterNotRead(string Account, string Register, LocalDate Day) : Fault
{
    /// <inheritdoc/>
    public override string Code => "billing.register-not-read";

    /// <inheritdoc/>
    public override string Message => $"Account {Account} has no accepted reading of register {Register} on {NodaTime.Text.LocalDatePattern.Iso.Format(Day)}, when its meter was read; read or estimate it for that day.";
}

/// <summary>The cycle was billed already.</summary>
public sealed record AlreadyBilled(string Account, LocalDate Cycle) : Fault
{
    /// <inheritdoc/>
    public override string Code => "billing.already-billed";

    /// <inheritdoc/>
    public override string Message => $"Account {Account} has a bill of the cycle from {LocalDatePattern.Iso.Format(Cycle)}; nothing is owed twice.";
}

/// <summary>The tariff that the agreement names was never published.</summary>
public sealed record TariffNotPublished(string Account, string Tariff) : Fault
{
    /// <inheritdoc/>
    public override string Code => "billing.tariff-not-published";

    /// <inheritdoc/>
    public override string Message => $"Account {Account} is on tariff '{Tariff}', which is not published; publish it, or correct the agreement.";
}

/// <summary>The meter counts in another unit than the tariff charges.</summary>
public sealed record UnitsDiffer(string Account, VolumeUnit Meter, VolumeUnit Tariff) : Fault
{
    /// <inheritdoc/>
    public override string Code => "billing.units-differ";

    /// <inheritdoc/>
    public override string Message => $"Account {Account} has a meter in {Meter} and a tariff in {Tariff}; nothing converts by itself, so correct one of the two.";
}
