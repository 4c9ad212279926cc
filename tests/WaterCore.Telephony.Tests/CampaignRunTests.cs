using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using WaterCore.Host.Tests.Commands;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Storage.Sqlite;
using WaterCore.Telephony.Tests.Fakes;
using WaterCore.Values;
using Xunit.Abstractions;

namespace WaterCore.Telephony.Tests;

/// <summary>A campaign through a town, on a real SQLite file, over days of an injected clock, with two kills on the way.</summary>
public sealed class CampaignRunTests(ITestOutputHelper output)
{
    // The full size is a command of its own: WATERCORE_CAMPAIGN_NUMBERS=2000.
    private static int Numbers => int.TryParse(Environment.GetEnvironmentVariable("WATERCORE_CAMPAIGN_NUMBERS"), out var n) ? n : 150;

    private sealed class TimeClock(TimeProvider time) : IClock
    {
        public Instant GetCurrentInstant() => Instant.FromDateTimeOffset(time.GetUtcNow());
    }

    private sealed class MemorySpeech : ISpeech
    {
        public string Description => "memory";

        public AudioClip? Find(SpeechPart part) => new AudioClip(part.Text, Duration.FromSeconds(1));

        public ValueTask<Result<AudioClip>> PrepareAsync(SpeechPart part, CancellationToken cancellationToken = default) => ValueTask.FromResult<Result<AudioClip>>(Find(part)!.Value);
    }

    /// <summary>A host from its start until it is killed or stopped.</summary>
    private sealed class Run : IAsyncDisposable
    {
        private readonly SqliteStorage _storage;
        private readonly Task _running;

        public Run(string file, TimeProvider time, WorkCalendar calendar, IReadOnlyDictionary<string, CallWindows>? areas = null)
        {
            var clock = new TimeClock(time);
            _storage = new SqliteStorage(file, TimeSpan.FromSeconds(10));
            _storage.OpenAsync().AsTask().Wait();
            Telephony = new TownTelephony(clock);
            var context = new MoneyContext(_storage, LedgerOfOne.Utility, clock, new ReceivablePolicy());
            var facts = new HotlineFacts(context, new IdentificationGuard(clock, LedgerOfOne.Utility.Zone), new OwnReadingDesk(_storage, clock, LedgerOfOne.Utility, new ReadingIntake(_storage, clock, LedgerOfOne.Utility)),
                new ServiceDesk(_storage, LedgerOfOne.Utility, clock, calendar, CaseCategories.Shipped));
            var desk = new HotlineDesk(Telephony, new MemorySpeech(), facts, DialogueFile.Shipped(), new HotlineSettings(), clock, time);
            Runner = new CampaignRunner(context, desk, Telephony, facts, new CampaignPlan(calendar, LedgerOfOne.Utility.Zone, CallWindows.Usual, areas), new ContactGovernor(new ContactRules(), calendar), new Dictionary<string, Dialogue> { ["reminder"] = DialogueFile.Shipped("reminder") });
            _running = desk.RunAsync();
        }

        public TownTelephony Telephony { get; }

        public CampaignRunner Runner { get; }

        public SqliteStorage Storage => _storage;

        /// <summary>The database is gone before anything else can be written: what is under way stays so.</summary>
        public async Task KillAsync()
        {
            await _storage.DisposeAsync();
            await Telephony.DisposeAsync();
            await _running;
        }

        public async ValueTask DisposeAsync()
        {
            await Telephony.DisposeAsync();
            await _running;
            await Runner.SettleAsync();
            await _storage.DisposeAsync();
        }
    }

    [Fact]
    public async Task Campaign_KilledTwice_EndsEveryNumberRightly_AndCallsNobodyTwiceInAWindow()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "watercore.db");
        // A Wednesday at nine in Shanghai.
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 1, 0, 0, TimeSpan.Zero));
        var calendar = WorkCalendarFile.China;
        var zone = LedgerOfOne.Utility.Zone;
        var began = Stopwatch.GetTimestamp();
        var run = new Run(file, time, calendar);
        await MakeAsync(run.Storage, Instant.FromDateTimeOffset(time.GetUtcNow()));
        var (kills, dialled, most) = (0, 0, 0);
        while (true)
        {
            var done = await DoneAsync(run.Storage);
            if (done.State == CampaignState.Finished) break;
            Assert.True(time.GetUtcNow() < new DateTimeOffset(2026, 12, 20, 0, 0, 0, TimeSpan.Zero), "the campaign does not end");
            // Calls hang in the air, and the host is gone.
            var kill = kills < 2 && dialled > Numbers * (kills + 1) / 2;
            run.Telephony.Silent = kill;
            var placed = await run.Runner.StepAsync();
            dialled += placed;
            most = Math.Max(most, run.Telephony.MostAtOnce);
            if (kill && placed > 0)
            {
                await run.KillAsync();
                kills++;
                run = new Run(file, time, calendar);
                Assert.Equal(placed, await run.Runner.RecoverAsync());
            }
            else await Wait.UntilAsync(() => run.Runner.CallsNow == 0, "the calls to end", 60);
            await run.Runner.SettleAsync();
            time.Advance(placed > 0 ? TimeSpan.FromSeconds(10) : TimeSpan.FromMinutes(5));
        }
        await using var last = run;
        Assert.Equal(2, kills);
        Assert.InRange(most, 1, 20);

        await using var unit = await run.Storage.ReadAsync();
        var campaign = (await unit.Campaigns.FindAsync("notice"))!;
        var plan = new CampaignPlan(calendar, zone, CallWindows.Usual);
        var (lost, results) = (0, new Dictionary<(CallOutcome, TargetResult, int), int>());
        foreach (var target in await unit.Campaigns.TargetsAsync(campaign.Id, "", Numbers + 1))
        {
            var tries = await unit.Campaigns.TriesOfAsync(campaign.Id, target.Phone);
            var (kind, losses) = (TownTelephony.At(target.Phone), tries.Count(t => t.Outcome == TryOutcome.Lost));
            lost += losses;
            var (result, count) = kind switch
            {
                CallOutcome.Answered => (TargetResult.Delivered, 1), CallOutcome.Busy => (TargetResult.NotReached, 4), CallOutcome.NoAnswer => (TargetResult.NotReached, 3),
                CallOutcome.Rejected => (TargetResult.NotReached, 2), _ => (TargetResult.InvalidNumber, 1),
            };
            if (losses == 2) result = TargetResult.NotReached;
            else Assert.Equal(count + losses, tries.Count);
            Assert.Equal((target.Phone, result, tries.Count, (string?)null), (target.Phone, target.Result, target.Tries, target.Call));
            results[(kind, result, tries.Count)] = results.GetValueOrDefault((kind, result, tries.Count)) + 1;
            foreach (var made in tries) Assert.True(plan.IsOpen(made.StartedAt), $"{target.Phone} was called at {made.StartedAt.InZone(zone)}");
            foreach (var (before, after) in tries.Zip(tries.Skip(1)))
                Assert.True(after.StartedAt >= before.Outcome switch
                {
                    TryOutcome.Lost => plan.NextWindow(before.EndedAt), TryOutcome.Busy => before.EndedAt + Duration.FromMinutes(20), TryOutcome.NoAnswer => before.EndedAt + Duration.FromHours(4),
                    _ => zone.AtStartOfDay(before.EndedAt.InZone(zone).Date.PlusDays(1)).ToInstant(),
                }, $"{target.Phone}: {before.Outcome} at {before.EndedAt}, again at {after.StartedAt}");
        }
        Assert.True(lost > 0, "the kills left nothing under way");
        output.WriteLine($"{Numbers} numbers, {kills} kills, {lost} calls lost by them, {dialled} calls placed, {most} at once at most, {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        foreach (var ((kind, result, count), numbers) in results.OrderBy(r => r.Key.ToString())) output.WriteLine($"| {kind} | {result} | {count} | {numbers} |");
    }

    [Fact]
    public async Task Campaign_AsksTheGovernor_WhoWasCalledTwiceWaits_WhoSaidNoByAnyDoorIsNotCalled_AndAreasHaveTheirOwnHours()
    {
        using var folder = new TemporaryFolder();
        // A Wednesday at nine in Shanghai.
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 1, 0, 0, TimeSpan.Zero));
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var late = new Dictionary<string, CallWindows> { ["Z09"] = new([(new(15, 0), new(19, 0))], []) };
        await using var run = new Run(Path.Combine(folder.Path, "watercore.db"), time, WorkCalendarFile.China, late);
        await using (var unit = await run.Storage.WriteAsync())
        {
            Campaign Of(long id, string name) => new() { Id = new(id), Name = name, Purpose = CampaignDesk.Dunning, Script = "reminder", From = new(2026, 11, 25), Until = new(2026, 12, 12), Lines = 9, PerMinute = 60, CreatedAt = now, CreatedBy = "test", State = id == 1 ? CampaignState.Finished : CampaignState.Running };
            CampaignTarget At(long campaign, string phone, string? area = null) => new() { Campaign = new(campaign), Phone = phone, Accounts = ["62000017"], NextAt = now, Area = area };
            await unit.Campaigns.AddAsync(Of(1, "before"), [At(1, "13800000001") with { Result = TargetResult.Delivered, DoneAt = now }]);
            foreach (var (call, number, minutes) in new[] { ("c1", 1, 12L), ("c2", 2, 6L) })
                await unit.Campaigns.AddAsync(new CampaignTry(call, new(1), "13800000001", number, now - Duration.FromMinutes(minutes), now - Duration.FromMinutes(minutes), TryOutcome.NotDelivered, 5));
            // Nobody owes anything here, so the purpose is one that does not look at debts.
            await unit.Service.AppendAsync(new ContactChoice("tel:13800000002", "reminders", ContactChoice.Any, false, now - Duration.FromDays(9), "counter"));
            await unit.Campaigns.AddAsync(Of(2, "now") with { Purpose = "reminders" }, [At(2, "13800000001"), At(2, "13800000002"), At(2, "13800000003", "Z09"), At(2, "13800000004")]);
            await unit.CommitAsync();
        }
        Assert.Equal(1, await run.Runner.StepAsync());
        await Wait.UntilAsync(() => run.Runner.CallsNow == 0, "the call to end");
        await run.Runner.SettleAsync();

        Assert.Equal(["13800000004"], run.Telephony.Dialled);
        await using var look = await run.Storage.ReadAsync();
        var targets = (await look.Campaigns.TargetsAsync(new(2), "", 10)).ToDictionary(t => t.Phone[^1]);
        // Called at six and at seven this morning: free again a day after the first of the two.
        // Twice a day is fair: free again tomorrow at 8:48, and called at nine.
        Assert.Equal((TargetResult.Open, "budget", now + Duration.FromHours(24)), (targets['1'].Result, targets['1'].Waits, targets['1'].NextAt));
        Assert.Equal(TargetResult.OptedOut, targets['2'].Result);
        Assert.Equal((TargetResult.Open, "quiet-hours", now + Duration.FromHours(6), 0), (targets['3'].Result, targets['3'].Waits, targets['3'].NextAt, targets['3'].Tries));
    }

    private static async Task MakeAsync(SqliteStorage storage, Instant now)
    {
        await using var unit = await storage.WriteAsync();
        var campaign = new Campaign { Id = new(1), Name = "notice", Purpose = "notice", Script = "reminder", From = new(2026, 11, 25), Until = new(2026, 12, 12), Lines = 20, PerMinute = 120, CreatedAt = now, CreatedBy = "test" };
        await unit.Campaigns.AddAsync(campaign, [.. Enumerable.Range(0, Numbers).Select(i => new CampaignTarget { Campaign = campaign.Id, Phone = $"1380000{i:d4}", Accounts = [$"62{i:d6}"], NextAt = now })]);
        await unit.CommitAsync();
    }

    private static async Task<Campaign> DoneAsync(SqliteStorage storage)
    {
        await using var unit = await storage.ReadAsync();
        return (await unit.Campaigns.FindAsync("notice"))!;
    }
}
