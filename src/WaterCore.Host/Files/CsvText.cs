namespace WaterCore.Host.Files;

/// <summary>Writes cells of CSV: quoted where they must be, and never a formula where a spreadsheet opens them.</summary>
internal static class CsvText
{
    /// <summary>A row, without the end of line.</summary>
    public static string Row(params IEnumerable<string> cells) => string.Join(',', cells.Select(Cell));

    /// <summary>One cell.</summary>
    public static string Cell(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        return text.AsSpan().IndexOfAny("\",\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
