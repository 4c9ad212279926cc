namespace WaterCore.Service;

/// <summary>What is checked before a dialogue may take calls. Every way through it is looked at, not a sample.</summary>
internal static class DialogueCheck
{
    /// <summary>The first fault, or null.</summary>
    public static DialogueFault? Find(Dialogue dialogue, string file)
    {
        DialogueFault At(DialogueStep step, string problem, string remedy) => new(file, step.Line, step.Name, problem, remedy);

        foreach (var (what, name) in new[] { ("start", dialogue.Start), ("enough", dialogue.Enough) })
            if (!dialogue.Steps.ContainsKey(name)) return new DialogueFault(file, 0, what, $"there is no step '{name}'", "name a step that is there");
        if (dialogue.Waiting?.Values.FirstOrDefault(v => v is not ("ahead" or "minutes")) is { } unknown)
            return new DialogueFault(file, 0, "waiting", $"'{unknown}' is not known of a caller who waits", "use {ahead} and {minutes}");
        if (dialogue.CallBackOffer?.Values.FirstOrDefault() is { } offered) return new DialogueFault(file, 0, "call_back", $"it carries '{offered}'", "say it without values");
        if (dialogue.Recorded?.Values.FirstOrDefault() is { } carried) return new DialogueFault(file, 0, "recorded", $"it carries '{carried}'", "say it without values");
        if (dialogue.Steps[dialogue.Enough] is not EndStep) return At(dialogue.Steps[dialogue.Enough], "a call that has used up its steps must end here", "make it an end");
        foreach (var step in dialogue.Steps.Values)
            if (step.Leads.FirstOrDefault(l => !dialogue.Steps.ContainsKey(l)) is { } missing) return At(step, $"it leads to '{missing}', which is not there", "name a step that is there");

        var depth = Depths(dialogue);
        foreach (var step in dialogue.Steps.Values)
        {
            if (!depth.TryGetValue(step.Name, out var at))
            {
                if (step.Name == dialogue.Enough) continue;
                return At(step, "nothing leads to it", "lead a key or an answer to it, or take it out");
            }
            if (at > dialogue.MaxDepth) return At(step, $"it lies {at} menus deep, more than {dialogue.MaxDepth}", "bring it nearer to the start");
            if (step.Text?.Values.Contains("pin") == true) return At(step, "it would say the PIN aloud", "take {pin} out of the text");
            if (step is MenuStep menu && Menu(dialogue, menu) is { } lack) return At(step, lack.Problem, lack.Remedy);
            if (step is DigitsStep digits && !ReachesPerson(dialogue, digits.Otherwise)) return At(step, "its otherwise leads neither to a person nor to an end or a menu", "lead it to one");
            if (step is not KeyStep && LoopsWithoutCaller(dialogue, step)) return At(step, "it comes back to itself without asking the caller", "put a menu on the way");
        }
        return Guards(dialogue, file);
    }

    private static (string Problem, string Remedy)? Menu(Dialogue dialogue, MenuStep menu)
    {
        if (!menu.Keys.Values.Contains(MenuStep.Repeat)) return ("no key repeats the menu", "add a key with repeat");
        if (menu.Name != dialogue.Start && !menu.Keys.Values.Contains(MenuStep.Back)) return ("no key goes back", "add a key with back");
        if (!menu.Keys.Values.Any(t => dialogue.Steps.GetValueOrDefault(t) is TransferStep)) return ("no key leads to a person", "add a key to a transfer");
        return dialogue.Steps[menu.Otherwise] is MenuStep ? ("a caller who presses nothing goes round in menus", "lead otherwise to a transfer or an end") : null;
    }

    private static bool ReachesPerson(Dialogue dialogue, string name) => dialogue.Steps[name] switch
    {
        TransferStep or EndStep or MenuStep => true,
        SayStep say => ReachesPerson(dialogue, say.Next),
        _ => false,
    };

    private static bool LoopsWithoutCaller(Dialogue dialogue, DialogueStep from)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>(from.Leads);
        while (open.TryPop(out var name))
        {
            if (name == from.Name) return true;
            // A transfer that nobody takes is rung out; it costs time, so it may lie on a circle through a menu only, like the rest.
            if (dialogue.Steps[name] is not KeyStep && seen.Add(name)) foreach (var lead in dialogue.Steps[name].Leads) open.Push(lead);
        }
        return false;
    }

    /// <summary>How many menus and entries lie before each step on the shortest way; steps that are never reached are left out.</summary>
    private static Dictionary<string, int> Depths(Dialogue dialogue)
    {
        var depth = new Dictionary<string, int> { [dialogue.Start] = 0 };
        var queue = new LinkedList<string>([dialogue.Start]);
        while (queue.First is { } first)
        {
            queue.RemoveFirst();
            var step = dialogue.Steps[first.Value];
            var cost = step is KeyStep ? 1 : 0;
            foreach (var lead in step.Leads)
            {
                var next = depth[step.Name] + cost;
                if (depth.TryGetValue(lead, out var known) && known <= next) continue;
                depth[lead] = next;
                if (cost == 0) queue.AddFirst(lead);
                else queue.AddLast(lead);
            }
        }
        return depth;
    }

    /// <summary>No personal act before identification; no value in a sentence, and no entry for an act, that some way leaves unset.</summary>
    private static DialogueFault? Guards(Dialogue dialogue, string file)
    {
        const string Identity = "the caller's identity";
        var wanted = dialogue.Steps.Values.SelectMany(Wants).Distinct().ToList();
        foreach (var want in wanted)
            foreach (var step in WithoutIt(dialogue, want))
                if (Wants(step).Contains(want))
                    return new DialogueFault(file, step.Line, step.Name,
                        want == Identity ? "a personal fact can be reached before the caller is identified" : $"'{want}' is not set on every way that leads here",
                        want == Identity ? "lead the way through identify" : "ask for it first on every way");
        return null;

        IEnumerable<string> Wants(DialogueStep step)
        {
            if (step is ActStep act)
            {
                foreach (var use in act.Act.Uses) yield return use;
                if (act.Act.Personal) yield return Identity;
            }
            foreach (var value in step.Text?.Values ?? []) yield return value;
        }

        // Walks (step, has it): identification takes all values of the account before away, and the ways back with them.
        IEnumerable<DialogueStep> WithoutIt(Dialogue d, string want)
        {
            var seen = new HashSet<(string, bool)>();
            var open = new Stack<(string Name, bool Has)>([(d.Start, false)]);
            while (open.TryPop(out var at))
            {
                if (!seen.Add(at)) continue;
                var step = d.Steps[at.Name];
                if (!at.Has) yield return step;
                switch (step)
                {
                    case DigitsStep digits:
                        open.Push((digits.Next, at.Has || digits.Into == want));
                        open.Push((digits.Otherwise, at.Has));
                        break;
                    case ActStep act:
                        foreach (var (answer, target) in act.Answers)
                        {
                            var identifies = act.Act.Name == DialogueActs.Identify && answer == DialogueActs.Identified;
                            var has = want == Identity ? at.Has || identifies : act.Act.Answers[answer].Contains(want) || (at.Has && !identifies);
                            open.Push((target, has));
                        }
                        break;
                    case WhenIdentifiedStep fork when want == Identity:
                        open.Push((at.Has ? fork.Then : fork.Else, at.Has));
                        break;
                    default:
                        foreach (var lead in step.Leads) open.Push((lead, at.Has));
                        break;
                }
            }
        }
    }
}
