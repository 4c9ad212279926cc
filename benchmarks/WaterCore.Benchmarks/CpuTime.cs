using System.Globalization;

namespace WaterCore.Benchmarks;

/// <summary>
/// The contenders by the processor time they use, in turns: for a machine whose cores are shared, where a clock on the wall also measures the
/// neighbours. Each round runs every contender once; the median and the least of the rounds are told.
/// </summary>
internal static class CpuTime
{
    public static void Run(int rounds)
    {
        using var paths = new Disposable(new BillingPaths());
        (string Name, int Bills, Action Run)[] contenders =
        [
            ("copy only: same columns in and out", 1_000_000, paths.It.Copy),
            ("batch, vectors, 32-bit columns", 1_000_000, () => paths.It.Batch()),
            ("batch, 256-bit vectors, 32-bit columns", 1_000_000, () => paths.It.Batch256()),
            ("batch, vectors, 64-bit columns", 1_000_000, () => paths.It.BatchWide()),
            ("batch, scalar, 32-bit columns", 1_000_000, () => paths.It.BatchScalar()),
            ("DuckDB, one thread", 1_000_000, paths.It.Duck),
            ("SQLite", 1_000_000, paths.It.Sqlite),
            ("naive decimal objects", 1000, () => paths.It.Naive()),
            ("single path, with derivation", 1000, () => paths.It.OneByOne()),
        ];
        var times = contenders.Select(_ => new List<decimal>()).ToList();
        for (var round = 0; round < rounds + 3; round++)
            for (var c = 0; c < contenders.Length; c++)
            {
                // A slice of at least some milliseconds, so that the system's account of time is fine enough.
                var (_, bills, run) = contenders[c];
                var repeats = Math.Max(1, (bills == 1000 ? 10_000 : c < 5 ? 8_000_000 : 1_000_000) / bills);
                if (c >= 5 && c <= 6 && round % 4 != 0) continue;
                var before = Environment.CpuUsage.TotalTime;
                for (var i = 0; i < repeats; i++) run();
                var spent = Environment.CpuUsage.TotalTime - before;
                if (round >= 3) times[c].Add((decimal)spent.Ticks * 100 / repeats / bills);
            }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| nanoseconds of processor time a bill, {rounds} rounds | median | least | median, copies | DuckDB's median over it |"));
        Console.WriteLine("|---|---:|---:|---:|---:|");
        decimal Median(int c) => times[c].Order().ElementAt(times[c].Count / 2);
        for (var c = 0; c < contenders.Length; c++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {contenders[c].Name} | {Median(c):0.0} | {times[c].Min():0.0} | {Median(c) / Median(0):0.0} | {Median(5) / Median(c):0.0} |"));
        Console.WriteLine(File.Exists("/proc/loadavg") ? $"Load: {File.ReadAllText("/proc/loadavg").Trim()}; {Environment.ProcessorCount} cores." : "");
    }

    private sealed class Disposable : IDisposable
    {
        public Disposable(BillingPaths it) => (It = it).Setup();

        public BillingPaths It { get; }

        public void Dispose() => It.Cleanup();
    }
}
