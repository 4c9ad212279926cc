using System.Diagnostics;
using System.Globalization;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Storage.Tests;

namespace WaterCore.Cluster.Tests;

/// <summary>What the tests show small, at the size that is asked of it; and what the cluster costs beside one process.</summary>
internal static class FullSize
{
    private const int Size = PartitionedRuns.UsualSize;

    /// <summary>A run over three hosts; every other kill is of the host that coordinates. A killed host comes again under the same port.</summary>
    public static async Task KillsAsync(int accounts, int kills)
    {
        using var server = new PostgresServer("-c fsync=off -c shared_buffers=512MB -c max_wal_size=4GB");
        var (cluster, alone) = await TownsAsync(server, accounts);
        var watch = Stopwatch.StartNew();
        var expected = await ClusterTown.DigestOfOneProcessAsync(alone, accounts);
        Say($"one process: digest {expected}, {watch.Elapsed.TotalSeconds:F0} s with its verification");

        var nodes = Enumerable.Range(0, 3).Select(_ => new Node(cluster, Node.FreePort())).ToList();
        foreach (var node in nodes) await node.ReadyAsync();
        await using var storage = await ClusterTown.OpenAsync(cluster);
        // Smaller partitions than usual, so that the run is long enough to be killed so often, and every kill meets some under way.
        const int partitions = 10_000;
        var run = await ClusterTown.BeginAsync(storage, Math.Max(1, accounts / partitions));
        watch.Restart();
        var (taken, going) = (new List<double>(), new List<double>());
        for (var kill = 0; kill < kills; kill++)
        {
            var before = await ClusterTown.UntilAsync(storage, run, (int)((kill + 1L) * partitions / (kills + 1)), TimeSpan.FromMinutes(10));
            if (before.Done == before.Partitions)
            {
                Say($"the run was over after {kill} kills");
                break;
            }
            var coordinates = await CoordinatorAsync(nodes);
            var coordinator = kill % 2 == 0;
            var victim = coordinator ? coordinates : nodes.First(n => n.Lives && n != coordinates);
            var at = DateTime.UtcNow;
            victim.Kill();
            // It comes again at once, as whoever keeps the service does it.
            var successor = new Node(cluster, victim.Port);
            nodes[nodes.IndexOf(victim)] = successor;
            // What was on its way when it died may still be counted; a coordinator's successor is known by its own word, anybody else's by partitions well beyond.
            var now = await ClusterTown.UntilAsync(storage, run, 0, TimeSpan.FromMinutes(1));
            if (coordinator)
            {
                while (!nodes.Any(n => n.Lives && n.CoordinatedAt > at)) await Task.Delay(20);
                taken.Add((nodes.Where(n => n.Lives).Max(n => n.CoordinatedAt) - at).TotalSeconds);
            }
            await ClusterTown.UntilAsync(storage, run, now.Done + 1, TimeSpan.FromMinutes(2));
            going.Add((DateTime.UtcNow - at).TotalSeconds);
            Say($"kill {kill + 1} of {(coordinator ? "the coordinator" : "another host")} at {now.Done} of {now.Partitions}{(coordinator ? $": coordinated again after {taken[^1]:F1} s" : "")}; next partition after {going[^1]:F1} s");
            await successor.ReadyAsync();
            victim.Dispose();
        }
        await ClusterTown.UntilAsync(storage, run, int.MaxValue, TimeSpan.FromMinutes(30));
        await ClusterTown.FinishedAsync(storage, run);
        Say($"the run took {watch.Elapsed.TotalSeconds:F0} s; partitions done by the three that saw its end: {string.Join(", ", nodes.Select(n => n.Did))}");
        var digest = await ClusterTown.DigestAsync(storage, accounts);
        Say($"three hosts: digest {digest}; {(digest == expected ? "equal" : "DIFFERENT")}; every account has one bill or a reason; no findings");
        Say($"longest until a coordinator followed: {Longest(taken)} s; longest until the next partition: {Longest(going)} s");
        nodes.ForEach(n => n.Dispose());
    }

    /// <summary>The processor time of all WaterCore processes for the same run, in one process and in one, two and three hosts; the database's is beside it.</summary>
    public static async Task CostAsync(int accounts)
    {
        using var server = new PostgresServer("-c fsync=off -c shared_buffers=512MB -c max_wal_size=4GB");
        var (first, _) = await TownsAsync(server, accounts);
        var town = first.Split("Database=")[1].Split(';')[0];
        Say("| | seconds | processor seconds of WaterCore | of PostgreSQL | ms a partition | against one process |");
        Say("|---|---|---|---|---|---|");
        double alone = 0;
        for (var hosts = 0; hosts <= 3; hosts++)
        {
            Npgsql.NpgsqlConnection.ClearAllPools();
            var connection = server.Create(server.NewName(), town);
            await using var storage = await ClusterTown.OpenAsync(connection);
            // One process is the command line's: the same work in this very process, warmed by the first run, so not by the others' start.
            var nodes = Enumerable.Range(0, hosts).Select(_ => new Node(connection, Node.FreePort())).ToList();
            foreach (var node in nodes) await node.ReadyAsync();
            await Task.Delay(1_000);
            var own = Process.GetCurrentProcess();
            TimeSpan Cpu()
            {
                own.Refresh();
                return hosts == 0 ? own.TotalProcessorTime : nodes.Aggregate(TimeSpan.Zero, (sum, n) => sum + n.Cpu);
            }
            var (before, database, watch) = (Cpu(), Database(server), Stopwatch.StartNew());
            var run = await ClusterTown.BeginAsync(storage, Size);
            if (hosts == 0) await ClusterTown.Run(storage).Runs.CompleteAsync(run);
            else await ClusterTown.UntilAsync(storage, run, int.MaxValue, TimeSpan.FromMinutes(10));
            var (seconds, cpu, pg) = (watch.Elapsed.TotalSeconds, (Cpu() - before).TotalSeconds, Database(server) - database);
            if (hosts == 0) alone = cpu;
            var partitions = (accounts + Size - 1) / Size;
            Say($"| {(hosts == 0 ? "in process" : $"{hosts} host{(hosts == 1 ? "" : "s")}")} | {seconds:F1} | {cpu:F1} | {pg:F1} | {1000 * cpu / partitions:F0} | {cpu / alone:F2} |");
            if (hosts > 0) await ClusterTown.FinishedAsync(storage, run);
            nodes.ForEach(n => n.Dispose());
        }
    }

    /// <summary>What an account costs on the disk, and what a bill of it does: the tables and indexes that grow with them.</summary>
    public static async Task SizesAsync(int accounts)
    {
        using var server = new PostgresServer("-c fsync=off -c shared_buffers=512MB -c max_wal_size=4GB");
        var (town, _) = await TownsAsync(server, accounts);
        var empty = server.Create(server.NewName());
        await (await ClusterTown.OpenAsync(empty)).DisposeAsync();
        var (nothing, before) = (await TablesAsync(empty), await TablesAsync(town));
        Say("| table | bytes an account, before its first bill | added by a bill |");
        Say("|---|---|---|");
        await using var storage = await ClusterTown.OpenAsync(town);
        await ClusterTown.Run(storage).BillAsync(Conformance.Town.January, Organization.Actor.System);
        var after = await TablesAsync(town);
        var billed = ClusterTown.Billed(accounts);
        foreach (var (table, bytes) in after.OrderByDescending(t => t.Value))
            if ((bytes - nothing[table]) / accounts > 0) Say($"| {table} | {(before[table] - nothing[table]) / accounts} | {(bytes - before[table]) / billed} |");
        Say($"| all | {(before.Values.Sum() - nothing.Values.Sum()) / accounts} | {(after.Values.Sum() - before.Values.Sum()) / billed} |");
    }

    // With their indexes, by PostgreSQL's own count.
    private static async Task<Dictionary<string, long>> TablesAsync(string connection)
    {
        await using var open = new Npgsql.NpgsqlConnection(connection);
        await open.OpenAsync();
        await using var sizes = new Npgsql.NpgsqlCommand($"select relname, pg_total_relation_size(oid) from pg_class where relkind = 'r' and relnamespace = '{Storage.PostgreSql.PostgreSqlSchema.Name}'::regnamespace", open);
        await using var rows = await sizes.ExecuteReaderAsync();
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await rows.ReadAsync()) found[rows.GetString(0)] = rows.GetInt64(1);
        return found;
    }

    /// <summary>Where a test writes that is run as a command.</summary>
    internal sealed class Console : Xunit.Abstractions.ITestOutputHelper
    {
        public void WriteLine(string message) => Say(message);

        public void WriteLine(string format, params object[] args) => Say(string.Format(CultureInfo.InvariantCulture, format, args));
    }

    private static async Task<(string First, string Second)> TownsAsync(PostgresServer server, int accounts)
    {
        Say($"{Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, .NET {Environment.Version}, {accounts:#,##0} accounts, partitions of {Size:#,##0} unless said");
        var name = server.NewName();
        var first = server.Create(name);
        await ClusterTown.BuildAsync(first, accounts);
        await using (var connection = new Npgsql.NpgsqlConnection(first))
        {
            await connection.OpenAsync();
            await using var analyze = new Npgsql.NpgsqlCommand("analyze", connection) { CommandTimeout = 600 };
            await analyze.ExecuteNonQueryAsync();
        }
        Npgsql.NpgsqlConnection.ClearAllPools();
        return (first, server.Create(server.NewName(), name));
    }

    private static async Task<Node> CoordinatorAsync(List<Node> nodes)
    {
        while (true)
        {
            if (nodes.Where(n => n.Lives && n.Coordinated > 0).MaxBy(n => n.CoordinatedAt) is { } node) return node;
            await Task.Delay(50);
        }
    }

    // Of all processes under the server's, finished ones too: what the kernel counted for the user that it runs as.
    private static double Database(PostgresServer server)
    {
        var ticks = 0L;
        foreach (var folder in Directory.GetDirectories("/proc").Where(d => Path.GetFileName(d).All(char.IsAsciiDigit)))
        {
            try
            {
                var line = File.ReadAllText(Path.Combine(folder, "cmdline"));
                if (!line.StartsWith("postgres:", StringComparison.Ordinal) && !line.Contains($"\0-p\0{server.Port}\0", StringComparison.Ordinal)) continue;
                var fields = File.ReadAllText(Path.Combine(folder, "stat")).Split(") ")[1].Split(' ');
                // user and system; of the server itself also what its ended children took.
                ticks += long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
                if (!line.StartsWith("postgres:", StringComparison.Ordinal)) ticks += long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // It has ended.
            }
        }
        return ticks / 100.0;
    }

    private static string Longest(List<double> seconds) => seconds.Count == 0 ? "none" : seconds.Max().ToString("F1", CultureInfo.InvariantCulture);

    private static void Say(string line) => System.Console.WriteLine(line);
}
