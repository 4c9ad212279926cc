using WaterCore.Ports;

namespace WaterCore.Telephony.Asterisk;

/// <summary>What a call that was placed came to, from the Q.850 cause with which Asterisk destroys its channel.</summary>
internal static class OutcomeTable
{
    /// <summary>The outcome.</summary>
    /// <param name="cause">The cause of ChannelDestroyed. Only there it is a cause; in a soft hang-up request it is a flag.</param>
    /// <param name="answered">Whether it was answered.</param>
    /// <param name="signOfLife">Whether the far end rang or played something.</param>
    /// <param name="cancelled">Whether we hung up.</param>
    public static CallOutcome Of(int cause, bool answered, bool signOfLife, bool cancelled) => cause switch
    {
        _ when answered => CallOutcome.Answered,
        _ when cancelled => CallOutcome.Cancelled,
        17 => CallOutcome.Busy,
        18 or 19 => CallOutcome.NoAnswer,
        21 => CallOutcome.Rejected,
        1 or 22 or 28 => CallOutcome.InvalidNumber,
        34 or 38 or 41 or 42 or 44 or 47 => CallOutcome.Congestion,
        2 or 3 or 20 or 27 => CallOutcome.Unreachable,
        // Asterisk gives no cause when its own ringing time ran out.
        _ => signOfLife ? CallOutcome.NoAnswer : CallOutcome.Unreachable,
    };
}
