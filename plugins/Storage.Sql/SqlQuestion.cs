namespace WaterCore.Storage.Sql;

/// <summary>A query that is asked together with others, and where its rows go.</summary>
/// <param name="sql">The query.</param>
internal abstract class SqlQuestion(string sql)
{
    public string Sql => sql;

    /// <summary>Takes a row.</summary>
    public abstract bool Read(RowReader row);
}

/// <inheritdoc/>
/// <param name="sql">The query.</param>
/// <param name="map">What a row is.</param>
internal sealed class SqlQuestion<T>(string sql, Func<RowReader, T> map) : SqlQuestion(sql)
{
    public List<T> Rows { get; } = [];

    public override bool Read(RowReader row)
    {
        Rows.Add(map(row));
        return true;
    }
}
