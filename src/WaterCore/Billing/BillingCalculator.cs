using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>
/// Works a bill out: usage and tariff in, lines with their derivation out. Pure: no clock, no I/O, and the same answer every time.
/// Safe for use by several threads.
/// </summary>
/// <param name="tariff">The tariff to bill by.</param>
public sealed class BillingCalculator(Tariff tariff)
{
    private const int MaxMonths = 120;

    /// <summary>The tariff.</summary>
    public Tariff Tariff { get; } = tariff;

    /// <summary>Works out one bill.</summary>
    /// <param name="billingCase">The case; its usage is in the tariff's unit.</param>
    /// <returns>The bill, or a <see cref="RateRefused"/> that names the class and field.</returns>
    /// <exception cref="InvalidOperationException">The usage is in another unit than the tariff.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Usage or persons are below zero, or months outside 0 to 120.</exception>
    public Result<CalculatedBill> Calculate(BillingCase billingCase)
    {
        if (billingCase.Usage.Unit != Tariff.Unit)
            throw new InvalidOperationException($"The usage is in {billingCase.Usage.Unit}, tariff {Tariff.Code} is in {Tariff.Unit}; convert by an explicit call first.");
        ArgumentOutOfRangeException.ThrowIfNegative(billingCase.Usage.Thousandths, nameof(billingCase));
        ArgumentOutOfRangeException.ThrowIfNegative(billingCase.Persons ?? 0, nameof(billingCase));
        if (billingCase.Months is < 0 or > MaxMonths) throw new ArgumentOutOfRangeException(nameof(billingCase), $"Months are 0 to {MaxMonths}; {billingCase.Months} is not.");
        if (billingCase.Carried.YearToDate < 0 || billingCase.Carried.Fraction is < 0 or > 999)
            throw new ArgumentOutOfRangeException(nameof(billingCase), "What is carried over is zero or more, and a fraction below one unit.");
        try
        {
            return billingCase.Uses.Count == 0 ? One(billingCase, Class(billingCase.UseClass)) : MixedBill.Of(Tariff, billingCase, Class);
        }
        catch (TariffFaultException e)
        {
            return e.Fault;
        }
        catch (OverflowException)
        {
            return new RateRefused(Tariff.Code, billingCase.UseClass, "bill", "an amount is too large to be exact", "check the usage and the inputs");
        }
    }

    private CalculatedBill One(BillingCase billingCase, TariffClass useClass)
    {
        var calculation = new Calculation(Tariff, billingCase);
        calculation.Add(useClass, calculation.Billed, billingCase.Carried.YearToDate);
        return calculation.Bill();
    }

    private TariffClass Class(string code) => Tariff.Classes.TryGetValue(code, out var useClass)
        ? useClass
        : throw new TariffFaultException(new RateRefused(Tariff.Code, code, "class", "the tariff has no such class", $"use one of: {string.Join(", ", Tariff.Classes.Keys.Take(12))}"));
}
