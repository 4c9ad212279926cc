using BenchmarkDotNet.Attributes;
using WaterCore.Billing;

namespace WaterCore.Benchmarks;

/// <summary>A million accounts of the common tariff, nanoseconds a bill. The baseline copies the same columns and bills nothing.</summary>
[MemoryDiagnoser]
public class BillingPaths
{
    private const int Accounts = 1_000_000;

    private readonly NaiveCommon _naive = new();
    private CommonTariff _accounts = null!;
    private CommonDatabases _databases = null!;
    private CommonBatch _best = null!, _vector256 = null!, _scalar = null!;
    private BillingCalculator _calculator = null!;
    private BillingCase[] _cases = null!;
    private int[] _output = null!;
    private long[] _wide = null!;

    [GlobalSetup]
    public void Setup()
    {
        _accounts = new CommonTariff(Accounts);
        CommonCheck.Run(new CommonTariff(20_001));
        _databases = new CommonDatabases(_accounts);
        (_best, _vector256, _scalar) = (new(_accounts, null), new(_accounts, BatchVectors.Vector256), new(_accounts, BatchVectors.Scalar));
        _calculator = new BillingCalculator(_accounts.Tariff);
        _cases = [.. Enumerable.Range(0, 1000).Select(i => _accounts.Case(i * (Accounts / 1000)))];
        _output = new int[4 * Accounts];
        _wide = new long[4 * Accounts];
    }

    [GlobalCleanup]
    public void Cleanup() => _databases.Dispose();

    [Benchmark(Baseline = true, Description = "copy only: same columns in and out", OperationsPerInvoke = Accounts)]
    public void Copy() => CopyOnly.Run(_accounts, _output);

    [Benchmark(Description = "batch, vectors, 32-bit columns", OperationsPerInvoke = Accounts)]
    public int Batch() => _best.Run(_output);

    [Benchmark(Description = "batch, 256-bit vectors, 32-bit columns", OperationsPerInvoke = Accounts)]
    public int Batch256() => _vector256.Run(_output);

    [Benchmark(Description = "batch, vectors, 64-bit columns", OperationsPerInvoke = Accounts)]
    public int BatchWide() => _best.Run(_wide);

    [Benchmark(Description = "batch, scalar, 32-bit columns", OperationsPerInvoke = Accounts)]
    public int BatchScalar() => _scalar.Run(_output);

    [Benchmark(Description = "DuckDB, one thread", OperationsPerInvoke = Accounts)]
    public void Duck() => _databases.RunDuck();

    [Benchmark(Description = "SQLite", OperationsPerInvoke = Accounts)]
    public void Sqlite() => _databases.RunSqlite();

    [Benchmark(Description = "naive decimal objects", OperationsPerInvoke = 1000)]
    public decimal Naive()
    {
        var total = 0m;
        for (var i = 0; i < 1000; i++)
        {
            var at = i * (Accounts / 1000);
            total += _naive.Bill(at >= _accounts.Half, _accounts.Usage[at] / 1000m, _accounts.YearToDate[at] / 1000m, _accounts.Persons[at], _accounts.Meters[at]).Total;
        }
        return total;
    }

    [Benchmark(Description = "single path, with derivation", OperationsPerInvoke = 1000)]
    public long OneByOne()
    {
        var total = 0L;
        foreach (var one in _cases) total += _calculator.Calculate(one).Value.Total.Minor;
        return total;
    }
}
