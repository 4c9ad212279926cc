using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using WaterCore.Conformance;
using WaterCore.Customers;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Storage.Sqlite;
using WaterCore.Values;

namespace WaterCore.Storage.Tests;

/// <summary>A main bursts. Three hundred people say so in five minutes: by telephone, on the web and by mail.</summary>
public sealed class OutageStoryTests : IAsyncLifetime, IDisposable
{
    private const int Reports = 300;
    private static readonly Actor s_desk = new("wang", "dispatcher");
    private static readonly LocalDate s_day = new(2026, 3, 10);
    private readonly TemporaryDirectory _directory = new();
    private readonly MoneyTown.SetClock _clock = new() { Now = Instant.FromUtc(2026, 3, 10, 2, 0) };
    private readonly KeptChannel _mail = new("Email", AddressKind.Email);
    private ServiceProvider _services = null!;

    public async Task InitializeAsync()
    {
        var storage = new SqliteStorage(_directory.File("watercore.db"), TimeSpan.FromSeconds(30));
        await storage.OpenAsync();
        _services = new ServiceCollection().AddSingleton<IStorage>(storage).AddSingleton<IClock>(_clock).AddSingleton<IChannel>(_mail)
            .AddWaterCore(new Utility("珠海水务", DateTimeZone.ForOffset(Offset.FromHours(8)), Currency.Cny)).BuildServiceProvider();
        await using var unit = await storage.WriteAsync();
        // Every second house has a telephone and is in zone A.
        await Town.BuildAsync(unit, 2 * Reports);
        for (var i = 0; i < Reports; i += 3) await unit.Service.PutAsync(new ContactPoint(new((2 * i) + 1), new(AddressKind.Email, MailOf(i)), _clock.Now));
        await unit.CommitAsync();
    }

    public async Task DisposeAsync() => await _services.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task BurstMain_ReportedByThreeHundred_IsOneIncident_OneAnnouncement_OneCallBackList_AndInTheFigures()
    {
        // A quiet day goes before, with one question: something to compare with.
        _clock.Now -= Duration.FromDays(1);
        var question = await Get<ServiceDesk>().OpenAsync(new CaseDraft { Channel = ContactChannels.Web, Category = "enquiry.price", Subject = "水价", Account = "6200001", Reference = "before" }, Actor.System);
        Assert.True((await Get<ServiceDesk>().AnswerAsync(question.Value.Case.Id, "已答复。", s_desk)).IsOk);
        _clock.Now += Duration.FromDays(1);
        for (var i = 0; i < Reports; i++, _clock.Now += Duration.FromSeconds(1)) await ReportAsync(i);
        var incidents = Get<IncidentDesk>();
        var incident = Assert.Single(await incidents.ListAsync());
        Assert.Equal(("repair.no-water", "A", Actor.System.Name), (incident.Category, incident.Zone, incident.OpenedBy));
        var view = (await incidents.ViewAsync(incident.Id)).Value;
        Assert.Equal((Reports, Reports, Reports), (view.Reports, view.Customers, view.Open));
        Assert.Equal(["Email 100", "Phone 100", "Web 100"], view.ByChannel.Select(c => $"{c.Key} {c.Value}"));
        // None of them stands in anybody's tray: the incident does.
        Assert.DoesNotContain(await Get<ServiceDesk>().ListAsync(new CaseQuery { Loose = true }), c => c.IsLive);
        await SendAllAsync();
        // Each mail was acknowledged, in its thread.
        Assert.Equal(Reports / 3, _mail.Sent.Count(m => m.InReplyTo is not null && m.Body.Contains("已受理", StringComparison.Ordinal)));

        _clock.Now += Duration.FromMinutes(10);
        var announced = await incidents.AnnounceAsync(incident.Id, new("香洲区爆管停水，预计18时恢复。", "A main burst in Xiangzhou; water is expected back at 6 p.m."), _clock.Now + Duration.FromHours(6), s_desk);
        Assert.True(announced.IsOk, announced.Fault?.Message);
        Assert.Contains("预计18时恢复", await CallAsync("0756-1", "4"), StringComparison.Ordinal);
        Assert.Single(await Get<SupplyNoticeDesk>().CurrentAsync());
        await SendAllAsync();
        Assert.Equal(Reports / 3, _mail.Sent.Count(m => m.Body.Contains("预计18时恢复", StringComparison.Ordinal)));
        // Who reports it only now is told at once.
        Assert.Contains("预计18时恢复", await MailAsync(0, "还是没水", "late"), StringComparison.Ordinal);

        _clock.Now += Duration.FromHours(5);
        var restored = (await incidents.RestoreAsync(incident.Id, "管道已修复，恢复供水", s_desk)).Value;
        Assert.Equal(IncidentState.Restored, restored.State);
        Assert.Empty(await Get<SupplyNoticeDesk>().CurrentAsync());
        Assert.Contains("没有停水通知", await CallAsync("0756-1", "4"), StringComparison.Ordinal);
        view = (await incidents.ViewAsync(incident.Id)).Value;
        Assert.Equal((0, Reports / 3), (view.Open, view.CallBacks.Count));
        await SendAllAsync();
        Assert.Equal(Reports / 3, _mail.Sent.Count(m => m.Subject.Contains("没水", StringComparison.Ordinal) && m.Body.Contains("已恢复", StringComparison.Ordinal)));

        foreach (var (n, report) in view.CallBacks.Index())
        {
            Assert.True((await Get<ServiceDesk>().CallBackAsync(report.Id, true, true, null, s_desk)).IsOk);
            Assert.True((await Get<ServiceDesk>().RateAsync(report.Id, n % 2 == 0 ? 5 : 4, null, s_desk)).IsOk);
        }
        Assert.Equal(IncidentState.Closed, (await incidents.ViewAsync(incident.Id)).Value.Incident.State);

        var figures = (await Get<CaseReports>().MakeAsync(new(s_day, s_day.PlusDays(1)))).Value;
        Assert.Equal(Reports + 1, figures.Count);
        Assert.True(figures.Topics[0].IsHot);
        Assert.Equal(("repair.no-water", "A"), (figures.Topics[0].Category, figures.Topics[0].Zone));
        Assert.Equal((301, 300, 1003.33m), figures.Rates.Single(r => r.Zone == "A") is var rate ? (rate.Count, rate.Accounts, rate.PerThousand!.Value) : default);
        Assert.InRange(figures.Solution[0].Median, Duration.FromHours(5), Duration.FromHours(6));
        Assert.Equal(("Phone", 100, 4.5m), figures.ByChannel[0] is var c ? (c.Of, c.Ratings, c.Average) : default);
    }

    private T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    private static string MailOf(int i) => $"p{i}@example.org";

    private async Task ReportAsync(int i)
    {
        switch (i % 3)
        {
            case 0: await MailAsync(i, "家里没水", $"m{i}"); break;
            case 1: await CallAsync($"0756-{(2 * i) + 1}", "51"); break;
            default:
                Assert.True((await Get<ServiceDesk>().OpenAsync(new CaseDraft
                {
                    Channel = ContactChannels.Web, Category = i % 2 == 0 ? "repair.no-water" : "repair.burst-main", Subject = "没水", Account = $"62{(2 * i) + 1:00000}", Reference = $"w{i}",
                }, Actor.System)).IsOk);
                break;
        }
    }

    private async Task<string> MailAsync(int i, string text, string reference)
    {
        var taken = await Get<Inbox>().TakeAsync("Email", new IncomingMessage(reference, new(AddressKind.Email, MailOf(i)), text) { Subject = "没水", Thread = $"{reference}@example.org" });
        Assert.True(taken.IsOk, taken.Fault?.Message);
        if (i % 50 != 0 && reference != "late") return "";
        await SendAllAsync();
        return _mail.Sent[^1].Body;
    }

    private Task<DeliveryPass> SendAllAsync() => Get<DeliveryRun>().DrainAsync();

    // A caller who presses keys, on the hotline's own dialogue and facts.
    private async Task<string> CallAsync(string from, string keys)
    {
        var (dialogue, facts) = (DialogueFile.Shipped(), Get<HotlineFacts>());
        var (state, outputs) = DialogueEngine.Begin(dialogue);
        var (heard, left) = (new List<string>(), new Queue<char>(keys));
        while (true)
        {
            DialogueInput? next = null;
            foreach (var output in outputs)
                switch (output)
                {
                    case Say say: heard.Add(say.Written); next = new SaidAll(); break;
                    case Ask ask: next = await facts.AnswerAsync(ask, new Conversation($"call {from} {keys} {_clock.Now}", from)); break;
                    case Listen when left.TryDequeue(out var key): next = new Key(key); break;
                }
            if (next is null) return heard.Count > 1 ? heard[^2] : "";
            (state, outputs) = DialogueEngine.Next(dialogue, state, next);
        }
    }
}
