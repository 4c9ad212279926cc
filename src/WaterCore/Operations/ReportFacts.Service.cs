using System.Globalization;
using System.Runtime.CompilerServices;
using NodaTime;
using NodaTime.Text;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Statistics;
using WaterCore.Values;

namespace WaterCore.Operations;

internal sealed partial class ReportFacts
{
    private const int PageOfCases = 1_000;

    // No limit of a case is longer; those that came before it cannot be due in the days.
    private static readonly Duration s_longestLimit = Duration.FromDays(120);

    private async IAsyncEnumerable<(int Want, FactRecord Fact)> ServiceAsync(IReadOnlyList<FactWant> wants, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < wants.Count; i++)
        {
            var (source, days) = wants[i];
            var (from, to) = Instants(days);
            var stream = source == FactSource.Contacts ? ContactsAsync(from, to, cancellationToken)
                : source == FactSource.Cases ? CasesAsync(from, to, cancellationToken)
                : source == FactSource.Limits ? LimitsAsync(from, to, cancellationToken)
                : source == FactSource.Ratings ? RatingsAsync(from, to, cancellationToken)
                : source == FactSource.Calls ? CallsAsync(from, to, cancellationToken) : null;
            if (stream is null) continue;
            await foreach (var fact in stream.ConfigureAwait(false))
            {
                Tell();
                yield return (i, fact);
            }
        }
    }

    private async IAsyncEnumerable<FactRecord> ContactsAsync(Instant from, Instant to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chart = await engines.ChartAsync(unit, cancellationToken).ConfigureAwait(false);
        await foreach (var contact in unit.Service.InteractionsAsync(from - Duration.FromSeconds(1), to + Duration.FromSeconds(1), cancellationToken).ConfigureAwait(false))
            if (contact.At >= from && contact.At < to)
                yield return new FactRecord(
                    [
                        contact.Direction == ContactDirection.In ? "in" : "out", contact.Channel,
                        contact.Outcome switch { ContactOutcome.Answered => "1-answered", ContactOutcome.CaseOpened => "2-case", ContactOutcome.CaseContinued => "3-continued", ContactOutcome.Asked => "4-asked", _ => "0-noted" },
                        contact.OwnerPosition, chart.FindPosition(contact.OwnerPosition) is { } position ? chart.BranchOf(position) ?? "" : "", Month(contact.At), LocalDatePattern.Iso.Format(context.Utility.DayOf(contact.At)), contact.Id.ToString(),
                    ], [1]);
    }

    private async IAsyncEnumerable<ServiceCase> OpenedAsync(Instant from, Instant to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var query = new CaseQuery { From = from - Duration.FromSeconds(1), Until = to + Duration.FromSeconds(1), Take = PageOfCases }; ;)
        {
            var page = await unit.Service.CasesAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var c in page) if (c.OpenedAt >= from && c.OpenedAt < to) yield return c;
            if (page.Count < PageOfCases) yield break;
            query = query with { Before = page[^1].Id };
        }
    }

    private async IAsyncEnumerable<FactRecord> CasesAsync(Instant from, Instant to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var c in OpenedAsync(from, to, cancellationToken).ConfigureAwait(false))
            yield return new FactRecord(
                [KindOf(c), c.Category, c.Channel, c.OwnerPosition, c.Zone ?? "", c.AnsweredAt is { } at && at < to || Merged(c, to) ? "yes" : "no", Month(c.OpenedAt), c.Id.ToString()], [1]);
    }

    private async IAsyncEnumerable<FactRecord> LimitsAsync(Instant from, Instant to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var c in OpenedAsync(from - s_longestLimit, to, cancellationToken).ConfigureAwait(false))
            if (c.Due is { } due && due >= from && due < to && !Merged(c, to))
                yield return new FactRecord([KindOf(c), c.Category, c.AnsweredAt is { } at && at <= due ? "yes" : "no", c.OwnerPosition, c.Zone ?? "", Month(due), c.Id.ToString()], [1]);
    }

    private async IAsyncEnumerable<FactRecord> RatingsAsync(Instant from, Instant to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CaseEvent? last = null;
        await foreach (var e in unit.Service.EventsAsync(from, to, cancellationToken).Where(e => e.Act == CaseAct.Rate).ConfigureAwait(false))
        {
            if (last is not null && last.Case != e.Case) yield return await RatedAsync(last).ConfigureAwait(false);
            last = e;
        }
        if (last is not null) yield return await RatedAsync(last).ConfigureAwait(false);

        // The act says the rating first, and then the person's words.
        async ValueTask<FactRecord> RatedAsync(CaseEvent e)
        {
            var c = await unit.Service.FindCaseAsync(e.Case, cancellationToken).ConfigureAwait(false) ?? throw new StorageUnavailableException($"Case {e.Case}, which was rated, is gone; run verify.");
            var rating = e.Note is [>= '1' and <= '5', ..] note ? note[0] - '0' : 0;
            return new FactRecord([KindOf(c), c.Category, c.OwnerPosition, rating.ToString(CultureInfo.InvariantCulture), c.Id.ToString()], [1, rating >= 4 ? 1 : 0, rating]);
        }
    }

    private async IAsyncEnumerable<FactRecord> CallsAsync(Instant from, Instant to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var call in await unit.Telephone.CallsAsync(from, to, int.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            var local = call.ArrivedAt.InZone(context.Utility.Zone);
            var taken = call is { WaitedFrom: not null, ConnectedAt: not null };
            var waited = taken ? Math.Max(0, (call.ConnectedAt!.Value - call.WaitedFrom!.Value).BclCompatibleTicks / NodaConstants.TicksPerSecond) : 0;
            yield return new FactRecord(
                [
                    call.Ending switch { CallEnding.SelfService => "0-self", CallEnding.HungUp => "1-hung-up", CallEnding.Abandoned => "2-abandoned", CallEnding.Talked => "3-talked", _ => "4-lost" },
                    taken ? "1-taken" : call.WaitedFrom is null ? "0-none" : "2-missed", local.Hour.ToString("00", CultureInfo.InvariantCulture), LocalDatePattern.Iso.Format(local.Date), Month(local.Date),
                    call.Account ?? "", call.Id,
                ],
                [1, call.WaitedFrom is null ? 0 : 1, taken ? 1 : 0, taken && waited <= (long)CallStatistics.InTime.TotalSeconds ? 1 : 0, waited]);
        }
    }

    private string KindOf(ServiceCase c) => categories.Find(c.Category)?.Kind ?? c.Category.Split('.')[0];

    private static bool Merged(ServiceCase c, Instant to) => c.State == CaseState.Merged && c.ClosedAt < to;
}
