namespace WaterCore.Host.Tests.Service;

public sealed class FigurePagesTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Theory]
    [InlineData("/console/indicators?month=2026-02&months=1", "data-figures=\"22\"", "抄见率", "Reading rate")]
    [InlineData("/console/indicators/reading-rate?month=2026-02&months=1", "data-trend=\"13\"", "趋势", "Trend")]
    [InlineData("/console/indicators/reading-rate/rows?part=denominator&month=2026-02&months=1", "data-rows=", "应抄表数", "meters due")]
    [InlineData("/console/analysis?source=accounts&by=area&then=class&measure=accounts&month=2026-02&months=1&before=12", "data-movers=", "变动排行", "What moved most")]
    [InlineData("/console/reports?month=2026-02&months=1", "data-report=\"hotline\"", "费用项目", "Price components")]
    [InlineData("/console/reports?month=2026-02&months=1&set=market", "data-report=\"market-areas\"", "用户增减", "Accounts won and lost")]
    [InlineData("/console/reports?month=2026-02&months=1&set=demand", "data-report=\"demand-unmet\"", "未办成的业务", "without a result")]
    [InlineData("/console/lists", "data-lists=", "常用查询", "Saved lists")]
    public async Task Page_OfFigures_ShowsWhatItIsForInBothLanguages(string address, string mark, string chinese, string english)
    {
        using var manager = await host.ClientAsync("manager");
        foreach (var (to, words) in new[] { ("zh", chinese), ("en", english) })
        {
            await manager.GetAsync($"/language?to={to}&back=/console");
            var page = System.Net.WebUtility.HtmlDecode(await manager.GetStringAsync(address));
            Assert.Contains(mark, page);
            Assert.Contains(words, page);
        }
    }

    [Fact]
    public async Task PictureOfATrend_WithoutAPluginThatDraws_SaysSo()
    {
        using var manager = await host.ClientAsync("manager");
        var answer = await manager.GetAsync("/console/indicators/reading-rate/trend.png?month=2026-02&months=3");
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }
}
