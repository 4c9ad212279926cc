using System.Text.Json;

namespace WaterCore.Host.Tests.Commands;

/// <summary>A bill's life on the command line. Days are the machine's own; what is asserted does not hang on them.</summary>
public sealed class MoneyStoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Story_FromDemoToACleanVerify()
    {
        Assert.Equal(0, (await RunAsync("demo", "--accounts", "300", "--folder", "d")).ExitCode);
        var bill = (await JsonAsync("show", "6200018")).GetProperty("number").GetString()!;
        var total = Cents((await JsonAsync("show", "6200018")).GetProperty("total"));
        var owed = Cents((await JsonAsync("arrears")).GetProperty("owed"));

        var paid = await JsonAsync("pay", "6200018", "20.00", "--reference", "r-1");
        Assert.Equal((20_00, total - 20_00, false), (Cents(paid.GetProperty("allocated")), Cents(paid.GetProperty("balance")), paid.GetProperty("repeated").GetBoolean()));
        var again = await JsonAsync("pay", "6200018", "20.00", "--reference", "r-1");
        Assert.Equal((paid.GetProperty("receipt").GetString(), true), (again.GetProperty("receipt").GetString(), again.GetProperty("repeated").GetBoolean()));
        var other = await RunAsync("pay", "6200018", "21.00", "--reference", "r-1");
        Assert.Equal((2, ""), (other.ExitCode, other.Output));
        Assert.Contains("counter r-1 was taken before with another account or amount", other.Error);
        Assert.Equal(owed - 20_00, Cents((await JsonAsync("arrears")).GetProperty("owed")));

        var statement = await JsonAsync("account", "6200018");
        Assert.Equal(["bill", "payment"], statement.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("what").GetString()));
        Assert.Equal(total - 20_00, Cents(statement.GetProperty("balance")));
        Assert.Equal(total, Cents((await JsonAsync("account", "6200018", "--on", "2026-03-02")).GetProperty("balance")));
        Assert.Contains("缴费 ", (await RunAsync("account", "6200018", "--language", "zh")).Output);

        // Issued on 2026-03-02 and due on the 17th. The payment is of today, so all of it was owed from the 18th to the 27th.
        var late = await JsonAsync("latefees", "--on", "2026-03-28");
        Assert.True(late.GetProperty("charges").GetInt32() > 250);
        Assert.Equal(0, (await JsonAsync("latefees", "--on", "2026-03-28")).GetProperty("charges").GetInt32());
        var charge = (await JsonAsync("account", "6200018")).GetProperty("lines").EnumerateArray().Single(l => l.GetProperty("what").GetString() == "late-charge");
        Assert.Equal((total * 10 * 5 + 500) / 1000, Cents(charge.GetProperty("amount")));

        var rebilled = await JsonAsync("rebill", bill, "--persons", "7", "--usage", "10", "--reason", "a leak");
        // 10 m3 in the first block: 17.40 + 9.50 + 16.00.
        Assert.Equal((bill + "r1", 42_90), (rebilled.GetProperty("bills")[0].GetProperty("replacement").GetString(), Cents(rebilled.GetProperty("bills")[0].GetProperty("now"))));
        Assert.Equal((42_90 - total, 22_90), (Cents(rebilled.GetProperty("difference")), Cents(rebilled.GetProperty("balance"))));
        Assert.Contains("it was cancelled before", (await RunAsync("rebill", bill, "--persons", "7", "--reason", "x")).Error);

        var dun = await RunAsync("dun", "--dry-run");
        Assert.Contains("nothing: a dry run", dun.Output);
        Assert.Equal(-50, Cents((await JsonAsync("dayend", "--counted", "19.50")).GetProperty("difference")));
        Assert.Contains("use another drawer today", (await RunAsync("pay", "6200018", "1", "--reference", "r-2")).Error);
        var verified = await RunAsync("verify");
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
    }

    [Theory]
    [InlineData("pay", "6200018", "1,5", "--reference", "x")]
    [InlineData("pay", "6200018", "1.005", "--reference", "x")]
    [InlineData("pay", "6200018", "0", "--reference", "x")]
    [InlineData("pay", "0", "1", "--reference", "x")]
    [InlineData("pay", "6200018", "1")]
    [InlineData("account", "0")]
    [InlineData("arrears", "--on", "yesterday")]
    [InlineData("latefees", "--on", "2999-01-01")]
    [InlineData("dayend")]
    [InlineData("rebill", "6200018", "--persons", "3", "--reason", "x")]
    [InlineData("bank", "in", "nothing.txt")]
    public async Task Verb_CalledWrongly_SaysSoInASentenceAndDoesNothing(params string[] arguments)
    {
        await RunAsync("demo", "--accounts", "30", "--folder", "d");
        var run = await RunAsync(arguments);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.NotEmpty(run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.Equal(0, (await RunAsync("verify")).ExitCode);
    }

    private async Task<HostRun> RunAsync(params string[] arguments) =>
        await HostProcess.RunAsync(_folder.Path, arguments[0] == "demo" ? arguments : [.. arguments, "--database", "d/watercore.db"]);

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var run = await RunAsync([.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement.Clone();
    }

    private static int Cents(JsonElement amount) => (int)(decimal.Parse(amount.GetString()!, System.Globalization.CultureInfo.InvariantCulture) * 100);
}
