using System.Data.Common;
using NodaTime;
using WaterCore.Documents;
using WaterCore.Operations;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Storage.Tests;

public sealed class SqliteMoneyOperationsTests() : MoneyOperationsTests(new SqliteMoneyTown());

public sealed class PostgreSqlMoneyOperationsTests() : MoneyOperationsTests(new PostgreSqlMoneyTown());

/// <summary>Acts on money as a utility does them, on each storage.</summary>
public abstract class MoneyOperationsTests : IAsyncLifetime, IDisposable
{
    private readonly MoneyTown _town;

    protected MoneyOperationsTests(MoneyTown town) => _town = town;

    public Task InitializeAsync()
    {
        if (_town is PostgreSqlMoneyTown) PostgresServer.SkipWithout();
        return _town.InitializeAsync();
    }

    public Task DisposeAsync() => _town.DisposeAsync();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _town.Dispose();
    }

    [SkippableFact]
    public async Task Payment_TakenByEightAtOnce_CountsOnce()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _town.Desk.TakeAsync(Payment(1, 5_000, "same"), MoneyTown.Clerk))));
        Assert.Single(taken, t => !t.Value.Repeated);
        Assert.Single(taken.Select(t => (t.Value.Entry, t.Value.Receipt)).Distinct());
        Assert.Single((await _town.HistoryAsync(1)).Entries);
        await _town.AssertSoundAsync();
    }

    [SkippableFact]
    public async Task PaymentAndReversalAndRefund_Racing_NeverGiveMoneyTwice()
    {
        for (var house = 1; house <= 15; house++)
        {
            var first = (await _town.Desk.TakeAsync(Payment(house, 15_000, $"{house}/1"), MoneyTown.Clerk)).Value;
            using var start = new Barrier(3);
            var (number, round) = (MoneyTown.Number(house), house);
            async Task<bool> RaceAsync<T>(Func<Task<Result<T>>> act)
            {
                start.SignalAndWait();
                return (await act()).IsOk;
            }
            var outcomes = await Task.WhenAll(
                Task.Run(() => RaceAsync(() => _town.Desk.ReverseAsync(first.Entry, "returned", MoneyTown.Clerk))),
                Task.Run(() => RaceAsync(() => _town.Desk.RefundAsync(number, Money.Cny(1_000), $"{round}/r", "asked", MoneyTown.Clerk))),
                Task.Run(() => RaceAsync(() => _town.Desk.TakeAsync(Payment(round, 1_500, $"{round}/2"), MoneyTown.Clerk))));
            Assert.True(outcomes[2]);
            var history = await _town.HistoryAsync(house);
            var bill = history.Bills[0].Total.Minor;
            Assert.Equal(bill - 1_500 - (outcomes[0] ? 0 : 15_000) + (outcomes[1] ? 1_000 : 0), history.BalanceOn(_town.Today).Minor);
            // Money given back twice would leave a credit below zero.
            Assert.All(history.CreditsOn(_town.Today), c => Assert.True(c.Left.Minor >= 0));
        }
        await _town.AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Refund_AboveTheLimitAlone_NeedsASecondPersonWhoIsNotTheMaker()
    {
        await _town.Desk.TakeAsync(Payment(1, 60_000, "a"), MoneyTown.Clerk);
        var number = MoneyTown.Number(1);
        Task<Result<IReadOnlyList<Id<AccountEntry>>>> Refund(long minor, string? approver) => _town.Desk.RefundAsync(number, Money.Cny(minor), $"k{minor}{approver}", "asked", MoneyTown.Clerk, approver);
        Assert.IsType<SecondPersonNeeded>((await Refund(20_001, null)).Fault);
        Assert.IsType<SecondPersonNeeded>((await Refund(20_001, "clerk")).Fault);
        Assert.IsType<AmountNotAboveZero>((await Refund(-1, "chief")).Fault);
        Assert.IsType<AboveLimit>((await Refund(1_000_001, "chief")).Fault);
        Assert.IsType<MoreThanThereIs>((await Refund(59_000, "chief")).Fault);
        Assert.True((await Refund(20_001, "chief")).IsOk);
        Assert.Equal((await Refund(20_001, "chief")).Value, (await Refund(20_001, "chief")).Value);
        Assert.Single((await _town.HistoryAsync(1)).Entries, e => e.Kind == EntryKind.Refund);
        await _town.AssertSoundAsync();
    }

    [SkippableFact]
    public async Task LateCharges_RunTwiceAndInTwoCuts_ChargeEachDayOnce()
    {
        await _town.Desk.TakeAsync(Payment(2, 100, "part"), MoneyTown.Clerk);
        var run = new LateChargeRun(_town.Context);
        _town.Today = new LocalDate(2026, 4, 1);
        Assert.IsType<DayToCome>((await run.RunAsync(new LocalDate(2026, 4, 2), MoneyTown.Clerk)).Fault);
        await run.RunAsync(new LocalDate(2026, 3, 1), MoneyTown.Clerk);
        await run.RunAsync(null, MoneyTown.Clerk);
        Assert.Equal(0, (await run.RunAsync(null, MoneyTown.Clerk)).Value.Charges);
        // Issued 02-02, due 02-17: 42 days from 02-18 to 03-31 at 5 per mille.
        var history = await _town.HistoryAsync(2);
        var open = history.Bills[0].Total.Minor - 100;
        Assert.Equal(2, history.LateWindows.Count);
        Assert.Equal(Rounding.Divide((Int128)open * 42 * 5, 1000, RoundingMode.HalfUp), history.Entries.Where(e => e.Kind == EntryKind.LateCharge).Sum(e => e.Amount.Minor));
        await _town.AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Rebill_OfAMisreadIndex_MovesTheNextBillAndTakesLateChargesBack()
    {
        _town.Today = new LocalDate(2026, 3, 2);
        await _town.BillAsync(Conformance.Town.February);
        await _town.Desk.TakeAsync(Payment(3, 6_000, "a"), MoneyTown.Clerk);
        _town.Today = new LocalDate(2026, 4, 1);
        await new LateChargeRun(_town.Context).RunAsync(null, MoneyTown.Clerk);
        var before = await _town.HistoryAsync(3);
        var number = MoneyTown.Number(3);
        // 133 was read, 123 was right: 10 less in January, in the first block of two months: 10 x (1.74 + 0.95).
        // 10 more in February, which is one month with blocks to 20 and 30 and had 30: 10 x (3.48 + 0.95).
        var made = (await new CancelRebill(_town.Context).CorrectAsync(new RebillRequest { Bill = $"{number}-20260101", ClosingIndex = 123_000, Reason = "misread" }, MoneyTown.Clerk)).Value;
        // The paper of it: both bills in one note, whose sum is new less old.
        var print = new PrintDesk(_town.Context, []);
        foreach (var asked in new[] { made.Bills[0].Replacement, made.Bills[0].Cancelled })
        {
            var note = (await print.CorrectionAsync(asked, Language.English)).Value;
            Assert.Equal($"{number}-20260101r1-C", note.Number);
            var totals = note.Parts.OfType<SheetTable>().Where(t => t.Total is not null).ToList();
            Assert.Equal(made.Bills.Count, totals.Count);
            Assert.Equal(made.Difference.Minor, (long)(totals.Sum(t => t.Total!.Cells[3].Exact!.Value) * 100));
            Assert.All(totals, t => Assert.Equal(t.Total!.Cells[3].Exact, t.Rows.Sum(r => r.Cells[3].Exact)));
            Assert.Contains(note.Parts.OfType<SheetTable>().Where(t => t.Total is null).SelectMany(t => t.Rows), r => r.Cells[0].Shown == "Reading" && r.Cells[2].Shown == "123");
            Assert.Contains(note.Parts.OfType<SheetFacts>().Single().Items, f => f == ("Reason", "misread"));
        }
        Assert.IsType<NotCorrected>((await print.CorrectionAsync($"{MoneyTown.Number(5)}-20260101", Language.Chinese)).Fault);
        Assert.Equal([($"{number}-20260101", $"{number}-20260101r1"), ($"{number}-20260131", $"{number}-20260131r1")], made.Bills.Select(b => (b.Cancelled, b.Replacement)));
        Assert.Equal((-26_90L, 44_30L, 17_40L), (made.Bills[0].New.Minor - made.Bills[0].Old.Minor, made.Bills[1].New.Minor - made.Bills[1].Old.Minor, made.Difference.Minor));
        var after = await _town.HistoryAsync(3);
        var late = before.Entries.Where(e => e.Kind == EntryKind.LateCharge).Sum(e => e.Amount.Minor);
        Assert.True(late > 0);
        Assert.Equal(late, made.LateChargesReversed.Minor);
        Assert.Equal(before.BalanceOn(_town.Today).Minor - late + 17_40, after.BalanceOn(_town.Today).Minor);
        Assert.IsType<CannotRebill>((await new CancelRebill(_town.Context).CorrectAsync(new RebillRequest { Bill = $"{number}-20260101", Persons = 2, Reason = "x" }, MoneyTown.Clerk)).Fault);
        // What was owed on an earlier day is still what was owed then.
        Assert.Equal(before.BalanceOn(new LocalDate(2026, 3, 15)), after.BalanceOn(new LocalDate(2026, 3, 15)));
        await _town.AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Rebill_PaymentOfNamedBills_PaysThoseFirst_AndTheSameAgainCountsOnce()
    {
        _town.Today = new LocalDate(2026, 3, 2);
        await _town.BillAsync(Conformance.Town.February);
        var number = MoneyTown.Number(4);
        var later = (await _town.HistoryAsync(4)).Bills.Single(b => b.Key.From == new LocalDate(2026, 1, 31));
        var request = Payment(4, later.Total.Minor, "named") with { Bills = [$"{number}-20260131"] };
        Assert.True((await _town.Desk.TakeAsync(request, MoneyTown.Clerk)).IsOk);
        Assert.True((await _town.Desk.TakeAsync(request, MoneyTown.Clerk)).Value.Repeated);
        Assert.IsType<RequestDiffers>((await _town.Desk.TakeAsync(request with { Bills = [] }, MoneyTown.Clerk)).Fault);
        // The older bill is open still, the one that was named is not.
        Assert.Equal(new LocalDate(2026, 1, 1), Assert.Single((await _town.HistoryAsync(4)).OpenOn(_town.Today)).Charge.Bill!.Value.From);
        Assert.IsType<BillNotFound>((await _town.Desk.TakeAsync(Payment(4, 100, "other") with { Bills = [$"{MoneyTown.Number(5)}-20260131"] }, MoneyTown.Clerk)).Fault);
        await _town.AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Rebill_AndBack_NetsToZero()
    {
        var ledger = await _town.LedgerAsync();
        var number = MoneyTown.Number(4);
        var before = (await _town.HistoryAsync(4)).Bills[0].Total;
        var there = (await new CancelRebill(_town.Context).CorrectAsync(new RebillRequest { Bill = $"{number}-20260101", Usage = Volume.CubicMetres(5), Reason = "leak" }, MoneyTown.Clerk)).Value;
        Assert.NotEqual(0, there.Difference.Minor);
        var back = (await new CancelRebill(_town.Context).CorrectAsync(new RebillRequest { Bill = $"{number}-20260101r1", Usage = Volume.CubicMetres(34), Reason = "no leak" }, MoneyTown.Clerk)).Value;
        Assert.Equal(-there.Difference, back.Difference);
        Assert.Equal(before, back.Bills[0].New);
        Assert.Equal(ledger, await _town.LedgerAsync());
        await _town.AssertSoundAsync();
    }

    // Blocks of a calendar year to 180 and 240 at 2.30, 3.45 and 6.90: 170 in January, 30 in February, 30 in March.
    [SkippableFact]
    public async Task Rebill_UnderBlocksOfAYear_GoesDownTheYearAsFarAsItMoved()
    {
        const int House = MoneyTown.Houses + 1;
        await new TariffDesk(_town.Storage, new FixedClock()).PublishAsync(Tariffs.ShippedTariffs.Text("dalian"), "dalian.yaml", MoneyTown.Clerk);
        await using (var unit = await _town.Storage.WriteAsync())
        {
            await unit.Customers.AddAsync([Conformance.Town.Customer(House)]);
            await unit.Customers.AddAsync([Conformance.Town.Premise(House)]);
            await unit.Customers.AddAsync([Conformance.Town.ServicePoint(House)]);
            await unit.Customers.AddAsync([Conformance.Town.Account(House)]);
            await unit.Customers.AddAsync([Conformance.Town.Agreement(House) with { Tariff = "dalian" }]);
            await unit.Metering.AddAsync([Conformance.Town.Meter(House)]);
            await unit.Metering.AddAsync([Conformance.Town.Installation(House)]);
            await unit.Metering.AddAsync([Conformance.Town.Reading(30_001, House, new(2026, 1, 31), 270_000), Conformance.Town.Reading(30_002, House, new(2026, 2, 28), 300_000), Conformance.Town.Reading(30_003, House, new(2026, 3, 31), 330_000)]);
            await unit.CommitAsync();
        }
        _town.Today = new LocalDate(2026, 4, 1);
        foreach (var month in new[] { 1, 2, 3 }) await _town.BillAsync(new Period(new(2026, month, 1), new(2026, month + 1, 1)));
        var number = MoneyTown.Number(House);
        var rebill = new CancelRebill(_town.Context);
        Assert.Equal([391_00L, 92_00L, 103_50L], (await _town.HistoryAsync(House)).Bills.Select(b => b.Total.Minor));

        // An index 10 lower moves 10 from January to February; the year stands where it stood, so March stays.
        var index = (await rebill.CorrectAsync(new RebillRequest { Bill = $"{number}-20260101", ClosingIndex = 260_000, Reason = "misread" }, MoneyTown.Clerk)).Value;
        Assert.Equal([(391_00L, 368_00L), (92_00L, 115_00L)], index.Bills.Select(b => (b.Old.Minor, b.New.Minor)));
        await _town.AssertSoundAsync();

        // 140 let off in January: all of February and March falls into the first block.
        var leak = (await rebill.CorrectAsync(new RebillRequest { Bill = $"{number}-20260101r1", Usage = Volume.CubicMetres(20), Reason = "leak" }, MoneyTown.Clerk, "chief")).Value;
        Assert.Equal([(368_00L, 46_00L), (115_00L, 92_00L), (103_50L, 69_00L)], leak.Bills.Select(b => (b.Old.Minor, b.New.Minor)));
        Assert.Equal([$"{number}-20260101r2", $"{number}-20260131r2", $"{number}-20260228r1"], leak.Bills.Select(b => b.Replacement));
        Assert.Equal(207_00, (await _town.HistoryAsync(House)).BalanceOn(_town.Today).Minor);
        await _town.AssertSoundAsync();
    }

    [SkippableFact]
    public async Task BankBatch_OutAndBackTwice_BringsEachPaymentOnce()
    {
        var bank = new BankFile(_town.Context);
        for (var house = 1; house <= 3; house++) await bank.MandateAsync(MoneyTown.Number(house), $"AG{house}", MoneyTown.Clerk);
        var (batch, text) = (await bank.SendAsync(MoneyTown.Clerk))!.Value;
        Assert.Equal(4, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Null(await bank.SendAsync(MoneyTown.Clerk));   // under way: nobody knows yet
        var back = $"{batch.Number}|3|2|1\n1|x|0|ok\n2|x|51|no funds\n3|x|0|ok\n";
        Assert.IsType<BankFileRefused>((await bank.TakeReturnAsync("f", back[..^10], MoneyTown.Clerk)).Fault);
        Assert.Equal((2, 1, false), (await bank.TakeReturnAsync("f", back, MoneyTown.Clerk)).Value is var taken ? (taken.Paid, taken.Failed, taken.Repeated) : default);
        Assert.True((await bank.TakeReturnAsync("f", back, MoneyTown.Clerk)).Value.Repeated);
        Assert.IsType<RequestDiffers>((await bank.TakeReturnAsync("f", back.Replace("51", "52", StringComparison.Ordinal), MoneyTown.Clerk)).Fault);
        Assert.Equal([0L, batch.Lines[1].Amount.Minor, 0L], new[] { await _town.HistoryAsync(1), await _town.HistoryAsync(2), await _town.HistoryAsync(3) }.Select(h => h.BalanceOn(_town.Today).Minor));
        Assert.Single((await bank.SendAsync(MoneyTown.Clerk))!.Value.Batch.Lines);

        var day = "2026-02-02";
        var sum = batch.Lines[0].Amount.Minor;
        var file = $"2|{sum + 7}\n{day}|{batch.Number}/1|{MoneyTown.Number(1)}|{sum}|bank|debit\n{day}|stranger|{MoneyTown.Number(9)}|7|bank|debit\n";
        Assert.Equal([$"{batch.Number}/3", "stranger"], (await bank.ReconcileAsync("WC_20260202.txt", file, BankFile.Channel)).Value.Select(d => d.Reference));
        await _town.AssertSoundAsync();
    }

    [SkippableFact]
    public async Task DayEnd_MissingMoney_HasItsOwnLedgerAccount()
    {
        await _town.Desk.TakeAsync(Payment(1, 4_000, "c") with { Tender = "cash", Drawer = "7" }, MoneyTown.Clerk);
        var desk = new DayEnd(_town.Context);
        Assert.Equal(-50, (await desk.CloseDrawerAsync("7", Money.Cny(3_950), MoneyTown.Clerk)).Value.Difference.Minor);
        Assert.True((await desk.CloseDrawerAsync("7", Money.Cny(3_950), MoneyTown.Clerk)).IsOk);
        Assert.IsType<DrawerClosed>((await desk.CloseDrawerAsync("7", Money.Cny(4_000), MoneyTown.Clerk)).Fault);
        Assert.IsType<DrawerClosed>((await _town.Desk.TakeAsync(Payment(1, 1, "d") with { Tender = "cash", Drawer = "7" }, MoneyTown.Clerk)).Fault);
        var ledger = (await _town.LedgerAsync()).ToDictionary(l => l.Ledger, l => l.Amount.Minor);
        Assert.Equal((0, 3_950, 50), (ledger["cash.7"], ledger["cash-in-transit"], ledger["drawer-difference"]));
        Assert.IsType<DayToCome>((await desk.ClosePeriodAsync(_town.Today.PlusDays(1), MoneyTown.Clerk)).Fault);
        Assert.True((await desk.ClosePeriodAsync(_town.Today, MoneyTown.Clerk)).IsOk);
        await _town.AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Dunning_OfAnAccountThatPaid_DoesNothing_AndADryRunNothingAtAll()
    {
        _town.Today = new LocalDate(2026, 2, 20);
        await _town.Desk.TakeAsync(Payment(1, 19_999, "all"), MoneyTown.Clerk);
        var run = new DunningRun(_town.Context);
        await run.HoldAsync(MoneyTown.Number(2), new Hold { Id = default, Account = default, Kind = HoldKind.DunningLock, From = _town.Today, Until = _town.Today.PlusDays(9), Reason = "hospital", Maker = "" }, MoneyTown.Clerk);
        var dry = await run.RunAsync(true, MoneyTown.Clerk);
        Assert.Equal(MoneyTown.Houses - 2, dry.Decisions.Count);
        var real = await run.RunAsync(false, MoneyTown.Clerk);
        Assert.Equal(dry.Decisions.Select(d => d.Account), real.Decisions.Select(d => d.Account));
        Assert.Empty((await run.RunAsync(false, MoneyTown.Clerk)).Decisions);
        await using var unit = await _town.Storage.ReadAsync();
        Assert.Equal(MoneyTown.Houses - 2, (await unit.Outbox.PendingAsync(10_000)).Count(m => m.Topic == "dunning.message"));
        Assert.Contains("hospital", (await run.ExplainAsync(MoneyTown.Number(2))).Value.Why.En, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Callback_SignedAndOfNow_CountsOnce_AndAnythingElseNotAtAll()
    {
        var callback = new PaymentCallback(_town.Context, new PaymentProviders(new Dictionary<string, string> { ["wallet"] = "a secret of both sides" }));
        var now = _town.Context.Clock.GetCurrentInstant().ToUnixTimeSeconds();
        Task<Result<PaymentTaken>> Send(string body, long at, string secret = "a secret of both sides", string provider = "wallet")
        {
            var (bytes, time) = (System.Text.Encoding.UTF8.GetBytes(body), at.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return callback.TakeAsync(provider, time, PaymentCallback.Sign(secret, time, bytes), bytes);
        }
        var good = $$"""{"account":"{{MoneyTown.Number(6)}}","amount":"20.5","currency":"CNY","reference":"P-1"}""";
        var taken = (await Send(good, now)).Value;
        Assert.Equal((20_50, false), (taken.Amount.Minor, taken.Repeated));
        var again = (await Send(good, now + 299)).Value;
        Assert.Equal((taken.Entry, taken.Receipt, true), (again.Entry, again.Receipt, again.Repeated));
        foreach (var (answer, code) in new[]
                 {
                     (await Send(good, now - 301), "stale"), (await Send(good, now + 301), "stale"), (await Send(good, now, "another secret of nobody"), "unsigned"),
                     (await Send(good, now, provider: "stranger"), "unsigned"), (await Send(good.Replace("20.5", "20,5"), now), "unreadable"), (await Send(good.Replace("20.5", "20.505"), now), "unreadable"),
                     (await Send(good.Replace("CNY", "USD"), now), "unreadable"), (await Send("[1]", now), "unreadable"), (await Send("{", now), "unreadable"),
                 })
            Assert.Equal($"receivables.callback-{code}", Assert.IsType<CallbackRefused>(answer.Fault).Code);
        Assert.IsType<RequestDiffers>((await Send(good.Replace("20.5", "20.6"), now)).Fault);
        Assert.IsType<AmountNotAboveZero>((await Send(good.Replace("20.5", "0").Replace("P-1", "P-2"), now)).Fault);
        Assert.Single((await _town.HistoryAsync(6)).Entries);
        await _town.AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Transfer_OfCredit_PaysAtTheOtherAccountAndNeverMoreThanThereIs()
    {
        await _town.Desk.TakeAsync(Payment(7, 300_00, "a"), MoneyTown.Clerk);
        var desk = new TransferDesk(_town.Context);
        var (from, to) = (await _town.HistoryAsync(7), await _town.HistoryAsync(8));
        var (credit, owed) = (from.AdvanceOn(_town.Today).Minor, to.BalanceOn(_town.Today).Minor);
        Task<Result<Transferred>> Move(long minor, string key, string? approver = null) => desk.TransferAsync(MoneyTown.Number(7), MoneyTown.Number(8), Money.Cny(minor), key, "paid by mistake", MoneyTown.Clerk, approver);
        Assert.IsType<MoreThanThereIs>((await Move(credit + 1, "x", "chief")).Fault);
        Assert.IsType<TransferToItself>((await desk.TransferAsync(MoneyTown.Number(7), MoneyTown.Number(7), Money.Cny(1), "y", "?", MoneyTown.Clerk)).Fault);
        Assert.IsType<SecondPersonNeeded>((await Move(200_01, "z")).Fault);
        var done = (await Move(50_00, "k")).Value;
        Assert.Equal(done.In, (await Move(50_00, "k")).Value.In);
        Assert.IsType<RequestDiffers>((await Move(51_00, "k")).Fault);
        var (gave, got) = (await _town.HistoryAsync(7), await _town.HistoryAsync(8));
        Assert.Equal((credit - 50_00, owed - 50_00), (gave.AdvanceOn(_town.Today).Minor, got.BalanceOn(_town.Today).Minor));
        Assert.Equal(Math.Max(0, owed - 50_00), got.OpenOn(_town.Today).Sum(c => c.Open.Minor));
        Assert.DoesNotContain(await _town.LedgerAsync(), l => l.Ledger == "transfer" && l.Amount.Minor != 0);
        // What was transferred away is used up: the payment cannot be reversed or refunded twice.
        Assert.IsType<RefundedAlready>((await _town.Desk.ReverseAsync(gave.Entries[0].Id, "x", MoneyTown.Clerk, "chief")).Fault);
        await _town.AssertSoundAsync();
    }

    [SkippableTheory]
    [InlineData("account_entry")]
    [InlineData("payment")]
    [InlineData("allocation")]
    [InlineData("late_window")]
    [InlineData("bill_correction")]
    [InlineData("drawer_close")]
    [InlineData("outbox")]
    public async Task Table_OfMoney_RefusesUpdateDeleteAndReplace(string table)
    {
        await _town.Desk.TakeAsync(Payment(1, 1_000, "c") with { Tender = "cash" }, MoneyTown.Clerk);
        await new DayEnd(_town.Context).CloseDrawerAsync("1", Money.Cny(1_000), MoneyTown.Clerk);
        _town.Today = new LocalDate(2026, 3, 1);
        await new LateChargeRun(_town.Context).RunAsync(null, MoneyTown.Clerk);
        await new CancelRebill(_town.Context).CorrectAsync(new RebillRequest { Bill = $"{MoneyTown.Number(5)}-20260101", Persons = 3, Reason = "x" }, MoneyTown.Clerk);
        // There are rows, and each change of one is refused by the table itself.
        Assert.ThrowsAny<DbException>(() => _town.Run($"insert into account_version (account, version) select -1, 1 from {table}"));
        var column = table == "outbox" ? "body = body || ' '" : $"{Columns[table]} = {Columns[table]}";
        Assert.ThrowsAny<DbException>(() => _town.Run($"update {table} set {column}"));
        Assert.ThrowsAny<DbException>(() => _town.Run($"delete from {table}"));
        if (_town is SqliteMoneyTown) Assert.ThrowsAny<DbException>(() => _town.Run($"pragma foreign_keys = off; insert or replace into {table} select * from {table}"));
    }

    private static readonly Dictionary<string, string> Columns = new()
    {
        ["account_entry"] = "amount", ["payment"] = "tender", ["allocation"] = "amount", ["late_window"] = "rule", ["bill_correction"] = "reason", ["drawer_close"] = "counted",
    };

    private sealed class FixedClock : IClock
    {
        public Instant GetCurrentInstant() => Conformance.Town.Noon;
    }

    private static PaymentRequest Payment(int house, long minor, string reference) => new()
    {
        Account = MoneyTown.Number(house), Amount = Money.Cny(minor), Channel = "counter", Reference = reference,
    };
}
