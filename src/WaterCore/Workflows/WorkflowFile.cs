using WaterCore.Organization;
using WaterCore.Text;
using WaterCore.Values;

namespace WaterCore.Workflows;

/// <summary>Reads workflow definitions: YAML that managers can read and compare.</summary>
/// <remarks>What cannot be read is a finding with line and remedy, and all of them are told at once; what can be read but must not run is found by <see cref="WorkflowCheck"/>.</remarks>
public static partial class WorkflowFile
{
    /// <summary>The rule of a finding that something cannot be read.</summary>
    internal const string Unreadable = "unreadable";

    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The text, at most 256 KiB.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <returns>The definition as a draft, or a <see cref="WorkflowRefused"/> with everything in it that cannot be read.</returns>
    public static Result<WorkflowDefinition> Read(string text, string file)
    {
        var reading = ReadAll(text, file);
        return reading.Faults.Count == 0 ? reading.Draft! : new WorkflowRefused(file, reading.Faults);
    }

    /// <summary>Reads what can be read of a file's text.</summary>
    internal static WorkflowReading ReadAll(string text, string file)
    {
        Exception Refuse(int line, string field, Wording problem, Wording remedy) => new FaultException(new WorkflowFinding(Unreadable, file, line, field, problem, remedy));
        try
        {
            return new Reader(file, Refuse).Whole(YamlTree.Read(text, "workflow", Refuse));
        }
        catch (FaultException e)
        {
            return new WorkflowReading(null, [e.Finding], new HashSet<string>());
        }
    }

    /// <summary>A key of a step.</summary>
    internal static string Place(string step, string key) => $"{step} {key}:";

    private sealed class Reader(string file, YamlRefusal refuse) : YamlReader(refuse)
    {
        private readonly List<WorkflowFinding> _faults = [];
        private readonly HashSet<string> _unsound = new(StringComparer.Ordinal);

        public WorkflowReading Whole(YamlTree tree)
        {
            var root = Map(tree, "", new Wording("写 workflow:、name: 和 steps:", "write workflow:, name: and steps:"));
            Keys(root, "", "workflow", "name", "promise", "legal", "suspend", "steps");
            var before = _faults.Count;
            var items = Part([], () => List(Need(root, "steps", "steps"), "steps").Items);
            if (items.Count == 0 && _faults.Count == before) Tell(Refuse(root.Find("steps")!, "steps", new Wording("没有环节", "there is no step"), new Wording("至少写一个环节", "write at least one step")));
            var (steps, lost) = (new List<Step>(), false);
            foreach (var item in items)
                if (Part<Step?>(null, () => Step(item)) is not { } step) lost = true;
                else
                {
                    lost |= steps.Exists(s => s.Code == step.Code);
                    if (steps.TrueForAll(s => s.Code != step.Code)) steps.Add(step);
                    else Tell(Refuse(item, step.Code, new Wording("这个环节出现两次", "this step stands here twice"), new Wording("给其中一个换名", "give one of the two another name")));
                }
            var definition = new WorkflowDefinition
            {
                Code = Part("", () => Text(root, "workflow")), Name = Part(Same(""), () => Wording(Need(root, "name", "name"), "name")), File = file, Line = root.Line,
                Promise = Limit(root, "promise", "promise"), Legal = Limit(root, "legal", "legal"), Steps = Ways(steps, lost),
                SuspendReasons = root.Find("suspend") is { } suspend ? Part([], () => Parts(Map(suspend, "suspend", new Wording("写成各种原因", "write a map of reasons")).Entries, e => Reason(e.Key, e.Value))) : [],
            };
            return new WorkflowReading(steps.Count > 0 ? definition : null, [.. _faults.OrderBy(f => f.Line)], _unsound);
        }

        // A step whose own name cannot be read, or is another's, may be the one that another leads to: then nothing is said of ways that lead nowhere.
        private List<Step> Ways(List<Step> steps, bool lost)
        {
            var known = steps.Select(s => s.Code).ToHashSet(StringComparer.Ordinal);
            foreach (var step in lost ? [] : steps)
                foreach (var next in step.Next)
                    foreach (var to in next.To.Where(to => !known.Contains(to)))
                    {
                        _unsound.Add(Place(step.Code, "next"));
                        Tell(Refuse(next.Line, step.Code, new Wording($"没有环节“{to}”", $"there is no step '{to}'"), Values.Wording.UseOneOf(known)));
                    }
            return _faults.Count == 0 ? steps : [.. steps.Select(s => s with { Next = [.. s.Next.Where(n => n.To.All(known.Contains))] })];
        }

        private Step Step(YamlTree node)
        {
            var map = Map(node, "steps", new Wording("写 step:、name:、position:、limit:、actions: 和 next:", "write step:, name:, position:, limit:, actions: and next:"));
            var code = Text(map, "step");
            var before = _faults.Count;
            string[] keys = ["step", "name", "position", "limit", "duty", "form", "documents", "fees", "effects", "actions", "next", "join", "hand_to", "stops"];
            Keys(map, code, keys);
            // What is not there may be what is misspelt.
            if (_faults.Count > before) _unsound.UnionWith(keys.Where(k => map.Find(k) is null).Select(k => Place(code, k)));
            List<string> Several(string key) => Of(code, key, [], () => Words(map.Find(key), code));
            return new Step
            {
                Code = code, Line = map.Line, Name = Of(code, "name", Same(code), () => Wording(Need(map, "name", code), code)),
                Position = Of(code, "position", null, () => TextOrNull(map, "position")) ?? "", Limit = Of(code, "limit", null, () => Limit(map, "limit", code)),
                Duty = Of(code, "duty", null, () => TextOrNull(map, "duty")) is { } duty ? new Permission(duty) : null,
                Form = Of(code, "form", [], () => map.Find("form") is { } form ? Parts(List(form, code).Items, f => Field(f, code)) : []),
                Documents = Several("documents"), Fees = Several("fees"), Effects = Several("effects"), HandTo = Several("hand_to"),
                Actions = Of(code, "actions", [], () => Parts(Words(Need(map, "actions", code), code), a => Action(map.Find("actions")!, a, code))).ToHashSet(),
                Next = Of(code, "next", [], () => map.Find("next") is { } next ? Transitions(next, code) : []),
                Join = Of(code, "join", false, () => YesNo(map.Find("join"), code)), Stops = Of(code, "stops", [], () => Clocks(map.Find("stops"), code)),
            };
        }

        // A key of a step, noted when a fault lies in it.
        private T Of<T>(string step, string key, T otherwise, Func<T> read)
        {
            var before = _faults.Count;
            var value = Part(otherwise, read);
            if (_faults.Count > before) _unsound.Add(Place(step, key));
            return value;
        }

        // next: archive   or   next: [{to: review, when: ...}, {to: [a, b]}]
        private List<Transition> Transitions(YamlTree node, string step) =>
            node is YamlText one ? [new Transition(ActionKind.Submit, null, [one.Text], one.Line)] : Parts(List(node, step).Items, n => Transition(n, step));

        private Transition Transition(YamlTree node, string step)
        {
            var map = Map(node, step, new Wording("写 {to: 环节, when: 条件} 或 {to: 环节}", "write {to: step, when: condition} or {to: step}"));
            Keys(map, step, "to", "when", "on");
            Condition? when = null;
            if (map.Find("when") is { } text && !Condition.TryParse(Text(text, step), out when))
                Tell(Refuse(text, step, new Wording($"“{Text(text, step)}”不是条件", $"'{Text(text, step)}' is not a condition"),
                    new Wording("写作 字段 = 值，用 and、or 连接；运算符为 = != < <= > >=，两边留空格", "write field = value, joined by and, or; the operators are = != < <= > >=, with spaces around")));
            var on = map.Find("on") is { } action ? Part(ActionKind.Submit, () => Action(action, OneOf(action, step, "submit", "approve", "reject"), step)) : ActionKind.Submit;
            return new Transition(on, when, Words(Need(map, "to", step), step), map.Line);
        }

        private ActionKind Action(YamlTree node, string word, string step) => ActionWords.Of(word) is { } kind and not ActionKind.Start and not ActionKind.Migrate
            ? kind
            : throw Refuse(node, step, new Wording($"没有动作“{word}”", $"there is no action '{word}'"),
                new Wording("可用 submit、approve、reject、send-back、withdraw、hand、split-off、suspend、archive", "use submit, approve, reject, send-back, withdraw, hand, split-off, suspend, archive"));

        private FormField Field(YamlTree node, string step)
        {
            var map = Map(node, step, new Wording("写 field:、name: 和 type:", "write field:, name: and type:"));
            var code = Text(map, "field");
            Keys(map, code, "field", "name", "type", "required", "choices");
            var kind = Part<FieldKind?>(null, () => OneOf(Need(map, "type", code), code, "text", "number", "date", "yes-no", "choice") switch
            {
                "number" => FieldKind.Number, "date" => FieldKind.Date, "yes-no" => FieldKind.YesNo, "choice" => FieldKind.Choice, _ => FieldKind.Text,
            });
            var before = _faults.Count;
            var choices = Part([], () => Words(map.Find("choices"), code));
            if (_faults.Count == before && kind is { } known && (known == FieldKind.Choice) != (choices.Count > 0))
                Tell(Refuse(map, code, new Wording("choices: 与 type: choice 须同时写", "choices: and type: choice belong together"), new Wording("都写或都不写", "write both or neither")));
            return new FormField(code, Part(Same(code), () => Wording(Need(map, "name", code), code)), kind ?? FieldKind.Text, Part(false, () => YesNo(map.Find("required"), code)), choices, map.Line);
        }

        private SuspendReason Reason(string code, YamlTree node)
        {
            var map = Map(node, code, new Wording("写 name: 和 stops:", "write name: and stops:"));
            Keys(map, code, "name", "stops");
            return new SuspendReason(code, Part(Same(code), () => Wording(Need(map, "name", code), code)), Clocks(map.Find("stops"), code));
        }

        private List<ClockKind> Clocks(YamlTree? node, string field) => Parts(Words(node, field), word => word switch
        {
            "legal" => ClockKind.Legal, "promised" => ClockKind.Promised, "internal" => ClockKind.Internal,
            _ => throw Refuse(node!, field, new Wording($"没有时钟“{word}”", $"there is no clock '{word}'"), new Wording("写 legal、promised 或 internal", "write legal, promised or internal")),
        });

        private TimeLimit? Limit(YamlMap map, string key, string field) => map.Find(key) is not { } node ? null : Part<TimeLimit?>(null, () => TimeLimit.TryParse(Text(node, field), out var limit) ? limit
            : throw Refuse(node, field, new Wording($"“{Text(node, field)}”不是时限", $"'{Text(node, field)}' is not a time limit"),
                new Wording("写作 0.5 working days、6 natural days、24 hours 或 45 minutes", "write 0.5 working days, 6 natural days, 24 hours or 45 minutes")));

        private static Wording Same(string text) => Values.Wording.Same(text);

        // What can be read of some parts.
        private List<T> Parts<TFrom, T>(IEnumerable<TFrom> from, Func<TFrom, T> read)
        {
            var parts = new List<T>();
            foreach (var one in from)
                Part(false, () => { parts.Add(read(one)); return true; });
            return parts;
        }

        protected override T Part<T>(T otherwise, Func<T> read)
        {
            try
            {
                return read();
            }
            catch (FaultException e)
            {
                _faults.Add(e.Finding);
                return otherwise;
            }
        }
    }

    private sealed class FaultException(WorkflowFinding finding) : Exception(finding.In(Language.English))
    {
        public WorkflowFinding Finding { get; } = finding;
    }
}

/// <summary>What could be read of a file.</summary>
/// <param name="Draft">The definition; with faults, without the parts that they are in; null when there is no step at all.</param>
/// <param name="Faults">What could not be read, in order of line.</param>
/// <param name="Unsound">The keys of steps that a fault lies in, as <see cref="WorkflowFile.Place"/> writes them.</param>
internal sealed record WorkflowReading(WorkflowDefinition? Draft, IReadOnlyList<WorkflowFinding> Faults, IReadOnlySet<string> Unsound);
