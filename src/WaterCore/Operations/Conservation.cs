using WaterCore.Billing;
using WaterCore.Metering;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>
/// Billed is what the registers counted, less what is still carried as credit (I-08). Worked out here from installations and readings alone,
/// not from what the bills state; shares no code with the run.
/// </summary>
internal sealed class Conservation
{
    private readonly IUnitOfWork _unit;
    private readonly Action<string, string, string> _find;
    private readonly List<Bill> _bills = [];
    private ILookup<Id<Meter>, Reading> _turns = Array.Empty<Reading>().ToLookup(r => r.Meter);

    private Conservation(IUnitOfWork unit, Action<string, string, string> find) => (_unit, _find) = (unit, find);

    public static async Task<Conservation> BeginAsync(IUnitOfWork unit, Action<string, string, string> find, CancellationToken cancellationToken) => new(unit, find)
    {
        _turns = (await unit.Metering.TurnedReadingsAsync(cancellationToken).ConfigureAwait(false)).ToLookup(r => r.Meter),
    };

    /// <summary>Takes a bill, in order of key.</summary>
    public async Task AddAsync(Bill bill, CancellationToken cancellationToken)
    {
        if (_bills.Count > 0 && (_bills[0].Key.Account != bill.Key.Account || _bills[0].Key.ServicePoint != bill.Key.ServicePoint)) await EndAsync(cancellationToken).ConfigureAwait(false);
        // Of a period that was billed again, the last revision counts.
        if (_bills.Count > 0 && _bills[^1].Key.From == bill.Key.From) _bills[^1] = bill;
        else _bills.Add(bill);
    }

    /// <summary>Weighs the bills of the account and service point that came last.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_bills.Count == 0) return;
        Bill first = _bills[0], last = _bills[^1];
        var subject = $"account id {last.Key.Account}, service point {last.Key.ServicePoint}";
        long registered = 0;
        var places = await _unit.Metering.InstallationsAtAsync([last.Key.ServicePoint], cancellationToken).ConfigureAwait(false);
        var registers = (await _unit.Metering.RegistersAtAsync([last.Key.ServicePoint], cancellationToken).ConfigureAwait(false)).Select(r => (r.Place, r.Dial)).ToList();
        foreach (var (place, meter) in places.Select(p => (Place: p.Installation, p.Meter)).Concat(registers).Where(p => p.Place.InstalledOn < last.To && !(p.Place.RemovedOn <= first.Key.From)))
        {
            var (opening, from) = (place.FirstIndex, place.InstalledOn);
            if (from < first.Key.From)
            {
                if (await ReadingOnAsync(meter, first.Key.From, cancellationToken).ConfigureAwait(false) is not { } handover) { _find("billed is registered", subject, "its first bill opens on no reading"); continue; }
                (opening, from) = (handover.Index, handover.Day);
            }
            long closing;
            if (place.RemovedOn is { } out_ && out_ <= last.To) closing = place.LastIndex!.Value;
            else if (registers.Count == 0 || !registers.Exists(r => r.Dial.Id == meter.Id)) closing = last.ClosingIndex;
            else if (await ReadingOnAsync(meter, last.To, cancellationToken).ConfigureAwait(false) is { } read) closing = read.Index;
            else { _find("billed is registered", subject, $"register {meter.Number} was not read where its last bill closes"); continue; }
            var to = place.RemovedOn is { } removed && removed <= last.To ? removed : last.To;
            registered += (closing - opening + _turns[meter.Id].Count(r => r.Turn == IndexTurn.Rollover && r.Day > from && r.Day <= to) * meter.FullTurn) * meter.Multiplier;
        }
        var billed = _bills.Sum(b => b.Usage.Thousandths) - BilledVolume.CreditOf(last).Thousandths;
        // What a correction let off or added by decision was counted by no register.
        foreach (var bill in _bills.Where(b => b.Key.Revision > 0))
            billed -= (await _unit.Accounts.FindCorrectionAsync(bill.Key, cancellationToken).ConfigureAwait(false))?.VolumeByDecision ?? 0;
        if (billed != registered)
            _find("billed is registered", subject, $"the bills less the credit carried come to {new Volume(billed, last.Usage.Unit)}, and the registers counted {new Volume(registered, last.Usage.Unit)}");
        _bills.Clear();
    }

    private async Task<Reading?> ReadingOnAsync(Meter meter, NodaTime.LocalDate day, CancellationToken cancellationToken) =>
        (await _unit.Metering.ReadingsOfAsync([meter.Id], day, cancellationToken).ConfigureAwait(false)).FirstOrDefault(r => r.Day == day);
}
