using WaterCore.Service;
using WaterCore.Statistics;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A month of a trend.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="LastYear">The figure of the same month a year before.</param>
/// <param name="Mark">Why it stands out, or null when it does not.</param>
public sealed record TrendPoint(IndicatorFigure Figure, IndicatorFigure LastYear, Wording? Mark);

/// <summary>A report of two periods, row by row.</summary>
/// <param name="Measure">What is compared.</param>
/// <param name="Rows">The rows, the one that moved most first, each with its name.</param>
/// <param name="Now">The sum of the later period.</param>
/// <param name="Before">The sum of the earlier period.</param>
public sealed record Movement(Measure Measure, IReadOnlyList<(Mover Mover, string Name)> Rows, long Now, long Before);

/// <summary>What managers look at: trends with last year beside them and marks with their reason, and what moved most (经营分析).</summary>
/// <param name="context">What it works with.</param>
/// <param name="indicators">The figures.</param>
/// <param name="engines">The workflows, for their names.</param>
/// <param name="categories">The tree of categories of cases.</param>
public sealed class Analysis(MoneyContext context, Indicators indicators, WorkflowEngines engines, CaseCategories categories)
{
    /// <summary>The most months of a trend.</summary>
    public const int MostMonths = 36;

    /// <summary>An indicator month by month, each beside last year's, with marks where one stands out.</summary>
    /// <param name="indicator">Which.</param>
    /// <param name="last">A day of the last month.</param>
    /// <param name="months">How many months, 1 to <see cref="MostMonths"/>.</param>
    /// <param name="progress">Told how many facts were read; may be null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<TrendPoint>> TrendAsync(Indicator indicator, NodaTime.LocalDate last, int months, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(months);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(months, MostMonths);
        var end = new NodaTime.LocalDate(last.Year, last.Month, 1);
        // A year more than is shown: the year before, and what the marks go by.
        var periods = Enumerable.Range(0, months + 12).Select(i => end.PlusMonths(i + 1 - months - 12)).Select(m => new Period(m, m.PlusMonths(1))).ToList();
        var figures = (await indicators.OfAsync([indicator], periods, progress, cancellationToken).ConfigureAwait(false))[0];
        var marks = Trend.Marks([.. figures.Select(f => f.Hundredths)]).ToDictionary(m => m.At);
        return [.. Enumerable.Range(12, months).Select(i => new TrendPoint(figures[i], figures[i - 12], marks.TryGetValue(i, out var mark) ? Reason(figures, mark) : null))];
    }

    /// <summary>A report of some days beside the same days a year, or some months, before: the rows that moved most first.</summary>
    /// <param name="definition">The report; its first measure is compared.</param>
    /// <param name="days">The days.</param>
    /// <param name="monthsBefore">How many months before, such as 12.</param>
    /// <param name="language">The language.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<Movement>> MoversAsync(ReportDefinition definition, Period days, int monthsBefore, Language language, CancellationToken cancellationToken = default)
    {
        if (definition.Problem() is { } problem) return new ReportRefused(definition.Code, problem);
        var source = definition.Source;
        var measure = source.Measures[definition.Measures.Count > 0 ? source.MeasurePlace(definition.Measures[0]) : source.Measures.Count - 1];
        var at = source.MeasurePlace(measure.Code);
        var before = new Period(days.From.PlusMonths(-monthsBefore), days.To.PlusMonths(-monthsBefore));
        var tables = new[] { new ReportTable(definition), new ReportTable(definition) };
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var facts = new ReportFacts(context, engines, categories, unit);
        await foreach (var (want, fact) in facts.StreamAsync([new FactWant(source, days), new FactWant(source, before)], cancellationToken).ConfigureAwait(false)) tables[want].Add(fact);
        var sums = tables.Select(t => t.Rows.ToDictionary(r => string.Join('|', r.Key), r => (r.Key, Sum: r.Sums[at]), StringComparer.Ordinal)).ToArray();
        var rows = sums[0].Keys.Union(sums[1].Keys, StringComparer.Ordinal).Select(key => new Mover(
            (sums[0].TryGetValue(key, out var row) ? row : sums[1][key]).Key, sums[0].TryGetValue(key, out var now) ? now.Sum : 0, sums[1].TryGetValue(key, out var then) ? then.Sum : 0));
        return new Movement(
            measure, [.. rows.OrderByDescending(r => Math.Abs(r.Change)).ThenBy(r => string.Join('|', r.Key), StringComparer.Ordinal).Select(r => (r, string.Join(" · ", r.Key.Select((k, i) => facts.Label(definition.By[i], k, language)))))],
            sums[0].Values.Sum(r => r.Sum), sums[1].Values.Sum(r => r.Sum));
    }

    private static Wording Reason(IReadOnlyList<IndicatorFigure> figures, TrendMark mark)
    {
        string Shown(long hundredths) => (hundredths / 100m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
        var (value, middle, low, high, months) = (Shown(mark.Value), Shown(mark.Middle), Shown(mark.Low), Shown(mark.High), figures.Take(mark.At).Where(f => f.Hundredths is not null).TakeLast(Trend.Window).Count());
        return new(
            $"{value} {(mark.IsHigh ? "高" : "低")}于前 {months} 个月的常见范围 {low}～{high}（中位数 {middle}）",
            $"{value} is {(mark.IsHigh ? "above" : "below")} the usual {low} to {high} of the {months} months before (median {middle})");
    }
}
