using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;

namespace WaterCore.Benchmarks;

/// <summary>The accounts of the common tariff in DuckDB and SQLite, in memory, with the statements that bill them.</summary>
public sealed class CommonDatabases : IDisposable
{
    private readonly DuckDBConnection _duck = new("DataSource=:memory:");
    private readonly SqliteConnection _sqlite = new("Data Source=:memory:");
    private readonly string _duckSql = Sql("common.duckdb.sql"), _sqliteSql = Sql("common.sqlite.sql");

    public CommonDatabases(CommonTariff accounts)
    {
        _duck.Open();
        Execute(_duck, "SET threads = 1; SET preserve_insertion_order = true");
        Execute(_duck, """
            CREATE TABLE by_month (usage INTEGER, persons UTINYINT, meter UTINYINT);
            CREATE TABLE by_year (usage INTEGER, year_to_date INTEGER, persons UTINYINT, meter UTINYINT);
            CREATE TABLE fees (meter UTINYINT, fee INTEGER);
            """);
        using (var month = _duck.CreateAppender("by_month"))
            for (var i = 0; i < accounts.Half; i++)
                month.CreateRow().AppendValue(accounts.Usage[i]).AppendValue(accounts.Persons[i]).AppendValue(accounts.Meters[i]).EndRow();
        using (var year = _duck.CreateAppender("by_year"))
            for (var i = accounts.Half; i < accounts.Accounts; i++)
                year.CreateRow().AppendValue(accounts.Usage[i]).AppendValue(accounts.YearToDate[i]).AppendValue(accounts.Persons[i]).AppendValue(accounts.Meters[i]).EndRow();

        _sqlite.Open();
        Execute(_sqlite, """
            PRAGMA temp_store = MEMORY;
            CREATE TABLE by_month (usage INTEGER, persons INTEGER, meter INTEGER);
            CREATE TABLE by_year (usage INTEGER, year_to_date INTEGER, persons INTEGER, meter INTEGER);
            CREATE TABLE fees (meter INTEGER PRIMARY KEY, fee INTEGER);
            """);
        using (var transaction = _sqlite.BeginTransaction())
        {
            using var insert = _sqlite.CreateCommand();
            var values = new SqliteParameter[4];
            for (var p = 0; p < 4; p++) values[p] = insert.Parameters.Add($"@p{p}", SqliteType.Integer);
            for (var i = 0; i < accounts.Accounts; i++)
            {
                insert.CommandText = i < accounts.Half ? "INSERT INTO by_month VALUES (@p0, @p2, @p3)" : "INSERT INTO by_year VALUES (@p0, @p1, @p2, @p3)";
                (values[0].Value, values[1].Value, values[2].Value, values[3].Value) = (accounts.Usage[i], accounts.YearToDate[i], accounts.Persons[i], accounts.Meters[i]);
                insert.ExecuteNonQuery();
            }
            transaction.Commit();
        }
        for (var m = 0; m < CommonTariff.Fees.Length; m++)
        {
            var row = string.Create(CultureInfo.InvariantCulture, $"INSERT INTO fees VALUES ({m + 1}, {CommonTariff.Fees[m]})");
            Execute(_duck, row);
            Execute(_sqlite, row);
        }
    }

    public void RunDuck() => Execute(_duck, _duckSql);

    public void RunSqlite()
    {
        Execute(_sqlite, "DROP TABLE IF EXISTS bills");
        Execute(_sqlite, _sqliteSql);
    }

    /// <summary>The sums of the four columns of the bills last made.</summary>
    public long[] Sums(bool duck)
    {
        using var command = ((DbConnection)(duck ? _duck : _sqlite)).CreateCommand();
        command.CommandText = "SELECT sum(water), sum(sewage), sum(meter), sum(total) FROM bills";
        using var reader = command.ExecuteReader();
        reader.Read();
        return [.. Enumerable.Range(0, 4).Select(c => (long)Convert.ChangeType(reader.GetValue(c).ToString()!, typeof(long), CultureInfo.InvariantCulture))];
    }

    public void Dispose()
    {
        _duck.Dispose();
        _sqlite.Dispose();
    }

    private static string Sql(string name)
    {
        using var stream = typeof(CommonDatabases).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void Execute(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
