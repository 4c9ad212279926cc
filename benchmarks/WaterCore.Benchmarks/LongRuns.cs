using System.Diagnostics;
using System.Globalization;
using WaterCore.Tests.Billing.Batch;
using WaterCore.Tests.Tariffs;

namespace WaterCore.Benchmarks;

/// <summary>What the tests do in seconds, at full size, with progress: random pairs against the reference, and broken files.</summary>
internal static class LongRuns
{
    public static int Pairs(long count, string? owrs)
    {
        var pairs = new RandomPairs(owrs);
        var watch = Stopwatch.StartNew();
        pairs.Run(count, done => Progress(done, count, watch));
        return Tell(pairs.ToString(), pairs.Misses, watch);
    }

    public static int Fuzz(int count, string? owrs)
    {
        var fuzz = new TariffFuzz(owrs);
        var watch = Stopwatch.StartNew();
        fuzz.Run(count, done => Progress(done, count, watch));
        return Tell(fuzz.ToString(), fuzz.Failures, watch);
    }

    public static int Walks(int count)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            var (done, refused, closed, split, waited) = Tests.Workflows.RandomWalkTests.Walk(count, gone => { if (gone % 5_000 == 0) Progress(gone, count, watch); });
            return Tell(string.Create(CultureInfo.InvariantCulture, $"{count:N0} walks, {done:N0} actions done and {refused:N0} refused by both, {closed:N0} items closed, {split:N0} moments with parallel branches, {waited:N0} with one waiting at a join; 0 differences"), [], watch);
        }
        catch (Xunit.Sdk.XunitException difference)
        {
            return Tell("the engine and the model differ", [difference.Message], watch);
        }
    }

    private static void Progress(long done, long count, Stopwatch watch) =>
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{done:N0} of {count:N0}, {done / Math.Max(0.001, watch.Elapsed.TotalSeconds):N0} a second "));

    private static int Tell(string result, IReadOnlyCollection<string> failures, Stopwatch watch)
    {
        Console.Error.WriteLine();
        foreach (var failure in failures) Console.WriteLine(failure);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result}; {watch.Elapsed.TotalSeconds:0} s"));
        return failures.Count == 0 ? 0 : 1;
    }
}
