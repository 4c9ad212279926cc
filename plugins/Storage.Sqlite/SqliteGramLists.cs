using Microsoft.Data.Sqlite;
using SQLitePCL;
using WaterCore.Customers;
using WaterCore.Search;
using WaterCore.Storage.Sql;
using WaterCore.Values;

namespace WaterCore.Storage.Sqlite;

/// <summary>The lists of grams, by prepared statements of SQLite's own interface. For one connection.</summary>
internal sealed class SqliteGramLists : IGramPieces, IDisposable
{
    private const int KnownPieces = 512;
    private readonly SqliteSession _session;
    private readonly List<(string Sql, sqlite3_stmt Statement)> _taken = [];
    private readonly sqlite3_stmt _at, _after, _put, _change, _drop, _record, _any;
    private readonly Dictionary<long, GramPiece> _known = [];

    /// <param name="session">The connection with its statements.</param>
    /// <param name="condition">The condition, with its <c>and</c>, that the branch of an account a is in the scope; empty where all is.</param>
    /// <param name="branches">What the condition calls @branches.</param>
    public SqliteGramLists(SqliteSession session, string condition, string branches)
    {
        _session = session;
        _at = Prepare("select key, docs from clue_list where key >= ?1 and key <= ?2 order by key desc limit 1");
        _after = Prepare("select key, docs from clue_list where key > ?1 and key <= ?2 order by key limit 1");
        _put = Prepare("insert or replace into clue_list (key, docs) values (?1, ?2)");
        _change = Prepare("update clue_list set docs = ?2 where key = ?1");
        _any = Prepare("select fields from clue_record where account = ?1");
        _record = Prepare(condition.Length == 0 ? "select fields from clue_record where account = ?1" : $"select r.fields from clue_record r join account a on a.id = r.account where r.account = ?1{condition}");
        if (condition.Length > 0) raw.sqlite3_bind_text(_record, 2, branches);
        _drop = Prepare("delete from clue_list where key = ?1");
    }

    public bool At(Gram gram, long account, out GramPiece? piece)
    {
        piece = Find(_at, GramPiece.KeyOf(gram, 0), GramPiece.KeyOf(gram, account)) ?? Find(_after, GramPiece.KeyOf(gram, account), GramPiece.KeyOf(gram, uint.MaxValue));
        return true;
    }

    public bool After(Gram gram, GramPiece piece, out GramPiece? next)
    {
        next = Find(_after, piece.Key, GramPiece.KeyOf(gram, uint.MaxValue));
        return true;
    }

    /// <summary>What accounts are found by, in the order asked for; those of which nothing is kept, or that are not in the scope, are left out.</summary>
    /// <param name="accounts">Which.</param>
    /// <param name="whateverScope">Also those not in the scope: what was kept before a change.</param>
    public IReadOnlyList<SearchRecord> Records(IReadOnlyCollection<Id<Account>> accounts, bool whateverScope = false)
    {
        var statement = whateverScope ? _any : _record;
        var records = new List<SearchRecord>(accounts.Count);
        foreach (var account in accounts)
        {
            raw.sqlite3_bind_int64(statement, 1, account.Value);
            var result = raw.sqlite3_step(statement);
            if (result == raw.SQLITE_ROW) records.Add(KeptRecord.Read(account.Value, raw.sqlite3_column_text(statement, 0).utf8_to_string()));
            var error = result is raw.SQLITE_ROW or raw.SQLITE_DONE ? null : Error(result);
            raw.sqlite3_reset(statement);
            if (error is not null) throw error;
        }
        return records;
    }

    /// <summary>Changes the list of a gram.</summary>
    /// <param name="gram">The gram.</param>
    /// <param name="changes">Accounts in order, each once, and whether each is to have it.</param>
    public void Change(Gram gram, ReadOnlySpan<(long Account, bool Has)> changes)
    {
        _known.Clear();
        var merged = new List<uint>(GramPiece.Most * 2);
        while (!changes.IsEmpty)
        {
            At(gram, changes[0].Account, out var piece);
            GramPiece? next = null;
            if (piece is not null && changes.Length > 1) After(gram, piece, out next);
            var count = 0;
            while (count < changes.Length && (next is null || changes[count].Account < next.Docs[0])) count++;
            GramPiece.Merge(piece?.Docs ?? [], changes[..count], merged);
            changes = changes[count..];
            if (piece is not null && (merged.Count == 0 || GramPiece.KeyOf(gram, merged[0]) != piece.Key)) Run(_drop, piece.Key, default);
            for (int start = 0, length; start < merged.Count; start += length)
            {
                length = GramPiece.Cut(merged.Count - start);
                Put(gram, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(merged).Slice(start, length), piece);
            }
        }
    }

    public void Dispose()
    {
        foreach (var (sql, statement) in _taken) _session.Give(sql, statement);
        _taken.Clear();
    }

    private GramPiece? Find(sqlite3_stmt statement, long low, long high)
    {
        raw.sqlite3_bind_int64(statement, 1, low);
        raw.sqlite3_bind_int64(statement, 2, high);
        var result = raw.sqlite3_step(statement);
        GramPiece? piece = null;
        if (result == raw.SQLITE_ROW)
        {
            var key = raw.sqlite3_column_int64(statement, 0);
            if (!_known.TryGetValue(key, out piece))
            {
                if (_known.Count >= KnownPieces) _known.Clear();
                _known[key] = piece = GramPiece.Read(key, raw.sqlite3_column_blob(statement, 1));
            }
        }
        var error = result is raw.SQLITE_ROW or raw.SQLITE_DONE ? null : Error(result);
        raw.sqlite3_reset(statement);
        return error is null ? piece : throw error;
    }

    private void Put(Gram gram, ReadOnlySpan<uint> docs, GramPiece? before)
    {
        Span<byte> bytes = stackalloc byte[GramPiece.MostBytes];
        var key = GramPiece.KeyOf(gram, docs[0]);
        Run(key == before?.Key ? _change : _put, key, bytes[..GramPiece.Write(docs, bytes)]);
    }

    private void Run(sqlite3_stmt statement, long key, ReadOnlySpan<byte> docs)
    {
        raw.sqlite3_bind_int64(statement, 1, key);
        if (statement != _drop)
        {
            if (docs.IsEmpty) raw.sqlite3_bind_zeroblob(statement, 2, 0);
            else raw.sqlite3_bind_blob(statement, 2, docs);
        }
        var result = raw.sqlite3_step(statement);
        var error = result == raw.SQLITE_DONE ? null : Error(result);
        raw.sqlite3_reset(statement);
        if (error is not null) throw error;
    }

    private sqlite3_stmt Prepare(string sql)
    {
        // Two statements may say the same; a session lends each but once, so that the second is made anew.
        var result = _session.Take(sql, out var statement);
        if (result != raw.SQLITE_OK) throw Error(result);
        _taken.Add((sql, statement));
        return statement;
    }

    private SqliteException Error(int result) => new($"{raw.sqlite3_errmsg(_session.Handle).utf8_to_string().TrimEnd('.')} (table clue_list)", result & 0xFF, raw.sqlite3_extended_errcode(_session.Handle));
}
