using System.CommandLine;
using WaterCore.Host.Files;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Host.Commands;

/// <summary><c>import</c>: customers with their meters, and readings, from CSV.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var customers = new Option<string?>("--customers") { Description = "CSV of account, name, address, tariff, class, opened, meter, size, dials, installed, first_index; phone, zone, persons, multiplier and fact.NAME if wanted", HelpName = "FILE" };
        var readings = new Option<string?>("--readings") { Description = "CSV of meter, day, index; status (read, estimated, blocked, not-read), turn, reader, photo, previous and account if wanted, or a reading sheet filled in", HelpName = "FILE" };
        var separator = new Option<string>("--separator") { Description = "The column separator", HelpName = "CHAR", DefaultValueFactory = _ => "," };
        var mark = new Option<string>("--decimal") { Description = "The decimal mark, . or ,", HelpName = "CHAR", DefaultValueFactory = _ => "." };
        var dates = new Option<string>("--dates") { Description = "How dates are written", HelpName = "PATTERN", DefaultValueFactory = _ => "uuuu-MM-dd" };
        var unit = new Option<string>("--unit") { Description = "The unit of the meters: m3, kl, ccf or kgal", HelpName = "UNIT", DefaultValueFactory = _ => "m3" };
        var trusted = new Option<bool>("--trusted") { Description = "The readings were checked before, as history out of an older system is; the rules hold none" };
        var language = WorkArguments.InLanguage();
        var json = new Option<bool>("--json") { Description = "Write the summary as JSON" };
        var command = new Command("import", "Load customers, meters and readings from CSV; a file with a refused row changes nothing, and the same file twice changes nothing")
        {
            customers, readings, separator, mark, dates, unit, trusted, language, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var files = new[] { ("customers", parsed.GetValue(customers)), ("readings", parsed.GetValue(readings)) }.Where(f => f.Item2 is not null).ToList();
            if (files.Count == 0) throw new BadUseException("There is nothing to import; give --customers FILE, --readings FILE or both.");
            var format = Format(parsed.GetValue(mark)!, parsed.GetValue(dates)!, parsed.GetValue(unit)!) with { Trusted = parsed.GetValue(trusted) };
            var by = parsed.GetValue(separator)! is { Length: 1 } s && char.IsAscii(s[0]) ? s[0] : parsed.GetValue(separator) is "tab" or "\\t" ? '\t' : throw new BadUseException("--separator takes one character, or tab.");
            var tables = files.ConvertAll(f => (Kind: f.Item1, Table: TableFile.Read(f.Item2!, by)));
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var code = ExitCode.Done;
            foreach (var (kind, table) in tables)
            {
                var result = await TakeAsync(session, kind, table, format, cancellationToken).ConfigureAwait(false);
                Print(kind, table, result, parsed.GetValue(json), WorkArguments.Spoken(parsed, language));
                if (result.Refused.Count > 0) return ExitCode.SomeRefused;
            }
            return code;
        });
        return command;
    }

    /// <summary>Imports one table with a progress bar.</summary>
    public static Task<IntakeResult> TakeAsync(HostSession session, string kind, SourceTable table, SourceFormat format, CancellationToken cancellationToken) =>
        Screen.ProgressAsync($"importing {kind}", 0, _ => kind == "customers"
            ? session.Get<CustomerIntake>().ImportAsync(table, format, Actor.System, cancellationToken)
            : session.Get<ReadingIntake>().ImportAsync(table, format, Actor.System, cancellationToken));

    /// <summary>A format out of its parts.</summary>
    /// <exception cref="BadUseException">A part is not known.</exception>
    public static SourceFormat Format(string mark, string dates, string unit)
    {
        if (mark is not ("." or ",")) throw new BadUseException($"--decimal {mark} is not a decimal mark; write . or ,");
        if (VolumeUnit.TryOf(unit) is not { } known || known == VolumeUnit.Unstated) throw new BadUseException($"--unit {unit} is not known; write m3, kl, ccf or kgal.");
        try
        {
            NodaTime.Text.LocalDatePattern.CreateWithInvariantCulture(dates);
        }
        catch (NodaTime.Text.InvalidPatternException e)
        {
            throw new BadUseException($"--dates {dates} is not a date pattern ({e.Message.TrimEnd('.')}); write for instance uuuu-MM-dd or dd.MM.uuuu.");
        }
        return new SourceFormat { DecimalMark = mark[0], DatePattern = dates, Unit = known };
    }

    /// <summary>Prints what an import did.</summary>
    public static void Print(string kind, SourceTable table, IntakeResult result, bool json, Language language = Language.English)
    {
        if (json) Screen.Json(new { kind, file = table.Name, rows = result.Rows, added = result.Added, unchanged = result.Unchanged, held = result.Held, noIndex = result.NoIndex, repeated = result.Repeated, refused = result.Refused.Select(r => new { r.Line, r.Column, message = r.In(language) }) });
        else
        {
            var zh = language == Language.Chinese;
            foreach (var refused in result.Refused.Take(50)) Console.Error.WriteLine(refused.In(language));
            if (result.Refused.Count > 50) Console.Error.WriteLine(zh ? $"……还有 {result.Refused.Count - 50} 行" : $"... and {result.Refused.Count - 50} more");
            Console.Out.WriteLine((result.Refused.Count > 0, zh) switch
            {
                (true, true) => $"{Named(kind)}：{table.Name} 共 {Screen.Number(result.Rows)} 行，退回 {result.Refused.Count} 行，未导入任何内容",
                (true, false) => $"{kind}: {table.Name} has {result.Refused.Count} refused of {Screen.Number(result.Rows)} rows; nothing was imported",
                (false, true) => $"{Named(kind)}：共 {Screen.Number(result.Rows)} 行，新增 {Screen.Number(result.Added)}，未变 {Screen.Number(result.Unchanged)}{TrayZh(result)}{(result.Repeated ? "（此文件已导入过）" : "")}",
                _ => $"{kind}: {Screen.Number(result.Rows)} rows, {Screen.Number(result.Added)} added, {Screen.Number(result.Unchanged)} unchanged{Tray(result)}{(result.Repeated ? " (this file was imported before)" : "")}",
            });
        }
    }

    private static string Named(string kind) => kind switch { "customers" => "客户", "readings" => "读数", _ => "抄表册" };

    private static string Tray(IntakeResult result) =>
        (result.Held > 0 ? $", {Screen.Number(result.Held)} held (see held list)" : "") + (result.NoIndex > 0 ? $", {Screen.Number(result.NoIndex)} without an index" : "");

    private static string TrayZh(IntakeResult result) =>
        (result.Held > 0 ? $"，待审 {Screen.Number(result.Held)}（见 held list）" : "") + (result.NoIndex > 0 ? $"，无表码 {Screen.Number(result.NoIndex)}" : "");
}
