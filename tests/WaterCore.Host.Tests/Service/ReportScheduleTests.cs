using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MiniExcelLibs;
using NodaTime;
using WaterCore.Customers;
using WaterCore.Host.Service;
using WaterCore.Host.Tests.Commands;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Host.Tests.Service;

public sealed class ReportScheduleTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Month_ThatIsOver_IsReportedOnceAndTold()
    {
        using var folder = new TemporaryFolder();
        var settings = new ReportScheduleSettings(Path.Combine(folder.Path, "reports"), ["manager@example.org"], Language.Chinese);
        ReportSchedule On(int month) => new(settings, host.Get<IServiceScopeFactory>(), new Now(Instant.FromUtc(2026, month, 1, 2, 0)), host.Get<Utility>(), host.Get<Outbound>(), host.Get<DutyRoster>(), TimeProvider.System, NullLogger<ReportSchedule>.Instance);

        // Here no plugin prints documents: the workbook is made all the same.
        var made = Assert.Single(await On(3).RunOnceAsync(default));
        Assert.Equal("report-2026-02.xlsx", Path.GetFileName(made));
        Assert.Equal(10, MiniExcel.GetSheetNames(made).Count);
        Assert.Empty(await On(3).RunOnceAsync(default));
        Assert.Equal("report-2026-03.xlsx", Path.GetFileName(Assert.Single(await On(4).RunOnceAsync(default))));
        Assert.Equal(["report-2026-02.mailed", "report-2026-02.xlsx", "report-2026-03.mailed", "report-2026-03.xlsx"], Directory.GetFiles(settings.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var message = await File.ReadAllTextAsync(Path.Combine(host.Messages, "report202602n0.txt"));
        Assert.Contains("2026-02 营业报表", message);
        Assert.Matches("\\[report-2026-02.xlsx, [0-9]+ bytes\\]", message);
    }

    [Fact]
    public async Task Mail_ThatDidNotGoOut_IsTriedAgain_AndWhoHasItIsNotWrittenToAgain()
    {
        using var folder = new TemporaryFolder();
        var settings = new ReportScheduleSettings(Path.Combine(folder.Path, "reports"), ["one@example.org", "two@example.org"], Language.English);
        var mail = new Post { Down = "two@example.org" };
        ReportSchedule On() => new(settings, host.Get<IServiceScopeFactory>(), new Now(Instant.FromUtc(2026, 5, 1, 2, 0)), host.Get<Utility>(), new Outbound([mail]), host.Get<DutyRoster>(), TimeProvider.System, NullLogger<ReportSchedule>.Instance);
        await On().RunOnceAsync(default);
        Assert.Equal(["one@example.org"], mail.Sent.Select(m => m.To.Value));
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(settings.Folder, "report-2026-04.xlsx")), Assert.Single(mail.Sent[0].Attachments).Content.ToArray());
        mail.Down = "";
        Assert.Empty(await On().RunOnceAsync(default));
        await On().RunOnceAsync(default);
        Assert.Equal(["one@example.org", "two@example.org"], mail.Sent.Select(m => m.To.Value));
    }

    private sealed class Post : IChannel
    {
        public string Down { get; set; } = "";

        public List<OutgoingMessage> Sent { get; } = [];

        public string Name => "Post";

        public bool Takes(AddressKind kind) => kind == AddressKind.Email;

        public ValueTask<Result<string>> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
        {
            if (message.To.Value == Down) return new((Result<string>)new MessageRefused(Name, "down", true));
            Sent.Add(message);
            return new((Result<string>)message.Id);
        }
    }

    private sealed class Now(Instant now) : IClock
    {
        public Instant GetCurrentInstant() => now;
    }
}
