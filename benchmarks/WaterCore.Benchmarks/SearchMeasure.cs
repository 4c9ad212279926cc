using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WaterCore.Conformance;
using WaterCore.Operations;
using WaterCore.Plugins;
using WaterCore.Ports;
using WaterCore.Search;
using WaterCore.Storage.PostgreSql;
using WaterCore.Storage.Sqlite;
using WaterCore.Storage.Tests;

namespace WaterCore.Benchmarks;

/// <summary>
/// Search over many customers, by hand: <c>search [customers] [folder] [clues] [alone]</c>. Writes a table in Markdown. Beside the grams on SQLite and PostgreSQL, in
/// one run over the same customers: LIKE over a flat table, SQLite's own trigram index over it, and pg_trgm over the same table in PostgreSQL. Then random
/// clues against a plain scan of all customers, on both storages. <c>alone</c> leaves out the other ways and all tables but those of search, which
/// loads in a fraction of the time.
/// </summary>
internal static class SearchMeasure
{
    private const int Batch = 50_000;

    public static async Task RunAsync(int customers, string folder, int clues, bool alone)
    {
        Directory.CreateDirectory(folder);
        foreach (var old in Directory.GetFiles(folder, "search*.db*")) File.Delete(old);
        var file = Path.Combine(folder, "search.db");
        var town = new SearchTown(1);
        var sample = new List<SearchRecord>();
        long Since(long start) => (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds;

        var all = new List<SearchRecord>(customers);
        using var server = new PostgresServer("-c shared_buffers=2GB -c max_wal_size=8GB -c checkpoint_timeout=30min -c fsync=off -c work_mem=64MB -c maintenance_work_mem=512MB");
        server.Create("search");
        var postgres = await RunMeasure.StorageAsync(new PostgreSqlPlugin(), "PostgreSql", new() { ["ConnectionString"] = server.ConnectionString("search") });
        await using var grown = new NpgsqlConnection(server.ConnectionString("search"));
        await grown.OpenAsync();
        var storage = await OpenAsync(file);
        using var flat = new SqliteConnection($"Data Source={Path.Combine(folder, "search-flat.db")};Pooling=false");
        flat.Open();
        Run(flat, "pragma journal_mode=wal; pragma synchronous=off; pragma cache_size=-65536; create table flat (id integer primary key, text text not null); create virtual table tri using fts5(text, content='', tokenize='trigram')");
        var start = Stopwatch.GetTimestamp();
        for (long key = 1; key <= customers;)
        {
            var batch = new List<SearchRecord>();
            for (; batch.Count < Batch && key <= customers; key++) batch.Add(town.Next(key));
            all.AddRange(batch);
            for (var i = 0; i < batch.Count; i += 50) sample.Add(batch[i]);
            foreach (var to in new[] { storage, postgres })
            {
                await using var unit = await to.WriteAsync();
                if (alone) await unit.Search.PutAsync(batch);
                else await SearchTown.AddAsync(unit, batch);
                await unit.CommitAsync();
            }
            if (alone) continue;
            using var change = flat.BeginTransaction();
            using var row = flat.CreateCommand();
            row.CommandText = "insert into flat values ($id, $text); insert into tri (rowid, text) values ($id, $text)";
            row.Parameters.Add("$id", SqliteType.Integer);
            row.Parameters.Add("$text", SqliteType.Text);
            foreach (var record in batch)
            {
                row.Parameters[0].Value = record.Key;
                row.Parameters[1].Value = string.Join(' ', record.Fields.Select(f => f.Text));
                row.ExecuteNonQuery();
            }
            change.Commit();
        }
        Sql(grown, "create table flat (id bigint primary key, text text)");
        await using (var copy = await grown.BeginBinaryImportAsync("copy flat (id, text) from stdin (format binary)"))
        {
            foreach (var record in alone ? [] : all)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(record.Key);
                await copy.WriteAsync(string.Join(' ', record.Fields.Select(f => f.Text)));
            }
            await copy.CompleteAsync();
        }
        server.Run("search", "create extension pg_trgm", "postgres");
        Sql(grown, "create index flat_trgm on flat using gin (text gin_trgm_ops)");
        server.Run("search", "vacuum analyze", "postgres");
        Console.WriteLine($"loaded {customers:N0} customers, {(alone ? "search alone" : "all five ways")}, in {Since(start) / 1_000_000} s; load average {(await File.ReadAllTextAsync("/proc/loadavg"))[..14]}");

        await storage.DisposeAsync();
        using (var raw = new SqliteConnection($"Data Source={file};Pooling=false"))
        {
            raw.Open();
            Run(flat, "insert into tri (tri) values ('optimize')");
            Console.WriteLine($"- SQLite: lists of grams {Size(raw, "clue_list") / 1e6:F1} MB, rows to verify on {Size(raw, "clue_record") / 1e6:F1} MB; trigram index {Size(flat, "tri_data", "tri_idx", "tri_docsize") / 1e6:F1} MB, flat table {Size(flat, "flat") / 1e6:F1} MB");
        }
        Console.WriteLine($"- PostgreSQL: lists of grams {Bytes(grown, "clue_list") / 1e6:F1} MB, rows to verify on {Bytes(grown, "clue_record") / 1e6:F1} MB; pg_trgm index {Bytes(grown, "flat_trgm") / 1e6:F1} MB");
        Console.WriteLine();
        Console.WriteLine("| clue | looks | hits found (median) | SQLite p50 µs | p95 µs | processor p50 µs | p95 µs | PostgreSQL p50 µs | p95 µs | LIKE p50 µs | FTS5 trigram p50 µs | p95 µs | pg_trgm p50 µs | p95 µs |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");

        storage = await OpenAsync(file);
        await using var look = await storage.ReadAsync();
        await using var other = await postgres.ReadAsync();
        // A service runs for days; what is measured is not its first look.
        foreach (var (_, clue) in Clues(town, sample))
            for (var i = 0; i < 60; i++)
                foreach (var unit in new[] { look, other })
                    if (Clue.Read(clue()) is { IsOk: true, Value: var warm }) await AnyClueSearch.FindAsync(unit, warm, 20);
        foreach (var (name, clue) in Clues(town, sample))
        {
            List<long> grams = [], work = [], pg = [], like = [], trigram = [], pgTrigram = [], hits = [];
            for (var i = -20; i < 500; i++)
            {
                var text = clue();
                var read = Clue.Read(text);
                if (!read.IsOk) continue;
                var before = Environment.CpuUsage.TotalTime;
                start = Stopwatch.GetTimestamp();
                var found = await AnyClueSearch.FindAsync(look, read.Value, 20);
                var elapsed = Since(start);
                var used = (long)(Environment.CpuUsage.TotalTime - before).TotalMicroseconds;
                start = Stopwatch.GetTimestamp();
                var same = i < 200 ? await AnyClueSearch.FindAsync(other, read.Value, 20) : null;
                if (i < 0) continue;
                if (same is not null)
                {
                    pg.Add(Since(start));
                    if (!same.Hits.Select(h => h.Record.Key).SequenceEqual(found.Hits.Select(h => h.Record.Key))) throw new InvalidOperationException($"'{text}': the storages do not agree.");
                }
                grams.Add(elapsed);
                work.Add(used);
                hits.Add(found.Count);
                if (i < 5 && !alone) like.Add(Time(flat, "select id from flat where text like '%' || $clue || '%' limit 100", text));
                if (text.Length >= 3 && !alone) trigram.Add(Time(flat, "select rowid from tri where tri match $clue limit 100", $"\"{text}\""));
                if (i < 50 && text.Length >= 3 && !alone) pgTrigram.Add(Time(grown, text));
            }
            string Of(List<long> times, int percent) => times.Count == 0 ? "–" : At(times, percent).ToString(CultureInfo.InvariantCulture);
            Console.WriteLine($"| {name} | {grams.Count} | {At(hits, 50)}{(At(hits, 50) == AnyClueSearch.CountCap ? "+" : "")} | {Of(grams, 50)} | {Of(grams, 95)} | {Of(work, 50)} | {Of(work, 95)} | {Of(pg, 50)} | {Of(pg, 95)} | {Of(like, 50)} | {Of(trigram, 50)} | {Of(trigram, 95)} | {Of(pgTrigram, 50)} | {Of(pgTrigram, 95)} |");
        }
        Console.WriteLine();
        Console.WriteLine($"Load average at the end: {(await File.ReadAllTextAsync("/proc/loadavg"))[..14]}");
        Check(all, town, sample, clues, look, other);
        await look.DisposeAsync();
        await other.DisposeAsync();

        foreach (var (name, to) in new[] { ("SQLite", storage), ("PostgreSQL", postgres) })
        {
            var (added, committed) = (new List<long>(), new List<long>());
            for (var i = 0; i < 900; i++)
            {
                var record = town.Next(customers + 1 + i);
                await using var unit = await to.WriteAsync();
                var begun = Stopwatch.GetTimestamp();
                await unit.Search.PutAsync([record]);
                added.Add(Since(begun));
                begun = Stopwatch.GetTimestamp();
                await unit.CommitAsync();
                committed.Add(Since(begun));
            }
            Console.WriteLine($"- {name}: grams of one customer put, within its transaction, over {added.Count}: p50 {At(added, 50)} µs, p95 {At(added, 95)} µs, most {added.Max()} µs; its commit p50 {At(committed, 50)} µs, p95 {At(committed, 95)} µs, most {committed.Max()} µs");
        }
        await storage.DisposeAsync();
        await postgres.DisposeAsync();
    }

    private static void Check(List<SearchRecord> all, SearchTown town, List<SearchRecord> sample, int clues, IUnitOfWork sqlite, IUnitOfWork postgres)
    {
        if (clues == 0) return;
        var (scan, wrong, start) = (new PlainScan(all), 0, Stopwatch.GetTimestamp());
        for (var i = 0; i < clues; i++)
        {
            var clue = town.Clue(sample);
            var expected = scan.Find(clue);
            foreach (var unit in new[] { sqlite, postgres })
            {
                var found = AnyClueSearch.FindAsync(unit, Clue.Read(clue).Value, 20).AsTask().GetAwaiter().GetResult();
                if (expected.Take(20).SequenceEqual(found.Hits.Select(h => (h.Match.Rank, h.Record.Key))) && Math.Min(expected.Count, AnyClueSearch.CountCap) == found.Count) continue;
                if (wrong++ < 5) Console.WriteLine($"- '{clue}': the scan finds {expected.Count}, search {found.Count}{(found.IsComplete ? "" : ", broken off")}");
            }
        }
        Console.WriteLine($"- {clues:N0} random clues on both storages against a plain scan of all customers: {wrong} differ in a hit, a rank or the capped count; {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
    }

    private static void Sql(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.ExecuteNonQuery();
    }

    private static double Bytes(NpgsqlConnection connection, string relation)
    {
        using var command = new NpgsqlCommand($"select pg_relation_size('{relation}')", connection);
        return (long)command.ExecuteScalar()!;
    }

    private static long Time(NpgsqlConnection connection, string clue)
    {
        var start = Stopwatch.GetTimestamp();
        using var command = new NpgsqlCommand("select id from flat where text like '%' || $1 || '%' limit 100", connection);
        command.Parameters.AddWithValue(clue);
        using var reader = command.ExecuteReader();
        while (reader.Read()) { }
        return (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    private static IEnumerable<(string Name, Func<string> Clue)> Clues(SearchTown town, List<SearchRecord> sample)
    {
        string Text(SearchFieldKind kind) => sample[town.Below(sample.Count)].First(kind)!;
        string Road() => Text(SearchFieldKind.Address) is var a ? string.Concat(a[3..].TakeWhile(c => !char.IsAsciiDigit(c))) : "";
        string Number() => string.Concat(Text((SearchFieldKind)(1 + town.Below(3))).Where(char.IsAsciiDigit));
        string Spelled(string text, bool initials) => string.Concat(text.Select(c => Pinyin.ReadingsOf(c) is { Count: > 0 } r ? initials ? r[0][..1] : r[0] : ""));
        yield return ("name, 2 characters", () => town.Part(Text(SearchFieldKind.Name), 2, 2));
        yield return ("name, 3 characters", () => town.Part(Text(SearchFieldKind.Name), 3, 3));
        foreach (var length in new[] { 2, 3, 4 }) yield return ($"road, {length} characters", () => town.Part(Road(), length, length));
        yield return ("pinyin of a name", () => Spelled(town.Part(Text(SearchFieldKind.Name), 2, 3), false));
        yield return ("initials of a name", () => Spelled(town.Part(Text(SearchFieldKind.Name), 2, 3), true));
        yield return ("pinyin of a road", () => Spelled(town.Part(Road(), 2, 4), false));
        yield return ("initials of a road", () => Spelled(town.Part(Road(), 3, 4), true));
        for (var length = 4; length <= 11; length++)
        {
            var digits = length;
            yield return ($"{digits} digits", () => town.Part(Number(), digits, digits));
        }
        yield return ("name character and 4 digits", () => $"{Text(SearchFieldKind.Name)[..1]} {Number()[^4..]}");
        yield return ("any of the above and more", () => town.Clue(sample));
    }

    private static async Task<IStorage> OpenAsync(string file)
    {
        var services = new ServiceCollection();
        new SqlitePlugin().ConfigureServices(services, new PluginContext("Sqlite", new Dictionary<string, string> { ["Path"] = Path.GetFullPath(file) }));
        var storage = services.BuildServiceProvider().GetRequiredService<IStorage>();
        await storage.OpenAsync();
        return storage;
    }

    private static long At(List<long> values, int percent) => values.Order().ElementAt(Math.Min(values.Count - 1, values.Count * percent / 100));

    private static long Time(SqliteConnection connection, string sql, string clue)
    {
        var start = Stopwatch.GetTimestamp();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$clue", clue);
        using var reader = command.ExecuteReader();
        while (reader.Read()) { }
        return (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    // The bytes of a file that holds only these tables; the library is built without dbstat.
    private static double Size(SqliteConnection connection, params string[] tables)
    {
        var file = Path.GetTempFileName();
        Run(connection, $"attach '{file}' as alone");
        foreach (var table in tables) Run(connection, $"create table alone.{table} as select * from main.{table}");
        Run(connection, "detach alone");
        var size = new FileInfo(file).Length;
        File.Delete(file);
        return size;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
