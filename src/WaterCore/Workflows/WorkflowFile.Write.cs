using System.Globalization;
using System.Text;
using WaterCore.Values;

namespace WaterCore.Workflows;

public static partial class WorkflowFile
{
    /// <summary>The file of a definition. What is written reads back as the same definition; comments of a file it was read from are not kept.</summary>
    public static string Write(WorkflowDefinition definition)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"workflow: {Quoted(definition.Code)}\nname: {Name(definition.Name)}\n");
        if (definition.Promise is { } promise) text.Append(CultureInfo.InvariantCulture, $"promise: {promise}\n");
        if (definition.Legal is { } legal) text.Append(CultureInfo.InvariantCulture, $"legal: {legal}\n");
        if (definition.SuspendReasons.Count > 0)
        {
            text.Append("suspend:\n");
            foreach (var reason in definition.SuspendReasons)
                text.Append(CultureInfo.InvariantCulture, $"  {Quoted(reason.Code)}: {{name: {Name(reason.Name)}{(reason.Stops.Count > 0 ? $", stops: {Clocks(reason.Stops)}" : "")}}}\n");
        }
        text.Append("steps:\n");
        foreach (var step in definition.Steps) Write(text, step);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Step step)
    {
        text.Append(CultureInfo.InvariantCulture, $"  - step: {Quoted(step.Code)}\n    name: {Name(step.Name)}\n");
        if (step.Position.Length > 0) text.Append(CultureInfo.InvariantCulture, $"    position: {Quoted(step.Position)}\n");
        if (step.Limit is { } limit) text.Append(CultureInfo.InvariantCulture, $"    limit: {limit}\n");
        if (step.Duty is { } duty) text.Append(CultureInfo.InvariantCulture, $"    duty: {Quoted(duty.Code)}\n");
        if (step.Form.Count > 0)
        {
            text.Append("    form:\n");
            foreach (var field in step.Form)
                text.Append(CultureInfo.InvariantCulture,
                    $"      - {{field: {Quoted(field.Code)}, name: {Name(field.Name)}, type: {Kind(field.Kind)}{(field.Required ? ", required: yes" : "")}{(field.Choices.Count > 0 ? $", choices: {List(field.Choices)}" : "")}}}\n");
        }
        if (step.Documents.Count > 0) text.Append(CultureInfo.InvariantCulture, $"    documents: {List(step.Documents)}\n");
        if (step.Fees.Count > 0) text.Append(CultureInfo.InvariantCulture, $"    fees: {List(step.Fees)}\n");
        if (step.Effects.Count > 0) text.Append(CultureInfo.InvariantCulture, $"    effects: {List(step.Effects)}\n");
        text.Append(CultureInfo.InvariantCulture, $"    actions: [{string.Join(", ", step.Actions.Order().Select(a => a.CodeOf()))}]\n");
        if (step.Join) text.Append("    join: yes\n");
        if (step.HandTo.Count > 0) text.Append(CultureInfo.InvariantCulture, $"    hand_to: {List(step.HandTo)}\n");
        if (step.Stops.Count > 0) text.Append(CultureInfo.InvariantCulture, $"    stops: {Clocks(step.Stops)}\n");
        if (step.Next is [{ On: ActionKind.Submit, When: null, To: [var only] }]) text.Append(CultureInfo.InvariantCulture, $"    next: {Quoted(only)}\n");
        else if (step.Next.Count > 0)
        {
            text.Append("    next:\n");
            foreach (var way in step.Next)
                text.Append(CultureInfo.InvariantCulture,
                    $"      - {{{(way.On == ActionKind.Submit ? "" : $"on: {way.On.CodeOf()}, ")}{(way.When is { } when ? $"when: {Quoted(when.Text)}, " : "")}to: {(way.To.Count == 1 ? Quoted(way.To[0]) : List(way.To))}}}\n");
        }
    }

    private static string Name(Wording name) => $"{{zh: {Quoted(name.Zh)}, en: {Quoted(name.En)}}}";

    private static string List(IEnumerable<string> words) => $"[{string.Join(", ", words.Select(Quoted))}]";

    private static string Clocks(IEnumerable<ClockKind> clocks) => $"[{string.Join(", ", clocks.Select(c => c.ToString().ToLowerInvariant()))}]";

    private static string Kind(FieldKind kind) => kind == FieldKind.YesNo ? "yes-no" : kind.ToString().ToLowerInvariant();

    // Plain where nothing in it can be taken for something else.
    private static string Quoted(string word) =>
        word.Length > 0 && char.IsLetter(word[0]) && word.All(c => char.IsLetterOrDigit(c) || c is '-' or '.' or '_') ? word
        : $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal)}\"";
}
