using FsCheck;
using FsCheck.Fluent;
using WaterCore.Billing;
using WaterCore.Operations;
using WaterCore.Receivables;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Storage.Tests;

public sealed class SqliteMoneyWalkTests(SqliteMoneyTown town) : MoneyWalkTests(town, 500), IClassFixture<SqliteMoneyTown>;

public sealed class PostgreSqlMoneyWalkTests(PostgreSqlMoneyTown town) : MoneyWalkTests(town, 100), IClassFixture<PostgreSqlMoneyTown>;

/// <summary>Random walks of money operations beside a model of a few lines: a balance, and what each payment still is.</summary>
public abstract class MoneyWalkTests(MoneyTown town, int walks)
{
    private enum Act { Pay, PayAgain, Reverse, Refund, Charge, Credit, WriteOff, Rebill }

    private sealed record Step(Act Act, int Amount, int Pick);

    [SkippableFact]
    public async Task Walk_OfAnyOperations_StaysWithTheModel()
    {
        if (town is PostgreSqlMoneyTown) PostgresServer.SkipWithout();
        var steps = (from act in Gen.Elements(Enum.GetValues<Act>()) from amount in Gen.Choose(1, 19_000) from pick in Gen.Choose(0, 7) select new Step(act, amount, pick)).ListOf();
        Prop.ForAll(steps.ToArbitrary(), walk =>
        {
            WalkAsync(walk).GetAwaiter().GetResult();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(walks).WithEndSize(20));
        await town.AssertSoundAsync();
    }

    private async Task WalkAsync(IEnumerable<Step> steps)
    {
        var house = town.NextHouse();
        var number = MoneyTown.Number(house);
        var bill = $"{number}-20260101";
        var history = await town.HistoryAsync(house);
        long balance = history.BalanceOn(town.Today).Minor, total = balance, refunded = 0;
        var credits = new List<(Id<AccountEntry> Entry, long Minor, bool Reversed, PaymentRequest? Request)>();
        var writtenOff = new Dictionary<Id<AccountEntry>, long>();
        var (n, revision) = (0, 0);
        foreach (var step in steps)
        {
            n++;
            var key = $"{house}/{n}";
            var amount = Money.Cny(step.Amount);
            switch (step.Act)
            {
                case Act.Pay:
                    var request = new PaymentRequest { Account = number, Amount = amount, Channel = "counter", Reference = key };
                    var taken = (await town.Desk.TakeAsync(request, MoneyTown.Clerk)).Value;
                    Assert.Equal(Math.Clamp(balance, 0, step.Amount), taken.Allocated.Minor);
                    credits.Add((taken.Entry, step.Amount, false, request));
                    balance -= step.Amount;
                    break;
                case Act.PayAgain when credits.Where(c => c.Request is not null).ToList() is { Count: > 0 } paid:
                    var again = paid[step.Pick % paid.Count];
                    Assert.Equal((true, again.Entry), (await town.Desk.TakeAsync(again.Request!, MoneyTown.Clerk)).Value is var repeated ? (repeated.Repeated, repeated.Entry) : default);
                    Assert.IsType<RequestDiffers>((await town.Desk.TakeAsync(again.Request! with { Amount = amount + Money.Cny(20_000) }, MoneyTown.Clerk)).Fault);
                    break;
                case Act.Reverse when credits.Count > 0:
                    var at = step.Pick % credits.Count;
                    var reversal = await town.Desk.ReverseAsync(credits[at].Entry, "wrong", MoneyTown.Clerk);
                    if (credits[at].Reversed) Assert.IsType<ReversedAlready>(reversal.Fault);
                    else if (!reversal.IsOk) Assert.True(reversal.Fault is RefundedAlready && refunded > 0, reversal.Fault.Message);
                    else
                    {
                        balance += credits[at].Minor;
                        credits[at] = credits[at] with { Reversed = true };
                    }
                    break;
                case Act.Refund:
                    var refund = await town.Desk.RefundAsync(number, amount, key, "asked for", MoneyTown.Clerk);
                    Assert.Equal(step.Amount <= -balance, refund.IsOk);
                    if (refund.IsOk) (balance, refunded) = (balance + step.Amount, refunded + step.Amount);
                    break;
                case Act.Charge or Act.Credit:
                    var minor = step.Act == Act.Charge ? step.Amount : -step.Amount;
                    var adjusted = (await town.Desk.AdjustAsync(number, Money.Cny(minor), "goodwill", key, "agreed", MoneyTown.Clerk)).Value;
                    credits.Add((adjusted, -minor, false, null));
                    balance += minor;
                    break;
                case Act.WriteOff:
                    var written = await town.Desk.WriteOffAsync(number, amount, key, "died", MoneyTown.Clerk);
                    Assert.Equal(step.Amount <= balance, written.IsOk);
                    if (written.IsOk)
                    {
                        balance -= step.Amount;
                        writtenOff.Add(written.Value, step.Amount);
                    }
                    break;
                case Act.Rebill:
                    var usage = Volume.CubicMetres(10 + step.Pick * 9);
                    var corrected = (await new CancelRebill(town.Context).CorrectAsync(new RebillRequest { Bill = bill, Usage = usage, Reason = "leak" }, MoneyTown.Clerk, "chief")).Value;
                    var now = new BillingCalculator(ShippedTariffs.Load("zhuhai-main")).Calculate(new BillingCase { UseClass = "residential", Usage = usage, Months = 2 }).Value.Total.Minor;
                    Assert.Equal(now - total, corrected.Difference.Minor);
                    (balance, total, bill) = (balance + now - total, now, $"{number}-20260101r{++revision}");
                    break;
                default:
                    break;
            }
            // A write-off is taken back with the charge that it gave up.
            var back = (await town.HistoryAsync(house)).Entries.Where(e => e.Kind == EntryKind.Reversal && writtenOff.ContainsKey(e.Corrects!.Value)).ToList();
            Assert.True(back.Count == 0 || step.Act is Act.Rebill or Act.Reverse);
            foreach (var reversal in back)
            {
                balance += reversal.Amount.Minor;
                Assert.True(writtenOff.Remove(reversal.Corrects!.Value, out var given) && given == reversal.Amount.Minor);
            }
            await CheckAsync(house, balance, revision);
        }
    }

    private async Task CheckAsync(int house, long balance, int revision)
    {
        var history = await town.HistoryAsync(house);
        Assert.Equal(balance, history.BalanceOn(town.Today).Minor);
        Assert.Equal(balance, history.Bills.Where(b => b.CancelledOn is null).Sum(b => b.Total.Minor) + history.Entries.Sum(e => e.Amount.Minor));
        // What waits has paid all it can.
        Assert.Equal((Math.Max(0, balance), Math.Max(0, -balance)), (history.OpenOn(town.Today).Sum(c => c.Open.Minor), history.AdvanceOn(town.Today).Minor));
        Assert.Equal(revision + 1, history.Bills.Count);
        Assert.Single(history.Bills, b => b.CancelledOn is null);
        foreach (var credit in history.Entries.Where(e => e.IsCredit))
            Assert.InRange(history.Allocations.Where(a => a.Credit == credit.Id).Sum(a => a.Amount.Minor), 0, -credit.Amount.Minor);
        Assert.All(history.CreditsOn(town.Today), c => Assert.NotEqual(EntryKind.WriteOff, c.Entry.Kind));
        var ledger = await town.LedgerAsync();
        Assert.Equal(0, ledger.Sum(l => l.Amount.Minor));
        await using var unit = await town.Storage.ReadAsync();
        var totals = Assert.Single(await unit.Accounts.TotalsAsync());
        Assert.Equal(totals.OpenCharges, ledger.Single(l => l.Ledger == "receivable").Amount);
        Assert.Equal(-totals.OpenCredits.Minor, ledger.FirstOrDefault(l => l.Ledger == "advance")?.Amount.Minor ?? 0);
    }
}
