using NodaTime;
using WaterCore.Organization;

namespace WaterCore.Tests.Organization;

public sealed class DataScopeTests
{
    private static readonly OrganizationChart s_chart = new(new OrganizationData
    {
        Branches = [new("main", new("总公司", "head office")), new("west", new("西区", "West"), "main"), new("doumen", new("斗门", "Doumen"), "west"), new("jinwan", new("金湾", "Jinwan"), "main")],
        Units = [new("hq", new("总部", "HQ"), "main"), new("w", new("西区", "West"), "west"), new("d", new("斗门", "Doumen"), "doumen"), new("j", new("金湾", "Jinwan"), "jinwan")],
    });

    private static Position At(string unit) => new($"cashier.{unit}", "cashier", new("收费员", "cashier"), unit, []);

    [Theory]
    [InlineData("d", "doumen")]
    [InlineData("w", "doumen,west")]
    [InlineData("d j", "doumen,jinwan")]
    [InlineData("hq", "*")]
    [InlineData("d hq", "*")]
    [InlineData("", "*")]
    [InlineData("gone", "")]
    public void Scope_OfPositions_IsTheirBranchesAndAllBelow(string units, string scope) =>
        Assert.Equal(scope, DataScope.Of(s_chart, [.. units.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(At)]).ToString());

    [Theory]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("doumen,jinwan")]
    public void Scope_WrittenAndRead_IsTheSame(string text) => Assert.Equal(DataScope.Parse(text), DataScope.Parse(DataScope.Parse(text).ToString()));

    [Fact]
    public void Scope_CoversItsBranches_AndAccountsOfNone()
    {
        var scope = DataScope.Of(["doumen"]);
        Assert.Equal((true, true, false), (scope.Covers("doumen"), scope.Covers(null), scope.Covers("jinwan")));
        Assert.True(DataScope.All.Covers("jinwan"));
        Assert.Throws<ArgumentException>(() => DataScope.Of(["a,b"]));
    }
}
