using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using WaterCore.Conformance;
using WaterCore.Operations;
using WaterCore.Plugins;
using WaterCore.Ports;
using WaterCore.Search;
using WaterCore.Storage.Sqlite;

namespace WaterCore.Benchmarks;

/// <summary>
/// Search over many customers, by hand: <c>search [customers] [folder]</c>. Writes a table in Markdown. Beside the grams, in one run over the same
/// customers: LIKE over a flat table, and SQLite's own trigram index over it.
/// </summary>
internal static class SearchMeasure
{
    private const int Batch = 9_000;   // below the size at which the plugin puts the index into one piece each time

    public static async Task RunAsync(int customers, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var old in Directory.GetFiles(folder, "search*.db*")) File.Delete(old);
        var file = Path.Combine(folder, "search.db");
        var town = new SearchTown(1);
        var sample = new List<SearchRecord>();
        long Since(long start) => (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds;

        var storage = await OpenAsync(file);
        using var flat = new SqliteConnection($"Data Source={Path.Combine(folder, "search-flat.db")};Pooling=false");
        flat.Open();
        Run(flat, "pragma journal_mode=wal; pragma synchronous=off; pragma cache_size=-65536; create table flat (id integer primary key, text text not null); create virtual table tri using fts5(text, content='', tokenize='trigram')");
        var start = Stopwatch.GetTimestamp();
        for (long key = 1; key <= customers;)
        {
            var batch = new List<SearchRecord>();
            for (; batch.Count < Batch && key <= customers; key++) batch.Add(town.Next(key));
            await using var unit = await storage.WriteAsync();
            await SearchTown.AddAsync(unit, batch);
            await unit.CommitAsync();
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
            for (var i = 0; i < batch.Count; i += 50) sample.Add(batch[i]);
        }
        Console.WriteLine($"loaded {customers:N0} customers, all three ways, in {Since(start) / 1_000_000} s; load average {(await File.ReadAllTextAsync("/proc/loadavg"))[..14]}");

        var added = new List<long>();
        for (var i = 0; i < 200; i++)
        {
            var record = town.Next(customers + 1 + i);
            await using var unit = await storage.WriteAsync();
            await SearchTown.AddAsync(unit, [record]);
            start = Stopwatch.GetTimestamp();
            await unit.Search.PutAsync([record]);
            added.Add(Since(start));
            await unit.CommitAsync();
        }
        await storage.DisposeAsync();
        using (var raw = new SqliteConnection($"Data Source={file};Pooling=false"))
        {
            raw.Open();
            Run(raw, "insert into clue (clue) values ('optimize')");
            Run(flat, "insert into tri (tri) values ('optimize')");
            Console.WriteLine($"- index of grams {Size(raw, "clue_data", "clue_idx", "clue_docsize") / 1e6:F1} MB, trigram index {Size(flat, "tri_data", "tri_idx", "tri_docsize") / 1e6:F1} MB, flat table {Size(flat, "flat") / 1e6:F1} MB");
        }
        Console.WriteLine($"- grams of one customer added, within its transaction, over 200: p50 {At(added, 50)} µs, p95 {At(added, 95)} µs");
        Console.WriteLine();
        Console.WriteLine("| clue | looks | hits found (median) | grams p50 µs | p95 µs | processor p50 µs | p95 µs | LIKE p50 µs | trigram p50 µs | trigram p95 µs |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");

        storage = await OpenAsync(file);
        await using var look = await storage.ReadAsync();
        foreach (var (name, clue) in Clues(town, sample))
        {
            List<long> grams = [], work = [], like = [], trigram = [], hits = [];
            for (var i = -20; i < 500; i++)
            {
                var text = clue();
                var read = Clue.Read(text);
                if (!read.IsOk) continue;
                var before = Environment.CpuUsage.TotalTime;
                start = Stopwatch.GetTimestamp();
                var found = await AnyClueSearch.FindAsync(look, read.Value, 20);
                var elapsed = Since(start);
                if (i < 0) continue;
                grams.Add(elapsed);
                work.Add((long)(Environment.CpuUsage.TotalTime - before).TotalMicroseconds);
                hits.Add(found.Count);
                if (i < 5) like.Add(Time(flat, "select id from flat where text like '%' || $clue || '%' limit 100", text));
                if (text.Length >= 3) trigram.Add(Time(flat, "select rowid from tri where tri match $clue limit 100", $"\"{text}\""));
            }
            string Of(List<long> times, int percent) => times.Count == 0 ? "–" : At(times, percent).ToString(CultureInfo.InvariantCulture);
            Console.WriteLine($"| {name} | {grams.Count} | {At(hits, 50)}{(At(hits, 50) == AnyClueSearch.CountCap ? "+" : "")} | {Of(grams, 50)} | {Of(grams, 95)} | {Of(work, 50)} | {Of(work, 95)} | {Of(like, 50)} | {Of(trigram, 50)} | {Of(trigram, 95)} |");
        }
        Console.WriteLine();
        Console.WriteLine($"Load average at the end: {(await File.ReadAllTextAsync("/proc/loadavg"))[..14]}");
        await look.DisposeAsync();
        await storage.DisposeAsync();
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
