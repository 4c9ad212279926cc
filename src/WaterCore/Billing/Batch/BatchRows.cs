using System.Globalization;
using NodaTime;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>Columns for a <see cref="BillingBatch"/>, filled from cases. What a column cannot say is left to the single path, row by row.</summary>
public sealed class BatchRows
{
    private readonly BillingBatch _batch;
    private readonly int[] _usage, _year;
    private readonly byte[] _persons, _codes;
    private readonly long[] _numbers;

    /// <param name="batch">The batch.</param>
    /// <param name="rows">How many rows; each is refused until it is set.</param>
    public BatchRows(BillingBatch batch, int rows)
    {
        _batch = batch;
        _usage = new int[rows];
        _year = new int[batch.ReadsYearToDate ? rows : 0];
        _persons = new byte[batch.ReadsPersons ? rows : 0];
        _codes = new byte[rows * batch.Attributes.Count];
        _numbers = new long[rows * batch.Numbers.Count];
        Array.Fill(_usage, -1);
    }

    /// <summary>The columns.</summary>
    public BillingColumns Columns => new() { Usage = _usage, YearToDate = _year, Persons = _persons, Codes = _codes, Numbers = _numbers };

    /// <summary>Sets a row.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="billingCase">The case.</param>
    /// <returns>False when only the single path can bill it; the row is then refused by the batch as well.</returns>
    public bool Set(int row, BillingCase billingCase)
    {
        _usage[row] = -1;
        if (billingCase.UseClass != _batch.Class.Code || billingCase.Uses.Count > 0 || billingCase.Persons is < 0 or > byte.MaxValue) return false;
        if ((billingCase.Months == 0 ? _batch.Tariff.CycleMonths : billingCase.Months) != _batch.Months || billingCase.Attributes.Find("months") is not null) return false;
        if (billingCase.Households.Count > 0 && _batch.Charges.Any(c => c is BlockCharge { Household: not null })) return false;
        // A fee for each person reads an attribute of that name first; the column holds the registered ones.
        if (_persons.Length > 0 && billingCase.Attributes.Find("persons") is { } persons && persons != billingCase.Persons?.ToString(CultureInfo.InvariantCulture)) return false;
        foreach (var name in _batch.ExcludedInputs)
            if (billingCase.Attributes.Find(name) is { } text && (name != "waiver" || text.Length > 0)) return false;
        if (!HasSamePrices(billingCase) || Usage(billingCase) is not (>= 0 and <= int.MaxValue and var usage)) return false;

        var view = new CaseView(billingCase, _batch.Months);
        var rows = _usage.Length;
        for (var n = 0; n < _batch.Numbers.Count; n++)
        {
            var text = view.Find(_batch.Numbers[n]);
            var number = text is null ? long.MinValue : Thousandths(text);
            if (number is null) return false;
            _numbers[n * rows + row] = number.Value;
        }
        for (var a = 0; a < _batch.Attributes.Count; a++) _codes[a * rows + row] = _batch.Attributes[a].CodeOf(view.Find(_batch.Attributes[a].Name));
        if (_year.Length > 0)
        {
            if (YearToDate(billingCase) is not (>= 0 and <= int.MaxValue and var year)) return false;
            _year[row] = (int)year;
        }
        if (_persons.Length > 0) _persons[row] = (byte)(billingCase.Persons ?? 0);
        _usage[row] = (int)usage;
        return true;
    }

    private bool IsByDay(BillingCase billingCase) => _batch.Tariff.PriceChange is PriceChange.ByDay or PriceChange.ByDayWholeUnits && billingCase.Days is not null;

    // The charges in force for the case are those that were compiled, and no price or year changes within its days.
    private bool HasSamePrices(BillingCase billingCase)
    {
        if (IsByDay(billingCase))
        {
            var days = billingCase.Days!.Value;
            if (_batch.ReadsYearToDate && _batch.Tariff.TierYear is { } year && year.NextAfter(days.From) < days.To) return false;
            foreach (var charge in _batch.Class.Charges)
            {
                var touches = (charge.From is not { } from || from < days.To) && (charge.To is not { } to || to > days.From);
                var covers = (charge.From is not { } first || first <= days.From) && (charge.To is not { } last || last >= days.To);
                if (touches != covers || touches != _batch.Charges.Contains(charge)) return false;
            }
            return true;
        }
        var on = billingCase.On ?? billingCase.Days?.To;
        if (on == _batch.Day) return true;
        if (on is not { } day) return false;
        foreach (var charge in _batch.Class.Charges)
            if (charge.HoldsOn(day) != _batch.Charges.Contains(charge)) return false;
        return true;
    }

    private long? Usage(BillingCase billingCase)
    {
        var usage = billingCase.Usage.Thousandths;
        if (_batch.Tariff.WholeUnits) return checked(usage + billingCase.Carried.Fraction) / 1000 * 1000;
        long? read = null;
        foreach (var name in _batch.UsageNames)
        {
            var own = billingCase.Attributes.Find(name) is { } text ? Thousandths(text) : usage;
            if (own is null || (read is not null && read != own)) return null;
            read = own;
        }
        return read ?? usage;
    }

    private long YearToDate(BillingCase billingCase)
    {
        LocalDate? day = IsByDay(billingCase) ? billingCase.Days!.Value.From : (billingCase.Days?.To ?? billingCase.On)?.PlusDays(-1);
        var year = day is { } d ? _batch.Tariff.TierYear?.StartOf(d) : null;
        var carried = billingCase.Carried;
        return carried.YearFrom is not { } from || year is not { } y || from == y ? carried.YearToDate : 0;
    }

    private static long? Thousandths(string text)
    {
        if (!Rational.TryParse(text, out var number)) return null;
        var thousandths = number * Rational.Of(1000);
        return thousandths.IsWhole && thousandths.Reduced().Numerator is var n && Int128.Abs(n) < long.MaxValue ? (long)n : null;
    }
}
