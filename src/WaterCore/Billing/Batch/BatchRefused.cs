using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>A class that the batch path cannot bill, or not proven exactly: its bills go through <see cref="BillingCalculator"/>.</summary>
/// <param name="Tariff">The tariff.</param>
/// <param name="Class">The use class.</param>
/// <param name="Charge">The charge that stands in the way; empty for the whole class.</param>
/// <param name="Reason">Why, as a clause.</param>
public sealed record BatchRefused(string Tariff, string Class, string Charge, string Reason) : Fault
{
    /// <inheritdoc/>
    public override string Code => "billing.batch-refused";

    /// <inheritdoc/>
    public override string Message => $"{Tariff}, class {Class}{(Charge.Length > 0 ? ", " + Charge : "")}: {Reason}; bill it case by case with BillingCalculator.";
}

/// <summary>Carries a refusal out of compiling; never leaves the room.</summary>
internal sealed class BatchRefusedException(string charge, string reason) : Exception(reason)
{
    public string Charge { get; } = charge;
}
