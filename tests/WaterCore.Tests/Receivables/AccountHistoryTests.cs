using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using WaterCore.Billing;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Tests.Receivables;

public sealed class AccountHistoryTests
{
    private static readonly LocalDate Start = new(2026, 1, 1);

    [Fact]
    public void Statement_OnAnyDay_EndsOnTheBalanceOfThatDay() => Prop.ForAll(Histories(), Gen.Choose(-5, 60).ToArbitrary(), Gen.Choose(0, 40).ToArbitrary(), (history, from, length) =>
    {
        var days = new Period(Start.PlusDays(from), Start.PlusDays(from + length + 1));
        var (opening, lines) = history.Statement(days);
        var balance = history.BalanceOn(days.To.PlusDays(-1));
        return opening + new Money(lines.Sum(l => l.Amount.Minor), Currency.Cny) == balance && (lines.Count == 0 || lines[^1].Balance == balance);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Balance_OnAnyDay_IsWhatIsOpenLessCredit() => Prop.ForAll(Histories(), Gen.Choose(-5, 70).ToArbitrary(), (history, after) =>
    {
        var day = Start.PlusDays(after);
        return history.BalanceOn(day).Minor == history.OpenOn(day).Sum(c => c.Open.Minor) - history.AdvanceOn(day).Minor;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Share_OfAnyCredits_NeverUsesMoreThanThereIs() => Prop.ForAll(Histories(), Gen.Elements(Enum.GetValues<AllocationOrder>()).ToArbitrary(), (history, order) =>
    {
        var day = Start.PlusDays(70);
        var (credits, open) = (history.CreditsOn(day), history.OpenOn(day));
        var shares = AllocationPolicy.Share(credits, open, order);
        var expected = Math.Min(credits.Sum(c => c.Left.Minor), open.Sum(c => c.Open.Minor));
        return shares.All(s => s.Amount.Minor > 0)
            && shares.GroupBy(s => s.Credit).All(g => g.Sum(s => s.Amount.Minor) <= credits.Single(c => c.Entry.Id == g.Key).Left.Minor)
            && shares.GroupBy(s => s.Charge).All(g => g.Sum(s => s.Amount.Minor) <= open.Single(c => c.Charge == g.Key).Open.Minor)
            && shares.Sum(s => s.Amount.Minor) == expected;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData(AllocationOrder.OldestFirst, null, "bill1 50, late 30, bill2 20")]
    [InlineData(AllocationOrder.BillsFirst, null, "bill1 50, bill2 50")]
    [InlineData(AllocationOrder.ChargesFirst, null, "late 30, bill1 50, bill2 20")]
    [InlineData(AllocationOrder.OldestFirst, 2, "bill2 60, bill1 40")]
    public void Share_GoesByThePolicy(AllocationOrder order, int? named, string expected)
    {
        BillKey Key(int n) => new(new(1), new(1), Start.PlusMonths(n), 0);
        var credit = new OpenCredit(Entry(1, EntryKind.Payment, -100, 40), Money.Cny(100));
        OpenCharge[] open =
        [
            new(new ChargeRef(Key(1)), Start.PlusDays(1), Money.Cny(50), Money.Cny(50), "t"), new(new ChargeRef(new Id<AccountEntry>(7)), Start.PlusDays(2), Money.Cny(30), Money.Cny(30), "t"),
            new(new ChargeRef(Key(2)), Start.PlusDays(3), Money.Cny(60), Money.Cny(60), "t"),
        ];
        var shares = AllocationPolicy.Share([credit], open, order, named is { } n ? [Key(n)] : null);
        Assert.Equal(expected, string.Join(", ", shares.Select(s => $"{(s.Charge.Entry is not null ? "late" : s.Charge.Bill == Key(1) ? "bill1" : "bill2")} {s.Amount.Minor}")));
    }

    // Bills, some cancelled; payments and charges, some reversed; allocations and refunds that fit.
    private static Arbitrary<AccountHistory> Histories() =>
        (from steps in Gen.ListOf(from kind in Gen.Choose(0, 5) from amount in Gen.Choose(1, 500) from day in Gen.Choose(0, 6) select (kind, amount, day))
         select Play(steps)).ToArbitrary();

    private static AccountHistory Play(IEnumerable<(int Kind, int Amount, int Days)> steps)
    {
        var (bills, entries, allocations) = (new List<BillPosting>(), new List<AccountEntry>(), new List<Allocation>());
        var (day, id) = (0, 0);
        foreach (var (kind, amount, days) in steps)
        {
            day = Math.Min(60, day + days);
            var history = Now();
            switch (kind)
            {
                case 0:
                    bills.Add(new BillPosting { Key = new BillKey(new(1), new(1), Start.PlusDays(bills.Count), 0), To = Start, Tariff = "t", IssuedOn = Start.PlusDays(day), Total = Money.Cny(amount) });
                    break;
                case 1:
                    entries.Add(Entry(++id, EntryKind.Payment, -amount, day));
                    break;
                case 2:
                    entries.Add(Entry(++id, EntryKind.LateCharge, amount, day));
                    break;
                case 3:
                    foreach (var (credit, charge, part) in AllocationPolicy.Share(history.CreditsOn(Start.PlusDays(day)), history.OpenOn(Start.PlusDays(day)), AllocationOrder.OldestFirst))
                        allocations.Add(new Allocation { Id = new(++id), Account = new(1), Credit = credit, Charge = charge, Amount = part, Day = Start.PlusDays(day), At = default });
                    break;
                case 4 when history.CreditsOn(Start.PlusDays(day)) is { Count: > 0 } credits:
                    entries.Add(Entry(++id, EntryKind.Refund, Math.Min(amount, (int)credits[0].Left.Minor), day, credits[0].Entry.Id));
                    break;
                case 5 when bills.FindIndex(b => b.CancelledOn is null && allocations.All(a => a.Charge.Bill != b.Key)) is var found and >= 0:
                    bills[found] = bills[found] with { CancelledOn = Start.PlusDays(day) };
                    break;
                default:
                    break;
            }
        }
        return Now();

        AccountHistory Now() => new() { Account = new(1), Currency = Currency.Cny, Bills = [.. bills], Entries = [.. entries], Allocations = [.. allocations] };
    }

    private static AccountEntry Entry(long id, EntryKind kind, long minor, int day, Id<AccountEntry>? corrects = null) => new()
    {
        Id = new(id), Account = new(1), Kind = kind, Amount = Money.Cny(minor), Day = Start.PlusDays(day), At = default, Ledger = "bank", Corrects = corrects, Maker = "a",
    };
}
