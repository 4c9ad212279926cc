using NodaTime;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What people ask and complain about, out of the cases on record.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="utility">The utility.</param>
public sealed class CaseReports(IStorage storage, Utility utility)
{
    private const int PageSize = 5_000, MostDays = 366;

    /// <summary>The figures of some days, against the season.</summary>
    /// <param name="days">The days, at most 366.</param>
    /// <param name="progress">Told how many cases were read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<CaseFigures>> MakeAsync(Period days, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        if (days.Days > MostDays) return new ContactInvalid("days", $"there are {days.Days}; take at most {MostDays}");
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var (cases, from, until) = (new List<ServiceCase>(), days.From.PlusYears(-3).PlusDays(-7).AtStartOfDayInZone(utility.Zone).ToInstant(), days.To.AtStartOfDayInZone(utility.Zone).ToInstant());
        for (Id<ServiceCase>? before = null; ;)
        {
            var page = await unit.Service.CasesAsync(new CaseQuery { From = from, Until = until, Before = before, Take = PageSize }, cancellationToken).ConfigureAwait(false);
            cases.AddRange(page);
            progress?.Report(cases.Count);
            if (page.Count < PageSize) break;
            before = page[^1].Id;
        }
        var accounts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var after = 0L; ;)
        {
            var page = await unit.Deliveries.CandidatesAsync(after, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var candidate in page) accounts[candidate.Zone ?? ""] = accounts.GetValueOrDefault(candidate.Zone ?? "") + 1;
            if (page.Count < PageSize) break;
            after = page[^1].Account.Id.Value;
        }
        return CaseFigures.Of(cases, days, utility.Zone, accounts);
    }
}
