using WaterCore.Billing;
using WaterCore.Tariffs;

namespace WaterCore.Benchmarks;

/// <summary>
/// The tariff that the batch path is measured on, and its accounts: three blocks with larger ones for large households, by the month for one
/// half of the accounts and on the running year for the other; sewage on nine tenths of the volume; a fee by meter size. Two classes,
/// three lines and a total each.
/// </summary>
public sealed class CommonTariff
{
    public const string Text = """
        tariff: common
        name: {zh: 常见水价, en: Common}
        currency: CNY
        unit: m3
        cycle_months: 1
        rounding: line half-up
        tier_year: 01-01
        classes:
          by_month: {zh: 按月阶梯, en: Blocks by the month}
          by_year: {zh: 按年阶梯, en: Blocks by the year}
        charges:
          - charge: water
            name: {zh: 水费, en: Water}
            classes: by_month
            blocks: {per: month, bounds: [15, 22], prices: [2.07, 4.07, 6.07], household: {above: 4, add: 3, per: month}}
          - charge: water
            name: {zh: 水费, en: Water}
            classes: by_year
            blocks: {per: year, bounds: [180, 260], prices: [2.07, 4.07, 6.07], household: {above: 4, add: 36, per: year}}
          - charge: sewage
            name: {zh: 污水处理费, en: Sewage}
            classes: [by_month, by_year]
            flat: 1.70
            share: 0.9
          - charge: meter
            name: {zh: 表费, en: Meter}
            classes: [by_month, by_year]
            fixed: {by: meter_size, values: {DN15: 3.00, DN20: 4.50, DN25: 6.20, DN32: 8.00, DN40: 12.50, DN50: 21.00, DN80: 40.00, DN100: 66.00}}
            per: month
        """;

    /// <summary>The sizes in the order of their codes, from 1: the batch sorts texts by their characters.</summary>
    public static readonly string[] Sizes = ["DN100", "DN15", "DN20", "DN25", "DN32", "DN40", "DN50", "DN80"];

    public static readonly int[] Fees = [6600, 300, 450, 620, 800, 1250, 2100, 4000];

    public Tariff Tariff { get; } = TariffFile.Read(Text, "common.yaml").Value;

    // The first half of the accounts has blocks by the month and no running total.
    public int[] Usage { get; }

    public int[] YearToDate { get; }

    public byte[] Persons { get; }

    public byte[] Meters { get; }

    public CommonTariff(int accounts)
    {
        var random = new Random(7);
        Usage = Fill(() => random.Next(10) == 0 ? random.Next(80_000) : random.Next(30_000));
        YearToDate = Fill(() => random.Next(300_000));
        Persons = Fill(() => (byte)(random.Next(6) == 0 ? random.Next(5, 9) : random.Next(1, 5)));
        Meters = Fill(() => (byte)(random.Next(10) == 0 ? random.Next(1, 9) : 2));
        Half = accounts / 2;

        T[] Fill<T>(Func<T> next)
        {
            var values = new T[accounts];
            for (var i = 0; i < accounts; i++) values[i] = next();
            return values;
        }
    }

    public int Half { get; }

    public int Accounts => Usage.Length;

    public BillingColumns Columns(bool byYear) => byYear
        ? new() { Usage = Usage.AsSpan(Half), YearToDate = YearToDate.AsSpan(Half), Persons = Persons.AsSpan(Half), Codes = Meters.AsSpan(Half) }
        : new() { Usage = Usage.AsSpan(0, Half), Persons = Persons.AsSpan(0, Half), Codes = Meters.AsSpan(0, Half) };

    internal BillingBatch Batch(bool byYear, BatchVectors? vectors)
    {
        var batch = BillingBatch.Compile(Tariff, byYear ? "by_year" : "by_month", null, 1, vectors ?? BillingBatch.Best).Value;
        if (!batch.Attributes.Single().Texts.SequenceEqual(Sizes)) throw new InvalidOperationException("The codes of the meter sizes are others.");
        return batch;
    }

    public BillingCase Case(int i) => new()
    {
        UseClass = i < Half ? "by_month" : "by_year",
        Usage = new(Usage[i], Tariff.Unit),
        Persons = Persons[i],
        Carried = new(null, i < Half ? 0 : YearToDate[i], 0),
        Attributes = _attributes[Meters[i]],
    };

    private readonly CaseInputs[] _attributes = [.. new[] { "" }.Concat(Sizes).Select(s => new CaseInputs(new Dictionary<string, string> { ["meter_size"] = s }))];
}
