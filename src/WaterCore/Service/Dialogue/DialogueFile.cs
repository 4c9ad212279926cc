using System.Globalization;
using System.Text;
using NodaTime;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>Reads dialogues from YAML and checks them. See the shipped <c>hotline.yaml</c> for every kind of step.</summary>
public static class DialogueFile
{
    /// <summary>A dialogue that can be run, or the first fault with file and line.</summary>
    public static Result<Dialogue> Read(string text, string file)
    {
        try
        {
            var dialogue = new Reader(file).Dialogue(DialogueYaml.Read(text, file));
            return DialogueCheck.Find(dialogue, file) is { } fault ? fault : dialogue;
        }
        catch (DialogueFaultException e)
        {
            return e.Fault;
        }
    }

    /// <summary>The names of the shipped dialogues for those who are called.</summary>
    public static IReadOnlyList<string> ShippedScripts { get; } = ["reminder", "announcement"];

    /// <summary>The shipped dialogue for those whom the hotline calls back.</summary>
    public const string CallBack = "call-back";

    /// <summary>The text of a shipped dialogue.</summary>
    /// <param name="name">Its name: <c>hotline</c> for those who call, <c>call-back</c> for those whom it calls back, <c>reminder</c> for those who are called about unpaid bills, <c>announcement</c> for those who are called about supply.</param>
    public static string ShippedText(string name = "hotline")
    {
        using var stream = typeof(DialogueFile).Assembly.GetManifestResourceStream($"dialogues/{name}.yaml") ?? throw new ArgumentException($"No dialogue '{name}' is shipped.", nameof(name));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>A shipped dialogue, by name as in <see cref="ShippedText"/>.</summary>
    public static Dialogue Shipped(string name = "hotline") => Read(ShippedText(name), name + ".yaml").Value;

    private sealed class Reader(string file)
    {
        private int _tries = 3;
        private int _waitSeconds = 6;
        private Dictionary<char, string> _common = [];

        public Dialogue Dialogue(DialogueYaml tree)
        {
            var map = Map(tree, "", "dialogue", "language", "start", "enough", "limits", "common_keys", "invalid", "silence", "waiting", "call_back", "recorded", "steps");
            if (map.Find("limits") is { } limits) Map(limits, "limits", "steps", "depth", "tries", "wait_s");
            var limitMap = map.Find("limits") as DialogueYamlMap;
            _tries = Int(limitMap, "tries", "limits", _tries, 1, 9);
            _waitSeconds = Int(limitMap, "wait_s", "limits", _waitSeconds, 2, 30);
            _common = map.Find("common_keys") is { } common ? Keys(common, "common_keys") : [];
            var steps = new Dictionary<string, DialogueStep>();
            foreach (var (name, body) in Need(map, "steps", "") is DialogueYamlMap s ? s.Entries : throw Fault(map.Line, "steps", "this is not a map", "write a name and a colon for each step"))
                steps[name] = Step(name, body);
            return new Dialogue
            {
                Name = Text(map, "dialogue", ""), Start = Text(map, "start", ""), Enough = Text(map, "enough", ""),
                Language = LanguageOf(Need(map, "language", ""), "language"),
                Invalid = Words(Need(map, "invalid", ""), "invalid"), Silence = Words(Need(map, "silence", ""), "silence"),
                Waiting = map.Find("waiting") is { } waiting ? Words(waiting, "waiting") : null,
                CallBackOffer = map.Find("call_back") is { } offer ? Words(offer, "call_back") : null,
                Recorded = map.Find("recorded") is { } recorded ? Words(recorded, "recorded") : null,
                MaxSteps = Int(limitMap, "steps", "limits", 150, 10, 1000), MaxDepth = Int(limitMap, "depth", "limits", 6, 1, 12),
                Steps = steps,
            };
        }

        private DialogueStep Step(string name, DialogueYaml body)
        {
            var line = body.Line;
            if (name is MenuStep.Repeat or MenuStep.Back) throw Fault(line, name, "the name is reserved", "give the step another name");
            if (body is not DialogueYamlMap { Entries.Count: > 0 } map) throw Fault(line, name, "this is not a step", "write say, menu, digits, act, when, language, transfer or end");
            var kind = map.Entries[0].Key;
            var head = map.Entries[0].Value;
            switch (kind)
            {
                case "say":
                    Only(map, name, "say", "next");
                    return new SayStep(name, line, Text(map, "next", name)) { Text = Words(head, name) };
                case "menu":
                    Only(map, name, "menu", "keys", "wait_s", "tries", "otherwise");
                    var keys = new Dictionary<char, string>(_common);
                    foreach (var (key, target) in Keys(Need(map, "keys", name), name)) keys[key] = target;
                    return new MenuStep(name, line, keys.Where(k => k.Value != "none").ToDictionary())
                    {
                        Text = Words(head, name), Wait = Wait(map, name), Tries = Int(map, "tries", name, _tries, 1, 9), Otherwise = Text(map, "otherwise", name),
                    };
                case "digits":
                    Only(map, name, "digits", "into", "min", "max", "next", "wait_s", "tries", "otherwise");
                    var max = Int(map, "max", name, 0, 1, 32);
                    return new DigitsStep(name, line, Text(map, "into", name), Int(map, "min", name, 0, 1, max), max, Text(map, "next", name))
                    {
                        Text = Words(head, name), Wait = Wait(map, name), Tries = Int(map, "tries", name, _tries, 1, 9), Otherwise = Text(map, "otherwise", name),
                    };
                case "act":
                    Only(map, name, "act", "answers");
                    return Act(name, map);
                case "when":
                    Only(map, name, "when", "then", "else");
                    if (head is not DialogueYamlText { Text: "identified" }) throw Fault(head.Line, name, "the condition is not known", "write identified");
                    return new WhenIdentifiedStep(name, line, Text(map, "then", name), Text(map, "else", name));
                case "language":
                    Only(map, name, "language", "next");
                    return new LanguageStep(name, line, LanguageOf(head, name), Text(map, "next", name));
                case "transfer":
                    Only(map, name, "transfer", "say", "otherwise");
                    return new TransferStep(name, line, Text(map, "transfer", name), Text(map, "otherwise", name)) { Text = Words(Need(map, "say", name), name) };
                case "end":
                    Only(map, name, "end");
                    return new EndStep(name, line) { Text = Words(head, name) };
                default:
                    throw Fault(line, name, $"'{kind}' is not a kind of step", "begin with say, menu, digits, act, when, language, transfer or end");
            }
        }

        private ActStep Act(string name, DialogueYamlMap map)
        {
            var asked = Text(map, "act", name);
            if (!DialogueActs.All.TryGetValue(asked, out var act))
                throw Fault(map.Line, name, $"there is no act '{asked}'", $"write one of {string.Join(", ", DialogueActs.All.Keys.Order(StringComparer.Ordinal))}");
            if (Need(map, "answers", name) is not DialogueYamlMap answers) throw Fault(map.Line, name, "answers is not a map", "write each answer and where it leads");
            foreach (var (answer, value) in answers.Entries)
                if (!act.Answers.ContainsKey(answer)) throw Fault(value.Line, name, $"'{asked}' never answers '{answer}'", $"its answers are {string.Join(", ", act.Answers.Keys)}");
            if (act.Answers.Keys.FirstOrDefault(a => answers.Find(a) is null) is { } missing)
                throw Fault(answers.Line, name, $"the answer '{missing}' of '{asked}' leads nowhere", $"add {missing}: and a step");
            return new ActStep(name, map.Line, act, answers.Entries.ToDictionary(e => e.Key, e => Plain(e.Value, name)));
        }

        private Dictionary<char, string> Keys(DialogueYaml tree, string step)
        {
            if (tree is not DialogueYamlMap map) throw Fault(tree.Line, step, "keys is not a map", "write each key and where it leads");
            var keys = new Dictionary<char, string>();
            foreach (var (key, target) in map.Entries)
                keys[key is [var k] && (char.IsAsciiDigit(k) || k is '*' or '#') ? k : throw Fault(target.Line, step, $"'{key}' is not a key", "write one of 0-9, \"*\", \"#\"")] = Plain(target, step);
            return keys;
        }

        private DialogueText Words(DialogueYaml tree, string step)
        {
            if (tree is not DialogueYamlMap map) throw Fault(tree.Line, step, "the text is not in two languages", "write zh: and en:");
            Only(map, step, "zh", "en");
            return DialogueText.Parse(Text(map, "zh", step), Text(map, "en", step), out var problem)
                ?? throw Fault(map.Line, step, problem, "write the same values in braces in both languages");
        }

        private Duration Wait(DialogueYamlMap map, string step) => Duration.FromSeconds((long)Int(map, "wait_s", step, _waitSeconds, 2, 30));

        private Language LanguageOf(DialogueYaml tree, string step) => Plain(tree, step) switch
        {
            "zh" => Language.Chinese,
            "en" => Language.English,
            var other => throw Fault(tree.Line, step, $"'{other}' is not a language", "write zh or en"),
        };

        private int Int(DialogueYamlMap? map, string key, string step, int fallback, int from, int to)
        {
            if (map?.Find(key) is not { } value)
                return fallback >= from ? fallback : throw Fault(map?.Line ?? 0, step, $"'{key}' is missing", $"write {key}: with a number from {from} to {to}");
            return int.TryParse(Plain(value, step), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to
                ? number
                : throw Fault(value.Line, step, $"{key} is not a number from {from} to {to}", "write such a number");
        }

        private string Text(DialogueYamlMap map, string key, string step) => Plain(Need(map, key, step), step);

        private string Plain(DialogueYaml tree, string step) =>
            tree is DialogueYamlText { Text.Length: > 0 } text ? text.Text : throw Fault(tree.Line, step, "a text is missing", "write it after the colon");

        private DialogueYaml Need(DialogueYamlMap map, string key, string step) =>
            map.Find(key) ?? throw Fault(map.Line, step, $"'{key}' is missing", $"write {key}: and its value");

        private DialogueYamlMap Map(DialogueYaml tree, string step, params string[] keys)
        {
            if (tree is not DialogueYamlMap map) throw Fault(tree.Line, step, "this is not a map", "write keys with colons");
            Only(map, step, keys);
            return map;
        }

        private void Only(DialogueYamlMap map, string step, params string[] keys)
        {
            foreach (var (key, value) in map.Entries)
                if (!keys.Contains(key)) throw Fault(value.Line, step, $"'{key}' is not known here", $"write one of {string.Join(", ", keys)}");
        }

        private DialogueFaultException Fault(int line, string step, string problem, string remedy) => new(new(file, line, step, problem, remedy));
    }
}
