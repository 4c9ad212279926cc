using NodaTime.Text;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Reads from the attributes of an agreement what a bill needs of its terms beyond class and persons.</summary>
/// <remarks>
/// <c>persons_registered_on</c> is the day on which the household was registered; the tariff may let it begin later or expire.
/// <c>uses</c> names the uses of a meter that serves several, with their shares: <c>residential 0.7, shop 0.3</c>.
/// </remarks>
internal static class AgreementTerms
{
    /// <summary>The case with the terms put in, or a fault that names the attribute that cannot be read.</summary>
    public static Result<BillingCase> Put(BillingCase billingCase, ServiceAgreement agreement)
    {
        if (agreement.Persons is { } persons && agreement.Attributes.TryGetValue("persons_registered_on", out var registered))
        {
            if (!LocalDatePattern.Iso.Parse(registered).TryGetValue(default, out var day))
                return new RateRefused(agreement.Tariff, agreement.UseClass, "persons_registered_on", $"'{registered}' is not a date", "write it as 2026-01-31");
            billingCase = billingCase with { Households = [new(day, persons)] };
        }
        if (agreement.Attributes.TryGetValue("uses", out var text))
        {
            var uses = new List<UseShare>();
            foreach (var use in text.Split(',', StringSplitOptions.TrimEntries))
            {
                if (use.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var useClass, var part] || !Rational.TryParse(part, out var share))
                    return new RateRefused(agreement.Tariff, agreement.UseClass, "uses", $"'{text}' is not a list of uses with shares", "write it as: residential 0.7, shop 0.3");
                uses.Add(new(useClass, share));
            }
            billingCase = billingCase with { Uses = uses };
        }
        return billingCase;
    }
}
