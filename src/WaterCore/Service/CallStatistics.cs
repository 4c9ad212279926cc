using NodaTime;

namespace WaterCore.Service;

/// <summary>What calls of a time come to. Pure: counted from their records.</summary>
public sealed record CallStatistics
{
    /// <summary>A caller who was connected within this time was served in time.</summary>
    public static readonly Duration InTime = Duration.FromSeconds(20);

    /// <summary>Calls that arrived.</summary>
    public required int Offered { get; init; }

    /// <summary>How many ended in each way.</summary>
    public required IReadOnlyDictionary<CallEnding, int> Endings { get; init; }

    /// <summary>Calls that asked for a person.</summary>
    public required int AskedForPerson { get; init; }

    /// <summary>Calls that a person took.</summary>
    public required int Answered { get; init; }

    /// <summary>Callers who hung up while they waited.</summary>
    public required int Abandoned { get; init; }

    /// <summary>Calls that a person took within <see cref="InTime"/>.</summary>
    public required int AnsweredInTime { get; init; }

    /// <summary>Calls that the dialogue served without a person: the caller was told what was asked for, and asked for nobody.</summary>
    public required int SelfServed { get; init; }

    /// <summary>The middle of the times waited by those a person took, in whole seconds; 0 when there are none.</summary>
    public required long WaitMedianSeconds { get; init; }

    /// <summary>The longest of them.</summary>
    public required long WaitMaxSeconds { get; init; }

    /// <summary>The middle of the lengths of talks, in whole seconds; 0 when there are none.</summary>
    public required long TalkMedianSeconds { get; init; }

    /// <summary>How many calls came by each step of the dialogue, most first.</summary>
    public required IReadOnlyList<(string Step, int Calls)> Steps { get; init; }

    /// <summary>Where callers hung up before they were served, most first.</summary>
    public required IReadOnlyList<(string Step, int Calls)> GaveUpAt { get; init; }

    /// <summary>Calls by the hour of the day in which they arrived, 24 numbers.</summary>
    public required IReadOnlyList<int> ByHour { get; init; }

    /// <summary>Counts calls.</summary>
    /// <param name="calls">The calls, each once.</param>
    /// <param name="dialogue">The dialogue they went through: tells which steps say what was asked for.</param>
    /// <param name="zone">The zone of the hours.</param>
    public static CallStatistics Of(IReadOnlyCollection<CallRecord> calls, Dialogue dialogue, DateTimeZone zone)
    {
        var waits = calls.Where(c => c is { WaitedFrom: not null, ConnectedAt: not null }).Select(c => Seconds(c.WaitedFrom!.Value, c.ConnectedAt!.Value)).Order().ToList();
        var talks = calls.Where(c => c.ConnectedAt is not null).Select(c => Seconds(c.ConnectedAt!.Value, c.EndedAt)).Order().ToList();
        var byHour = new int[24];
        foreach (var call in calls) byHour[call.ArrivedAt.InZone(zone).Hour]++;
        return new CallStatistics
        {
            Offered = calls.Count, Endings = Enum.GetValues<CallEnding>().ToDictionary(e => e, e => calls.Count(c => c.Ending == e)),
            AskedForPerson = calls.Count(c => c.WaitedFrom is not null), Answered = waits.Count, Abandoned = calls.Count(c => c.Ending == CallEnding.Abandoned),
            AnsweredInTime = waits.Count(w => w <= (long)InTime.TotalSeconds), SelfServed = calls.Count(c => c.WaitedFrom is null && Served(c, dialogue)),
            WaitMedianSeconds = Middle(waits), WaitMaxSeconds = waits.Count == 0 ? 0 : waits[^1], TalkMedianSeconds = Middle(talks),
            Steps = Most(calls.SelectMany(c => c.Path.Distinct())),
            GaveUpAt = Most(calls.Where(c => c.Ending == CallEnding.HungUp && !Served(c, dialogue)).Select(c => c.Path.Count == 0 ? "" : c.Path[^1])),
            ByHour = byHour,
        };
    }

    /// <summary>Whether the call came to a sentence that says what an act answered, or that informs: one that leads on to an ending menu.</summary>
    private static bool Served(CallRecord call, Dialogue dialogue) => call.Path.Any(p => dialogue.Steps.GetValueOrDefault(p) is SayStep say && dialogue.Steps[say.Next] is MenuStep);

    private static List<(string, int)> Most(IEnumerable<string> steps) => [.. steps.CountBy(s => s).Select(s => (s.Key, s.Value)).OrderByDescending(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal)];

    private static long Middle(List<long> sorted) => sorted.Count == 0 ? 0 : sorted[sorted.Count / 2];

    private static long Seconds(Instant from, Instant to) => Math.Max(0, (to - from).BclCompatibleTicks / NodaConstants.TicksPerSecond);
}
