using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace WaterCore.Host.Commands;

/// <summary>Tables, progress bars on a terminal only, and JSON.</summary>
internal static class Screen
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // goes to a terminal or a program, never into a page
    };

    /// <summary>Writes an object as JSON to standard output.</summary>
    public static void Json(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, JsonOptions));

    /// <summary>Writes two columns, aligned by what they look like on a terminal, where a Chinese character is two wide.</summary>
    public static void Pairs(params (string Name, string Value)[] rows)
    {
        var width = rows.Max(r => Width(r.Name));
        foreach (var (name, value) in rows) Console.Out.WriteLine($"{name}{new string(' ', width - Width(name) + 2)}{value}");
    }

    /// <summary>Writes a table; the first column to the left, the others to the right.</summary>
    public static void Table(IReadOnlyList<string> titles, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.Prepend(titles).ToList();
        var widths = titles.Select((_, i) => all.Max(r => Width(r[i]))).ToArray();
        // Figures stand under each other at their ends, words at their beginnings.
        var figures = titles.Select((_, i) => i > 0 && all.Skip(1).All(r => r[i].Length == 0 || char.IsAsciiDigit(r[i][0]) || r[i][0] is '-' or '+')).ToArray();
        foreach (var row in all)
            Console.Out.WriteLine(string.Join("  ", row.Select((cell, i) => figures[i] ? new string(' ', widths[i] - Width(cell)) + cell : cell + new string(' ', widths[i] - Width(cell)))).TrimEnd());
    }

    /// <summary>A table with its title and its total.</summary>
    public static void Table(Documents.SheetTable table)
    {
        if (table.Title.Length > 0) Console.Out.WriteLine(table.Title);
        Table([.. table.Columns.Select(c => c.Title)], (table.Total is { } total ? table.Rows.Append(total) : table.Rows).Select(r => (IReadOnlyList<string>)[.. r.Cells.Select(c => c.Shown)]));
    }

    /// <summary>Does work with a progress bar on standard error, if that is a terminal.</summary>
    /// <param name="what">What is being done.</param>
    /// <param name="total">How much there is; 0 when it is not known.</param>
    /// <param name="work">Gets a report of how much is done.</param>
    public static async Task<T> ProgressAsync<T>(string what, long total, Func<Action<long>, Task<T>> work)
    {
        if (Console.IsErrorRedirected || Console.IsOutputRedirected) return await work(_ => { }).ConfigureAwait(false);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true).StartAsync(async progress =>
        {
            var bar = progress.AddTask(Markup.Escape(what), maxValue: Math.Max(1, total));
            bar.IsIndeterminate = total == 0;
            return await work(done => bar.Value = done).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>A whole number with thin groups, for people.</summary>
    public static string Number(long value) => value.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An amount with groups, for people.</summary>
    public static string Amount(Money money) => $"{money.ToDecimal().ToString($"N{money.Currency.MinorDigits}", System.Globalization.CultureInfo.InvariantCulture)} {money.Currency}";

    /// <summary>How wide a text is on a terminal.</summary>
    public static int Width(string text) => text.EnumerateRunes().Sum(r => r.Value is >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6 or >= 0x20000 ? 2 : 1);
}
