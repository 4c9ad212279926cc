using WaterCore.Applications;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Operations;

public sealed partial class ApplicationEffects
{
    private async Task<Result<Application>> ExchangeMeterAsync(IUnitOfWork unit, Application application, ApplicationForm form, CancellationToken cancellationToken)
    {
        var (old, last, fresh, first) = (form.Text("meter"), form.Index("old_index"), form.Text("new_meter"), form.Index("new_index"));
        if (form.Fault is { } fault) return fault;
        var gone = await MeterDesk.TakeOutAsync(unit, old, last, IndexTurn.None, context.Today, $"application {application.Item}", null, cancellationToken).ConfigureAwait(false);
        if (!gone.IsOk) return gone.Fault;
        var (meter, place) = gone.Value;
        var next = new NewMeter
        {
            Number = fresh, FirstIndex = first, Dials = form.Whole("dials", 3, 9, meter.Dials), Multiplier = meter.Multiplier, Unit = meter.Unit, SourceKind = meter.SourceKind,
            Size = form.Optional("diameter") is null ? meter.Size : $"DN{form.Whole("diameter", 1, 10_000)}",
        };
        if (form.Fault is { } wrong) return wrong;
        var put = await MeterDesk.PutInAsync(unit, next, place.ServicePoint, context.Today, cancellationToken).ConfigureAwait(false);
        return put.IsOk ? application : put.Fault;
    }

    private async Task<Result<Application>> SupplyAsync(IUnitOfWork unit, Application application, ApplicationForm form, bool supplied, CancellationToken cancellationToken)
    {
        var index = form.Index("index");
        if (form.Fault is { } fault) return fault;
        var standing = await StandingAsync(unit, application, cancellationToken).ConfigureAwait(false);
        if (!standing.IsOk) return standing.Fault;
        var point = standing.Value.Terms.ServicePoint;
        var changes = await unit.Applications.SupplyOfAsync(point, cancellationToken).ConfigureAwait(false);
        if ((changes.Count == 0 || changes[^1].Supplied) == supplied)
            return supplied ? Refuse(application, "并未停水", "water runs there already") : Refuse(application, "已经停水", "water is cut off there already");
        var read = await ReadAsync(unit, application, point, index, cancellationToken).ConfigureAwait(false);
        if (!read.IsOk) return read.Fault;
        await unit.Applications.AddAsync(new SupplyChange(point, changes.Count + 1, context.Today, supplied, application.Item), cancellationToken).ConfigureAwait(false);
        return application;
    }

    private async Task<Result<Application>> ReadMeterAsync(IUnitOfWork unit, Application application, ApplicationForm form, CancellationToken cancellationToken)
    {
        var index = form.Index("index");
        if (form.Fault is { } fault) return fault;
        var standing = await StandingAsync(unit, application, cancellationToken).ConfigureAwait(false);
        if (!standing.IsOk) return standing.Fault;
        var read = await ReadAsync(unit, application, standing.Value.Terms.ServicePoint, index, cancellationToken).ConfigureAwait(false);
        return read.IsOk ? application : read.Fault;
    }

    // The meter showed 100 + error where 100 ran: what ran is billed instead. Whoever tested is the second person of the correction.
    private async Task<Result<Application>> CorrectBillAsync(IUnitOfWork unit, Application application, WorkItem item, Actor actor, CancellationToken cancellationToken)
    {
        var form = new ApplicationForm(item);
        var (number, error) = (form.Text("bill"), form.BasisPoints("error"));
        if (form.Fault is { } fault) return fault;
        if (Math.Abs(error) <= policy.MeterToleranceBasisPoints) return application;
        var account = await AccountAsync(unit, application, cancellationToken).ConfigureAwait(false);
        if (!account.IsOk) return account.Fault;
        var bills = await unit.Bills.OfAccountAsync(account.Value.Id, cancellationToken).ConfigureAwait(false);
        if (bills.FirstOrDefault(b => BillDesk.NumberOf(b, account.Value) == number) is not { } bill)
            return Refuse(application, $"户号{account.Value.Number}没有账单{number}", $"account {account.Value.Number} has no bill {number}; correct the number in the form");
        var grain = bill.Usage.Thousandths % 1000 == 0 ? 1000 : 1; // who bills whole cubic metres goes on doing so
        Int128 parts = (Int128)grain * (10_000 + error);
        var right = grain * (long)(((Int128)bill.Usage.Thousandths * 10_000 + parts / 2) / parts);
        var tester = item.Doers.FirstOrDefault(d => d.Duty == Permission.Survey).Name;
        var request = new RebillRequest { Bill = number, Usage = new Volume(right, bill.Usage.Unit), Reason = $"application {application.Item} meter test {form.Text("error")} %" };
        var corrected = await new CancelRebill(context).CorrectInAsync(unit, request, actor, tester, cancellationToken).ConfigureAwait(false);
        return corrected.IsOk ? application : corrected.Fault;
    }

    private static async Task<Result<Meter>> MeterAsync(IUnitOfWork unit, Application application, Id<ServicePoint> point, CancellationToken cancellationToken)
    {
        var there = (await unit.Metering.InstallationsAtAsync([point], cancellationToken).ConfigureAwait(false)).Where(i => i.Installation.RemovedOn is null).ToList();
        return there.Count == 1 ? there[0].Meter : Refuse(application, "用水点没有在装水表", "no meter is in place there");
    }

    // The reading of the day, taken on site. One of the day with the same index is enough; a lower one than before is refused.
    private async Task<Result<Meter>> ReadAsync(IUnitOfWork unit, Application application, Id<ServicePoint> point, long index, CancellationToken cancellationToken)
    {
        var meter = await MeterAsync(unit, application, point, cancellationToken).ConfigureAwait(false);
        if (!meter.IsOk) return meter.Fault;
        var places = await unit.Metering.InstallationsOfAsync([meter.Value.Id], cancellationToken).ConfigureAwait(false);
        var place = places[meter.Value.Id];
        var readings = await unit.Metering.ReadingsOfAsync([meter.Value.Id], place.InstalledOn, cancellationToken).ConfigureAwait(false);
        var (day, floor) = readings.Count > 0 ? (readings[^1].Day, readings[^1].CountedIndex) : (place.InstalledOn, place.FirstIndex);
        if (day > context.Today) return Refuse(application, "该表之后已有读数", "the meter was read on a later day already");
        if (readings.Count > 0 && day == context.Today)
            return floor == index ? meter : Refuse(application, "当日已有另一读数", "the meter has another reading of this day; correct the index");
        if (index < floor || index >= meter.Value.FullTurn) return Refuse(application, "表底低于上次读数或超出字轮", "the index is lower than the reading before, or does not fit the dials; correct it");
        var id = (await unit.Customers.TakeIdsAsync(1, cancellationToken).ConfigureAwait(false)).Next();
        await unit.Metering.AddAsync([new Reading { Id = new(id), Meter = meter.Value.Id, Day = context.Today, Index = index, Source = $"application {application.Item}" }], cancellationToken).ConfigureAwait(false);
        return meter;
    }
}
