using WaterCore.Ports;

namespace WaterCore.Telephony.Asterisk;

/// <summary>Decides which numbers may be dialled, and how many in a minute and a day: what a thief of the line could cost is bounded.</summary>
/// <remarks>Safe for use by several threads.</remarks>
internal sealed class TollGuard(AsteriskSettings settings, ITollBook book)
{
    /// <summary>The endpoint to dial; or null, why not and what to do as clauses, and whether trying again later helps.</summary>
    public readonly record struct Admission(string? Endpoint, string Problem, string Remedy, bool Later);

    /// <summary>Looks at a number, and counts the call if it is one outside that may be dialled.</summary>
    public async ValueTask<Admission> AdmitAsync(CallId call, string number, CancellationToken cancellationToken)
    {
        if (settings.Extensions.Contains(number)) return new($"PJSIP/{number}", "", "", false);
        var digits = number.StartsWith('+') ? number[1..] : number;
        // Anything else than digits could be read by the dial plan or the SIP stack as another number, a parameter or a second call.
        if (digits.Length is < 3 or > 18 || !digits.All(char.IsAsciiDigit)) return new(null, "the number is not 3 to 18 digits", "correct the number", false);
        if (!settings.AllowedPrefixes.Any(p => number.StartsWith(p, StringComparison.Ordinal)))
            return new(null, $"{number} begins with no allowed prefix", "add its prefix to the setting 'AllowedPrefixes' if such numbers are to be called", false);
        TollVerdict verdict;
        try
        {
            verdict = await book.CountAsync(call, settings.CallsPerMinute, settings.CallsPerDay, cancellationToken);
        }
        // What cannot be counted is not dialled, whatever the reason.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new(null, $"the calls placed so far cannot be counted ({e.Message.TrimEnd('.')})", "try again in a minute", true);
        }
        return verdict switch
        {
            TollVerdict.MinuteFull => new(null, $"{settings.CallsPerMinute} calls were placed in the last minute", "try again in a minute", true),
            TollVerdict.DayFull => new(null, $"{settings.CallsPerDay} calls were placed in the last 24 hours", "try again tomorrow, or raise the setting 'CallsPerDay'", true),
            _ => new($"PJSIP/{number}@{settings.Trunk}", "", "", false),
        };
    }
}

/// <summary>Counts calls outside in memory, where the host offers no book: for tests, and hosts without a storage. A restart begins anew.</summary>
internal sealed class TollsInMemory(TimeProvider time) : ITollBook
{
    private readonly Lock _lock = new();
    private readonly Queue<long> _minute = new(), _day = new();

    public ValueTask<TollVerdict> CountAsync(CallId call, int perMinute, int perDay, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            Forget(_minute, now, TimeSpan.FromMinutes(1));
            Forget(_day, now, TimeSpan.FromDays(1));
            if (_minute.Count >= perMinute) return ValueTask.FromResult(TollVerdict.MinuteFull);
            if (_day.Count >= perDay) return ValueTask.FromResult(TollVerdict.DayFull);
            _minute.Enqueue(now);
            _day.Enqueue(now);
        }
        return ValueTask.FromResult(TollVerdict.Admitted);
    }

    private void Forget(Queue<long> calls, long now, TimeSpan after)
    {
        while (calls.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= after) calls.Dequeue();
    }
}
