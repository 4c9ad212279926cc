using System.Text;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>Draws a dialogue in the DOT language of Graphviz.</summary>
public static class DialoguePicture
{
    /// <summary>The drawing: a box for each step, an arrow for each way, personal facts shaded.</summary>
    public static string ToDot(Dialogue dialogue, Language language)
    {
        var dot = new StringBuilder().Append("digraph ").Append(Quoted(dialogue.Name)).Append(" {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n");
        foreach (var step in dialogue.Steps.Values)
        {
            var text = Said(step, language, 30);
            var look = step switch
            {
                ActStep { Act.Personal: true } => ", shape=hexagon, style=filled, fillcolor=lightgrey",
                ActStep => ", shape=hexagon",
                WhenIdentifiedStep => ", shape=diamond",
                TransferStep => ", shape=house",
                EndStep => ", shape=doublecircle",
                _ => "",
            };
            dot.Append("  ").Append(Quoted(step.Name)).Append(" [label=").Append(Quoted(step.Name + "\n" + text)).Append(look).Append("];\n");
            foreach (var (target, label) in Ways(step, language))
                dot.Append("  ").Append(Quoted(step.Name)).Append(" -> ").Append(Quoted(target)).Append(" [label=").Append(Quoted(label)).Append("];\n");
        }
        return dot.Append("}\n").ToString();
    }

    /// <summary>What a step is about, in a few words.</summary>
    internal static string Said(DialogueStep step, Language language, int most) => Short(step switch
    {
        ActStep act => act.Act.Name,
        WhenIdentifiedStep => language == Language.Chinese ? "已核身？" : "identified?",
        LanguageStep change => change.Language == Language.Chinese ? "中文" : "English",
        _ => string.Concat(step.Text?.Pieces(language).Select(p => p.Value is { } v ? $"{{{v}}}" : p.Text) ?? []),
    }, most);

    /// <summary>Where a step leads, and by which key or answer.</summary>
    internal static IEnumerable<(string Target, string Label)> Ways(DialogueStep step, Language language)
    {
        var otherwise = language == Language.Chinese ? "否则" : "otherwise";
        return step switch
        {
            MenuStep menu => menu.Keys.Where(k => k.Value is not (MenuStep.Repeat or MenuStep.Back)).Select(k => (k.Value, k.Key.ToString())).Append((menu.Otherwise, otherwise)),
            DigitsStep digits => [(digits.Next, digits.Into), (digits.Otherwise, otherwise)],
            ActStep act => act.Answers.Select(a => (a.Value, a.Key)),
            WhenIdentifiedStep fork => [(fork.Then, language == Language.Chinese ? "是" : "yes"), (fork.Else, language == Language.Chinese ? "否" : "no")],
            TransferStep transfer => [(transfer.Otherwise, otherwise)],
            _ => step.Leads.Select(l => (l, "")),
        };
    }

    private static string Short(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";

    private static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}
