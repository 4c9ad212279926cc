using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Conformance;

/// <summary>A small town for tests. House 1 has account 1 at service point 1 with meter 1, and so on; the ids are the house's number.</summary>
public static class Town
{
    public static readonly LocalDate Start = new(2026, 1, 1);
    public static readonly Period January = new(new LocalDate(2026, 1, 1), new LocalDate(2026, 2, 1));
    public static readonly Period February = new(new LocalDate(2026, 2, 1), new LocalDate(2026, 3, 1));
    public static readonly Instant Noon = Instant.FromUtc(2026, 1, 1, 4, 0);
    public static readonly Id<BillingRunRecord> Run = new(1);

    public static Customer Customer(int house) => new() { Id = new(house), Name = $"用户{house}", Phone = house % 2 == 0 ? null : $"0756-{house}" };

    public static Premise Premise(int house) => new() { Id = new(house), Address = $"香洲区{house}号", Zone = house % 2 == 0 ? null : "A" };

    public static ServicePoint ServicePoint(int house) => new() { Id = new(house), Premise = new(house) };

    public static Account Account(int house) => new() { Id = new(house), Number = $"62{house:00000}", Customer = new(house), OpenedOn = Start };

    public static ServiceAgreement Agreement(int house) => new()
    {
        Account = new(house), ServicePoint = new(house), From = Start, Tariff = "zhuhai-main", UseClass = "residential",
    };

    public static Meter Meter(int house) => new() { Id = new(house), Number = $"M{house:00000}", Size = "DN20", Dials = 5 };

    public static MeterInstallation Installation(int house) => new() { Meter = new(house), ServicePoint = new(house), InstalledOn = Start, FirstIndex = 100_000 };

    public static Reading Reading(long id, int house, LocalDate day, long index) => new() { Id = new(id), Meter = new(house), Day = day, Index = index, Source = "test" };

    public static PublishedTariff Tariff(int revision = 1, string code = "zhuhai-main") => new(code, revision, "name: 珠海", new string('a', 64), Noon);

    public static BillingRunRecord RunRecord(Period cycle) => new() { Id = Run, Cycle = cycle, StartedAt = Noon };

    public static Bill Bill(int house, long reading, LocalDate from, LocalDate to, long closingIndex = 112_000, int revision = 0) => new()
    {
        Key = new BillKey(new(house), new(house), from, revision), To = to, Cycle = new LocalDate(from.Year, from.Month, 1),
        Tariff = "zhuhai-main", TariffRevision = 1, Usage = new Volume(12_000, VolumeUnit.CubicMetre), Total = Money.Cny(3456),
        ClosingReading = new(reading), ClosingIndex = closingIndex,
        Inputs = new byte[] { 1, 2, 3 }, Lines = new byte[] { 0, 255 }, IssuedOn = to, Run = Run,
    };

    public static Journal Journal(long id, string source, long fen = 3456) =>
        new(new(id), Start, source, [new JournalLine("receivable", Money.Cny(fen)), new JournalLine("revenue.water", Money.Cny(-fen))]);

    /// <summary>Houses with their accounts, agreements and meters in place; the tariff and the run; no readings.</summary>
    public static async ValueTask BuildAsync(IUnitOfWork unit, int houses)
    {
        var all = Enumerable.Range(1, houses).ToList();
        await unit.Customers.AddAsync(all.ConvertAll(Customer));
        await unit.Customers.AddAsync(all.ConvertAll(Premise));
        await unit.Customers.AddAsync(all.ConvertAll(ServicePoint));
        await unit.Customers.AddAsync(all.ConvertAll(Account));
        await unit.Customers.AddAsync(all.ConvertAll(Agreement));
        await unit.Metering.AddAsync(all.ConvertAll(Meter));
        await unit.Metering.AddAsync(all.ConvertAll(Installation));
        await unit.Tariffs.AddAsync(Tariff());
        await unit.Bills.PutAsync(RunRecord(January));
    }
}
