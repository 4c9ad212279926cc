using NodaTime;
using WaterCore.Ports;

namespace WaterCore.Telephony.Asterisk;

/// <summary>What is known of one call. Touched under the lock of <see cref="AsteriskTelephony"/> only.</summary>
internal sealed class AsteriskCall(CallId id, bool incoming, string number)
{
    public CallId Id => id;

    public bool Incoming => incoming;

    public string Number => number;

    /// <summary>Whether it was asked for and Asterisk has not said yes yet: a snapshot need not know it.</summary>
    public bool Asked { get; set; }

    /// <summary>Whether the channel is up, which for a call that was adopted may be so before anybody answered it here.</summary>
    public bool Up { get; set; }

    public Instant? AnsweredAt { get; set; }

    /// <summary>Whether it is still to be listened who answered.</summary>
    public bool Detects { get; set; }

    public bool SignOfLife { get; set; }

    public bool HungUpByUs { get; set; }

    public bool Rejected { get; set; }

    public bool ByFarEnd { get; set; }

    public ConnectionId? Connection { get; set; }

    // The shortest key with the shortest pause that an exchange has to take is 40 ms and 40 ms (ITU-T Q.24, 1988).
    private static readonly Duration ShortestPress = Duration.FromMilliseconds(80);

    private (char Key, int Length, Instant At) _lastKey;

    /// <summary>
    /// Whether a key is one that was told before. An Asterisk that got no processor time reads several keys at once, puts some of them off, and tells each of
    /// those a second time when its turn comes.
    /// </summary>
    public bool Repeats(char key, int lengthMs, Instant at)
    {
        var repeats = (key, lengthMs) == (_lastKey.Key, _lastKey.Length) && at - _lastKey.At < ShortestPress;
        _lastKey = (key, lengthMs, at);
        return repeats;
    }
}

/// <summary>What plays.</summary>
internal sealed class AsteriskPlay(PlayId id, CallId call)
{
    public PlayId Id => id;

    public CallId Call => call;

    public bool Stopped { get; set; }
}
