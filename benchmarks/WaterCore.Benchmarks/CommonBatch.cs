using WaterCore.Billing;

namespace WaterCore.Benchmarks;

/// <summary>The two classes of the common tariff on the batch path, by the instructions the machine has or by those given.</summary>
internal sealed class CommonBatch
{
    private readonly CommonTariff _accounts;
    private readonly BillingBatch _byMonth, _byYear;

    public CommonBatch(CommonTariff accounts, BatchVectors? vectors)
    {
        _accounts = accounts;
        (_byMonth, _byYear) = (accounts.Batch(false, vectors), accounts.Batch(true, vectors));
    }

    /// <summary>The bills of the first half, then those of the second, a column per line and one of totals each.</summary>
    public int Run(Span<int> output) =>
        _byMonth.Calculate(_accounts.Columns(false), output) + _byYear.Calculate(_accounts.Columns(true), output[(4 * _accounts.Half)..]);

    public int Run(Span<long> output) =>
        _byMonth.Calculate(_accounts.Columns(false), output) + _byYear.Calculate(_accounts.Columns(true), output[(4 * _accounts.Half)..]);
}
