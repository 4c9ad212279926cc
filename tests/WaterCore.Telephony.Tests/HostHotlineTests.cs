using System.Text.Json;
using NodaTime;
using WaterCore.Metering;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Storage.Sqlite;
using WaterCore.Telephony.Tests.Fakes;
using WaterCore.Telephony.Tests.Sip;
using WaterCore.Values;

namespace WaterCore.Telephony.Tests;

/// <summary>The whole of it: the host's binary, a real Asterisk, a SQLite file, and somebody who calls.</summary>
public sealed class HostHotlineTests
{
    private const string Account = "6200018", Pin = "417902";

    private static CodedSpeech Speech => PrivateAsterisk.OneSpeech;

    [SkippableFact]
    public async Task Caller_OfABilledAccount_HearsTheBalanceAfterPayments_AndGivesAReading()
    {
        Missing.SkipWithoutAsterisk();
        await using var host = new HostInHand();
        await host.VerbAsync("demo", "--accounts", "40", "--folder", "d");
        await host.VerbAsync("pay", Account, "20.00", "--reference", "r-1");
        await host.VerbAsync("pin", Account, "--pin", Pin);
        var total = (await JsonAsync(host, "show", Account)).GetProperty("total").GetString()!;
        var owed = Money.Cny(Fen(total) - 20_00);
        Assert.True(owed.Minor > 0);
        var (last, meter) = await LastReadingAsync(host);
        host.Start();
        await host.HealthAsync("Healthy");

        var call = await host.CallAsync();
        await Speech.HearsAsync(call, "欢迎致电");
        call.Press("1");
        await Speech.HearsAsync(call, "请输入户号");
        call.Press(Account + "#");
        await Speech.HearsAsync(call, "请输入六位");
        call.Press(Pin);
        await Speech.HearsAsync(call, "查询余额");
        call.Press("1");
        await Speech.HearsAsync(call, "重听请按9");
        var heard = Speech.Heard(call).ToList();
        Assert.Equal(["您有", "一", "笔费用未缴清，应缴", .. SpokenText.Amount(owed, Language.Chinese).Select(p => p.Text), "重听请按9，返回请按星号键，人工服务请按0，结束请按井号键。"], heard[heard.IndexOf("您有")..]);

        // A reading below the last is doubted, one that fits is taken.
        call.Press("*");
        await Speech.HearsAsync(call, "查询余额", 2);
        call.Press("*");
        await Speech.HearsAsync(call, "欢迎致电", 2);
        call.Press("2");
        await Speech.HearsAsync(call, "请输入水表");
        call.Press($"{last.Index / 1000 - 1}#");
        await Speech.HearsAsync(call, "与往期不符");
        await Speech.HearsAsync(call, "与往期不符，还没有登记");
        call.Press("1");
        await Speech.HearsAsync(call, "请输入水表", 2);
        var today = SystemClock.Instance.GetCurrentInstant().InZone(LedgerOfOne.Utility.Zone).Date;
        var fits = (last.Index / 1000) + Math.Max(1, NodaTime.Period.Between(last.Day, today, PeriodUnits.Days).Days / 3);
        call.Press($"{fits}#");
        await Speech.HearsAsync(call, "谢谢。");
        call.HangUp();
        await host.StopAsync();

        await using var storage = new SqliteStorage(host.Database, TimeSpan.FromSeconds(10));
        await storage.OpenAsync();
        await using var unit = await storage.ReadAsync();
        var taken = Assert.Single(await unit.Metering.ReadingsOfAsync([meter], today));
        Assert.Equal(fits * 1000, taken.Index);
        var kept = Assert.Single(await unit.Telephone.CallsOfAsync("13800000001", Account, 10));
        Assert.Equal((CallEnding.HungUp, kept.Id), (kept.Ending, taken.Source.Split(' ', ':')[1]));
        Assert.Contains("reading-doubtful", kept.Path);
    }

    [SkippableFact]
    public async Task Caller_HearsTheNoticeOfTheOwnArea_AndReportsAFault_WhichIsACase()
    {
        Missing.SkipWithoutAsterisk();
        await using var host = new HostInHand();
        await host.VerbAsync("demo", "--accounts", "40", "--folder", "d");
        var (zone, phone) = await AreaAsync(host);
        var (theirs, others) = (new Wording("今晚十点至明早六点，您所在片区停水。", "No water in your area from ten tonight until six."), new Wording("明日中午另一片区停水。", "No water in another area tomorrow at noon."));
        host.Texts.AddRange([theirs, others]);
        foreach (var (area, text) in new[] { (zone, theirs), (zone + "0", others) })
            await host.VerbAsync("outage", "publish", "--zone", area, "--from", "2020-01-01T22:00", "--until", "2999-12-31T06:00", "--zh", text.Zh, "--en", text.En);
        host.Start();
        await host.HealthAsync("Healthy");

        var call = await host.CallAsync(phone);
        await Speech.HearsAsync(call, "欢迎致电");
        call.Press("4");
        await Speech.HearsAsync(call, "重听请按9");
        Assert.Equal(["停水通知。", theirs.Zh], Speech.Heard(call).Skip(1).Take(2));
        call.Press("*");
        await Speech.HearsAsync(call, "欢迎致电", 2);
        call.Press("5");
        await Speech.HearsAsync(call, "家中无水请按1");
        call.Press("1");
        await Speech.HearsAsync(call, "我们会与您联系");
        call.HangUp();
        await host.StopAsync();

        await using var storage = new SqliteStorage(host.Database, TimeSpan.FromSeconds(10));
        await storage.OpenAsync();
        await using var unit = await storage.ReadAsync();
        var opened = Assert.Single(await unit.Service.CasesAsync(new CaseQuery { Category = "repair.no-water" }));
        Assert.Equal((phone, CaseState.Open), (opened.CallBack!.Value, opened.State));
        var contacts = await unit.Service.InteractionsOfAsync(opened.Customer!.Value, 10);
        Assert.Equal([ContactOutcome.CaseOpened, ContactOutcome.Noted], contacts.Select(c => c.Outcome).Order().Reverse());
        Assert.All(contacts, c => Assert.Equal("Phone", c.Channel));
    }

    // The zone and the telephone of a customer whose telephone nobody shares.
    private static async Task<(string Zone, string Phone)> AreaAsync(HostInHand host)
    {
        await using var storage = new SqliteStorage(host.Database, TimeSpan.FromSeconds(10));
        await storage.OpenAsync();
        await using var unit = await storage.ReadAsync();
        var account = await unit.Customers.FindAccountAsync(Account);
        var zone = (await unit.Customers.AgreementsOfAsync(account!.Id))[0].Premise.Zone!;
        return (zone, (await unit.Customers.FindCustomerAsync(account.Customer))!.Phone!);
    }

    [SkippableFact]
    public async Task Service_WhoseAsteriskDies_IsDegradedAndServesAgainByItself()
    {
        Missing.SkipWithoutAsterisk();
        await using var host = new HostInHand();
        host.Start();
        await host.HealthAsync("Healthy");
        host.Asterisk().Kill();
        await host.HealthAsync("Degraded");
        await host.HealthAsync("Healthy");
        var call = await host.CallAsync();
        await Speech.HearsAsync(call, "欢迎致电");
        call.Press("0");
        var desk = await host.DeskPhone.NextAsync();
        await Wait.UntilAsync(() => desk.Audio.Heard().Length > 0, "the desk to be joined");
        desk.HangUp();
        Assert.Equal("BYE", await call.Ended.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    private static async Task<JsonElement> JsonAsync(HostInHand host, params string[] arguments) => JsonDocument.Parse((await host.VerbAsync([.. arguments, "--json"])).Output).RootElement;

    private static long Fen(string amount) => (long)(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture) * 100);

    private static async Task<(Reading Last, Id<Meter> Meter)> LastReadingAsync(HostInHand host)
    {
        await using var storage = new SqliteStorage(host.Database, TimeSpan.FromSeconds(10));
        await storage.OpenAsync();
        await using var unit = await storage.ReadAsync();
        var account = await unit.Customers.FindAccountAsync(Account);
        var points = (await unit.Customers.AgreementsOfAsync(account!.Id)).Select(a => a.Agreement.ServicePoint).ToList();
        var meter = (await unit.Metering.InstallationsAtAsync(points)).Single(i => i.Installation.RemovedOn is null).Meter.Id;
        return ((await unit.Metering.ReadingsOfAsync([meter], new LocalDate(2000, 1, 1)))[^1], meter);
    }
}
