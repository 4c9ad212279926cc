using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Workflows;

public sealed partial class PositionWorkflow
{
    private Result<WorkOutcome> Accept(WorkItem item, WorkBranch branch, WorkAct act)
    {
        if (!_machine.Fire(StateOf(branch), ActionKind.Accept, new(_index[branch.Step], BranchPhase.Working))) return NotHere(act, branch);
        var taken = branch with { Phase = BranchPhase.Working, Opened = branch.Opened ?? act.At, Holder = act.Actor.Name, SentFrom = null };
        return new WorkOutcome(item with { Revision = act.Revision, Branches = Replace(item.Branches, branch, taken) }, [], act, []);
    }

    private Result<WorkOutcome> Complete(WorkItem item, WorkBranch branch, Step step, WorkAction action, WorkAct act, WorkContext context)
    {
        if (branch.IsPart) return action.Kind == ActionKind.Submit ? Return(item, branch, step, action, act, context) : NotHere(act, branch);
        if (!step.Actions.Contains(action.Kind) || branch.Phase != BranchPhase.Working) return NotHere(act, branch);
        if (PartUnder(item, branch) is { } part)
            return Refused(act, WorkRefusal.NotAllowedHere, $"协办{part.Path}尚未交回", $"the part {part.Path} at {part.Position} is not back yet");
        var filled = Fill(item, step, action, act, context);
        if (!filled.IsOk) return filled.Fault;
        item = filled.Value;
        if (WayOn(step, action.Kind, item) is not { } next)
            return Refused(act, WorkRefusal.NoWayOn, "按表单内容没有下一环节", $"no way on from step {step.Code} fits the form; the definition lacks a default");

        var trail = Pass(item.Trail, branch, step.Code);
        act = act with { Target = next.To.Count == 1 ? next.To[0] : string.Join(' ', next.To) };
        var visits = new[] { Leave(item, branch, act, context) };
        var others = new List<WorkBranch>(item.Branches.Count - 1 + next.To.Count);
        foreach (var other in item.Branches) if (!ReferenceEquals(other, branch)) others.Add(other);
        if (next.To.Count > 1)
        {
            if (!_machine.Fire(StateOf(branch), action.Kind, new(_index[step.Code], BranchPhase.Gone))) return NotHere(act, branch);
            for (var i = 0; i < next.To.Count; i++)
            {
                var first = Definition.Find(next.To[i])!;
                if (Route(first, item.Office, item.Id.Value, context) is not { } seat) return NoPosition(act, first.Position, item.Office);
                others.Add(Arrive($"{branch.Path}.{i + 1}", first, seat, act.At, context));
            }
            return Done(item with { Branches = others, Trail = trail }, visits, act, step.Fees, context);
        }

        var to = Definition.Find(next.To[0])!;
        var waits = to.Join && branch.Path.Contains('.', StringComparison.Ordinal);
        if (!_machine.Fire(StateOf(branch), action.Kind, new(_index[to.Code], waits ? BranchPhase.Waiting : BranchPhase.Arrived))) return NotHere(act, branch);
        if (Route(to, item.Office, item.Id.Value, context) is not { } position) return NoPosition(act, to.Position, item.Office);
        var arrived = Arrive(branch.Path, to, position, act.At, context, new Passed(branch.Path, step.Code, branch.Position), waits);
        others.Add(waits ? arrived with { SentFrom = null } : arrived);
        if (waits) (others, trail) = Meet(others, trail, arrived, to, act, context);
        return Done(item with { Branches = others, Trail = Cut(trail, branch.Path, to.Code) }, visits, act, step.Fees, context);
    }

    // The last of the parallel branches has come to the join: they are one branch again.
    private static (List<WorkBranch>, IReadOnlyList<Passed>) Meet(List<WorkBranch> branches, IReadOnlyList<Passed> trail, WorkBranch last, Step join, WorkAct act, WorkContext context)
    {
        var parent = last.Path[..last.Path.LastIndexOf('.')];
        var prefix = parent + ".";
        if (branches.Exists(b => b.Path.StartsWith(prefix, StringComparison.Ordinal) && (b.Phase != BranchPhase.Waiting || b.Step != join.Code))) return (branches, trail);
        branches.RemoveAll(b => b.Path.StartsWith(prefix, StringComparison.Ordinal));
        branches.Add(Arrive(parent, join, last.Position, act.At, context));
        return (branches, Cut([.. trail.Where(p => !p.Path.StartsWith(prefix, StringComparison.Ordinal))], parent, join.Code));
    }

    private Result<WorkOutcome> SendBack(WorkItem item, WorkBranch branch, Step step, WorkAction action, WorkAct act, WorkContext context)
    {
        if (!step.Actions.Contains(ActionKind.SendBack) || branch.Phase != BranchPhase.Working || branch.IsPart) return NotHere(act, branch);
        if (string.IsNullOrWhiteSpace(action.Reason)) return NeedsReason(act);
        if (item.Branches.Any(b => PartOf(b, branch))) return Refused(act, WorkRefusal.NotAllowedHere, "协办尚未交回", "a part split off is not back yet");
        var earlier = item.Trail.Where(p => p.Path == branch.Path).ToList();
        var at = earlier.FindLastIndex(p => action.Step is null || p.Step == action.Step);
        if (at < 0) return Refused(act, WorkRefusal.NotAllowedHere, $"只能退回到已办环节：{string.Join("、", earlier.Select(p => p.Step))}", $"it can go back only to a step it passed: {string.Join(", ", earlier.Select(p => p.Step))}");
        var to = Definition.Find(earlier[at].Step)!;
        if (!_machine.Fire(StateOf(branch), ActionKind.SendBack, new(_index[to.Code], BranchPhase.Arrived))) return NotHere(act, branch);
        var position = context.Chart.FindPosition(earlier[at].Position)?.Code ?? Route(to, item.Office, item.Id.Value, context);
        return position is null ? NoPosition(act, to.Position, item.Office) : Move(item, branch, to, position, act, context);
    }

    private Result<WorkOutcome> Withdraw(WorkItem item, WorkBranch branch, WorkAct act, WorkContext context)
    {
        if (branch.SentFrom is not { } from || branch.Phase != BranchPhase.Arrived) return NotHere(act, branch);
        var to = Definition.Find(from.Step)!;
        return _machine.Fire(StateOf(branch), ActionKind.Withdraw, new(_index[to.Code], BranchPhase.Arrived))
            ? Move(item, branch, to, from.Position, act, context)
            : NotHere(act, branch);
    }

    private Result<WorkOutcome> Hand(WorkItem item, WorkBranch branch, Step step, WorkAction action, WorkAct act, bool supervises, WorkContext context)
    {
        if (!supervises && !step.Actions.Contains(ActionKind.Hand)) return NotHere(act, branch);
        if (string.IsNullOrWhiteSpace(action.Reason)) return NeedsReason(act);
        var position = context.Chart.FindPosition(action.Position ?? "");
        if (position is null || position.Code == branch.Position || (!supervises && !MayReceive(step, position)) || (!branch.IsPart && step.Duty is { } duty && !position.Allows(duty)))
            return Refused(act, WorkRefusal.NoSuchPosition, $"不能转到岗位{action.Position}", $"it cannot be handed to position '{action.Position}': there is none, it has the work already, it lacks the step's right, or the step does not name its role under hand_to");
        if (!_machine.Fire(StateOf(branch), ActionKind.Hand, new(_index[step.Code], BranchPhase.Arrived))) return NotHere(act, branch);
        var handed = branch with { Position = position.Code, Phase = BranchPhase.Arrived, Entered = act.At, Opened = null, Holder = null, SentFrom = null };
        act = act with { Target = position.Code };
        return Done(item with { Branches = Replace(item.Branches, branch, handed) }, [Leave(item, branch, act, context)], act, [], context);
    }

    private Result<WorkOutcome> SplitOff(WorkItem item, WorkBranch branch, Step step, WorkAction action, WorkAct act, WorkContext context)
    {
        if (string.IsNullOrWhiteSpace(action.Reason)) return NeedsReason(act);
        if (branch.IsPart || !_machine.Fire(StateOf(branch), ActionKind.SplitOff, StateOf(branch))) return NotHere(act, branch);
        var position = context.Chart.FindPosition(action.Position ?? "");
        if (position is null || position.Code == branch.Position || !MayReceive(step, position))
            return Refused(act, WorkRefusal.NoSuchPosition, $"不能请岗位{action.Position}协办", $"position '{action.Position}' cannot be asked for a part: there is none, or the step does not name its role under hand_to");
        var n = 1;
        while (item.Find($"{branch.Path}+{n}") is not null) n++;
        act = act with { Target = position.Code };
        return Done(item with { Branches = [.. item.Branches, Arrive($"{branch.Path}+{n}", step, position.Code, act.At, context)] }, [], act, [], context);
    }

    private Result<WorkOutcome> Return(WorkItem item, WorkBranch part, Step step, WorkAction action, WorkAct act, WorkContext context)
    {
        if (!_machine.Fire(StateOf(part), ActionKind.Submit, new(_index[part.Step], BranchPhase.Gone))) return NotHere(act, part);
        var form = Merge(item, step, action, act);
        if (!form.IsOk) return form.Fault;
        var next = form.Value with { Branches = [.. item.Branches.Where(b => b != part)] };
        return Done(next, [Leave(item, part, act, context)], act, [], context);
    }

    private Result<WorkOutcome> Move(WorkItem item, WorkBranch branch, Step to, string position, WorkAct act, WorkContext context)
    {
        act = act with { Target = to.Code };
        var next = item with { Branches = Replace(item.Branches, branch, Arrive(branch.Path, to, position, act.At, context)), Trail = Cut(item.Trail, branch.Path, to.Code) };
        return Done(next, [Leave(item, branch, act, context)], act, [], context);
    }

    // Branches lie side by side; in order of path, an item says the same before and after it was stored.
    private WorkOutcome Done(WorkItem item, IReadOnlyList<Visit> visits, WorkAct act, IReadOnlyList<string> fees, WorkContext context) =>
        new(WorkClocks.Set(item with { Revision = act.Revision, Branches = InOrder(item.Branches) }, Definition, act.At, context), visits, act, fees);

    private static IReadOnlyList<WorkBranch> InOrder(IReadOnlyList<WorkBranch> branches) => branches.Count < 2 ? branches : [.. branches.OrderBy(b => b.Path, StringComparer.Ordinal)];

    private static bool MayReceive(Step step, Position position) => position.Role == step.Position || step.HandTo.Contains("*") || step.HandTo.Contains(position.Role);

    private static Transition? WayOn(Step step, ActionKind kind, WorkItem item)
    {
        foreach (var next in step.Next) if (next.On == kind && (next.When is null || next.When.Holds(item.Form))) return next;
        return null;
    }

    private static WorkBranch? PartUnder(WorkItem item, WorkBranch branch)
    {
        foreach (var other in item.Branches) if (PartOf(other, branch)) return other;
        return null;
    }

    private static bool PartOf(WorkBranch part, WorkBranch branch) =>
        part.Path.Length > branch.Path.Length + 1 && part.Path[branch.Path.Length] == '+' && part.Path.StartsWith(branch.Path, StringComparison.Ordinal);

    private static WorkRefused NeedsReason(WorkAct act) => Refused(act, WorkRefusal.ReasonMissing, "请填写原因", "write the reason");

    private static List<WorkBranch> Replace(IReadOnlyList<WorkBranch> branches, WorkBranch old, WorkBranch now)
    {
        var next = new List<WorkBranch>(branches.Count);
        foreach (var branch in branches) next.Add(ReferenceEquals(branch, old) ? now : branch);
        return next;
    }

    private static IReadOnlyList<Passed> Pass(IReadOnlyList<Passed> trail, WorkBranch branch, string step) => [.. Cut(trail, branch.Path, step), new Passed(branch.Path, step, branch.Position)];

    // A branch that comes to a step again has passed neither it nor what came after.
    private static IReadOnlyList<Passed> Cut(IReadOnlyList<Passed> trail, string path, string step)
    {
        var at = -1;
        for (var i = 0; i < trail.Count && at < 0; i++) if (trail[i].Path == path && trail[i].Step == step) at = i;
        return at < 0 ? trail : [.. trail.Where((p, i) => i < at || p.Path != path)];
    }
}
