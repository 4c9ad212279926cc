using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Workflows;

/// <summary>One station of the way (环节): done at a position, within a limit.</summary>
public sealed record Step
{
    /// <summary>A short name, unique in the definition.</summary>
    public required string Code { get; init; }

    /// <summary>As people call it.</summary>
    public required Wording Name { get; init; }

    /// <summary>The role of the position that does it; empty in an unfinished draft.</summary>
    public string Position { get; init; } = "";

    /// <summary>The internal limit; null in an unfinished draft.</summary>
    public TimeLimit? Limit { get; init; }

    /// <summary>The right that its work needs; null when holding the position is enough.</summary>
    public Permission? Duty { get; init; }

    /// <summary>What is asked here.</summary>
    public IReadOnlyList<FormField> Form { get; init; } = [];

    /// <summary>Documents that must be there before the step is completed.</summary>
    public IReadOnlyList<string> Documents { get; init; } = [];

    /// <summary>Names of the fees that fall due when the step is completed; the application desk posts them.</summary>
    public IReadOnlyList<string> Fees { get; init; } = [];

    /// <summary>What completing the step does outside of the work itself, such as <c>connect</c>; the application desk knows the names.</summary>
    public IReadOnlyList<string> Effects { get; init; } = [];

    /// <summary>What may be done here; accepting, urging and cancelling always may.</summary>
    public required IReadOnlySet<ActionKind> Actions { get; init; }

    /// <summary>Where work goes, the first that fits.</summary>
    public IReadOnlyList<Transition> Next { get; init; } = [];

    /// <summary>Whether parallel branches meet here.</summary>
    public bool Join { get; init; }

    /// <summary>Roles to which work may be handed outside the normal way; <c>*</c> for all.</summary>
    public IReadOnlyList<string> HandTo { get; init; } = [];

    /// <summary>Clocks of the whole item that stand still while work is here, as with design, works and permits.</summary>
    public IReadOnlyList<ClockKind> Stops { get; init; } = [];

    /// <summary>The line of the file.</summary>
    public int Line { get; init; }

    /// <summary>Whether the item ends here, by being archived.</summary>
    public bool IsEnd => Actions.Contains(ActionKind.Archive);
}

/// <summary>A way out of a step.</summary>
/// <param name="On">The action that takes it: submit, approve or reject.</param>
/// <param name="When">What must be true; null for the default.</param>
/// <param name="To">The next steps: one, or several that run in parallel until they meet at a join.</param>
/// <param name="Line">The line of the file.</param>
public sealed record Transition(ActionKind On, Condition? When, IReadOnlyList<string> To, int Line);

/// <summary>What a form field holds.</summary>
public enum FieldKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A plain decimal number.</summary>
    Number,

    /// <summary>A date, written 2026-01-31.</summary>
    Date,

    /// <summary><c>yes</c> or <c>no</c>.</summary>
    YesNo,

    /// <summary>One of a list of words.</summary>
    Choice,
}

/// <summary>A field of a form.</summary>
/// <param name="Code">A short name, unique in the definition unless a later step asks it again.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Required">Whether the step cannot be completed without it.</param>
/// <param name="Choices">The words of a choice.</param>
/// <param name="Line">The line of the file.</param>
public sealed record FormField(string Code, Wording Name, FieldKind Kind, bool Required, IReadOnlyList<string> Choices, int Line)
{
    /// <summary>Whether a value is of the field's kind.</summary>
    public bool Accepts(string value) => Kind switch
    {
        FieldKind.Number => decimal.TryParse(value, System.Globalization.NumberStyles.AllowDecimalPoint | System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out _),
        FieldKind.Date => NodaTime.Text.LocalDatePattern.Iso.Parse(value).Success,
        FieldKind.YesNo => value is "yes" or "no",
        FieldKind.Choice => Choices.Contains(value),
        _ => value.Length is > 0 and <= 4000,
    };
}
