using NodaTime;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>A dialogue (语音菜单) that was read and checked: steps by name, each leading to others. It can be run.</summary>
/// <remarks>Made by <see cref="DialogueFile.Read"/> only, so that what runs has been checked.</remarks>
public sealed record Dialogue
{
    internal Dialogue() { }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The language it begins in.</summary>
    public required Language Language { get; init; }

    /// <summary>The name of the first step.</summary>
    public required string Start { get; init; }

    /// <summary>The name of the step that ends a call which has used up its steps.</summary>
    public required string Enough { get; init; }

    /// <summary>What is said before a menu is repeated because a key was wrong.</summary>
    public required DialogueText Invalid { get; init; }

    /// <summary>What is said before a menu is repeated because nothing was pressed.</summary>
    public required DialogueText Silence { get; init; }

    /// <summary>What a caller who waits for a person hears now and then: <c>{ahead}</c> is how many wait before, <c>{minutes}</c> about how long it takes. Null for hold music only.</summary>
    public DialogueText? Waiting { get; init; }

    /// <summary>What is said after <see cref="Waiting"/> to a caller for whom it will take long: that there is a call back instead. Null when none is offered.</summary>
    public DialogueText? CallBackOffer { get; init; }

    /// <summary>What a caller hears before talking to a person whose talks are recorded. Null when no talk of this dialogue may be recorded.</summary>
    public DialogueText? Recorded { get; init; }

    /// <summary>How many steps a call may take before it is ended: no call lasts for ever.</summary>
    public required int MaxSteps { get; init; }

    /// <summary>How many menus and entries may lie on the shortest way to any step.</summary>
    public required int MaxDepth { get; init; }

    /// <summary>The steps by name, in the order of the file.</summary>
    public required IReadOnlyDictionary<string, DialogueStep> Steps { get; init; }

    /// <summary>Every fixed piece of text in one language: what a speech plugin prepares before the dialogue takes calls.</summary>
    public IEnumerable<SpeechPart> FixedParts(Language language) => Steps.Values.Select(s => s.Text).Append(Invalid).Append(Silence).Append(Waiting).Append(CallBackOffer).Append(Recorded)
        .OfType<DialogueText>().SelectMany(t => t.Pieces(language)).Where(p => p.Text.Length > 0).Select(p => new SpeechPart(language, p.Text)).Distinct();
}

/// <summary>One step of a dialogue.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Line">Its line in the file.</param>
public abstract record DialogueStep(string Name, int Line)
{
    /// <summary>What is said, or null.</summary>
    public DialogueText? Text { get; init; }

    /// <summary>Where it can lead, by the names of steps.</summary>
    public abstract IEnumerable<string> Leads { get; }
}

/// <summary>Says something and goes on.</summary>
public sealed record SayStep(string Name, int Line, string Next) : DialogueStep(Name, Line)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Leads => [Next];
}

/// <summary>A step that waits for keys.</summary>
public abstract record KeyStep(string Name, int Line) : DialogueStep(Name, Line)
{
    /// <summary>How long to wait for a key after everything was said, and between digits.</summary>
    public required Duration Wait { get; init; }

    /// <summary>How often a wrong key or silence is forgiven, from 1.</summary>
    public required int Tries { get; init; }

    /// <summary>Where it leads when the tries are used up.</summary>
    public required string Otherwise { get; init; }
}

/// <summary>Offers choices by key.</summary>
public sealed record MenuStep(string Name, int Line, IReadOnlyDictionary<char, string> Keys) : KeyStep(Name, Line)
{
    /// <summary>The target that says the menu again.</summary>
    public const string Repeat = "repeat";

    /// <summary>The target that goes to the menu before.</summary>
    public const string Back = "back";

    /// <inheritdoc/>
    public override IEnumerable<string> Leads => Keys.Values.Where(t => t is not (Repeat or Back)).Append(Otherwise);
}

/// <summary>Takes digits until the longest length or the key #; the key * clears them, or goes back when there are none.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Line">Its line.</param>
/// <param name="Into">The name under which they are kept.</param>
/// <param name="Min">How many at least.</param>
/// <param name="Max">How many at most.</param>
/// <param name="Next">Where it leads.</param>
public sealed record DigitsStep(string Name, int Line, string Into, int Min, int Max, string Next) : KeyStep(Name, Line)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Leads => [Next, Otherwise];
}

/// <summary>Asks the utility, and goes on by the answer.</summary>
public sealed record ActStep(string Name, int Line, DialogueAct Act, IReadOnlyDictionary<string, string> Answers) : DialogueStep(Name, Line)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Leads => Answers.Values;
}

/// <summary>Goes one way when the caller is identified, the other way when not.</summary>
public sealed record WhenIdentifiedStep(string Name, int Line, string Then, string Else) : DialogueStep(Name, Line)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Leads => [Then, Else];
}

/// <summary>Changes the language.</summary>
public sealed record LanguageStep(string Name, int Line, Language Language, string Next) : DialogueStep(Name, Line)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Leads => [Next];
}

/// <summary>Hands the caller to a person; goes on only when nobody takes the call.</summary>
public sealed record TransferStep(string Name, int Line, string To, string Otherwise) : DialogueStep(Name, Line)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Leads => [Otherwise];
}

/// <summary>Ends the call.</summary>
public sealed record EndStep(string Name, int Line) : DialogueStep(Name, Line)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Leads => [];
}
