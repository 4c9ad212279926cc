using NodaTime;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Operations;

/// <summary>What the hotline does for the service desk: cases, call-backs, notices, and a contact on record for each call.</summary>
public sealed partial class HotlineFacts
{
    // More than this nobody listens to.
    private const int MostNotices = 3;

    private const int MostApplications = 10;

    private static readonly Actor s_hotline = new("hotline", "front-desk");

    private async ValueTask<Answered> ReportAsync(string category, Ask ask, Conversation conversation, CancellationToken cancellationToken)
    {
        var opened = await service.OpenAsync(new CaseDraft
        {
            Channel = ContactChannels.Phone, Category = category, Subject = $"热线自助报修：{service.Categories.PathOf(category).Zh}", Reference = $"{conversation.Id} {category}", Account = ask.Account,
            From = Shown(conversation.From), CallBack = Shown(conversation.From),
        }, s_hotline, cancellationToken).ConfigureAwait(false);
        return opened.IsOk ? With("ok", ("case_number", new DigitsValue(opened.Value.Case.Id.ToString()))) : new(DialogueActs.Unavailable);
    }

    private async ValueTask<Answered> CallBackAsync(Ask ask, Conversation conversation, CancellationToken cancellationToken)
    {
        var phone = ask.Entered["phone"];
        if (MessageAddress.Of(phone) is null) return new("refused");
        var opened = await service.OpenAsync(new CaseDraft
        {
            Channel = ContactChannels.Phone, Category = "enquiry", Subject = "预约回电", Reference = $"{conversation.Id} call-back {phone}", Account = ask.Account, From = Shown(conversation.From), CallBack = phone,
        }, s_hotline, cancellationToken).ConfigureAwait(false);
        return opened.IsOk ? With("ok", ("phone_said", new DigitsValue(phone)), (DialogueActs.CaseNumber, new DigitsValue(opened.Value.Case.Id.ToString()))) : new(DialogueActs.Unavailable);
    }

    /// <inheritdoc/>
    public async ValueTask KeepAsync(CallBack back, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await unit.Telephone.AddAsync(back, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<CallBack>> KeptAsync(CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Telephone.CallBacksAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TakeAsync(CallBack back, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(back);
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (!await unit.Telephone.TakeCallBackAsync(back.Id, cancellationToken).ConfigureAwait(false)) return false;
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask CalledBackAsync(CallBack back, string? agent, CancellationToken cancellationToken = default)
    {
        if (!long.TryParse(back.Case, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id)) return;
        var note = agent is null ? $"已按预约自动回电{back.Phone}，未接通" : $"已按预约自动回电{back.Phone}，{agent}接听";
        await service.RemarkAsync(new(id), note, s_hotline, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Answered> ProgressAsync(string number, CancellationToken cancellationToken)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } account) return new(DialogueActs.Unavailable);
        var cases = await unit.Service.CasesAsync(new CaseQuery { Customer = account.Customer, Take = 1 }, cancellationToken).ConfigureAwait(false);
        if (cases.Count == 0) return new("none");
        var (number2, since) = (("case_number", (FactValue)new DigitsValue(cases[0].Id.ToString())), ("since", (FactValue)new DateValue(context.Utility.DayOf(cases[0].OpenedAt))));
        if (cases[0].State != CaseState.Open) return With("answered", number2, since);
        return cases[0].Due is { } due ? With("working", number2, since, ("due", new DateValue(context.Utility.DayOf(due)))) : With("waiting", number2, since);
    }

    // The newest application that is on its way, or else the newest.
    private async ValueTask<Answered> ApplicationAsync(string number, CancellationToken cancellationToken)
    {
        if (engines is null) return new("none");
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } account) return new(DialogueActs.Unavailable);
        WorkItem? told = null;
        foreach (var application in await unit.Applications.SearchAsync(account.Id, null, MostApplications, cancellationToken).ConfigureAwait(false))
            if (await unit.Work.FindAsync(application.Item, cancellationToken).ConfigureAwait(false) is { Status: not WorkStatus.Cancelled } item && (told is null || (told.Status != WorkStatus.Open && item.Status == WorkStatus.Open))) told = item;
        if (told is null || await unit.Work.FindWorkflowAsync(told.Definition, told.Version, cancellationToken).ConfigureAwait(false) is not { } published) return new("none");
        var definition = engines.Of(published).Definition;
        var (kind, id, since) = (("application_kind", (FactValue)new TextValue(definition.Name)), ("application_number", new DigitsValue(told.Id.ToString())), ("since", new DateValue(context.Utility.DayOf(told.StartedAt))));
        var branch = told.Branches.FirstOrDefault(b => !b.IsPart && b.Phase != BranchPhase.Gone);
        if (told.Status != WorkStatus.Open || branch is null) return With("done", kind, (id.Item1, id.Item2), (since.Item1, since.Item2));
        return With("working", kind, (id.Item1, id.Item2), (since.Item1, since.Item2), ("step", new TextValue(definition.Steps.First(s => s.Code == branch.Step).Name)));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Wording>> TextsAsync(CancellationToken cancellationToken = default)
    {
        IEnumerable<Wording> reasons = s_reasons.Values.SelectMany(r => new[] { r.More, r.Less });
        if (engines is null) return [.. reasons];
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        // Items that follow an older version say names of that one; they are few, and the caller gets a person then.
        return [.. (await unit.Work.LatestWorkflowsAsync(cancellationToken).ConfigureAwait(false)).Select(w => engines.Of(w).Definition).SelectMany(d => d.Steps.Select(s => s.Name).Prepend(d.Name)).Concat(reasons).Distinct()];
    }

    private async ValueTask<Answered> PayLinkAsync(string number, Conversation conversation, CancellationToken cancellationToken) =>
        new(payLinks is not null && await payLinks.SendAsync(number, conversation.Id, cancellationToken).ConfigureAwait(false) ? "ok" : "none");

    private async ValueTask<Answered> OutagesAsync(Ask ask, Conversation conversation, CancellationToken cancellationToken)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var current = await unit.Notices.CurrentAsync(context.Clock.GetCurrentInstant(), cancellationToken).ConfigureAwait(false);
        if (current.Count == 0) return new("none");
        // A notice is public, so the number shown is proof enough. Who is not known hears them all.
        var zones = await ZonesAsync(unit, ask.Account, conversation.From, cancellationToken).ConfigureAwait(false);
        var theirs = current.Where(n => n.Zone is null || zones.Count == 0 || zones.Contains(n.Zone)).Take(MostNotices).Select(n => n.Text).ToList();
        return theirs.Count == 0 ? new("none") : With("some", ("notice", new TextsValue(theirs)));
    }

    private static async Task<IReadOnlySet<string>> ZonesAsync(IUnitOfWork unit, string? account, string from, CancellationToken cancellationToken)
    {
        var accounts = new List<Account>();
        if (account is not null && await unit.Customers.FindAccountAsync(account, cancellationToken).ConfigureAwait(false) is { } identified) accounts.Add(identified);
        else if (MessageAddress.Of(from) is { } address)
            foreach (var customer in await unit.Service.CustomersAtAsync(address.Key, cancellationToken).ConfigureAwait(false))
                accounts.AddRange(await unit.Service.AccountsOfAsync(customer.Id, cancellationToken).ConfigureAwait(false));
        var zones = new HashSet<string>(StringComparer.Ordinal);
        foreach (var a in accounts)
            foreach (var (_, premise) in await unit.Customers.AgreementsOfAsync(a.Id, cancellationToken).ConfigureAwait(false))
                if (premise.Zone is { } zone) zones.Add(zone);
        return zones;
    }

    /// <summary>The call as a contact on the customer's record, in the same unit as the call itself.</summary>
    private static async ValueTask ContactAsync(IUnitOfWork unit, CallRecord call, CancellationToken cancellationToken)
    {
        var draft = new ContactDraft
        {
            Channel = ContactChannels.Phone, Reference = call.Id, Account = call.Account, From = Shown(call.From),
            Subject = call.Ending switch
            {
                CallEnding.Talked => $"热线来电，{call.Desk}接听", CallEnding.SelfService => "热线来电，自助完成", CallEnding.Abandoned => "热线来电，等待人工时挂断", CallEnding.HungUp => "热线来电，自助中挂断", _ => "热线来电，中断",
            },
            Text = string.Join(" › ", call.Path),
        };
        var who = await ContactIntake.FindAsync(unit, draft, cancellationToken).ConfigureAwait(false);
        if (!who.IsOk) return;
        var actor = call.Desk is { } desk ? new Actor(desk, "front-desk") : s_hotline;
        var outcome = call.Ending is CallEnding.Talked or CallEnding.SelfService ? ContactOutcome.Answered : ContactOutcome.Noted;
        var id = await unit.Service.NextIdAsync(cancellationToken).ConfigureAwait(false);
        await unit.Service.AddAsync([ContactIntake.Record(id, draft, who.Value, actor, call.ArrivedAt, outcome, null)], cancellationToken).ConfigureAwait(false);
    }

    // An exchange may show anything: what is no number is none.
    private static string? Shown(string from) => MessageAddress.Of(from) is { Kind: AddressKind.Phone } ? from : null;

    private static Answered With(string outcome, params (string Name, FactValue Value)[] values) => new(outcome) { Values = values.ToDictionary(v => v.Name, v => v.Value) };
}
