using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using WaterCore.Billing;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Tests.Billing;

/// <summary>A row of the Chinese golden bills, and how it is asked of the engine.</summary>
internal sealed record GoldenRow(string Id, string Kind, string Category, string TariffRef, string Period, string Persons, string Usage, string YearToDate, string InputsJson, string Expected, string Printed, string Check)
{
    public static List<GoldenRow> All()
    {
        using var csv = CsvReader.FromFile(SharedData.Path_("china/golden-bills.csv"), new CsvReaderOptions { Separator = ',' });
        var rows = new List<GoldenRow>();
        var column = csv.Headers.Select((h, i) => (h, i)).ToDictionary(x => x.h, x => x.i);
        while (csv.Read())
        {
            string Of(string name) => csv.GetString(column[name]);
            rows.Add(new(Of("id"), Of("kind"), Of("category"), Of("tariff_ref"), Of("period"), Of("persons"), Of("usage_m3"), Of("ytd_before_m3"), Of("inputs_json"), Of("expected_amount_cny"), Of("printed_amount_cny"), Of("check")));
        }
        return rows;
    }

    public bool HasShippedTariff => ShippedTariffs.Codes.Contains(TariffRef);

    public JsonElement Inputs => JsonDocument.Parse(InputsJson).RootElement;

    public Volume Volume => Cubic(Usage);

    public string UseClass => Category.Split(' ')[0];

    /// <summary>The block that a unit-price row is about, from 1; 0 for a flat price.</summary>
    public int Tier => Category.Contains(" tier ", StringComparison.Ordinal) ? Category[^1] - '0' : 0;

    public BillingCase Case(string useClass) => new()
    {
        UseClass = useClass,
        Usage = Volume,
        Months = Period switch { "bimonthly" => 2, "quarterly" => 3, "annual" => 12, "124 days" => 4, _ => 1 },
        Persons = Persons.Length > 0 ? int.Parse(Persons, CultureInfo.InvariantCulture) : null,
        Carried = new(null, YearToDate.Length > 0 ? Cubic(YearToDate).Thousandths : 0, 0),
        Attributes = new CaseInputs(new Dictionary<string, string>
        {
            ["waiver"] = Category.EndsWith("low-income", StringComparison.Ordinal) ? "low-income" : "",
            ["secondary_supply"] = "no",
        }),
    };

    /// <summary>The case for a tariff that is made of the row: its bounds hold for the whole period.</summary>
    public BillingCase OwnCase => Case("residential") with { Months = 1 };

    /// <summary>The tariff that the row's own prices make: one class, blocks for the period billed, shares and fees as they are given.</summary>
    public Tariff OwnTariff()
    {
        var tiers = Inputs.GetProperty("tiers").EnumerateArray().Select(t => (Bound: t[0], Price: t[1].GetString()!)).ToList();
        var text = Made(string.Join(", ", tiers.SkipLast(1).Select(t => t.Bound.GetRawText())), string.Join(", ", tiers.Select(t => t.Price)));
        if (Inputs.TryGetProperty("flat", out var flats))
            foreach (var flat in flats.EnumerateArray())
                text.Append($"  - {{charge: {flat[0].GetString()}, name: {{zh: 费, en: Fee}}, classes: residential, flat: {flat[1].GetString()}, share: {flat[2].GetString()}}}\n");
        return TariffFile.Read(text.ToString(), Id).Value;
    }

    /// <summary>A tariff of one class with blocks for the period billed.</summary>
    public static StringBuilder Made(string bounds, string prices) => new($$"""
        tariff: own
        name: {zh: 自, en: Own}
        currency: CNY
        unit: m3
        cycle_months: 1
        rounding: line half-up
        classes:
          residential: {zh: 居民, en: Residential}
        charges:
          - charge: water
            name: {zh: 水费, en: Water}
            classes: residential
            blocks: {per: cycle, bounds: [{{bounds}}], prices: [{{prices}}]}

        """);

    private static Volume Cubic(string text) => new((long)(decimal.Parse(text, CultureInfo.InvariantCulture) * 1000), VolumeUnit.CubicMetre);
}
