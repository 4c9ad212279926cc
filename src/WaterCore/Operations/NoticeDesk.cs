using System.Globalization;
using NodaTime;
using NodaTime.Text;
using WaterCore.Audit;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A notice as the one who orders it describes it.</summary>
/// <param name="Template">The code of its template.</param>
/// <param name="Area">Whom it is for.</param>
/// <param name="Values">The values that are the same for everybody.</param>
/// <param name="ValidUntil">From when on it makes no sense any more, or null.</param>
public sealed record NoticeDraft(string Template, NoticeArea Area, IReadOnlyDictionary<string, string> Values, Instant? ValidUntil = null);

/// <summary>Who would get a notice, by which door, and who cannot be reached.</summary>
/// <param name="Accounts">Accounts that it is for.</param>
/// <param name="People">People who would get it; one who pays several accounts, or shares a telephone, gets it once.</param>
/// <param name="ByChannel">People by the door that would be tried first.</param>
/// <param name="Refused">People who said no to it.</param>
/// <param name="Unreachable">Accounts whose customer has no address that an open channel takes.</param>
/// <param name="UnreachableAccounts">The numbers of the first hundred of them.</param>
/// <param name="Samples">The first messages as they would read, in both languages.</param>
public sealed record NoticePreview(
    long Accounts, long People, IReadOnlyDictionary<string, long> ByChannel, long Refused, long Unreachable, IReadOnlyList<string> UnreachableAccounts,
    IReadOnlyList<(string Account, string Zh, string En)> Samples);

/// <summary>Notices to many: looked at before they go out, made in batches, and gone on with after a crash.</summary>
/// <param name="money">What it works with.</param>
/// <param name="templates">The templates.</param>
/// <param name="channels">The open channels.</param>
public sealed class NoticeDesk(MoneyContext money, MessageTemplates templates, IEnumerable<IChannel> channels)
{
    private const int PageSize = 1_000, Listed = 100, Shown = 3;

    private readonly IReadOnlyList<IChannel> _channels = [.. channels];

    /// <summary>The templates as they are now: the shipped ones, with the edited ones in their place.</summary>
    public async Task<MessageTemplates> TemplatesAsync(CancellationToken cancellationToken = default)
    {
        var unit = await money.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await Replies.TemplatesAsync(unit, templates, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Who would get it. Stores nothing.</summary>
    public async Task<Result<NoticePreview>> PreviewAsync(NoticeDraft draft, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var unit = await money.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (Check(draft, await Replies.TemplatesAsync(unit, templates, cancellationToken).ConfigureAwait(false), out var template) is { } fault) return fault;
        var (byChannel, people, missing, samples) = (new SortedDictionary<string, long>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new List<string>(), new List<(string, string, string)>());
        long accounts = 0, refused = 0, unreachable = 0, done = 0;
        await foreach (var (page, fits) in PagesAsync(unit, 0, draft.Area, cancellationToken).ConfigureAwait(false))
        {
            accounts += fits.Count;
            var made = await DeliveryMaking.MakeAsync(unit, [.. fits.Select(c => Draft(c, template!, draft, null))], _channels, 1, money.Clock.GetCurrentInstant(), cancellationToken).ConfigureAwait(false);
            var choices = await unit.Service.ChoicesOfAsync([.. made.SelectMany(DeliveryRun.Subjects).Distinct()], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < fits.Count; i++)
            {
                var d = made[i];
                if (samples.Count < Shown)
                {
                    var values = Values(fits[i], draft.Values);
                    samples.Add((fits[i].Account.Number, Words(template!, Language.Chinese, values), Words(template!, Language.English, values)));
                }
                if (d.Routes.Count == 0)
                {
                    unreachable++;
                    if (missing.Count < Listed) missing.Add(fits[i].Account.Number);
                    continue;
                }
                if (!people.Add(d.Person)) continue;
                var said = DeliveryRun.Subjects(d).SelectMany(s => choices[s]).ToList();
                var open = d.Routes.FirstOrDefault(r => Open(template!.Purpose, said, r));
                if (open is null) refused++;
                else byChannel[open.Channel] = byChannel.GetValueOrDefault(open.Channel) + 1;
            }
            done += page;
            progress?.Report(done);
        }
        return new NoticePreview(accounts, people.Count, byChannel, refused, unreachable, missing, samples);
    }

    /// <summary>Orders a notice and makes its messages.</summary>
    public async Task<Result<Notice>> SendAsync(NoticeDraft draft, Actor actor, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var ordered = await Again.IfOtherCameFirstAsync(() => OrderOnceAsync(draft, actor, cancellationToken)).ConfigureAwait(false);
        if (!ordered.IsOk) return ordered.Fault;
        return await MakeAsync(ordered.Value, progress, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Result<Notice>> OrderOnceAsync(NoticeDraft draft, Actor actor, CancellationToken cancellationToken)
    {
        var unit = await money.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (Check(draft, await Replies.TemplatesAsync(unit, templates, cancellationToken).ConfigureAwait(false), out var template) is { } fault) return fault;
        var now = money.Clock.GetCurrentInstant();
        var notice = new Notice
        {
            Id = new(await unit.Deliveries.NextIdAsync(cancellationToken).ConfigureAwait(false)), Template = template!.Code, Area = draft.Area, Values = draft.Values, ValidUntil = draft.ValidUntil, At = now, By = actor.Name,
        };
        await unit.Deliveries.AddAsync(notice, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = now, Actor = actor, Action = "notice.send", Subject = $"notice {notice.Id}", After = $"{notice.Template}; zones {string.Join(' ', draft.Area.Zones)}; streets {draft.Area.Streets.Count}; accounts {draft.Area.Accounts.Count}" }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return notice;
    }

    /// <summary>Goes on with a notice whose making was cut off; nobody gets it twice.</summary>
    public async Task<Result<Notice>> ResumeAsync(Id<Notice> id, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var unit = await money.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        Notice? notice;
        await using (unit.ConfigureAwait(false)) notice = await unit.Deliveries.FindNoticeAsync(id, cancellationToken).ConfigureAwait(false);
        return notice is null ? new ContactInvalid("notice", $"there is no notice {id}") : notice.IsMade ? notice : await MakeAsync(notice, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a message for each live bill issued on or after a day; a bill makes one message for ever.</summary>
    /// <returns>How many are new.</returns>
    public async Task<Result<long>> BillsReadyAsync(LocalDate since, Actor actor, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var template = (await TemplatesAsync(cancellationToken).ConfigureAwait(false)).Find("bill-ready");
        if (template is null) return new TemplateFault("bill-ready", "it is not there; add it");
        long after = 0, added = 0, done = 0;
        while (true)
        {
            var unit = await money.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = unit.ConfigureAwait(false);
            var page = await unit.Deliveries.CandidatesAsync(after, PageSize, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) return added;
            var histories = await unit.Accounts.HistoriesAsync([.. page.Select(c => c.Account.Id)], money.Utility.Currency, cancellationToken).ConfigureAwait(false);
            var drafts = page.Zip(histories).SelectMany(p => p.Second.OpenOn(money.Today).Where(c => c.Charge.Bill is not null && c.IssuedOn >= since).Select(c =>
            {
                var values = Values(p.First, new Dictionary<string, string> { ["amount"] = Amount(c.Open), ["due"] = LocalDatePattern.Iso.Format(money.Policy.DueOn(c)) });
                var bill = c.Charge.Bill!.Value;
                return new DeliveryDraft($"bill-ready {bill.Account} {bill.ServicePoint} {LocalDatePattern.Iso.Format(bill.From)} r{bill.Revision}", template, p.First.Account, p.First.Customer, values);
            })).ToList();
            var now = money.Clock.GetCurrentInstant();
            var made = await DeliveryMaking.MakeAsync(unit, drafts, _channels, await unit.Deliveries.NextIdAsync(cancellationToken).ConfigureAwait(false), now, cancellationToken).ConfigureAwait(false);
            var news = await unit.Deliveries.AddAsync(made, cancellationToken).ConfigureAwait(false);
            if (news > 0)
            {
                await unit.Audit.AppendAsync(new AuditEntry { At = now, Actor = actor, Action = "notice.bills", Subject = $"accounts id {page[0].Account.Id} to {page[^1].Account.Id}", After = $"{news} messages" }, cancellationToken).ConfigureAwait(false);
                await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
            added += news;
            after = page[^1].Account.Id.Value;
            progress?.Report(done += page.Count);
        }
    }

    /// <summary>The latest notices, the latest first.</summary>
    public async Task<IReadOnlyList<Notice>> ListAsync(int take = 50, CancellationToken cancellationToken = default)
    {
        var unit = await money.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Deliveries.NoticesAsync(take, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An amount as messages say it.</summary>
    internal static string Amount(Money money) => string.Create(CultureInfo.InvariantCulture, $"{money.ToAmountString()} {money.Currency.Code}");

    /// <summary>The values of the record beside those of the notice, which come first.</summary>
    internal Dictionary<string, string> Values(NoticeCandidate candidate, IReadOnlyDictionary<string, string> given)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = candidate.Customer.Name, ["account"] = candidate.Account.Number, ["address"] = candidate.Address.Length == 0 ? candidate.Account.Number : candidate.Address, ["utility"] = money.Utility.Name,
        };
        foreach (var (name, value) in given) values[name] = value;
        return values;
    }

    private async Task<Result<Notice>> MakeAsync(Notice notice, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if ((await TemplatesAsync(cancellationToken).ConfigureAwait(false)).Find(notice.Template) is not { } template) return new TemplateFault(notice.Template, "it is not there any more; add it again");
        var draft = new NoticeDraft(notice.Template, notice.Area, notice.Values, notice.ValidUntil);
        while (!notice.IsMade)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = notice;
            notice = await Again.IfOtherCameFirstAsync(() => MakePageOnceAsync(before, template, draft, cancellationToken)).ConfigureAwait(false);
            progress?.Report(notice.Cursor);
        }
        return notice;
    }

    // A page, its messages and how far it went are one unit of work: a crash repeats nothing and skips nothing.
    private async Task<Notice> MakePageOnceAsync(Notice notice, MessageTemplate template, NoticeDraft draft, CancellationToken cancellationToken)
    {
        var unit = await money.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var page = await unit.Deliveries.CandidatesAsync(notice.Cursor, PageSize, cancellationToken).ConfigureAwait(false);
        var fits = page.Where(c => notice.Area.Has(c.Account.Number, c.Zone, c.Address, c.Position)).ToList();
        var made = await DeliveryMaking.MakeAsync(
            unit, fits.ConvertAll(c => Draft(c, template, draft, notice.Id)), _channels, await unit.Deliveries.NextIdAsync(cancellationToken).ConfigureAwait(false), money.Clock.GetCurrentInstant(), cancellationToken).ConfigureAwait(false);
        // One message to a person: the key says so, for this page and all others.
        var keyed = made.Select(d => d with { Key = $"notice {notice.Id} {d.Person}" }).ToList();
        var added = await unit.Deliveries.AddAsync(keyed, cancellationToken).ConfigureAwait(false);
        var after = notice with
        {
            Cursor = page.Count == 0 ? notice.Cursor : page[^1].Account.Id.Value, IsMade = page.Count < PageSize, Recipients = notice.Recipients + added,
            Unreachable = notice.Unreachable + keyed.Count(d => d.Routes.Count == 0), Shared = notice.Shared + keyed.Count - added,
        };
        await unit.Deliveries.UpdateAsync(after, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return after;
    }

    private DeliveryDraft Draft(NoticeCandidate candidate, MessageTemplate template, NoticeDraft draft, Id<Notice>? notice) =>
        new("preview", template, candidate.Account, candidate.Customer, Values(candidate, draft.Values)) { Notice = notice, ValidUntil = draft.ValidUntil };

    private static string Words(MessageTemplate template, Language language, IReadOnlyDictionary<string, string> values) => template.Fill(language, values) is { IsOk: true, Value.Body: var body } ? body : "–";

    private static bool Open(ContactPurpose purpose, IReadOnlyList<ContactChoice> said, ContactRoute route) =>
        ContactChoice.Of(said, purpose.Code, route.Channel) is var word && !(word == false && purpose.MayRefuse) && !(purpose.NeedsConsent && word != true);

    private Fault? Check(NoticeDraft draft, MessageTemplates current, out MessageTemplate? template)
    {
        template = current.Find(draft.Template);
        if (template is null) return new TemplateFault(draft.Template, $"there is none; take one of {string.Join(", ", current.All.Select(t => t.Code))}");
        if (draft.Area.Polygon.Count is > 0 and (< 3 or > MapArea.MostCorners)) return new ContactInvalid("polygon", $"it has not 3 to {MapArea.MostCorners} corners");
        if (draft.ValidUntil is { } until && until <= money.Clock.GetCurrentInstant()) return new ContactInvalid("valid-until", "it is over already");
        var given = draft.Values.Keys.Concat(["name", "account", "address", "utility"]).ToHashSet(StringComparer.Ordinal);
        return template.Places.FirstOrDefault(p => !given.Contains(p)) is { } missing ? new TemplateFault(draft.Template, $"it needs a value for {{{missing}}}; give it") : null;
    }

    private static async IAsyncEnumerable<(int Page, List<NoticeCandidate> Fits)> PagesAsync(
        IUnitOfWork unit, long after, NoticeArea area, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await unit.Deliveries.CandidatesAsync(after, PageSize, cancellationToken).ConfigureAwait(false);
            if (page.Count > 0) yield return (page.Count, page.Where(c => area.Has(c.Account.Number, c.Zone, c.Address, c.Position)).ToList());
            if (page.Count < PageSize) yield break;
            after = page[^1].Account.Id.Value;
        }
    }
}
