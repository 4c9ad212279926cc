using BenchmarkDotNet.Attributes;
using WaterCore.Billing;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Benchmarks;

/// <summary>
/// One bill of 61 m³ in Zhuhai's main area: water in three blocks, sewage, garbage. The tariff is read once, before.
/// The baseline knows this one tariff by heart and explains nothing; the ratio is the price of any tariff, exactness and a derivation.
/// </summary>
[MemoryDiagnoser]
public class SingleBill
{
    private readonly NaiveZhuhai _naive = new();
    private BillingCalculator _calculator = null!;
    private BillingCase _case = null!;

    [GlobalSetup]
    public void Setup()
    {
        _calculator = new BillingCalculator(ShippedTariffs.Load("zhuhai-main"));
        _case = new BillingCase { UseClass = "residential", Usage = Volume.CubicMetres(61) };
        // A comparison of two different answers would be none.
        var (ours, theirs) = (_calculator.Calculate(_case).Value.Total.ToDecimal(), _naive.Bill(61m, 2).Total);
        if (ours != theirs) throw new InvalidOperationException($"The calculator says {ours}, the baseline {theirs}.");
    }

    [Benchmark(Baseline = true, Description = "naive decimal objects")]
    public NaiveBill Naive() => _naive.Bill(61m, 2);

    [Benchmark(Description = "BillingCalculator, with derivation")]
    public CalculatedBill Calculator() => _calculator.Calculate(_case).Value;

    [Benchmark(Description = "... and explained in words")]
    public string Explained() => BillText.Explain(_calculator.Calculate(_case).Value, Language.English);
}
