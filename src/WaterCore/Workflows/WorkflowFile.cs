using WaterCore.Organization;
using WaterCore.Text;
using WaterCore.Values;

namespace WaterCore.Workflows;

/// <summary>Reads workflow definitions: YAML that managers can read and compare.</summary>
/// <remarks>What cannot be read is a fault with file and line; what can be read but must not run is found by <see cref="WorkflowCheck"/>.</remarks>
public static partial class WorkflowFile
{
    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The text, at most 256 KiB.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <returns>The definition as a draft, or the first <see cref="WorkflowFileFault"/>.</returns>
    public static Result<WorkflowDefinition> Read(string text, string file)
    {
        Exception Refuse(int line, string field, string problem, string remedy) => new FaultException(new WorkflowFileFault(file, line, field, problem, remedy));
        try
        {
            return new Reader(file, Refuse).Whole(YamlTree.Read(text, "workflow", Refuse));
        }
        catch (FaultException e)
        {
            return e.Fault;
        }
    }

    private sealed class Reader(string file, YamlRefusal refuse) : YamlReader(refuse)
    {
        public WorkflowDefinition Whole(YamlTree tree)
        {
            var root = Map(tree, "", "write workflow:, name: and steps:");
            Keys(root, "", "workflow", "name", "promise", "legal", "suspend", "steps");
            var items = List(Need(root, "steps", "steps"), "steps").Items;
            if (items.Count == 0) throw Refuse(root.Find("steps")!, "steps", "there is no step", "write at least one step");
            var steps = items.Select(Step).ToList();
            foreach (var (step, node) in steps.Zip(items))
                if (steps.First(s => s.Code == step.Code) != step) throw Refuse(node, step.Code, "this step stands here twice", "give one of the two another name");
            foreach (var step in steps)
                foreach (var next in step.Next)
                    foreach (var to in next.To)
                        if (steps.TrueForAll(s => s.Code != to)) throw Refuse(next.Line, step.Code, $"there is no step '{to}'", $"use one of: {string.Join(", ", steps.Select(s => s.Code))}");
            return new WorkflowDefinition
            {
                Code = Text(root, "workflow"), Name = Wording(Need(root, "name", "name"), "name"), File = file, Line = root.Line,
                Promise = Limit(root, "promise", "promise"), Legal = Limit(root, "legal", "legal"), Steps = steps,
                SuspendReasons = root.Find("suspend") is { } suspend ? Map(suspend, "suspend", "write a map of reasons").Entries.Select(e => Reason(e.Key, e.Value)).ToList() : [],
            };
        }

        private Step Step(YamlTree node)
        {
            var map = Map(node, "steps", "write step:, name:, position:, limit:, actions: and next:");
            var code = Text(map, "step");
            Keys(map, code, "step", "name", "position", "limit", "duty", "form", "documents", "fees", "actions", "next", "join", "hand_to", "stops");
            return new Step
            {
                Code = code, Line = map.Line, Name = Wording(Need(map, "name", code), code), Position = TextOrNull(map, "position") ?? "", Limit = Limit(map, "limit", code),
                Duty = TextOrNull(map, "duty") is { } duty ? new Permission(duty) : null,
                Form = map.Find("form") is { } form ? List(form, code).Items.Select(f => Field(f, code)).ToList() : [],
                Documents = Words(map.Find("documents"), code), Fees = Words(map.Find("fees"), code),
                Actions = Words(Need(map, "actions", code), code).Select(a => Action(map.Find("actions")!, a, code)).ToHashSet(),
                Next = map.Find("next") is { } next ? Transitions(next, code) : [],
                Join = YesNo(map.Find("join"), code), HandTo = Words(map.Find("hand_to"), code), Stops = Clocks(map.Find("stops"), code),
            };
        }

        // next: archive   or   next: [{to: review, when: ...}, {to: [a, b]}]
        private List<Transition> Transitions(YamlTree node, string step) =>
            node is YamlText one ? [new Transition(ActionKind.Submit, null, [one.Text], one.Line)] : List(node, step).Items.Select(n => Transition(n, step)).ToList();

        private Transition Transition(YamlTree node, string step)
        {
            var map = Map(node, step, "write {to: step, when: condition} or {to: step}");
            Keys(map, step, "to", "when", "on");
            Condition? when = null;
            if (map.Find("when") is { } text && !Condition.TryParse(Text(text, step), out when))
                throw Refuse(text, step, $"'{Text(text, step)}' is not a condition", "write field = value, joined by and, or; the operators are = != < <= > >=, with spaces around");
            var on = map.Find("on") is { } action ? Action(action, OneOf(action, step, "submit", "approve", "reject"), step) : ActionKind.Submit;
            return new Transition(on, when, Words(Need(map, "to", step), step), map.Line);
        }

        private ActionKind Action(YamlTree node, string word, string step) => ActionWords.Of(word) is { } kind and not ActionKind.Start and not ActionKind.Migrate
            ? kind
            : throw Refuse(node, step, $"there is no action '{word}'", "use submit, approve, reject, send-back, withdraw, hand, split-off, suspend, archive");

        private FormField Field(YamlTree node, string step)
        {
            var map = Map(node, step, "write field:, name: and type:");
            var code = Text(map, "field");
            Keys(map, code, "field", "name", "type", "required", "choices");
            var kind = OneOf(Need(map, "type", code), code, "text", "number", "date", "yes-no", "choice") switch
            {
                "number" => FieldKind.Number, "date" => FieldKind.Date, "yes-no" => FieldKind.YesNo, "choice" => FieldKind.Choice, _ => FieldKind.Text,
            };
            var choices = Words(map.Find("choices"), code);
            if ((kind == FieldKind.Choice) != (choices.Count > 0)) throw Refuse(map, code, "choices: and type: choice belong together", "write both or neither");
            return new FormField(code, Wording(Need(map, "name", code), code), kind, YesNo(map.Find("required"), code), choices, map.Line);
        }

        private SuspendReason Reason(string code, YamlTree node)
        {
            var map = Map(node, code, "write name: and stops:");
            Keys(map, code, "name", "stops");
            return new SuspendReason(code, Wording(Need(map, "name", code), code), Clocks(map.Find("stops"), code));
        }

        private List<ClockKind> Clocks(YamlTree? node, string field) => Words(node, field).Select(word => word switch
        {
            "legal" => ClockKind.Legal, "promised" => ClockKind.Promised, "internal" => ClockKind.Internal,
            _ => throw Refuse(node!, field, $"there is no clock '{word}'", "write legal, promised or internal"),
        }).ToList();

        private TimeLimit? Limit(YamlMap map, string key, string field)
        {
            if (map.Find(key) is not { } node) return null;
            return TimeLimit.TryParse(Text(node, field), out var limit) ? limit
                : throw Refuse(node, field, $"'{Text(node, field)}' is not a time limit", "write 0.5 working days, 6 natural days, 24 hours or 45 minutes");
        }
    }

    private sealed class FaultException(Fault fault) : Exception(fault.Message)
    {
        public Fault Fault { get; } = fault;
    }
}
