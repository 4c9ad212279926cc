using NodaTime;
using WaterCore.Applications;
using WaterCore.Conformance;
using WaterCore.Customers;
using WaterCore.Host.Tests.Commands;
using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Storage.Sqlite;
using WaterCore.Telephony.Tests.Fakes;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Telephony.Tests;

/// <summary>What the hotline says of applications and sends of links, out of a real SQLite file.</summary>
public sealed class HotlineFactsTests : IAsyncLifetime
{
    private sealed class NoonClock : IClock
    {
        public Instant GetCurrentInstant() => Town.Noon + Duration.FromDays(60);
    }

    private sealed class Letterbox : IChannel
    {
        public string Name => "Sms";

        public bool Takes(AddressKind kind) => kind == AddressKind.Phone;

        public ValueTask<Result<string>> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    private readonly TemporaryFolder _folder = new();
    private readonly WorkflowDefinition _kind = ShippedWorkflows.Load("change-of-owner");
    private SqliteStorage _storage = null!;
    private MoneyContext _context = null!;

    public async Task InitializeAsync()
    {
        _storage = new SqliteStorage(Path.Combine(_folder.Path, "w.db"), TimeSpan.FromSeconds(10));
        await _storage.OpenAsync();
        _context = new MoneyContext(_storage, LedgerOfOne.Utility, new NoonClock(), new ReceivablePolicy());
        await using var unit = await _storage.WriteAsync();
        await Town.BuildAsync(unit, 3);
        await unit.Metering.AddAsync([Town.Reading(11, 1, new(2026, 1, 31), 112_000)]);
        await unit.Bills.AddAsync([Town.Bill(1, 11, new(2026, 1, 1), new(2026, 1, 31))]);
        await unit.Organization.StoreAsync(new OrganizationData(), 0);
        await unit.Work.AddAsync(new PublishedWorkflow("change-of-owner", 1, ShippedWorkflows.Text("change-of-owner"), new string('a', 64), Town.Noon));
        await unit.CommitAsync();
    }

    public async Task DisposeAsync()
    {
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    private HotlineFacts Facts(PayLink? link) => new(_context, new IdentificationGuard(new NoonClock(), DateTimeZone.Utc), new OwnReadingDesk(_storage, new NoonClock(), LedgerOfOne.Utility, new ReadingIntake(_storage, new NoonClock(), LedgerOfOne.Utility)),
        new ServiceDesk(_storage, LedgerOfOne.Utility, new NoonClock(), WorkCalendarFile.China, CaseCategories.Shipped), new WorkflowEngines(), new PayLinkMessages(_context, MessageTemplates.Shipped, [new Letterbox()], link));

    private static ValueTask<Answered> AskAsync(HotlineFacts facts, string act, string account, string call = "c1") =>
        facts.AnswerAsync(new Ask(DialogueActs.All[act], account, new Dictionary<string, string>()), new Conversation(call, "13800000001"));

    private async Task ApplyAsync(long id, WorkStatus status)
    {
        await using var unit = await _storage.WriteAsync();
        var step = _kind.Steps[1];
        await unit.Work.AddAsync(new WorkItem
        {
            Id = new(id), Definition = "change-of-owner", Version = 1, Office = "o", Subject = "x", StartedAt = Town.Noon, Revision = 1, Status = status, ClosedAt = status == WorkStatus.Open ? null : Town.Noon,
            Branches = status == WorkStatus.Open ? [new WorkBranch { Path = "1", Step = step.Code, Position = "p", Phase = BranchPhase.Working, Entered = Town.Noon }] : [], Form = new Dictionary<string, string>(),
        });
        await unit.Work.AppendAsync(new WorkAct(new(id), 1, Town.Noon, new Actor("desk", "front-desk"), status == WorkStatus.Open ? ActionKind.Submit : ActionKind.Archive, "1", step.Code, null, null));
        await unit.Applications.AddAsync(new Application { Item = new(id), Kind = "change-of-owner", Account = new(1), Customer = "用户1", MadeAt = Town.Noon });
        await unit.CommitAsync();
    }

    [Fact]
    public async Task Application_OnItsWay_IsToldWithItsStep_BeforeOneThatIsDone()
    {
        var facts = Facts(null);
        Assert.Equal("none", (await AskAsync(facts, "application-progress", "6200001")).Outcome);
        await ApplyAsync(1, WorkStatus.Open);
        await ApplyAsync(2, WorkStatus.Archived);

        var told = await AskAsync(facts, "application-progress", "6200001");

        Assert.Equal(("working", "1", _kind.Name.Zh, _kind.Steps[1].Name.Zh, "2026年1月1日"), (told.Outcome, told.Values["application_number"].Written(Language.Chinese), told.Values["application_kind"].Written(Language.Chinese),
            told.Values["step"].Written(Language.Chinese), told.Values["since"].Written(Language.Chinese)));
        // Whatever it may name has a voice before anybody asks.
        var texts = await facts.TextsAsync();
        Assert.Contains(_kind.Name, texts);
        Assert.All(_kind.Steps, s => Assert.Contains(s.Name, texts));
        Assert.Equal("none", (await AskAsync(facts, "application-progress", "6200002")).Outcome);
    }

    [Fact]
    public async Task PayLink_GoesOnceACall_ToTheAddressOnRecord_WithWhatIsOwed()
    {
        var facts = Facts(new PayLink(new Uri("https://pay.example.org/")));
        Assert.Equal("ok", (await AskAsync(facts, "pay-link", "6200001")).Outcome);
        Assert.Equal("ok", (await AskAsync(facts, "pay-link", "6200001")).Outcome);
        await using var unit = await _storage.ReadAsync();
        var sent = Assert.Single(await unit.Deliveries.InStateAsync(DeliveryState.Waiting, 10));
        Assert.Equal(("case", "tel:07561"), (sent.Purpose, sent.Person));
        Assert.Contains("34.56", sent.Body);
        Assert.Contains("https://pay.example.org/", sent.Body);
        // Nothing is owed; there is no telephone; there is no page.
        Assert.Equal("none", (await AskAsync(facts, "pay-link", "6200003")).Outcome);
        Assert.Equal("none", (await AskAsync(facts, "pay-link", "6200002")).Outcome);
        Assert.Equal("none", (await AskAsync(Facts(null), "pay-link", "6200001", "c2")).Outcome);
    }

    [Fact]
    public async Task WhyItIsHigher_IsTheSameInPartsAsTheBillSays_AndEachPartHasAVoice()
    {
        await using var host = new HostInHand();
        await host.VerbAsync("demo", "--accounts", "20", "--folder", "d");
        // A second cycle, in which everybody uses a quarter more.
        var demo = Path.Combine(host.Folder, "d");
        var customers = File.ReadLines(Path.Combine(demo, "customers.csv")).Select(l => l.Split(',')).ToList();
        int meter = Array.IndexOf(customers[0], "meter"), opened = Array.IndexOf(customers[0], "first_index");
        var opening = customers.Skip(1).ToDictionary(c => c[meter], c => long.Parse(c[opened]));
        var next = File.ReadLines(Path.Combine(demo, "readings.csv")).Skip(1).Select(l => l.Split(',')).Select(r => $"{r[0]},2026-04-20,{long.Parse(r[2]) + (long.Parse(r[2]) - opening[r[0]]) * 5 / 4}");
        File.WriteAllLines(Path.Combine(host.Folder, "next.csv"), next.Prepend("meter,day,index"));
        await host.VerbAsync("import", "--readings", "next.csv");
        await host.VerbAsync("bill", "--cycle", "2026-03");
        await using var storage = new SqliteStorage(host.Database, TimeSpan.FromSeconds(10));
        await storage.OpenAsync();
        var clock = SystemClock.Instance;
        var facts = new HotlineFacts(new MoneyContext(storage, LedgerOfOne.Utility, clock, new ReceivablePolicy()), new IdentificationGuard(clock, DateTimeZone.Utc), new OwnReadingDesk(storage, clock, LedgerOfOne.Utility, new ReadingIntake(storage, clock, LedgerOfOne.Utility)),
            new ServiceDesk(storage, LedgerOfOne.Utility, clock, WorkCalendarFile.China, CaseCategories.Shipped));
        var voices = await facts.TextsAsync();
        List<Account> accounts;
        await using (var unit = await storage.ReadAsync()) accounts = [.. await unit.Accounts.PageAsync(0, 20)];

        var told = 0;
        foreach (var account in accounts)
        {
            if (await new BillDesk(storage).WhyAsync(account.Number) is not { IsOk: true, Value.Comparison: { Parts.Count: > 0 } comparison }) continue;
            var said = await AskAsync(facts, "why-higher", account.Number);
            Assert.Equal("parts", said.Outcome);
            var shares = Assert.IsType<SharesValue>(said.Values["reasons"]).Shares;
            Assert.Equal(comparison.Parts.Select(p => Math.Abs(p.Amount.Minor)), shares.Select(s => s.Amount.Minor));
            Assert.Equal(comparison.Parts.Select(p => p.Amount.Minor > 0), shares.Select(s => s.What.En.EndsWith("more by", StringComparison.Ordinal)));
            Assert.All(shares, s => Assert.Contains(s.What, voices));
            told++;
        }
        Assert.InRange(told, 1, 20);
    }
}
