using System.Text.RegularExpressions;

namespace WaterCore.Host.Tests.Commands;

public sealed partial class MainJobTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Demo_Twice_GivesTheSameBills()
    {
        var first = await HostProcess.RunAsync(_folder.Path, "demo", "--accounts", "3000", "--folder", "one");
        var second = await HostProcess.RunAsync(_folder.Path, "demo", "--accounts", "3000", "--folder", "two");
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Equal(Digest(first), Digest(second));
        var one = await HostProcess.RunAsync(_folder.Path, "show", "6200021", "--language", "zh", "--database", "one/watercore.db");
        var two = await HostProcess.RunAsync(_folder.Path, "show", "6200021", "--language", "zh", "--database", "two/watercore.db");
        Assert.Contains("第1级", one.Output);
        Assert.Equal(one.Output, two.Output);
    }

    [Fact]
    public async Task Bill_KilledAtTenRandomMoments_EndsWithTheBillsOfOneRun()
    {
        var demo = await HostProcess.RunAsync(_folder.Path, "demo", "--folder", "whole");
        await LoadAsync("killed.db");
        var moments = new Random(11);
        var killed = 0;
        for (var i = 0; i < 10; i++)
            if (await HostProcess.KillAfterAsync(TimeSpan.FromMilliseconds(350 + moments.Next(900)), _folder.Path, "bill", "--cycle", "2026-01", "--database", "killed.db")) killed++;
        var last = await HostProcess.RunAsync(_folder.Path, "bill", "--cycle", "2026-01", "--database", "killed.db");
        Assert.Equal(0, last.ExitCode);
        Assert.True(killed > 0, "No run was killed before it ended; the moments are too late for this machine.");
        var verified = await HostProcess.RunAsync(_folder.Path, "verify", "--database", "killed.db");
        Assert.Equal(0, verified.ExitCode);
        Assert.Equal(Digest(demo), Digest(verified));
    }

    [Fact]
    public async Task Bill_Again_BillsNothingTwice()
    {
        await HostProcess.RunAsync(_folder.Path, "demo", "--accounts", "500", "--folder", "d");
        var again = await HostProcess.RunAsync(_folder.Path, "bill", "--cycle", "2026-01", "--database", "d/watercore.db");
        Assert.Matches(@"billed +0\n", again.Output);
        Assert.Matches(@"skipped: billing.already-billed +49\d", again.Output);
        Assert.Equal(0, (await HostProcess.RunAsync(_folder.Path, "verify", "--database", "d/watercore.db")).ExitCode);
    }

    [Fact]
    public async Task Import_OfTheSameFileTwice_ChangesNothing()
    {
        await HostProcess.RunAsync(_folder.Path, "demo", "--accounts", "50", "--folder", "d");
        var again = await HostProcess.RunAsync(_folder.Path, "import", "--customers", "d/customers.csv", "--readings", "d/readings.csv", "--database", "d/watercore.db");
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("customers: 50 rows, 0 added, 50 unchanged (this file was imported before)", again.Output);
        // Another file with the same rows brings nothing new either.
        File.AppendAllText(Path.Combine(_folder.Path, "d", "customers.csv"), "\n");
        var same = await HostProcess.RunAsync(_folder.Path, "import", "--customers", "d/customers.csv", "--database", "d/watercore.db");
        Assert.Contains("customers: 50 rows, 0 added, 50 unchanged\n", same.Output);
    }

    private async Task LoadAsync(string database)
    {
        Assert.Equal(0, (await HostProcess.RunAsync(_folder.Path, "tariff", "publish", "zhuhai-main", "--database", database)).ExitCode);
        Assert.Equal(0, (await HostProcess.RunAsync(_folder.Path, "import", "--customers", "whole/customers.csv", "--readings", "whole/readings.csv", "--database", database)).ExitCode);
    }

    private static string Digest(HostRun run) => DigestLine().Match(run.Output) is { Success: true } m ? m.Groups[1].Value : throw new InvalidDataException(run.Output + run.Error);

    [GeneratedRegex("digest of all bills +([0-9a-f]{64})")]
    private static partial Regex DigestLine();
}
