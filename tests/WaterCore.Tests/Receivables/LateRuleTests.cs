using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using WaterCore.Billing;
using WaterCore.Receivables;
using WaterCore.Values;
using Rational = WaterCore.Values.Rational;

namespace WaterCore.Tests.Receivables;

public sealed class LateRuleTests
{
    private static readonly LocalDate Issued = new(2026, 3, 1);

    [SkippableFact]
    public void Charge_OfEveryGoldenRow_IsRightToTheCent()
    {
        var rows = Golden().Where(r => r["kind"] == "late_fee").ToList();
        Assert.Equal(4, rows.Count);
        Assert.All(rows, row =>
        {
            var inputs = JsonDocument.Parse(row["inputs_json"]).RootElement;
            string Text(string name) => inputs.GetProperty(name).GetString()!;
            Assert.True(Rational.TryParse(Text("rate_per_day"), out var rate));
            Assert.True(Rational.TryParse(Text("principal"), out var principal));
            var cap = inputs.TryGetProperty("cap", out var c) && Rational.TryParse(c.GetString()!.TrimEnd('%'), out var percent) ? percent / Rational.Of(100) : (Rational?)null;
            var bill = Bill((long)(principal * Rational.Of(100)).Reduced().Numerator);
            // Baotou counts from the 11th and not the day of payment, the 21st; the other rows give a number of days.
            var baotou = inputs.TryGetProperty("paid_on", out _);
            var rule = Rule(rate) with { Cap = cap, DueDayOfMonth = baotou ? 10 : null, DueMonthsLater = baotou ? 1 : 0 };
            var paid = baotou ? new LocalDate(2026, 4, 21) : rule.FirstLateDay(Issued).PlusDays(inputs.GetProperty("days").GetInt32());
            Assert.Equal(inputs.GetProperty("days").GetInt32(), NodaTime.Period.DaysBetween(rule.FirstLateDay(Issued), paid));
            var history = Paid(bill, paid, bill.Total.Minor);
            Assert.Equal(row["expected_amount_cny"], rule.Accrued(bill, history.UndisputedSteps(bill), paid.PlusDays(400)).ToAmountString());
        });
    }

    [Theory]   // 100.00 at 5 per mille is 0.50 a day
    [InlineData(16, "0.00")]   // the first late day is not over
    [InlineData(17, "0.50")]
    [InlineData(26, "5.00")]
    public void Charge_FirstLateDayCounts_TheDayOfTheRunDoesNot(int day, string expected) =>
        Assert.Equal(expected, Rule().Accrued(Bill(10_000), Open(Bill(10_000)).UndisputedSteps(Bill(10_000)), Issued.PlusDays(day)).ToAmountString());

    [Fact]
    public void Grace_IsTakenOffOnce()
    {
        var rule = Rule() with { GraceDays = 5 };
        Assert.Equal(Issued.PlusDays(21), rule.FirstLateDay(Issued));
        Assert.Equal("2.50", rule.Accrued(Bill(10_000), Open(Bill(10_000)).UndisputedSteps(Bill(10_000)), Issued.PlusDays(26)).ToAmountString());
    }

    [Fact]
    public void Due_OnAHoliday_MovesOnAndHolidaysMayBeFree()
    {
        var rule = Rule() with { HolidaysMoveDue = true, HolidaysAreFree = true };
        bool Holiday(LocalDate d) => d == Issued.PlusDays(15) || d == Issued.PlusDays(16) || d == Issued.PlusDays(20);
        Assert.Equal(Issued.PlusDays(17), rule.DueOn(Issued, Holiday));
        // 18, 19, 21, 22 count; 20 is free.
        Assert.Equal("2.00", rule.Accrued(Bill(10_000), Open(Bill(10_000)).UndisputedSteps(Bill(10_000)), Issued.PlusDays(23), Holiday).ToAmountString());
    }

    [Theory]
    [InlineData(0, 0, "2026-03-25")]   // by the 25th of the month
    [InlineData(1, 1, "2026-04-25")]
    [InlineData(27, 0, "2026-04-25")]   // issued on the 28th: the 25th has passed
    public void Due_OnADayOfTheMonth(int issuedAfter, int monthsLater, string expected) =>
        Assert.Equal(expected, NodaTime.Text.LocalDatePattern.Iso.Format((Rule() with { DueDayOfMonth = 25, DueMonthsLater = monthsLater }).DueOn(Issued.PlusDays(issuedAfter))));

    [Fact]
    public void Compound_ByHand()
    {
        // 1000.00 at 1 %: 10.00, then 10.10, then 10.201: 30.301.
        var rule = Rule(Rational.Of(1, 100)) with { Compound = true };
        var bill = Bill(100_000);
        Assert.Equal("30.30", rule.Accrued(bill, Open(bill).UndisputedSteps(bill), Issued.PlusDays(19)).ToAmountString());
        Assert.Equal("30.00", (rule with { Compound = false }).Accrued(bill, Open(bill).UndisputedSteps(bill), Issued.PlusDays(19)).ToAmountString());
    }

    [Fact]
    public void Floor_IsChargedOnce_AndCapEndsIt()
    {
        var bill = Bill(1_000);
        var rule = Rule() with { FloorMinor = 100, Cap = Rational.Of(3, 10) };
        Assert.Equal("1.00", rule.Next(Open(bill), bill, Issued.PlusDays(17))!.Value.Amount.ToAmountString());
        var charged = Charge(Open(bill), bill, rule, Issued.PlusDays(17));
        Assert.Null(rule.Next(charged, bill, Issued.PlusDays(30)));    // 14 days come to 0.70: the floor covers them
        Assert.Equal("2.00", rule.Next(charged, bill, Issued.PlusDays(3000))!.Value.Amount.ToAmountString());
    }

    [Fact]
    public void Charge_OnADisputedAmount_IsNeverMade()
    {
        var bill = Bill(10_000);
        var dispute = new Hold { Id = new(9), Account = bill.Key.Account, Kind = HoldKind.Dispute, From = Issued.PlusDays(10), Until = Issued.PlusDays(26), Bill = bill.Key, Amount = Money.Cny(6_000), Reason = "meter test", Maker = "a" };
        var history = Open(bill) with { Holds = [dispute] };
        // 10 days on 40.00, then 4 days on 100.00: 2.00 + 2.00.
        Assert.Equal("4.00", Rule().Accrued(bill, history.UndisputedSteps(bill), Issued.PlusDays(30)).ToAmountString());
        Assert.Null(Rule().Next(history with { Holds = [dispute with { Amount = null }] }, bill, Issued.PlusDays(26)));
    }

    [Fact]
    public void Charge_HoweverTheRunsAreCut_ComesToTheSame()
    {
        var cases = (from principal in Gen.Choose(1, 2_000_000)
                     from perMille in Gen.Choose(1, 97)
                     from grace in Gen.Choose(0, 9)
                     from paidAfter in Gen.Choose(0, 120)
                     from part in Gen.Choose(0, 100)
                     from floor in Gen.Elements(0L, 100L)
                     from cap in Gen.Elements(0, 3, 10)
                     from compound in Gen.Elements(false, true)
                     from cuts in Gen.ListOf(Gen.Choose(0, 150))
                     select (principal, perMille, grace, paidAfter, part, floor, cap, compound, cuts: cuts.ToList())).ToArbitrary();
        Prop.ForAll(cases, c =>
        {
            var bill = Bill(c.principal);
            var rule = Rule(Rational.Of(c.perMille, 7_000)) with { GraceDays = c.grace, FloorMinor = c.floor, Cap = c.cap == 0 ? null : Rational.Of(c.cap, 10), Compound = c.compound };
            var end = Issued.PlusDays(151);
            var history = Paid(bill, Issued.PlusDays(c.paidAfter), (long)c.principal * c.part / 100);
            var whole = Charge(history, bill, rule, end);
            var cut = c.cuts.Order().Select(d => Issued.PlusDays(d)).Append(end).Aggregate(history, (h, day) => Charge(h, bill, rule, day));
            var windows = cut.LateWindows.Select(w => w.Days).ToList();
            return cut.Entries.Sum(e => e.Amount.Minor) == whole.Entries.Sum(e => e.Amount.Minor) && windows.Zip(windows.Skip(1)).All(w => w.First.To <= w.Second.From);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    internal static BillPosting Bill(long minor) => new()
    {
        Key = new BillKey(new(1), new(1), new(2026, 1, 1), 0), To = Issued, Tariff = "t", IssuedOn = Issued, Total = Money.Cny(minor),
    };

    private static LateRule Rule(Rational? rate = null) => new() { Code = "r", RatePerDay = rate ?? Rational.Of(5, 1000), DaysToPay = 15 };

    private static AccountHistory Open(BillPosting bill) => new() { Account = bill.Key.Account, Currency = Currency.Cny, Bills = [bill] };

    // The payment's own entry is left out, so that the entries are the late charges alone.
    private static AccountHistory Paid(BillPosting bill, LocalDate day, long minor) => minor == 0 ? Open(bill) : Open(bill) with
    {
        Allocations = [new Allocation { Id = new(1), Account = bill.Key.Account, Credit = new(1), Charge = new ChargeRef(bill.Key), Amount = Money.Cny(minor), Day = day, At = default }],
    };

    private static AccountHistory Charge(AccountHistory history, BillPosting bill, LateRule rule, LocalDate before)
    {
        if (rule.Next(history, bill, before) is not { } next) return history;
        var id = new Id<AccountEntry>(100 + history.Entries.Count);
        var entry = new AccountEntry { Id = id, Account = bill.Key.Account, Kind = EntryKind.LateCharge, Amount = next.Amount, Day = before, At = default, Ledger = "l", Bill = bill.Key, Maker = "a" };
        return history with { Entries = [.. history.Entries, entry], LateWindows = [.. history.LateWindows, new LateWindow(id, bill.Key, rule.Code, next.Days)] };
    }

    private static List<Dictionary<string, string>> Golden()
    {
        using var csv = CsvHelper.CsvReader.FromFile(SharedData.Path_("china/golden-bills.csv"), new CsvHelper.CsvReaderOptions { Separator = ',' });
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read()) rows.Add(csv.Headers.Select((h, i) => (h, i)).ToDictionary(x => x.h, x => csv.GetString(x.i)));
        return rows;
    }
}
