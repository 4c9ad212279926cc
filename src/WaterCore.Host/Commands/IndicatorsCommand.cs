using System.CommandLine;
using NodaTime.Text;
using WaterCore.Operations;
using WaterCore.Statistics;

namespace WaterCore.Host.Commands;

/// <summary><c>indicators</c>: the figures of a cycle, and the rows behind one of them.</summary>
internal static class IndicatorsCommand
{
    public static Command Create()
    {
        var cycle = new Option<string>("--cycle") { Description = "The first month of the cycle, such as 2026-01", HelpName = "MONTH", Required = true };
        var months = new Option<int>("--months") { Description = "Months of the cycle, 1 to 12", HelpName = "N", DefaultValueFactory = _ => 2 };
        var rows = new Option<string?>("--rows") { Description = "Open this indicator into the rows it counts", HelpName = "NAME" };
        rows.AcceptOnlyFromAmong([.. Indicator.Shipped.Select(i => i.Code), .. SumIndicator.Shipped.Select(i => i.Code)]);
        var language = new Option<string>("--language") { Description = "zh or en", HelpName = "LANGUAGE", DefaultValueFactory = _ => "en" };
        language.AcceptOnlyFromAmong("zh", "en");
        var json = new Option<bool>("--json") { Description = "Write JSON; rows are written as one object a line" };
        var command = new Command("indicators", "Work out the indicators of a cycle; each opens into the rows it counts") { cycle, months, rows, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var days = BillCommand.Cycle(parsed.GetRequiredValue(cycle), parsed.GetValue(months));
            var spoken = parsed.GetValue(language) == "zh" ? Language.Chinese : Language.English;
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var reports = session.Get<Reports>();
            var money = session.Get<MonthlyReports>();
            if (parsed.GetValue(rows) is { } sum && SumIndicator.Shipped.FirstOrDefault(i => i.Code == sum) is { } indicator) await OpenAsync(money, indicator, days, spoken, parsed.GetValue(json), cancellationToken).ConfigureAwait(false);
            else if (parsed.GetValue(rows) is { } code) await RowsAsync(reports, Indicator.Shipped.Single(i => i.Code == code), days, spoken, parsed.GetValue(json), cancellationToken).ConfigureAwait(false);
            else Print(await reports.IndicatorsAsync(Indicator.Shipped, days, cancellationToken).ConfigureAwait(false), await money.IndicatorsAsync(SumIndicator.Shipped, days, cancellationToken).ConfigureAwait(false), days, spoken, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(IReadOnlyList<IndicatorFigure> figures, IReadOnlyList<SumFigure> sums, Period days, Language language, bool json)
    {
        if (json)
        {
            Screen.Json(new
            {
                period = days.ToString(),
                indicators = figures.Select(f => new
                {
                    code = f.Indicator.Code, version = f.Indicator.Version, name = f.Indicator.Name.In(language), value = f.Text,
                    numerator = new { name = f.Indicator.Numerator.Name.In(language), count = f.Numerator },
                    denominator = f.Indicator.Denominator is { } of ? new { name = of.Name.In(language), count = f.Denominator!.Value } : null,
                    statedFor = f.Indicator.Period.In(language), cutOff = f.Indicator.CutOff.In(language), standard = f.Indicator.Standard.In(language),
                }),
                sums = sums.Select(f => new
                {
                    code = f.Indicator.Code, version = f.Indicator.Version, name = f.Indicator.Name.In(language), value = f.Text, period = f.Period.ToString(),
                    numerator = new { name = f.Indicator.Numerator.Name.In(language), sum = f.Numerator }, denominator = new { name = f.Indicator.Denominator.Name.In(language), sum = f.Denominator },
                    cutOff = f.Indicator.CutOff.In(language), standard = f.Indicator.Standard.In(language),
                }),
            });
            return;
        }
        foreach (var f in figures)
        {
            var formula = f.Indicator.Denominator is { } of
                ? $"{f.Indicator.Numerator.Name.In(language)} {Screen.Number(f.Numerator)} / {of.Name.In(language)} {Screen.Number(f.Denominator!.Value)}"
                : f.Indicator.Numerator.Name.In(language);
            Console.Out.WriteLine($"{f.Indicator.Name.In(language)}  {f.Text}  = {formula}  ({f.Indicator.Code}, {(language == Language.Chinese ? "第" : "version ")}{f.Indicator.Version}{(language == Language.Chinese ? "版" : "")})");
            Console.Out.WriteLine($"    {f.Indicator.CutOff.In(language)}{(language == Language.Chinese ? "；" : "; ")}{f.Indicator.Standard.In(language)}");
        }
        Print(sums, language);
    }

    private static void Print(IReadOnlyList<SumFigure> figures, Language language)
    {
        var zh = language == Language.Chinese;
        foreach (var f in figures)
        {
            string Sum(SumTerm term, long value) => term.Source.Measures.First(m => m.Code == term.Measure).Kind == MeasureKind.Money ? Documents.Cell.Of(Money.Cny(value)).Shown : Screen.Number(value);
            Console.Out.WriteLine($"{f.Indicator.Name.In(language)}  {f.Text}{(f.Indicator.InDays ? zh ? " 天" : " days" : "")}  = {f.Indicator.Numerator.Name.In(language)} {Sum(f.Indicator.Numerator, f.Numerator)} / {f.Indicator.Denominator.Name.In(language)} {Sum(f.Indicator.Denominator, f.Denominator)}{(f.Indicator.InDays ? $" × {f.Period.Days}" : "")}  ({f.Indicator.Code}, {(zh ? "第" : "version ")}{f.Indicator.Version}{(zh ? "版" : "")}, {f.Period})");
            Console.Out.WriteLine($"    {f.Indicator.CutOff.In(language)}{(zh ? "；" : "; ")}{f.Indicator.Standard.In(language)}");
        }
    }

    private static async Task OpenAsync(MonthlyReports reports, SumIndicator indicator, Period days, Language language, bool json, CancellationToken cancellationToken)
    {
        foreach (var numerator in indicator.Numerator.Source == indicator.Denominator.Source ? [false] : new[] { true, false })
        {
            var table = (await reports.RowsAsync(indicator, numerator, days, language, cancellationToken: cancellationToken).ConfigureAwait(false)).Or();
            if (json)
            {
                foreach (var row in table.Rows) Console.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(row.Cells.Select(c => c.Plain)));
                continue;
            }
            Console.Out.WriteLine(table.Title);
            Screen.Table([.. table.Columns.Select(c => c.Title)], table.Rows.Append(table.Total!).Select(r => (IReadOnlyList<string>)[.. r.Cells.Select(c => c.Shown)]));
        }
    }

    private static async Task RowsAsync(Reports reports, Indicator indicator, Period days, Language language, bool json, CancellationToken cancellationToken)
    {
        var zh = language == Language.Chinese;
        long numerator = 0, denominator = 0;
        await foreach (var (row, inNumerator, inDenominator) in reports.RowsAsync(indicator, days, cancellationToken).ConfigureAwait(false))
        {
            if (inNumerator) numerator++;
            if (inDenominator) denominator++;
            var (readOn, from) = (row.ReadOn is { } day ? LocalDatePattern.Iso.Format(day) : null, row.BillFrom is { } first ? LocalDatePattern.Iso.Format(first) : null);
            var reading = row.Reading?.ToString().ToLowerInvariant();
            if (json) Console.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(new { account = row.AccountNumber, meter = row.Meter, readOn, reading, billFrom = from, inNumerator, inDenominator }));
            else Console.Out.WriteLine($"{row.AccountNumber}  {row.Meter}  {readOn ?? "-"}  {reading ?? "-"}  {from}{(inNumerator ? zh ? "  [分子]" : "  [numerator]" : "")}".TrimEnd());
        }
        if (!json) Console.Out.WriteLine($"{indicator.Numerator.Name.In(language)} {Screen.Number(numerator)}{(indicator.Denominator is { } of ? $" / {of.Name.In(language)} {Screen.Number(denominator)}" : "")}");
    }
}
