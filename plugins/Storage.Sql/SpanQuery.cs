using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

/// <summary>A candidate, and from when on meters before its own are to be billed; null when there are none.</summary>
internal sealed record CandidateRow(BillingCandidate Candidate, LocalDate? SpansFrom, long? LastMeter, IndexPoint? LastPoint);

/// <summary>The spans of meters that were exchanged within the days billed; asked only for the few service points that had one.</summary>
internal static class SpanQuery
{
    public static async ValueTask<Dictionary<(Id<Account>, Id<ServicePoint>), IReadOnlyList<MeterSpan>>> RunAsync(
        SqlUnit unit, List<CandidateRow> exchanged, CancellationToken cancellationToken)
    {
        var places = (await unit.Metering.InstallationsAtAsync(exchanged.ConvertAll(e => e.Candidate.Agreement.ServicePoint), cancellationToken).ConfigureAwait(false))
            .ToLookup(p => p.Installation.ServicePoint);
        var gone = places.SelectMany(p => p).Where(p => p.Installation.RemovedOn is not null).Select(p => p.Meter.Id).Distinct().ToList();
        var readings = (await unit.Metering.ReadingsOfAsync(gone, new LocalDate(1, 1, 1), cancellationToken).ConfigureAwait(false)).ToLookup(r => r.Meter);
        var spans = new Dictionary<(Id<Account>, Id<ServicePoint>), IReadOnlyList<MeterSpan>>();
        foreach (var row in exchanged)
        {
            var from = row.SpansFrom!.Value;
            spans[(row.Candidate.Account.Id, row.Candidate.Agreement.ServicePoint)] = places[row.Candidate.Agreement.ServicePoint]
                .Where(p => p.Installation.RemovedOn > from && p.Meter.Id != row.Candidate.Meter!.Id)
                .Select(p => Span(p.Installation, p.Meter, row, from, readings[p.Meter.Id])).ToList();
        }
        return spans;
    }

    private static MeterSpan Span(MeterInstallation place, Meter meter, CandidateRow row, LocalDate from, IEnumerable<Reading> readings)
    {
        var own = readings.Where(r => r.Day >= place.InstalledOn && r.Day <= place.RemovedOn).ToList();
        var handover = row.LastPoint is null ? own.LastOrDefault(r => r.Day <= from) : null;
        var opening = row.LastMeter == meter.Id.Value && row.LastPoint is { } last ? last
            : handover is not null ? new IndexPoint(handover.Id, handover.Day, handover.Index) { Estimated = handover.Status == ReadStatus.Estimated }
            : new IndexPoint(null, place.InstalledOn, place.FirstIndex);
        var between = own.Where(r => r.Day > opening.Day).ToList();
        return new MeterSpan(meter, opening, new IndexPoint(own.LastOrDefault(r => r.Day == place.RemovedOn)?.Id, place.RemovedOn!.Value, place.LastIndex!.Value)
        {
            Rollovers = between.Count(r => r.Turn == IndexTurn.Rollover), Reversed = between.Any(r => r.Turn == IndexTurn.Reversed),
        });
    }
}
