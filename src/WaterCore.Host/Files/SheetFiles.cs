using System.Data;
using System.Globalization;
using System.Text;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;
using WaterCore.Documents;

namespace WaterCore.Host.Files;

/// <summary>Writes the tables of a sheet as CSV and as a workbook. Words that look like a formula stay words in both.</summary>
internal static class SheetFiles
{
    private const int MostOfAName = 31;

    /// <summary>A table as CSV with its titles, in UTF-8 with the mark that spreadsheets ask for.</summary>
    public static string Csv(SheetTable table)
    {
        var csv = new StringBuilder("\uFEFF");
        csv.Append(CsvText.Row(table.Columns.Select(c => c.Title))).Append("\r\n");
        foreach (var row in Rows(table))
        {
            // A number below zero is a number; words with a sign before them are not.
            var cells = row.Cells.Select(c => c.IsNumber ? c.Plain : CsvText.Row(c.Plain));
            csv.Append(string.Join(',', cells)).Append("\r\n");
        }
        return csv.ToString();
    }

    /// <summary>The tables of a sheet as a workbook, a worksheet for each; numbers are numbers.</summary>
    public static void Excel(Sheet sheet, Stream to)
    {
        var book = new Dictionary<string, object>();
        foreach (var table in sheet.Parts.OfType<SheetTable>())
        {
            // All columns of objects: a cell is a number or words, whatever its neighbours are.
            var data = new DataTable { Locale = CultureInfo.InvariantCulture };
            foreach (var (column, i) in table.Columns.Select((c, i) => (c, i))) data.Columns.Add(data.Columns.Contains(column.Title) ? $"{column.Title} {i + 1}" : column.Title, typeof(object));
            foreach (var row in Rows(table)) data.Rows.Add([.. row.Cells.Select(c => (object?)c.Exact ?? c.Plain)]);
            book[Name(table.Title, book)] = data;
        }
        to.SaveAs(book, configuration: new OpenXmlConfiguration { AutoFilter = false });
    }

    private static IEnumerable<SheetRow> Rows(SheetTable table) => table.Total is { } total ? table.Rows.Append(total) : table.Rows;

    private static string Name(string title, Dictionary<string, object> taken)
    {
        var name = string.Concat(title.Select(c => c is '[' or ']' or ':' or '*' or '?' or '/' or '\\' or '\'' ? ' ' : c)).Trim();
        if (name.Length > MostOfAName) name = name[..MostOfAName];
        if (name.Length == 0) name = "1";
        for (var i = 2; taken.ContainsKey(name); i++) name = string.Create(CultureInfo.InvariantCulture, $"{name[..Math.Min(name.Length, MostOfAName - 4)]} {i}");
        return name;
    }
}
