using NodaTime;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

internal sealed class MeteringStore(SqlUnit unit) : IMeteringStore
{
    public const string MeterColumns = "m.id, m.number, m.size, m.dials, m.multiplier, m.unit, m.seal, m.verification_due, m.source_kind, m.master";

    public const int MeterFields = 10;

    public const string InstallationColumns = "i.meter, i.service_point, i.installed_on, i.first_index, i.removed_on, i.last_index";

    private const string ReadingColumns = "r.id, r.meter, r.day, r.index_value, r.status, r.source, r.turn";

    public ValueTask AddAsync(IReadOnlyList<Meter> meters, CancellationToken cancellationToken = default) => unit.AddAsync(
        "meter", ["id", "number", "size", "dials", "multiplier", "unit", "seal", "verification_due", "source_kind", "master"], meters,
        static (row, m) => row.Add(m.Id.Value).Add(m.Number).Add(m.Size).Add(m.Dials).Add(m.Multiplier).Add(m.Unit.Code)
            .AddOrNull(m.Seal).Add(m.VerificationDue).Add((long)m.SourceKind).Add(m.Master?.Value), cancellationToken);

    public ValueTask AddAsync(IReadOnlyList<MeterInstallation> installations, CancellationToken cancellationToken = default) => unit.AddAsync(
        "installation", ["meter", "service_point", "installed_on", "first_index", "removed_on", "last_index"], installations,
        static (row, i) => row.Add(i.Meter.Value).Add(i.ServicePoint.Value).Add(i.InstalledOn).Add(i.FirstIndex).Add(i.RemovedOn).Add(i.LastIndex), cancellationToken);

    public ValueTask AddAsync(IReadOnlyList<Reading> readings, CancellationToken cancellationToken = default) => unit.AddAsync(
        "reading", ["id", "meter", "day", "index_value", "status", "source", "turn"], readings,
        static (row, r) => row.Add(r.Id.Value).Add(r.Meter.Value).Add(r.Day).Add(r.Index).Add((long)r.Status).Add(r.Source).Add((long)r.Turn), cancellationToken);

    public async ValueTask<IReadOnlyDictionary<string, Meter>> FindMetersAsync(IReadOnlyCollection<string> numbers, CancellationToken cancellationToken = default)
    {
        var meters = await unit.QueryAsync(
            $"select {MeterColumns} from meter m where {unit.IsIn("m.number", "numbers")}", new { numbers = unit.List(numbers) }, ReadMeter, cancellationToken).ConfigureAwait(false);
        return meters.ToDictionary(m => m.Number, StringComparer.Ordinal);
    }

    public async ValueTask<IReadOnlyDictionary<Id<Meter>, MeterInstallation>> InstallationsOfAsync(IReadOnlyCollection<Id<Meter>> meters, CancellationToken cancellationToken = default)
    {
        var installations = await unit.QueryAsync(
            $"""
            select {InstallationColumns} from installation i
            where {unit.IsIn("i.meter", "meters")} and i.removed_on is null
            union all
            select i.register, i.service_point, i.installed_on, i.first_index, i.removed_on, i.last_index from meter_register i
            where {unit.IsIn("i.register", "meters")} and i.removed_on is null
            """, new { meters = unit.List(meters.Select(m => m.Value)) },
            ReadInstallation, cancellationToken).ConfigureAwait(false);
        return installations.ToDictionary(i => i.Meter);
    }

    public async ValueTask<IReadOnlyList<Reading>> ReadingsOfAsync(IReadOnlyCollection<Id<Meter>> meters, LocalDate from, CancellationToken cancellationToken = default)
    {
        var arguments = new { meters = unit.List(meters.Select(m => m.Value)), from };
        var readings = await unit.QueryAsync(
            $"select {ReadingColumns} from reading r where {unit.IsIn("r.meter", "meters")} and r.day >= @from order by r.meter, r.day", arguments, ReadReading, cancellationToken).ConfigureAwait(false);
        if (readings.Count == 0) return readings;
        // Corrected indexes are few: the places of the meters tell quickly that there are none.
        var corrected = new Dictionary<Id<Reading>, long>();
        await unit.QueryAsync(
            $"""
            select b.closing_reading, x.closing_index
            from installation i cross join bill_correction x cross join bill b cross join reading r
            where {unit.IsIn("i.meter", "meters")} and x.service_point = i.service_point and x.closing_index is not null
              and b.account = x.account and b.service_point = x.service_point and b.period_from = x.period_from and b.revision = x.revision
              and r.id = b.closing_reading and r.meter = i.meter and r.day >= @from
              and not exists (
                  select 1 from bill_cancellation c
                  where c.account = b.account and c.service_point = b.service_point and c.period_from = b.period_from and c.revision = b.revision){unit.AndOf("x.account")}
            """, arguments, row => corrected[new(row.Long())] = row.Long(), cancellationToken).ConfigureAwait(false);
        return corrected.Count == 0 ? readings : [.. readings.Select(r => corrected.TryGetValue(r.Id, out var index) ? r with { Corrected = index } : r)];
    }

    public async ValueTask SetMasterAsync(Id<Meter> meter, Id<Meter>? master, CancellationToken cancellationToken = default)
    {
        if (await unit.ChangeAsync("update meter set master = @master where id = @meter", new { meter = meter.Value, master = master?.Value }, cancellationToken).ConfigureAwait(false) == 0)
            throw unit.Conflict($"Meter id {meter} is not there.");
    }

    public ValueTask<IReadOnlyList<(Meter Meter, string? Account)>> SubMetersAsync(Id<Meter> master, LocalDate day, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"""
        select {MeterColumns}, (
            select min(a.number) from installation i
            join agreement g on g.service_point = i.service_point and g.from_day <= @day and (g.to_day is null or g.to_day > @day)
            join account a on a.id = g.account{unit.And("a.branch")}
            where i.meter = m.id and i.installed_on <= @day and (i.removed_on is null or i.removed_on > @day))
        from meter m where m.master = @master order by m.number
        """, new { master = master.Value, day }, static row => (ReadMeter(row), row.TextOrNull()), cancellationToken);

    public ValueTask<IReadOnlyList<Meter>> SubMetersOfAsync(IReadOnlyCollection<Id<Meter>> masters, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {MeterColumns} from meter m where {unit.IsIn("m.master", "masters")} order by m.number", new { masters = unit.List(masters.Select(m => m.Value)) }, ReadMeter, cancellationToken);

    public ValueTask<Reading?> FindReadingAsync(Id<Reading> id, CancellationToken cancellationToken = default) =>
        unit.FindAsync($"select {ReadingColumns} from reading r where r.id = @id", new { id = id.Value }, ReadReading, cancellationToken);

    public async ValueTask EndAsync(MeterInstallation installation, CancellationToken cancellationToken = default)
    {
        var ended = new { meter = installation.Meter.Value, installedOn = installation.InstalledOn, removedOn = installation.RemovedOn, lastIndex = installation.LastIndex };
        foreach (var (table, column) in ((string, string)[])[("installation", "meter"), ("meter_register", "register")])
        {
            var changed = await unit.ChangeAsync(
                $"update {table} set removed_on = @removedOn, last_index = @lastIndex where {column} = @meter and installed_on = @installedOn and removed_on is null", ended, cancellationToken).ConfigureAwait(false);
            if (changed > 0) return;
        }
        throw unit.Conflict($"Meter {installation.Meter} is not in place any more.");
    }

    public ValueTask<IReadOnlyList<(MeterInstallation Installation, Meter Meter)>> InstallationsAtAsync(
        IReadOnlyCollection<Id<ServicePoint>> servicePoints, CancellationToken cancellationToken = default) => unit.QueryAsync(
            $"""
            select {InstallationColumns}, {MeterColumns} from installation i join meter m on m.id = i.meter
            where {unit.IsIn("i.service_point", "points")} order by i.service_point, i.installed_on
            """, new { points = unit.List(servicePoints.Select(s => s.Value)) }, static row => (ReadInstallation(row), ReadMeter(row)), cancellationToken);

    public ValueTask AddAsync(IReadOnlyList<MeterRegister> registers, CancellationToken cancellationToken = default) => unit.AddAsync(
        "meter_register", ["main", "register", "service_point", "installed_on", "first_index", "removed_on", "last_index"], registers,
        static (row, r) => row.Add(r.Main.Value).Add(r.Place.Meter.Value).Add(r.Place.ServicePoint.Value).Add(r.Place.InstalledOn).Add(r.Place.FirstIndex).Add(r.Place.RemovedOn).Add(r.Place.LastIndex), cancellationToken);

    public ValueTask<IReadOnlyList<MeterRegister>> RegistersAtAsync(IReadOnlyCollection<Id<ServicePoint>> servicePoints, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {RegisterQuery.Columns} from meter_register x join meter m on m.id = x.register where {unit.IsIn("x.service_point", "points")} order by x.service_point, x.installed_on, m.number",
        new { points = unit.List(servicePoints.Select(s => s.Value)) }, RegisterQuery.Read, cancellationToken);

    public ValueTask<IReadOnlyList<(Meter Meter, MeterInstallation Place, ServiceAgreement Terms)>> AgreedAsync(Period cycle, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"""
        select {MeterColumns}, {InstallationColumns}, {CustomerStore.AgreementColumns}
        from meter m cross join installation i cross join agreement g
        where m.source_kind = 3 and i.meter = m.id and g.service_point = i.service_point and i.installed_on < @to and (i.removed_on is null or i.removed_on >= @from) and g.from_day < @to
        order by m.id, i.installed_on, g.from_day
        """, new { from = cycle.From, to = cycle.To }, static row => (ReadMeter(row), ReadInstallation(row), CustomerStore.ReadAgreement(row)), cancellationToken);

    public ValueTask<IReadOnlyList<MeterInPlace>> MaybeDueAsync(LocalDate by, LocalDate since, string? branch, string? book, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"""
        select {MeterColumns}, i.installed_on, a.number, p.address, b.book, a.branch
        from meter m
        join installation i on i.meter = m.id and i.removed_on is null
        join service_point s on s.id = i.service_point
        join premise p on p.id = s.premise
        left join book_place b on b.service_point = i.service_point
        left join agreement g on g.service_point = i.service_point and g.to_day is null
        left join account a on a.id = g.account
        where m.source_kind <> 3 and (m.verification_due <= @by or (m.verification_due is null and i.installed_on <= @since))
          and (@branch = '' or coalesce(a.branch, @branch) = @branch) and (@book = '' or b.book = @book){unit.And("a.branch")}
        order by m.number
        """, new { by, since, branch = branch ?? "", book = book ?? "" },
        static row => new MeterInPlace(ReadMeter(row), row.Day(), row.TextOrNull(), row.Text(), row.TextOrNull(), row.TextOrNull()), cancellationToken);

    public ValueTask<IReadOnlyList<Reading>> TurnedReadingsAsync(CancellationToken cancellationToken = default) =>
        unit.QueryAsync($"select {ReadingColumns} from reading r where r.turn <> 0 order by r.meter, r.day", null, ReadReading, cancellationToken);

    /// <summary>Reads <see cref="InstallationColumns"/>.</summary>
    public static MeterInstallation ReadInstallation(RowReader row) => new()
    {
        Meter = new(row.Long()), ServicePoint = new(row.Long()), InstalledOn = row.Day(), FirstIndex = row.Long(), RemovedOn = row.DayOrNull(), LastIndex = row.LongOrNull(),
    };

    /// <summary>Reads <see cref="MeterColumns"/>.</summary>
    public static Meter ReadMeter(RowReader row) => new()
    {
        Id = new(row.Long()), Number = row.Text(), Size = row.Text(), Dials = row.Int(), Multiplier = row.Int(), Unit = Codes.Unit(row.Text()),
        Seal = row.TextOrNull(), VerificationDue = row.DayOrNull(), SourceKind = (ReadingSourceKind)row.Int(), Master = row.LongOrNull() is { } master ? new Id<Meter>(master) : null,
    };

    private static Reading ReadReading(RowReader row) => new()
    {
        Id = new(row.Long()), Meter = new(row.Long()), Day = row.Day(), Index = row.Long(), Status = (ReadStatus)row.Int(), Source = row.Text(),
        Turn = (IndexTurn)row.Int(),
    };
}
