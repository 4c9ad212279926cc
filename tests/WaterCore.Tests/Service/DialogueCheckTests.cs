using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Tests.Service;

public class DialogueCheckTests
{
    [Fact]
    public void Shipped_IsPublished() => Assert.True(DialogueFile.Read(DialogueFile.ShippedText(), "hotline.yaml").IsOk);

    // Each row changes one place of the shipped dialogue, and names the fault and the step it is found at.
    [Theory]
    [InlineData("money: { when: identified, then: money-menu, else: money-account }", "money: { when: identified, then: money-menu, else: money-menu }", "", "a personal fact can be reached before the caller is identified")]
    [InlineData("answers: { ok: money-menu, wrong: money-wrong, locked: locked", "answers: { ok: money-menu, wrong: balance, locked: locked", "money-wrong", "nothing leads to it")]
    [InlineData("wrong: money-wrong, locked: locked", "wrong: money-wrong, locked: money-menu", "", "a personal fact can be reached before the caller is identified")]
    [InlineData("else: progress-account }", "else: progress-ask }", "progress-account", "nothing leads to it")]
    [InlineData("应缴{balance}。\", en: \"You have {bills} unpaid items; the amount due is {balance}.", "应缴{balance}。\", en: \"You have {bills} unpaid items.", "balance-owed", "the languages carry different values")]
    [InlineData("没有停水通知。\", en: \"There is no supply notice at present.", "没有{notice}。\", en: \"There is no {notice}.", "outages-none", "'notice' is not set on every way")]
    [InlineData("max: 8\n    next: reading-send", "max: 8\n    next: reading-entry", "reading-send", "nothing leads to it")]
    [InlineData("next: money-wrong }", "next: nowhere }", "", "")]
    [InlineData("\"*\": back, ", "", "language", "no key goes back")]
    [InlineData(", \"0\": agent }\n\ninvalid", " }\n\ninvalid", "main", "no key leads to a person")]
    [InlineData("\"9\": repeat, ", "", "main", "no key repeats the menu")]
    [InlineData("wait_s: 6", "wait_s: 60", "limits", "wait_s is not a number from 2 to 30")]
    [InlineData("depth: 6", "depth: 2", "", "menus deep, more than 2")]
    [InlineData("answers: { ok: fault-noted, unavailable: unavailable }", "answers: { ok: fault-noted }", "fault-no-water", "the answer 'unavailable' of 'report-no-water' leads nowhere")]
    [InlineData("act: report-fault", "act: drop-table", "fault-send", "there is no act 'drop-table'")]
    [InlineData("next: agent\n  unavailable:", "next: locked\n  unavailable:", "locked", "it comes back to itself without asking the caller")]
    [InlineData("户号或密码不正确。\", en: \"The account number or the PIN is wrong.\" }\n    next: money-account", "密码{pin}\", en: \"PIN {pin}\" }\n    next: money-account", "money-wrong", "it would say the PIN aloud")]
    [InlineData("start: main", "start: &a main", "", "")]
    [InlineData("start: main", "start: *a", "", "aliases are not allowed")]
    [InlineData("start: main", "start: mein", "start", "there is no step 'mein'")]
    [InlineData("say: { zh: \"这个号码无法回电。\", en: \"We cannot call that number.\" }", "say: { zh: \"这个号码无法回电。\" }", "call-back-refused", "'en' is missing")]
    [InlineData("  bye: {", "  bye2: {", "", "'bye', which is not there")]
    public void Dialogue_WithAFault_IsRefusedByStepAndProblem(string there, string instead, string step, string problem)
    {
        var text = DialogueFile.ShippedText();
        var changed = text.Replace(there, instead, StringComparison.Ordinal);
        if (problem.Length == 0)
        {
            // A change that is none, or an anchor nobody uses: published as before.
            Assert.True(DialogueFile.Read(changed, "d.yaml").IsOk);
            return;
        }
        Assert.NotEqual(text, changed);

        var fault = Assert.IsType<DialogueFault>(DialogueFile.Read(changed, "d.yaml").Fault);

        Assert.Contains(problem, fault.Message);
        if (step.Length > 0) Assert.Equal(step, fault.Step);
        Assert.StartsWith(fault.Line > 0 ? $"d.yaml:{fault.Line}: " : "d.yaml: ", fault.Message);
    }

    [Fact]
    public void Fault_OfAStep_NamesItsLine()
    {
        var lines = DialogueFile.ShippedText().Split('\n');
        var line = Array.FindIndex(lines, l => l.Contains("act: case-progress", StringComparison.Ordinal));
        lines[line] = "    act: gossip";
        Assert.Equal(line + 1, Assert.IsType<DialogueFault>(DialogueFile.Read(string.Join('\n', lines), "d.yaml").Fault).Line);
    }

    [Fact]
    public void Picture_OfTheShippedDialogue_HasEveryStepAndShadesPersonalOnes()
    {
        var dialogue = DialogueFile.Shipped();
        var dot = DialoguePicture.ToDot(dialogue, Language.Chinese);
        Assert.All(dialogue.Steps.Keys, s => Assert.Contains($"\n  \"{s}\" [label=", dot));
        Assert.Equal(dialogue.Steps.Values.OfType<ActStep>().Count(a => a.Act.Personal), dot.Split("lightgrey").Length - 1);
        Assert.Contains("\"main\" -> \"money\" [label=\"1\"]", dot);
    }

    [Theory]
    [InlineData("hotline")]
    [InlineData("reminder")]
    [InlineData("announcement")]
    public void Picture_HasEveryStepOnce_AndSaysWhereCallersGaveUp(string name)
    {
        var dialogue = DialogueFile.Shipped(name);
        var calls = new[]
        {
            new CallRecord { Id = "1", From = "", To = "", ArrivedAt = NodaTime.Instant.MinValue, EndedAt = NodaTime.Instant.MinValue, Ending = CallEnding.HungUp, Path = [dialogue.Start] },
        };
        var figures = CallStatistics.Of(calls, dialogue, NodaTime.DateTimeZone.Utc);
        foreach (var language in Enum.GetValues<Language>())
        {
            var picture = System.Xml.Linq.XDocument.Parse(DialogueSvg.Write(dialogue, language, figures));
            var drawn = picture.Descendants().Where(e => e.Attribute("data-step") is not null).ToDictionary(e => e.Attribute("data-step")!.Value);
            // What ends a call that has used up its steps is led to by no step.
            Assert.Equal(dialogue.Steps.Keys.Where(s => s != dialogue.Enough || dialogue.Steps.Values.Any(o => o.Leads.Contains(s))).Order(), drawn.Keys.Order());
            Assert.Contains("1 −1", drawn[dialogue.Start].Value.Replace("  ", " "));
        }
    }
}
