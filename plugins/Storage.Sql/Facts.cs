namespace WaterCore.Storage.Sql;

/// <summary>The tables that bills are worked out from. A bill itself is none: that it goes on from the last one is held by the table.</summary>
internal static class Facts
{
    private static readonly string[] s_tables = ["account", "agreement", "service_point", "meter", "installation", "reading", "bill_cancellation", "tariff"];

    public static bool Contains(string table) => s_tables.Contains(table, StringComparer.Ordinal);

    /// <summary>Whether a statement that is no insert of rows changes one of them: <c>update meter set ...</c>.</summary>
    public static bool IsChangedBy(string sql)
    {
        var words = sql.Split((char[])[' ', '\n', '\r', '\t', '('], 4, StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 2 && Contains(words[0].Equals("update", StringComparison.OrdinalIgnoreCase) ? words[1] : words[2]);
    }
}
