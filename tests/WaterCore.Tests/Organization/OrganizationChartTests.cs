using NodaTime;
using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Tests.Organization;

public sealed class OrganizationChartTests
{
    private static readonly LocalDate Day = new(2026, 3, 2);

    private static OrganizationData Small() => new()
    {
        Branches = [new("head", new("总部", "head office")), new("town", new("镇水厂", "town plant"), "head")],
        Units = [new("h", new("部", "unit"), "head"), new("t", new("部", "unit"), "town")],
        Positions =
        [
            new("h.desk", "desk", new("前台", "desk"), "h", [Permission.Accept]), new("t.desk", "desk", new("前台", "desk"), "t", [Permission.Accept]),
            new("h.cash", "cashier", new("收费", "cashier"), "h", [Permission.TakeMoney]), new("h.refund", "refund", new("退款", "refund"), "h", [Permission.Refund]),
        ],
        Operators = [new("ann", "Ann"), new("bob", "Bob"), new("cat", "Cat")],
        Holdings = [new("h.desk", "ann", Day), new("h.cash", "ann", Day, Day.PlusDays(10)), new("t.desk", "bob", Day), new("h.refund", "bob", Day)],
        Substitutes = [new("h.desk", "ann", "cat", new Period(Day.PlusDays(3), Day.PlusDays(5))), new("t.desk", "bob", null, new Period(Day.PlusDays(3), Day.PlusDays(4)))],
    };

    [Theory]
    [InlineData("h.desk", -1, "")]
    [InlineData("h.desk", 0, "ann")]
    [InlineData("h.desk", 3, "cat")] // stands in
    [InlineData("h.desk", 4, "cat")]
    [InlineData("h.desk", 5, "ann")] // the end is not included
    [InlineData("h.cash", 9, "ann")]
    [InlineData("h.cash", 10, "")]
    [InlineData("t.desk", 3, "")] // away, and nobody stands in
    public void HoldersOf_OnADay_AreThese(string position, int day, string holders)
    {
        var chart = new OrganizationChart(Small());
        Assert.Equal(holders, string.Join(' ', chart.HoldersOf(position, Day.PlusDays(day)).Select(h => h.Operator)));
        foreach (var person in (string[])["ann", "bob", "cat"])
            Assert.Equal(holders.Contains(person), chart.MayAct(person, position, Day.PlusDays(day)));
    }

    [Fact]
    public void Vacancies_OnADay_NameEveryEmptyPosition() =>
        Assert.Equal(["t.desk"], new OrganizationChart(Small()).Vacancies(Day.PlusDays(3)).Select(v => v.Position));

    [Theory]
    [InlineData("ann", "h.desk", "work.accept", 0, true)]
    [InlineData("ann", "h.desk", "money.take", 0, false)] // in this position not, though in another
    [InlineData("ann", "h.cash", "money.take", 0, true)]
    [InlineData("ann", "h.cash", "money.take", 10, false)]
    [InlineData("cat", "h.desk", "work.accept", 3, true)]
    [InlineData("cat", "h.desk", "work.accept", 2, false)]
    [InlineData("watercore", "system", "work.accept", 0, false)]
    public void Allows_ByPositionAndDay_IsThis(string name, string position, string permission, int day, bool allowed) =>
        Assert.Equal(allowed, new OrganizationChart(Small()).Allows(new Actor(name, position), new Permission(permission), Day.PlusDays(day)));

    [Theory]
    [InlineData("desk", "town", "t.desk")]
    [InlineData("cashier", "town", "h.cash")] // the branch above serves
    [InlineData("cashier", "head", "h.cash")]
    [InlineData("diver", "head", "")]
    public void Serving_ABranch_IsItsOwnOrTheOneAbove(string role, string branch, string positions) =>
        Assert.Equal(positions, string.Join(' ', new OrganizationChart(Small()).Serving(role, branch).Select(p => p.Code)));

    [Fact]
    public void Serving_WithBranchesInACircle_Ends()
    {
        var data = Small() with { Branches = [new("a", new("甲", "a"), "b"), new("b", new("乙", "b"), "c"), new("c", new("丙", "c"), "b")] };
        Assert.Empty(new OrganizationChart(data).Serving("desk", "a"));
    }

    [Fact]
    public void Appoint_ToMoneyAndRefund_IsRefused()
    {
        var refused = new OrganizationChart(Small()).Appoint("h.cash", "bob", Day);
        Assert.Equal("operator bob: has both money.take and money.refund, which nobody may have together; take one of the positions away.", refused.Fault?.Message);
    }

    [Fact]
    public void Leave_WithASuccessor_LeavesNoPositionEmpty()
    {
        var next = new OrganizationChart(Small()).Leave("ann", Day.PlusDays(6), "cat").Value;
        Assert.Equal("ann", next.HoldersOf("h.desk", Day.PlusDays(5))[0].Operator);
        Assert.Equal("cat", next.HoldersOf("h.desk", Day.PlusDays(6))[0].Operator);
        Assert.Equal("cat", next.HoldersOf("h.cash", Day.PlusDays(9))[0].Operator);
        Assert.Empty(next.HoldersOf("h.cash", Day.PlusDays(10))); // the successor's holding ends when the old one would have
    }

    [Fact]
    public void Leave_WithoutSuccessor_RaisesTheVacancyAlarm() =>
        Assert.Contains("h.desk", new OrganizationChart(Small()).Leave("ann", Day.PlusDays(6)).Value.Vacancies(Day.PlusDays(6)).Select(v => v.Position));

    [Fact]
    public void Sample_FitsTogether()
    {
        var chart = new OrganizationChart(SampleOrganization.Create(Day));
        Assert.Equal(40, chart.Data.Positions.Count);
        Assert.Equal(60, chart.Data.Operators.Count);
        Assert.Empty(chart.Contradictions(Day));
        Assert.Empty(chart.Vacancies(Day));
    }
}
