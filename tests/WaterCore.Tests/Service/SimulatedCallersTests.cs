using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Tests.Service;

/// <summary>Callers who press at random, on every shipped dialogue, against a utility that answers at random.</summary>
public class SimulatedCallersTests
{
    private const string Mark = "personal of ", End = ";";

    // A million takes a while: set WATERCORE_SIMULATED_CALLERS.
    private static int Callers => int.TryParse(Environment.GetEnvironmentVariable("WATERCORE_SIMULATED_CALLERS"), out var n) ? n : 100_000;

    [Theory]
    [InlineData("hotline")]
    [InlineData("reminder")]
    [InlineData("announcement")]
    public void RandomCallers_MeetNoDeadEnd_HearNothingOfOthers_AndEveryCallEnds(string name)
    {
        var dialogue = DialogueFile.Shipped(name);
        var visited = new System.Collections.Concurrent.ConcurrentDictionary<string, byte>();
        var longest = 0;
        Parallel.For(0, Callers, caller =>
        {
            var inputs = Run(dialogue, new Random(caller), visited);
            InterlockedMax(ref longest, inputs);
        });

        // The others are passed through in the same moment.
        Assert.Equal([], dialogue.Steps.Values.Where(s => s is not (WhenIdentifiedStep or LanguageStep)).Select(s => s.Name).Except(visited.Keys));
        // Every input but a digit takes a step or fails one, and an entry has at most 32 digits: this is far below what could be.
        Assert.InRange(longest, 10, dialogue.MaxSteps * 40);
    }

    private static int Run(Dialogue dialogue, Random random, System.Collections.Concurrent.ConcurrentDictionary<string, byte> visited)
    {
        // Some never hang up, some know the right PIN, some only ever press one key.
        var (stubborn, knowing, only) = (random.Next(4) > 0, random.Next(2) > 0, random.Next(20) == 0 ? "0123456789*#"[random.Next(12)] : '\0');
        var (state, outputs) = DialogueEngine.Begin(dialogue);
        string? identified = null;
        var (saying, listening) = (false, false);
        Ask? asking = null;
        var transferring = false;
        for (var inputs = 0; ; inputs++)
        {
            visited.TryAdd(state.Step, 0);
            foreach (var output in outputs)
                switch (output)
                {
                    case Say say:
                        Assert.False(saying, "It speaks over itself.");
                        Assert.NotEmpty(say.Parts);
                        var mark = say.Written.IndexOf(Mark, StringComparison.Ordinal);
                        if (mark >= 0) Assert.Equal(identified, say.Written[(mark + Mark.Length)..].Split(End)[0]);
                        (saying, listening) = (true, false);
                        break;
                    case StopSaying:
                        saying = false;
                        break;
                    case Listen:
                        listening = true;
                        break;
                    case Ask ask:
                        if (ask.Act.Personal)
                        {
                            Assert.NotNull(ask.Account);
                            Assert.Equal(identified, ask.Account);
                        }
                        asking = ask;
                        break;
                    case Transfer:
                        transferring = true;
                        break;
                    case HangUp:
                        Assert.Equal(DialoguePhase.Ended, state.Phase);
                        return inputs;
                }
            if (state.Phase == DialoguePhase.Ended) return inputs;
            Assert.True(saying || listening || asking is not null || transferring, $"Dead end at {state}: nothing is on its way.");
            Assert.True(inputs < dialogue.MaxSteps * 40, $"The call does not end; it is at {state}.");

            DialogueInput input;
            if (!stubborn && random.Next(60) == 0) input = new CallerGone();
            else if (asking is { } question && random.Next(4) > 0)
            {
                asking = null;
                input = Answer(question, random, ref identified);
            }
            else if (transferring && random.Next(3) > 0)
            {
                // Somebody takes one call in three: then it is over.
                if (random.Next(3) == 0) return inputs;
                transferring = false;
                input = new NobodyAnswered();
            }
            else if (saying && random.Next(2) == 0)
            {
                saying = false;
                input = new SaidAll();
            }
            else if (listening && random.Next(6) == 0)
            {
                listening = false;
                input = new Silence();
            }
            else input = new Key(only != '\0' ? only : knowing && random.Next(3) == 0 && dialogue.Steps[state.Step] is DigitsStep digits && state.Entry.Length >= digits.Min ? '#' : "0123456789*#A"[random.Next(13)]);
            (state, outputs) = DialogueEngine.Next(dialogue, state, input);
        }
    }

    private static Answered Answer(Ask ask, Random random, ref string? identified)
    {
        var outcome = random.Next(20) == 0 ? "nonsense" : ask.Act.Answers.Keys.ElementAt(random.Next(ask.Act.Answers.Count));
        if (!ask.Act.Answers.TryGetValue(outcome, out var brings)) return new(outcome);
        if (ask.Act.Name == DialogueActs.Identify)
        {
            if (outcome != DialogueActs.Identified) return new(outcome);
            identified = ask.Entered["account"];
            return new(outcome) { Account = identified };
        }
        var account = ask.Account;
        return new(outcome) { Values = brings.ToDictionary(b => b, b => ask.Act.Personal ? new TextValue(Wording.Same(Mark + account + End)) : (FactValue)new NumberValue(random.Next(100))) };
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
            if (Interlocked.CompareExchange(ref target, value, seen) is var now && now == seen) return;
            else seen = now;
    }
}
