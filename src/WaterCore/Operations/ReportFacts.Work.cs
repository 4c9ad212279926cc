using System.Globalization;
using System.Runtime.CompilerServices;
using NodaTime;
using WaterCore.Ports;
using WaterCore.Statistics;
using WaterCore.Workflows;

namespace WaterCore.Operations;

internal sealed partial class ReportFacts
{
    private const int PageOfWork = 1_000;

    private async IAsyncEnumerable<(int Want, FactRecord Fact)> WorkAsync(IReadOnlyList<FactWant> wants, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < wants.Count; i++)
        {
            var (source, days) = wants[i];
            var (from, to) = Instants(days);
            if (source == FactSource.Visits)
                await foreach (var visit in unit.Work.VisitsAsync(from, to, cancellationToken).ConfigureAwait(false))
                {
                    Tell();
                    yield return (i, new FactRecord(
                        [visit.Definition, visit.Step, visit.Position, visit.Office, visit.OnTime ? "yes" : "no", visit.Action.ToString(), Month(visit.Left), visit.Item.ToString()], [1, visit.UsedMinutes]));
                }
            if (source != FactSource.Items) continue;
            var places = await PlacesAsync(days, cancellationToken).ConfigureAwait(false);
            for (var query = new WorkQuery { OpenAtOrAfter = from, StartedBefore = to, Take = PageOfWork }; ;)
            {
                var page = await unit.Work.SearchAsync(query, cancellationToken).ConfigureAwait(false);
                foreach (var item in page)
                {
                    Tell();
                    var application = await unit.Applications.FindAsync(item.Id, cancellationToken).ConfigureAwait(false);
                    yield return (i, Of(item, from, to, application?.Account is { } account ? places.Of(account).Area : ""));
                }
                if (page.Count < PageOfWork) break;
                query = query with { After = page[^1].Id };
            }
        }
    }

    // As it stood at the end of the days: what came after them does not count.
    private FactRecord Of(WorkItem item, Instant from, Instant to, string area)
    {
        var ended = item.ClosedAt is { } closed && closed < to ? closed : (Instant?)null;
        var state = ended is null ? "1-waiting" : item.Status == WorkStatus.Archived ? "2-done" : "3-cancelled";
        var promised = item.Clocks.FirstOrDefault(c => c.Kind == ClockKind.Promised);
        var promise = promised is null ? "0-none" : ended is null ? "3-open" : promised.Due is { } due && ended > due ? "2-late" : "1-kept";
        var waited = ended is not null ? "0-ended" : ((to - item.StartedAt).TotalDays) switch { <= 7 => "1-week", <= 30 => "2-month", <= 90 => "3-quarter", _ => "4-longer" };
        var done = state == "2-done";
        return new FactRecord(
            [item.Definition, state, promise, item.Office, area, waited, Month(ended ?? item.StartedAt), item.Id.ToString()],
            [1, ended is null ? 1 : 0, item.StartedAt >= from ? 1 : 0, done ? 1 : 0, state == "3-cancelled" ? 1 : 0, done ? (long)(ended!.Value - item.StartedAt).TotalSeconds : 0]);
    }
}
