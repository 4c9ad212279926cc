using NodaTime;
using WaterCore.Conformance;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Storage.Sqlite;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Storage.Tests;

/// <summary>A town billed for January by the real tariff, with a clock of its own, on a database of its own.</summary>
/// <param name="onServer">On PostgreSQL; else on SQLite.</param>
/// <param name="uniform">Whether all houses use the same.</param>
public abstract class MoneyTown(bool onServer, bool uniform = false) : IAsyncLifetime, IDisposable
{
    public const int Houses = 1_500;

    public static readonly Actor Clerk = new("clerk", "cashier");
    private readonly TemporaryDirectory _directory = new();
    private readonly SetClock _clock = new();
    private int _house;

    private string? _database;

    /// <summary>Its name on the server, or null.</summary>
    public string? Database => _database;

    internal IStorage Storage { get; private set; } = null!;

    public MoneyContext Context { get; private set; } = null!;

    public PaymentDesk Desk => new(Context);

    public LocalDate Today
    {
        get => Context.Utility.DayOf(_clock.Now);
        set => _clock.Now = value.AtMidnight().InZoneLeniently(Context.Utility.Zone).ToInstant() + Duration.FromHours(9);
    }

    /// <summary>Some time goes by on the same day.</summary>
    public void Wait(Duration time) => _clock.Now += time;

    /// <summary>A house that no other test has.</summary>
    public int NextHouse() => Interlocked.Increment(ref _house) is var house and <= Houses ? house : throw new InvalidOperationException("All houses are taken.");

    public static string Number(int house) => Town.Account(house).Number;

    public async Task InitializeAsync()
    {
        // Without a server the tests skip themselves; a fixture that fails would fail them.
        if (onServer && !PostgresServer.IsInstalled) return;
        Storage = MakeStorage();
        await Storage.OpenAsync();
        Context = new MoneyContext(Storage, new Utility("t", DateTimeZone.ForOffset(Offset.FromHours(8)), Currency.Cny), _clock, new ReceivablePolicy());
        Today = new LocalDate(2026, 2, 2);
        await new TariffDesk(Storage, _clock).PublishAsync(ShippedTariffs.Text("zhuhai-main"), "zhuhai-main.yaml", Clerk);
        await using (var unit = await Storage.WriteAsync())
        {
            var all = Enumerable.Range(1, Houses).ToList();
            await unit.Customers.AddAsync(all.ConvertAll(Town.Customer));
            await unit.Customers.AddAsync(all.ConvertAll(Town.Premise));
            await unit.Customers.AddAsync(all.ConvertAll(Town.ServicePoint));
            await unit.Customers.AddAsync(all.ConvertAll(Town.Account));
            await unit.Customers.AddAsync(all.ConvertAll(Town.Agreement));
            await unit.Metering.AddAsync(all.ConvertAll(Town.Meter));
            await unit.Metering.AddAsync(all.ConvertAll(Town.Installation));
            await unit.Metering.AddAsync(all.ConvertAll(h => Town.Reading(10_000 + h, h, new(2026, 1, 31), 130_000 + (uniform ? 0 : h % 20 * 1_000))));
            await unit.Metering.AddAsync(all.ConvertAll(h => Town.Reading(20_000 + h, h, new(2026, 2, 28), 160_000 + (uniform ? 0 : h % 20 * 1_000))));
            await unit.CommitAsync();
        }
        await new BillingRun(Storage, Context.Utility, _clock).BillAsync(Town.January, Clerk);
    }

    public async Task BillAsync(Period cycle) => await new BillingRun(Storage, Context.Utility, _clock).BillAsync(cycle, Clerk);

    public async Task<AccountHistory> HistoryAsync(int house)
    {
        await using var unit = await Storage.ReadAsync();
        return (await unit.Accounts.HistoriesAsync([new(house)], Currency.Cny))[0];
    }

    public async Task<IReadOnlyList<JournalLine>> LedgerAsync()
    {
        await using var unit = await Storage.ReadAsync();
        return await unit.Receivables.TrialBalanceAsync();
    }

    public async Task AssertSoundAsync() => Assert.Empty((await new Verification(Storage).VerifyAsync()).Findings);

    public async Task DisposeAsync()
    {
        if (Storage is not null) await Storage.DisposeAsync();
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _directory.Dispose();
        if (_database is not null) PostgresServer.Shared.Drop(_database);
    }

    /// <summary>Runs SQL beside the port, as someone with the database in hand could.</summary>
    public void Run(string sql)
    {
        if (Storage is SqliteStorage file)
        {
            using var connection = file.Connect();
            connection.Run(sql);
        }
        else
        {
            PostgresServer.Shared.Run(_database!, $"set search_path = watercore; {sql}");
        }
    }

    private IStorage MakeStorage()
    {
        if (!onServer) return new SqliteStorage(_directory.File("watercore.db"), TimeSpan.FromSeconds(30));
        return PostgresDatabases.Open(_database = PostgresDatabases.New());
    }

    internal sealed class SetClock : IClock
    {
        public Instant Now { get; set; }

        public Instant GetCurrentInstant() => Now;
    }
}

/// <summary>The town on SQLite.</summary>
public sealed class SqliteMoneyTown() : MoneyTown(onServer: false);

/// <summary>The town on PostgreSQL.</summary>
public sealed class PostgreSqlMoneyTown() : MoneyTown(onServer: true);
