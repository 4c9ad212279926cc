using System.Globalization;
using BenchmarkDotNet.Running;
using WaterCore.Benchmarks;

// A check of the contenders on a few thousand accounts, in seconds and without a clock.
if (args is ["check"])
{
    CommonCheck.Run(new CommonTariff(10_001));
    Console.WriteLine("10001 bills: the single path, the batch path, naive decimals, DuckDB and SQLite agree.");
    return 0;
}
// What needs a database of its own size is measured by hand: search [customers] [folder] [clues].
if (args is ["search", ..])
{
    await SearchMeasure.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000, args.Length > 2 ? args[2] : "artifacts/search", args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 1_000, args.Contains("alone"));
    return 0;
}
// A billing run from storage to durable on both storages, beside what disk and server allow: run [bills] [folder].
if (args is ["run", ..])
{
    await RunMeasure.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000, args.Length > 2 ? args[2] : "artifacts/run", args.Length > 3 ? args[3] : "");
    return 0;
}
// Two years of a made-up utility on both storages, which must end the same: utility [accounts] [months] [folder] [storage].
if (args is ["utility", ..])
{
    await UtilityMeasure.RunAsync(
        args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 50_000, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 24, args.Length > 3 ? args[3] : "artifacts/utility", args.ElementAtOrDefault(4));
    return 0;
}
// Steps of work in memory and durable, beside a bare durable row: steps [seconds a round] [rounds] [folder] [sqlite|postgresql].
if (args is ["steps", ..])
{
    await StepsMeasure.RunAsync(
        args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 2, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 5, args.Length > 3 ? args[3] : "artifacts/steps", args.Length > 4 ? args[4] : "");
    return 0;
}
if (args is ["cpu-time", .. var rest])
{
    CpuTime.Run(rest is [var rounds] ? int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture) : 20);
    return 0;
}
// At full size what the tests do in seconds: pairs [count] [folder of rate files], fuzz [count] [folder of rate files].
if (args is ["pairs", ..]) return LongRuns.Pairs(args.Length > 1 ? long.Parse(args[1], CultureInfo.InvariantCulture) : 10_000_000, args.Length > 2 ? args[2] : null);
if (args is ["fuzz", ..]) return LongRuns.Fuzz(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 200_000, args.Length > 2 ? args[2] : null);
// Random walks over generated definitions of work, engine against model: walks [count].
if (args is ["walks", ..]) return LongRuns.Walks(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000);
if (args is ["simulate", ..])
{
    SimulateMillion.Run();
    return 0;
}
if (args is ["rate-files", var folder])
{
    RateFiles.Run(folder);
    return 0;
}
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
