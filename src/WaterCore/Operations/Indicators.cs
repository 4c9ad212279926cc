using WaterCore.Service;
using WaterCore.Statistics;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A figure of one value of a dimension.</summary>
/// <param name="Key">The value, for programs.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Figure">The figure.</param>
public sealed record IndicatorPart(string Key, string Name, IndicatorFigure Figure);

/// <summary>Works out indicators over what is kept: for a period, for many, and by a dimension. <see cref="Reports"/> opens a figure into its rows.</summary>
/// <param name="context">What it works with.</param>
/// <param name="engines">The workflows, for their names.</param>
/// <param name="categories">The tree of categories of cases.</param>
public sealed class Indicators(MoneyContext context, WorkflowEngines engines, CaseCategories categories)
{
    /// <summary>Works out indicators for some days, all from one state of the database.</summary>
    public async Task<IReadOnlyList<IndicatorFigure>> OfAsync(IReadOnlyList<Indicator> indicators, Period days, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var all = await OfAsync(indicators, [days], progress, cancellationToken).ConfigureAwait(false);
        return [.. all.Select(f => f[0])];
    }

    /// <summary>Works out indicators for several periods, all from one state of the database; what happened on an account is read once for all of them.</summary>
    /// <returns>For each indicator a figure for each period.</returns>
    /// <exception cref="ArgumentException">A definition is wrong; see <see cref="Indicator.Problem"/>.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<IndicatorFigure>>> OfAsync(
        IReadOnlyList<Indicator> indicators, IReadOnlyList<Period> periods, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        if (indicators.Select(i => (i, Problem: i.Problem())).FirstOrDefault(i => i.Problem is not null) is { Problem: { } problem } wrong) throw new ArgumentException($"The indicator {wrong.i.Code}: {problem.En}.", nameof(indicators));
        var wants = new List<FactWant>();
        var terms = new List<List<(IndicatorTerm Term, int Sum)>>();
        var sums = new long[indicators.Count * periods.Count * 2];
        for (var i = 0; i < indicators.Count; i++)
            for (var p = 0; p < periods.Count; p++)
                foreach (var (term, at) in indicators[i].Terms.Select((t, at) => (t, at)))
                {
                    var want = new FactWant(term.Source, indicators[i].Stated(periods[p]));
                    var place = wants.IndexOf(want);
                    if (place < 0)
                    {
                        place = wants.Count;
                        wants.Add(want);
                        terms.Add([]);
                    }
                    terms[place].Add((term, (i * periods.Count + p) * 2 + at));
                }
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var facts = new ReportFacts(context, engines, categories, unit) { Told = n => progress?.Report(n) };
        await foreach (var (want, fact) in facts.StreamAsync(wants, cancellationToken).ConfigureAwait(false))
            foreach (var (term, sum) in terms[want]) sums[sum] = checked(sums[sum] + term.Of(fact));
        return [.. indicators.Select((indicator, i) => (IReadOnlyList<IndicatorFigure>)
            [.. periods.Select((period, p) => indicator.Of(indicator.Stated(period), sums[(i * periods.Count + p) * 2], sums[(i * periods.Count + p) * 2 + 1]))])];
    }

    /// <summary>An indicator by the values of a dimension, in order of value.</summary>
    /// <returns>The parts; or <see cref="ReportRefused"/> when one of its sources does not have the dimension.</returns>
    public async Task<Result<IReadOnlyList<IndicatorPart>>> ByAsync(Indicator indicator, string dimension, Period days, Language language, CancellationToken cancellationToken = default)
    {
        if ((indicator with { By = [dimension] }).Problem() is { } problem) return new ReportRefused(indicator.Code, problem.En);
        var stated = indicator.Stated(days);
        var terms = indicator.Terms.ToList();
        var wants = terms.Select(t => t.Source).Distinct().Select(s => new FactWant(s, stated)).ToList();
        var sums = new SortedDictionary<string, long[]>(StringComparer.Ordinal);
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var facts = new ReportFacts(context, engines, categories, unit);
        await foreach (var (want, fact) in facts.StreamAsync(wants, cancellationToken).ConfigureAwait(false))
            for (var i = 0; i < terms.Count; i++)
            {
                if (terms[i].Source != wants[want].Source || !terms[i].Counts(fact)) continue;
                var key = fact.Values[terms[i].Source.Place(dimension)];
                if (!sums.TryGetValue(key, out var sum)) sums[key] = sum = new long[2];
                sum[i] = checked(sum[i] + terms[i].Of(fact));
            }
        return sums.Select(s => new IndicatorPart(s.Key, facts.Label(dimension, s.Key, language), indicator.Of(stated, s.Value[0], s.Value[1]))).ToList();
    }
}
