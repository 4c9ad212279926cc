namespace WaterCore.Telephony.Asterisk;

/// <summary>Decides which numbers may be dialled, and how many in a minute and a day: what a thief of the line could cost is bounded.</summary>
/// <remarks>Safe for use by several threads.</remarks>
internal sealed class TollGuard(AsteriskSettings settings, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<long> _minute = new(), _day = new();

    /// <summary>The endpoint to dial; or why not and what to do, as clauses. A number that is admitted is counted.</summary>
    public (string? Endpoint, string Problem, string Remedy, bool Later) Admit(string number)
    {
        if (settings.Extensions.Contains(number)) return ($"PJSIP/{number}", "", "", false);
        var digits = number.StartsWith('+') ? number[1..] : number;
        // Anything else than digits could be read by the dial plan or the SIP stack as another number, a parameter or a second call.
        if (digits.Length is < 3 or > 18 || !digits.All(char.IsAsciiDigit)) return (null, "the number is not 3 to 18 digits", "correct the number", false);
        if (!settings.AllowedPrefixes.Any(p => number.StartsWith(p, StringComparison.Ordinal)))
            return (null, $"{number} begins with no allowed prefix", "add its prefix to the setting 'AllowedPrefixes' if such numbers are to be called", false);
        lock (_lock)
        {
            var now = time.GetTimestamp();
            Forget(_minute, now, TimeSpan.FromMinutes(1));
            Forget(_day, now, TimeSpan.FromDays(1));
            if (_minute.Count >= settings.CallsPerMinute) return (null, $"{settings.CallsPerMinute} calls were placed in the last minute", "try again in a minute", true);
            if (_day.Count >= settings.CallsPerDay) return (null, $"{settings.CallsPerDay} calls were placed in the last 24 hours", "try again tomorrow, or raise the setting 'CallsPerDay'", true);
            _minute.Enqueue(now);
            _day.Enqueue(now);
        }
        return ($"PJSIP/{number}@{settings.Trunk}", "", "", false);
    }

    private void Forget(Queue<long> calls, long now, TimeSpan after)
    {
        while (calls.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= after) calls.Dequeue();
    }
}
