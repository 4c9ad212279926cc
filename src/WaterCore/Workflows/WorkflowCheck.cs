using NodaTime;
using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Workflows;

/// <summary>What a definition must satisfy before it is published. Every finding names line and remedy; none means that it may be published.</summary>
public static class WorkflowCheck
{
    /// <summary>Checks a draft against the organisation of a day.</summary>
    /// <param name="definition">The draft.</param>
    /// <param name="chart">The organisation.</param>
    /// <param name="day">The day, for who holds what.</param>
    /// <param name="effects">The effects that are known, each with the fields that it needs; null when effects are not looked at.</param>
    public static IReadOnlyList<WorkflowFinding> Check(WorkflowDefinition definition, OrganizationChart chart, LocalDate day, IReadOnlyDictionary<string, IReadOnlyList<string>>? effects = null)
    {
        var findings = new Findings(definition);
        Ways(definition, findings);
        Conditions(definition, findings);
        Splits(definition, findings);
        Posts(definition, chart, day, findings);
        Promise(definition, findings);
        Separation(definition, chart, day, findings);
        if (effects is not null) Effects(definition, effects, findings);
        return [.. findings.All.OrderBy(f => f.Line)];
    }

    // What is found in one step by itself, and the keys that it hangs on: it holds whatever is wrong elsewhere in the file.
    private static readonly Dictionary<string, string[]> s_ofOneStep = new(StringComparer.Ordinal)
    {
        ["no-organization"] = [], ["no-limit"] = ["limit"], ["no-position"] = ["position"], ["unknown-position"] = ["position", "hand_to"], ["vacant"] = ["position"], ["no-right"] = ["position", "duty"], ["unknown-effect"] = ["effects"],
        ["no-default"] = ["next"], ["shadowed"] = ["next"], ["dead-end"] = ["actions", "next"], ["end-goes-on"] = ["actions", "next"], ["action-without-way"] = ["actions", "next"], ["way-without-action"] = ["actions", "next"],
    };

    /// <summary>What cannot be read of a file, and with it what is found in the parts that can; what hangs on several steps waits until all can be read.</summary>
    internal static IReadOnlyList<WorkflowFinding> Check(WorkflowReading reading, OrganizationChart chart, LocalDate day, IReadOnlyDictionary<string, IReadOnlyList<string>>? effects = null)
    {
        if (reading.Draft is not { } draft) return reading.Faults;
        var found = Check(draft, chart, day, effects);
        if (reading.Faults.Count == 0) return found;
        var sound = found.Where(f => s_ofOneStep.TryGetValue(f.Rule, out var keys) && !keys.Any(k => reading.Unsound.Contains(WorkflowFile.Place(f.Step, k))));
        return [.. reading.Faults.Concat(sound).OrderBy(f => f.Line)];
    }

    /// <summary>Checks that items which run on one version lose nothing on another: each open branch finds its step and each filled field its field.</summary>
    public static IReadOnlyList<WorkflowFinding> Migration(WorkflowDefinition to, IEnumerable<WorkItem> running)
    {
        var findings = new Findings(to);
        var fields = to.Steps.SelectMany(s => s.Form).Select(f => f.Code).ToHashSet(StringComparer.Ordinal);
        var reasons = to.SuspendReasons.Select(r => r.Code).ToHashSet(StringComparer.Ordinal);
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in running)
        {
            foreach (var step in item.Branches.Select(b => b.Step).Concat(item.Trail.Select(p => p.Step)))
                if (to.Find(step) is null && told.Add("step " + step))
                    findings.Add("migration", null, $"在办工单 {item.Id} 到过环节{step}，新版本没有", $"running item {item.Id} is or was at step {step}, which the new version lacks", $"保留环节{step}，或让在办工单按旧版本办完", $"keep step {step}, or let running items finish on their version");
            foreach (var (code, value) in item.Form)
            {
                if (!fields.Contains(code) && told.Add("field " + code))
                    findings.Add("migration", null, $"在办工单 {item.Id} 已填字段{code}，新版本没有", $"running item {item.Id} has field {code}, which the new version lacks", $"保留字段{code}", $"keep field {code}");
                if (to.Steps.SelectMany(s => s.Form).FirstOrDefault(f => f.Code == code) is { } field && !field.Accepts(value) && told.Add("value " + code))
                    findings.Add("migration", null, $"在办工单 {item.Id} 的{code}“{value}”新版本不接受", $"running item {item.Id} has {code} '{value}', which the new version does not take", $"让字段{code}接受该值", $"let field {code} take it");
            }
            foreach (var branch in item.Branches)
            {
                if (branch.SuspendReason is { } reason && !reasons.Contains(reason) && told.Add("reason " + reason))
                    findings.Add("migration", null, $"在办工单 {item.Id} 因{reason}挂起，新版本没有该原因", $"running item {item.Id} is suspended for {reason}, which the new version lacks", $"保留挂起原因{reason}", $"keep the reason {reason}");
                if (branch.Phase == BranchPhase.Waiting && to.Find(branch.Step) is { Join: false } && told.Add("join " + branch.Step))
                    findings.Add("migration", to.Find(branch.Step), $"在办工单 {item.Id} 在此等待汇合", $"running item {item.Id} waits here for its other branches", "保留 join: yes", "keep join: yes");
            }
        }
        return findings.All;
    }

    private static void Ways(WorkflowDefinition definition, Findings findings)
    {
        var graph = new WorkflowGraph(definition);
        var reached = graph.Reach([definition.Start.Code]);
        var ending = graph.LeadToEnd();
        foreach (var step in definition.Steps)
        {
            if (!reached.Contains(step.Code)) findings.Add("unreachable", step, "从第一个环节到不了这里", "no way leads here from the first step", "在前面的环节的 next 中写上它，或删去它", "name it under next: of an earlier step, or delete it");
            if (!step.IsEnd && step.Next.Count == 0) findings.Add("dead-end", step, "没有下一环节，也不能归档", "it has no next step and cannot be archived", "写 next:，或在 actions 中加 archive", "write next:, or allow archive");
            else if (!ending.Contains(step.Code)) findings.Add("no-end", step, "从这里到不了终点", "no way leads from here to an end", "让其后某环节通向可归档的环节", "let a later step lead to one that archives");
            if (step.IsEnd && step.Next.Count > 0) findings.Add("end-goes-on", step, "可归档的环节又有下一环节", "it archives and still has a next step", "删去 next: 或 archive", "delete next: or archive");
            foreach (var kind in new[] { ActionKind.Submit, ActionKind.Approve, ActionKind.Reject })
            {
                if (step.Actions.Contains(kind) && step.Next.All(n => n.On != kind)) findings.Add("action-without-way", step, $"允许{kind.NameOf().Zh}，但没有对应的 next", $"it allows {kind.CodeOf()} but has no way for it", $"写 next: 一项，on: {kind.CodeOf()}", $"write a next: entry with on: {kind.CodeOf()}");
                foreach (var next in step.Next.Where(n => n.On == kind && !step.Actions.Contains(kind)))
                    findings.Add("way-without-action", step, $"这条去路要{kind.NameOf().Zh}，但环节不允许", $"this way needs {kind.CodeOf()}, which the step does not allow", $"在 actions 中加 {kind.CodeOf()}，或改 on:", $"add {kind.CodeOf()} to actions:, or change on:", next.Line);
            }
        }
    }

    private static void Conditions(WorkflowDefinition definition, Findings findings)
    {
        var asked = definition.Steps.SelectMany(s => s.Form).ToLookup(f => f.Code, StringComparer.Ordinal);
        var graph = new WorkflowGraph(definition);
        foreach (var step in definition.Steps)
        {
            foreach (var group in step.Next.GroupBy(n => n.On))
            {
                var ways = group.ToList();
                var open = ways.FindIndex(n => n.When is null);
                if (open < 0) findings.Add("no-default", step, $"{group.Key.NameOf().Zh}的各条去路都有条件，缺少默认去路", $"every way of {group.Key.CodeOf()} has a condition; when none holds, work cannot go on", "最后写一条没有 when: 的去路", "write a last way without when:", ways[^1].Line);
                else if (open < ways.Count - 1) findings.Add("shadowed", step, "默认去路之后的去路永远不会走", "a way after the default is never taken", "把没有 when: 的去路写在最后", "write the way without when: last", ways[open + 1].Line);
            }
            foreach (var next in step.Next.Where(n => n.When is not null))
                foreach (var comparison in next.When!.Comparisons)
                {
                    var fields = asked[comparison.Field].ToList();
                    if (fields.Count == 0) findings.Add("unknown-field", step, $"条件中的字段{comparison.Field}没有任何表单询问", $"no form asks the field {comparison.Field} of this condition", "改正字段名，或在表单中加上它", "correct the name, or add the field to a form", next.Line);
                    else if (!definition.Steps.Any(s => s.Form.Any(f => f.Code == comparison.Field && f.Required) && (s == step || graph.Reach([s.Code]).Contains(step.Code))))
                        findings.Add("field-may-be-empty", step, $"字段{comparison.Field}到此可能还没有填写", $"the field {comparison.Field} may still be empty here", "在此前的环节中设为 required: yes", "make it required at or before this step", next.Line);
                    if (fields.Count > 0 && !fields.Exists(f => f.Accepts(comparison.Value)))
                        findings.Add("impossible-value", step, $"字段{comparison.Field}不会有值“{comparison.Value}”", $"the field {comparison.Field} never has the value '{comparison.Value}'", "改正条件中的值", "correct the value", next.Line);
                }
        }
    }

    private static void Splits(WorkflowDefinition definition, Findings findings)
    {
        var graph = new WorkflowGraph(definition);
        foreach (var step in definition.Steps)
            foreach (var next in step.Next.Where(n => n.To.Count > 1))
            {
                var (joins, ends) = graph.Meet(next.To);
                if (joins.Count != 1) findings.Add("split-without-join", step, joins.Count == 0 ? "并行分支不汇合" : $"并行分支汇合于不同环节：{string.Join("、", joins)}", joins.Count == 0 ? "the parallel branches never meet" : $"the parallel branches meet at different steps: {string.Join(", ", joins)}", "让各分支都通向同一个 join: yes 的环节", "let all of them lead to one step with join: yes", next.Line);
                foreach (var end in ends) findings.Add("end-inside-split", step, $"并行分支会在{end}单独结束", $"a parallel branch may end by itself at {end}", "让它先汇合", "let it meet the others first", next.Line);
                if (next.To.Distinct().Count() != next.To.Count) findings.Add("split-twice", step, "同一环节并行两次", "it splits to the same step twice", "每个环节只写一次", "name each step once", next.Line);
            }
    }

    private static void Posts(WorkflowDefinition definition, OrganizationChart chart, LocalDate day, Findings findings)
    {
        if (chart.Data.Positions.Count == 0)
            findings.Add("no-organization", null, "组织中还没有任何岗位", "the organisation has no position at all", "先载入组织机构：watercore organization load 文件；试用可写 watercore organization load sample", "load the organisation first: watercore organization load FILE, or, to try things out, watercore organization load sample");
        foreach (var step in definition.Steps)
        {
            if (step.Limit is null) findings.Add("no-limit", step, "没有办理时限", "it has no time limit", "写 limit:，例如 1 working day", "write limit:, such as 1 working day");
            if (step.Position.Length == 0) { findings.Add("no-position", step, "没有岗位", "it has no position", "写 position:", "write position:"); continue; }
            if (chart.Data.Positions.Count == 0) continue;
            var posts = chart.OfRole(step.Position).ToList();
            if (posts.Count == 0) findings.Add("unknown-position", step, $"组织中没有{step.Position}岗位", $"the organisation has no position of role {step.Position}", "先设岗位，或改正名称", "add the position first, or correct the name");
            else if (posts.TrueForAll(p => chart.HoldersOf(p.Code, day).Count == 0)) findings.Add("vacant", step, $"岗位{step.Position}今天无人任职", $"nobody holds a position of role {step.Position} on this day", "先任命任职人或代岗人", "appoint a holder or a substitute first");
            foreach (var role in step.HandTo.Where(r => r != "*" && !chart.OfRole(r).Any()))
                findings.Add("unknown-position", step, $"hand_to 中的岗位{role}不存在", $"hand_to names the role {role}, of which there is no position", "改正名称", "correct the name");
            if (step.Duty is { } duty)
                foreach (var post in posts.Where(p => !p.Allows(duty)))
                    findings.Add("no-right", step, $"岗位{post.Code}没有权限{duty}", $"position {post.Code} lacks the right {duty}", "给岗位该权限，或改 duty:", "give it the right, or change duty:");
        }
    }

    private static void Promise(WorkflowDefinition definition, Findings findings)
    {
        foreach (var (total, kind, zh) in new[] { (definition.Promise, ClockKind.Promised, "承诺"), (definition.Legal, ClockKind.Legal, "法定") })
        {
            if (total is not { } limit) continue;
            var word = kind == ClockKind.Promised ? "promised" : "legal";
            foreach (var step in definition.Steps.Where(s => !s.Stops.Contains(kind) && s.Limit is { } l && In(l, limit.Unit) is null))
                findings.Add("limit-unit", step, $"时限{step.Limit!.Value.In(Language.Chinese)}无法与{zh}总时限{limit.In(Language.Chinese)}比较", $"its limit of {step.Limit!.Value} cannot be proven to fit the {word} {limit}", "用与总时限相同的单位", "use the unit of the total");
            var (weight, way) = new WorkflowGraph(definition).Heaviest(s => s.Stops.Contains(kind) || s.Limit is not { } l ? 0 : In(l, limit.Unit) ?? 0);
            if (weight > limit.Amount)
                findings.Add("promise", null, $"环节{string.Join("→", way)}的时限合计{new TimeLimit((int)weight, limit.Unit).In(Language.Chinese)}，超过{zh}的{limit.In(Language.Chinese)}", $"the limits along {string.Join(", ", way)} add up to {new TimeLimit((int)weight, limit.Unit)}, more than the {word} {limit}", "缩短环节时限，或延长总时限", "shorten steps or lengthen the total");
        }
    }

    // A working day is never shorter than a natural day, so only this direction can be proven.
    private static long? In(TimeLimit limit, LimitUnit unit) => (limit.Unit, unit) switch
    {
        var (a, b) when a == b => limit.Amount,
        (LimitUnit.HalfNaturalDay, LimitUnit.HalfWorkingDay) => limit.Amount,
        (LimitUnit.Minute, not LimitUnit.Minute) => (limit.Amount + 719L) / 720,
        _ => null,
    };

    private static void Separation(WorkflowDefinition definition, OrganizationChart chart, LocalDate day, Findings findings)
    {
        // Only a step that names its duty is held against the others of the item: one that could use such a right without naming it proves nothing.
        foreach (var step in definition.Steps.Where(s => s.Duty is null && s.Actions.Any(a => a.Completes())))
            foreach (var right in chart.OfRole(step.Position).SelectMany(p => p.Permissions).Distinct())
                if (definition.Steps.FirstOrDefault(s => s.Duty is { } d && chart.Data.Separations.Any(p => p.Counterpart(right) == d)) is { } other)
                    findings.Add("separation-unproven", step, $"岗位{step.Position}有权限{right}，与环节{other.Code}的{other.Duty}不相容，而本环节没有写明权限，无法证明职责分离", $"role {step.Position} has the right {right}, which excludes {other.Duty} of step {other.Code}, and the step names no duty, so that the separation cannot be proven", $"写 duty: {right}", $"write duty: {right}");
        foreach (var separation in chart.Data.Separations)
            foreach (var first in definition.Steps.Where(s => s.Duty == separation.First))
                foreach (var second in definition.Steps.Where(s => s.Duty == separation.Second))
                {
                    if (first.Position == second.Position)
                    {
                        findings.Add("separation", second, $"与环节{first.Code}由同一岗位{first.Position}办理，{separation.First}与{separation.Second}不相容", $"the same role {first.Position} does step {first.Code}, and {separation.First} excludes {separation.Second}", "换一个岗位", "give it another position");
                        continue;
                    }
                    var makers = chart.OfRole(first.Position).SelectMany(p => chart.HoldersOf(p.Code, day)).Select(h => h.Operator).Distinct().ToList();
                    var checkers = chart.OfRole(second.Position).SelectMany(p => chart.HoldersOf(p.Code, day)).Select(h => h.Operator).Distinct().ToList();
                    if (makers.Count == 1 && checkers.Count == 1 && makers[0] == checkers[0])
                        findings.Add("separation", second, $"{makers[0]}一人任{first.Position}与{second.Position}，{separation.First}与{separation.Second}不相容", $"{makers[0]} alone holds {first.Position} and {second.Position}, and {separation.First} excludes {separation.Second}", "任命另一人", "appoint somebody else to one of them");
                }
    }

    // An effect that nobody knows, or that lacks what it works with, would refuse the step on the day.
    private static void Effects(WorkflowDefinition definition, IReadOnlyDictionary<string, IReadOnlyList<string>> effects, Findings findings)
    {
        var graph = new WorkflowGraph(definition);
        foreach (var step in definition.Steps)
            foreach (var effect in step.Effects)
            {
                if (!effects.TryGetValue(effect, out var fields))
                {
                    findings.Add("unknown-effect", step, $"没有名为{effect}的后续动作", $"there is no effect '{effect}'", $"改用：{string.Join("、", effects.Keys)}", $"use one of: {string.Join(", ", effects.Keys)}");
                    continue;
                }
                foreach (var field in fields)
                    if (!definition.Steps.Any(s => s.Form.Any(f => f.Code == field) && (s == step || graph.Reach([s.Code]).Contains(step.Code))))
                        findings.Add("effect-without-field", step, $"后续动作{effect}需要字段{field}，到此没有表单询问", $"the effect {effect} needs the field {field}, which no form at or before this step asks", $"在表单中加上{field}", $"add the field {field} to a form");
            }
    }

    private sealed class Findings(WorkflowDefinition definition)
    {
        public List<WorkflowFinding> All { get; } = [];

        public void Add(string rule, Step? step, string zh, string en, string remedyZh, string remedyEn, int line = 0) =>
            All.Add(new WorkflowFinding(rule, definition.File.Length > 0 ? definition.File : definition.Code, line > 0 ? line : step?.Line ?? definition.Line, step?.Code ?? "", new Wording(zh, en), new Wording(remedyZh, remedyEn)));
    }
}
