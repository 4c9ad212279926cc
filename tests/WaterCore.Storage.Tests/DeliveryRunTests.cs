using NodaTime;
using WaterCore.Conformance;
using WaterCore.Customers;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Storage.Sqlite;
using WaterCore.Values;

namespace WaterCore.Storage.Tests;

public sealed class DeliveryRunTests : IAsyncLifetime, IDisposable
{
    private static readonly Actor s_clerk = new("li", "front-desk");
    private static readonly Utility s_utility = new("珠海水务", DateTimeZone.ForOffset(Offset.FromHours(8)), Currency.Cny);
    private static readonly Dictionary<string, string> s_values = new() { ["reason"] = "爆管", ["until"] = "18:00" };
    private readonly TemporaryDirectory _directory = new();
    private readonly MoneyTown.SetClock _clock = new() { Now = Instant.FromUtc(2026, 3, 10, 2, 0) };   // a Tuesday, 10:00
    private readonly TestChannel _sms = new("Sms", AddressKind.Phone), _mail = new("Email", AddressKind.Email);
    private SqliteStorage _storage = null!;

    private MoneyContext Money => new(_storage, s_utility, _clock, new ReceivablePolicy());

    private NoticeDesk Notices => new(Money, MessageTemplates.Shipped, [_sms, _mail]);

    private ContactDesk Contacts => new(_storage, _clock);

    public async Task InitializeAsync()
    {
        _storage = new SqliteStorage(_directory.File("watercore.db"), TimeSpan.FromSeconds(30));
        await _storage.OpenAsync();
        await using var unit = await _storage.WriteAsync();
        // Houses 1, 3 and 5 have a telephone and are in zone A; 2, 4 and 6 have neither.
        await Town.BuildAsync(unit, 6);
        await unit.CommitAsync();
    }

    public async Task DisposeAsync() => await _storage.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Notice_SeenBefore_SaysWhoGetsItByWhat_AndWhoCannotBeReached()
    {
        await Contacts.AddressAsync("6200002", "li@example.org", remove: false, s_clerk);
        await Contacts.AddressAsync("6200004", "0756-3", remove: false, s_clerk);   // shares the telephone of house 3
        var seen = (await Notices.PreviewAsync(new("burst-main", new(), s_values))).Value;
        Assert.Equal((6L, 4, 1L), (seen.Accounts, (int)seen.People, seen.Unreachable));
        Assert.Equal(["Email 1", "Sms 3"], seen.ByChannel.Select(c => $"{c.Key} {c.Value}"));
        Assert.Equal(["6200006"], seen.UnreachableAccounts);
        Assert.Equal(("6200001", "香洲区1号附近爆管，现已停水，预计18:00恢复。珠海水务"), (seen.Samples[0].Account, seen.Samples[0].Zh));
        Assert.StartsWith("Water near 香洲区1号 is off (爆管)", seen.Samples[0].En);
        Assert.Equal(3, (await Notices.PreviewAsync(new("burst-main", new() { Zones = ["a"] }, s_values))).Value.Accounts);
        Assert.Equal(1, (await Notices.PreviewAsync(new("burst-main", new() { Streets = ["区2号"] }, s_values))).Value.Accounts);
        Assert.Equal(1, (await Notices.PreviewAsync(new("burst-main", new() { Accounts = ["6200002"] }, s_values))).Value.Accounts);
        Assert.Contains("{until}", (await Notices.PreviewAsync(new("burst-main", new(), new Dictionary<string, string> { ["reason"] = "x" }))).Fault!.Message);
        Assert.Empty((await Run().FiguresAsync()));
    }

    [Fact]
    public async Task Notice_Sent_ReachesEachPersonOnce_AndIsOnTheRecord_AndTheRestLiesInTheTray()
    {
        await Contacts.AddressAsync("6200004", "0756-3", remove: false, s_clerk);
        var notice = (await Notices.SendAsync(new("burst-main", new(), s_values), s_clerk)).Value;
        Assert.Equal((5L, 1L, 2L), (notice.Recipients, notice.Shared, notice.Unreachable));
        var pass = await Run().DrainAsync();
        Assert.Equal((3L, 2L), (pass.Sent, pass.Dead));
        Assert.Equal(["0756-1", "0756-3", "0756-5"], _sms.Sent.Select(m => m.To.Value).Order());
        Assert.Equal("no-address", (await Run().ListAsync(DeliveryState.Dead))[0].Reason);
        var contact = Assert.Single((await Contacts.OfAccountAsync("6200001")).Value.Contacts);
        Assert.Equal((ContactDirection.Out, "Sms", "紧急停水"), (contact.Direction, contact.Channel, contact.Subject));
        await Notices.ResumeAsync(notice.Id);
        Assert.True((await Run().DrainAsync()).IsIdle);
    }

    [Fact]
    public async Task Message_AtNight_WaitsForTheMorning()
    {
        _clock.Now = Instant.FromUtc(2026, 3, 10, 15, 0);   // 23:00
        await Notices.SendAsync(new("restored", new() { Zones = ["A"] }, new Dictionary<string, string>()), s_clerk);
        Assert.Equal((0L, 3L), await Run().DrainAsync() is var night ? (night.Sent, night.Waiting) : default);
        _clock.Now = Instant.FromUtc(2026, 3, 11, 0, 0);    // 8:00
        Assert.Equal(3, (await Run().DrainAsync()).Sent);
    }

    [Fact]
    public async Task Channel_ThatIsBusy_IsTriedAgainLater_AndOneThatSaysNo_GivesWayToTheNext()
    {
        await Contacts.AddressAsync("6200001", "li@example.org", remove: false, s_clerk);
        await Notices.SendAsync(new("burst-main", new() { Accounts = ["6200001"] }, s_values), s_clerk);
        _sms.Answer = _ => new MessageRefused("Sms", "the gateway is busy", true);
        Assert.Equal((0L, 1L), await Run().DrainAsync() is var busy ? (busy.Sent, busy.Waiting) : default);
        Assert.True((await Run().DrainAsync()).IsIdle);
        _clock.Now += Duration.FromMinutes(1);
        _sms.Answer = _ => new MessageRefused("Sms", "no such number", false);
        Assert.Equal(1, (await Run().DrainAsync()).Sent);
        Assert.Equal((2, "li@example.org"), (_sms.Tried, Assert.Single(_mail.Sent).To.Value));
    }

    [Fact]
    public async Task Message_EveryChannelRefuses_LiesInTheTray_AndIsSentWhenTakenOut()
    {
        await Notices.SendAsync(new("burst-main", new() { Accounts = ["6200001"] }, s_values), s_clerk);
        _sms.Answer = _ => new MessageRefused("Sms", "no such number", false);
        Assert.Equal(1, (await Run().DrainAsync()).Dead);
        var dead = Assert.Single(await Run().ListAsync(DeliveryState.Dead));
        Assert.Equal("all-failed: no such number", dead.Reason);
        _sms.Answer = null;
        Assert.True((await Run().RetryAsync(dead.Id, s_clerk)).IsOk);
        Assert.Equal(1, (await Run().DrainAsync()).Sent);
        Assert.Equal(("Sms", DeliveryState.Sent, 1L), Assert.Single(await Run().FiguresAsync()) is var f ? (f.Channel, f.State, f.Count) : default);
        Assert.IsType<ContactInvalid>((await Run().RetryAsync(dead.Id, s_clerk)).Fault);
    }

    [Fact]
    public async Task Report_OfTheFarEnd_EndsIt_OrTriesTheNextWay_AndCountsOnce()
    {
        await Contacts.AddressAsync("6200001", "li@example.org", remove: false, s_clerk);
        await Notices.SendAsync(new("burst-main", new() { Accounts = ["6200001", "6200003"] }, s_values), s_clerk);
        await Run().DrainAsync();
        Assert.True(await Run().ReportAsync("Sms", "ref 0756-3", true, "delivered"));
        Assert.True(await Run().ReportAsync("Sms", "ref 0756-1", false, "unknown subscriber"));
        Assert.True(await Run().ReportAsync("Sms", "ref 0756-1", false, "unknown subscriber"));
        Assert.False(await Run().ReportAsync("Sms", "ref 9", true, "delivered"));
        await Run().DrainAsync();
        Assert.Equal("li@example.org", Assert.Single(_mail.Sent).To.Value);
        Assert.Equal(["Email Sent", "Sms Delivered"], (await Run().FiguresAsync()).Select(f => $"{f.Channel} {f.State}"));
    }

    [Fact]
    public async Task Process_KilledWhileSending_SendsAgainUnderTheSameNumber()
    {
        await Notices.SendAsync(new("burst-main", new() { Zones = ["A"] }, s_values), s_clerk);
        // The channel takes each message and then everything stops: the host never notes it.
        _sms.Answer = _ => throw new NotSupportedException();
        _sms.BeforeAnswer = true;
        await using (var crashed = new CrashingStorage(_storage, afterWrites: 1))
            await Assert.ThrowsAsync<StorageUnavailableException>(() => Run(crashed).PassAsync());
        Assert.Equal(3, _sms.Sent.Count);
        _sms.Answer = null;
        await Run().ReleaseAsync();
        Assert.Equal(3, (await Run().DrainAsync()).Sent);
        Assert.Equal((6, 3), (_sms.Sent.Count, _sms.Sent.Select(m => m.Id).Distinct().Count()));
    }

    [Fact]
    public async Task Debts_OnOneTelephone_AreOneMessage_AndAPaidOneIsNotSent()
    {
        await using (var unit = await _storage.WriteAsync())
        {
            await unit.Metering.AddAsync([.. Enumerable.Range(1, 5).Select(h => Town.Reading(10 + h, h, new(2026, 1, 31), 112_000))]);
            await unit.Bills.AddAsync([.. Enumerable.Range(1, 5).Select(h => Town.Bill(h, 10 + h, new(2026, 1, 1), new(2026, 1, 31)))]);
            await unit.Receivables.PostAsync(Town.Journal(1, "bills", 5 * 3456));
            await unit.Outbox.AddAsync([.. Enumerable.Range(1, 5).Select(h => new OutboxMessage($"dunning {h}", "dunning.remind",
                $$"""{"account":"{{Town.Account(h).Number}}","step":"remind","action":"{{(h == 5 ? "Call" : "Message")}}","overdue":"34.56","currency":"CNY"}""", _clock.Now))]);
            await unit.CommitAsync();
        }
        await Contacts.AddressAsync("6200004", "0756-3", remove: false, s_clerk);
        await Contacts.AddressAsync("6200002", "er@example.org", remove: false, s_clerk);
        // House 1 pays after the reminder was made; house 2 pays too little.
        await Pay("6200001", 3456);
        await Pay("6200002", 3455);
        var pass = await Run().DrainAsync();
        Assert.Equal((2L, 2L), (pass.Sent, pass.Dropped));   // 1 is paid, 4 is in 3's message
        var sms = Assert.Single(_sms.Sent);
        Assert.Equal("0756-3", sms.To.Value);
        Assert.Contains("户号6200003已欠水费34.56 CNY", sms.Body);
        Assert.Contains("户号6200004已欠水费34.56 CNY", sms.Body);
        Assert.Equal("er@example.org", Assert.Single(_mail.Sent).To.Value);
        Assert.Equal(["merged", "settled"], (await Run().ListAsync(DeliveryState.Dropped)).Select(d => d.Reason!.Split(' ')[0]).Order());

        async Task Pay(string number, long fen) => Assert.True((await new PaymentDesk(Money).TakeAsync(
            new PaymentRequest { Account = number, Amount = Values.Money.Cny(fen), Channel = "web", Reference = number, Tender = "transfer", Branch = "main" }, s_clerk)).IsOk);
    }

    [Fact]
    public async Task Budget_OfAPerson_HoldsAcrossNoticesAndDoors()
    {
        for (var n = 0; n < 4; n++)
        {
            await Notices.SendAsync(new("price-change", new() { Accounts = ["6200001"] }, new Dictionary<string, string> { ["from"] = "4月1日", ["reason"] = $"{n}" }), s_clerk);
            _clock.Now += Duration.FromMinutes(5);
        }
        Assert.Equal((2L, 2L), await Run().DrainAsync() is var p ? (p.Sent, p.Waiting) : default);
    }

    private DeliveryRun Run(IStorage? storage = null) => new(
        storage ?? _storage, s_utility, _clock, new ContactGovernor(new ContactRules(), WorkCalendarFile.China), [_sms, _mail], [new DunningMessages(s_utility, MessageTemplates.Shipped, [_sms, _mail], _clock)]);

    private sealed class TestChannel(string name, AddressKind kind) : IChannel
    {
        private readonly Lock _gate = new();

        public string Name => name;

        public List<OutgoingMessage> Sent { get; } = [];

        public int Tried { get; private set; }

        public bool BeforeAnswer { get; set; }

        public Func<OutgoingMessage, Result<string>>? Answer { get; set; }

        public bool Takes(AddressKind asked) => asked == kind;

        public ValueTask<Result<string>> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
        {
            lock (_gate)
            {
                Tried++;
                if (BeforeAnswer || Answer is null) Sent.Add(message);
                return new(Answer is null ? $"ref {message.To.Value}" : Answer(message));
            }
        }
    }

    // A storage that is gone after some changes, as when the process is killed.
    private sealed class CrashingStorage(IStorage inner, int afterWrites) : IStorage
    {
        private int _left = afterWrites;

        public string Description => inner.Description;

        public ValueTask OpenAsync(CancellationToken cancellationToken = default) => default;

        public ValueTask<IUnitOfWork> ReadAsync(CancellationToken cancellationToken = default) => inner.ReadAsync(cancellationToken);

        public ValueTask<IUnitOfWork> WriteAsync(CancellationToken cancellationToken = default) =>
            _left-- > 0 ? inner.WriteAsync(cancellationToken) : throw new StorageUnavailableException("killed");

        public ValueTask DisposeAsync() => default;
    }
}
