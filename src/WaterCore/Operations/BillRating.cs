using WaterCore.Billing;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What a stored bill keeps of its calculation.</summary>
/// <param name="Months">Months billed.</param>
/// <param name="Carried">What it hands to the next.</param>
/// <param name="Total">The sum of its lines.</param>
/// <param name="Lines">Its lines, packed.</param>
internal readonly record struct RatedBill(int Months, CarriedOver Carried, Money Total, byte[] Lines);

/// <summary>
/// Rates cases of one tariff: those that share class and months by columns, which make the same amounts; what columns cannot say, one by one. A bill's derivation is
/// worked out again whenever somebody asks for it, and by <see cref="Verification"/>, which thereby compares the two.
/// </summary>
internal sealed class BillRating(BillingCalculator calculator)
{
    // With fewer, compiling costs more than it saves.
    private const int Few = 32;

    private readonly Tariff _tariff = calculator.Tariff;
    private readonly Dictionary<string, long> _revenue = new(StringComparer.Ordinal);

    /// <summary>What all rated bills came to, in minor units, by the code of the charge.</summary>
    public IReadOnlyDictionary<string, long> Revenue => _revenue;

    /// <summary>Rates cases.</summary>
    /// <returns>For each what it came to, or why it cannot be billed.</returns>
    public Result<RatedBill>[] Rate(IReadOnlyList<BillingCase> cases)
    {
        var rated = new Result<RatedBill>?[cases.Count];
        foreach (var alike in Enumerable.Range(0, cases.Count).GroupBy(i => (cases[i].UseClass, cases[i].Months)))
            if (alike.Count() >= Few) ByColumns(alike.Key.UseClass, [.. alike], cases, rated);
        return [.. rated.Select((r, i) => r ?? OneByOne(cases[i]))];
    }

    private void ByColumns(string useClass, int[] places, IReadOnlyList<BillingCase> cases, Result<RatedBill>?[] rated)
    {
        var first = cases[places[0]];
        var months = first.Months == 0 ? _tariff.CycleMonths : first.Months;
        if (BillingBatch.Compile(_tariff, useClass, first.On ?? first.Days?.To, months) is not { IsOk: true, Value: var batch }) return;
        // An amount of zero does not say whether there is a line; of these charges there always is one.
        if (batch.Lines.Count != batch.Charges.Count || batch.Charges.Any(c => c is MinimumCharge or QuotaCharge)) return;
        var charges = batch.Charges.Select(c => batch.Class.Charges.TakeWhile(other => !ReferenceEquals(other, c)).Count()).ToArray();
        var rows = new BatchRows(batch, places.Length);
        for (var row = 0; row < places.Length; row++) rows.Set(row, cases[places[row]]);
        var amounts = new long[places.Length * batch.OutputColumns];
        batch.Calculate(rows.Columns, amounts);
        var lines = new PackedLine[charges.Length];
        var sums = new long[charges.Length];
        for (var row = 0; row < places.Length; row++)
        {
            var total = amounts[charges.Length * places.Length + row];
            if (total == long.MinValue) continue;
            for (var line = 0; line < lines.Length; line++)
            {
                lines[line] = new(charges[line], amounts[line * places.Length + row]);
                sums[line] = checked(sums[line] + lines[line].Minor);
            }
            rated[places[row]] = new RatedBill(months, Calculation.After(_tariff, batch.Class, cases[places[row]]), new Money(total, _tariff.Currency), BillPacking.PackLines(lines));
        }
        for (var line = 0; line < sums.Length; line++) Add(batch.Charges[line].Code, sums[line]);
    }

    private Result<RatedBill> OneByOne(BillingCase billingCase)
    {
        var calculated = calculator.Calculate(billingCase);
        if (!calculated.IsOk) return calculated.Fault;
        var bill = calculated.Value;
        foreach (var line in bill.Lines) Add(line.Code, line.Amount.Minor);
        return new RatedBill(bill.Months, bill.Carried, bill.Total, BillPacking.PackLines(bill));
    }

    private void Add(string charge, long minor) => _revenue[charge] = checked(_revenue.GetValueOrDefault(charge) + minor);
}
