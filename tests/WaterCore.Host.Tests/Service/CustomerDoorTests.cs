using System.Net;
using System.Text.RegularExpressions;
using WaterCore.Customers;
using WaterCore.Host.Accounts;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Host.Tests.Service;

public sealed class CustomerDoorTests(RunningHost host) : IClassFixture<RunningHost>
{
    private static long s_last = 1000;

    private CustomerDoor Door => host.Get<CustomerDoor>();

    [Fact]
    public async Task Code_Right_IsGoodOnce()
    {
        var number = await AccountAsync("13800000001");
        await Door.SendAsync(number, Language.English);
        var code = Code("13800000001");
        Assert.True((await Door.EnterAsync(number, code)).IsOk);
        Assert.Equal("access.wrong-code", (await Door.EnterAsync(number, code)).Fault?.Code);
    }

    [Fact]
    public async Task Code_TriedFiveTimes_IsGoodNoMore()
    {
        var number = await AccountAsync("13800000002");
        await Door.SendAsync(number, Language.Chinese);
        var code = Code("13800000002");
        var wrong = code == "000000" ? "000001" : "000000";
        for (var i = 0; i < 5; i++) Assert.False((await Door.EnterAsync(number, wrong)).IsOk);
        Assert.Equal("access.wrong-code", (await Door.EnterAsync(number, code)).Fault?.Code);
    }

    [Fact]
    public async Task Codes_MoreThanFiveADay_AreNotSent()
    {
        var number = await AccountAsync("13800000003");
        for (var i = 0; i < 8; i++) await Door.SendAsync(number, Language.Chinese);
        Assert.Equal(5, Directory.GetFiles(host.Messages, "*.txt").Count(f => File.ReadAllText(f).StartsWith("To: 13800000003\n", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Page_ForAnAccountThatIsNotThere_SaysTheSame()
    {
        var number = await AccountAsync("13800000004");
        using var client = await host.ClientAsync(null);
        async Task<string> AskAsync(string account) => Regex.Replace(
            (await (await RunningHost.PostFormAsync(client, "/portal/sign-in", "/portal/sign-in", ("account", account))).Content.ReadAsStringAsync()).Replace(account, "X"), "value=\"[^\"]*\"", "");
        Assert.Equal(await AskAsync(number), await AskAsync("9999999"));
    }

    [Fact]
    public async Task Session_OfACustomer_OpensNoDoorOfTheStaff()
    {
        var number = await AccountAsync("13800000005");
        using var client = await host.ClientAsync(null);
        await RunningHost.PostFormAsync(client, "/portal/sign-in", "/portal/sign-in", ("account", number));
        var entered = await RunningHost.PostFormAsync(client, "/portal/sign-in", "/portal/code", ("account", number), ("code", Code("13800000005")));
        Assert.Equal("/portal", entered.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/portal")).StatusCode);
        // A folder is no door by which a customer could be reached.
        var wishes = await (await client.GetAsync("/portal/contact")).Content.ReadAsStringAsync();
        Assert.Contains("name=\"language\"", wishes);
        Assert.DoesNotContain("File", wishes);
        Assert.Equal(HttpStatusCode.Redirect, (await client.GetAsync("/console")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync($"/api/v1/accounts/{number}")).StatusCode);
    }

    private string Code(string phone) => Regex.Match(
        Directory.GetFiles(host.Messages, "*.txt").Select(File.ReadAllText).Single(m => m.StartsWith($"To: {phone}\n", StringComparison.Ordinal)).Split("\n\n")[1], "[0-9]{6}").Value;

    private async Task<string> AccountAsync(string phone)
    {
        var id = Interlocked.Add(ref s_last, 2);
        var number = $"80{id}";
        await using var unit = await host.Get<IStorage>().WriteAsync();
        await unit.Customers.AddAsync([new Customer { Id = new(id), Name = "甲", Phone = phone }]);
        await unit.Customers.AddAsync([new Account { Id = new(id + 1), Number = number, Customer = new(id), OpenedOn = new NodaTime.LocalDate(2026, 1, 1) }]);
        await unit.CommitAsync();
        return number;
    }
}
