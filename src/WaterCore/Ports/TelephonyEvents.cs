using NodaTime;
using WaterCore.Values;

namespace WaterCore.Ports;

/// <summary>Something that happened at the exchange.</summary>
/// <param name="At">When, by the exchange's clock where it tells, else by the host's.</param>
public abstract record TelephonyEvent(Instant At);

/// <summary>The link stands. Calls that were known before and are not listed have had their <see cref="CallEnded"/> with <see cref="CallOutcome.Lost"/>.</summary>
/// <param name="At">When.</param>
/// <param name="Calls">The calls that live.</param>
public sealed record LinkUp(Instant At, IReadOnlyList<CallSnapshot> Calls) : TelephonyEvent(At);

/// <summary>The link broke, or another host took over.</summary>
/// <param name="At">When.</param>
/// <param name="State">What it is now.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record LinkLost(Instant At, LinkState State, string Reason) : TelephonyEvent(At);

/// <summary>Something that happened to one call.</summary>
/// <param name="At">When.</param>
/// <param name="Call">The call.</param>
public abstract record CallEvent(Instant At, CallId Call) : TelephonyEvent(At);

/// <summary>
/// Somebody calls; or, after the link was down, a call that arrived earlier is found without anybody serving it.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Call">The id the plugin gave it.</param>
/// <param name="From">The caller's number as shown; anybody can forge it. Possibly empty.</param>
/// <param name="To">The number that was dialled.</param>
public sealed record CallArrived(Instant At, CallId Call, string From, string To) : CallEvent(At, Call);

/// <summary>The far telephone rings.</summary>
public sealed record CallRinging(Instant At, CallId Call) : CallEvent(At, Call);

/// <summary>The call was answered, by us or by the far end.</summary>
public sealed record CallAnswered(Instant At, CallId Call) : CallEvent(At, Call)
{
    /// <summary>Who answered, as far as the exchange listened.</summary>
    public AnsweredBy By { get; init; }
}

/// <summary>Who answered a call.</summary>
public enum AnsweredBy
{
    /// <summary>Nobody listened.</summary>
    Unknown,

    /// <summary>A person, by how they spoke.</summary>
    Person,

    /// <summary>A machine, by how long it spoke without a pause, or that it was silent. Sometimes it is a person after all.</summary>
    Machine,
}

/// <summary>The far end pressed a key.</summary>
/// <param name="At">When.</param>
/// <param name="Call">The call.</param>
/// <param name="Key">One of <c>0-9 * # A-D</c>.</param>
public sealed record KeyPressed(Instant At, CallId Call, char Key) : CallEvent(At, Call);

/// <summary>A playing came to its end; once for each.</summary>
public sealed record PlayEnded(Instant At, CallId Call, PlayId Play, PlayOutcome Outcome) : CallEvent(At, Call);

/// <summary>Two calls talk to each other.</summary>
public sealed record CallsConnected(Instant At, CallId Call, CallId Other, ConnectionId Connection) : CallEvent(At, Call);

/// <summary>A call is over; once for each, and nothing of the call comes after it.</summary>
/// <param name="At">When.</param>
/// <param name="Call">The call.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record CallEnded(Instant At, CallId Call, CallOutcome Outcome) : CallEvent(At, Call)
{
    /// <summary>Whether the far end ended it.</summary>
    public bool ByFarEnd { get; init; }

    /// <summary>When it was answered, or null.</summary>
    public Instant? AnsweredAt { get; init; }

    /// <summary>The exchange's own words for it, for the log.</summary>
    public string Raw { get; init; } = "";
}

/// <summary>How a playing ended.</summary>
public enum PlayOutcome
{
    /// <summary>It was played to its end.</summary>
    Completed,

    /// <summary>It was stopped by <see cref="ITelephony.StopPlayAsync"/>.</summary>
    Stopped,

    /// <summary>The exchange could not play it, or the call ended.</summary>
    Failed,

    /// <summary>The exchange said nothing when it should long have ended.</summary>
    TimedOut,
}

/// <summary>How a call ended.</summary>
public enum CallOutcome
{
    /// <summary>It was answered and later hung up.</summary>
    Answered,

    /// <summary>The far end was busy.</summary>
    Busy,

    /// <summary>It rang and nobody answered, or the network says nobody responds.</summary>
    NoAnswer,

    /// <summary>The far end refused it, or we turned it away.</summary>
    Rejected,

    /// <summary>There is no such number, or no longer.</summary>
    InvalidNumber,

    /// <summary>The network had no line.</summary>
    Congestion,

    /// <summary>Nothing at the far end gave a sign of life.</summary>
    Unreachable,

    /// <summary>Whoever called gave up before it was answered.</summary>
    Cancelled,

    /// <summary>The exchange or the link died; what became of the call is not known.</summary>
    Lost,
}

/// <summary>The exchange cannot be reached now.</summary>
/// <param name="Exchange">Its description.</param>
/// <param name="Why">Why, as a clause.</param>
public sealed record TelephonyUnavailable(string Exchange, string Why) : Fault
{
    /// <inheritdoc/>
    public override string Code => "telephony.unavailable";

    /// <inheritdoc/>
    public override string Message => $"{Exchange} cannot be used: {Why}; it is tried again by itself, so look at the exchange if this lasts.";

    /// <inheritdoc/>
    public override bool Transient => true;
}

/// <summary>The call is over.</summary>
public sealed record CallGone(CallId Call) : Fault
{
    /// <inheritdoc/>
    public override string Code => "telephony.call-gone";

    /// <inheritdoc/>
    public override string Message => $"Call {Call} is over; there is nothing to do.";
}

/// <summary>The call may not be made, or the verb does not fit the call.</summary>
/// <param name="Call">The call.</param>
/// <param name="Problem">Why, as a clause.</param>
/// <param name="Remedy">What to do instead, as a clause.</param>
public sealed record CallRefused(CallId Call, string Problem, string Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "telephony.call-refused";

    /// <inheritdoc/>
    public override string Message => $"Call {Call}: {Problem}; {Remedy}.";

    /// <summary>Whether the same call may be made later: a limit was reached, and nothing was dialled.</summary>
    public bool Later { get; init; }

    /// <inheritdoc/>
    public override bool Transient => Later;
}

/// <summary>A sound file cannot be played.</summary>
/// <param name="Path">The file.</param>
/// <param name="Problem">Why, as a clause.</param>
public sealed record MediaRefused(string Path, string Problem) : Fault
{
    /// <inheritdoc/>
    public override string Code => "telephony.media-refused";

    /// <inheritdoc/>
    public override string Message => $"{Path} cannot be played: {Problem}; give a WAV file of 8 kHz, mono, 16 bit.";
}
