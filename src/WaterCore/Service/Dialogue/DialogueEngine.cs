using System.Collections.Immutable;

namespace WaterCore.Service;

/// <summary>
/// Runs dialogues: a pure function from state and input to state and outputs. It knows no telephone; a call, a simulated caller and a
/// chat run the same way.
/// </summary>
public static class DialogueEngine
{
    /// <summary>The state and outputs with which a conversation begins.</summary>
    public static (DialogueState State, IReadOnlyList<DialogueOutput> Outputs) Begin(Dialogue dialogue)
    {
        var run = new Run(dialogue, new DialogueState { Step = dialogue.Start, Phase = DialoguePhase.Saying, Language = dialogue.Language });
        run.Enter(dialogue.Start);
        return (run.State, run.Outputs);
    }

    /// <summary>The next state, and what is to be done. An input that does not fit the state, such as a key while the utility is asked, changes nothing.</summary>
    public static (DialogueState State, IReadOnlyList<DialogueOutput> Outputs) Next(Dialogue dialogue, DialogueState state, DialogueInput input)
    {
        var run = new Run(dialogue, state);
        run.Take(input);
        return (run.State, run.Outputs);
    }

    // Alive during one transition only.
    private sealed class Run(Dialogue dialogue, DialogueState state)
    {
        public DialogueState State { get; private set; } = state;

        public List<DialogueOutput> Outputs { get; } = [];

        public void Take(DialogueInput input)
        {
            if (State.Phase == DialoguePhase.Ended) return;
            if (input is CallerGone)
            {
                State = State with { Phase = DialoguePhase.Ended };
                return;
            }
            var step = dialogue.Steps[State.Step];
            switch (input, State.Phase)
            {
                case (Key { Pressed: not ((>= '0' and <= '9') or '*' or '#') }, _):
                    // Keys A to D are on no customer's telephone.
                    break;
                case (Key { Pressed: '#' }, _) when State.IgnoreHash:
                    State = State with { IgnoreHash = false };
                    break;
                case (Key key, DialoguePhase.Saying or DialoguePhase.Listening):
                    State = State with { IgnoreHash = false };
                    Press(step, key.Pressed);
                    break;
                case (SaidAll, DialoguePhase.Saying):
                    Said(step);
                    break;
                case (Silence, DialoguePhase.Listening) when step is KeyStep keys:
                    Fail(keys, dialogue.Silence);
                    break;
                case (Answered answer, DialoguePhase.Asking) when step is ActStep act:
                    Answer(act, answer);
                    break;
                case (NobodyAnswered, DialoguePhase.Transferring) when step is TransferStep transfer:
                    Enter(transfer.Otherwise);
                    break;
            }
        }

        public void Enter(string name)
        {
            while (true)
            {
                // Past the limit only the last sentence is left, and that is an end.
                if (State.Steps >= dialogue.MaxSteps) name = dialogue.Enough;
                var step = dialogue.Steps[name];
                State = State with { Step = name, Steps = State.Steps + 1, Failures = 0, Entry = "", Told = null };
                switch (step)
                {
                    case WhenIdentifiedStep fork:
                        name = State.Account is null ? fork.Else : fork.Then;
                        continue;
                    case LanguageStep change:
                        State = State with { Language = change.Language };
                        name = change.Next;
                        continue;
                    case ActStep act:
                        Outputs.Add(new Ask(act.Act, State.Account, act.Act.Uses.ToDictionary(u => u, u => ((DigitsValue)State.Values[u]).Digits)));
                        State = State with { Phase = DialoguePhase.Asking };
                        return;
                    case MenuStep when State.Before.IsEmpty || State.Before.Peek() != name:
                        State = State with { Before = State.Before.Push(name) };
                        break;
                }
                Speak(step.Text!);
                return;
            }
        }

        private void Press(DialogueStep step, char key)
        {
            switch (step)
            {
                case MenuStep menu when menu.Keys.TryGetValue(key, out var target):
                    Hush();
                    Choose(menu, target);
                    break;
                case SayStep { Next: var next } when dialogue.Steps[next] is MenuStep menu && menu.Keys.TryGetValue(key, out var target):
                    // Who knows the menu that follows need not hear the sentence out. Repeat means the sentence then.
                    Hush();
                    if (target == MenuStep.Repeat) Speak(step.Text!);
                    else
                    {
                        if (State.Before.IsEmpty || State.Before.Peek() != menu.Name) State = State with { Before = State.Before.Push(menu.Name) };
                        Choose(menu, target);
                    }
                    break;
                case MenuStep menu:
                    Hush();
                    Fail(menu, dialogue.Invalid);
                    break;
                case DigitsStep digits:
                    Hush();
                    Digit(digits, key);
                    break;
            }
        }

        private void Choose(MenuStep menu, string target)
        {
            if (target == MenuStep.Back) Back();
            else Enter(target == MenuStep.Repeat ? State.Told ?? menu.Name : target);
        }

        private void Back()
        {
            var before = State.Before;
            if (dialogue.Steps[State.Step] is MenuStep or SayStep && !before.IsEmpty) before = before.Pop();
            var target = before.IsEmpty ? dialogue.Start : before.Peek();
            State = State with { Before = before };
            Enter(target);
        }

        private void Digit(DigitsStep digits, char key)
        {
            if (key == '*')
            {
                // Clearing is a step too, or a caller could go on with it for ever.
                State = State with { Steps = State.Steps + 1 };
                if (State.Entry.Length == 0 || State.Steps >= dialogue.MaxSteps) Back();
                else Again(digits, "");
            }
            else if (key == '#')
            {
                if (State.Entry.Length >= digits.Min) Complete(digits, State.Entry);
                else Fail(digits, dialogue.Invalid);
            }
            else if (State.Entry.Length + 1 < digits.Max) Again(digits, State.Entry + key);
            else
            {
                State = State with { IgnoreHash = true };
                Complete(digits, State.Entry + key);
            }
        }

        private void Again(DigitsStep digits, string entry)
        {
            State = State with { Entry = entry, Phase = DialoguePhase.Listening };
            Outputs.Add(new Listen(digits.Wait));
        }

        private void Complete(DigitsStep digits, string entry)
        {
            State = State with { Values = State.Values.SetItem(digits.Into, new DigitsValue(entry)) };
            Enter(digits.Next);
        }

        private void Said(DialogueStep step)
        {
            switch (step)
            {
                case SayStep say:
                    Enter(say.Next);
                    State = State with { Told = say.Name };
                    break;
                case KeyStep keys:
                    State = State with { Phase = DialoguePhase.Listening };
                    Outputs.Add(new Listen(keys.Wait));
                    break;
                case TransferStep transfer:
                    State = State with { Phase = DialoguePhase.Transferring };
                    Outputs.Add(new Transfer(transfer.To));
                    break;
                default:
                    State = State with { Phase = DialoguePhase.Ended };
                    Outputs.Add(new HangUp());
                    break;
            }
        }

        private void Fail(KeyStep step, DialogueText reason)
        {
            var failures = State.Failures + 1;
            if (failures >= step.Tries)
            {
                Enter(step.Otherwise);
                return;
            }
            State = State with { Failures = failures, Entry = "", Phase = DialoguePhase.Saying, Steps = State.Steps + 1 };
            var (language, values) = (State.Language, State.Values);
            Outputs.Add(new Say([.. reason.Spoken(language, values), .. step.Text!.Spoken(language, values)],
                reason.Written(language, values) + " " + step.Text.Written(language, values)));
        }

        private void Answer(ActStep act, Answered answer)
        {
            var known = act.Act.Answers.TryGetValue(answer.Outcome, out var brings)
                && brings.All(answer.Values.ContainsKey)
                && !(act.Act.Name == DialogueActs.Identify && answer.Outcome == DialogueActs.Identified && string.IsNullOrEmpty(answer.Account));
            var outcome = known ? answer.Outcome : DialogueActs.Unavailable;
            if (act.Act.Name == DialogueActs.Identify && outcome == DialogueActs.Identified)
                // Nothing of an account before may be said to whoever identifies for another.
                State = State with { Account = answer.Account, Values = ImmutableDictionary<string, FactValue>.Empty, Before = [] };
            if (known) foreach (var name in brings!) State = State with { Values = State.Values.SetItem(name, answer.Values[name]) };
            Enter(act.Answers[outcome]);
        }

        private void Speak(DialogueText text)
        {
            State = State with { Phase = DialoguePhase.Saying };
            Outputs.Add(new Say(text.Spoken(State.Language, State.Values), text.Written(State.Language, State.Values)));
        }

        private void Hush()
        {
            if (State.Phase == DialoguePhase.Saying) Outputs.Add(new StopSaying());
        }
    }
}
