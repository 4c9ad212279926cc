using System.Text.Json;
using NodaTime;
using WaterCore.Storage.Sqlite;
using WaterCore.Telephony.Tests.Fakes;
using WaterCore.Telephony.Tests.Sip;

namespace WaterCore.Telephony.Tests;

/// <summary>Campaigns of the host's binary on a real Asterisk, with the town's telephones on a SIP peer.</summary>
public sealed class HostCampaignTests
{
    private static CodedSpeech Speech => PrivateAsterisk.OneSpeech;

    private static async Task<(HostInHand Host, IReadOnlyList<(string Account, string Phone)> Owing)> TownAsync(int numbers)
    {
        Missing.SkipWithoutAsterisk();
        var host = new HostInHand();
        host.Settings["WaterCore__Plugins__Asterisk__AllowedPrefixes"] = "0,1";
        foreach (var days in new[] { "Working", "Rest" }) host.Settings[$"WaterCore__Hotline__Windows__{days}"] = host.Settings[$"WaterCore__Contacts__Hours__{days}"] = "00:00-23:59";
        // Bills of last spring: overdue by now.
        await host.VerbAsync("demo", "--accounts", "60", "--folder", "d");
        var owing = new List<(string, string)>();
        await using var storage = new SqliteStorage(host.Database, TimeSpan.FromSeconds(10));
        await storage.OpenAsync();
        await using var unit = await storage.ReadAsync();
        foreach (var account in await unit.Accounts.PageAsync(0, 100))
        {
            var phone = (await unit.Customers.FindCustomerAsync(account.Customer))!.Phone;
            var digits = new string((phone ?? "").Where(char.IsAsciiDigit).ToArray());
            var history = (await unit.Accounts.HistoriesAsync([account.Id], LedgerOfOne.Utility.Currency))[0];
            if (digits.Length >= 7 && history.BalanceOn(new LocalDate(2030, 1, 1)).Minor > 0 && owing.All(o => o.Item2 != digits)) owing.Add((account.Number, digits));
        }
        Assert.True(owing.Count >= numbers);
        return (host, owing.Take(numbers).ToList());
    }

    private static async Task<JsonElement> ResultsAsync(HostInHand host) => JsonDocument.Parse((await host.VerbAsync("campaign", "results", "spring", "--json")).Output).RootElement;

    private static async Task<Dictionary<string, JsonElement>> WhenAsync(HostInHand host, Func<Dictionary<string, JsonElement>, bool> come, string what)
    {
        for (var i = 0; i < 40; i++)
        {
            var numbers = (await ResultsAsync(host)).GetProperty("numbers").EnumerateArray().ToDictionary(n => n.GetProperty("phone").GetString()!);
            if (come(numbers)) return numbers;
            await Task.Delay(500);
        }
        throw new TimeoutException($"{what} did not come: {(await ResultsAsync(host)).GetRawText()}\n{host.Log}");
    }

    private static string Result(JsonElement number) => number.GetProperty("result").GetString()!;

    [SkippableFact]
    public async Task Campaign_RemindsWhoOwes_TakesTheKeyAgainstIt_AndDoesNotCallWhoHasPaid()
    {
        var (host, owing) = await TownAsync(4);
        await using var _ = host;
        var (hears, refuses, busy, paid) = (owing[0], owing[1], owing[2], owing[3]);
        host.Operator.Plan = number => number == busy.Phone ? new(486) : new(200);
        File.WriteAllLines(Path.Combine(host.Folder, "list.txt"), owing.Select(o => o.Account));
        await host.VerbAsync("campaign", "create", "spring", "--accounts", Path.Combine(host.Folder, "list.txt"), "--lines", "1");
        var total = JsonDocument.Parse((await host.VerbAsync("account", paid.Account, "--json")).Output).RootElement.GetProperty("balance").GetString()!;
        await host.VerbAsync("pay", paid.Account, total, "--reference", "r-1");
        host.Start();
        await host.HealthAsync("Healthy");

        for (var answered = 0; answered < 2;)
        {
            var call = await host.Operator.NextAsync(30);
            if (call.Number == busy.Phone) continue;
            answered++;
            await Speech.HearsAsync(call, "您好，这里是供水公司");
            if (call.Number == refuses.Phone)
            {
                call.Press("2");
                Assert.Equal("BYE", await call.Ended.WaitAsync(TimeSpan.FromSeconds(15)));
                continue;
            }
            Assert.Equal(hears.Phone, call.Number);
            call.Press("1");
            await Speech.HearsAsync(call, "凭户号和密码");
            Assert.Contains(Speech.Heard(call), t => t.StartsWith("请您留意", StringComparison.Ordinal));
            call.HangUp();
        }
        var numbers = await WhenAsync(host, n => Result(n[hears.Phone]) == "delivered" && Result(n[refuses.Phone]) == "opted-out" && Result(n[paid.Phone]) == "paid" && n[busy.Phone].GetProperty("tries").GetInt32() == 1, "the results");
        Assert.Equal(("open", "busy"), (Result(numbers[busy.Phone]), numbers[busy.Phone].GetProperty("last").GetString()));
        Assert.Equal(total, numbers[paid.Phone].GetProperty("paidSince").GetString());
        Assert.DoesNotContain(host.Operator.Received, c => c.Number == paid.Phone);
        Assert.Equal(3, host.Operator.Received.Count);
    }

    [SkippableFact]
    public async Task Campaign_WhoseHostIsKilledInMidCall_CallsNobodyTwice()
    {
        var (host, owing) = await TownAsync(3);
        await using var _ = host;
        File.WriteAllLines(Path.Combine(host.Folder, "list.txt"), owing.Select(o => o.Account));
        await host.VerbAsync("campaign", "create", "spring", "--accounts", Path.Combine(host.Folder, "list.txt"), "--lines", "3");
        host.Start();
        for (var i = 0; i < 3; i++)
        {
            var call = await host.Operator.NextAsync(60);
            await Wait.UntilAsync(() => call.Audio.Heard().Length > 0, "the call to be answered");
        }
        await host.KillAsync();

        host.Start();
        await host.HealthAsync("Healthy");
        await WhenAsync(host, n => n.Values.All(v => v.GetProperty("tries").GetInt32() == 1 && v.GetProperty("last").GetString() == "lost"), "the loss");
        await Task.Delay(TimeSpan.FromSeconds(5));
        Assert.Equal(owing.Select(o => o.Phone).Order(), host.Operator.Received.Select(c => c.Number).Order());
    }
}
