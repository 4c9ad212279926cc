using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MiniExcelLibs;
using NodaTime;
using WaterCore.Host.Service;
using WaterCore.Host.Tests.Commands;
using WaterCore.Operations;
using WaterCore.Organization;
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
        Assert.Equal(2, Directory.GetFiles(settings.Folder).Length);
        var message = await File.ReadAllTextAsync(Path.Combine(host.Messages, "report202602n0.txt"));
        Assert.Contains("2026-02 营业报表", message);
        Assert.Contains("report-2026-02.xlsx", message);
    }

    private sealed class Now(Instant now) : IClock
    {
        public Instant GetCurrentInstant() => now;
    }
}
