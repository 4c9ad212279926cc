using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using WaterCore.Applications;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Plugins;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Storage.PostgreSql;
using WaterCore.Storage.Sqlite;
using WaterCore.Storage.Tests;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Benchmarks;

/// <summary>
/// Steps of work, by hand: <c>steps [seconds a round] [rounds] [folder] [sqlite or postgresql, or both]</c>. In memory; and durable, each with item, visit, action, outbox, audit and key, beside
/// the durable write of one row through the same storage and through the driver alone.
/// </summary>
internal static class StepsMeasure
{
    private const string Definition =
        """
        workflow: bench
        name: {zh: 测, en: bench}
        promise: 10 working days
        steps:
          - step: work
            name: {zh: 办理, en: work}
            position: front-desk
            limit: 1 working day
            form:
              - {field: words, name: {zh: 内容, en: words}, type: text}
            actions: [submit, hand]
            hand_to: [front-desk]
            next: archive
          - step: archive
            name: {zh: 归档, en: archive}
            position: archivist
            limit: 1 working day
            actions: [archive]
        """;

    private static readonly string[] Seats = ["front-desk.1", "front-desk.2"];

    public static async Task RunAsync(double seconds, int rounds, string folder, string only = "")
    {
        Directory.CreateDirectory(folder);
        foreach (var old in Directory.GetFiles(folder, "steps*")) File.Delete(old);
        InMemory();
        Console.WriteLine();
        Console.WriteLine("| writes a second, median of the rounds | callers | one row, driver alone | one row, through the port | step | step to driver | step to port | processor time a row through the port | processor time a step |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var callers in only is "postgresql" ? [] : new[] { 1, 16, 256 })
        {
            var path = Path.GetFullPath(Path.Combine(folder, $"steps{callers}.db"));
            await DurableAsync("SQLite", new SqlitePlugin(), new() { ["Path"] = path }, callers, seconds, rounds, new SqliteAlone(path + ".bare"));
        }
        if (only is "sqlite") return;
        if (!PostgresServer.IsInstalled)
        {
            Console.WriteLine("PostgreSQL is not installed: not measured.");
            return;
        }
        using var server = new PostgresServer("-c fsync=on -c shared_buffers=256MB");
        foreach (var callers in new[] { 1, 16 })
        {
            server.Create($"steps{callers}");
            var connection = server.ConnectionString($"steps{callers}");
            await DurableAsync("PostgreSQL", new PostgreSqlPlugin(), new() { ["ConnectionString"] = connection }, callers, seconds, rounds, new PostgreSqlAlone(connection, callers));
        }
    }

    private static void InMemory()
    {
        var context = new WorkContext(new OrganizationChart(Organization()), WorkCalendarFile.China, DateTimeZoneProviders.Tzdb["Asia/Shanghai"]);
        var engine = new PositionWorkflow(ShippedWorkflows.Load("new-connection-simple"));
        var at = Instant.FromUtc(2026, 3, 2, 2, 0);
        var item = engine.Start(new(1), SampleOrganization.Office, "x", Actor.System, at, context, new Dictionary<string, string> { ["applicant"] = "x", ["diameter"] = "20", ["use_class"] = "residential", ["tariff"] = "t" }).Value.Item;
        var holder = new Actor(context.Chart.HoldersOf(item.Branches[0].Position, context.DayOf(at))[0].Operator, item.Branches[0].Position);
        var submit = new WorkAction(ActionKind.Submit) { Documents = ["identity"] };
        // Taken into hand and sent on, of an item of its own each time, at another minute of a month.
        void Two(int n)
        {
            var now = at + Duration.FromMinutes(n % 43_200);
            var taken = engine.Act(item, new(ActionKind.Accept), holder, now, context).Value.Item;
            if (!engine.Act(taken, submit, holder, now, context).IsOk) throw new InvalidOperationException("The step was refused.");
        }
        for (var n = 0; n < 20_000; n++) Two(n);
        var (micros, bytes) = (new List<double>(), 0.0);
        for (var round = 0; round < 11; round++)
        {
            var (start, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            for (var n = 0; n < 20_000; n++) Two(n);
            micros.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / 40_000);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / 40_000.0;
        }
        micros.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"in memory, accept and submit alike: {micros[5]:0.0} µs (median of 11 rounds; least {micros[0]:0.0}) and {bytes:0} bytes a step"));
    }

    // One person holds both seats, so that work can be handed to and fro for as long as it takes.
    private static OrganizationData Organization()
    {
        var sample = SampleOrganization.Create(new LocalDate(2024, 1, 1));
        return sample with { Holdings = [.. sample.Holdings.Where(h => h.Position != Seats[1]), new Holding(Seats[1], "p01", new LocalDate(2024, 1, 1))] };
    }

    private static async Task DurableAsync(string name, IPlugin plugin, Dictionary<string, string> settings, int callers, double seconds, int rounds, IAlone alone)
    {
        var services = new ServiceCollection();
        plugin.ConfigureServices(services, new PluginContext(name == "SQLite" ? "Sqlite" : "PostgreSql", settings));
        await using var provider = services.BuildServiceProvider();
        var storage = provider.GetRequiredService<IStorage>();
        await storage.OpenAsync();
        await alone.OpenAsync();
        var (clock, utility) = (SystemClock.Instance, new Utility("bench", DateTimeZoneProviders.Tzdb["Asia/Shanghai"], Currency.Cny));
        var engines = new WorkflowEngines();
        var work = new WorkDesk(storage, utility, clock, WorkCalendarFile.China, engines, new ApplicationEffects(new MoneyContext(storage, utility, clock, new ReceivablePolicy()), new ApplicationPolicy()));
        Sure(await new OrganizationDesk(storage, utility, clock).StoreAsync(Organization(), Actor.System));
        Sure(await new WorkflowDesk(storage, utility, clock).PublishAsync(Definition, "bench.yaml", new Actor("p40", "supervisor.1")));
        var items = new WorkItem[callers];
        for (var c = 0; c < callers; c++) items[c] = Sure(await work.StartAsync("bench", SampleOrganization.Office, $"account 62000{c:000}", new Actor("p01", Seats[0]), new Dictionary<string, string> { ["words"] = "水表不转" }));
        var keys = 0L;
        async Task StepAsync(int caller)
        {
            var item = items[caller];
            var seat = item.Branches[0].Position;
            var done = await work.ActAsync(item.Id, new(ActionKind.Hand) { Position = seat == Seats[0] ? Seats[1] : Seats[0], Reason = "转办" }, new Actor("p01", seat), item.Revision, $"k{Interlocked.Increment(ref keys)}");
            items[caller] = Sure(done);
        }
        async Task RowAsync(int caller)
        {
            await using var unit = await storage.WriteAsync();
            await unit.Keys.AddAsync(new AnsweredRequest("bench", $"r{Interlocked.Increment(ref keys)}", "d", "1", clock.GetCurrentInstant()));
            await unit.CommitAsync();
        }
        var (driver, port, step, rowTime, stepTime) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = -1; round < rounds; round++)
        {
            var rates = (Driver: await RateAsync(alone.WriteAsync, callers, seconds), Port: await RateAsync(RowAsync, callers, seconds), Step: await RateAsync(StepAsync, callers, seconds));
            if (round < 0) continue; // compiling
            driver.Add(rates.Driver.Rate);
            port.Add(rates.Port.Rate);
            step.Add(rates.Step.Rate);
            rowTime.Add(rates.Port.Micros);
            stepTime.Add(rates.Step.Micros);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {callers} | {Median(driver):N0} | {Median(port):N0} | {Median(step):N0} | {Median([.. step.Zip(driver, (s, d) => s / d)]) * 100:0} % | {Median([.. step.Zip(port, (s, p) => s / p)]) * 100:0} % | {Median(rowTime):0} µs | {Median(stepTime):0} µs |"));
        await alone.DisposeAsync();
    }

    // Writes a second on the clock, and this process's processor time for each: the second is the same on a busy machine.
    private static async Task<(double Rate, double Micros)> RateAsync(Func<int, Task> write, int callers, double seconds)
    {
        var (start, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var done = new long[callers];
        await Task.WhenAll(Enumerable.Range(0, callers).Select(c => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
            {
                await write(c);
                done[c]++;
            }
        })));
        return (done.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / done.Sum());
    }

    private static T Sure<T>(Result<T> result) where T : notnull => result.IsOk ? result.Value : throw new InvalidOperationException(result.Fault.Message);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>The peer: one row, one commit, by the driver alone.</summary>
    private interface IAlone : IAsyncDisposable
    {
        Task OpenAsync();

        Task WriteAsync(int caller);
    }

    private sealed class SqliteAlone(string path) : IAlone
    {
        private readonly SqliteConnection _connection = new($"Data Source={path};Pooling=False");
        private readonly SemaphoreSlim _turn = new(1, 1);
        private SqliteCommand _insert = null!;
        private long _next;

        public Task OpenAsync()
        {
            _connection.Open();
            using var prepare = _connection.CreateCommand();
            prepare.CommandText = "pragma journal_mode = wal; pragma synchronous = full; create table row (scope text, key text, primary key (scope, key)) strict, without rowid";
            prepare.ExecuteNonQuery();
            _insert = _connection.CreateCommand();
            _insert.CommandText = "insert into row values ('bench', @key)";
            _insert.Parameters.Add("@key", SqliteType.Text);
            _insert.Prepare();
            return Task.CompletedTask;
        }

        public async Task WriteAsync(int caller)
        {
            await _turn.WaitAsync();
            try
            {
                _insert.Parameters[0].Value = $"r{++_next}";
                _insert.ExecuteNonQuery(); // its own transaction
            }
            finally
            {
                _turn.Release();
            }
        }

        public async ValueTask DisposeAsync() => await _connection.DisposeAsync();
    }

    private sealed class PostgreSqlAlone(string connection, int callers) : IAlone
    {
        private readonly Npgsql.NpgsqlConnection[] _connections = [.. Enumerable.Range(0, callers).Select(_ => new Npgsql.NpgsqlConnection(connection))];
        private readonly Npgsql.NpgsqlCommand[] _inserts = new Npgsql.NpgsqlCommand[callers];
        private long _next;

        public async Task OpenAsync()
        {
            foreach (var open in _connections) await open.OpenAsync();
            await using (var create = new Npgsql.NpgsqlCommand("create table bare_row (scope text, key text, primary key (scope, key))", _connections[0])) await create.ExecuteNonQueryAsync();
            for (var c = 0; c < callers; c++)
            {
                _inserts[c] = new Npgsql.NpgsqlCommand("insert into bare_row values ('bench', $1)", _connections[c]) { Parameters = { new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } } };
                await _inserts[c].PrepareAsync();
            }
        }

        public async Task WriteAsync(int caller)
        {
            _inserts[caller].Parameters[0].Value = $"r{Interlocked.Increment(ref _next)}";
            await _inserts[caller].ExecuteNonQueryAsync();
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var open in _connections) await open.DisposeAsync();
        }
    }
}
