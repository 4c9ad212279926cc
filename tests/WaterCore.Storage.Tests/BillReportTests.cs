using NodaTime;
using WaterCore.Documents;
using WaterCore.Operations;
using WaterCore.Service;
using WaterCore.Statistics;
using WaterCore.Values;

namespace WaterCore.Storage.Tests;

/// <summary>Reports of bills beside the ledger: what was corrected belongs to the month of the correction.</summary>
public sealed class BillReportTests(SqliteMoneyTown town) : IClassFixture<SqliteMoneyTown>
{
    private static readonly Period[] s_months = [.. Enumerable.Range(2, 4).Select(m => new Period(new(2026, m, 1), new(2026, m + 1, 1)))];
    private static readonly Period s_all = new(new(2026, 2, 1), new(2026, 6, 1));

    // A correction and a run that uses up the credit, both on the day of the payment, change nothing on the receipt; they did when it went by the day.
    [Fact]
    public async Task Receipt_PrintedAgain_IsTheSamePaper()
    {
        town.Today = new LocalDate(2026, 3, 3);
        var house = town.NextHouse() + 10;
        var number = MoneyTown.Number(house);
        var taken = (await town.Desk.TakeAsync(new PaymentRequest { Account = number, Amount = Money.Cny(900_00), Channel = "counter", Reference = "r1", Tender = "cash", Drawer = "1" }, MoneyTown.Clerk)).Value;
        var first = await PrintAsync();
        Assert.Contains($"Bill {number}-20260101, ", first);
        Assert.Contains("Credit for bills to come", first);
        town.Wait(Duration.FromMinutes(1));
        Assert.True((await new CancelRebill(town.Context).CorrectAsync(new RebillRequest { Bill = $"{number}-20260101", Usage = Volume.CubicMetres(200), Reason = "read once more" }, MoneyTown.Clerk, "chief")).IsOk);
        Assert.Equal(first, await PrintAsync());
        town.Wait(Duration.FromDays(30));
        Assert.Equal(first, await PrintAsync());

        async Task<string> PrintAsync()
        {
            var sheet = (await new PrintDesk(town.Context, []).ReceiptAsync(taken.Receipt.ToString(), Language.English)).Value;
            return string.Join('\n', sheet.Parts.SelectMany(p => p switch
            {
                SheetFacts facts => facts.Items.Select(i => $"{i.Name}: {i.Value}"), SheetFigure figure => [$"{figure.Name} {figure.Value} {figure.Remark}"],
                SheetTable table => table.Rows.Append(table.Total!).Select(r => string.Join(' ', r.Cells.Select(c => c.Shown))), SheetNote note => [note.Text], _ => throw new InvalidOperationException(p.ToString()),
            }));
        }
    }

    private Task CorrectAsync(LocalDate day, RebillRequest request)
    {
        town.Today = day;
        return new CancelRebill(town.Context).CorrectAsync(request, MoneyTown.Clerk, "chief").ContinueWith(made => Assert.True(made.Result.IsOk, made.Result.Fault?.Message), TaskScheduler.Default);
    }

    private async Task<SheetTable> RowsAsync(string report, Period days, string? key = null) =>
        (await new Reports(town.Context, new WorkflowEngines(), CaseCategories.Shipped).RowsAsync(ReportDefinition.Monthly.Single(r => r.Code == report), key, days, Language.English)).Value;

    // Bills, volume and amount.
    private static decimal[] Sums(SheetTable table) => [.. table.Total!.Cells.Where(c => c.Exact is not null).Select(c => c.Exact!.Value)];

    private static string[] Lines(SheetTable table) => [.. table.Rows.Select(r => string.Join(' ', r.Cells.Select(c => c.Plain)))];

    [Fact]
    public async Task Months_StayAsTheyWere_AndAddUpToTheLedger()
    {
        town.Today = new LocalDate(2026, 3, 2);
        await town.BillAsync(Conformance.Town.February);
        var (february, march) = (Lines(await RowsAsync("billing", s_months[0])), Lines(await RowsAsync("billing", s_months[1])));
        string three = MoneyTown.Number(3), four = MoneyTown.Number(4);
        // An index that moves two bills of earlier months; a bill corrected twice in one month, and once more a month later.
        await CorrectAsync(new(2026, 4, 1), new() { Bill = $"{three}-20260101", ClosingIndex = 123_000, Reason = "misread" });
        await CorrectAsync(new(2026, 4, 2), new() { Bill = $"{four}-20260101", Usage = Volume.CubicMetres(5), Reason = "leak" });
        await CorrectAsync(new(2026, 4, 20), new() { Bill = $"{four}-20260101r1", Usage = Volume.CubicMetres(15), Reason = "leak, a smaller one" });
        await CorrectAsync(new(2026, 5, 5), new() { Bill = $"{four}-20260101r2", Usage = Volume.CubicMetres(20), Reason = "leak, smaller still" });
        town.Today = new LocalDate(2026, 6, 1);

        Assert.Equal(february, Lines(await RowsAsync("billing", s_months[0])));
        Assert.Equal(march, Lines(await RowsAsync("billing", s_months[1])));
        var april = await RowsAsync("billing", s_months[2]);
        // Per row: class, tariff, area, branch, month, account, bill, then bills, volume and amount.
        Assert.Equal(
            [$"{three}-20260101 -1", $"{three}-20260101r1 1", $"{three}-20260131 -1", $"{three}-20260131r1 1", $"{four}-20260101 -1", $"{four}-20260101r2 1"],
            april.Rows.Select(r => $"{r.Cells[6].Plain} {r.Cells[7].Plain}").Order(StringComparer.Ordinal));
        Assert.All(april.Rows, r => Assert.Equal("2026-04", r.Cells[4].Plain));

        foreach (var report in new[] { "billing", "volume", "components" })
        {
            var months = new List<decimal[]>();
            foreach (var month in s_months) months.Add(Sums(await RowsAsync(report, month)));
            Assert.Equal(Sums(await RowsAsync(report, s_all)), months[0].Select((_, i) => months.Sum(m => m[i])));
        }
        foreach (var line in (await town.LedgerAsync()).Where(l => l.Ledger.StartsWith("revenue.", StringComparison.Ordinal)))
        {
            decimal sum = 0;
            foreach (var month in s_months) sum += Sums(await RowsAsync("components", month, $"{line.Ledger["revenue.".Length..]}|residential"))[^1];
            Assert.Equal((line.Ledger, -line.Amount.Minor / 100m), (line.Ledger, sum));
        }
        await town.AssertSoundAsync();
    }
}
