using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Callers and agents as they were at a moment.</summary>
/// <param name="At">The moment.</param>
/// <param name="Calls">The callers, longest first.</param>
/// <param name="Agents">The agents.</param>
public sealed record HotlineState(Instant At, IReadOnlyList<LiveCall> Calls, IReadOnlyList<Agent> Agents)
{
    /// <summary>Those who wait for a person, on the line or to be called back, longest first.</summary>
    public IEnumerable<LiveCall> Waiting => Calls.Where(c => c.Stage is CallStage.Waiting or CallStage.CallBack).OrderBy(c => c.WaitedFrom);

    /// <summary>As text for other hosts.</summary>
    public string ToJson() => JsonSerializer.Serialize(new StateNow(At.ToUnixTimeMilliseconds(),
        [.. Calls.Select(c => new CallNow(c.Id, c.From, c.Account, c.ArrivedAt.ToUnixTimeMilliseconds(), c.Step, c.Language, c.Stage, c.Agent, c.Group, c.WaitedFrom?.ToUnixTimeMilliseconds(), c.ConnectedAt?.ToUnixTimeMilliseconds(), c.Steps))],
        [.. Agents.Select(a => new AgentNow(a.Number, a.Name, a.Skills, a.State, a.Since.ToUnixTimeMilliseconds(), a.Call, a.Until?.ToUnixTimeMilliseconds()))]), HotlineStateJson.Default.StateNow);

    /// <summary>What another host wrote, or null when it is not to be read.</summary>
    public static HotlineState? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, HotlineStateJson.Default.StateNow) is not { } now ? null : new(Instant.FromUnixTimeMilliseconds(now.At),
                [.. now.Calls.Select(c => new LiveCall(c.Id, c.From, c.Account, Instant.FromUnixTimeMilliseconds(c.ArrivedAt), c.Step, c.Language, c.Stage)
                    { Agent = c.Agent, Group = c.Group, WaitedFrom = Of(c.WaitedFrom), ConnectedAt = Of(c.ConnectedAt), Steps = c.Steps })],
                [.. now.Agents.Select(a => new Agent(a.Number, a.Name, a.Skills, a.State, Instant.FromUnixTimeMilliseconds(a.Since)) { Call = a.Call, Until = Of(a.Until) })]);
        }
        catch (JsonException)
        {
            return null;
        }

        static Instant? Of(long? at) => at is { } ms ? Instant.FromUnixTimeMilliseconds(ms) : null;
    }
}

// What hosts tell each other: names as they are in memory, times as milliseconds.
internal sealed record StateNow(long At, IReadOnlyList<CallNow> Calls, IReadOnlyList<AgentNow> Agents);

internal sealed record CallNow(string Id, string From, string? Account, long ArrivedAt, string Step, Language Language, CallStage Stage, string? Agent, string? Group, long? WaitedFrom, long? ConnectedAt, IReadOnlyList<string> Steps);

internal sealed record AgentNow(string Number, string Name, IReadOnlyList<string> Skills, AgentState State, long Since, string? Call, long? Until);

[JsonSerializable(typeof(StateNow))]
internal sealed partial class HotlineStateJson : JsonSerializerContext;
