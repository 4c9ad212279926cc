using System.Globalization;
using System.Text.Json;

namespace WaterCore.Host.Tests.Commands;

/// <summary>Indicators of money against a slow computation of its own: out of the statement of each account, one by one.</summary>
public sealed class MoneyIndicatorTests : IDisposable
{
    private const int Accounts = 24;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Indicators_OfTheLedger_AreThoseOfTheStatementsOneByOne_AndOpenIntoTheirRows()
    {
        Assert.Equal(0, (await HostProcess.RunAsync(_folder.Path, "demo", "--accounts", Accounts.ToString(CultureInfo.InvariantCulture), "--folder", "d")).ExitCode);
        for (var i = 0; i < 8; i++) Assert.Equal(0, (await RunAsync("pay", (6_200_000 + i).ToString(CultureInfo.InvariantCulture), i % 2 == 0 ? "15.00" : "400.00", "--reference", $"r-{i}")).ExitCode);

        // Bills are of March 2026, payments of the machine's own day: all that lies between is the period.
        var today = DateTime.UtcNow.AddDays(1);
        var months = (today.Year - 2026) * 12 + today.Month - 3 + 1;
        Assert.True(months > 0, "The machine's clock stands before the demo's days.");
        if (months > 12) return;
        long billed = 0, received = 0, open = 0;
        for (var i = 0; i < Accounts; i++)
        {
            var statement = await JsonAsync("account", (6_200_000 + i).ToString(CultureInfo.InvariantCulture));
            long bill = 0, paid = 0;
            foreach (var line in statement.GetProperty("lines").EnumerateArray())
            {
                var minor = (long)(decimal.Parse(line.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture) * 100);
                if (line.GetProperty("what").GetString() == "bill") bill += minor;
                else paid -= minor;
            }
            billed += bill;
            received += Math.Min(bill, paid);
            open += Math.Max(0, bill - paid);
        }

        string[] period = ["--cycle", "2026-03", "--months", months.ToString(CultureInfo.InvariantCulture)];
        var sums = (await JsonAsync(["indicators", .. period])).GetProperty("sums").EnumerateArray().ToDictionary(s => s.GetProperty("code").GetString()!, s => (Numerator: s.GetProperty("numerator").GetProperty("sum").GetInt64(), Denominator: s.GetProperty("denominator").GetProperty("sum").GetInt64()));
        Assert.True(received > 0 && open > 0);
        Assert.Equal((received, billed), sums["collection-current"]);
        Assert.Equal((received, billed), sums["collection-cumulative"]);
        Assert.Equal((open, billed), sums["days-receivable"]);
        // From the month after the bills on they are old.
        var old = (await JsonAsync("indicators", "--cycle", "2026-04", "--months", Math.Max(1, months - 1).ToString(CultureInfo.InvariantCulture))).GetProperty("sums").EnumerateArray().Single(s => s.GetProperty("code").GetString() == "collection-old");
        Assert.Equal((received, billed), (old.GetProperty("numerator").GetProperty("sum").GetInt64(), old.GetProperty("denominator").GetProperty("sum").GetInt64()));

        var rows = (await RunAsync(["indicators", .. period, "--rows", "collection-current", "--json"])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(received, rows.Sum(r => (long)(decimal.Parse(r[r.GetArrayLength() - 1].GetString()!, CultureInfo.InvariantCulture) * 100)));
        Assert.Equal(billed, rows.Sum(r => (long)(decimal.Parse(r[r.GetArrayLength() - 2].GetString()!, CultureInfo.InvariantCulture) * 100)));
    }

    private Task<HostRun> RunAsync(params string[] arguments) => HostProcess.RunAsync(_folder.Path, [.. arguments, "--database", "d/watercore.db"]);

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var run = await RunAsync([.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement.Clone();
    }
}
