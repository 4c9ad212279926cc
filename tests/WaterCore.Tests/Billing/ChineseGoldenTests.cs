using NodaTime;
using WaterCore.Billing;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Tests.Billing;

public sealed class ChineseGoldenTests
{
    // Rows whose source prints the water charge alone.
    private static readonly string[] WaterOnly = ["P05", "T03", "T04", "D27"];

    // The prices that the pages of the wrong prints state, from the rows' breakdown: bounds, prices, sewage.
    private static readonly Dictionary<string, (string Bounds, string Prices, string? Sewage)> WrongPrints = new()
    {
        ["X01"] = ("120, 204", "3.50, 4.65, 8.00", null),
        ["X02"] = ("120, 204", "3.50, 4.65, 8.00", "0.95"),
        ["X03"] = ("10, 20", "3, 4, 5", null),
        ["X04"] = ("10, 20", "3, 4, 5", null),
        ["X05"] = ("15, 30", "5.7, 7.4, 9.0", null),
        ["X06"] = ("15, 30", "5.7, 7.4, 9.0", null),
        ["X07"] = ("12, 16", "2.5, 5, 12.5", null),
        ["X08"] = ("10, 20", "1.0, 1.5, 2.0", null),
    };

    [SkippableFact]
    public void Bill_OfEveryRowThatHolds_IsRightToTheCent()
    {
        var rows = GoldenRow.All().Where(r => r.Kind is "bill" or "unit_price" or "delta" or "price_change" or "over_quota" && r.Check is "consistent" or "derived" or "printed_formula" or "source_truncated").ToList();
        Assert.Equal(86, rows.Count);
        var misses = rows.Select(r => (r.Id, r.Expected, Ours: Amount(r))).Where(r => r.Ours != r.Expected).ToList();
        Assert.Empty(misses);
    }

    [SkippableFact]
    public void Bill_OfEveryWrongPrint_IsWhatItsOwnPricesGive()
    {
        var rows = GoldenRow.All().Where(r => r.Check == "INCONSISTENT").ToList();
        Assert.Equal([.. WrongPrints.Keys, "X09"], rows.Select(r => r.Id));
        Assert.All(rows, row =>
        {
            var ours = row.HasShippedTariff ? Total(ShippedTariffs.Load(row.TariffRef), row.Case(row.UseClass)) : Total(Stated(row.Id), row.OwnCase);
            Assert.Equal(row.Expected, ours.ToAmountString());
            Assert.NotEqual(decimal.Parse(row.Printed, System.Globalization.CultureInfo.InvariantCulture), ours.ToDecimal());
        });
    }

    // 2.89 + 2.24 x 0.9 = 4.906 and 2.89 + 2.34 x 0.9 = 4.996 are printed 4.90 and 5.00: a thousand cubic metres show what is billed.
    [Theory]
    [InlineData("nonresidential_admin", "4906.00")]
    [InlineData("nonresidential_business", "4996.00")]
    public void Bill_OfAPriceShownRounded_IsMadeOfItsParts(string useClass, string expected) =>
        Assert.Equal(expected, Total(ShippedTariffs.Load("shanghai-2013"), new BillingCase { UseClass = useClass, Usage = Volume.CubicMetres(1000) }).ToAmountString());

    // Worked by hand: 6 persons add 2 x 5 m3 a month, so 20 m3 to both bounds of two months: 60 and 80.
    // 90 m3: 60 x 1.74 = 104.40, 20 x 2.61 = 52.20, 10 x 3.48 = 34.80; sewage 90 x 0.95 = 85.50; garbage 2 x 8.00 = 16.00.
    [Fact]
    public void Bill_OfALargeHousehold_HasWiderBlocks()
    {
        var bill = new BillingCalculator(ShippedTariffs.Load("zhuhai-main")).Calculate(new BillingCase
        {
            UseClass = "residential", Usage = Volume.CubicMetres(90), Months = 2, Persons = 6,
        }).Value;
        Assert.Equal(["191.40", "85.50", "16.00"], bill.Lines.Select(l => l.Amount.ToAmountString()));
        Assert.Equal("292.90", bill.Total.ToAmountString());
        Assert.Contains("block 2: 20 m³ × 2.61 = 52.2", BillText.Explain(bill, Language.English));
        Assert.Contains("第2级 20 m³ × 2.61 = 52.2", BillText.Explain(bill, Language.Chinese));
    }

    [Fact]
    public void Bill_OfAClassWithoutAPrice_IsRefusedAndNeverZero()
    {
        var bill = new BillingCalculator(ShippedTariffs.Load("zhuhai-main")).Calculate(new BillingCase { UseClass = "nonresidential", Usage = Volume.CubicMetres(10) });
        Assert.Equal("zhuhai-main, class nonresidential, water: its price is not known to the tariff; complete the tariff before billing this class.", bill.Fault!.Message);
    }

    private static string Amount(GoldenRow row) => (row.Kind switch
    {
        "unit_price" => UnitPrice(row),
        "delta" => Cut(row),
        "price_change" => Total(ShippedTariffs.Load(row.TariffRef), row.Case(row.UseClass) with { Days = new Period(new LocalDate(2014, 4, 10), new LocalDate(2014, 8, 12)) }),
        "over_quota" => OverQuota(row),
        _ when !row.HasShippedTariff => Total(row.OwnTariff(), row.OwnCase),
        _ when WaterOnly.Contains(row.Id) => Bill(ShippedTariffs.Load(row.TariffRef), row.Case(row.UseClass)).Lines.Single(l => l.Code == "water").Amount,
        _ => Total(ShippedTariffs.Load(row.TariffRef), row.Case(row.UseClass)),
    }).ToAmountString();

    // The price of a cubic metre in a block is what one more costs there. Where the bounds were never found, the prices alone are added up.
    private static Money UnitPrice(GoldenRow row)
    {
        var tariff = ShippedTariffs.Load(row.TariffRef);
        var charges = tariff.Classes[row.UseClass].Charges;
        if (charges.OfType<BlockCharge>().FirstOrDefault(b => b.BoundsUnknown) is { } unknown)
        {
            Assert.False(new BillingCalculator(tariff).Calculate(row.Case(row.UseClass)).IsOk);
            var sum = unknown.Prices[row.Tier - 1].All.Single().ToRational();
            foreach (var flat in charges.OfType<FlatCharge>()) sum += flat.Price.All.Single().ToRational() * flat.Share;
            return tariff.Rounding.Round(sum, tariff.Currency);
        }
        var start = row.Tier > 1 ? charges.OfType<BlockCharge>().Last(b => b.Code == "water").Bounds[row.Tier - 2] : Volume.CubicMetres(0);
        var upTo = row.Case(row.UseClass) with { Usage = start };
        return Total(tariff, upTo with { Usage = start + Volume.CubicMetres(1) }) - Total(tariff, upTo);
    }

    // The cut of 2017: what the same usage cost when each block was 0.06 dearer, less what it costs.
    private static Money Cut(GoldenRow row)
    {
        var after = ShippedTariffs.Load(row.TariffRef);
        var useClass = after.Classes[row.UseClass];
        var by = (long)(decimal.Parse(row.Inputs.GetProperty("price_cut_per_m3").GetString()!, System.Globalization.CultureInfo.InvariantCulture) * 1_000_000);
        var before = after with
        {
            Classes = new Dictionary<string, TariffClass>
            {
                [row.UseClass] = useClass with
                {
                    Charges = useClass.Charges.Select(c => c is BlockCharge b ? b with { Prices = b.Prices.Select(p => p.All.Single()).Select(p => new ByAttribute<UnitPrice>(p with { Millionths = p.Millionths + by })).ToList() } : c).ToList(),
                },
            },
        };
        return Total(before, row.Case(row.UseClass)) - Total(after, row.Case(row.UseClass));
    }

    private static Money OverQuota(GoldenRow row)
    {
        var tariff = ShippedTariffs.Load(row.TariffRef);
        var isPlan = row.Inputs.TryGetProperty("plan", out var quota);
        if (!isPlan) quota = row.Inputs.GetProperty("quota");
        if (isPlan)
        {
            // The base price is not printed by the utility; the row assumes one, for the plain charge and the surcharge alike.
            var assumed = new ByAttribute<UnitPrice>(new UnitPrice((long)(decimal.Parse(row.Inputs.GetProperty("base_price_assumed").GetString()!, System.Globalization.CultureInfo.InvariantCulture) * 1_000_000), tariff.Currency, tariff.Unit));
            var useClass = tariff.Classes[row.UseClass];
            tariff = tariff with
            {
                Classes = new Dictionary<string, TariffClass>
                {
                    [row.UseClass] = useClass with
                    {
                        Charges = useClass.Charges.Select(c => c switch { FlatCharge f => f with { Price = assumed }, QuotaCharge q => q with { BaseUnknown = false, Base = assumed }, _ => c }).ToList(),
                    },
                },
            };
        }
        var attributes = new CaseInputs(new Dictionary<string, string> { [isPlan ? "plan" : "quota"] = quota.GetRawText() });
        return Total(tariff, row.Case(row.UseClass) with { Attributes = attributes });
    }

    private static Tariff Stated(string id)
    {
        var (bounds, prices, sewage) = WrongPrints[id];
        var text = GoldenRow.Made(bounds, prices);
        if (sewage is not null) text.Append($"  - {{charge: sewage, name: {{zh: 费, en: Fee}}, classes: residential, flat: {sewage}}}\n");
        return TariffFile.Read(text.ToString(), id).Value;
    }

    private static CalculatedBill Bill(Tariff tariff, BillingCase billingCase) => new BillingCalculator(tariff).Calculate(billingCase).Value;

    private static Money Total(Tariff tariff, BillingCase billingCase) => Bill(tariff, billingCase).Total;
}
