using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

/// <summary>What the further registers of meters counted in the days billed. One look tells a page that has none.</summary>
internal static class RegisterQuery
{
    public const string Columns = "x.main, x.register, x.service_point, x.installed_on, x.first_index, x.removed_on, x.last_index, " + MeteringStore.MeterColumns;

    public static async ValueTask<IReadOnlyList<BillingCandidate>> AddToAsync(SqlUnit unit, List<BillingCandidate> page, CancellationToken cancellationToken)
    {
        var closed = page.FindAll(c => c.Closing is not null);
        if (closed.Count == 0) return page;
        var registers = (await unit.QueryAsync(
            $"select {Columns} from meter_register x join meter m on m.id = x.register where x.service_point between @least and @most order by x.service_point, x.installed_on, m.number",
            new { least = closed.Min(c => c.Agreement.ServicePoint.Value), most = closed.Max(c => c.Agreement.ServicePoint.Value) }, Read, cancellationToken).ConfigureAwait(false)).ToLookup(r => r.Place.ServicePoint);
        if (registers.Count == 0) return page;
        var first = closed.Min(From);
        var readings = (await unit.Metering.ReadingsOfAsync(registers.SelectMany(r => r).Select(r => r.Dial.Id).Distinct().ToList(), first, cancellationToken).ConfigureAwait(false)).ToLookup(r => r.Meter);
        return page.ConvertAll(c => c.Closing is null || !registers.Contains(c.Agreement.ServicePoint) ? c : With(c, registers[c.Agreement.ServicePoint], readings));
    }

    public static MeterRegister Read(RowReader row)
    {
        var main = new Id<Meter>(row.Long());
        var place = MeteringStore.ReadInstallation(row);
        return new MeterRegister(main, MeteringStore.ReadMeter(row), place);
    }

    private static LocalDate From(BillingCandidate c) => c.LastBill?.To ?? (c.Spans.Count > 0 ? c.Spans[0].Opening : c.Opening!).Day;

    private static BillingCandidate With(BillingCandidate c, IEnumerable<MeterRegister> registers, ILookup<Id<Meter>, Reading> readings)
    {
        var (from, to) = (From(c), c.Closing!.Day);
        List<MeterSpan> spans = [];
        foreach (var (_, dial, place) in registers.Where(r => r.Place.InstalledOn < to && !(r.Place.RemovedOn <= from)))
        {
            var own = readings[dial.Id].ToList();
            var opening = place.InstalledOn >= from ? new IndexPoint(null, place.InstalledOn, place.FirstIndex) : PointOn(own, from);
            if (opening is null) return c with { UnreadRegister = new(dial.Number, from) };
            var closing = place.RemovedOn is { } out_ && out_ <= to ? new IndexPoint(PointOn(own, out_)?.Reading, out_, place.LastIndex!.Value) : PointOn(own, to);
            if (closing is null) return c with { UnreadRegister = new(dial.Number, to) };
            var between = own.Where(r => r.Day > opening.Day && r.Day <= closing.Day).ToList();
            spans.Add(new MeterSpan(dial, opening, closing with { Rollovers = between.Count(r => r.Turn == IndexTurn.Rollover), Reversed = between.Exists(r => r.Turn == IndexTurn.Reversed) }));
        }
        return c with { Registers = spans };
    }

    private static IndexPoint? PointOn(List<Reading> readings, LocalDate day) =>
        readings.Find(r => r.Day == day) is { } reading ? new IndexPoint(reading.Id, day, reading.Index) { Estimated = reading.Status == ReadStatus.Estimated } : null;
}
