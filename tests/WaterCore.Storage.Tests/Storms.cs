using System.Diagnostics;
using System.Globalization;

namespace WaterCore.Storage.Tests;

/// <summary>At full size what the tests do in seconds: <c>money-pairs [stride]</c> and <c>kills [random points] [stops]</c>. Both fail where something is lost, doubled or otherwise.</summary>
internal static class Storms
{
    public static async Task<int> PairsAsync(int stride)
    {
        ThreadPool.SetMinThreads(32, 32);
        Console.WriteLine("| storage | pairs | orders played | the second had to wait for the first | anomalies | minutes |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        var anomalies = 0;
        foreach (var onServer in new[] { true, false })
        {
            var start = Stopwatch.GetTimestamp();
            await using var pairs = new MoneyPairs(onServer);
            var (here, count) = (0, 0);
            foreach (var (one, two) in MoneyPairs.All())
            {
                count++;
                var found = await pairs.PlayAsync(one, two, stride, onlyFarthest: !onServer);
                here += found.Count;
                Console.Error.WriteLine($"{one}, {two}: {pairs.Played} orders so far, {found.Count} anomalies");
                foreach (var anomaly in found.Take(2)) Console.Error.WriteLine(anomaly);
            }
            await pairs.AssertSoundAsync();
            anomalies += here;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {(onServer ? "PostgreSQL" : "SQLite")} | {count} | {pairs.Played:N0} | {pairs.Waited:N0} | {here} | {Stopwatch.GetElapsedTime(start).TotalMinutes:0.0} |"));
        }
        return anomalies == 0 ? 0 : 1;
    }

    public static async Task<int> KillsAsync(int random, int stops)
    {
        var directory = Path.GetFullPath("artifacts/kills");
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
        var start = Stopwatch.GetTimestamp();
        var (named, anywhere) = await KillPoints.PlayAsync(directory, named: int.MaxValue, random, new Told());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"SQLite, billing, payments, correction, refund, late charges, dunning, drawer and period closed: SIGKILL at {named} named points and {anywhere} random ones; every story ended with the digest of the whole one, and verify found nothing; {Stopwatch.GetElapsedTime(start).TotalMinutes:0.0} min."));
        start = Stopwatch.GetTimestamp();
        var failed = await PostgreSqlCrashTests.PlayAsync(stops, payments: 80 * stops);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"PostgreSQL, stopped in immediate mode {stops} times under 8 clients: {80 * stops} payments, {failed} cut off and asked again, 0 lost, 0 double, the digest of the undisturbed one; {Stopwatch.GetElapsedTime(start).TotalMinutes:0.0} min."));
        return 0;
    }

    private sealed class Told : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine($"killed {value}");
    }
}
