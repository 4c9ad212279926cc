using System.Collections.Concurrent;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Telephony.Tests.Fakes;

/// <summary>Adds to the facts of storage what no store holds yet, so that the dialogue's other ways can be walked.</summary>
internal sealed class TestFacts(IHotlineFacts storage) : IHotlineFacts
{
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The notice that is up, or null.</summary>
    public Wording? Notice { get; set; }

    /// <summary>What became of call backs.</summary>
    public ConcurrentQueue<(CallBack Back, string? Agent)> CalledBack { get; } = new();

    /// <summary>The places that are kept, for whatever desk comes next.</summary>
    public ConcurrentDictionary<string, CallBack> Kept { get; } = new();

    public ValueTask KeepAsync(CallBack back, CancellationToken cancellationToken = default)
    {
        Kept[back.Id] = back;
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<CallBack>> KeptAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<IReadOnlyList<CallBack>>([.. Kept.Values.OrderBy(b => b.Since)]);

    public ValueTask<bool> TakeAsync(CallBack back, CancellationToken cancellationToken = default) => ValueTask.FromResult(Kept.TryRemove(back.Id, out _));

    public ValueTask CalledBackAsync(CallBack back, string? agent, CancellationToken cancellationToken = default)
    {
        CalledBack.Enqueue((back, agent));
        return ValueTask.CompletedTask;
    }

    public async ValueTask<Answered> AnswerAsync(Ask ask, Conversation conversation, CancellationToken cancellationToken = default)
    {
        Asked.Enqueue(ask.Act.Name);
        return ask.Act.Name switch
        {
            "outages" => Notice is null ? new("none") : With("some", ("notice", new TextValue(Notice))),
            "call-back" => With("ok", ("phone_said", new DigitsValue(ask.Entered["phone"])), (DialogueActs.CaseNumber, new DigitsValue("17"))),
            _ => await storage.AnswerAsync(ask, conversation, cancellationToken),
        };
    }

    public ValueTask EndedAsync(CallRecord call, CancellationToken cancellationToken = default) => storage.EndedAsync(call, cancellationToken);

    private static Answered With(string outcome, params (string Name, FactValue Value)[] values) => new(outcome) { Values = values.ToDictionary(v => v.Name, v => v.Value) };

    public ValueTask RecordedAsync(CallRecording recording, CancellationToken cancellationToken = default) => storage.RecordedAsync(recording, cancellationToken);
}
