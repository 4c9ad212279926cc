using System.CommandLine;
using WaterCore.Documents;
using WaterCore.Host.Files;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Statistics;

namespace WaterCore.Host.Commands;

/// <summary><c>lists</c>: searches and pivots kept under a name.</summary>
internal static class ListsCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        var command = new Command("lists", "Searches and pivots kept under a name: list them, save one, run one, remove one") { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var all = await session.Get<SavedLists>().AllAsync(cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json)) Screen.Json(all.Select(l => new { name = l.Name, clue = l.Clue, source = l.Source, by = l.By, measures = l.Measures, owner = l.Owner }));
            else Screen.Table(["name", "what", "saved by"], all.Select(l => (IReadOnlyList<string>)[l.Name, What(l), l.Owner]));
            return ExitCode.Done;
        });
        command.Add(Save());
        command.Add(Show());
        command.Add(Remove());
        return command;
    }

    private static string What(SavedList list) => list.Clue is { } clue ? $"find {clue}" : $"{list.Source} by {string.Join(',', list.By)}";

    private static Argument<string> Name() => new("NAME") { Description = "The name of the list" };

    private static string[] Names(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Command Save()
    {
        var name = Name();
        var clue = new Option<string?>("--clue") { Description = "What to search for, as find takes it", HelpName = "CLUE" };
        var source = new Option<string?>("--source") { Description = "Or the facts of a pivot", HelpName = "FACTS" };
        source.AcceptOnlyFromAmong([.. FactSource.All.Select(s => s.Code)]);
        var by = new Option<string?>("--by") { Description = "What the pivot is grouped by, such as class,month", HelpName = "NAMES" };
        var measures = new Option<string?>("--measures") { Description = "What the pivot adds up (default: all)", HelpName = "NAMES" };
        var command = new Command("save", "Keep a search or a pivot under a name") { name, clue, source, by, measures };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var draft = new SavedList { Name = parsed.GetRequiredValue(name), Clue = parsed.GetValue(clue), Source = parsed.GetValue(source), By = Names(parsed.GetValue(by)), Measures = Names(parsed.GetValue(measures)), Owner = "", At = default };
            var saved = await session.Get<SavedLists>().SaveAsync(draft, Actor.System, cancellationToken).ConfigureAwait(false);
            if (!saved.IsOk) throw new BadUseException(saved.Fault.Message);
            Console.Out.WriteLine($"{saved.Value.Name}: {What(saved.Value)}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var name = Name();
        var month = new Option<string?>("--month") { Description = "The first month of a pivot, such as 2026-03", HelpName = "MONTH" };
        var months = new Option<int>("--months") { Description = "How many months, 1 to 12", HelpName = "N", DefaultValueFactory = _ => 1 };
        var purpose = new Option<string>("--purpose") { Description = "What a search is for; it is noted in the audit", HelpName = "TEXT", DefaultValueFactory = _ => "command line" };
        var file = new Option<string?>("--out") { Description = "Write a file by its ending: .xlsx or .csv", HelpName = "FILE" };
        var language = new Option<string>("--language") { Description = "zh or en", HelpName = "LANGUAGE", DefaultValueFactory = _ => "zh" };
        language.AcceptOnlyFromAmong("zh", "en");
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        var command = new Command("show", "Run a saved search or pivot now") { name, month, months, purpose, file, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var lists = session.Get<SavedLists>();
            var wanted = parsed.GetRequiredValue(name);
            if ((await lists.FindAsync(wanted, cancellationToken).ConfigureAwait(false))?.Source is not null && parsed.GetValue(month) is null) throw new BadUseException($"The list '{wanted}' is a pivot; say of which days with --month.");
            var days = parsed.GetValue(month) is { } first ? BillCommand.Cycle(first, parsed.GetValue(months)) : new Period(new NodaTime.LocalDate(2000, 1, 1), new NodaTime.LocalDate(2000, 2, 1));
            var spoken = parsed.GetValue(language) == "en" ? Language.English : Language.Chinese;
            var run = await lists.RunAsync(wanted, days, parsed.GetValue(purpose)!, Actor.System, spoken, cancellationToken).ConfigureAwait(false);
            var table = run.IsOk ? run.Value : throw new BadUseException(run.Fault.Message);
            if (parsed.GetValue(file) is { } path) await WriteAsync(table, path, session.Get<Utility>().Name, spoken, cancellationToken).ConfigureAwait(false);
            else if (parsed.GetValue(json)) Screen.Json(new { title = table.Title, columns = table.Columns.Select(c => c.Title), rows = table.Rows.Select(r => r.Cells.Select(c => c.Plain)) });
            else Screen.Table(table with { Title = "" });
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Remove()
    {
        var name = Name();
        var command = new Command("remove", "Take a saved list away") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var removed = await session.Get<SavedLists>().RemoveAsync(parsed.GetRequiredValue(name), Actor.System, cancellationToken).ConfigureAwait(false);
            if (!removed.IsOk) throw new BadUseException(removed.Fault.Message);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task WriteAsync(SheetTable table, string path, string issuer, Language language, CancellationToken cancellationToken)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".csv":
                await File.WriteAllTextAsync(path, SheetFiles.Csv(table), cancellationToken).ConfigureAwait(false);
                break;
            case ".xlsx":
                using (var book = new MemoryStream())
                {
                    SheetFiles.Excel(new Sheet { Title = table.Title, Issuer = issuer, Language = language, Parts = [table] }, book);
                    await File.WriteAllBytesAsync(path, book.ToArray(), cancellationToken).ConfigureAwait(false);
                }
                break;
            case var other: throw new BadUseException($"'{other}' is no ending that a list is written with; use .xlsx or .csv.");
        }
        Console.Out.WriteLine($"{path}: {Screen.Number(table.Rows.Count)} rows");
    }
}
