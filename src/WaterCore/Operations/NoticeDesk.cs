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

/// <summary>No channel is open by which anybody could be reached, so nothing was made.</summary>
/// <param name="Closed">What is not open.</param>
public sealed record NoChannelOpen(IReadOnlyList<AddressKind> Closed) : Fault
{
    /// <inheritdoc/>
    public override string Code => "service.no-channel-open";

    /// <inheritdoc/>
    public override string Message => In(Language.English);

    /// <summary>The sentence in one language.</summary>
    public string In(Language language) => language == Language.Chinese
        ? $"没有开通任何发送渠道，谁也收不到，因此没有生成消息。请先在配置中开通：{Openings(Closed, language)}；试用可设 WaterCore:FileChannel，把消息写入一个文件夹。"
        : $"No channel is open, so nobody would get it, and nothing was made. Open one in the configuration first: {Openings(Closed, language)}; to try things out, WaterCore:FileChannel names a folder that messages are written to.";

    /// <summary>What kinds of address are called, and the section of the configuration that opens a channel to them.</summary>
    public static string Openings(IEnumerable<AddressKind> closed, Language language) => string.Join(language == Language.Chinese ? "、" : ", ", closed.Select(kind =>
    {
        var (zh, en, setting) = kind switch
        {
            AddressKind.Phone => ("短信", "text messages", "Sms"), AddressKind.Email => ("电子邮件", "e-mail", "Email"), _ => ("公众号", "the official account", "OfficialAccount"),
        };
        return language == Language.Chinese ? $"{zh}（WaterCore:Plugins:{setting}）" : $"{en} (WaterCore:Plugins:{setting})";
    }));
}

/// <summary>Notices to many: looked at before they go out, made a partition of accounts at a time, and gone on with after a crash.</summary>
public sealed class NoticeDesk
{
    private const int Listed = 100, Shown = 3;

    private readonly MoneyContext _money;
    private readonly MessageTemplates _templates;
    private readonly IReadOnlyList<IChannel> _channels;
    private readonly PartitionedRuns _runs;

    /// <summary>Makes messages in this process.</summary>
    /// <param name="money">What it works with.</param>
    /// <param name="templates">The templates.</param>
    /// <param name="channels">The open channels.</param>
    public NoticeDesk(MoneyContext money, MessageTemplates templates, IEnumerable<IChannel> channels)
        : this(money, templates, channels, new PartitionedRuns(money.Storage, money.Clock, [new NoticeWork(money, channels), new BillMessageWork(money, channels)])) { }

    internal NoticeDesk(MoneyContext money, MessageTemplates templates, IEnumerable<IChannel> channels, PartitionedRuns runs) =>
        (_money, _templates, _channels, _runs) = (money, templates, [.. channels], runs);

    /// <summary>The kinds of address that no open channel takes.</summary>
    public IReadOnlyList<AddressKind> Closed => [.. Enum.GetValues<AddressKind>().Where(kind => !_channels.Any(c => c.Takes(kind)))];

    /// <summary>Why nobody could get a message now; null when somebody could.</summary>
    public NoChannelOpen? NobodyReached => Closed is var closed && closed.Count == Enum.GetValues<AddressKind>().Length ? new NoChannelOpen(closed) : null;

    /// <summary>The templates as they are now: the shipped ones, with the edited ones in their place.</summary>
    public async Task<MessageTemplates> TemplatesAsync(CancellationToken cancellationToken = default)
    {
        var unit = await _money.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await Replies.TemplatesAsync(unit, _templates, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Who would get it. Stores nothing.</summary>
    public async Task<Result<NoticePreview>> PreviewAsync(NoticeDraft draft, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var unit = await _money.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (Check(draft, await Replies.TemplatesAsync(unit, _templates, cancellationToken).ConfigureAwait(false), out var template) is { } fault) return fault;
        var (byChannel, people, missing, samples) = (new SortedDictionary<string, long>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new List<string>(), new List<(string, string, string)>());
        long accounts = 0, refused = 0, unreachable = 0, done = 0;
        await foreach (var page in NoticeWork.PagesAsync(unit, new Partition(0, 1, 0, long.MaxValue), 0, cancellationToken).ConfigureAwait(false))
        {
            var fits = page.Where(c => draft.Area.Has(c.Account.Number, c.Zone, c.Address, c.Position)).ToList();
            accounts += fits.Count;
            var made = await DeliveryMaking.MakeAsync(unit, [.. fits.Select(c => new DeliveryDraft("preview", template!, c.Account, c.Customer, NoticeWork.Values(_money.Utility, c, draft.Values)))], _channels, 1, _money.Clock.GetCurrentInstant(), cancellationToken).ConfigureAwait(false);
            var choices = await unit.Service.ChoicesOfAsync([.. made.SelectMany(DeliveryRun.Subjects).Distinct()], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < fits.Count; i++)
            {
                var d = made[i];
                if (samples.Count < Shown)
                {
                    var values = NoticeWork.Values(_money.Utility, fits[i], draft.Values);
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
            done += page.Count;
            progress?.Report(done);
        }
        return new NoticePreview(accounts, people.Count, byChannel, refused, unreachable, missing, samples);
    }

    /// <summary>Orders a notice and makes its messages; refused when no channel is open at all.</summary>
    public async Task<Result<Notice>> SendAsync(NoticeDraft draft, Actor actor, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        if (NobodyReached is { } closed) return closed;
        var ordered = await Again.IfOtherCameFirstAsync(() => OrderOnceAsync(draft, actor, cancellationToken)).ConfigureAwait(false);
        if (!ordered.IsOk) return ordered.Fault;
        return await MakeAsync(ordered.Value, actor, progress, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Result<Notice>> OrderOnceAsync(NoticeDraft draft, Actor actor, CancellationToken cancellationToken)
    {
        var unit = await _money.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (Check(draft, await Replies.TemplatesAsync(unit, _templates, cancellationToken).ConfigureAwait(false), out var template) is { } fault) return fault;
        var now = _money.Clock.GetCurrentInstant();
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
        var unit = await _money.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        Notice? notice;
        await using (unit.ConfigureAwait(false)) notice = await unit.Deliveries.FindNoticeAsync(id, cancellationToken).ConfigureAwait(false);
        return notice is null ? new ContactInvalid("notice", $"there is no notice {id}") : notice.IsMade ? notice : await MakeAsync(notice, Actor.System, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a message for each live bill issued on or after a day; a bill makes one message for ever.</summary>
    /// <returns>How many are new.</returns>
    public async Task<Result<long>> BillsReadyAsync(LocalDate since, Actor actor, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        if (NobodyReached is { } closed) return closed;
        var template = (await TemplatesAsync(cancellationToken).ConfigureAwait(false)).Find("bill-ready");
        if (template is null) return new TemplateFault("bill-ready", "it is not there; add it");
        var input = BillMessageWork.Write(since, template);
        var run = await _runs.BeginAsync(BillMessageWork.Name, LocalDatePattern.Iso.Format(since), actor, (_, _, _) => ValueTask.FromResult(input), PartitionedRuns.MoneySize, cancellationToken).ConfigureAwait(false);
        return (await _runs.CompleteAsync(run, AccountProgress.Of(progress), cancellationToken).ConfigureAwait(false)).Sum(o => o.Made);
    }

    /// <summary>The latest notices, the latest first.</summary>
    public async Task<IReadOnlyList<Notice>> ListAsync(int take = 50, CancellationToken cancellationToken = default)
    {
        var unit = await _money.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Deliveries.NoticesAsync(take, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Result<Notice>> MakeAsync(Notice notice, Actor actor, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if ((await TemplatesAsync(cancellationToken).ConfigureAwait(false)).Find(notice.Template) is not { } template) return new TemplateFault(notice.Template, "it is not there any more; add it again");
        // A run that was begun goes on with the template that it began with.
        var run = await _runs.BeginAsync(NoticeWork.Name, notice.Id.ToString(), actor, (_, open, _) => ValueTask.FromResult(open ?? NoticeWork.Write(notice.Id, template)), PartitionedRuns.MoneySize, cancellationToken).ConfigureAwait(false);
        await _runs.CompleteAsync(run, AccountProgress.Of(progress), cancellationToken).ConfigureAwait(false);
        var unit = await _money.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return (await unit.Deliveries.FindNoticeAsync(notice.Id, cancellationToken).ConfigureAwait(false))!;
    }

    private static string Words(MessageTemplate template, Language language, IReadOnlyDictionary<string, string> values) => template.Fill(language, values) is { IsOk: true, Value.Body: var body } ? body : "–";

    private static bool Open(ContactPurpose purpose, IReadOnlyList<ContactChoice> said, ContactRoute route) =>
        ContactChoice.Of(said, purpose.Code, route.Channel) is var word && !(word == false && purpose.MayRefuse) && !(purpose.NeedsConsent && word != true);

    private Fault? Check(NoticeDraft draft, MessageTemplates current, out MessageTemplate? template)
    {
        template = current.Find(draft.Template);
        if (template is null) return new TemplateFault(draft.Template, $"there is none; take one of {string.Join(", ", current.All.Select(t => t.Code))}");
        if (draft.Area.Polygon.Count is > 0 and (< 3 or > MapArea.MostCorners)) return new ContactInvalid("polygon", $"it has not 3 to {MapArea.MostCorners} corners");
        if (draft.ValidUntil is { } until && until <= _money.Clock.GetCurrentInstant()) return new ContactInvalid("valid-until", "it is over already");
        var given = draft.Values.Keys.Concat(["name", "account", "address", "utility"]).ToHashSet(StringComparer.Ordinal);
        return template.Places.FirstOrDefault(p => !given.Contains(p)) is { } missing ? new TemplateFault(draft.Template, $"it needs a value for {{{missing}}}; give it") : null;
    }
}
