using NodaTime;
using WaterCore.Organization;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Tests.Workflows;

public sealed class WorkflowCheckTests
{
    private static readonly LocalDate Day = new(2026, 3, 2);

    private const string Good = """
        workflow: w
        name: {zh: 流程, en: flow}
        promise: 5 working days
        steps:
          - step: a
            name: {zh: 甲, en: a}
            position: front-desk
            limit: 1 working day
            form:
              - {field: size, name: {zh: 口径, en: size}, type: number, required: yes}
            actions: [submit]
            next:
              - {when: size > 40, to: [b, c]}
              - {to: d}
          - step: b
            name: {zh: 乙, en: b}
            position: surveyor
            limit: 1 working day
            duty: survey.do
            actions: [submit]
            next: d
          - step: c
            name: {zh: 丙, en: c}
            position: dispatcher
            limit: 2 working days
            actions: [submit, send-back]
            next: d
          - step: d
            name: {zh: 丁, en: d}
            position: reviewer
            limit: 1 working day
            duty: review.approve
            join: yes
            actions: [approve, reject]
            next:
              - {on: approve, to: e}
              - {on: reject, to: a}
          - step: e
            name: {zh: 戊, en: e}
            position: archivist
            limit: 1 working day
            actions: [archive]
        """;

    [Fact]
    public void Good_HasNoFinding() => Assert.Equal("", Rules(Good));

    // What is changed in the good definition, and the rules that find it, with their lines.
    [Theory]
    [InlineData("      - {to: d}", "", "13:no-default")]
    [InlineData("      - {when: size > 40, to: [b, c]}\n      - {to: d}", "      - {to: d}\n      - {when: size > 40, to: [b, c]}", "14:shadowed")]
    [InlineData("when: size > 40", "when: colour = red", "13:unknown-field")]
    [InlineData("when: size > 40", "when: size = large", "13:impossible-value")]
    [InlineData(", required: yes", "", "13:field-may-be-empty")]
    [InlineData("to: [b, c]", "to: b", "22:unreachable")]
    [InlineData("next: d\n  - step: c", "next: b\n  - step: c", "15:no-end")] // c meets at d, b nowhere: found by its lack of an end
    [InlineData("    join: yes\n", "", "13:end-inside-split 13:split-without-join")]
    [InlineData("actions: [submit, send-back]\n    next: d", "actions: [submit, send-back]\n    next: e", "13:end-inside-split")]
    [InlineData("    actions: [archive]", "    actions: [submit]", "5:no-end 15:no-end 22:no-end 28:no-end 38:action-without-way 38:dead-end")]
    [InlineData("    actions: [archive]", "    actions: [archive, submit]\n    next: a", "38:end-goes-on")]
    [InlineData("    limit: 2 working days\n", "", "22:no-limit")]
    [InlineData("    position: dispatcher\n", "", "22:no-position")]
    [InlineData("position: dispatcher", "position: diver", "22:unknown-position")]
    [InlineData("position: dispatcher", "position: estimator", "22:separation-unproven")] // could quote, and d approves
    [InlineData("position: dispatcher", "position: estimator\n    duty: charges.quote", "")]
    [InlineData("limit: 2 working days", "limit: 3 working days", "1:promise")]
    [InlineData("limit: 2 working days\n", "limit: 30 working days\n    stops: [promised]\n", "")]
    [InlineData("promise: 5 working days", "promise: 5 natural days", "5:limit-unit 15:limit-unit 22:limit-unit 28:limit-unit 38:limit-unit")]
    [InlineData("position: surveyor", "position: reviewer", "15:no-right 15:no-right 28:separation")]
    [InlineData("actions: [approve, reject]", "actions: [approve]", "37:way-without-action")]
    [InlineData("      - {on: reject, to: a}\n", "", "28:action-without-way")]
    public void Draft_ThatMustNotRun_IsFound(string was, string becomes, string found)
    {
        Assert.Contains(was, Good);
        Assert.Equal(found, Rules(Good.Replace(was, becomes)));
    }

    [Fact]
    public void Position_ThatNobodyHolds_IsFound()
    {
        var data = SampleOrganization.Create(Day);
        var empty = data with { Holdings = data.Holdings.Where(h => !h.Position.StartsWith("dispatcher", StringComparison.Ordinal)).ToList() };
        Assert.Equal("22:vacant", Rules(Good, empty));
    }

    [Fact]
    public void Separation_WithOnePersonInBothPositions_IsFound()
    {
        var data = SampleOrganization.Create(Day);
        var one = data with
        {
            Holdings = [.. data.Holdings.Where(h => !h.Position.StartsWith("surveyor", StringComparison.Ordinal) && !h.Position.StartsWith("reviewer", StringComparison.Ordinal)),
                new Holding("surveyor.1", "p01", Day), new Holding("reviewer.1", "p01", Day)],
        };
        Assert.Equal("28:separation", Rules(Good, one));
    }

    [Theory]
    [InlineData("effects: [burn]", "22:unknown-effect")]
    [InlineData("effects: [close-account]", "22:effect-without-field")]
    [InlineData("effects: [weigh]", "")] // size is asked in a
    public void Effect_ThatIsUnknownOrLacksAField_IsFound(string effects, string found)
    {
        var known = new Dictionary<string, IReadOnlyList<string>> { ["close-account"] = ["index"], ["weigh"] = ["size"] };
        var draft = Read(Good.Replace("limit: 2 working days", $"limit: 2 working days\n    {effects}"));
        Assert.Equal(found, string.Join(' ', WorkflowCheck.Check(draft, new OrganizationChart(SampleOrganization.Create(Day)), Day, known).Select(f => $"{f.Line}:{f.Rule}")));
    }

    [Fact]
    public void Findings_AreCompleteInBothLanguages()
    {
        var findings = WorkflowCheck.Check(Read(Good.Replace("    limit: 2 working days\n", "").Replace("      - {to: d}\n", "")), new OrganizationChart(SampleOrganization.Create(Day)), Day);
        Assert.Equal(
            """
            w.yaml:13: a: every way of submit has a condition; when none holds, work cannot go on; write a last way without when:.
            w.yaml:21: c: it has no time limit; write limit:, such as 1 working day.
            """.ReplaceLineEndings("\n"), string.Join('\n', findings.Select(f => f.In(Language.English))));
        Assert.Equal("w.yaml:21: c: 没有办理时限；写 limit:，例如 1 working day。", findings[1].In(Language.Chinese));
    }

    [Theory]
    [InlineData("workflow: w", "workflw: w", "w.yaml:1: the key 'workflw' is not known here; use one of: workflow, name, promise, legal, suspend, steps. w.yaml:1: workflow: workflow: is missing; write workflow:.")]
    [InlineData("limit: 2 working days", "limit: two days", "w.yaml:25: c: 'two days' is not a time limit; write 0.5 working days, 6 natural days, 24 hours or 45 minutes.")]
    [InlineData("when: size > 40", "when: size>40", "w.yaml:13: a: 'size>40' is not a condition; write field = value, joined by and, or; the operators are = != < <= > >=, with spaces around.")]
    [InlineData("actions: [archive]", "actions: [burn]", "w.yaml:42: e: there is no action 'burn'; use submit, approve, reject, send-back, withdraw, hand, split-off, suspend, archive.")]
    [InlineData("step: b", "step: c", "w.yaml:22: c: this step stands here twice; give one of the two another name.")]
    public void File_ThatCannotBeRead_IsRefusedWithItsLine(string was, string becomes, string message) =>
        Assert.Equal(message, string.Join(' ', Assert.IsType<WorkflowRefused>(WorkflowFile.Read(Good.Replace(was, becomes), "w.yaml").Fault).Findings));

    [Fact]
    public void File_WithSeveralFaults_TellsAllAtOnce_EachWithPlaceAndRemedy_InBothLanguages()
    {
        var text = Good.Replace("promise: 5 working days", "promise: soon").Replace("limit: 2 working days", "limit: two days\n    colour: red").Replace("when: size > 40", "when: size>40").Replace("type: number", "type: nubmer").Replace("actions: [archive]", "actions: [burn, archive]");
        var refused = Assert.IsType<WorkflowRefused>(WorkflowFile.Read(text, "w.yaml").Fault);
        Assert.Equal(
            """
            w.yaml:3: promise: 'soon' is not a time limit; write 0.5 working days, 6 natural days, 24 hours or 45 minutes.
            w.yaml:10: size: 'nubmer' is not known; write one of: text, number, date, yes-no, choice.
            w.yaml:13: a: 'size>40' is not a condition; write field = value, joined by and, or; the operators are = != < <= > >=, with spaces around.
            w.yaml:25: c: 'two days' is not a time limit; write 0.5 working days, 6 natural days, 24 hours or 45 minutes.
            w.yaml:26: c: the key 'colour' is not known here; use one of: step, name, position, limit, duty, form, documents, fees, effects, actions, next, join, hand_to, stops.
            w.yaml:43: e: there is no action 'burn'; use submit, approve, reject, send-back, withdraw, hand, split-off, suspend, archive.
            """.ReplaceLineEndings("\n"), string.Join('\n', refused.Findings.Select(f => f.In(Language.English))));
        Assert.Equal(
            """
            w.yaml:3: promise: “soon”不是时限；写作 0.5 working days、6 natural days、24 hours 或 45 minutes。
            w.yaml:10: size: 不认识“nubmer”；可写：text、number、date、yes-no、choice。
            w.yaml:13: a: “size>40”不是条件；写作 字段 = 值，用 and、or 连接；运算符为 = != < <= > >=，两边留空格。
            w.yaml:25: c: “two days”不是时限；写作 0.5 working days、6 natural days、24 hours 或 45 minutes。
            w.yaml:26: c: 这里没有“colour”这个键；可用：step、name、position、limit、duty、form、documents、fees、effects、actions、next、join、hand_to、stops。
            w.yaml:43: e: 没有动作“burn”；可用 submit、approve、reject、send-back、withdraw、hand、split-off、suspend、archive。
            """.ReplaceLineEndings("\n"), string.Join('\n', refused.Findings.Select(f => f.In(Language.Chinese))));
    }

    // Beside what cannot be read stands what is wrong in the steps that can; what hangs on several steps waits until all can be read.
    [Fact]
    public void File_WithUnreadableParts_IsCheckedWhereItCanBeRead()
    {
        var text = Good.Replace("limit: 2 working days", "limit: two days").Replace("position: dispatcher", "position: diver");
        var findings = WorkflowCheck.Check(WorkflowFile.ReadAll(text, "w.yaml"), new OrganizationChart(SampleOrganization.Create(Day)), Day);
        Assert.Equal(["22:unknown-position", "25:unreadable"], findings.Select(f => $"{f.Line}:{f.Rule}"));
    }

    [Fact]
    public void Organization_WithoutAnyPosition_IsOneFinding_ThatSaysHowToLoadOne()
    {
        var none = new OrganizationChart(SampleOrganization.Create(Day) with { Positions = [], Holdings = [], Substitutes = [] });
        var finding = Assert.Single(WorkflowCheck.Check(Read(Good), none, Day));
        Assert.Equal("no-organization", finding.Rule);
        Assert.Contains("watercore organization load sample", finding.In(Language.English));
        Assert.Contains("watercore organization load sample", finding.In(Language.Chinese));
    }

    [Theory]
    [InlineData("size > 40", "size=50", true)]
    [InlineData("size > 40", "size=40", false)]
    [InlineData("size >= 40.0", "size=40", true)] // as numbers
    [InlineData("size > 40", "", false)] // without a value nothing holds
    [InlineData("size != 40", "", false)]
    [InlineData("use = home", "use=home", true)]
    [InlineData("use < home", "use=abc", false)] // words have no order
    [InlineData("a = 1 and b = 1 or c = 1", "a=1,b=2,c=1", true)]
    [InlineData("a = 1 and b = 1 or c = 1", "a=1,b=2,c=2", false)]
    [InlineData("a = 1 or b = 1 and c = 1", "a=1,b=2,c=2", true)]
    public void Condition_OnAForm_HoldsOrNot(string text, string form, bool holds)
    {
        Assert.True(Condition.TryParse(text, out var condition));
        Assert.Equal(holds, condition.Holds(form.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=')).ToDictionary(f => f[0], f => f[1])));
    }

    private static string Rules(string text, OrganizationData? data = null) => string.Join(' ', WorkflowCheck
        .Check(Read(text), new OrganizationChart(data ?? SampleOrganization.Create(Day)), Day).Select(f => (f.Line, f.Rule)).OrderBy(f => f.Line).ThenBy(f => f.Rule, StringComparer.Ordinal).Select(f => $"{f.Line}:{f.Rule}"));

    private static WorkflowDefinition Read(string text) => WorkflowFile.Read(text, "w.yaml").Value;
}
