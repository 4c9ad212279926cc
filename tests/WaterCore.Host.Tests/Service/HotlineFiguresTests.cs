using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using WaterCore.Host.Tests.Commands;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;

namespace WaterCore.Host.Tests.Service;

/// <summary>The hotline's figures as the page shows them and the verb prints them; how each is counted, the conformance of storages says.</summary>
public sealed class HotlineFiguresTests(RunningHost host) : IClassFixture<RunningHost>
{
    private static readonly LocalDate s_day = new(2026, 3, 5);

    private async Task AddAsync()
    {
        await using var unit = await host.Get<IStorage>().WriteAsync();
        var noon = host.Get<Utility>().Zone.AtStrictly(s_day.At(LocalTime.Noon)).ToInstant();
        foreach (var (ending, waits, connected, path) in new (CallEnding, int?, int?, string)[]
        {
            (CallEnding.SelfService, null, null, "main money-menu balance-owed money-after bye"), (CallEnding.HungUp, null, null, "main money-pin"), (CallEnding.Talked, 10, 25, "main agent"),
            (CallEnding.Talked, 10, 50, "main agent"), (CallEnding.Abandoned, 10, null, "main agent"),
        })
            await unit.Telephone.AddAsync(new CallRecord
            {
                Id = Guid.NewGuid().ToString("n"), From = "13800000001", To = "95598", ArrivedAt = noon, EndedAt = noon + Duration.FromSeconds(110), Ending = ending, Path = path.Split(' '),
                WaitedFrom = noon + Seconds(waits), ConnectedAt = noon + Seconds(connected), Desk = connected is null ? null : "601",
            });
        await unit.CommitAsync();

        static Duration? Seconds(int? n) => n is { } seconds ? Duration.FromSeconds(seconds) : null;
    }

    [Fact]
    public async Task Figures_OnThePageAndByTheVerb_AreThoseOfTheRows()
    {
        await AddAsync();
        using var manager = await host.ClientAsync("manager");
        foreach (var (to, words) in new[] { ("zh", "热线"), ("en", "otline") })
        {
            await manager.GetAsync($"/language?to={to}&back=/console");
            var page = System.Net.WebUtility.HtmlDecode(await manager.GetStringAsync("/console/hotline/calls?day=2026-03-05"));
            Assert.Contains(words, page);
            // Offered, served by the dialogue and their share, asked for a person, answered, in time, gave up, median and longest wait, talk.
            Assert.Equal(["5", "1", "20.0 %", "3", "2", "1", "1", "40 / 40", "85"], Regex.Matches(page, "<dd[^>]*>(.*?)</dd>").Select(m => m.Groups[1].Value.Trim()).Take(9));
        }
        var run = await HostProcess.RunAsync(Path.GetDirectoryName(host.Database)!, "calls", "--from", "2026-03-05", "--json", "--database", host.Database);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var figures = JsonDocument.Parse(run.Output).RootElement.GetProperty("figures");
        Assert.Equal([5, 1, 3, 2, 1, 1, 40, 40, 85], new[] { "offered", "selfServed", "askedForPerson", "answered", "answeredInTime", "abandoned", "waitMedianSeconds", "waitMaxSeconds", "talkMedianSeconds" }.Select(f => figures.GetProperty(f).GetInt32()));
        Assert.Equal((0.2, "money-pin"), (figures.GetProperty("selfServiceShare").GetDouble(), figures.GetProperty("gaveUpAt")[0].GetProperty("step").GetString()));
    }
}
