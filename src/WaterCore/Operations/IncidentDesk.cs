using NodaTime;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>An incident with its reports.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Reports">How many reports it has.</param>
/// <param name="ByChannel">Reports by the door they came in.</param>
/// <param name="Customers">How many known customers reported it.</param>
/// <param name="Open">Reports that are not answered.</param>
/// <param name="CallBacks">Reports whose person is still to be called back: the call-back list.</param>
/// <param name="FirstReport">When the first report came, or null.</param>
public sealed record IncidentView(Incident Incident, int Reports, IReadOnlyDictionary<string, int> ByChannel, int Customers, int Open, IReadOnlyList<ServiceCase> CallBacks, Instant? FirstReport);

/// <summary>Incidents (突发事件): many reports, one announcement, one call-back list.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
/// <param name="categories">The tree of categories.</param>
/// <param name="replies">Tells those who reported it; null tells them nothing.</param>
public sealed class IncidentDesk(IStorage storage, IClock clock, CaseCategories categories, Replies? replies = null)
{
    private const int PageSize = 200, MostReports = 20_000;

    /// <summary>Incidents, the latest first.</summary>
    public async Task<IReadOnlyList<Incident>> ListAsync(bool openOnly = false, int take = 100, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Desk.IncidentsAsync(openOnly, take, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An incident with its reports.</summary>
    public async Task<Result<IncidentView>> ViewAsync(Id<Incident> id, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Desk.FindIncidentAsync(id, cancellationToken).ConfigureAwait(false) is not { } incident) return NotFound(id);
        var cases = await unit.Service.CasesAsync(new CaseQuery { Incident = id, Take = MostReports }, cancellationToken).ConfigureAwait(false);
        return new IncidentView(
            incident, cases.Count, cases.GroupBy(c => c.Channel).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count()),
            cases.Select(c => c.Customer).OfType<Id<Customers.Customer>>().Distinct().Count(), cases.Count(c => c.State == CaseState.Open),
            [.. cases.Where(c => c.State == CaseState.Answered).OrderBy(c => c.Id.Value)], cases.Count == 0 ? null : cases.Min(c => c.OpenedAt));
    }

    /// <summary>Opens an incident by hand, before the number of reports does.</summary>
    /// <param name="category">The code of its category.</param>
    /// <param name="zone">The supply zone, or null.</param>
    /// <param name="place">Where, when no zone is known; or null.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Incident>> OpenAsync(string category, string? zone, string? place, Actor actor, CancellationToken cancellationToken = default)
    {
        if (categories.Find(category) is not { Storms: true }) return new ContactInvalid("category", $"'{category}' cannot be an incident; take one of {string.Join(", ", categories.All.Where(c => c.Storms).Select(c => c.Code))}");
        if (string.IsNullOrWhiteSpace(zone) && string.IsNullOrWhiteSpace(place)) return new ContactInvalid("zone", "give a zone or a place, so that reports find it");
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var now = clock.GetCurrentInstant();
        var incident = new Incident
        {
            Id = new(await unit.Desk.NextIncidentAsync(cancellationToken).ConfigureAwait(false)), Category = category, Zone = string.IsNullOrWhiteSpace(zone) ? null : zone.Trim(),
            Place = string.IsNullOrWhiteSpace(place) ? null : place.Trim(), OpenedAt = now, OpenedBy = actor.Name,
        };
        await unit.Desk.AddAsync(incident, cancellationToken).ConfigureAwait(false);
        await AuditAsync(unit, incident, "incident.open", $"{category} zone {incident.Zone}", actor, now, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return incident;
    }

    /// <summary>Notes that a case is a report of an incident.</summary>
    public async Task<Result<ServiceCase>> JoinAsync(Id<ServiceCase> report, Id<Incident> id, Actor actor, CancellationToken cancellationToken = default)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Desk.FindIncidentAsync(id, cancellationToken).ConfigureAwait(false) is not { } incident) return NotFound(id);
        if (incident.State != IncidentState.Open) return new ContactInvalid("incident", $"incident {id} is over; open another");
        if (await unit.Service.FindCaseAsync(report, cancellationToken).ConfigureAwait(false) is not { } c) return new CaseNotFound(report.ToString());
        var joined = await JoinAsync(unit, c, id, actor, clock.GetCurrentInstant(), cancellationToken).ConfigureAwait(false);
        if (joined.IsOk) await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return joined;
    }

    /// <summary>Announces an incident: the telephone line and the portal say so at once, and everybody who reported it in writing is told.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="text">One sentence of at most 200 characters in each language.</param>
    /// <param name="expected">When supply is expected back.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Incident>> AnnounceAsync(Id<Incident> id, Wording text, Instant expected, Actor actor, CancellationToken cancellationToken = default)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Desk.FindIncidentAsync(id, cancellationToken).ConfigureAwait(false) is not { } incident) return NotFound(id);
        if (incident.State != IncidentState.Open) return new ContactInvalid("incident", $"incident {id} is over; nothing can be announced of it");
        var now = clock.GetCurrentInstant();
        // What was said before ends, and the new word takes its place.
        if (incident.Announcement is { } before) await unit.Notices.MoveEndAsync(before, now, now, cancellationToken).ConfigureAwait(false);
        var said = await SupplyNoticeDesk.PublishAsync(unit, incident.Zone, now, expected, text, actor, now, cancellationToken).ConfigureAwait(false);
        if (!said.IsOk) return said.Fault;
        incident = incident with { Text = said.Value.Text, Expected = expected, Announcement = said.Value.Id, AnnouncedAt = incident.AnnouncedAt ?? now, Revision = incident.Revision + 1 };
        await unit.Desk.UpdateAsync(incident, cancellationToken).ConfigureAwait(false);
        foreach (var report in await unit.Service.CasesAsync(new CaseQuery { Incident = id, State = CaseState.Open, Take = MostReports }, cancellationToken).ConfigureAwait(false))
            await TellAsync(unit, incident, report, $"told {incident.Revision}", "incident-told", language => new Dictionary<string, string> { ["reason"] = text.In(language) }, now, cancellationToken).ConfigureAwait(false);
        await AuditAsync(unit, incident, "incident.announce", $"notice {said.Value.Id} until {expected}", actor, now, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return incident;
    }

    /// <summary>Supply is back: the announcement ends, every report is answered, and those who asked for a call stand on the call-back list. Cut off, it goes on when asked again.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="answer">What the reports are answered with.</param>
    /// <param name="actor">Who.</param>
    /// <param name="progress">Told how many reports are answered.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Incident>> RestoreAsync(Id<Incident> id, string answer, Actor actor, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(answer)) return new ContactInvalid("answer", "it is empty; say what the people are told");
        for (var answered = 0L; ;)
        {
            var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = unit.ConfigureAwait(false);
            if (await unit.Desk.FindIncidentAsync(id, cancellationToken).ConfigureAwait(false) is not { } incident) return NotFound(id);
            if (incident.State == IncidentState.Closed) return incident;
            var now = clock.GetCurrentInstant();
            if (incident.State == IncidentState.Open)
            {
                if (incident.Announcement is { } said) await unit.Notices.MoveEndAsync(said, now, now, cancellationToken).ConfigureAwait(false);
                incident = incident with { State = IncidentState.Restored, RestoredAt = now, Revision = incident.Revision + 1 };
                await unit.Desk.UpdateAsync(incident, cancellationToken).ConfigureAwait(false);
                await AuditAsync(unit, incident, "incident.restore", "supply is back", actor, now, cancellationToken).ConfigureAwait(false);
            }
            var page = await unit.Service.CasesAsync(new CaseQuery { Incident = id, State = CaseState.Open, Take = PageSize }, cancellationToken).ConfigureAwait(false);
            foreach (var report in page)
            {
                var move = CaseFlow.Answer(report, answer, actor, now);
                if (!move.IsOk) return move.Fault;
                await unit.Service.UpdateAsync(move.Value.Case, cancellationToken).ConfigureAwait(false);
                await unit.Service.AppendAsync(move.Value.Event, cancellationToken).ConfigureAwait(false);
                await TellAsync(unit, incident, report, "restored", "incident-restored", _ => new Dictionary<string, string> { ["case"] = report.Id.ToString() }, now, cancellationToken).ConfigureAwait(false);
            }
            var isLast = page.Count < PageSize;
            if (isLast) await CloseWhenDoneAsync(unit, id, actor, now, cancellationToken).ConfigureAwait(false);
            var after = (await unit.Desk.FindIncidentAsync(id, cancellationToken).ConfigureAwait(false))!;
            await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
            progress?.Report(answered += page.Count);
            if (isLast) return after;
        }
    }

    /// <summary>Notes in a unit of work that a case is a report of an incident.</summary>
    internal static async Task<Result<ServiceCase>> JoinAsync(IUnitOfWork unit, ServiceCase report, Id<Incident> id, Actor actor, Instant now, CancellationToken cancellationToken)
    {
        var move = CaseFlow.Join(report, id, actor, now);
        if (!move.IsOk) return move.Fault;
        await unit.Service.UpdateAsync(move.Value.Case, cancellationToken).ConfigureAwait(false);
        await unit.Service.AppendAsync(move.Value.Event, cancellationToken).ConfigureAwait(false);
        return move.Value.Case;
    }

    /// <summary>Closes an incident whose supply is back and on which nothing is owed any more.</summary>
    internal static async Task CloseWhenDoneAsync(IUnitOfWork unit, Id<Incident> id, Actor actor, Instant now, CancellationToken cancellationToken)
    {
        if (await unit.Desk.FindIncidentAsync(id, cancellationToken).ConfigureAwait(false) is not { State: IncidentState.Restored } incident) return;
        if ((await unit.Service.CasesAsync(new CaseQuery { Incident = id, Live = true, Take = 1 }, cancellationToken).ConfigureAwait(false)).Count > 0) return;
        await unit.Desk.UpdateAsync(incident with { State = IncidentState.Closed, ClosedAt = now, Revision = incident.Revision + 1 }, cancellationToken).ConfigureAwait(false);
        await AuditAsync(unit, incident, "incident.close", "nothing is owed on it", actor, now, cancellationToken).ConfigureAwait(false);
    }

    // Once to a person, however often they reported it.
    private async Task TellAsync(
        IUnitOfWork unit, Incident incident, ServiceCase report, string what, string template, Func<Language, Dictionary<string, string>> values, Instant now, CancellationToken cancellationToken)
    {
        if (replies is null) return;
        var contact = (await unit.Service.InteractionsOfAsync(report.Id, cancellationToken).ConfigureAwait(false)).FirstOrDefault(i => i.Direction == ContactDirection.In && i.Address is not null);
        var to = contact?.Address ?? report.CallBack;
        // Who called hears it on the line, and is called back when they asked for it.
        if (to is null || report.CallBack is not null || contact?.Channel is ContactChannels.Phone or ContactChannels.Counter) return;
        var language = await Replies.LanguageAsync(unit, report.Customer, report.Text ?? report.Subject, cancellationToken).ConfigureAwait(false);
        await replies.AddAsync(unit, new Reply($"incident {incident.Id} {what} {to.Key}", to, report.Channel)
        {
            Customer = report.Customer, Case = report.Id, Language = language, Thread = contact?.Thread, About = contact?.Thread is null ? null : contact.Subject,
        }, template, values(language), now, cancellationToken).ConfigureAwait(false);
    }

    private static ContactInvalid NotFound(Id<Incident> id) => new("incident", $"there is no incident {id}; see the list of incidents");

    private static ValueTask AuditAsync(IUnitOfWork unit, Incident incident, string action, string after, Actor actor, Instant at, CancellationToken cancellationToken) =>
        unit.Audit.AppendAsync(new AuditEntry { At = at, Actor = actor, Action = action, Subject = $"incident {incident.Id}", After = after }, cancellationToken);
}
