using NodaTime;
using WaterCore.Audit;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>
/// Where contacts and cases are taken, by whatever door (客服台). Each act is one unit of work with its record and its audit entry;
/// whoever takes a contact is its first-contact owner (首问负责人).
/// </summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="utility">The utility.</param>
/// <param name="clock">The time.</param>
/// <param name="calendar">The work calendar.</param>
/// <param name="categories">The tree of categories.</param>
/// <param name="replies">Tells people what became of what they wanted; null tells them nothing.</param>
/// <param name="storm">When many reports are one incident; null for the usual rule.</param>
public sealed partial class ServiceDesk(IStorage storage, Utility utility, IClock clock, WorkCalendar calendar, CaseCategories categories, Replies? replies = null, StormRule? storm = null)
{
    private static readonly Duration s_similar = Duration.FromDays(30);

    /// <summary>The tree of categories.</summary>
    public CaseCategories Categories => categories;

    /// <summary>Notes a contact that needs no case.</summary>
    public Task<Result<ContactTaken>> NoteAsync(ContactDraft draft, ContactOutcome outcome, Actor actor, CancellationToken cancellationToken = default) =>
        Again.IfOtherCameFirstAsync(() => NoteOnceAsync(draft, outcome, actor, cancellationToken));

    private async Task<Result<ContactTaken>> NoteOnceAsync(
        ContactDraft draft, ContactOutcome outcome, Actor actor, CancellationToken cancellationToken)
    {
        if (ContactIntake.Check(draft) is { } fault) return fault;
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await KnownAsync(unit, draft, cancellationToken).ConfigureAwait(false) is { } known) return new ContactTaken(known, true);
        var who = await ContactIntake.FindAsync(unit, draft, cancellationToken).ConfigureAwait(false);
        if (!who.IsOk) return who.Fault;
        var now = clock.GetCurrentInstant();
        var contact = ContactIntake.Record(await unit.Service.NextIdAsync(cancellationToken).ConfigureAwait(false), draft, who.Value, actor, now, outcome, null);
        await unit.Service.AddAsync([contact], cancellationToken).ConfigureAwait(false);
        await unit.Desk.AddAsync(ContactIntake.FilesOf(contact, draft), cancellationToken).ConfigureAwait(false);
        await TellAsync(unit, draft, contact, null, now, cancellationToken).ConfigureAwait(false);
        await AuditAsync(unit, "contact.note", $"contact {contact.Id}", $"{contact.Channel} {contact.Outcome}", actor, now, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new ContactTaken(contact, false);
    }

    /// <summary>Opens a case, with the contact that brings it. With an answer it is done at once; else it goes to a position.</summary>
    public Task<Result<CaseOpened>> OpenAsync(CaseDraft draft, Actor actor, CancellationToken cancellationToken = default) =>
        Again.IfOtherCameFirstAsync(() => OpenOnceAsync(draft, actor, cancellationToken));

    private async Task<Result<CaseOpened>> OpenOnceAsync(
        CaseDraft draft, Actor actor, CancellationToken cancellationToken)
    {
        if (ContactIntake.Check(draft) is { } fault) return fault;
        if (categories.Find(draft.Category) is not { } category)
            return new ContactInvalid("category", $"there is no category '{draft.Category}'; take one of {string.Join(", ", categories.All.Select(c => c.Code))}");
        var callBack = MessageAddress.Of(draft.CallBack);
        if (draft.CallBack is { Length: > 0 } && callBack is null) return new ContactInvalid("call-back", $"'{draft.CallBack}' is neither a telephone number nor a mail address");
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await KnownAsync(unit, draft, cancellationToken).ConfigureAwait(false) is { Case: { } there } known)
            return new CaseOpened((await unit.Service.FindCaseAsync(there, cancellationToken).ConfigureAwait(false))!, known, [], true);
        var found = await ContactIntake.FindAsync(unit, draft, cancellationToken).ConfigureAwait(false);
        if (!found.IsOk) return found.Fault;
        var (who, now) = (found.Value, clock.GetCurrentInstant());
        var id = await unit.Service.NextIdAsync(cancellationToken).ConfigureAwait(false);
        var opened = new ServiceCase
        {
            Id = new(id), Category = category.Code, Subject = CardNumbers.Hide(draft.Subject.Trim()), Text = string.IsNullOrWhiteSpace(draft.Text) ? null : CardNumbers.Hide(draft.Text.Trim()),
            Customer = who.Customer?.Id, Account = who.Account?.Id, Place = Blank(draft.Place) ?? who.Premise?.Address, Zone = Blank(draft.Zone) ?? who.Premise?.Zone,
            Channel = draft.Channel.Trim(), OpenedAt = now, Owner = actor.Name, OwnerPosition = actor.Position, CallBack = callBack,
            Position = Blank(draft.Position) ?? categories.PositionOf(category.Code) ?? actor.Position, Due = DueOf(category, now),
        };
        var similar = await SimilarAsync(unit, opened, cancellationToken).ConfigureAwait(false);
        var incident = draft.Answer is null && category.Storms ? await StormAsync(unit, opened, actor, now, cancellationToken).ConfigureAwait(false) : null;
        opened = opened with { Incident = incident?.Id };
        await unit.Service.AddAsync(opened, cancellationToken).ConfigureAwait(false);
        await unit.Service.AppendAsync(new CaseEvent(opened.Id, opened.Revision, now, actor.Name, actor.Position, CaseAct.Open, null), cancellationToken).ConfigureAwait(false);
        var contact = ContactIntake.Record(id + 1, draft, who, actor, now, draft.Answer is null ? ContactOutcome.CaseOpened : ContactOutcome.Answered, opened.Id);
        await unit.Service.AddAsync([contact], cancellationToken).ConfigureAwait(false);
        await unit.Desk.AddAsync(ContactIntake.FilesOf(contact, draft), cancellationToken).ConfigureAwait(false);
        await TellAsync(unit, draft, contact, (opened, incident), now, cancellationToken).ConfigureAwait(false);
        if (draft.Answer is not null)
        {
            var answered = CaseFlow.Answer(opened, draft.Answer, actor, now);
            if (!answered.IsOk) return answered.Fault;
            await unit.Service.UpdateAsync(answered.Value.Case, cancellationToken).ConfigureAwait(false);
            await unit.Service.AppendAsync(answered.Value.Event, cancellationToken).ConfigureAwait(false);
            opened = answered.Value.Case;
        }
        await AuditAsync(unit, "case.open", $"case {opened.Id}", $"{opened.Category} at {opened.Position}, {opened.State}", actor, now, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new CaseOpened(opened, contact, similar, false) { Incident = incident };
    }

    /// <summary>Answers a case.</summary>
    public Task<Result<ServiceCase>> AnswerAsync(Id<ServiceCase> id, string answer, Actor actor, CancellationToken cancellationToken = default) =>
        ActAsync(id, actor, (c, at) => CaseFlow.Answer(c, answer, actor, at), cancellationToken);

    /// <summary>Hands a case to another position.</summary>
    public Task<Result<ServiceCase>> HandOverAsync(Id<ServiceCase> id, string position, string? note, Actor actor, CancellationToken cancellationToken = default) =>
        ActAsync(id, actor, (c, at) => CaseFlow.HandOver(c, position, note, actor, at), cancellationToken);

    /// <summary>Adds a remark to a case.</summary>
    public Task<Result<ServiceCase>> RemarkAsync(Id<ServiceCase> id, string note, Actor actor, CancellationToken cancellationToken = default) =>
        ActAsync(id, actor, (c, at) => CaseFlow.Note(c, note, actor, at), cancellationToken);

    /// <summary>Notes a call-back (回访).</summary>
    public Task<Result<ServiceCase>> CallBackAsync(Id<ServiceCase> id, bool reached, bool content, string? note, Actor actor, CancellationToken cancellationToken = default) =>
        ActAsync(id, actor, (c, at) => CaseFlow.CallBack(c, reached, content, note, actor, at), cancellationToken);

    /// <summary>Opens a case again.</summary>
    public Task<Result<ServiceCase>> ReopenAsync(Id<ServiceCase> id, string reason, Actor actor, CancellationToken cancellationToken = default) =>
        ActAsync(id, actor, (c, at) => CaseFlow.Reopen(c, reason, actor, at), cancellationToken);

    /// <summary>Notes the person's rating, 1 to 5.</summary>
    public Task<Result<ServiceCase>> RateAsync(Id<ServiceCase> id, int rating, string? note, Actor actor, CancellationToken cancellationToken = default) =>
        ActAsync(id, actor, (c, at) => CaseFlow.Rate(c, rating, note, actor, at), cancellationToken);

    /// <summary>Joins a case to another that is the same.</summary>
    public async Task<Result<ServiceCase>> MergeAsync(Id<ServiceCase> id, Id<ServiceCase> into, Actor actor, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Service.FindCaseAsync(into, cancellationToken).ConfigureAwait(false) is not { } target) return new CaseNotFound(into.ToString());
        return await ActAsync(id, actor, (c, at) => CaseFlow.Merge(c, target, actor, at), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All that is on record of a case.</summary>
    public async Task<Result<CaseView>> ViewAsync(Id<ServiceCase> id, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Service.FindCaseAsync(id, cancellationToken).ConfigureAwait(false) is not { } c) return new CaseNotFound(id.ToString());
        return new CaseView(
            c, categories.PathOf(c.Category), await unit.Service.EventsOfAsync(id, cancellationToken).ConfigureAwait(false), await unit.Service.InteractionsOfAsync(id, cancellationToken).ConfigureAwait(false),
            c.Customer is { } customer ? await unit.Customers.FindCustomerAsync(customer, cancellationToken).ConfigureAwait(false) : null,
            c.Account is { } account ? await unit.Customers.FindAccountAsync(account, cancellationToken).ConfigureAwait(false) : null)
        {
            Files = await unit.Desk.FilesOfAsync(id, cancellationToken).ConfigureAwait(false), Messages = await unit.Deliveries.OfCaseAsync(id, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>Cases that fit a query, the latest first.</summary>
    public async Task<IReadOnlyList<ServiceCase>> ListAsync(CaseQuery query, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Service.CasesAsync(query, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Result<ServiceCase>> ActAsync(Id<ServiceCase> id, Actor actor, Func<ServiceCase, Instant, Result<CaseMove>> act, CancellationToken cancellationToken)
    {
        try
        {
            return await Again.IfOtherCameFirstAsync(() => ActOnceAsync(id, actor, act, cancellationToken)).ConfigureAwait(false);
        }
        catch (StorageConflictException)
        {
            return new CaseChanged(id.ToString());
        }
    }

    private async Task<Result<ServiceCase>> ActOnceAsync(Id<ServiceCase> id, Actor actor, Func<ServiceCase, Instant, Result<CaseMove>> act, CancellationToken cancellationToken)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Service.FindCaseAsync(id, cancellationToken).ConfigureAwait(false) is not { } before) return new CaseNotFound(id.ToString());
        var now = clock.GetCurrentInstant();
        var made = act(before, now);
        if (!made.IsOk) return made.Fault;
        var (after, what) = (made.Value.Case, made.Value.Event);
        await unit.Service.UpdateAsync(after, cancellationToken).ConfigureAwait(false);
        await unit.Service.AppendAsync(what, cancellationToken).ConfigureAwait(false);
        if (what.Act == CaseAct.Answer) await AnsweredAsync(unit, after, what, cancellationToken).ConfigureAwait(false);
        if (!after.IsLive && after.Incident is not null) await IncidentDesk.CloseWhenDoneAsync(unit, after.Incident.Value, actor, now, cancellationToken).ConfigureAwait(false);
        await AuditAsync(unit, "case." + Words(what.Act), $"case {id}", $"{after.State} at {after.Position}", actor, now, cancellationToken, $"{before.State} at {before.Position}").ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return after;
    }

    private static async Task<Interaction?> KnownAsync(IUnitOfWork unit, ContactDraft draft, CancellationToken cancellationToken) =>
        Blank(draft.Reference) is { } reference ? await unit.Service.FindInteractionAsync(draft.Channel.Trim(), reference, cancellationToken).ConfigureAwait(false) : null;

    private async Task<IReadOnlyList<ServiceCase>> SimilarAsync(IUnitOfWork unit, ServiceCase opened, CancellationToken cancellationToken)
    {
        var cases = await unit.Service.CasesAsync(new CaseQuery { Category = opened.Category, From = clock.GetCurrentInstant() - s_similar, Take = 500 }, cancellationToken).ConfigureAwait(false);
        return [.. cases.Where(c => c.IsLive && ((c.Customer is { } who && who == opened.Customer) || (c.Place is { } place && place == opened.Place))).Take(10)];
    }

    private Instant? DueOf(CaseCategory category, Instant now) => categories.LimitOf(category.Code) is { } limit
        ? calendar.Due(now.InZone(utility.Zone).LocalDateTime, limit).InZoneLeniently(utility.Zone).ToInstant() : null;

    private static string Words(CaseAct act) => act switch { CaseAct.HandOver => "hand-over", CaseAct.CallBack => "call-back", _ => act.ToString().ToLowerInvariant() };

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    // No name, number or sentence of the customer's: the audit trail says what was done to which case.
    private static ValueTask AuditAsync(IUnitOfWork unit, string action, string subject, string after, Actor actor, Instant at, CancellationToken cancellationToken, string? before = null) =>
        unit.Audit.AppendAsync(new AuditEntry { At = at, Actor = actor, Action = action, Subject = subject, Before = before, After = after }, cancellationToken);
}
