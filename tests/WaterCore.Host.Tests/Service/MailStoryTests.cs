using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using NodaTime;
using WaterCore.Channel.Email;
using WaterCore.Customers;
using WaterCore.Host.Service;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Plugins;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Storage.Sqlite;
using WaterCore.Values;

namespace WaterCore.Host.Tests.Service;

/// <summary>A customer writes, is answered, and writes again; another's mail comes back and goes by text message. All of it over real servers.</summary>
[Collection(MailCollection.Name)]
public sealed class MailStoryTests(MailServers servers) : IDisposable
{
    private static readonly Actor s_clerk = new("li", "front-desk");
    private readonly string _folder = Directory.CreateTempSubdirectory("watercore-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task Question_IsAnsweredInItsThread_AndAMailThatComesBackGoesByAnotherDoor()
    {
        Skip.IfNot(servers.Run, MailServers.Missing);
        var settings = servers.Settings();
        var collection = new ServiceCollection();
        new SqlitePlugin().ConfigureServices(collection, new PluginContext("Sqlite", new Dictionary<string, string> { ["Path"] = Path.Combine(_folder, "w.db") }));
        await using var services = collection.AddSingleton<IChannel>(new EmailChannel(settings)).AddSingleton<IChannel>(new FileChannel(Path.Combine(_folder, "sms")))
            .AddSingleton<IContactFiles>(new ContactFolder(Path.Combine(_folder, "contacts"))).AddSingleton<IClock>(new Midday()).AddWaterCore(new Utility("供水公司", DateTimeZone.Utc, Currency.Cny)).BuildServiceProvider();
        T Get<T>() where T : notnull => services.GetRequiredService<T>();
        await Get<IStorage>().OpenAsync();
        await using (var unit = await Get<IStorage>().WriteAsync())
        {
            await unit.Customers.AddAsync([new Customer { Id = new(1), Name = "李", Phone = "li@people.example" }, new Customer { Id = new(2), Name = "王", Phone = "gone@far.example" }]);
            await unit.Customers.AddAsync([new Account { Id = new(1), Number = "6200001", Customer = new(1), OpenedOn = new LocalDate(2026, 1, 1) }, new Account { Id = new(2), Number = "6200002", Customer = new(2), OpenedOn = new LocalDate(2026, 1, 1) }]);
            await unit.Service.PutAsync(new ContactPoint(new(2), new(AddressKind.Phone, "13800000017"), Instant.FromUtc(2026, 1, 1, 0, 0)));
            await unit.CommitAsync();
        }

        var question = EmailChannelTests.MailOf("li@people.example", "漏水了");
        var body = new BodyBuilder { TextBody = "门口漏水" };
        body.Attachments.Add("photo.png", (byte[])[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], ContentType.Parse("image/png"));
        question.Body = body.ToMessageBody();
        await servers.SendAsync(question);
        await servers.FindAsync("service", m => m.MessageId == question.MessageId);
        await FetchAsync();
        var c = Assert.Single(await Get<ServiceDesk>().ListAsync(new CaseQuery { Customer = new(1) }));
        var file = Assert.Single((await Get<ServiceDesk>().ViewAsync(c.Id)).Value.Files);
        using (var kept = Get<IContactFiles>().Open(file.Digest)!) Assert.Equal(8, kept.Length);

        await Get<ServiceDesk>().AnswerAsync(c.Id, "已派人维修。", s_clerk);
        await Get<DeliveryRun>().DrainAsync();
        var answer = await servers.FindAsync("li", m => m.TextBody?.Contains("已派人维修", StringComparison.Ordinal) == true && m.InReplyTo == question.MessageId);
        Assert.Equal("Re: 漏水了", answer.Subject);
        Assert.Contains("<p", answer.HtmlBody, StringComparison.Ordinal);

        var again = EmailChannelTests.MailOf("li@people.example", "Re: 漏水了");
        again.InReplyTo = answer.MessageId;
        again.Body = new TextPart("plain") { Text = "还在漏" };
        await servers.SendAsync(again);
        await servers.FindAsync("service", m => m.MessageId == again.MessageId);
        await FetchAsync();
        var view = (await Get<ServiceDesk>().ViewAsync(c.Id)).Value;
        Assert.Equal((CaseState.Open, 1), (view.Case.State, view.Case.Reopened));
        Assert.Contains(view.Contacts, i => i.Text == "还在漏");

        await Get<NoticeDesk>().SendAsync(new("announcement", new() { Accounts = ["6200002"] }, new Dictionary<string, string> { ["reason"] = "明天停水。" }), s_clerk);
        await Get<DeliveryRun>().DrainAsync();
        var sent = (await Get<DeliveryRun>().ListAsync(DeliveryState.Sent)).Single(d => d.Customer == new Id<Customer>(2));
        Assert.Equal("Email", sent.Channel);
        await servers.FindAsync("service", m => m.Body is MultipartReport && m.ToString().Contains(sent.Reference!, StringComparison.Ordinal));
        await FetchAsync();
        await Get<DeliveryRun>().DrainAsync();
        var again2 = (await Get<DeliveryRun>().ListAsync(DeliveryState.Sent)).Single(d => d.Customer == new Id<Customer>(2));
        Assert.Equal(("File", "gone@far.example"), (again2.Channel, again2.Failed.Single().Address.Value));
        Assert.Contains("明天停水", await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(_folder, "sms")).Single(f => File.ReadAllText(f).Contains("明天停水", StringComparison.Ordinal))), StringComparison.Ordinal);

        async Task FetchAsync()
        {
            var fetched = await new EmailInbox(settings, settings.Mailbox!).FetchAsync(100, async (intake, token) => await Get<Inbox>().TakeAsync("Email", intake, _ => { }, token));
            Assert.True(fetched.IsOk, fetched.Fault?.Message);
        }
    }

    // Notices wait for the morning: whoever runs the tests at night must see the same story.
    private sealed class Midday : IClock
    {
        private readonly Instant _began = SystemClock.Instance.GetCurrentInstant();

        public Instant GetCurrentInstant() => _began.InUtc().Date.At(new LocalTime(12, 0)).InUtc().ToInstant() + (SystemClock.Instance.GetCurrentInstant() - _began);
    }
}
