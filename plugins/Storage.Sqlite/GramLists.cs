using Microsoft.Data.Sqlite;
using SQLitePCL;
using WaterCore.Customers;
using WaterCore.Search;
using WaterCore.Storage.Sql;
using WaterCore.Values;

namespace WaterCore.Storage.Sqlite;

/// <summary>A piece of the list of a gram: accounts in order.</summary>
/// <param name="Key">Its key in the table.</param>
/// <param name="Docs">The accounts; at least one.</param>
internal sealed record GramPiece(long Key, long[] Docs);

/// <summary>The lists of grams, by prepared statements of SQLite's own interface. For one connection.</summary>
internal sealed class GramLists : IDisposable
{
    /// <summary>As many accounts as a piece holds at most; written on one page of the file.</summary>
    public const int Most = 1024;

    private const int Usual = 768, KnownPieces = 512;
    private readonly SqliteSession _session;
    private readonly List<(string Sql, sqlite3_stmt Statement)> _taken = [];
    private readonly sqlite3_stmt _at, _after, _put, _drop, _record, _any;
    private readonly Dictionary<long, GramPiece> _known = [];

    /// <param name="session">The connection with its statements.</param>
    /// <param name="condition">The condition, with its <c>and</c>, that the branch of an account a is in the scope; empty where all is.</param>
    /// <param name="branches">What the condition calls @branches.</param>
    public GramLists(SqliteSession session, string condition, string branches)
    {
        _session = session;
        _at = Prepare("select key, docs from clue_list where key >= ?1 and key <= ?2 order by key desc limit 1");
        _after = Prepare("select key, docs from clue_list where key > ?1 and key <= ?2 order by key limit 1");
        _put = Prepare("insert or replace into clue_list (key, docs) values (?1, ?2)");
        _any = Prepare("select fields from clue_record where account = ?1");
        _record = Prepare(condition.Length == 0 ? "select fields from clue_record where account = ?1" : $"select r.fields from clue_record r join account a on a.id = r.account where r.account = ?1{condition}");
        if (condition.Length > 0) raw.sqlite3_bind_text(_record, 2, branches);
        _drop = Prepare("delete from clue_list where key = ?1");
    }

    /// <summary>The key of a gram and an account.</summary>
    public static long Key(Gram gram, long account) => ((long)gram.Value << 32) + account;

    /// <summary>The last piece that begins at or before an account, else the first after it; null when the gram has none there.</summary>
    public GramPiece? At(Gram gram, long account) => Find(_at, Key(gram, 0), Key(gram, account)) ?? Find(_after, Key(gram, account), Key(gram, uint.MaxValue));

    /// <summary>The piece after another, or null.</summary>
    public GramPiece? After(Gram gram, GramPiece piece) => Find(_after, piece.Key, Key(gram, uint.MaxValue));

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
        var merged = new List<long>(Most * 2);
        while (!changes.IsEmpty)
        {
            var piece = At(gram, changes[0].Account);
            var next = piece is null ? null : After(gram, piece);
            var count = 0;
            while (count < changes.Length && (next is null || changes[count].Account < next.Docs[0])) count++;
            Merge(piece?.Docs ?? [], changes[..count], merged);
            changes = changes[count..];
            if (piece is not null && (merged.Count == 0 || Key(gram, merged[0]) != piece.Key)) Run(_drop, piece.Key, default);
            // What grows at its end is cut so that most of it need not be touched again.
            for (var start = 0; start < merged.Count;)
            {
                var length = merged.Count - start <= Most ? merged.Count - start : Usual;
                Put(gram, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(merged).Slice(start, length));
                start += length;
            }
        }
    }

    public void Dispose()
    {
        foreach (var (sql, statement) in _taken) _session.Give(sql, statement);
        _taken.Clear();
    }

    private static void Merge(long[] docs, ReadOnlySpan<(long Account, bool Has)> changes, List<long> merged)
    {
        merged.Clear();
        int d = 0, c = 0;
        while (d < docs.Length || c < changes.Length)
        {
            if (c == changes.Length || (d < docs.Length && docs[d] < changes[c].Account))
            {
                merged.Add(docs[d++]);
                continue;
            }
            if (d < docs.Length && docs[d] == changes[c].Account) d++;
            if (changes[c].Has) merged.Add(changes[c].Account);
            c++;
        }
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
                _known[key] = piece = new GramPiece(key, Read(key & uint.MaxValue, raw.sqlite3_column_blob(statement, 1)));
            }
        }
        var error = result is raw.SQLITE_ROW or raw.SQLITE_DONE ? null : Error(result);
        raw.sqlite3_reset(statement);
        return error is null ? piece : throw error;
    }

    private void Put(Gram gram, ReadOnlySpan<long> docs)
    {
        Span<byte> bytes = stackalloc byte[Most * 5];
        var length = 0;
        for (var i = 1; i < docs.Length; i++)
        {
            // Accounts one after another, as where all have the name of the town in their address, are counted and not listed; no distance is 0.
            var run = 0;
            while (i + run < docs.Length && docs[i + run] == docs[i + run - 1] + 1) run++;
            if (run > 2)
            {
                bytes[length++] = 0;
                length = Write((ulong)run, bytes, length);
                i += run - 1;
            }
            else
            {
                length = Write((ulong)(docs[i] - docs[i - 1]), bytes, length);
            }
        }
        Run(_put, Key(gram, docs[0]), bytes[..length]);
    }

    private static int Write(ulong number, Span<byte> bytes, int length)
    {
        for (; number >= 0x80; number >>= 7) bytes[length++] = (byte)((number & 0x7F) | 0x80);
        bytes[length++] = (byte)number;
        return length;
    }

    private static long[] Read(long first, ReadOnlySpan<byte> bytes)
    {
        Span<long> docs = stackalloc long[Most];
        docs[0] = first;
        var at = 1;
        for (var i = 0; i < bytes.Length;)
        {
            var distance = Number(bytes, ref i);
            if (distance > 0)
            {
                docs[at] = docs[at - 1] + distance;
                at++;
                continue;
            }
            for (var run = Number(bytes, ref i); run > 0; run--, at++) docs[at] = docs[at - 1] + 1;
        }
        return docs[..at].ToArray();
    }

    private static long Number(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (bytes[at] < 0x80) return bytes[at++];
        long number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = bytes[at++];
            number |= (long)(b & 0x7F) << shift;
            if (b < 0x80) return number;
        }
    }

    private void Run(sqlite3_stmt statement, long key, ReadOnlySpan<byte> docs)
    {
        raw.sqlite3_bind_int64(statement, 1, key);
        if (statement == _put)
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
