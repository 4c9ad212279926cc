namespace WaterCore.Ports;

/// <summary>A telephone exchange: calls, media and outcomes. A telephony plugin implements this, one per exchange.</summary>
/// <remarks>
/// <para>Whoever asks for something chooses its id, so that events can be told apart before the answer is back. Only the id of a call
/// that arrives is the plugin's.</para>
/// <para>Verbs return null when they were done and a fault when the world kept them from it: <see cref="TelephonyUnavailable"/> while
/// the link is down, <see cref="CallGone"/> when the call is over (which is no trouble), <see cref="CallRefused"/> for a limit or a
/// number that may not be dialled. Verbs that end something are done when there is nothing left to end.</para>
/// <para>A dialogue, a menu, a queue or a campaign is not the exchange's business; nor does it know causes, channels or dial plans.</para>
/// </remarks>
public interface ITelephony : IAsyncDisposable
{
    /// <summary>What and where it is, for people; never with a password: <c>Asterisk 16.28.0 at 127.0.0.1:8088</c>.</summary>
    string Description { get; }

    /// <summary>The state of the link to the exchange.</summary>
    LinkState Link { get; }

    /// <summary>Starts the link, which then connects and reconnects by itself until disposed; <see cref="LinkUp"/> says when it stands.</summary>
    ValueTask StartAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets go of the exchange: the link closes, and calls stay as they are for whichever host links next. <see cref="StartAsync"/> links again.
    /// Calls known until then end as <see cref="CallOutcome.Lost"/>.
    /// </summary>
    ValueTask StopAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>What it can do beyond what every exchange can.</summary>
    TelephonyCapabilities Capabilities => TelephonyCapabilities.None;

    /// <summary>
    /// All events, those of one call in order. For one reader. Ends when this is disposed.
    /// </summary>
    /// <remarks>Events that happen while the link is down are lost; the <see cref="LinkUp"/> that follows lists the calls that live.</remarks>
    IAsyncEnumerable<TelephonyEvent> EventsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Dials. When this returns null, exactly one <see cref="CallEnded"/> of the call will follow; when it returns a fault, nothing will.
    /// </summary>
    ValueTask<Values.Fault?> PlaceAsync(OutgoingCall call, CancellationToken cancellationToken = default);

    /// <summary>Takes a call that arrived. <see cref="CallAnswered"/> follows.</summary>
    ValueTask<Values.Fault?> AnswerAsync(CallId call, CancellationToken cancellationToken = default);

    /// <summary>Turns a call away that was not answered yet.</summary>
    ValueTask<Values.Fault?> RejectAsync(CallId call, RejectReason reason, CancellationToken cancellationToken = default);

    /// <summary>Ends a call. Done when there is no such call.</summary>
    ValueTask<Values.Fault?> HangUpAsync(CallId call, CancellationToken cancellationToken = default);

    /// <summary>
    /// Plays clips one after the other. Exactly one <see cref="PlayEnded"/> follows, even when the exchange forgets to say so.
    /// </summary>
    /// <remarks>The files are checked first: one that is missing or that the exchange cannot play is a <see cref="MediaRefused"/>.</remarks>
    ValueTask<Values.Fault?> PlayAsync(CallId call, PlayId play, IReadOnlyList<AudioClip> clips, CancellationToken cancellationToken = default);

    /// <summary>Stops playing. Done when nothing plays under this id.</summary>
    ValueTask<Values.Fault?> StopPlayAsync(PlayId play, CancellationToken cancellationToken = default);

    /// <summary>Plays hold music, or stops it.</summary>
    ValueTask<Values.Fault?> HoldMusicAsync(CallId call, bool on, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets two answered calls talk to each other. When one of them ends, the plugin ends the other and tidies up; when one is gone
    /// already, this returns <see cref="CallGone"/> and leaves the other as it is.
    /// </summary>
    ValueTask<Values.Fault?> ConnectAsync(CallId first, CallId second, ConnectionId connection, CancellationToken cancellationToken = default);

    /// <summary>Records what both say from now on until the connection ends. Refused without <see cref="TelephonyCapabilities.Recording"/>.</summary>
    ValueTask<Values.Fault?> RecordAsync(ConnectionId connection, RecordingId recording, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<Values.Fault?>(new CallRefused(new(connection.Value), "this exchange cannot record", "switch recording off"));

    /// <summary>Copies a recording, WAV, once its connection has ended, and removes it from the exchange.</summary>
    /// <param name="recording">Which.</param>
    /// <param name="into">Where to; the caller's, and left open.</param>
    /// <param name="cancellationToken">Stops waiting; the recording stays at the exchange.</param>
    /// <returns>Null, or why there is none.</returns>
    ValueTask<Values.Fault?> TakeRecordingAsync(RecordingId recording, Stream into, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<Values.Fault?>(new CallRefused(new(recording.Value), "this exchange cannot record", "switch recording off"));

    /// <summary>The calls that live now, by the exchange's own account.</summary>
    ValueTask<Values.Result<IReadOnlyList<CallSnapshot>>> ListAsync(CancellationToken cancellationToken = default);
}

/// <summary>The identity of a call: letters, digits, dots and hyphens, at most 64.</summary>
public readonly record struct CallId(string Value)
{
    /// <summary>The bare text.</summary>
    public override string ToString() => Value;
}

/// <summary>The identity of one playing; same rule as <see cref="CallId"/>.</summary>
public readonly record struct PlayId(string Value)
{
    /// <summary>The bare text.</summary>
    public override string ToString() => Value;
}

/// <summary>The identity of two calls joined; same rule as <see cref="CallId"/>.</summary>
public readonly record struct ConnectionId(string Value)
{
    /// <summary>The bare text.</summary>
    public override string ToString() => Value;
}

/// <summary>The identity of a recording; same rule as <see cref="CallId"/>.</summary>
public readonly record struct RecordingId(string Value)
{
    /// <summary>The bare text.</summary>
    public override string ToString() => Value;
}

/// <summary>What an exchange can do beyond what every exchange can.</summary>
[Flags]
public enum TelephonyCapabilities
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>It can tell a person from a machine that answers, see <see cref="OutgoingCall.DetectMachine"/>.</summary>
    MachineDetection = 1,

    /// <summary>It can record a connection.</summary>
    Recording = 2,
}

/// <summary>The state of the link to an exchange.</summary>
public enum LinkState
{
    /// <summary>Not connected; it will try again.</summary>
    Down,

    /// <summary>Events come and verbs work.</summary>
    Up,

    /// <summary>Another host took over. This one stays silent and does not try again.</summary>
    Replaced,

    /// <summary>The exchange refuses the password or is not the one that was configured. It does not try again.</summary>
    Refused,
}

/// <summary>A call to be made.</summary>
public sealed record OutgoingCall
{
    /// <summary>The caller's own id for it.</summary>
    public required CallId Id { get; init; }

    /// <summary>Digits, a leading plus allowed: a number outside, or the extension of a desk.</summary>
    public required string To { get; init; }

    /// <summary>How long to ring.</summary>
    public NodaTime.Duration RingFor { get; init; } = NodaTime.Duration.FromSeconds(30);

    /// <summary>The number to show, or null for the exchange's own.</summary>
    public string? ShownNumber { get; init; }

    /// <summary>
    /// Whether to listen first who answered: <see cref="CallAnswered"/> comes some seconds later then and says it. A person hears silence until then, so it is
    /// not for every call. Without <see cref="TelephonyCapabilities.MachineDetection"/> nothing is detected.
    /// </summary>
    public bool DetectMachine { get; init; }
}

/// <summary>How to turn a call away.</summary>
public enum RejectReason
{
    /// <summary>The caller hears the busy tone.</summary>
    Busy,

    /// <summary>No line is free; try again soon.</summary>
    Congestion,

    /// <summary>Nobody takes it.</summary>
    NoAnswer,

    /// <summary>It is not wanted.</summary>
    Rejected,
}

/// <summary>A call that lives, as the exchange sees it.</summary>
/// <param name="Id">The call.</param>
/// <param name="Incoming">Whether it arrived, or was placed.</param>
/// <param name="Number">The far number, possibly empty.</param>
/// <param name="Answered">Whether it was answered.</param>
public sealed record CallSnapshot(CallId Id, bool Incoming, string Number, bool Answered)
{
    /// <summary>Whether it talks to another call.</summary>
    public bool Connected { get; init; }
}
