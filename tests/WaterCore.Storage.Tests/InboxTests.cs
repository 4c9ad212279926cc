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

/// <summary>What people write, and what they are told. House 1 has telephone 0756-1, house 3 telephone 0756-3; 2 and 4 have none.</summary>
public sealed class InboxTests : IAsyncLifetime, IDisposable
{
    private static readonly Actor s_clerk = new("li", "front-desk");
    private readonly TemporaryDirectory _directory = new();
    private readonly MoneyTown.SetClock _clock = new() { Now = Instant.FromUtc(2026, 3, 10, 15, 0) };   // 23:00: quiet, but who writes now wants an answer now
    private readonly KeptChannel _sms = new("Sms", AddressKind.Phone, "ref "), _mail = new("Email", AddressKind.Email, "ref ");
    private ServiceProvider _services = null!;
    private int _number;

    public async Task InitializeAsync()
    {
        var storage = new SqliteStorage(_directory.File("watercore.db"), TimeSpan.FromSeconds(30));
        await storage.OpenAsync();
        _services = new ServiceCollection().AddSingleton<IStorage>(storage).AddSingleton<IClock>(_clock).AddSingleton<IChannel>(_sms).AddSingleton<IChannel>(_mail)
            .AddSingleton<IContactFiles, Files>().AddSingleton(new PayLink(new Uri("https://pay.example/")))
            .AddWaterCore(new Utility("珠海水务", DateTimeZone.ForOffset(Offset.FromHours(8)), Currency.Cny)).BuildServiceProvider();
        await using var unit = await storage.WriteAsync();
        await Town.BuildAsync(unit, 4);
        await unit.CommitAsync();
    }

    public async Task DisposeAsync() => await _services.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("balance", "There is no bill on your account yet.")]
    [InlineData("balance 6200001", "There is no bill on your account yet.")]
    [InlineData("余额", "您的户号还没有账单。")]
    [InlineData("账单 6200001", "您的户号还没有账单。")]
    [InlineData("停水", "目前没有停水通知。")]
    [InlineData("进度", "没有正在办理的业务。")]
    public async Task Word_FromAKnownTelephone_IsAnsweredInTheHotlinesOwnWords(string text, string told)
    {
        Assert.Equal(told, await SmsAsync("0756-1", text));
        Assert.Equal(ContactOutcome.Answered, (await RecordAsync()).Outcome);
    }

    [Fact]
    public async Task Word_FromSomebodyUnknown_OrAboutAnothersAccount_OrOneThatIsNot_GetsOneAndTheSameQuestion()
    {
        var told = new[] { await SmsAsync("13999999999", "balance 6200001"), await SmsAsync("13999999999", "balance"), await SmsAsync("0756-3", "balance 6200001"), await SmsAsync("0756-1", "balance 99999999") };
        Assert.Single(told.Distinct());
        Assert.StartsWith("We cannot answer that here.", told[0], StringComparison.Ordinal);
        // The number typed is the sender's own; that it is in an answer would confirm it.
        Assert.All(told, t => Assert.DoesNotContain("62", t, StringComparison.Ordinal));
        Assert.Empty(await Get<ServiceDesk>().ListAsync(new CaseQuery()));
    }

    [Fact]
    public async Task Reading_ByText_GoesThroughTheRules_AndAnOddOneIsAskedAgain()
    {
        Assert.Equal("请写明水表读数，例如“读数 1234”。", await SmsAsync("0756-1", "读数"));
        // 120 m³ at the start; 99999 does not fit and is not noted.
        Assert.Contains("已登记您的读数112", await SmsAsync("0756-1", "读数112"), StringComparison.Ordinal);
        _clock.Now += Duration.FromDays(1);
        var asked = await SmsAsync("0756-1", "读数 99");
        Assert.Contains("请回复1", asked, StringComparison.Ordinal);
        Assert.Contains("已交工作人员核实", await SmsAsync("0756-1", "2"), StringComparison.Ordinal);
        // The question was answered; another 2 is something for a person.
        Assert.Contains("工单号", await SmsAsync("0756-1", "2"), StringComparison.Ordinal);
        Assert.DoesNotContain("核实", await SmsAsync("0756-3", "2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_TellsTheApplicationAndTheCase_AsTheTelephoneDoes()
    {
        var office = new ApplicationOffice(Get<IStorage>(), new LocalDate(2026, 3, 10));
        await office.OpenAsync();
        var item = (await office.ApplyAsync("meter-test", "6200001")).Item;
        var told = await SmsAsync("0756-1", "进度");
        Assert.StartsWith($"您的水表争议检定申请{item.Id}于2026年3月10日受理，目前处于受理环节。", told, StringComparison.Ordinal);
        Assert.DoesNotContain("工单", told, StringComparison.Ordinal);
        await SmsAsync("0756-1", "门口漏水");
        told = await SmsAsync("0756-1", "进度");
        Assert.Contains($"申请{item.Id}", told, StringComparison.Ordinal);
        Assert.Contains($"您的工单{(await Get<ServiceDesk>().ListAsync(new CaseQuery()))[0].Id}于", told, StringComparison.Ordinal);
        // Another's application is nobody's business.
        Assert.Equal("没有正在办理的业务。", await SmsAsync("0756-3", "进度"));
    }

    [Fact]
    public async Task Photo_WithAReading_OrBeforeItsFigures_IsOnTheReading()
    {
        var photo = $"{Files.Digest(s_photo)}.jpg";
        // In one message, as by mail; 5 is far below what was read last, so it is asked once more and then held.
        await Get<ContactDesk>().AddressAsync("6200001", "li@example.org", false, s_clerk);
        await PhotoAsync("Email", new(AddressKind.Email, "li@example.org"), "读数 5");
        Assert.Contains("与往期不符", _mail.Sent[^1].Body, StringComparison.Ordinal);
        await MailAsync("li@example.org", "", "2");
        Assert.Equal((photo, "customer by Email"), Assert.Single(await Get<HeldDesk>().ListAsync()) is var held ? (held.Held.Photo, held.Held.Reader) : default);
        // In two, as by an official account: the photo asks for its figures.
        Assert.Contains("请回复表上的黑色数字", await PhotoAsync("Sms", new(AddressKind.Phone, "0756-3")), StringComparison.Ordinal);
        Assert.Contains("已登记您的读数112", await SmsAsync("0756-3", "112"), StringComparison.Ordinal);
        await using var unit = await Get<IStorage>().ReadAsync();
        var third = await unit.Customers.FindAccountAsync("6200003");
        var points = (await unit.Customers.AgreementsOfAsync(third!.Id)).Select(a => a.Agreement.ServicePoint).ToList();
        var meter = (await unit.Metering.InstallationsAtAsync(points))[0].Meter.Id;
        Assert.Equal(photo, Assert.Single(await unit.ReadingWork.VisitsOfAsync(meter)).Photo);
    }

    [Fact]
    public async Task Photo_OfSomethingElse_GoesWithTheCaseThatItsWordsBecome_AndFromSomebodyUnknownIsACase()
    {
        await PhotoAsync("Sms", new(AddressKind.Phone, "0756-3"));
        Assert.Empty(await Get<ServiceDesk>().ListAsync(new CaseQuery()));
        Assert.Contains("工单号", await SmsAsync("0756-3", "门口漏水"), StringComparison.Ordinal);
        var c = Assert.Single(await Get<ServiceDesk>().ListAsync(new CaseQuery()));
        Assert.Equal(("repair.leak", Files.Digest(s_photo)), (c.Category, Assert.Single((await Get<ServiceDesk>().ViewAsync(c.Id)).Value.Files).Digest));
        await PhotoAsync("Sms", new(AddressKind.Phone, "13999999999"));
        Assert.Equal(2, (await Get<ServiceDesk>().ListAsync(new CaseQuery())).Count);
        // After half an hour nobody remembers it.
        await PhotoAsync("Sms", new(AddressKind.Phone, "0756-1"));
        _clock.Now += Duration.FromMinutes(31);
        await SmsAsync("0756-1", "门口漏水");
        Assert.Empty((await Get<ServiceDesk>().ViewAsync((await Get<ServiceDesk>().ListAsync(new CaseQuery()))[0].Id)).Value.Files);
    }

    [Fact]
    public async Task Pay_TellsHow_WithTheAddressOfTheWebSite() => Assert.EndsWith("https://pay.example/", await SmsAsync("0756-1", "缴费"), StringComparison.Ordinal);

    [Fact]
    public async Task Pay_BySomebodyUnknown_TellsTheWays_AndLeadsToNoLinkOfAnybodys()
    {
        Assert.Contains("网上营业厅", await SmsAsync("13999999999", "缴费"), StringComparison.Ordinal);
        // No question was asked, so this is something for a person.
        Assert.Contains("工单号", await SmsAsync("13999999999", "1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_IsDoneAtOnce_AndNothingIsSentBack()
    {
        Assert.Equal("", await SmsAsync("0756-1", "退订"));
        var choices = (await Get<ContactDesk>().OfAccountAsync("6200001")).Value.Choices;
        Assert.Equal(("*", false), (choices[^1].Purpose, choices[^1].Allowed));
        Assert.Equal("", await SmsAsync("0756-1", "start"));
        Assert.True((await Get<ContactDesk>().OfAccountAsync("6200001")).Value.Choices[^1].Allowed);
    }

    [Fact]
    public async Task Bind_WithTheRightPin_AddsTheAddress_AndNoPinIsOnRecord()
    {
        Assert.True((await Get<PinDesk>().SetAsync("6200002", "274915", new byte[16], s_clerk)) is null);
        Assert.Contains("密码不正确", await SmsAsync("13800000099", "绑定 6200002 111112"), StringComparison.Ordinal);
        Assert.Equal("此地址已绑定。", await SmsAsync("13800000099", "绑定 6200002 274915"));
        Assert.Equal("您的户号还没有账单。", await SmsAsync("13800000099", "余额"));
        Assert.DoesNotContain((await Get<ContactDesk>().AtAddressAsync(MessageAddress.Of("13800000099")!))[0].Contacts, c => $"{c.Subject}{c.Text}".Contains("274915", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Question_ByMail_BecomesACase_IsAnsweredInItsThread_AndAnAnswerContinuesIt()
    {
        await Get<ContactDesk>().AddressAsync("6200001", "li@example.org", false, s_clerk);
        await MailAsync("li@example.org", "水价", "现在的水价是多少？", "q@example.org");
        var c = Assert.Single(await Get<ServiceDesk>().ListAsync(new CaseQuery()));
        Assert.Equal(("enquiry.price", 1L), (c.Category, c.Customer!.Value.Value));
        Assert.True((await Get<ServiceDesk>().AnswerAsync(c.Id, "每立方米2.50元。", s_clerk)).IsOk);
        await SendAsync();
        Assert.Equal(("Re: 水价", "每立方米2.50元。", "q@example.org"), (_mail.Sent[^1].Subject, _mail.Sent[^1].Body, _mail.Sent[^1].InReplyTo));
        // The far end's name of our answer stands in what comes back.
        var ours = $"ref {_mail.Sent[^1].Id}";
        await MailAsync("wang@example.org", "Re: 水价", "别人也知道这个名字", "x@example.org", ours);
        Assert.Equal(CaseState.Closed, (await Get<ServiceDesk>().ViewAsync(c.Id)).Value.Case.State);
        await MailAsync("li@example.org", "Re: 水价", "那么二级呢？", "q2@example.org", ours);
        var view = (await Get<ServiceDesk>().ViewAsync(c.Id)).Value;
        Assert.Equal((CaseState.Open, 1), (view.Case.State, view.Case.Reopened));
        Assert.Equal(["现在的水价是多少？", "那么二级呢？"], view.Contacts.Where(i => i.Direction == ContactDirection.In).Select(i => i.Text));
    }

    [Fact]
    public async Task Mail_FromSomebodyUnknown_IsACaseAndAQuestion_AndAMachineGetsNoWord()
    {
        Assert.Contains("我们不认识这个地址", await MailAsync("who@example.org", "请问", "我家水费多少"), StringComparison.Ordinal);
        var sent = _mail.Sent.Count;
        await Get<Inbox>().TakeAsync("Email", new IncomingMessage("auto", new(AddressKind.Email, "who@example.org"), "我在休假") { IsAutomatic = true });
        await SendAsync();
        Assert.Equal(sent, _mail.Sent.Count);
        Assert.Single(await Get<ServiceDesk>().ListAsync(new CaseQuery()));
    }

    [Fact]
    public async Task Photo_ThatComesWithAMail_IsKeptWithItsCase()
    {
        await Get<Inbox>().TakeAsync("Email", new IncomingMessage("p", new(AddressKind.Email, "who@example.org"), "漏水") { Attachments = [new("a.png", "image/png", (byte[])[1, 2, 3])], Problems = ["b.zip: it has more than 10 MB"] });
        var c = Assert.Single(await Get<ServiceDesk>().ListAsync(new CaseQuery()));
        var view = (await Get<ServiceDesk>().ViewAsync(c.Id)).Value;
        Assert.Equal(("repair.leak", "a.png", 3L), (c.Category, view.Files[0].Name, view.Files[0].Bytes));
        Assert.Contains("b.zip: it has more than 10 MB", c.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoMachines_DoNotTalkForEver()
    {
        for (var i = 0; i < 40; i++) await MailAsync("loop@example.org", "x", $"no {i}");
        Assert.Equal(20, _mail.Sent.Count);
    }

    [Fact]
    public async Task SameMessageAgain_ChangesNothing_AndTellsNothing()
    {
        for (var i = 0; i < 3; i++) await Get<Inbox>().TakeAsync("Sms", new IncomingMessage("same", new(AddressKind.Phone, "0756-1"), "漏水"));
        await SendAsync();
        Assert.Single(await Get<ServiceDesk>().ListAsync(new CaseQuery()));
        Assert.Single(_sms.Sent);
    }

    private T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    private Task<DeliveryPass> SendAsync() => Get<DeliveryRun>().DrainAsync();

    private static readonly byte[] s_photo = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];

    private async Task<string> PhotoAsync(string channel, MessageAddress from, string text = "")
    {
        var kept = channel == "Sms" ? _sms : _mail;
        kept.Sent.Clear();
        Assert.True((await Get<Inbox>().TakeAsync(channel, new IncomingMessage($"p{_number++}", from, text) { Attachments = [new("meter.jpg", "image/jpeg", s_photo)] })).IsOk);
        await SendAsync();
        return kept.Sent.Count == 0 ? "" : kept.Sent[^1].Body;
    }

    private async Task<string> SmsAsync(string from, string text)
    {
        _sms.Sent.Clear();
        var taken = await Get<Inbox>().TakeAsync("Sms", new IncomingMessage($"s{_number++}", new(AddressKind.Phone, from), text));
        Assert.True(taken.IsOk, taken.Fault?.Message);
        await SendAsync();
        return _sms.Sent.Count == 0 ? "" : Assert.Single(_sms.Sent).Body;
    }

    private async Task<string> MailAsync(string from, string subject, string text, string? thread = null, string? answerTo = null)
    {
        var taken = await Get<Inbox>().TakeAsync("Email", new IncomingMessage($"e{_number++}", new(AddressKind.Email, from), text) { Subject = subject, Thread = thread, AnswerTo = answerTo is null ? [] : [answerTo] });
        Assert.True(taken.IsOk, taken.Fault?.Message);
        await SendAsync();
        return _mail.Sent.Count == 0 ? "" : _mail.Sent[^1].Body;
    }

    private async Task<Interaction> RecordAsync() => (await Get<ContactDesk>().OfAccountAsync("6200001")).Value.Contacts.First(c => c.Direction == ContactDirection.In);

    private sealed class Files : IContactFiles
    {
        private readonly Dictionary<string, byte[]> _kept = [];

        public ValueTask<string> KeepAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            var digest = Digest(content.Span);
            _kept[digest] = content.ToArray();
            return new(digest);
        }

        public Stream? Open(string digest) => _kept.TryGetValue(digest, out var bytes) ? new MemoryStream(bytes) : null;

        public static string Digest(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
    }
}
