using System.Globalization;
using WaterCore.Search;

namespace WaterCore.Storage.Sql;

/// <summary>A search record as one text: the kind of each field as a digit, its text, and a mark that stands in no text.</summary>
internal static class KeptRecord
{
    private const char Mark = '\u001F';

    public static string Write(SearchRecord record) =>
        string.Join(Mark, record.Fields.Select(f => ((int)f.Kind).ToString(CultureInfo.InvariantCulture) + f.Text.Replace(Mark, ' ').Replace('\0', ' ')));

    public static SearchRecord Read(long account, string text)
    {
        var fields = new List<SearchField>(5);
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf(Mark, start);
            if (end < 0) end = text.Length;
            fields.Add(new SearchField((SearchFieldKind)(text[start] - '0'), text[(start + 1)..end]));
            start = end + 1;
        }
        return new SearchRecord(account, fields);
    }
}
