using WaterCore.Customers;
using WaterCore.Search;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

/// <summary>Reads search records out of the tables: an account with its customer, its premises and the meters there, also those removed since.</summary>
internal static class SearchRows
{
    /// <summary>Of the accounts that a query gives as column <c>account</c>.</summary>
    public static async ValueTask<IReadOnlyList<SearchRecord>> OfAsync(SqlUnit unit, string accounts, object arguments, CancellationToken cancellationToken)
    {
        var rows = await unit.QueryAsync(Sql(unit, accounts), arguments, Read, cancellationToken).ConfigureAwait(false);
        var records = new List<SearchRecord>();
        for (var i = 0; i < rows.Count;)
        {
            var end = i + 1;
            while (end < rows.Count && rows[end].Key == rows[i].Key) end++;
            records.Add(Record(rows, i, end));
            i = end;
        }
        return records;
    }

    /// <summary>Of all accounts, in order of key.</summary>
    public static async IAsyncEnumerable<SearchRecord> AllAsync(SqlUnit unit, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var same = new List<Row>();
        await foreach (var row in unit.StreamAsync(Sql(unit, "select id as account from account"), Read, cancellationToken).ConfigureAwait(false))
        {
            if (same.Count > 0 && same[0].Key != row.Key)
            {
                yield return Record(same, 0, same.Count);
                same.Clear();
            }
            same.Add(row);
        }
        if (same.Count > 0) yield return Record(same, 0, same.Count);
    }

    // A cross join keeps SQLite from another order of joins.
    private static string Sql(SqlUnit unit, string accounts) =>
        $"""
        select a.id, a.number, c.name, c.phone, p.address, m.number
        from ({accounts}) found
        cross join account a
        cross join customer c
        left join agreement g on g.account = a.id
        left join service_point s on s.id = g.service_point
        left join premise p on p.id = s.premise
        left join installation i on i.service_point = g.service_point
        left join meter m on m.id = i.meter
        where a.id = found.account and c.id = a.customer{unit.And("a.branch")}
        order by a.id, g.from_day, g.service_point, i.installed_on
        """;

    private static Row Read(RowReader row) => new(row.Long(), row.Text(), row.Text(), row.TextOrNull(), row.TextOrNull(), row.TextOrNull());

    private static SearchRecord Record(IReadOnlyList<Row> rows, int start, int end)
    {
        var first = rows[start];
        var fields = new List<SearchField>(5) { new(SearchFieldKind.Account, first.Account), new(SearchFieldKind.Name, first.Name) };
        if (first.Phone is { } phone) fields.Add(new(SearchFieldKind.Phone, phone));
        for (var i = start; i < end; i++)
        {
            Add(new SearchField(SearchFieldKind.Address, rows[i].Address!));
            Add(new SearchField(SearchFieldKind.Meter, rows[i].Meter!));
        }
        return new SearchRecord(first.Key, fields);

        void Add(SearchField field)
        {
            if (field.Text is not null && !fields.Contains(field)) fields.Add(field);
        }
    }

    private sealed record Row(long Key, string Account, string Name, string? Phone, string? Address, string? Meter);
}
