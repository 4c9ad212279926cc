using System.CommandLine;
using NodaTime;
using WaterCore.Host.Demo;
using WaterCore.Host.Files;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Tariffs;

namespace WaterCore.Host.Commands;

/// <summary><c>demo</c>: the main job from nothing.</summary>
internal static class DemoCommand
{
    private const ulong Seed = 20260301;

    public static Command Create()
    {
        var accounts = new Option<int?>("--accounts") { Description = "How many accounts, 1 to 1000000 (default: 20000; 60000 with --years)", HelpName = "N" };
        var folder = new Option<string?>("--folder") { Description = "Where to put the files and the database (default: watercore-demo; none with --years); an old demo there is replaced", HelpName = "DIR" };
        var command = new Command("demo", "Make a utility, import it, bill a cycle and show a bill: the main job from nothing") { accounts, folder };
        var years = new YearsCommand().AddTo(command);
        command.SetAction((parsed, cancellationToken) => years.IsAskedFor(parsed)
            ? years.RunAsync(parsed, parsed.GetValue(accounts), parsed.GetValue(folder), cancellationToken)
            : RunAsync(parsed.GetValue(accounts) ?? 20_000, Path.GetFullPath(parsed.GetValue(folder) ?? "watercore-demo"), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int accounts, string folder, CancellationToken cancellationToken)
    {
        if (accounts is < 1 or > 1_000_000) throw new BadUseException($"--accounts {accounts} is not 1 to 1000000.");
        Prepare(folder);
        // In the folder, unless the configuration names a server.
        var database = HostSession.IsEmbedded() ? Path.Combine(folder, "watercore.db") : null;
        var (customers, readings) = new DemoUtility(Seed, accounts).Write(folder);
        Console.Out.WriteLine($"A utility of {Screen.Number(accounts)} accounts, made up in {folder}");

        await using var session = await HostSession.OpenAsync(database, s => s.AddSingleton<IClock>(new FixedClock(DemoUtility.Now)), cancellationToken).ConfigureAwait(false);
        Console.Out.WriteLine($"Storage: {session.Get<IStorage>().Description}");
        var tariff = await session.Get<TariffDesk>().PublishAsync(ShippedTariffs.Text("zhuhai-main"), "zhuhai-main.yaml", Actor.System, cancellationToken).ConfigureAwait(false);
        Console.Out.WriteLine($"Tariff: {tariff.Value.Code} revision {tariff.Value.Revision}");
        foreach (var (kind, file) in new[] { ("customers", customers), ("readings", readings) })
        {
            var result = await ImportCommand.TakeAsync(session, kind, TableFile.Read(file, ','), new SourceFormat(), cancellationToken).ConfigureAwait(false);
            if (result.Refused.Count > 0) throw new InvalidDataException(result.Refused[0].Message);
            Console.Out.WriteLine($"Imported: {Screen.Number(result.Added)} {kind}{(result.Held > 0 ? $"; {Screen.Number(result.Held)} held" : "")}");
        }
        Console.Out.WriteLine();
        await BillCommand.RunAsync(session, DemoUtility.Cycle, false, cancellationToken).ConfigureAwait(false);
        Console.Out.WriteLine();
        var verified = await VerifyCommand.RunAsync(session, false, cancellationToken).ConfigureAwait(false);
        var shown = await ShowOneAsync(session, accounts, cancellationToken).ConfigureAwait(false);
        var where = database is null ? "" : $" --database {Path.GetRelativePath(".", database)}";
        Console.Out.WriteLine();
        Console.Out.WriteLine("To look further (run them as you ran this):");
        Console.Out.WriteLine($"  show {shown} --language zh{where}");
        Console.Out.WriteLine($"  bill --cycle 2026-01{where}     (again: bills nothing twice)");
        Console.Out.WriteLine($"  verify{where}");
        Console.Out.WriteLine("  plugins");
        return verified;
    }

    private static async Task<string> ShowOneAsync(HostSession session, int accounts, CancellationToken cancellationToken)
    {
        // The first bill that reaches a second block, for there is more to see on it.
        for (var i = 0; i < accounts; i++)
        {
            var view = await session.Get<BillDesk>().ShowAsync((6_200_000 + i).ToString(System.Globalization.CultureInfo.InvariantCulture), cancellationToken).ConfigureAwait(false);
            if (!view.IsOk || (i < accounts - 1 && !view.Value.Calculated.Lines.Any(l => l.Derivation.Steps.Any(s => s.Block > 1)))) continue;
            Console.Out.WriteLine();
            ShowCommand.Print(view.Value, Language.Chinese, false);
            Console.Out.WriteLine();
            ShowCommand.Print(view.Value, Language.English, false);
            return view.Value.Account.Number;
        }
        return "6200000";
    }

    // Only what a demo wrote is removed.
    private static void Prepare(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in new[] { "customers.csv", "readings.csv", "watercore.db", "watercore.db-wal", "watercore.db-shm" })
            File.Delete(Path.Combine(folder, file));
    }

    private sealed class FixedClock(Instant now) : IClock
    {
        public Instant GetCurrentInstant() => now;
    }
}
