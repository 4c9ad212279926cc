namespace WaterCore.Storage.Tests;

/// <summary>Every pair of acts on the money of one account; at full size by this program with <c>money-pairs</c>.</summary>
public sealed class MoneyPairsTests
{
    static MoneyPairsTests() => ThreadPool.SetMinThreads(32, 32);   // acts that wait hold a thread each

    [SkippableFact]
    public async Task Pairs_OnPostgreSqlInManyOrdersOfStatements_LeaveWhatOneOrderOfWholeActsLeaves()
    {
        PostgresServer.SkipWithout();
        await using var pairs = new MoneyPairs(onServer: true);
        foreach (var (one, two) in MoneyPairs.All()) Assert.Empty(await pairs.PlayAsync(one, two, stride: 9, onlyFarthest: true));
        await pairs.AssertSoundAsync();
        Assert.True(pairs.Waited > pairs.Played / 5, $"{pairs.Waited} of {pairs.Played} waited.");
    }

    [Fact]
    public async Task Pairs_OnSqliteInEveryOrderOfUnits_LeaveWhatOneOrderOfWholeActsLeaves()
    {
        await using var pairs = new MoneyPairs(onServer: false);
        foreach (var (one, two) in MoneyPairs.All()) Assert.Empty(await pairs.PlayAsync(one, two, stride: 20, onlyFarthest: true));
        await pairs.AssertSoundAsync();
    }
}
