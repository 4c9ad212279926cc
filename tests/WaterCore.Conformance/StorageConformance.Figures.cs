using NodaTime;
using WaterCore.Billing;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Statistics;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private static readonly ReceivablePolicy s_terms = new();

    private MoneyContext FiguresContext => new(Storage, new Utility("u", FiguresTown.Zone, Currency.Cny), new At(Instant.FromUtc(2027, 3, 1, 1, 0)), s_terms);

    private Indicators Figures => new(FiguresContext, new WorkflowEngines(), CaseCategories.Shipped);

    private Reports FiguresReports => new(FiguresContext, new WorkflowEngines(), CaseCategories.Shipped);

    private static LocalDate DueOn(LocalDate issued) => s_terms.DueOn(new OpenCharge(new ChargeRef(new BillKey(new(1), new(1), issued, 0)), issued, Money.Cny(1), Money.Cny(1), "zhuhai-main"));

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Indicators_OfAGeneratedYear_AreThoseOfASlowCount_AndOpenIntoRowsThatSumToThem(ulong seed)
    {
        var town = new FiguresTown(seed).Make();
        await ChangeAsync(town.StoreAsync);
        var months = Enumerable.Range(1, 12).Select(m => new Period(new LocalDate(2026, m, 1), new LocalDate(2026, m, 1).PlusMonths(1))).ToList();
        var periods = months.Append(new Period(new LocalDate(2026, 1, 1), new LocalDate(2027, 1, 1))).ToList();
        var figures = await Figures.OfAsync(IndicatorSet.Shipped.Latest, periods);
        for (var i = 0; i < IndicatorSet.Shipped.Latest.Count; i++)
        {
            var code = IndicatorSet.Shipped.Latest[i].Code;
            Assert.Equal(periods.Select(p => (code, p, town.Count(code, p, DueOn))), figures[i].Select((f, p) => (code, periods[p], (f.Numerator, f.Denominator))));
            // Worth comparing only where something was counted, and not everything.
            Assert.True(figures[i].Any(f => f.Numerator != 0 && f.Numerator != f.Denominator), code);
        }

        var june = months[5];
        foreach (var indicator in IndicatorSet.Shipped.Latest)
        {
            var figure = figures[IndicatorSet.Shipped.Latest.ToList().IndexOf(indicator)][5];
            await SumsToAsync(indicator, june, figure, null);
            foreach (var dimension in indicator.By)
            {
                var parts = (await Figures.ByAsync(indicator, dimension, june, Language.English)).Value;
                Assert.Equal((figure.Numerator, figure.Denominator), (parts.Sum(p => p.Figure.Numerator), figure.Denominator is null ? null : parts.Sum(p => p.Figure.Denominator)));
                if (parts.Count > 0) await SumsToAsync(indicator, june, parts[^1].Figure, (dimension, parts[^1].Key));
            }
        }

        // A year later the figures of the year are what they were, but for the two whose cut-off says that they may change.
        await ChangeAsync(async unit =>
        {
            var (entry, bill) = (9_000_001L, town.Bills.First(b => !town.Cancelled.Exists(c => c.Key == b.Key) && !town.Allocations.Exists(a => a.Charge.Bill == b.Key)));
            await unit.Accounts.AddAsync([new AccountEntry { Id = new(entry), Account = bill.Key.Account, Kind = EntryKind.Payment, Amount = -bill.Total, Day = new LocalDate(2027, 1, 9), At = Instant.FromUtc(2027, 1, 9, 4, 0), Ledger = "bank", Maker = "a" }]);
            await unit.Accounts.AddAsync([new Allocation { Id = new(entry + 1), Account = bill.Key.Account, Credit = new(entry), Charge = new ChargeRef(bill.Key), Amount = bill.Total, Day = new LocalDate(2027, 1, 9), At = Instant.FromUtc(2027, 1, 9, 4, 0) }]);
            await unit.Metering.AddAsync([Town.Reading(9_000_003, 1, new LocalDate(2027, 1, 5), 0)]);
            var open = town.Cases.First(c => c.State == CaseState.Open);
            await unit.Service.UpdateAsync(open with { State = CaseState.Closed, AnsweredAt = Instant.FromUtc(2027, 1, 9, 4, 0), ClosedAt = Instant.FromUtc(2027, 1, 9, 4, 0), Revision = 2 });
            await unit.Service.AppendAsync(new CaseEvent(open.Id, 2, Instant.FromUtc(2027, 1, 9, 4, 0), "p", "x", CaseAct.Rate, "1"));
            var item = town.Items.First(i => i.ClosedAt is null);
            await unit.Work.UpdateAsync(item with { Status = Workflows.WorkStatus.Archived, ClosedAt = Instant.FromUtc(2027, 1, 9, 4, 0), Revision = 2, Branches = [] });
            await unit.Work.AppendAsync(new Workflows.WorkAct(item.Id, 2, Instant.FromUtc(2027, 1, 9, 4, 0), s_desk, Workflows.ActionKind.Archive, "1", "apply", null, null));
        });
        var again = await Figures.OfAsync(IndicatorSet.Shipped.Latest, periods);
        for (var i = 0; i < again.Count; i++) Assert.Equal(figures[i].Select(f => (f.Indicator.Code, f.Period, f.Numerator, f.Denominator)), again[i].Select(f => (f.Indicator.Code, f.Period, f.Numerator, f.Denominator)));
    }

    [SkippableFact]
    public async Task Pivots_OfEverySource_AddUpToTheSameWhicheverWayTheyAreGrouped()
    {
        await ChangeAsync(new FiguresTown(3).Make().StoreAsync);
        var year = new Period(new LocalDate(2026, 3, 1), new LocalDate(2027, 1, 1));
        // The bills of this town have no inputs, so that what needs a bill worked out again is left to the host's tests.
        foreach (var source in FactSource.All.Where(s => s != FactSource.Bills && s != FactSource.Lines && s != FactSource.Blocks && s != FactSource.Receipts))
        {
            var pivots = source.Dimensions.Select(d => new ReportDefinition { Code = d.Code, Name = source.Name, Source = source, By = [d.Code] }).ToList();
            var tables = (await FiguresReports.TablesAsync(pivots, year, Language.Chinese)).Value;
            Assert.All(tables, t => Assert.NotEmpty(t.Rows));
            var totals = tables.Select(t => string.Join(' ', t.Total!.Cells.Where((c, i) => t.Columns[i].IsNumeric && c.Plain.Length > 0).Select(c => c.Plain))).Distinct().ToList();
            Assert.True(totals.Count <= 2, $"{source.Code}: {string.Join(" / ", totals)}");
        }
    }

    private async Task SumsToAsync(Indicator indicator, Period days, IndicatorFigure figure, (string, string)? of)
    {
        foreach (var numerator in indicator.Denominator is null ? [true] : new[] { true, false })
        {
            var term = numerator ? indicator.Numerator : indicator.Denominator!;
            var table = (await FiguresReports.RowsAsync(indicator, numerator, days, Language.English, of)).Value;
            var column = term.Source.Dimensions.Count + term.Source.MeasurePlace(term.Measure);
            var scale = term.Source.Measures[term.Source.MeasurePlace(term.Measure)].Kind switch { MeasureKind.Money => 100m, MeasureKind.Volume => 1000m, _ => 1m };
            long Sum(IEnumerable<Documents.SheetRow> rows) => (long)(rows.Sum(r => decimal.Parse(r.Cells[column].Plain, System.Globalization.CultureInfo.InvariantCulture)) * scale);
            var expected = numerator ? figure.Numerator : figure.Denominator!.Value;
            Assert.Equal((indicator.Code, numerator, expected), (indicator.Code, numerator, Sum(table.Rows)));
            Assert.Equal((indicator.Code, numerator, expected), (indicator.Code, numerator, Sum([table.Total!])));
        }
    }

    private sealed class At(Instant now) : IClock
    {
        public Instant GetCurrentInstant() => now;
    }
}
