using NodaTime.Text;
using WaterCore.Documents;
using WaterCore.Service;
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
/// <param name="engines">The workflows, for their names.</param>
/// <param name="categories">The tree of categories of cases.</param>
public sealed class Reports(MoneyContext context, WorkflowEngines engines, CaseCategories categories)
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
        var facts = new ReportFacts(context, engines, categories, unit) { Told = n => progress?.Report(n) };
        var tables = definitions.Select(d => new ReportTable(d)).ToList();
        var wants = tables.Select(t => t.Definition.Source).Distinct().Select(s => new FactWant(s, days)).ToList();
        var bySource = tables.ToLookup(t => t.Definition.Source);
        await foreach (var (want, fact) in facts.StreamAsync(wants, cancellationToken).ConfigureAwait(false))
            foreach (var table in bySource[wants[want].Source]) table.Add(fact);
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
                    ? "出账、水量和费用项目按出账日统计，以前月份的账单在作废当月为负；收款按入账日，冲正为负；欠费为期末余额；抄表为期末在装且应抄的水表。每一行均可打开到明细。"
                    : "Billing, volume and components count bills by the day of issue, and below zero, in the month in which it was cancelled, a bill of an earlier month; receipts by the day they were taken, reversals below zero; arrears are those at the end; reading work counts meters in place and due at the end. Each row opens into the facts it counts."),
                .. tables.Value,
            ],
        };
    }

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
        var table = new ReportTable(definition);
        return await OpenAsync(
            definition.Source, days, fact => wanted is null ? table.Counts(fact) : table.IsOf(fact, wanted),
            facts => key is null ? definition.Name.In(language) : $"{definition.Name.In(language)}: {string.Join(", ", definition.By.Select((d, i) => facts.Label(d, wanted![i], language)))}",
            measure => measure.NotAcross is null || (definition.By.Contains(measure.NotAcross) && key is not null), language, most, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The facts behind a figure: those that a term of its indicator adds up.</summary>
    /// <param name="indicator">The indicator.</param>
    /// <param name="numerator">The numerator, or the denominator.</param>
    /// <param name="days">The days that were asked for.</param>
    /// <param name="language">The language.</param>
    /// <param name="of">Only those of a value of a dimension; null for all.</param>
    /// <param name="most">How many facts at most; the sums are of all of them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<SheetTable>> RowsAsync(
        Indicator indicator, bool numerator, Period days, Language language, (string Dimension, string Value)? of = null, int most = int.MaxValue, CancellationToken cancellationToken = default)
    {
        if ((numerator ? indicator.Numerator : indicator.Denominator) is not { } term) return new ReportRefused(indicator.Code, "it has no denominator; open its numerator");
        var at = of is { } asked ? term.Source.Place(asked.Dimension) : -1;
        if (of is not null && at < 0) return new ReportRefused(indicator.Code, $"'{of.Value.Dimension}' is no dimension of {term.Source.Code}; choose of {string.Join(", ", term.Source.Dimensions.Select(d => d.Code))}");
        return await OpenAsync(
            term.Source, indicator.Stated(days), fact => term.Counts(fact) && (at < 0 || fact.Values[at] == of!.Value.Value),
            facts => $"{indicator.Name.In(language)}: {term.Name.In(language)}{(of is { } o ? $", {facts.Label(o.Dimension, o.Value, language)}" : "")}",
            measure => measure.NotAcross is null || measure.Code == term.Measure, language, most, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Result<SheetTable>> OpenAsync(
        FactSource source, Period days, Func<FactRecord, bool> counts, Func<ReportFacts, string> title, Func<Measure, bool> adds, Language language, int most, CancellationToken cancellationToken)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var facts = new ReportFacts(context, engines, categories, unit);
        var rows = new List<SheetRow>();
        var sums = new long[source.Measures.Count];
        await foreach (var (_, fact) in facts.StreamAsync([new FactWant(source, days)], cancellationToken).ConfigureAwait(false))
        {
            if (!counts(fact)) continue;
            for (var i = 0; i < sums.Length; i++) sums[i] = checked(sums[i] + fact.Amounts[i]);
            if (rows.Count < most) rows.Add(new SheetRow([.. source.Dimensions.Select((d, i) => Cell.Of(facts.Label(d.Code, fact.Values[i], language))), .. source.Measures.Select((m, i) => Amount(m, fact.Amounts[i]))]));
        }
        return new SheetTable
        {
            Title = title(facts),
            Columns = [.. source.Dimensions.Select(d => new SheetColumn(d.Name.In(language))), .. source.Measures.Select(m => new SheetColumn(Title(m, language), 0, true))],
            Rows = rows,
            Total = new SheetRow([Cell.Of(language == Language.Chinese ? "合计" : "Total"), .. Enumerable.Repeat(Cell.Empty, source.Dimensions.Count - 1), .. source.Measures.Select((m, i) => adds(m) ? Amount(m, sums[i]) : Cell.Empty)]),
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
            Rows = [.. rows.Select(r => new SheetRow([.. r.Key.Select((k, i) => Cell.Of(facts.Label(definition.By[i], k, language))), .. shown.Select(i => Amount(source.Measures[i], r.Sums[i]))]) { Opens = string.Join('|', r.Key) })],
            Total = new SheetRow([Cell.Of(language == Language.Chinese ? "合计" : "Total"), .. Enumerable.Repeat(Cell.Empty, definition.By.Count - 1), .. shown.Select((i, at) => source.Measures[i].NotAcross is null ? Amount(source.Measures[i], sums[at]) : Cell.Empty)]),
        };
    }

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
