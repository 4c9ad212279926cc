using System.Collections.Immutable;
using NodaTime;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>What a conversation waits for.</summary>
public enum DialoguePhase
{
    /// <summary>That everything was said.</summary>
    Saying,

    /// <summary>A key, or silence.</summary>
    Listening,

    /// <summary>An answer of the utility.</summary>
    Asking,

    /// <summary>A person to take the call.</summary>
    Transferring,

    /// <summary>Nothing: it is over.</summary>
    Ended,
}

/// <summary>Where a conversation stands. A value: the same state and input always give the same next state and outputs.</summary>
public sealed record DialogueState
{
    /// <summary>The step it is at.</summary>
    public required string Step { get; init; }

    /// <summary>What it waits for.</summary>
    public required DialoguePhase Phase { get; init; }

    /// <summary>The language spoken.</summary>
    public required Language Language { get; init; }

    /// <summary>The digits keyed in so far; never to be logged, for they may be a PIN.</summary>
    public string Entry { get; init; } = "";

    /// <summary>How many wrong keys or silences there were at this step.</summary>
    public int Failures { get; init; }

    /// <summary>The sentence that led to this menu: what to repeat is that, not the menu. Null when none did.</summary>
    public string? Told { get; init; }

    /// <summary>How many steps were taken.</summary>
    public int Steps { get; init; }

    /// <summary>Whether a # that comes now is the late end of an entry that was already full.</summary>
    public bool IgnoreHash { get; init; }

    /// <summary>The account of the caller, or null before identification.</summary>
    public string? Account { get; init; }

    /// <summary>What sentences and acts can use: what was keyed in, and what the utility answered.</summary>
    public ImmutableDictionary<string, FactValue> Values { get; init; } = ImmutableDictionary<string, FactValue>.Empty;

    /// <summary>The menus before this one, the last on top.</summary>
    public ImmutableStack<string> Before { get; init; } = [];

    /// <summary>Its place, without what was keyed in.</summary>
    public override string ToString() => $"{Step} ({Phase})";
}

/// <summary>Something that happens to a conversation.</summary>
public abstract record DialogueInput;

/// <summary>A key was pressed.</summary>
public sealed record Key(char Pressed) : DialogueInput;

/// <summary>All that was to be said was said.</summary>
public sealed record SaidAll : DialogueInput;

/// <summary>Nothing was pressed for as long as the last <see cref="Listen"/> said.</summary>
public sealed record Silence : DialogueInput;

/// <summary>The utility answered the last <see cref="Ask"/>.</summary>
/// <param name="Outcome">One of the answers of the act; anything else counts as unavailable.</param>
public sealed record Answered(string Outcome) : DialogueInput
{
    /// <summary>The values that came with it.</summary>
    public IReadOnlyDictionary<string, FactValue> Values { get; init; } = ImmutableDictionary<string, FactValue>.Empty;

    /// <summary>With identification: the account.</summary>
    public string? Account { get; init; }
}

/// <summary>Nobody took the call that was to be transferred. When somebody does, the conversation is over without an input.</summary>
public sealed record NobodyAnswered : DialogueInput;

/// <summary>The caller is gone.</summary>
public sealed record CallerGone : DialogueInput;

/// <summary>Something a conversation wants done.</summary>
public abstract record DialogueOutput;

/// <summary>Say this; <see cref="SaidAll"/> when done.</summary>
/// <param name="Parts">The parts to be spoken.</param>
/// <param name="Written">The same for channels that are read.</param>
public sealed record Say(IReadOnlyList<SpeechPart> Parts, string Written) : DialogueOutput;

/// <summary>Stop saying what is being said; no <see cref="SaidAll"/> follows.</summary>
public sealed record StopSaying : DialogueOutput;

/// <summary>Wait for a key, in place of any wait before; <see cref="Silence"/> when none comes.</summary>
public sealed record Listen(Duration For) : DialogueOutput;

/// <summary>Ask the utility; <see cref="Answered"/> with the answer.</summary>
/// <param name="Act">The act.</param>
/// <param name="Account">The account of the identified caller, or null.</param>
/// <param name="Entered">What the caller keyed in, by name.</param>
public sealed record Ask(DialogueAct Act, string? Account, IReadOnlyDictionary<string, string> Entered) : DialogueOutput
{
    /// <summary>The name of the act; never what was keyed in.</summary>
    public override string ToString() => $"Ask {Act.Name}";
}

/// <summary>Hand the call to a person; <see cref="NobodyAnswered"/> when nobody takes it.</summary>
/// <param name="To">The group of desks.</param>
public sealed record Transfer(string To) : DialogueOutput;

/// <summary>End the call.</summary>
public sealed record HangUp : DialogueOutput;
