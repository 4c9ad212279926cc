using WaterCore.Ports;
using WaterCore.Statistics;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Works out indicators over what is kept, and opens a figure into the rows it counts.</summary>
/// <param name="storage">Where everything is kept.</param>
public sealed class Reports(IStorage storage)
{
    /// <summary>Works out indicators for a period, all from one state of the database, each table read once.</summary>
    public async Task<IReadOnlyList<IndicatorFigure>> IndicatorsAsync(IReadOnlyList<Indicator> indicators, Period period, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var counts = new (long Numerator, long Denominator)[indicators.Count];
        foreach (var table in indicators.SelectMany(Tables).Distinct())
            await foreach (var row in unit.FactsAsync(table, period, cancellationToken).ConfigureAwait(false))
                for (var i = 0; i < counts.Length; i++)
                {
                    if (indicators[i].Numerator.Counts(row)) counts[i].Numerator++;
                    if (indicators[i].Denominator?.Counts(row) == true) counts[i].Denominator++;
                }
        return indicators.Select((indicator, i) => new IndicatorFigure(indicator, period, counts[i].Numerator, indicator.Denominator is null ? null : counts[i].Denominator)).ToList();
    }

    /// <summary>The rows that a figure counts, each with the terms that count it, in order of account.</summary>
    public async IAsyncEnumerable<(FactRow Row, bool InNumerator, bool InDenominator)> RowsAsync(
        Indicator indicator, Period period, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        foreach (var table in Tables(indicator).Distinct())
            await foreach (var row in unit.FactsAsync(table, period, cancellationToken).ConfigureAwait(false))
            {
                var (numerator, denominator) = (indicator.Numerator.Counts(row), indicator.Denominator?.Counts(row) == true);
                if (numerator || denominator) yield return (row, numerator, denominator);
            }
    }

    private static IEnumerable<FactTable> Tables(Indicator indicator) =>
        indicator.Denominator is { } of ? [indicator.Numerator.Table, of.Table] : [indicator.Numerator.Table];
}
