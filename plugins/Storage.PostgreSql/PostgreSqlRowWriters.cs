using NodaTime;
using Npgsql;
using NpgsqlTypes;
using WaterCore.Storage.Sql;

namespace WaterCore.Storage.PostgreSql;

/// <summary>Statements that differ in their values only, noted in a list that somebody else sends.</summary>
/// <param name="statements">The list.</param>
/// <param name="sql">The statement, given how many values it has.</param>
internal class NoteWriter(ICollection<NpgsqlBatchCommand> statements, Func<int, string> sql) : RowWriter
{
    private NpgsqlBatchCommand? _row;

    public override RowWriter Add(long value) => Added(new NpgsqlParameter<long> { TypedValue = value });

    public override RowWriter Add(string value) => Added(new NpgsqlParameter<string> { TypedValue = value });

    public override RowWriter Add(LocalDate value) => Added(new NpgsqlParameter<DateOnly> { TypedValue = value.ToDateOnly() });

    public override RowWriter Add(ReadOnlyMemory<byte> value) => Added(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bytea });

    public override RowWriter AddNull() => Added(new NpgsqlParameter { Value = DBNull.Value });

    // With its type, so that the statement stays prepared whether there is a text or none.
    public override RowWriter AddOrNull(string? value) => value is null ? Added(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = DBNull.Value }) : Add(value);

    public override void EndRow()
    {
        _row!.CommandText = sql(_row.Parameters.Count);
        statements.Add(_row);
        _row = null;
    }

    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override void Dispose()
    {
    }

    public static string Insert(string table, IReadOnlyList<string> columns, string onConflict = "") =>
        $"insert into {table} ({string.Join(", ", columns)}) values ({Values(columns.Count)}) {onConflict}";

    public static string Values(int count) => string.Join(", ", Enumerable.Range(1, count).Select(n => $"${n}"));

    private NoteWriter Added(NpgsqlParameter parameter)
    {
        _row ??= new NpgsqlBatchCommand();
        _row.Parameters.Add(parameter);
        return this;
    }
}

/// <summary>A few rows: one insert for each, sent together.</summary>
internal sealed class InsertWriter : NoteWriter
{
    private readonly NpgsqlBatch _batch;

    public InsertWriter(NpgsqlConnection connection, string table, IReadOnlyList<string> columns, string onConflict)
        : this(new NpgsqlBatch(connection), Insert(table, columns, onConflict))
    {
    }

    private InsertWriter(NpgsqlBatch batch, string sql) : base(batch.BatchCommands, _ => sql) => _batch = batch;

    public override async ValueTask CompleteAsync(CancellationToken cancellationToken) => await _batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);

    public override void Dispose()
    {
        _batch.Dispose();
        base.Dispose();
    }
}

/// <summary>
/// Many rows, by binary COPY: into the table itself, whose triggers run once for all of them; or, where a row may be there already,
/// into a staging table and from there by one insert.
/// </summary>
internal sealed class CopyWriter : RowWriter
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlBinaryImporter _importer;
    private readonly string? _afterwards;
    private bool _inRow, _completed;

    public CopyWriter(NpgsqlConnection connection, string table, IReadOnlyList<string> columns, string onConflict)
    {
        _connection = connection;
        var names = string.Join(", ", columns);
        var target = table;
        if (onConflict.Length > 0)
        {
            // In order of the first column, which is the key: several writers take their row locks in the same order.
            target = $"staged_{table}";
            using var make = new NpgsqlCommand($"create temporary table {target} on commit drop as select {names} from {table} with no data", connection);
            make.ExecuteNonQuery();
            _afterwards = $"insert into {table} ({names}) select {names} from {target} order by {columns[0]} {onConflict}; drop table {target}";
        }
        _importer = connection.BeginBinaryImport($"copy {target} ({names}) from stdin (format binary)");
    }

    public override RowWriter Add(long value)
    {
        Field();
        _importer.Write(value, NpgsqlDbType.Bigint);
        return this;
    }

    public override RowWriter Add(string value)
    {
        Field();
        _importer.Write(value, NpgsqlDbType.Text);
        return this;
    }

    public override RowWriter Add(LocalDate value)
    {
        Field();
        _importer.Write(value.ToDateOnly(), NpgsqlDbType.Date);
        return this;
    }

    public override RowWriter Add(ReadOnlyMemory<byte> value)
    {
        Field();
        _importer.Write(value, NpgsqlDbType.Bytea);
        return this;
    }

    public override RowWriter AddNull()
    {
        Field();
        _importer.WriteNull();
        return this;
    }

    public override void EndRow() => _inRow = false;

    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await _importer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        await _importer.DisposeAsync().ConfigureAwait(false);
        _completed = true;
        if (_afterwards is null) return;
        using var command = new NpgsqlCommand(_afterwards, _connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    // Disposed before it is complete, the import is cancelled.
    public override void Dispose()
    {
        if (!_completed) _importer.Dispose();
    }

    private void Field()
    {
        if (_inRow) return;
        _importer.StartRow();
        _inRow = true;
    }
}
