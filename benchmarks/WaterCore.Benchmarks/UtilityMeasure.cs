using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using WaterCore.Conformance;
using WaterCore.Plugins;
using WaterCore.Ports;
using WaterCore.Storage.PostgreSql;
using WaterCore.Storage.Sqlite;
using WaterCore.Storage.Tests;

namespace WaterCore.Benchmarks;

/// <summary>The scripted utility on both storages, by hand: <c>utility [accounts] [months] [folder] [storage]</c>. Fails when the two digests differ or a storage is not sound; with one storage named, plays that alone and prints its digest.</summary>
internal static class UtilityMeasure
{
    public static async Task RunAsync(int accounts, int months, string folder, string? only = null)
    {
        Directory.CreateDirectory(folder);
        foreach (var old in Directory.GetFiles(folder, "utility*")) File.Delete(old);
        // What is asked is whether both end the same, not how soon: nothing waits for a disk.
        using var server = new PostgresServer("-c shared_buffers=1GB -c max_wal_size=4GB -c fsync=off");
        server.Create("utility");
        var results = new List<ScriptedResult>();
        Console.WriteLine($"{accounts.ToString("N0", CultureInfo.InvariantCulture)} accounts, {months} months");
        foreach (var (name, plugin, settings) in new (string, IPlugin, Dictionary<string, string>)[]
                 {
                     ("Sqlite", new SqlitePlugin(), new() { ["Path"] = Path.GetFullPath(Path.Combine(folder, "utility.db")) }),
                     ("PostgreSql", new PostgreSqlPlugin(), new() { ["ConnectionString"] = server.ConnectionString("utility") }),
                 })
        {
            if (only is not null && name != only) continue;
            var services = new ServiceCollection();
            plugin.ConfigureServices(services, new PluginContext(name, settings));
            await using var storage = services.BuildServiceProvider().GetRequiredService<IStorage>();
            await storage.OpenAsync();
            var start = Stopwatch.GetTimestamp();
            var result = await new ScriptedUtility(storage, accounts).PlayAsync(months, new Progress(name));
            results.Add(result);
            Console.WriteLine();
            Console.WriteLine($"{storage.Description.Split(',')[0]}: {Stopwatch.GetElapsedTime(start).TotalMinutes.ToString("0.0", CultureInfo.InvariantCulture)} min, digest {result.Digest}, {result.Bills} bills, {result.Findings.Count} findings");
            foreach (var (what, count) in result.Acts) Console.WriteLine($"  {what}: {count}");
            foreach (var finding in result.Findings.Take(10)) Console.WriteLine($"  FOUND {finding}");
        }
        if (results.Count == 0) throw new InvalidOperationException($"There is no storage {only}; name Sqlite or PostgreSql.");
        if (results[0].Digest != results[^1].Digest) throw new InvalidOperationException("The two storages differ.");
        if (results.Any(r => r.Findings.Count > 0)) throw new InvalidOperationException("A storage is not sound.");
        Console.WriteLine($"{(results.Count > 1 ? "Equal digests, n" : "N")}othing found; the trial balance was zero and every account billed or with a reason at each month end.");
    }

    private sealed class Progress(string name) : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine($"{name}: {value}");
    }
}
