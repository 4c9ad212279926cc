using NodaTime;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Tests.Receivables;

public sealed class DunningPolicyTests
{
    private static readonly LocalDate Due = new(2026, 3, 1);

    [Theory]
    [InlineData(0, 5000, "", null, "comes after 1")]
    [InlineData(1, 5000, "", "message", "message is next")]
    [InlineData(14, 5000, "message@1", null, "Overdue for 14 days; call comes after 15")]
    [InlineData(15, 5000, "message@1", "call", "call is next")]
    [InlineData(15, 1999, "message@1", null, "below the least amount of call")]
    [InlineData(15, 5000, "message@12", null, "call comes 7 days after it")]
    [InlineData(90, 5000, "message@1 call@15 letter@30 warning@80", null, "the law (strictest) asks for 15")]
    [InlineData(95, 5000, "message@1 call@15 letter@30 warning@80", "suspension", "suspension is next")]
    [InlineData(200, 5000, "message@1 call@15 letter@30 warning@80 suspension@95", null, "Every step has been taken")]
    [InlineData(200, 0, "message@1 call@15 letter@30 warning@80 suspension@95", "restoration", "restored within 12 hours")]
    [InlineData(200, 0, "suspension@95 restoration@96", null, "Nothing is overdue")]
    [InlineData(200, 0, "", null, "Nothing is overdue")]
    public void Decision_OfAnAccount_SaysWhy(int day, long overdue, string taken, string? step, string why)
    {
        var decision = DunningPolicy.Usual.Decide(Facts(day, overdue, taken));
        Assert.Equal(step, decision.Step?.Code);
        Assert.Contains(why, decision.Why.En, StringComparison.Ordinal);
        Assert.NotEmpty(decision.Why.Zh);
    }

    [Theory]
    [InlineData(HoldKind.DunningLock)]
    [InlineData(HoldKind.Promise)]
    [InlineData(HoldKind.Instalments)]
    public void Decision_UnderAHold_WaitsForItsEnd(HoldKind kind)
    {
        var hold = new Hold { Id = new(1), Account = new(1), Kind = kind, From = Due, Until = Due.PlusDays(20), Reason = "hospital", Maker = "a" };
        var held = DunningPolicy.Usual.Decide(Facts(19, 5000, "") with { Holds = [hold] });
        Assert.Null(held.Step);
        Assert.Contains("Held until 2026-03-21: hospital", held.Why.En, StringComparison.Ordinal);
        Assert.Equal("message", DunningPolicy.Usual.Decide(Facts(20, 5000, "") with { Holds = [hold] }).Step!.Code);
        Assert.Equal("message", DunningPolicy.Usual.Decide(Facts(19, 5000, "") with { Holds = [hold with { EndedOn = Due.PlusDays(10) }] }).Step!.Code);
    }

    // A policy that would suspend on the first day, against every legal pack, over every day and history of a grid.
    [Fact]
    public void Suspension_ByNoPolicy_ComesBeforeTheLawAllows()
    {
        var allowed = 0;
        foreach (var law in LegalPack.All)
        {
            var hasty = new DunningPolicy("hasty", [new("warning", DunningAction.Warning, 0), new("suspension", DunningAction.SuspensionOrder, 0)], law);
            foreach (var approved in new[] { false, true })
                for (var day = 0; day < 150; day++)
                    foreach (var rounds in new[] { "", "notice@1 ", "notice@1 letter@2 " })
                        for (var warned = 1; warned <= day; warned += 7)
                        {
                            var facts = Facts(day, 5000, $"{rounds}warning@{warned}") with { SuspensionApproved = approved };
                            if (hasty.Decide(facts).Step is null) continue;
                            allowed++;
                            Assert.True(day >= law.ArrearsDays && day - warned >= law.NoticeDays && facts.Taken.Count >= law.Rounds && (approved || !law.NeedsApproval), $"{law.Code} day {day}, {rounds}warned {warned}");
                        }
        }
        Assert.True(allowed > 0);
    }

    [Fact]
    public void Steps_OfAnEarlierArrears_DoNotCount() =>
        Assert.Equal("message", DunningPolicy.Usual.Decide(Facts(10, 5000, "message@-90 call@-70 letter@-50")).Step!.Code);

    [Fact]
    public void Ageing_PutsEachDayInItsBand() =>
        Assert.Equal(["not due", "1-30", "1-30", "31-60", "181-365", "over 365"], new[] { 0, 1, 30, 31, 365, 366 }.Select(d => Ageing.Usual.Name(Ageing.Usual.BandOf(d))));

    [Fact]
    public void Instalments_AddUp_AndAreKeptOrNot()
    {
        var plan = InstalmentPlan.Equal(Money.Cny(100_01), 3, new(2026, 1, 31));
        Assert.Equal([(new LocalDate(2026, 1, 31), 33_34L), (new LocalDate(2026, 2, 28), 33_34L), (new LocalDate(2026, 3, 31), 33_33L)], plan.Parts.Select(p => (p.Due, p.Amount.Minor)));
        Assert.True(plan.IsKept(new(2026, 2, 27), Money.Cny(33_34)));
        Assert.False(plan.IsKept(new(2026, 2, 28), Money.Cny(33_34)));
    }

    private static DunningFacts Facts(int day, long overdue, string taken) => new()
    {
        Account = new(1), Day = Due.PlusDays(day), Overdue = Money.Cny(overdue), OldestDue = overdue == 0 ? null : Due,
        Taken = [.. taken.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => t.Split('@')).Select(t => new DunningTaken(new(1), t[0], Action(t[0]), Due.PlusDays(int.Parse(t[1])), Money.Cny(1)))],
    };

    private static DunningAction Action(string step) => step switch
    {
        "message" => DunningAction.Message, "call" => DunningAction.Call, "letter" => DunningAction.Letter, "warning" => DunningAction.Warning,
        "suspension" => DunningAction.SuspensionOrder, "restoration" => DunningAction.Restoration, _ => DunningAction.Notice,
    };
}
