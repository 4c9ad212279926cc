using System.Text;
using WaterCore.Host.Accounts;
using WaterCore.Host.Experiments;
using WaterCore.Host.Files;
using WaterCore.Host.Service;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Tests.Service;

public sealed class OperatorsTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Operators_WhileABillingRunIsOn_MeetNoError_AndEveryPaymentCounts()
    {
        var rows = new StringBuilder("account,name,address,tariff,class,opened,meter,size,dials,installed,first_index\n");
        for (var i = 0; i < 300; i++) rows.Append($"{7_300_000 + i},甲{i},香洲路{i}号,zhuhai-main,residential,2026-01-01,ML{i},DN15,5,2026-01-01,0\n");
        Assert.Empty((await host.Get<CustomerIntake>().ImportAsync(TableFile.Parse("c.csv", Encoding.UTF8.GetBytes(rows.ToString()), ','), new SourceFormat(), Actor.System)).Refused);
        var readings = new StringBuilder("meter,day,index\n");
        for (var i = 0; i < 300; i++) readings.Append($"ML{i},2026-02-25,{10 + i % 20}\n");
        Assert.Empty((await host.Get<ReadingIntake>().ImportAsync(TableFile.Parse("r.csv", Encoding.UTF8.GetBytes(readings.ToString()), ','), new SourceFormat(), Actor.System)).Refused);
        var key = (await host.Get<ApiKeyDesk>().MakeAsync("load", [Permissions.CustomerRead, Permissions.BillRead, Permissions.PaymentTake], 1, Actor.System)).Key;

        Assert.True((await host.Get<BillingJobs>().StartAsync(new(new(2026, 1, 1), new(2026, 3, 1)), Actor.System, default)).IsOk);
        var accounts = Enumerable.Range(7_300_000, 300).Select(n => $"{n}").ToList();
        var figures = await new Operators(new Uri(host.Url), key, 20, TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(50)).RunAsync(accounts, new Progress<long>(), default);
        Assert.Equal(0, figures[^1].Errors);
        var paid = figures.Single(f => f.What == "take a payment").Count;
        Assert.True(paid >= 20, $"{paid} payments were taken.");
        await using var unit = await host.Get<IStorage>().ReadAsync();
        var (count, minor) = (0, 0L);
        foreach (var (_, amount) in await unit.Cash.PaymentsOfAsync("load", host.Get<Utility>().DayOf(host.Get<NodaTime.IClock>().GetCurrentInstant()))) (count, minor) = (count + 1, minor + amount.Minor);
        Assert.Equal((paid, (long)paid), (count, minor));
    }
}
