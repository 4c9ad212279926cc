using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Workflows;

public sealed partial class PositionWorkflow
{
    private Result<WorkOutcome> Suspend(WorkItem item, WorkBranch branch, WorkAct act, WorkContext context)
    {
        if (Definition.SuspendReasons.All(r => r.Code != act.Note))
            return Refused(act, WorkRefusal.ReasonMissing, $"挂起原因须为：{string.Join("、", Definition.SuspendReasons.Select(r => r.Code))}", $"give one of the reasons: {string.Join(", ", Definition.SuspendReasons.Select(r => r.Code))}");
        if (!_machine.Fire(StateOf(branch), ActionKind.Suspend, new(_index[branch.Step], BranchPhase.Suspended))) return NotHere(act, branch);
        var rests = branch with { Phase = BranchPhase.Suspended, SuspendReason = act.Note };
        if (WorkClocks.Stops(Definition, act.Note, ClockKind.Internal) && branch.Due >= act.At)
            rests = rests with { Due = null, Stands = WorkClocks.Turn(branch.Stands, true, act.At) };
        return Done(item with { Branches = Replace(item.Branches, branch, rests) }, [], act, [], context);
    }

    private Result<WorkOutcome> Resume(WorkItem item, WorkBranch branch, Step step, WorkAct act, WorkContext context)
    {
        if (!_machine.Fire(StateOf(branch), ActionKind.Resume, new(_index[branch.Step], BranchPhase.Working))) return NotHere(act, branch);
        var stands = WorkClocks.Turn(branch.Stands, false, act.At);
        var goesOn = branch with { Phase = BranchPhase.Working, SuspendReason = null, Stands = stands };
        if (branch.Due is null && step.Limit is { } limit) goesOn = goesOn with { Due = context.Due(branch.Entered, limit, stands) };
        return Done(item with { Branches = Replace(item.Branches, branch, goesOn) }, [], act, [], context);
    }

    private static Result<WorkOutcome> Urge(WorkItem item, WorkAct act, bool supervises)
    {
        if (!supervises) return Refused(act, WorkRefusal.NoRight, "催办须有督办权限", $"urging needs the right {Permission.Supervise}");
        if (string.IsNullOrWhiteSpace(act.Note)) return NeedsReason(act);
        return new WorkOutcome(item with { Revision = act.Revision, Urged = item.Urged + 1 }, [], act, []);
    }

    private Result<WorkOutcome> Cancel(WorkItem item, WorkAct act, WorkContext context)
    {
        if (string.IsNullOrWhiteSpace(act.Note)) return NeedsReason(act);
        foreach (var branch in item.Branches)
            if (!_machine.Fire(StateOf(branch), ActionKind.Cancel, new(_index[branch.Step], BranchPhase.Gone))) return NotHere(act, branch);
        return Close(item, WorkStatus.Cancelled, item.Branches, act, [], context);
    }

    private Result<WorkOutcome> Archive(WorkItem item, WorkBranch branch, Step step, WorkAction action, WorkAct act, WorkContext context)
    {
        if (branch.IsPart || !_machine.Fire(StateOf(branch), ActionKind.Archive, new(_index[branch.Step], BranchPhase.Gone))) return NotHere(act, branch);
        if (item.Branches.Count > 1)
            return Refused(act, WorkRefusal.NotAllowedHere, "其他分支尚未办结", $"other branches are still open: {string.Join(", ", item.Branches.Where(b => b != branch).Select(b => b.Path))}");
        var filled = Fill(item, step, action, act, context);
        return filled.IsOk ? Close(filled.Value, WorkStatus.Archived, item.Branches, act, step.Fees, context) : filled.Fault;
    }

    private static WorkOutcome Close(WorkItem item, WorkStatus status, IReadOnlyList<WorkBranch> branches, WorkAct act, IReadOnlyList<string> fees, WorkContext context)
    {
        // A branch that waits at a join is in no hand: its wait is no stay.
        var visits = branches.Where(b => b.Phase != BranchPhase.Waiting).Select(b => Leave(item, b, act, context)).ToList();
        return new WorkOutcome(item with { Status = status, ClosedAt = act.At, Branches = [], Revision = act.Revision }, visits, act, fees);
    }

    // What completing a step needs: the right, no excluded part done by the same person, the form and the documents.
    private static Result<WorkItem> Fill(WorkItem item, Step step, WorkAction action, WorkAct act, WorkContext context)
    {
        if (step.Duty is { } duty)
        {
            if (context.Chart.FindPosition(act.Actor.Position)?.Allows(duty) != true)
                return Refused(act, WorkRefusal.NoRight, $"岗位{act.Actor.Position}没有权限{duty}", $"position {act.Actor.Position} lacks the right {duty}");
            foreach (var separation in context.Chart.Data.Separations)
                if (separation.Counterpart(duty) is { } other && item.Doers.Contains(new Doer(other, act.Actor.Name)))
                    return Refused(act, WorkRefusal.SeparationOfDuties, $"{act.Actor.Name}已在本工单行使{other}，不得再行使{duty}", $"{act.Actor.Name} used {other} on this item and must not use {duty} too; let somebody else do it");
        }
        var merged = Merge(item, step, action, act);
        if (!merged.IsOk) return merged;
        item = merged.Value;
        for (var i = 0; i < step.Form.Count; i++)
            if (step.Form[i] is var field && field.Required && !item.Form.ContainsKey(field.Code))
                return Refused(act, WorkRefusal.Incomplete, $"缺少{field.Name.Zh}（{field.Code}）", $"{field.Name.En} ({field.Code}) is missing");
        for (var i = 0; i < step.Documents.Count; i++)
            if (step.Documents[i] is var document && !item.Documents.Contains(document))
                return Refused(act, WorkRefusal.Incomplete, $"缺少材料{document}，请附上文件", $"the document {document} is missing; attach its file");
        return step.Duty is { } right && !item.Doers.Contains(new Doer(right, act.Actor.Name))
            ? item with { Doers = [.. item.Doers, new Doer(right, act.Actor.Name)] }
            : item;
    }

    // Only what the step asks may be filled in there: nobody decides for another step.
    private static Result<WorkItem> Merge(WorkItem item, Step step, WorkAction action, WorkAct act)
    {
        if (action.Form is { Count: > 0 } given)
        {
            var form = new Dictionary<string, string>(item.Form, StringComparer.Ordinal);
            foreach (var (code, value) in given)
            {
                if (step.Form.FirstOrDefault(f => f.Code == code)?.Accepts(value) != true) return BadField(act, code, value);
                form[code] = value;
            }
            item = item with { Form = form };
        }
        if (action.Documents is not { Count: > 0 } documents) return item;
        List<string>? all = null;
        for (var i = 0; i < documents.Count; i++)
            if (!item.Documents.Contains(documents[i]) && all?.Contains(documents[i]) != true) (all ??= [.. item.Documents]).Add(documents[i]);
        return all is null ? item : item with { Documents = all };
    }
}
