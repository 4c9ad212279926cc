using NodaTime;
using NodaTime.Text;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A campaign as somebody asks for it.</summary>
public sealed record CampaignDraft
{
    /// <summary>Its name, one line of at most 80 characters, unique.</summary>
    public required string Name { get; init; }

    /// <summary>The numbers of the accounts it is about.</summary>
    public required IReadOnlyList<string> Accounts { get; init; }

    /// <summary>The purpose by which people opt out.</summary>
    public string Purpose { get; init; } = CampaignDesk.Dunning;

    /// <summary>The name of the dialogue.</summary>
    public string Script { get; init; } = "reminder";

    /// <summary>The first day; null for today.</summary>
    public LocalDate? From { get; init; }

    /// <summary>The last day; null for six days after the first.</summary>
    public LocalDate? Until { get; init; }

    /// <summary>Calls at once, 1 to 100.</summary>
    public int Lines { get; init; } = 2;

    /// <summary>Calls placed in any minute, 1 to 600.</summary>
    public int PerMinute { get; init; } = 10;

    /// <summary>Whether it is listened first who answered, see <see cref="Campaign.DetectsMachines"/>.</summary>
    public bool DetectsMachines { get; init; }

    /// <summary>Only accounts whose water is used in this area (片区); null for all.</summary>
    public string? Area { get; init; }
}

/// <summary>A campaign that was made.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Numbers">How many numbers it has: debts on one number are one call.</param>
/// <param name="LeftOut">Accounts that cannot be called, with the reason.</param>
public sealed record CampaignMade(Campaign Campaign, int Numbers, IReadOnlyList<(string Account, Wording Why)> LeftOut);

/// <summary>How far a campaign is.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Results">How many numbers have each result.</param>
/// <param name="Outcomes">How many tries had each outcome, with the seconds connected.</param>
/// <param name="Calling">Numbers that a call is under way to.</param>
public sealed record CampaignProgress(Campaign Campaign, IReadOnlyDictionary<TargetResult, int> Results, IReadOnlyDictionary<TryOutcome, (int Tries, long TalkSeconds)> Outcomes, int Calling)
{
    /// <summary>All numbers.</summary>
    public int Numbers => Results.Values.Sum();

    /// <summary>Numbers that are done.</summary>
    public int Done => Numbers - Results.GetValueOrDefault(TargetResult.Open);

    /// <summary>All calls made.</summary>
    public int Tries => Outcomes.Values.Sum(o => o.Tries);

    /// <summary>What the calls cost, by all the time connected, in whole minutes.</summary>
    /// <param name="perMinute">What a minute connected costs.</param>
    public Money Cost(Money perMinute) => perMinute with { Minor = perMinute.Minor * ((TalkSeconds + 59) / 60) };

    /// <summary>Seconds connected in all.</summary>
    public long TalkSeconds => Outcomes.Values.Sum(o => o.TalkSeconds);
}

/// <summary>A line of a campaign's result list.</summary>
/// <param name="Target">The number.</param>
/// <param name="Last">The outcome of the last try, or null.</param>
/// <param name="PaidSince">What came in on its accounts since the campaign was made.</param>
/// <param name="Owed">What is still owed on them.</param>
public sealed record CampaignLine(CampaignTarget Target, TryOutcome? Last, Money PaidSince, Money Owed);

/// <summary>Makes campaigns, stops and resumes them, and says what became of them. <see cref="CampaignRunner"/> calls.</summary>
/// <param name="context">Where everything is kept, the utility, the time.</param>
public sealed class CampaignDesk(MoneyContext context)
{
    /// <summary>The purpose of reminders about unpaid bills.</summary>
    public const string Dunning = "dunning";

    /// <summary>The purpose that goes with a shipped script.</summary>
    public static string PurposeOf(string script) => script == "announcement" ? ContactPurpose.Outage.Code : Dunning;

    private const int Page = 500;

    private static readonly Wording s_unknown = new("没有这个户号", "there is no such account"), s_noPhone = new("没有登记电话", "no telephone is on record"), s_elsewhere = new("不在该片区", "its water is used in another area"), s_notDialable = new("登记的电话不能拨打", "the telephone on record cannot be dialled");

    /// <summary>Makes a campaign. It calls from its first day on, in the windows.</summary>
    public Task<Result<CampaignMade>> CreateAsync(CampaignDraft draft, Actor actor, CancellationToken cancellationToken = default) =>
        Again.IfOtherCameFirstAsync(() => CreateOnceAsync(draft, actor, cancellationToken));

    private async Task<Result<CampaignMade>> CreateOnceAsync(
        CampaignDraft draft, Actor actor, CancellationToken cancellationToken)
    {
        var from = draft.From ?? context.Today;
        var until = draft.Until ?? from.PlusDays(6);
        if (draft.Name.Trim() is not { Length: > 0 and <= 80 } name || name.Any(char.IsControl)) return new CampaignRefused(draft.Name, "its name is not one line of 1 to 80 characters", "give it a name");
        if (until < from || until < context.Today) return new CampaignRefused(name, "its last day is before its first, or past", "give days to come");
        if (draft.Lines is < 1 or > 100 || draft.PerMinute is < 1 or > 600) return new CampaignRefused(name, "lines are not 1 to 100, or calls a minute not 1 to 600", "give numbers within");
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Campaigns.FindAsync(name, cancellationToken).ConfigureAwait(false) is not null) return new CampaignRefused(name, "there is one of that name", "give it another name");
        if (!DialogueFile.ShippedScripts.Contains(draft.Script)) return new CampaignRefused(name, $"there is no script '{draft.Script}'", $"write one of {string.Join(", ", DialogueFile.ShippedScripts)}");
        if (ContactPurpose.Find(draft.Purpose) is null) return new CampaignRefused(name, $"there is no purpose '{draft.Purpose}'", $"write one of {string.Join(", ", ContactPurpose.All.Select(p => p.Code))}");
        var (numbers, leftOut) = await NumbersAsync(unit, draft.Accounts, draft.Area, cancellationToken).ConfigureAwait(false);
        if (numbers.Count == 0) return new CampaignRefused(name, "none of its accounts can be called", "note telephones first");
        var now = context.Clock.GetCurrentInstant();
        var campaign = new Campaign
        {
            Id = new(await unit.Campaigns.NextIdAsync(cancellationToken).ConfigureAwait(false)), Name = name, Purpose = draft.Purpose, Script = draft.Script, From = from, Until = until,
            Lines = draft.Lines, PerMinute = draft.PerMinute, CreatedAt = now, CreatedBy = actor.Name, DetectsMachines = draft.DetectsMachines,
        };
        await unit.Campaigns.AddAsync(campaign, [.. numbers.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => new CampaignTarget { Campaign = campaign.Id, Phone = n.Key, Accounts = n.Value.Accounts, Area = n.Value.Area, NextAt = now })], cancellationToken).ConfigureAwait(false);
        await AuditAsync(unit, "campaign.create", campaign, $"{numbers.Count} numbers, {LocalDatePattern.Iso.Format(from)} to {LocalDatePattern.Iso.Format(until)}", actor, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new CampaignMade(campaign, numbers.Count, leftOut);
    }

    /// <summary>Pauses a campaign, lets it go on, or ends it. Calls under way are not cut off.</summary>
    public Task<Result<Campaign>> SetAsync(string name, CampaignState state, Actor actor, CancellationToken cancellationToken = default) =>
        Again.IfOtherCameFirstAsync(() => SetOnceAsync(name, state, actor, cancellationToken));

    private async Task<Result<Campaign>> SetOnceAsync(
        string name, CampaignState state, Actor actor, CancellationToken cancellationToken)
    {
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Campaigns.FindAsync(name, cancellationToken).ConfigureAwait(false) is not { } campaign) return new CampaignNotFound(name);
        if (campaign.State == state) return campaign;
        if (campaign.State == CampaignState.Finished) return new CampaignRefused(name, "it is finished", "make another");
        var changed = campaign with { State = state, Revision = campaign.Revision + 1 };
        await unit.Campaigns.UpdateAsync(changed, cancellationToken).ConfigureAwait(false);
        await AuditAsync(unit, "campaign.set", changed, $"{campaign.State} to {state}", actor, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return changed;
    }

    /// <summary>How far all campaigns are, the latest first.</summary>
    public async Task<IReadOnlyList<CampaignProgress>> ListAsync(CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var calling = (await unit.Campaigns.CallingAsync(cancellationToken).ConfigureAwait(false)).CountBy(t => t.Campaign).ToDictionary();
        var list = new List<CampaignProgress>();
        foreach (var campaign in await unit.Campaigns.AllAsync(cancellationToken).ConfigureAwait(false))
            list.Add(new CampaignProgress(campaign, await unit.Campaigns.ResultsAsync(campaign.Id, cancellationToken).ConfigureAwait(false),
                await unit.Campaigns.OutcomesAsync(campaign.Id, cancellationToken).ConfigureAwait(false), calling.GetValueOrDefault(campaign.Id)));
        return list;
    }

    /// <summary>The result list: every number, what became of it, and the money that came in after.</summary>
    public async Task<Result<IReadOnlyList<CampaignLine>>> ResultsAsync(string name, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Campaigns.FindAsync(name, cancellationToken).ConfigureAwait(false) is not { } campaign) return new CampaignNotFound(name);
        var lines = new List<CampaignLine>();
        for (var after = ""; ;)
        {
            var page = await unit.Campaigns.TargetsAsync(campaign.Id, after, Page, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) return lines;
            foreach (var target in page)
            {
                long paid = 0, owed = 0;
                foreach (var history in await CampaignRunner.HistoriesAsync(unit, context, target.Accounts, cancellationToken).ConfigureAwait(false))
                {
                    // A payment that was taken back brought nothing in.
                    var undone = history.Entries.Where(e => e.Kind == EntryKind.Reversal).Select(e => e.Corrects).ToHashSet();
                    paid -= history.Entries.Where(e => e.Kind == EntryKind.Payment && e.At >= campaign.CreatedAt && !undone.Contains(e.Id)).Sum(e => e.Amount.Minor);
                    owed += history.BalanceOn(context.Today).Minor;
                }
                var tries = await unit.Campaigns.TriesOfAsync(campaign.Id, target.Phone, cancellationToken).ConfigureAwait(false);
                lines.Add(new CampaignLine(target, tries.Count == 0 ? null : tries[^1].Outcome, new Money(paid, context.Utility.Currency), new Money(owed, context.Utility.Currency)));
            }
            after = page[^1].Phone;
        }
    }

    private static async Task<(Dictionary<string, (List<string> Accounts, string? Area)> Numbers, List<(string, Wording)> LeftOut)> NumbersAsync(IUnitOfWork unit, IReadOnlyList<string> accounts, string? only, CancellationToken cancellationToken)
    {
        var numbers = new Dictionary<string, (List<string> Accounts, string? Area)>(StringComparer.Ordinal);
        var leftOut = new List<(string, Wording)>();
        foreach (var number in accounts.Distinct(StringComparer.Ordinal))
        {
            var account = await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false);
            var phone = account is null ? null : (await unit.Customers.FindCustomerAsync(account.Customer, cancellationToken).ConfigureAwait(false))?.Phone;
            var digits = new string((phone ?? "").Where(c => c is not (' ' or '-' or '(' or ')')).ToArray());
            var area = account is null ? null : (await unit.Customers.AgreementsOfAsync(account.Id, cancellationToken).ConfigureAwait(false)).Select(a => a.Premise.Zone).LastOrDefault();
            if (account is null) leftOut.Add((number, s_unknown));
            else if (only is not null && area != only) leftOut.Add((number, s_elsewhere));
            else if (digits.Length == 0) leftOut.Add((number, s_noPhone));
            // Anything but digits could be read by an exchange as another number.
            else if (digits.TrimStart('+') is var bare && (bare.Length is < 3 or > 18 || digits.Length - bare.Length > 1 || !bare.All(char.IsAsciiDigit))) leftOut.Add((number, s_notDialable));
            else if (numbers.TryGetValue(digits, out var before)) before.Accounts.Add(number);
            else numbers[digits] = ([number], area);
        }
        return (numbers, leftOut);
    }

    private async ValueTask AuditAsync(IUnitOfWork unit, string action, Campaign campaign, string after, Actor actor, CancellationToken cancellationToken) =>
        await unit.Audit.AppendAsync(new AuditEntry { At = context.Clock.GetCurrentInstant(), Actor = actor, Action = action, Subject = $"campaign {campaign.Name}", After = after }, cancellationToken).ConfigureAwait(false);
}

/// <summary>There is no campaign of the name.</summary>
public sealed record CampaignNotFound(string Name) : Fault
{
    /// <inheritdoc/>
    public override string Code => "service.campaign-not-found";

    /// <inheritdoc/>
    public override string Message => $"There is no campaign '{Name}'; the list of campaigns shows their names.";
}

/// <summary>A campaign cannot be made or changed so.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Problem">Why, as a clause.</param>
/// <param name="Remedy">What to do, as a clause.</param>
public sealed record CampaignRefused(string Name, string Problem, string Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "service.campaign-refused";

    /// <inheritdoc/>
    public override string Message => $"Campaign '{Name}': {Problem}; {Remedy}.";
}
