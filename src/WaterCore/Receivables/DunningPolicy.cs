using NodaTime;
using WaterCore.Customers;
using WaterCore.Values;

namespace WaterCore.Receivables;

/// <summary>What a step of dunning does.</summary>
public enum DunningAction
{
    /// <summary>A written notice (催缴通知).</summary>
    Notice,

    /// <summary>A text message (短信).</summary>
    Message,

    /// <summary>A call (电话催缴).</summary>
    Call,

    /// <summary>A letter (催款函).</summary>
    Letter,

    /// <summary>The notice of suspension that the law asks for before it (停水通知).</summary>
    Warning,

    /// <summary>An order to suspend supply (停水).</summary>
    SuspensionOrder,

    /// <summary>An order to restore supply (复水).</summary>
    Restoration,
}

/// <summary>A step of dunning (催缴级次).</summary>
/// <param name="Code">Its name, unique in the policy.</param>
/// <param name="Action">What it does.</param>
/// <param name="DaysOverdue">Not before the oldest charge is overdue for so many days.</param>
/// <param name="LeastMinor">Not below this amount overdue, in minor units.</param>
/// <param name="DaysAfterPrevious">Not sooner after the step before.</param>
public sealed record DunningStep(string Code, DunningAction Action, int DaysOverdue, long LeastMinor = 0, int DaysAfterPrevious = 0)
{
    // In a Chinese sentence a step is called by what it does; the policy's own name for it follows where it says something else.
    internal string InChinese
    {
        get
        {
            var (zh, usual) = Action switch
            {
                DunningAction.Notice => ("催缴通知", "notice"), DunningAction.Message => ("短信提醒", "message"), DunningAction.Call => ("电话催缴", "call"), DunningAction.Letter => ("催款函", "letter"),
                DunningAction.Warning => ("停水通知", "warning"), DunningAction.SuspensionOrder => ("停水", "suspension"), _ => ("恢复供水", "restoration"),
            };
            return Code == usual ? zh : $"{zh}（{Code}）";
        }
    }
}

/// <summary>A step that was taken.</summary>
/// <param name="Account">The account.</param>
/// <param name="Step">The code of the step.</param>
/// <param name="Action">What it did.</param>
/// <param name="Day">When.</param>
/// <param name="Amount">What was overdue.</param>
public sealed record DunningTaken(Id<Account> Account, string Step, DunningAction Action, LocalDate Day, Money Amount);

/// <summary>What a policy looks at.</summary>
public sealed record DunningFacts
{
    /// <summary>The account.</summary>
    public required Id<Account> Account { get; init; }

    /// <summary>The day of the decision.</summary>
    public required LocalDate Day { get; init; }

    /// <summary>What is overdue and not in dispute.</summary>
    public required Money Overdue { get; init; }

    /// <summary>The due day of the oldest overdue charge; null when nothing is overdue.</summary>
    public LocalDate? OldestDue { get; init; }

    /// <summary>Steps that were taken, in order.</summary>
    public IReadOnlyList<DunningTaken> Taken { get; init; } = [];

    /// <summary>Holds of the account.</summary>
    public IReadOnlyList<Hold> Holds { get; init; } = [];

    /// <summary>Holds for instalments that were not kept: they hold nothing back.</summary>
    public IReadOnlyList<Hold> Broken { get; init; } = [];

    /// <summary>Whether the authority agreed to a suspension, where the law asks for it.</summary>
    public bool SuspensionApproved { get; init; }
}

/// <summary>What is to be done about an account, and why.</summary>
/// <param name="Account">The account.</param>
/// <param name="Step">The step to take now, or null.</param>
/// <param name="Overdue">What is overdue.</param>
/// <param name="Why">Why this step, or why none, for staff and customers.</param>
public sealed record DunningDecision(Id<Account> Account, DunningStep? Step, Money Overdue, Wording Why);

/// <summary>How arrears are pursued: steps, under a legal pack that none of them can break. Returns decisions and does nothing.</summary>
/// <param name="Code">Its name.</param>
/// <param name="Steps">The steps in order.</param>
/// <param name="Law">The minimum that the law sets.</param>
public sealed record DunningPolicy(string Code, IReadOnlyList<DunningStep> Steps, LegalPack Law)
{
    /// <summary>A message at once, a call, a letter, a warning, an order to suspend; nothing below 20 yuan goes beyond a message.</summary>
    public static DunningPolicy Usual { get; } = new("usual",
    [
        new("message", DunningAction.Message, 1),
        new("call", DunningAction.Call, 15, 2_000, 7),
        new("letter", DunningAction.Letter, 30, 2_000, 7),
        new("warning", DunningAction.Warning, 60, 2_000, 15),
        new("suspension", DunningAction.SuspensionOrder, 75, 2_000, 5),
    ], LegalPack.Strictest);

    /// <summary>What to do about an account on a day.</summary>
    public DunningDecision Decide(DunningFacts facts)
    {
        var decision = DecideUnbroken(facts);
        if (facts.Broken.Count == 0 || facts.Overdue.Minor <= 0) return decision;
        var due = facts.Broken[0].Plan!.DueBy(facts.Day.PlusDays(-1));
        return decision with { Why = new($"分期未按约缴纳（应缴{due}）。{decision.Why.Zh}", $"Instalments were missed ({due} was due). {decision.Why.En}") };
    }

    private DunningDecision DecideUnbroken(DunningFacts facts)
    {
        var last = facts.Taken.Count == 0 ? null : facts.Taken[^1];
        if (facts.Overdue.Minor <= 0 || facts.OldestDue is not { } oldest)
            return Suspended(facts)
                ? new(facts.Account, new DunningStep("restoration", DunningAction.Restoration, 0), facts.Overdue, new(
                    $"欠费已清，须在{Law.RestoreHours}小时内恢复供水。", $"Nothing is overdue any more; supply is to be restored within {Law.RestoreHours} hours."))
                : No("没有逾期欠费。", "Nothing is overdue.");
        if (facts.Holds.FirstOrDefault(h => h.Kind != HoldKind.Dispute && h.HoldsOn(facts.Day) && !facts.Broken.Contains(h)) is { } hold)
            return No($"停催至{Iso(hold.End)}：{hold.Reason}。", $"Held until {Iso(hold.End)}: {hold.Reason}.");

        // Steps of an earlier arrears, which was paid, do not count.
        var taken = facts.Taken.Where(t => t.Day > oldest).ToList();
        var done = taken.Select(t => t.Step).ToHashSet(StringComparer.Ordinal);
        if (Steps.FirstOrDefault(s => !done.Contains(s.Code)) is not { } next) return No("各级催缴均已执行。", "Every step has been taken.");
        var days = NodaTime.Period.DaysBetween(oldest, facts.Day);
        if (days < next.DaysOverdue) return No($"逾期{days}天，{next.InChinese}须满{next.DaysOverdue}天。", $"Overdue for {days} days; {next.Code} comes after {next.DaysOverdue}.");
        if (facts.Overdue.Minor < next.LeastMinor)
            return No($"逾期金额{facts.Overdue}低于{next.InChinese}的起点。", $"Only {facts.Overdue} is overdue, which is below the least amount of {next.Code}.");
        if (taken.Count > 0 && NodaTime.Period.DaysBetween(taken[^1].Day, facts.Day) is var since && since < next.DaysAfterPrevious)
            return No($"距上一级{since}天，须满{next.DaysAfterPrevious}天。", $"{since} days after {last!.Step}; {next.Code} comes {next.DaysAfterPrevious} days after it.");
        if (next.Action == DunningAction.SuspensionOrder && Law.Forbids(facts, taken, days) is { } forbidden)
            return new(facts.Account, null, facts.Overdue, forbidden);
        return new(facts.Account, next, facts.Overdue, new(
            $"逾期{days}天，金额{facts.Overdue}，应执行{next.InChinese}。", $"Overdue for {days} days with {facts.Overdue}: {next.Code} is next."));

        DunningDecision No(string chinese, string english) => new(facts.Account, null, facts.Overdue, new(chinese, english));
    }

    private static bool Suspended(DunningFacts facts) =>
        facts.Taken.LastOrDefault(t => t.Action is DunningAction.SuspensionOrder or DunningAction.Restoration)?.Action == DunningAction.SuspensionOrder;

    private static string Iso(LocalDate day) => NodaTime.Text.LocalDatePattern.Iso.Format(day);
}
