using NodaTime;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What people are told of their cases, and how many reports become one incident.</summary>
public sealed partial class ServiceDesk
{
    // Whoever writes more than this in a day gets no more words back: two machines would otherwise talk for ever.
    private const int MostRepliesADay = 20, MostReports = 1_000;

    private readonly StormRule _storm = storm ?? new();

    /// <summary>Continues a case with what its person wrote again: on record with it, and opened again when it was done.</summary>
    internal async Task<Result<ContactTaken>> ContinueAsync(ContactDraft draft, Id<ServiceCase> id, bool reopen, Actor actor, CancellationToken cancellationToken)
    {
        if (ContactIntake.Check(draft) is { } fault) return fault;
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await KnownAsync(unit, draft, cancellationToken).ConfigureAwait(false) is { } known) return new ContactTaken(known, true);
        if (await unit.Service.FindCaseAsync(id, cancellationToken).ConfigureAwait(false) is not { } c) return new CaseNotFound(id.ToString());
        // Of two that became one, the other goes on.
        while (c.MergedInto is { } into && await unit.Service.FindCaseAsync(into, cancellationToken).ConfigureAwait(false) is { } other) c = other;
        var who = await ContactIntake.FindAsync(unit, draft, cancellationToken).ConfigureAwait(false);
        if (!who.IsOk) return who.Fault;
        var now = clock.GetCurrentInstant();
        var contact = ContactIntake.Record(await unit.Service.NextIdAsync(cancellationToken).ConfigureAwait(false), draft, who.Value, actor, now, ContactOutcome.CaseContinued, c.Id);
        await unit.Service.AddAsync([contact], cancellationToken).ConfigureAwait(false);
        await unit.Desk.AddAsync(ContactIntake.FilesOf(contact, draft), cancellationToken).ConfigureAwait(false);
        var move = reopen && c.State is CaseState.Closed or CaseState.Answered && reopen ? CaseFlow.Reopen(c, draft.Subject, actor, now) : CaseFlow.Note(c, draft.Subject, actor, now);
        if (!move.IsOk) return move.Fault;
        await unit.Service.UpdateAsync(move.Value.Case, cancellationToken).ConfigureAwait(false);
        await unit.Service.AppendAsync(move.Value.Event, cancellationToken).ConfigureAwait(false);
        await AuditAsync(unit, "case." + Words(move.Value.Event.Act), $"case {c.Id}", $"{move.Value.Case.State} at {move.Value.Case.Position}", actor, now, cancellationToken, $"{c.State} at {c.Position}").ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new ContactTaken(contact, false);
    }

    // A word back by the door that was used. To who is not known it asks a question and tells nothing.
    private async Task TellAsync(IUnitOfWork unit, ContactDraft draft, Interaction contact, (ServiceCase Case, Incident? Incident)? about, Instant now, CancellationToken cancellationToken)
    {
        if (replies is null || contact.Address is not { } to || !(draft.Acknowledge || draft.Told is not null)) return;
        if (await unit.Service.CountFromAsync(to, now - Duration.FromDays(1), cancellationToken).ConfigureAwait(false) > MostRepliesADay) return;
        var reply = new Reply($"reply {contact.Channel} {contact.Id}", to, contact.Channel)
        {
            Customer = contact.Customer, Case = about?.Case.Id, Thread = contact.Thread, About = contact.Thread is null ? null : contact.Subject,
            Language = await Replies.LanguageAsync(unit, contact.Customer, draft.Text ?? draft.Subject, cancellationToken).ConfigureAwait(false),
        };
        if (draft.Told is { } words) await replies.AddTextAsync(unit, reply, contact.Subject, words, now, cancellationToken).ConfigureAwait(false);
        else if (about is not { } opened) return;
        else if (opened.Incident?.Text is { } announced)
            await replies.AddAsync(unit, reply, "incident", Values(("case", opened.Case.Id.ToString()), ("reason", announced.In(reply.Language))), now, cancellationToken).ConfigureAwait(false);
        else
            await replies.AddAsync(unit, reply, contact.Customer is null ? "case-unknown" : "case-taken", Values(("case", opened.Case.Id.ToString())), now, cancellationToken).ConfigureAwait(false);
    }

    // What a person asked in writing is answered in writing; who asked for a call is called.
    private async Task AnsweredAsync(IUnitOfWork unit, ServiceCase c, CaseEvent what, CancellationToken cancellationToken)
    {
        if (replies is null || c.Answer is null || c.CallBack is not null) return;
        var contacts = await unit.Service.InteractionsOfAsync(c.Id, cancellationToken).ConfigureAwait(false);
        if (contacts.LastOrDefault(i => i.Direction == ContactDirection.In && i.Address is not null) is not { } contact || contact.Channel is ContactChannels.Phone or ContactChannels.Counter) return;
        var language = await Replies.LanguageAsync(unit, contact.Customer, contact.Text ?? contact.Subject, cancellationToken).ConfigureAwait(false);
        await replies.AddTextAsync(unit, new Reply($"case {c.Id} answer {what.Revision}", contact.Address!, contact.Channel)
        {
            Customer = c.Customer, Case = c.Id, Thread = contact.Thread, About = contact.Thread is null ? null : contact.Subject, Language = language,
        }, language == Language.Chinese ? $"工单{c.Id}答复" : $"Your case {c.Id}", c.Answer, what.At, cancellationToken).ConfigureAwait(false);
    }

    // The incident that a report belongs to; one is opened when there are enough reports. Reports are taken one at a time, by their number.
    private async Task<Incident?> StormAsync(IUnitOfWork unit, ServiceCase report, Actor actor, Instant now, CancellationToken cancellationToken)
    {
        if (report.Zone is null && report.Place is null) return null;
        var kind = categories.Find(report.Category)!.Kind;
        bool IsLike(string category, string? zone, string? place) => categories.Find(category) is { Storms: true } c && c.Kind == kind && StormRule.Same(zone, place, report.Zone, report.Place);
        var open = (await unit.Desk.IncidentsAsync(true, MostReports, cancellationToken).ConfigureAwait(false)).FirstOrDefault(i => IsLike(i.Category, i.Zone, i.Place));
        if (open is not null) return open;
        var others = (await unit.Service.CasesAsync(new CaseQuery { Category = kind, Zone = report.Zone, Live = true, Loose = true, From = now - _storm.Within, Take = MostReports }, cancellationToken).ConfigureAwait(false))
            .Where(c => c.State == CaseState.Open && IsLike(c.Category, c.Zone, c.Place)).ToList();
        if (others.Count + 1 < _storm.Reports) return null;
        var incident = new Incident
        {
            Id = new(await unit.Desk.NextIncidentAsync(cancellationToken).ConfigureAwait(false)), Category = others.Append(report).GroupBy(c => c.Category).MaxBy(g => g.Count())!.Key, Zone = report.Zone,
            Place = report.Zone is null ? report.Place : null, OpenedAt = now, OpenedBy = Actor.System.Name,
        };
        await unit.Desk.AddAsync(incident, cancellationToken).ConfigureAwait(false);
        foreach (var other in others) await IncidentDesk.JoinAsync(unit, other, incident.Id, Actor.System, now, cancellationToken).ConfigureAwait(false);
        await AuditAsync(unit, "incident.open", $"incident {incident.Id}", $"{incident.Category} zone {incident.Zone}, {others.Count + 1} reports", actor, now, cancellationToken).ConfigureAwait(false);
        return incident;
    }

    private static Dictionary<string, string> Values(params (string Name, string Value)[] values) => values.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
}
