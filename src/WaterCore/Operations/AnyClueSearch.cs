using NodaTime;
using WaterCore.Audit;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Search;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Finds accounts by whatever the caller knows of them, and from an account all that hangs on it. Each look is noted in the audit with its purpose.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
public sealed class AnyClueSearch(IStorage storage, IClock clock)
{
    /// <summary>Hits beyond this number are not counted.</summary>
    public const int CountCap = 100;

    // A clue whose grams are common but hardly ever stand together ends here instead of reading the whole index.
    private const int LookCap = 250_000;

    // The first look of a clue asks for no more keys than its count may need.
    private const int PageOfKeys = 512, FirstKeys = 128, LeastRecords = 32, MostRecords = 512;

    /// <summary>How many places of a reader's round away a neighbour is looked for.</summary>
    public const int PlacesBeside = 5;

    private const int MostLinks = 20;

    // The zone matters by hours only, and terms begin and end on days far apart.
    private LocalDate LinkDay => clock.GetCurrentInstant().InUtc().Date;

    private static Applications.Application Masked(Applications.Application a) =>
        a with { Customer = Masking.Name(a.Customer), Phone = a.Phone is { } phone ? Masking.Phone(phone) : null, Address = a.Address is { } address ? Masking.Address(address) : null };

    /// <summary>Finds accounts.</summary>
    /// <returns>The hits; or <see cref="ClueTooShort"/>, <see cref="PurposeMissing"/>, <see cref="SearchNotKept"/>.</returns>
    public async Task<Result<SearchResult>> SearchAsync(SearchRequest request, Actor actor, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(request.Purpose)) return new PurposeMissing();
        var clue = Clue.Read(request.Clue);
        if (!clue.IsOk) return clue.Fault;
        SearchFinding finding;
        var look = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (look.ConfigureAwait(false))
        {
            if (!look.Search.IsKept) return new SearchNotKept(storage.Description);
            finding = await FindAsync(look, clue.Value, request.Limit, cancellationToken).ConfigureAwait(false);
        }
        var count = finding.CountIsCapped ? $"more than {CountCap}" : $"{finding.Count}";
        await NoteAsync(actor, request.Reveal ? "search.find-revealed" : "search.find", $"clue {request.Clue.Trim()}", $"{count} hits", request.Purpose, cancellationToken).ConfigureAwait(false);
        return new SearchResult(finding.Hits.Select(h => Hit(h.Record, h.Match, request.Reveal)).ToList(), finding.Count, finding.CountIsCapped, finding.IsComplete);
    }

    /// <summary>All accounts that fit, masked, as a list to be exported; counted and noted in the audit like a search.</summary>
    /// <param name="request">The search; its limit is passed over.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<SearchResult>> ListAsync(SearchRequest request, int most, Actor actor, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(request.Purpose)) return new PurposeMissing();
        var clue = Clue.Read(request.Clue);
        if (!clue.IsOk) return clue.Fault;
        SearchFinding finding;
        var look = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (look.ConfigureAwait(false)) finding = await FindAsync(look, clue.Value, most, most, cancellationToken).ConfigureAwait(false);
        await NoteAsync(actor, "search.list", $"clue {request.Clue.Trim()}", $"{finding.Hits.Count} rows", request.Purpose, cancellationToken).ConfigureAwait(false);
        return new SearchResult(finding.Hits.Select(h => Hit(h.Record, h.Match, false)).ToList(), finding.Count, finding.CountIsCapped, finding.IsComplete);
    }

    /// <summary>All that hangs on an account.</summary>
    /// <returns>What was found; or <see cref="AccountUnknown"/>, <see cref="PurposeMissing"/>.</returns>
    public async Task<Result<AccountLinks>> LinksAsync(string account, string purpose, bool reveal, Actor actor, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(purpose)) return new PurposeMissing();
        AccountLinks links;
        var look = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (look.ConfigureAwait(false))
        {
            if (!look.Search.IsKept) return new SearchNotKept(storage.Description);
            if (await look.Customers.FindAccountAsync(account, cancellationToken).ConfigureAwait(false) is not { } found) return new AccountUnknown(account);
            var record = (await look.Search.RecordsAsync([found.Id], cancellationToken).ConfigureAwait(false))[0];
            var meters = await look.Metering.FindMetersAsync(record.Fields.Where(f => f.Kind == SearchFieldKind.Meter).Select(f => f.Text).ToList(), cancellationToken).ConfigureAwait(false);
            var installed = await look.Metering.InstallationsOfAsync(meters.Values.Select(m => m.Id).ToList(), cancellationToken).ConfigureAwait(false);
            var agreements = await look.Customers.AgreementsOfAsync(found.Id, cancellationToken).ConfigureAwait(false);
            var points = agreements.Select(a => a.Agreement.ServicePoint).ToHashSet();
            links = new AccountLinks(
                Hit(record, new ClueMatch(0, []), reveal), found,
                agreements.Select(a => (a.Agreement, a.Premise with { Address = reveal ? a.Premise.Address : Masking.Address(a.Premise.Address) })).ToList(),
                meters.Values.OrderBy(m => m.Id).Select(m => (m, installed.TryGetValue(m.Id, out var i) && points.Contains(i.ServicePoint) ? i : null)).ToList(),
                await look.Bills.OfAccountAsync(found.Id, cancellationToken).ConfigureAwait(false))
            {
                Applications = [.. (await look.Applications.SearchAsync(found.Id, null, MostLinks, cancellationToken).ConfigureAwait(false)).Select(a => reveal ? a : Masked(a))],
                Cases = await look.Service.CasesAsync(new CaseQuery { Customer = found.Customer, Take = MostLinks }, cancellationToken).ConfigureAwait(false),
                Contacts = await look.Service.InteractionsOfAsync(found.Customer, MostLinks, cancellationToken).ConfigureAwait(false),
                Neighbours = [.. (await look.ReadingWork.NeighboursAsync(points, PlacesBeside, MostLinks, LinkDay, cancellationToken).ConfigureAwait(false))
                    .Select(n => reveal ? n : n with { Address = Masking.Address(n.Address) })],
            };
        }
        await NoteAsync(actor, reveal ? "search.links-revealed" : "search.links", $"account {account}", null, purpose, cancellationToken).ConfigureAwait(false);
        return links;
    }

    /// <summary>The looks at the storage that a search takes, without the note in the audit.</summary>
    /// <param name="unit">The unit of work to look in.</param>
    /// <param name="clue">What is known.</param>
    /// <param name="limit">How many hits to give, 1 to <see cref="CountCap"/>.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static async ValueTask<SearchFinding> FindAsync(IUnitOfWork unit, Clue clue, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, CountCap);
        return await FindAsync(unit, clue, limit, CountCap, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<SearchFinding> FindAsync(IUnitOfWork unit, Clue clue, int limit, int cap, CancellationToken cancellationToken)
    {
        var hits = new List<(SearchRecord, ClueMatch)>();
        // What a look finds again, such as all that has the clue inside among all that sounds like it, is not read again.
        var seen = new Dictionary<Id<Account>, (SearchRecord? Record, ClueMatch? Match)>();
        var (count, complete) = (0, true);
        foreach (var step in clue.Steps)
        {
            var looked = 0;
            Id<Account> after = default;
            for (var page = FirstKeys; ; page = PageOfKeys)
            {
                var keys = await unit.Search.FindAsync(step.Query, after, page, cancellationToken).ConfigureAwait(false);
                for (int at = 0, next; at < keys.Count; at = next)
                {
                    // No more than the count still needs, if all of them fit.
                    next = Math.Min(keys.Count, at + Math.Clamp(cap + 1 - count, LeastRecords, MostRecords));
                    var some = keys.Skip(at).Take(next - at);
                    var fresh = some.Where(k => !seen.ContainsKey(k)).ToList();
                    if (fresh.Count > 0)
                        foreach (var record in await unit.Search.KeptAsync(fresh, cancellationToken).ConfigureAwait(false))
                            seen[new Id<Account>(record.Key)] = clue.Match(record) is { } fits ? (record, fits) : default;
                    foreach (var key in some)
                    {
                        if (!seen.TryGetValue(key, out var known) || known.Match is not { } match || match.Rank != step.Rank) continue;
                        if (count == cap) return new SearchFinding(hits, count, true, complete);
                        if (count++ < limit) hits.Add((known.Record!, match));
                    }
                }
                if (keys.Count < page) break;
                after = keys[^1];
                if ((looked += keys.Count) < LookCap) continue;
                complete = false;
                break;
            }
        }
        return new SearchFinding(hits, count, false, complete);
    }

    /// <summary>Keeps the grams of accounts anew; for every act that changes what finds them, in the unit of work of the change.</summary>
    public static async ValueTask RefreshAsync(IUnitOfWork unit, IReadOnlyCollection<Id<Account>> accounts, CancellationToken cancellationToken = default) =>
        await unit.Search.PutAsync(await unit.Search.RecordsAsync(accounts, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>The record by which an account is found.</summary>
    public static SearchRecord Record(Account account, Customer customer, IEnumerable<Premise> premises, IEnumerable<Meter> meters) => new(account.Id.Value,
    [
        new(SearchFieldKind.Account, account.Number), new(SearchFieldKind.Name, customer.Name),
        .. customer.Phone is { } phone ? [new SearchField(SearchFieldKind.Phone, phone)] : Array.Empty<SearchField>(),
        .. premises.Select(p => new SearchField(SearchFieldKind.Address, p.Address)), .. meters.Select(m => new SearchField(SearchFieldKind.Meter, m.Number)),
    ]);

    private static SearchHit Hit(SearchRecord record, ClueMatch match, bool reveal)
    {
        string Shown(SearchFieldKind kind, Func<string, string> mask) => record.First(kind) is { } text ? reveal ? text : mask(text) : "";
        return new SearchHit(
            new Id<Account>(record.Key), record.First(SearchFieldKind.Account)!, Shown(SearchFieldKind.Name, Masking.Name), Shown(SearchFieldKind.Phone, Masking.Phone),
            Shown(SearchFieldKind.Address, Masking.Address), record.Fields.Where(f => f.Kind == SearchFieldKind.Meter).Select(f => f.Text).ToList(), match.Rank, match.Why.Select(w => w.Reason).ToList());
    }

    private async Task NoteAsync(Actor actor, string action, string subject, string? after, string purpose, CancellationToken cancellationToken)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = clock.GetCurrentInstant(), Actor = actor, Action = action, Subject = subject, After = after, Reason = purpose.Trim() }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
