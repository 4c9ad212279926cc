using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using WaterCore.Documents;
using WaterCore.Host.Files;
using WaterCore.Operations;
using WaterCore.Statistics;

namespace WaterCore.Host.Commands;

/// <summary><c>report</c>: the monthly set, or a pivot of one's own, on the screen or as a file; and the rows behind a row.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var month = new Option<string>("--month") { Description = "The first month, such as 2026-03", HelpName = "MONTH", Required = true };
        var months = new Option<int>("--months") { Description = "How many months, 1 to 12", HelpName = "N", DefaultValueFactory = _ => 1 };
        var report = new Option<string?>("--report") { Description = "One report of the set", HelpName = "NAME" };
        report.AcceptOnlyFromAmong([.. ReportDefinition.Monthly.Select(r => r.Code)]);
        var source = new Option<string?>("--source") { Description = "Instead of the set, a pivot of these facts", HelpName = "FACTS" };
        source.AcceptOnlyFromAmong([.. FactSource.All.Select(s => s.Code)]);
        var by = new Option<string?>("--by") { Description = "What the pivot is grouped by, such as class,month", HelpName = "NAMES" };
        var measures = new Option<string?>("--measures") { Description = "What the pivot adds up (default: all), such as amount", HelpName = "NAMES" };
        var rows = new Option<string?>("--rows") { Description = "Open a row of the report or pivot into its facts, such as residential|2; 'all' for every row", HelpName = "KEY" };
        var file = new Option<string?>("--out") { Description = "Write a file by its ending: .xlsx, .pdf, .csv (one table) or a folder for a CSV of each", HelpName = "FILE" };
        var language = new Option<string>("--language") { Description = "zh or en", HelpName = "LANGUAGE", DefaultValueFactory = _ => "zh" };
        language.AcceptOnlyFromAmong("zh", "en");
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        var command = new Command("report", "Make the monthly reports or a pivot; each row opens into the facts it counts") { month, months, report, source, by, measures, rows, file, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var days = BillCommand.Cycle(parsed.GetRequiredValue(month), parsed.GetValue(months));
            var wanted = Wanted(parsed.GetValue(report), parsed.GetValue(source), parsed.GetValue(by), parsed.GetValue(measures));
            var spoken = parsed.GetValue(language) == "en" ? Language.English : Language.Chinese;
            var watch = Stopwatch.StartNew();
            await using var session = await HostSession.OpenToPrintAsync(parsed.GetValue(HostSession.Database), cancellationToken).ConfigureAwait(false);
            var reports = session.Get<MonthlyReports>();
            Sheet sheet;
            if (parsed.GetValue(rows) is { } key)
            {
                if (wanted.Count != 1) throw new BadUseException("--rows opens a row of one report; name it with --report, or give a pivot with --source and --by.");
                var opened = (await reports.RowsAsync(wanted[0], key == "all" ? null : key, days, spoken, cancellationToken: cancellationToken).ConfigureAwait(false)).Or();
                sheet = new Sheet { Title = opened.Title, Issuer = session.Get<WaterCore.Organization.Utility>().Name, Language = spoken, IsLandscape = opened.Columns.Count > 6, Parts = [opened] };
            }
            else
            {
                sheet = (await Screen.ProgressAsync("reading facts", 0, report => reports.SheetAsync(wanted, days, spoken, new BillCommand.Told<long>(report), cancellationToken)).ConfigureAwait(false)).Or();
            }
            if (parsed.GetValue(file) is { } path) await WriteAsync(session, sheet, path, watch, cancellationToken).ConfigureAwait(false);
            else Print(sheet, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static IReadOnlyList<ReportDefinition> Wanted(string? report, string? source, string? by, string? measures)
    {
        if (source is null)
            return by is not null || measures is not null ? throw new BadUseException($"--by and --measures make a pivot; name its facts with --source, one of {string.Join(", ", FactSource.All.Select(s => s.Code))}.")
                : [.. ReportDefinition.Monthly.Where(r => report is null || r.Code == report)];
        if (report is not null) throw new BadUseException("--report and --source exclude each other.");
        var facts = FactSource.All.Single(s => s.Code == source);
        var pivot = new ReportDefinition { Code = source, Name = facts.Name, Source = facts, By = Names(by) is { Count: > 0 } names ? names : [facts.Dimensions[0].Code], Measures = Names(measures) };
        return pivot.Problem() is { } problem ? throw new BadUseException($"The pivot cannot be made: {problem}.") : [pivot];
    }

    private static List<string> Names(string? text) => [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static void Print(Sheet sheet, bool json)
    {
        var tables = sheet.Parts.OfType<SheetTable>().ToList();
        if (json)
        {
            Screen.Json(tables.Select(t => new
            {
                title = t.Title, columns = t.Columns.Select(c => c.Title), rows = t.Rows.Select(r => new { opens = r.Opens, cells = r.Cells.Select(c => c.Plain) }), total = t.Total?.Cells.Select(c => c.Plain),
            }));
            return;
        }
        foreach (var table in tables)
        {
            Screen.Table(table);
            Console.Out.WriteLine();
        }
    }

    private static async Task WriteAsync(HostSession session, Sheet sheet, string path, Stopwatch watch, CancellationToken cancellationToken)
    {
        var tables = sheet.Parts.OfType<SheetTable>().ToList();
        var what = "";
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".xlsx":
                using (var workbook = new MemoryStream())
                {
                    SheetFiles.Excel(sheet, workbook);
                    await File.WriteAllBytesAsync(path, workbook.ToArray(), cancellationToken).ConfigureAwait(false);
                }
                break;
            case ".pdf":
                using (var pdf = new MemoryStream())
                {
                    what = $", {(await session.Get<PrintDesk>().PrintAsync(sheet, pdf, cancellationToken).ConfigureAwait(false)).Or().Pages} pages";
                    await File.WriteAllBytesAsync(path, pdf.ToArray(), cancellationToken).ConfigureAwait(false);
                }
                break;
            case ".csv":
                if (tables.Count != 1) throw new BadUseException("A .csv file holds one table; name one with --report, or give a folder.");
                await File.WriteAllTextAsync(path, SheetFiles.Csv(tables[0]), cancellationToken).ConfigureAwait(false);
                break;
            case "":
                Directory.CreateDirectory(path);
                for (var i = 0; i < tables.Count; i++)
                    await File.WriteAllTextAsync(Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{i + 1:00}-{string.Concat(tables[i].Title.Split(Path.GetInvalidFileNameChars()))}.csv")), SheetFiles.Csv(tables[i]), cancellationToken).ConfigureAwait(false);
                break;
            case var other:
                throw new BadUseException($"'{other}' is no ending that a report is written with; use .xlsx, .pdf, .csv or a folder.");
        }
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {tables.Count} table{(tables.Count == 1 ? "" : "s")}{what}, {watch.Elapsed.TotalSeconds:F2} s"));
    }
}
