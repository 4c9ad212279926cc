using System.Text.Json;

namespace WaterCore.Host.Tests.Commands;

/// <summary>What people decide on an account, on the command line: deposits, instalments, credits, terms of payment tried over the base.</summary>
public sealed class DecisionStoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Story_OfDecisions_EndsWithACleanVerify()
    {
        Assert.Equal(0, (await RunAsync("demo", "--accounts", "60", "--folder", "d")).ExitCode);
        var owed = Cents(await JsonAsync("account", "6200018"), "balance");

        Assert.Equal("500.00", (await JsonAsync("deposit", "take", "6200018", "500", "--reference", "d-1")).GetProperty("held").GetString());
        Assert.Equal((owed, 500_00), (Cents(await JsonAsync("account", "6200018"), "balance"), Cents(await JsonAsync("account", "6200018"), "deposit")));
        var alone = await RunAsync("deposit", "return", "6200018", "400", "--reference", "d-2", "--reason", "完工", "--operator", "a");
        Assert.Equal(2, alone.ExitCode);
        Assert.Contains("second person", alone.Error);
        Assert.Equal("100.00", (await JsonAsync("deposit", "return", "6200018", "400", "--reference", "d-2", "--reason", "完工", "--operator", "a", "--approver", "b")).GetProperty("held").GetString());
        Assert.Equal("90.00", (await JsonAsync("deposit", "use", "6200018", "10", "--reference", "d-3", "--reason", "抵欠费")).GetProperty("held").GetString());

        var credit = await JsonAsync("adjust", "6200018", "-5.00", "--kind", "goodwill", "--reference", "g-1", "--reason", "水质");
        Assert.Equal(owed - 15_00, Cents(await JsonAsync("account", "6200018"), "balance"));
        await JsonAsync("reverse", credit.GetProperty("entry").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture), "--reason", "误记");
        await JsonAsync("writeoff", "6200018", "1.00", "--reference", "w-1", "--reason", "零头");
        Assert.Equal(owed - 11_00, Cents(await JsonAsync("account", "6200018"), "balance"));
        await JsonAsync("pay", "6200019", "999", "--reference", "p-1");
        Assert.Equal(1, (await JsonAsync("refund", "6200019", "100", "--reference", "r-1", "--reason", "多缴")).GetProperty("entries").GetArrayLength());

        // Due long ago by the machine's own clock: pursued, until instalments are agreed.
        Assert.Equal("message", (await JsonAsync("dun", "--explain", "6200018")).GetProperty("step").GetString());
        var plan = await JsonAsync("hold", "instalments", "6200018", "--parts", "3", "--first", "2999-01-31", "--reason", "困难");
        Assert.Equal(["2999-01-31", "2999-02-28", "2999-03-31"], plan.GetProperty("parts").EnumerateArray().Select(p => p.GetProperty("due").GetString()));
        Assert.Equal(JsonValueKind.Null, (await JsonAsync("dun", "--explain", "6200018")).GetProperty("step").ValueKind);
        await JsonAsync("hold", "end", "6200018", plan.GetProperty("hold").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture), "--reason", "改为承诺");
        Assert.Equal(["Instalments"], (await JsonAsync("hold", "list", "6200018")).EnumerateArray().Select(h => h.GetProperty("kind").GetString()));

        // A file of terms is tried over the whole base, and nothing is noted.
        Assert.Equal(0, (await RunAsync("policy", "show")).ExitCode);
        File.WriteAllText(Path.Combine(_folder.Path, "terms.yaml"), (await RunAsync("policy", "show")).Output.Replace("action: message, days_overdue: 1", "action: letter, days_overdue: 9999", StringComparison.Ordinal).Replace("days_overdue: 15,", "days_overdue: 9999,", StringComparison.Ordinal)
            .Replace("days_overdue: 30,", "days_overdue: 9999,", StringComparison.Ordinal).Replace("days_overdue: 60,", "days_overdue: 9999,", StringComparison.Ordinal).Replace("days_overdue: 75,", "days_overdue: 9999,", StringComparison.Ordinal));
        Assert.Contains("message after 9999 days", (await RunAsync("policy", "check", "terms.yaml")).Output);
        Assert.Empty((await JsonAsync("dun", "--dry-run", "--policy", "terms.yaml")).GetProperty("decisions").EnumerateArray());
        Assert.NotEmpty((await JsonAsync("dun", "--dry-run")).GetProperty("decisions").EnumerateArray());
        Assert.Equal(2, (await RunAsync("dun", "--policy", "terms.yaml")).ExitCode);
        var all = (await RunAsync("dun", "--explain-all", "--json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(60, all.Length);
        Assert.All(all, line => Assert.NotEmpty(JsonDocument.Parse(line).RootElement.GetProperty("zh").GetString()!));
        var verified = await RunAsync("verify");
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
    }

    private async Task<HostRun> RunAsync(params string[] arguments) =>
        await HostProcess.RunAsync(_folder.Path, arguments[0] is "demo" or "policy" ? arguments : [.. arguments, "--database", "d/watercore.db"]);

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var run = await RunAsync([.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)}: {run.Error}");
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private static long Cents(JsonElement of, string name) => (long)(decimal.Parse(of.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture) * 100);
}
