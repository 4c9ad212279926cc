using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>The bill of a meter that serves several uses: the highest of them, or each on its agreed share.</summary>
internal static class MixedBill
{
    public static CalculatedBill Of(Tariff tariff, BillingCase billingCase, Func<string, TariffClass> find)
    {
        var classes = billingCase.Uses.Select(u => find(u.UseClass)).ToList();
        if (tariff.MixedUse == MixedUse.Refused)
            throw Refuse("the case has several uses, and the tariff does not say how they are billed", "write mixed_use: highest or mixed_use: shares in the tariff, or give one class");
        if (classes.Distinct().Count() != classes.Count) throw Refuse("the same use is given twice", "add its shares up");
        return tariff.MixedUse == MixedUse.Highest ? Highest(tariff, billingCase, classes) : Shared(tariff, billingCase, classes);

        TariffFaultException Refuse(string problem, string remedy) => new(new RateRefused(tariff.Code, billingCase.UseClass, "mixed use", problem, remedy));
    }

    private static CalculatedBill Highest(Tariff tariff, BillingCase billingCase, List<TariffClass> classes)
    {
        CalculatedBill? highest = null;
        foreach (var useClass in classes)
        {
            var calculation = new Calculation(tariff, billingCase);
            calculation.Add(useClass, calculation.Billed, billingCase.Carried.YearToDate);
            var bill = calculation.Bill();
            if (highest is null || bill.Total > highest.Total) highest = bill;
        }
        return highest!;
    }

    // Volumes are cut so that they add up to the whole; a fee of the same code is taken once, for the use that is given first.
    private static CalculatedBill Shared(Tariff tariff, BillingCase billingCase, List<TariffClass> classes)
    {
        var calculation = new Calculation(tariff, billingCase);
        var sum = Rational.Zero;
        long billed = 0, yearToDate = 0;
        for (var i = 0; i < classes.Count; i++)
        {
            var share = billingCase.Uses[i].Share;
            sum += share;
            if (share <= Rational.Zero || sum > Rational.One || (i == classes.Count - 1 && sum != Rational.One))
                throw new TariffFaultException(new RateRefused(tariff.Code, billingCase.UseClass, "mixed use", "the shares are not parts of one", "give shares above 0 that add up to 1"));
            long upTo = Part(calculation.Billed, sum), yearUpTo = Part(billingCase.Carried.YearToDate, sum);
            calculation.Add(classes[i], upTo - billed, yearUpTo - yearToDate);
            (billed, yearToDate) = (upTo, yearUpTo);
        }
        return calculation.Bill();
    }

    private static long Part(long thousandths, Rational share) => Rounding.Divide(checked(thousandths * share.Numerator), share.Denominator, RoundingMode.HalfUp);
}
