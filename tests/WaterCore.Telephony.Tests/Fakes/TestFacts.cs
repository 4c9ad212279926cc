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

    public async ValueTask<Answered> AnswerAsync(Ask ask, Conversation conversation, CancellationToken cancellationToken = default)
    {
        Asked.Enqueue(ask.Act.Name);
        return ask.Act.Name switch
        {
            "outages" => Notice is null ? new("none") : With("some", "notice", new TextValue(Notice)),
            "call-back" => With("ok", "phone_said", new DigitsValue(ask.Entered["phone"])),
            _ => await storage.AnswerAsync(ask, conversation, cancellationToken),
        };
    }

    public ValueTask EndedAsync(CallRecord call, CancellationToken cancellationToken = default) => storage.EndedAsync(call, cancellationToken);

    private static Answered With(string outcome, string name, FactValue value) => new(outcome) { Values = new Dictionary<string, FactValue> { [name] = value } };

    public ValueTask RecordedAsync(CallRecording recording, CancellationToken cancellationToken = default) => storage.RecordedAsync(recording, cancellationToken);
}
