using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Plugins;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Storage.PostgreSql;
using WaterCore.Storage.Sqlite;
using WaterCore.Storage.Tests;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Benchmarks;

/// <summary>
/// A billing run from storage to durable, by hand: <c>run [bills] [folder] [sqlite or postgresql]</c>. Writes a table in Markdown. In the same run: the same bills appended to a file
/// with an fsync after every 10,000, and copied in binary into a bare PostgreSQL table. Three runs each: the first has no bills before it, the second opens at them,
/// and during the third somebody pays at a counter.
/// </summary>
internal static class RunMeasure
{
    private const int Load = 10_000, Quiet = 200;

    private const string Document = """
        tariff: run
        name: {zh: 计量, en: Run}
        currency: CNY
        unit: m3
        cycle_months: 1
        rounding: line half-up
        tier_year: 01-01
        classes:
          home: {zh: 居民, en: Home}
        charges:
          - charge: water
            name: {zh: 水费, en: Water}
            classes: home
            blocks: {per: month, bounds: [15, 22], prices: [2.07, 4.07, 6.07]}
          - charge: resource
            name: {zh: 水资源费, en: Resource}
            classes: home
            flat: 0.20
          - charge: sewage
            name: {zh: 污水处理费, en: Sewage}
            classes: home
            flat: 0.95
          - charge: refuse
            name: {zh: 垃圾费, en: Refuse}
            classes: home
            fixed: 8.00
            per: month
        """;

    private static readonly Period January = new(new LocalDate(2026, 1, 1), new LocalDate(2026, 2, 1));
    private static readonly Period February = new(new LocalDate(2026, 2, 1), new LocalDate(2026, 3, 1));
    private static readonly Period March = new(new LocalDate(2026, 3, 1), new LocalDate(2026, 4, 1));

    public static async Task RunAsync(int bills, string folder, string only)
    {
        Directory.CreateDirectory(folder);
        foreach (var old in Directory.GetFiles(folder, "run*")) File.Delete(old);
        Console.WriteLine($"| {bills.ToString("N0", CultureInfo.InvariantCulture)} bills of four lines | Seconds | Bills a second |");
        Console.WriteLine("|---|---:|---:|");
        List<Bill> packed = [];
        if (only is not "postgresql")
        {
            await using var sqlite = await StorageAsync(new SqlitePlugin(), "Sqlite", new() { ["Path"] = Path.GetFullPath(Path.Combine(folder, "run.db")) });
            packed = await MeasureAsync("SQLite", sqlite, bills);
            Append(packed, Path.Combine(folder, "run.raw"));
        }
        if (only is not "sqlite") await PostgreSqlAsync(bills, packed);
        Console.WriteLine();
        Console.WriteLine($"Machine: {CpuName()}, {Environment.ProcessorCount} logical processors, .NET {Environment.Version}; load average {(await File.ReadAllTextAsync("/proc/loadavg"))[..14]}; PostgreSQL with fsync on, its server on the same machine.");
    }

    private static async Task PostgreSqlAsync(int bills, List<Bill> packed)
    {
        using var server = new PostgresServer("-c shared_buffers=2GB -c max_wal_size=8GB -c checkpoint_timeout=30min -c wal_compression=off");
        server.Create("run");
        await using (var postgres = await StorageAsync(new PostgreSqlPlugin(), "PostgreSql", new() { ["ConnectionString"] = server.ConnectionString("run") }))
        {
            var made = await MeasureAsync("PostgreSQL", postgres, bills, () => server.Run("run", "vacuum analyze", "postgres"));
            if (packed.Count == 0) packed = made;
        }
        server.Create("raw");
        await CopyAsync(packed, server.ConnectionString("raw"));
    }

    internal static async Task<IStorage> StorageAsync(IPlugin plugin, string name, Dictionary<string, string> settings)
    {
        var services = new ServiceCollection();
        plugin.ConfigureServices(services, new PluginContext(name, settings));
        var storage = services.BuildServiceProvider().GetRequiredService<IStorage>();
        await storage.OpenAsync();
        return storage;
    }

    private static async Task<List<Bill>> MeasureAsync(string name, IStorage storage, int bills, Action? filled = null)
    {
        var start = Stopwatch.GetTimestamp();
        await FillAsync(storage, bills);
        // What a server does by itself in the minutes after: else it would do it during the first run, on one of its two cores.
        filled?.Invoke();
        Console.Error.WriteLine($"{name}: filled in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
        var run = new BillingRun(storage, new Utility("run", DateTimeZone.Utc, Currency.Cny), new Later());
        var counter = new Counter(storage, bills);
        foreach (var (cycle, what) in new[] { (January, "the first run"), (February, "the second run"), (March, "the third run, somebody pays meanwhile") })
        {
            // A counter that is open already: the first payments of a program compile what the others run.
            if (cycle == March) Payments($"{name}, payments with no run beside them", await counter.PayAsync(Quiet, CancellationToken.None));
            using var over = new CancellationTokenSource();
            var paying = cycle == March ? Task.Run(() => counter.PayAsync(int.MaxValue, over.Token)) : Task.FromResult<List<double>>([]);
            start = Stopwatch.GetTimestamp();
            var used = Environment.CpuUsage.TotalTime;
            var result = await run.BillAsync(cycle, Actor.System);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            used = Environment.CpuUsage.TotalTime - used;
            await over.CancelAsync();
            var waits = await paying;
            // What does not hang on what else the machine does meanwhile; a server's is not in it.
            Console.Error.WriteLine($"{name}: {what}, {(used.TotalMicroseconds / bills).ToString("0.0", CultureInfo.InvariantCulture)} µs of this process a bill, bills of the digest {await DigestAsync(storage, cycle)}");
            if (result.Billed != bills) throw new InvalidOperationException($"{result.Billed} of {bills} billed: {string.Join(", ", result.Parked.Concat(result.Skipped))}");
            Row($"{name}, {what}", bills, seconds);
            if (waits.Count > 0) Payments($"{name}, payments meanwhile", waits);
        }
        var made = new List<Bill>(bills);
        await using var look = await storage.ReadAsync();
        await foreach (var bill in look.Bills.StreamAsync())
            if (bill.Cycle == January.From) made.Add(bill);
        return made;
    }

    // The same on both storages, whatever the partitions and whoever was quicker.
    private static async Task<string> DigestAsync(IStorage storage, Period cycle)
    {
        using var digest = new BillDigest();
        await using var look = await storage.ReadAsync();
        await foreach (var bill in look.Bills.StreamAsync())
            if (bill.Cycle == cycle.From) digest.Add(bill);
        return digest.Finish()[..16];
    }

    private static void Payments(string what, List<double> waits)
    {
        waits.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {what}: {waits.Count:N0}, half within {waits[waits.Count / 2]:0} ms, 99 % within {waits[waits.Count * 99 / 100]:0} ms, the longest {waits[^1]:0} ms | | |"));
    }

    private static async Task FillAsync(IStorage storage, int bills)
    {
        Check(await new TariffDesk(storage, new Later()).PublishAsync(Document, "run.yaml", Actor.System));
        for (var from = 1; from <= bills; from += Load)
        {
            var some = Enumerable.Range(from, Math.Min(Load, bills - from + 1)).ToList();
            await using var unit = await storage.WriteAsync();
            await unit.Customers.AddAsync(some.ConvertAll(n => new Customer { Id = new(n), Name = "n" }));
            await unit.Customers.AddAsync(some.ConvertAll(n => new Premise { Id = new(n), Address = "a" }));
            await unit.Customers.AddAsync(some.ConvertAll(n => new ServicePoint { Id = new(n), Premise = new(n) }));
            await unit.Customers.AddAsync(some.ConvertAll(n => new Account { Id = new(n), Number = n.ToString(CultureInfo.InvariantCulture), Customer = new(n), OpenedOn = January.From }));
            await unit.Customers.AddAsync(some.ConvertAll(n => new ServiceAgreement { Account = new(n), ServicePoint = new(n), From = January.From, Tariff = "run", UseClass = "home", Persons = 3 }));
            await unit.Metering.AddAsync(some.ConvertAll(n => new Meter { Id = new(n), Number = $"M{n}", Size = "DN15", Dials = 5 }));
            await unit.Metering.AddAsync(some.ConvertAll(n => new MeterInstallation { Meter = new(n), ServicePoint = new(n), InstalledOn = January.From, FirstIndex = 0 }));
            await unit.Metering.AddAsync(some.ConvertAll(n => new Reading { Id = new(2L * bills + 3 * n), Meter = new(n), Day = new(2026, 1, 31), Index = 8_000 + n % 20 * 1_000, Source = "run" }));
            await unit.Metering.AddAsync(some.ConvertAll(n => new Reading { Id = new(2L * bills + 3 * n + 1), Meter = new(n), Day = new(2026, 2, 28), Index = 30_000 + n % 30 * 1_000, Source = "run" }));
            await unit.Metering.AddAsync(some.ConvertAll(n => new Reading { Id = new(2L * bills + 3 * n + 2), Meter = new(n), Day = new(2026, 3, 31), Index = 62_000 + n % 25 * 1_000, Source = "run" }));
            await unit.CommitAsync();
        }
    }

    /// <summary>What the disk allows: the packed bytes of the same bills, with nothing else.</summary>
    private static void Append(List<Bill> bills, string path)
    {
        var start = Stopwatch.GetTimestamp();
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        Span<byte> key = stackalloc byte[32];
        for (var i = 0; i < bills.Count; i++)
        {
            BitConverter.TryWriteBytes(key, bills[i].Key.Account.Value);
            BitConverter.TryWriteBytes(key[8..], bills[i].Key.ServicePoint.Value);
            BitConverter.TryWriteBytes(key[16..], bills[i].Total.Minor);
            file.Write(key);
            file.Write(bills[i].Inputs.Span);
            file.Write(bills[i].Lines.Span);
            if (i % Load == Load - 1) file.Flush(flushToDisk: true);
        }
        file.Flush(flushToDisk: true);
        Row("the limit: append to a file, fsync every 10,000", bills.Count, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>What PostgreSQL allows: the same columns into a table with its key and nothing else, a transaction every 10,000.</summary>
    private static async Task CopyAsync(List<Bill> bills, string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using (var make = new NpgsqlCommand(
            "create table raw (account bigint, service_point bigint, period_from date, total bigint, inputs bytea, lines bytea, primary key (account, service_point, period_from))", connection))
            await make.ExecuteNonQueryAsync();
        var start = Stopwatch.GetTimestamp();
        foreach (var some in bills.Chunk(Load))
        {
            await using var copy = await connection.BeginBinaryImportAsync("copy raw from stdin (format binary)");
            foreach (var bill in some)
            {
                copy.StartRow();
                copy.Write(bill.Key.Account.Value, NpgsqlDbType.Bigint);
                copy.Write(bill.Key.ServicePoint.Value, NpgsqlDbType.Bigint);
                copy.Write(bill.Key.From.ToDateOnly(), NpgsqlDbType.Date);
                copy.Write(bill.Total.Minor, NpgsqlDbType.Bigint);
                copy.Write(bill.Inputs, NpgsqlDbType.Bytea);
                copy.Write(bill.Lines, NpgsqlDbType.Bytea);
            }
            await copy.CompleteAsync();
        }
        Row("raw COPY into a PostgreSQL table with a key, commit every 10,000", bills.Count, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static void Row(string what, int bills, double seconds) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {seconds:0.0} | {bills / seconds:N0} |"));

    private static void Check<T>(Result<T> result)
    {
        if (!result.IsOk) throw new InvalidOperationException(result.Fault.Message);
    }

    private static string CpuName() => File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown";

    /// <summary>Takes payments one after the other, fifty a second at most, by the same desk as the service.</summary>
    private sealed class Counter(IStorage storage, int bills)
    {
        private readonly PaymentDesk _desk = new(new MoneyContext(storage, new Utility("run", DateTimeZone.Utc, Currency.Cny), new Later(), new ReceivablePolicy()));
        private long _next;

        /// <summary>How long each took, in milliseconds.</summary>
        public async Task<List<double>> PayAsync(int count, CancellationToken over)
        {
            var waits = new List<double>();
            while (waits.Count < count && !over.IsCancellationRequested)
            {
                var (number, start) = (_next++, Stopwatch.GetTimestamp());
                Check(await _desk.TakeAsync(
                    new PaymentRequest { Account = (1 + number * 7919 % bills).ToString(CultureInfo.InvariantCulture), Amount = Money.Cny(1_00), Channel = "counter", Reference = $"c{number}", Tender = "card" }, Actor.System, CancellationToken.None));
                waits.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                await Task.Delay(20, CancellationToken.None);
            }
            return waits;
        }
    }

    private sealed class Later : IClock
    {
        public Instant GetCurrentInstant() => Instant.FromUtc(2026, 4, 2, 1, 0);
    }
}
