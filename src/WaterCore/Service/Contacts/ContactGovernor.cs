using NodaTime;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>A way to a person: a door and an address that it takes.</summary>
/// <param name="Channel">The door.</param>
/// <param name="Address">The address.</param>
public sealed record ContactRoute(string Channel, MessageAddress Address);

/// <summary>How much contact is fair.</summary>
public sealed record ContactRules
{
    /// <summary>Counted contacts to one person in any 24 hours, all doors together.</summary>
    public int PerDay { get; init; } = 2;

    /// <summary>Counted contacts to one person in any 7 days, all doors together.</summary>
    public int PerWeek { get; init; } = 5;

    /// <summary>On a working day nobody is contacted before this, unless it is urgent.</summary>
    public LocalTime From { get; init; } = new(8, 0);

    /// <summary>On a working day nobody is contacted at or after this, unless it is urgent.</summary>
    public LocalTime Until { get; init; } = new(21, 0);

    /// <summary>As <see cref="From"/> on days of rest.</summary>
    public LocalTime RestFrom { get; init; } = new(9, 0);

    /// <summary>As <see cref="Until"/> on days of rest.</summary>
    public LocalTime RestUntil { get; init; } = new(20, 0);
}

/// <summary>What the governor looks at, as it stands at the very moment of sending.</summary>
public sealed record ContactFacts
{
    /// <summary>Why.</summary>
    public required ContactPurpose Purpose { get; init; }

    /// <summary>The moment, the utility's time.</summary>
    public required LocalDateTime Now { get; init; }

    /// <summary>The ways to the person, the wanted one first.</summary>
    public required IReadOnlyList<ContactRoute> Routes { get; init; }

    /// <summary>Ways that failed for this message.</summary>
    public IReadOnlyList<ContactRoute> Failed { get; init; } = [];

    /// <summary>What the person, and everybody who shares an address, said about being contacted.</summary>
    public IReadOnlyList<ContactChoice> Choices { get; init; } = [];

    /// <summary>When counted contacts went to the person in the last 7 days, by any door.</summary>
    public IReadOnlyList<LocalDateTime> Recent { get; init; } = [];

    /// <summary>Whether the cause is gone, such as a debt that was paid a minute ago.</summary>
    public bool Settled { get; init; }

    /// <summary>From when on it makes no sense any more; null for never.</summary>
    public LocalDateTime? ValidUntil { get; init; }
}

/// <summary>What is to be done with a message.</summary>
public enum ContactVerdict
{
    /// <summary>Send it now, by the route.</summary>
    Send,

    /// <summary>Not now; ask again at the moment given.</summary>
    Wait,

    /// <summary>Never; the cause is gone or the person said no.</summary>
    Drop,

    /// <summary>The person cannot be reached by any door that is open.</summary>
    Unreachable,
}

/// <summary>A decision of the governor, with its reason.</summary>
/// <param name="Verdict">What is to be done.</param>
/// <param name="Reason">A stable code: <c>sent</c>, <c>settled</c>, <c>expired</c>, <c>refused</c>, <c>no-consent</c>, <c>no-address</c>, <c>all-failed</c>, <c>quiet-hours</c>, <c>budget</c>.</param>
/// <param name="Why">The reason for people.</param>
/// <param name="Route">The way, when it is to be sent.</param>
/// <param name="At">When to ask again, when it waits.</param>
public sealed record ContactDecision(ContactVerdict Verdict, string Reason, Wording Why, ContactRoute? Route = null, LocalDateTime? At = null);

/// <summary>Decides whether, when and by which door a person is contacted (触达管控). Decides only; it sends and stores nothing.</summary>
/// <param name="rules">How much is fair.</param>
/// <param name="calendar">Which days are worked.</param>
public sealed class ContactGovernor(ContactRules rules, WorkCalendar calendar)
{
    private static readonly NodaTime.Period s_day = NodaTime.Period.FromHours(24), s_week = NodaTime.Period.FromDays(7);

    /// <summary>Decides about one message.</summary>
    public ContactDecision Decide(ContactFacts facts)
    {
        if (facts.Settled) return Never(ContactVerdict.Drop, "settled", new("事由已消除，例如已缴费", "its cause is gone, such as a debt that was paid"));
        if (facts.ValidUntil is { } end && facts.Now >= end) return Late;
        if (facts.Routes.Count == 0) return Never(ContactVerdict.Unreachable, "no-address", new("没有可用的联系方式", "there is no address that an open channel takes"));
        var wanted = facts.Routes.Where(r => Allows(facts, r) is null).ToList();
        if (wanted.Count == 0) return Allows(facts, facts.Routes[0])!;
        var open = wanted.Where(r => !facts.Failed.Any(f => Same(f, r))).ToList();
        if (open.Count == 0) return Never(ContactVerdict.Unreachable, "all-failed", new("所有渠道均未送达", "every channel failed"));

        var at = facts.Now;
        var (reason, why) = ("sent", new Wording("可以发送", "may be sent"));
        if (facts.Purpose.Counted && WhenAffordable(facts) is var free && free > at)
            (at, reason, why) = (free, "budget", new($"已达到联系次数上限（每日 {rules.PerDay} 次、每周 {rules.PerWeek} 次）", $"the person was contacted as often as is fair ({rules.PerDay} a day, {rules.PerWeek} a week)"));
        if (!facts.Purpose.Urgent && WhenAwake(at) is var awake && awake > at)
            (at, reason, why) = (awake, "quiet-hours", new("非联系时段", "it is quiet time"));
        if (at == facts.Now) return new ContactDecision(ContactVerdict.Send, reason, why, open[0]);
        return facts.ValidUntil is { } last && at >= last ? Late : new ContactDecision(ContactVerdict.Wait, reason, why, At: at);
    }

    private static ContactDecision Late => Never(ContactVerdict.Drop, "expired", new("已过有效期", "it is too late for it"));

    private static ContactDecision Never(ContactVerdict verdict, string reason, Wording why) => new(verdict, reason, why);

    private static bool Same(ContactRoute a, ContactRoute b) => a.Channel == b.Channel && a.Address.Key == b.Address.Key;

    // Null when the person allows it.
    private static ContactDecision? Allows(ContactFacts facts, ContactRoute route)
    {
        if (!facts.Purpose.MayRefuse && !facts.Purpose.NeedsConsent) return null;
        var said = ContactChoice.Of(facts.Choices, facts.Purpose.Code, route.Channel);
        if (said == false && facts.Purpose.MayRefuse) return Never(ContactVerdict.Drop, "refused", new("客户已退订", "the person said no to it"));
        return facts.Purpose.NeedsConsent && said != true ? Never(ContactVerdict.Drop, "no-consent", new("客户未同意接收", "the person did not say yes to it")) : null;
    }

    // The first moment at which neither the day's nor the week's budget is used up: the window slides, so it is when enough old contacts fall out of it.
    private LocalDateTime WhenAffordable(ContactFacts facts)
    {
        var recent = facts.Recent.Order().ToList();
        var day = Free(recent, rules.PerDay, s_day, facts.Now);
        var week = Free(recent, rules.PerWeek, s_week, facts.Now);
        return day > week ? day : week;
    }

    private static LocalDateTime Free(List<LocalDateTime> recent, int budget, NodaTime.Period window, LocalDateTime now)
    {
        if (budget <= 0) return LocalDateTime.MaxIsoValue;
        var within = recent.Where(r => r.Plus(window) > now).ToList();
        return within.Count < budget ? now : within[^budget].Plus(window);
    }

    private LocalDateTime WhenAwake(LocalDateTime at)
    {
        if (at == LocalDateTime.MaxIsoValue) return at;
        var (from, until) = Hours(at.Date);
        if (at.TimeOfDay < from) return at.Date + from;
        return at.TimeOfDay < until ? at : at.Date.PlusDays(1) + Hours(at.Date.PlusDays(1)).From;
    }

    private (LocalTime From, LocalTime Until) Hours(LocalDate day) => calendar.IsWorkingDay(day) ? (rules.From, rules.Until) : (rules.RestFrom, rules.RestUntil);
}
