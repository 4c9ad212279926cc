using NodaTime;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>How a campaign stands.</summary>
public enum CampaignState
{
    /// <summary>It calls, in its windows.</summary>
    Running,

    /// <summary>It was stopped for a while; nobody is called.</summary>
    Paused,

    /// <summary>It is over: every number is done, or its last day has passed, or somebody ended it.</summary>
    Finished,
}

/// <summary>When people may be called: local times, from included, until not.</summary>
/// <param name="WorkingDays">On working days.</param>
/// <param name="RestDays">On days of rest; none for not at all.</param>
public sealed record CallWindows(IReadOnlyList<(LocalTime From, LocalTime Until)> WorkingDays, IReadOnlyList<(LocalTime From, LocalTime Until)> RestDays)
{
    /// <summary>Forenoon and from two to eight on working days, ten to six without noon on days of rest.</summary>
    public static CallWindows Usual { get; } = new(
        [(new(9, 0), new(12, 0)), (new(14, 0), new(20, 0))],
        [(new(10, 0), new(12, 0)), (new(14, 0), new(18, 0))]);
}

/// <summary>A list of numbers to be called about one thing (外呼任务).</summary>
public sealed record Campaign
{
    /// <summary>The identity.</summary>
    public required Id<Campaign> Id { get; init; }

    /// <summary>Its name, unique.</summary>
    public required string Name { get; init; }

    /// <summary>The code of the purpose, such as <c>dunning</c>; by it people opt out.</summary>
    public required string Purpose { get; init; }

    /// <summary>The name of the dialogue that who answers is led through.</summary>
    public required string Script { get; init; }

    /// <summary>The first day.</summary>
    public required LocalDate From { get; init; }

    /// <summary>The last day; after it the call makes no sense any more.</summary>
    public required LocalDate Until { get; init; }

    /// <summary>Calls at once.</summary>
    public int Lines { get; init; } = 2;

    /// <summary>Calls placed in any minute.</summary>
    public int PerMinute { get; init; } = 10;

    /// <summary>Whether it is listened first who answered. A machine is not spoken to; a person hears two seconds of silence.</summary>
    public bool DetectsMachines { get; init; }

    /// <summary>How it stands.</summary>
    public CampaignState State { get; init; }

    /// <summary>When it was made.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>How often it was changed; grows by one with each change.</summary>
    public int Revision { get; init; } = 1;
}

/// <summary>What became of a number.</summary>
public enum TargetResult
{
    /// <summary>It is still to be called, or called again.</summary>
    Open,

    /// <summary>A person heard the message.</summary>
    Delivered,

    /// <summary>Nothing is owed any more, seen at the last moment before a call.</summary>
    Paid,

    /// <summary>The person does not want such calls, said before or by key.</summary>
    OptedOut,

    /// <summary>There is no such number: the contact is to be corrected.</summary>
    InvalidNumber,

    /// <summary>All tries are used up.</summary>
    NotReached,

    /// <summary>The last day passed before it was done.</summary>
    Expired,

    /// <summary>The exchange may not dial it.</summary>
    NotAllowed,
}

/// <summary>A number of a campaign, with all accounts whose matter it is: debts on one number are one call.</summary>
public sealed record CampaignTarget
{
    /// <summary>The campaign.</summary>
    public required Id<Campaign> Campaign { get; init; }

    /// <summary>The number, digits with at most one leading plus.</summary>
    public required string Phone { get; init; }

    /// <summary>The numbers of the accounts.</summary>
    public required IReadOnlyList<string> Accounts { get; init; }

    /// <summary>What became of it.</summary>
    public TargetResult Result { get; init; }

    /// <summary>The area (片区) where its water is used, or null; some have windows of their own.</summary>
    public string? Area { get; init; }

    /// <summary>Why it was put off last, a code of <see cref="ContactDecision.Reason"/>; null when it was not.</summary>
    public string? Waits { get; init; }

    /// <summary>How often it was called.</summary>
    public int Tries { get; init; }

    /// <summary>Not to be called before this.</summary>
    public required Instant NextAt { get; init; }

    /// <summary>The call under way, or null. Written before the exchange is asked, so that a host that dies knows of it.</summary>
    public string? Call { get; init; }

    /// <summary>When it was done, or null.</summary>
    public Instant? DoneAt { get; init; }
}

/// <summary>What a try came to.</summary>
public enum TryOutcome
{
    /// <summary>The message was heard by a person.</summary>
    Delivered,

    /// <summary>The person pressed the key against such calls.</summary>
    OptedOut,

    /// <summary>It was answered and hung up before the message was heard, or nobody pressed a key: perhaps a machine.</summary>
    NotDelivered,

    /// <summary>Busy.</summary>
    Busy,

    /// <summary>It rang and nobody answered.</summary>
    NoAnswer,

    /// <summary>It was refused.</summary>
    Rejected,

    /// <summary>There is no such number.</summary>
    InvalidNumber,

    /// <summary>The network had no line.</summary>
    Congestion,

    /// <summary>Nothing gave a sign of life.</summary>
    Unreachable,

    /// <summary>The host or the exchange died during the call; whether the person was reached is not known.</summary>
    Lost,

    /// <summary>The exchange may not dial the number.</summary>
    NotAllowed,

    /// <summary>A machine answered, and was told nothing.</summary>
    Machine,
}

/// <summary>One call of a campaign that is over.</summary>
/// <param name="Call">The id of the call.</param>
/// <param name="Campaign">The campaign.</param>
/// <param name="Phone">The number.</param>
/// <param name="Number">Which try, from 1.</param>
/// <param name="StartedAt">When it was placed.</param>
/// <param name="EndedAt">When it was over.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="TalkSeconds">How long it was connected: what the operator asks money for.</param>
public sealed record CampaignTry(string Call, Id<Campaign> Campaign, string Phone, int Number, Instant StartedAt, Instant EndedAt, TryOutcome Outcome, int TalkSeconds);
