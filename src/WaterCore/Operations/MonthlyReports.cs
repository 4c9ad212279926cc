using NodaTime.Text;
using WaterCore.Documents;
using WaterCore.Ports;
using WaterCore.Statistics;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A report or pivot that cannot be made as it is asked for.</summary>
/// <param name="Report">Which.</param>
/// <param name="Problem">Why, as a clause with what to write instead.</param>
public sealed record ReportRefused(string Report, string Problem) : Fault
{
    /// <inheritdoc/>
    public override string Code => "statistics.report-refused";

    /// <inheritdoc/>
    public override string Message => $"The report {Report} cannot be made: {Problem}.";
}

/// <summary>Makes reports and pivots over what is kept, and opens each of their rows into the facts that it counts.</summary>
/// <param name="context">What it works with.</param>
public sealed class MonthlyReports(MoneyContext context)
{
    /// <summary>Makes reports for some days, all from one state of the database, each source read once.</summary>
    /// <param name="definitions">Which.</param>
    /// <param name="days">The days.</param>
    /// <param name="language">The language.</param>
    /// <param name="progress">Told how many facts were read; may be null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<IReadOnlyList<SheetTable>>> TablesAsync(
        IReadOnlyList<ReportDefinition> definitions, Period days, Language language, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        foreach (var definition in definitions)
            if (definition.Problem() is { } problem) return new ReportRefused(definition.Code, problem);
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var facts = new ReportFacts(context, unit) { Told = n => progress?.Report(n) };
        var tables = definitions.Select(d => new ReportTable(d)).ToList();
        var bySource = tables.ToLookup(t => t.Definition.Source);
        await foreach (var (source, fact) in facts.StreamAsync([.. bySource.Select(g => g.Key)], days, cancellationToken).ConfigureAwait(false))
            foreach (var table in bySource[source]) table.Add(fact);
        return tables.Select(t => Table(t, facts, language)).ToList();
    }

    /// <summary>The set as one sheet, to be read, printed or exported.</summary>
    public async Task<Result<Sheet>> SheetAsync(
        IReadOnlyList<ReportDefinition> definitions, Period days, Language language, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var tables = await TablesAsync(definitions, days, language, progress, cancellationToken).ConfigureAwait(false);
        if (!tables.IsOk) return tables.Fault;
        var zh = language == Language.Chinese;
        var iso = LocalDatePattern.Iso;
        return new Sheet
        {
            Title = zh ? "营业报表" : "Customer service report", Issuer = context.Utility.Name, Language = language, Number = $"{iso.Format(days.From)} – {iso.Format(days.To.PlusDays(-1))}",
            Parts =
            [
                new SheetFacts([(zh ? "期间" : "Days", $"{iso.Format(days.From)} – {iso.Format(days.To.PlusDays(-1))}"), (zh ? "制表日" : "Made on", iso.Format(context.Today))]),
                new SheetNote(zh
                    ? "出账、水量和费用项目按出账日统计未作废账单；收款按入账日，冲正为负；欠费为期末余额；抄表为期末在装且应抄的水表。每一行均可打开到明细。"
                    : "Billing, volume and components count live bills by the day of issue; receipts by the day they were taken, reversals below zero; arrears are those at the end; reading work counts meters in place and due at the end. Each row opens into the facts it counts."),
                .. tables.Value,
            ],
        };
    }

    /// <summary>Works out indicators of sums for some days, all from one state of the database.</summary>
    public async Task<IReadOnlyList<SumFigure>> IndicatorsAsync(IReadOnlyList<SumIndicator> indicators, Period days, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var facts = new ReportFacts(context, unit);
        var figures = new SumFigure[indicators.Count];
        foreach (var group in indicators.Select((indicator, i) => (Indicator: indicator, At: i, Days: Stated(indicator, days))).GroupBy(x => x.Days))
        {
            var terms = group.ToList();
            var sums = new (long Numerator, long Denominator)[terms.Count];
            await foreach (var (source, fact) in facts.StreamAsync([.. terms.SelectMany(t => new[] { t.Indicator.Numerator.Source, t.Indicator.Denominator.Source }).Distinct()], group.Key, cancellationToken).ConfigureAwait(false))
                for (var i = 0; i < terms.Count; i++)
                {
                    var (numerator, denominator) = (terms[i].Indicator.Numerator, terms[i].Indicator.Denominator);
                    if (numerator.Source == source) sums[i].Numerator = checked(sums[i].Numerator + numerator.Of(fact));
                    if (denominator.Source == source) sums[i].Denominator = checked(sums[i].Denominator + denominator.Of(fact));
                }
            for (var i = 0; i < terms.Count; i++) figures[terms[i].At] = terms[i].Indicator.Of(group.Key, sums[i].Numerator, sums[i].Denominator);
        }
        return figures;
    }

    /// <summary>The facts that a term of an indicator adds up.</summary>
    public Task<Result<SheetTable>> RowsAsync(SumIndicator indicator, bool numerator, Period days, Language language, int most = int.MaxValue, CancellationToken cancellationToken = default)
    {
        var term = numerator ? indicator.Numerator : indicator.Denominator;
        var definition = new ReportDefinition { Code = indicator.Code, Name = term.Name, Source = term.Source, By = [term.Dimension ?? term.Source.Dimensions[0].Code] };
        return RowsAsync(definition, term.Dimension is null ? null : term.Value, Stated(indicator, days), language, most, cancellationToken);
    }

    private static Period Stated(SumIndicator indicator, Period days) => indicator.FromNewYear ? new Period(new NodaTime.LocalDate(days.From.Year, 1, 1), days.To) : days;

    /// <summary>The facts behind a row of a report.</summary>
    /// <param name="definition">The report.</param>
    /// <param name="key">The row's <see cref="SheetRow.Opens"/>; null for all rows.</param>
    /// <param name="days">The days.</param>
    /// <param name="language">The language.</param>
    /// <param name="most">How many facts at most; the sums are of all of them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<SheetTable>> RowsAsync(ReportDefinition definition, string? key, Period days, Language language, int most = int.MaxValue, CancellationToken cancellationToken = default)
    {
        if (definition.Problem() is { } problem) return new ReportRefused(definition.Code, problem);
        var wanted = key?.Split('|');
        if (wanted is not null && wanted.Length != definition.By.Count) return new ReportRefused(definition.Code, $"'{key}' is not a row of it; write the {definition.By.Count} values of {string.Join(" and ", definition.By)}, separated by |");
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var facts = new ReportFacts(context, unit);
        var (table, source) = (new ReportTable(definition), definition.Source);
        var rows = new List<SheetRow>();
        var sums = new long[source.Measures.Count];
        await foreach (var (of, fact) in facts.StreamAsync([source], days, cancellationToken).ConfigureAwait(false))
        {
            if (of != source || (wanted is not null && !table.IsOf(fact, wanted))) continue;
            for (var i = 0; i < sums.Length; i++) sums[i] = checked(sums[i] + fact.Amounts[i]);
            if (rows.Count < most) rows.Add(new SheetRow([.. source.Dimensions.Select((d, i) => Cell.Of(Label(facts, d.Code, fact.Values[i], language))), .. source.Measures.Select((m, i) => Amount(m, fact.Amounts[i]))]));
        }
        return new SheetTable
        {
            Title = key is null ? definition.Name.In(language) : $"{definition.Name.In(language)}: {string.Join(", ", definition.By.Select((d, i) => Label(facts, d, wanted![i], language)))}",
            Columns = [.. source.Dimensions.Select(d => new SheetColumn(d.Name.In(language))), .. source.Measures.Select(m => new SheetColumn(Title(m, language), 0, true))],
            Rows = rows,
            Total = new SheetRow([Cell.Of(language == Language.Chinese ? "合计" : "Total"), .. Enumerable.Repeat(Cell.Empty, source.Dimensions.Count - 1), .. source.Measures.Select((m, i) => m.NotAcross is null || definition.By.Contains(m.NotAcross) && key is not null ? Amount(m, sums[i]) : Cell.Empty)]),
        };
    }

    private SheetTable Table(ReportTable table, ReportFacts facts, Language language)
    {
        var (definition, source) = (table.Definition, table.Definition.Source);
        var shown = Enumerable.Range(0, source.Measures.Count).Where(i => definition.Measures.Count == 0 || definition.Measures.Contains(source.Measures[i].Code))
            .Where(i => source.Measures[i].NotAcross is not { } dimension || definition.By.Contains(dimension)).ToList();
        var rows = table.Rows.ToList();
        var sums = shown.Select(i => rows.Sum(r => r.Sums[i])).ToList();
        return new SheetTable
        {
            Title = definition.Name.In(language),
            Columns = [.. definition.By.Select(d => new SheetColumn(source.Dimensions[source.Place(d)].Name.In(language))), .. shown.Select(i => new SheetColumn(Title(source.Measures[i], language), 0, true))],
            Rows = [.. rows.Select(r => new SheetRow([.. r.Key.Select((k, i) => Cell.Of(Label(facts, definition.By[i], k, language))), .. shown.Select(i => Amount(source.Measures[i], r.Sums[i]))]) { Opens = string.Join('|', r.Key) })],
            Total = new SheetRow([Cell.Of(language == Language.Chinese ? "合计" : "Total"), .. Enumerable.Repeat(Cell.Empty, definition.By.Count - 1), .. shown.Select((i, at) => source.Measures[i].NotAcross is null ? Amount(source.Measures[i], sums[at]) : Cell.Empty)]),
        };
    }

    private static string Label(ReportFacts facts, string dimension, string code, Language language) =>
        facts.Labels.TryGetValue((dimension, code), out var name) ? name.In(language) : dimension == "block" ? language == Language.Chinese ? $"第{code}级" : $"block {code}" : code;

    private string Title(Measure measure, Language language) => measure.Kind switch
    {
        MeasureKind.Money => $"{measure.Name.In(language)} ({BillPaper.Unit(context.Utility.Currency, language == Language.Chinese)})",
        MeasureKind.Volume => $"{measure.Name.In(language)} (m³)",
        _ => measure.Name.In(language),
    };

    private Cell Amount(Measure measure, long value) => measure.Kind switch
    {
        MeasureKind.Money => Cell.Of(new Money(value, context.Utility.Currency)),
        MeasureKind.Volume => Cell.Of(new Volume(value, VolumeUnit.CubicMetre)),
        _ => Cell.Of(value),
    };
}
