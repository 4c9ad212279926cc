using CsvHelper;
using WaterCore.Billing;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Tests.Billing;

public sealed class ChineseGoldenTests
{
    [SkippableFact]
    public void Bill_OfEveryZhuhaiRow_IsRightToTheCent()
    {
        var rows = Rows().Where(r => r["city"] == "珠海" && r["kind"] == "bill").ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            var bill = new BillingCalculator(ShippedTariffs.Load(row["tariff_ref"])).Calculate(new BillingCase
            {
                UseClass = row["category"],
                Usage = Volume.CubicMetres(long.Parse(row["usage_m3"])),
                Months = int.Parse(row["months"]),
                Persons = int.Parse(row["persons"]),
            });
            Assert.Equal(row["expected_amount_cny"], bill.Value.Total.ToAmountString());
        });
    }

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

    private static List<Dictionary<string, string>> Rows()
    {
        using var csv = CsvReader.FromFile(SharedData.Path_("china/golden-bills.csv"), new CsvReaderOptions { Separator = ',' });
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read()) rows.Add(csv.Headers.Select((h, i) => (h, i)).ToDictionary(x => x.h, x => csv.GetString(x.i)));
        return rows;
    }
}
