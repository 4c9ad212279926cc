using System.Text.Json;
using CsvHelper;
using WaterCore.Host.Commands;
using WaterCore.Tariffs;

namespace WaterCore.Host.Files;

/// <summary>One row to rate.</summary>
/// <param name="Line">The line in the file, from 1.</param>
/// <param name="Tariff">The tariff's file as the row names it, or null.</param>
/// <param name="UseClass">The use class, or null.</param>
/// <param name="Inputs">The row's inputs by name.</param>
/// <param name="Problem">Why the row cannot be read, or null.</param>
internal readonly record struct UsageRow(long Line, string? Tariff, string? UseClass, ICaseInputs Inputs, string? Problem = null);

/// <summary>Reads usage as CSV or as JSON lines, row by row, packed or not.</summary>
internal static class UsageFile
{
    /// <summary>The rows of a file, told apart by the first character: <c>{</c> begins JSON lines.</summary>
    /// <param name="path">The file.</param>
    /// <param name="set">Inputs that every row has.</param>
    public static IEnumerable<UsageRow> Read(string path, IReadOnlyDictionary<string, string> set)
    {
        var stream = new BufferedStream(TableFile.OpenRead(path), 1 << 16);
        var first = new byte[1];
        var head = stream.Read(first, 0, 1) == 1 ? first[0] : (byte)0;
        stream.Dispose();
        return head == '{' ? JsonLines(path, set) : Csv(path, set);
    }

    private static IEnumerable<UsageRow> Csv(string path, IReadOnlyDictionary<string, string> set)
    {
        using var csv = CsvReader.Create(TableFile.OpenRead(path), TableFile.Options(','));
        string[] columns;
        try
        {
            columns = csv.Headers.Select(h => h.Trim()).ToArray();
        }
        catch (CsvFormatException e)
        {
            throw new BadUseException($"{path}: the heading is not CSV ({e.Message}).");
        }
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < columns.Length; i++) index.TryAdd(columns[i], i);
        var useClass = index.TryGetValue("class", out var c) || index.TryGetValue("cust_class", out c) ? c : -1;
        var tariff = index.TryGetValue("file", out var f) ? f : -1;
        while (Next(csv, path))
        {
            var cells = new string[csv.FieldCount];
            for (var i = 0; i < cells.Length; i++) cells[i] = csv.GetString(i);
            yield return new UsageRow(csv.LineNumber, Cell(cells, tariff), Cell(cells, useClass), new CsvInputs(index, cells, set));
        }
    }

    private static bool Next(CsvReader csv, string path)
    {
        try
        {
            return csv.Read();
        }
        catch (CsvFormatException e)
        {
            throw new BadUseException($"{path}:{e.LineNumber}: this is not CSV ({e.Message.TrimEnd('.')}).");
        }
    }

    private static string? Cell(string[] cells, int at) => at >= 0 && at < cells.Length && cells[at].Length > 0 ? cells[at] : null;

    private static IEnumerable<UsageRow> JsonLines(string path, IReadOnlyDictionary<string, string> set)
    {
        using var reader = new StreamReader(TableFile.OpenRead(path));
        for (long line = 1; reader.ReadLine() is { } text; line++)
            if (text.Trim().Length > 0) yield return Json(line, text, set);
    }

    private static UsageRow Json(long line, string text, IReadOnlyDictionary<string, string> set)
    {
        try
        {
            using var row = JsonDocument.Parse(text);
            var inputs = new Dictionary<string, string>(set, StringComparer.Ordinal);
            if (row.RootElement.TryGetProperty("inputs", out var values))
                foreach (var value in values.EnumerateObject()) inputs[value.Name] = Text(value.Value);
            return new UsageRow(line, Find(row.RootElement, "file"), Find(row.RootElement, "class"), new CaseInputs(inputs));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new UsageRow(line, null, null, new CaseInputs(set), "the line is not a JSON object with file, class and inputs");
        }
    }

    private static string? Find(JsonElement row, string name) => row.TryGetProperty(name, out var value) ? Text(value) : null;

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number when value.GetRawText().AsSpan().IndexOfAny('e', 'E') >= 0 && value.TryGetDecimal(out var number) =>
            number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => value.GetRawText(),
    };

    private sealed class CsvInputs(Dictionary<string, int> index, string[] cells, IReadOnlyDictionary<string, string> set) : ICaseInputs
    {
        public string? Find(string name) =>
            index.TryGetValue(name, out var i) && i < cells.Length && cells[i].Length > 0 ? cells[i] : set.TryGetValue(name, out var text) ? text : null;
    }
}
