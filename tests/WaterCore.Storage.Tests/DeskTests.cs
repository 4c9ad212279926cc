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

/// <summary>Templates, places on the map, and messages that cannot be made.</summary>
public sealed class DeskTests : IAsyncLifetime, IDisposable
{
    private static readonly Actor s_clerk = new("li", "front-desk");
    private readonly TemporaryDirectory _directory = new();
    private readonly MoneyTown.SetClock _clock = new() { Now = Instant.FromUtc(2026, 3, 10, 2, 0) };
    private readonly KeptChannel _sms = new("Sms", AddressKind.Phone);
    private SqliteStorage _storage = null!;
    private ServiceProvider _services = null!;

    public async Task InitializeAsync()
    {
        _storage = new SqliteStorage(_directory.File("watercore.db"), TimeSpan.FromSeconds(30));
        await _storage.OpenAsync();
        _services = new ServiceCollection().AddSingleton<IStorage>(_storage).AddSingleton<IClock>(_clock).AddSingleton<IChannel>(_sms)
            .AddWaterCore(new Utility("珠海水务", DateTimeZone.ForOffset(Offset.FromHours(8)), Currency.Cny)).BuildServiceProvider();
        await using var unit = await _storage.WriteAsync();
        await Town.BuildAsync(unit, 5);
        await unit.CommitAsync();
    }

    public async Task DisposeAsync() => await _services.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Template_Edited_IsSeenWithRealValues_AndHoldsFromThenOn()
    {
        var desk = Get<TemplateDesk>();
        var (subject, body) = (new Wording("来水了", "Water again"), new Wording("{name}您好，{address}已来水。", "{name}: water is back at {address}."));
        var seen = (await desk.PreviewAsync("restored", subject, body)).Value;
        Assert.Equal(("6200001", "用户1您好，香洲区1号已来水。", "用户1: water is back at 香洲区1号."), (seen[0].Account, seen[0].Body.Zh, seen[0].Body.En));
        Assert.Empty(await desk.HistoryAsync("restored"));
        Assert.Equal(1, (await desk.EditAsync("restored", subject, body, s_clerk)).Value.Revision);
        Assert.Equal(2, (await desk.EditAsync("restored", subject, body, s_clerk)).Value.Revision);
        await Get<NoticeDesk>().SendAsync(new("restored", new() { Accounts = ["6200001"] }, new Dictionary<string, string>()), s_clerk);
        await Get<DeliveryRun>().DrainAsync();
        Assert.Equal("用户1您好，香洲区1号已来水。", Assert.Single(_sms.Sent).Body);
    }

    [Theory]
    [InlineData("restored", "s", "{amount}", "nothing gives a value for {amount}; take of {account} {address} {name} {utility}")]
    [InlineData("restored", "s", "{name", "a brace is not closed")]
    [InlineData("restored", "s\nBcc: x", "x", "a subject is not one line")]
    [InlineData("restored", "s", "", "a text has not 1 to 2000 characters")]
    [InlineData("nothing", "s", "x", "there is none; take one of")]
    public async Task Template_ThatCannotHold_IsRefused_AndSaysWhat(string code, string subject, string body, string problem) =>
        Assert.Contains(problem, (await Get<TemplateDesk>().EditAsync(code, Wording.Same(subject), Wording.Same(body), s_clerk)).Fault!.Message, StringComparison.Ordinal);

    [Fact]
    public async Task Notice_ToAnAreaDrawnOnTheMap_GoesToThePremisesInIt()
    {
        var table = Table("account,latitude,longitude", "6200001,22.27,113.57", "6200003,22.28,113.58", "6200005,22.40,113.70");
        Assert.Equal(3, (await Get<PlaceDesk>().TakeAsync(table, s_clerk)).Taken);
        var area = MapArea.Of("22.20,113.50 22.30,113.50 22.30,113.60 22.20,113.60")!;
        var seen = (await Get<NoticeDesk>().PreviewAsync(new("restored", new() { Polygon = area }, new Dictionary<string, string>()))).Value;
        Assert.Equal((2L, 2L), (seen.Accounts, seen.People));
        await Get<NoticeDesk>().SendAsync(new("restored", new() { Polygon = area }, new Dictionary<string, string>()), s_clerk);
        await Get<DeliveryRun>().DrainAsync();
        Assert.Equal(["0756-1", "0756-3"], _sms.Sent.Select(m => m.To.Value).Order());
        Assert.False((await Get<NoticeDesk>().PreviewAsync(new("restored", new() { Polygon = [area[0], area[1]] }, new Dictionary<string, string>()))).IsOk);
    }

    [Fact]
    public async Task Places_WithABadRow_ChangeNothing_AndSayWhichRow()
    {
        var taken = await Get<PlaceDesk>().TakeAsync(Table("account,latitude,longitude", "6200001,22.27,113.57", "6200003,91,0", "9,1,1", "6200005,1"), s_clerk);
        Assert.Equal((0, "2 3 4"), (taken.Taken, string.Join(' ', taken.Refused.Select(r => r.Line))));
        Assert.Contains("there is no account '9'", taken.Refused[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reminder_WhoseTemplateCannotBeFilled_LiesInTheTray_AndKeepsNoOtherFromGoingOut()
    {
        await using (var unit = await _storage.WriteAsync())
        {
            await unit.Customers.AddAsync([new Customer { Id = new(50), Name = new string('长', 501), Phone = "0756-50" }]);
            await unit.Customers.AddAsync([new Account { Id = new(50), Number = "6200050", Customer = new(50), OpenedOn = Town.Start }]);
            foreach (var (n, account) in new[] { "6200050", "6200001" }.Index())
                await unit.Outbox.AddAsync([new OutboxMessage($"k{n}", "dunning.message", $$"""{"account":"{{account}}","action":"Warning","overdue":"34.56","currency":"CNY"}""", _clock.Now)]);
            await unit.CommitAsync();
        }
        var pass = await Get<DeliveryRun>().PassAsync();
        Assert.Equal(2, pass.Taken);
        var dead = Assert.Single(await Get<DeliveryRun>().ListAsync(DeliveryState.Dead));
        Assert.Contains("the value of {name} has more than 500 characters", dead.Reason, StringComparison.Ordinal);
        // As long as the template needs the name, trying again does not help; without it, it does.
        Assert.Contains("mend the template first", (await Get<DeliveryRun>().RetryAsync(dead.Id, s_clerk)).Fault!.Message, StringComparison.Ordinal);
        Assert.True((await Get<TemplateDesk>().EditAsync("suspension-warning", Wording.Same("催告"), Wording.Same("户号{account}欠费{amount}。"), s_clerk)).IsOk);
        Assert.Equal("户号6200050欠费34.56 CNY。", (await Get<DeliveryRun>().RetryAsync(dead.Id, s_clerk)).Value.Body);
    }

    [Fact]
    public async Task Incident_OpenedByHand_TakesReportsAtOnce_AndOneOfAnotherPlaceIsNotItsOwn()
    {
        var (incidents, desk) = (Get<IncidentDesk>(), Get<ServiceDesk>());
        Assert.False((await incidents.OpenAsync("enquiry", "A", null, s_clerk)).IsOk);
        Assert.False((await incidents.OpenAsync("repair.burst-main", null, " ", s_clerk)).IsOk);
        var incident = (await incidents.OpenAsync("repair.burst-main", "A", null, s_clerk)).Value;
        Assert.Equal(incident.Id, (await desk.OpenAsync(Report("6200001"), s_clerk)).Value.Incident!.Id);
        Assert.Null((await desk.OpenAsync(Report("6200002"), s_clerk)).Value.Incident);
        Assert.Null((await desk.OpenAsync(Report("6200003") with { Category = "repair.meter" }, s_clerk)).Value.Incident);
        // What was answered at once needs no incident.
        Assert.Null((await desk.OpenAsync(Report("6200005") with { Answer = "阀门关了" }, s_clerk)).Value.Incident);
        var other = (await desk.OpenAsync(Report("6200004"), s_clerk)).Value.Case;
        Assert.Equal(incident.Id, (await incidents.JoinAsync(other.Id, incident.Id, s_clerk)).Value.Incident);
        Assert.False((await incidents.JoinAsync(other.Id, incident.Id, s_clerk)).IsOk);
        Assert.Equal(IncidentState.Closed, (await incidents.RestoreAsync(incident.Id, "已修复", s_clerk)).Value.State);
        Assert.False((await incidents.AnnounceAsync(incident.Id, Wording.Same("x"), _clock.Now + Duration.FromHours(1), s_clerk)).IsOk);
        // What comes after it is new.
        Assert.Null((await desk.OpenAsync(Report("6200001"), s_clerk)).Value.Incident);
    }

    [Fact]
    public async Task Reports_OfOneKindAndZone_BecomeAnIncidentAtTheTenth_WithinHalfAnHour()
    {
        var desk = Get<ServiceDesk>();
        var taken = new List<CaseOpened>();
        for (var i = 0; i < 12; i++)
        {
            if (i == 9) _clock.Now += Duration.FromMinutes(25);
            taken.Add((await desk.OpenAsync(Report("6200001") with { Zone = "B", Reference = $"{i}" }, s_clerk)).Value);
        }
        Assert.Equal("0000000001111", string.Concat(taken.Select(t => t.Incident is null ? "0" : "1")) + "1");
        Assert.Equal(12, (await Get<IncidentDesk>().ViewAsync(taken[^1].Incident!.Id)).Value.Reports);
    }

    private static CaseDraft Report(string account) => new() { Channel = ContactChannels.Counter, Category = "repair.no-water", Subject = "没水", Account = account };

    private static SourceTable Table(params string[] lines) =>
        new("places.csv", new string('a', 64), lines[0].Split(','), [.. lines.Skip(1).Select((l, i) => new SourceRow(i + 1, l.Split(',')))]);

    private T Get<T>() where T : notnull => _services.GetRequiredService<T>();
}
