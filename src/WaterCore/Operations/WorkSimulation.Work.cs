using NodaTime;
using WaterCore.Organization;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Operations;

public sealed partial class WorkSimulation
{
    private static (Instant Due, long Item, string Path) Key(WorkItem item, WorkBranch branch) => (branch.Due ?? Instant.MaxValue, item.Id.Value, branch.Path);

    private void Begin(Instant at)
    {
        var engine = _source.Pick(_engines);
        var made = engine.Start(new(++_begun), SampleOrganization.Office, $"subject {_begun}", Actor.System, at, _context);
        if (made.IsOk) Keep(null, made.Value);
        else _faults++;
    }

    /// <summary>Takes what is due first and not resting; the minutes that it took, or null when there was nothing to do.</summary>
    private int? Work(Actor actor, Instant now)
    {
        foreach (var key in _trays[actor.Position])
        {
            var item = _items[new(key.Item)];
            var branch = item.Find(key.Path)!;
            if (branch.Phase is BranchPhase.Waiting or BranchPhase.Suspended || branch.Entered > now) continue;
            if (branch.Phase == BranchPhase.Arrived) { if (!Do(item, new(ActionKind.Accept) { Path = branch.Path }, actor, now)) continue; return 2; }
            if (branch.Holder != actor.Name && _chart.MayAct(branch.Holder!, branch.Position, _context.DayOf(now))) continue; // a colleague is at it
            var step = _byCode[item.Definition].Definition.Find(branch.Step)!;
            if (Do(item, Choose(item, branch, step), actor, now)) return _source.Between(3, 3 + Heavy(step));
            if (Do(item, new(ActionKind.Hand) { Path = branch.Path, Position = Other(step, branch), Reason = "不相容职责 separation of duties" }, actor, now)) return 5;
        }
        return null;
    }

    // Minutes at most: field work takes longer than desk work, and filing the least.
    private static int Heavy(Step step) => step.IsEnd ? 5 : step.Position is "site-crew" or "repair-crew" or "surveyor" ? 60 : 15;

    private string? Other(Step step, WorkBranch branch) => _chart.OfRole(step.Position).FirstOrDefault(p => p.Code != branch.Position)?.Code;

    private WorkAction Choose(WorkItem item, WorkBranch branch, Step step)
    {
        var form = step.Form.ToDictionary(f => f.Code, Fill, StringComparer.Ordinal);
        if (branch.IsPart) return new(ActionKind.Submit) { Path = branch.Path };
        if (step.IsEnd) return new(ActionKind.Archive) { Path = branch.Path };
        if (item.Branches.Any(b => b.Path.StartsWith(branch.Path + "+", StringComparison.Ordinal))) return new(ActionKind.Suspend) { Path = branch.Path, Reason = "weather" };
        if (_source.Chance(10) && step.Actions.Contains(ActionKind.Cancel)) return new(ActionKind.Cancel) { Path = branch.Path, Reason = "客户撤销 withdrawn by the customer" };
        if (_source.Chance(30) && step.Actions.Contains(ActionKind.Suspend)) return new(ActionKind.Suspend) { Path = branch.Path, Reason = _source.Chance(700) ? "customer" : "permit" };
        if (_source.Chance(30) && step.Actions.Contains(ActionKind.SendBack) && item.Trail.Any(p => p.Path == branch.Path)) return new(ActionKind.SendBack) { Path = branch.Path, Reason = "材料不符 papers do not fit" };
        if (_source.Chance(10) && step.Actions.Contains(ActionKind.SplitOff) && Other(step, branch) is { } other) return new(ActionKind.SplitOff) { Path = branch.Path, Position = other, Reason = "协办 a part" };
        var kind = step.Actions.Contains(ActionKind.Submit) ? ActionKind.Submit : _source.Chance(40) ? ActionKind.Reject : ActionKind.Approve;
        return new(kind) { Path = branch.Path, Form = form, Documents = step.Documents };
    }

    private string Fill(FormField field) => field.Kind switch
    {
        FieldKind.Number => _source.Below(100).ToString(System.Globalization.CultureInfo.InvariantCulture),
        FieldKind.YesNo => _source.Chance(800) ? "yes" : "no",
        FieldKind.Choice => _source.Pick(field.Choices),
        FieldKind.Date => "2026-01-31",
        _ => "x",
    };

    private void WakeUp(long id, string path, Instant now)
    {
        if (!_items.TryGetValue(new(id), out var item) || item.Find(path) is not { Phase: BranchPhase.Suspended } branch) return;
        if (_chart.HoldersOf(branch.Position, _context.DayOf(now)) is [var holder, ..] && Do(item, new(ActionKind.Resume) { Path = path }, new Actor(holder.Operator, branch.Position), now)) return;
        Rest(id, path, now); // nobody is there: the next day
    }

    private void Rest(long id, string path, Instant now) => _resting.Enqueue((id, path), (now.Plus(Duration.FromDays(_source.Between(1, 5))), id, path));

    private bool Do(WorkItem item, WorkAction action, Actor actor, Instant now)
    {
        var made = _byCode[item.Definition].Act(item, action, actor, now, _context);
        if (made.IsOk) { Keep(item, made.Value); return true; }
        var why = ((WorkRefused)made.Fault).Why;
        _refused[why] = _refused.GetValueOrDefault(why) + 1;
        return false;
    }

    private void Keep(WorkItem? before, WorkOutcome made)
    {
        var item = made.Item;
        _acts++;
        _told?.Invoke(made);
        if (made.Act.Revision != item.Revision || item.Revision != (before?.Revision ?? 0) + 1) _faults++;
        foreach (var branch in before?.Branches ?? []) if (!_trays[branch.Position].Remove(Key(before!, branch))) _faults++;
        foreach (var branch in item.Branches) if (!_trays[branch.Position].Add(Key(item, branch))) _faults++;
        foreach (var visit in made.Visits) _statistics.Add(visit);
        _statistics.Add(made.Act);
        if (made.Act.Action == ActionKind.Suspend) Rest(item.Id.Value, made.Act.Path, made.Act.At);
        if (item.Status == WorkStatus.Open) { _items[item.Id] = item; return; }
        _items.Remove(item.Id);
        if (item.Status == WorkStatus.Cancelled) { _cancelled++; return; }
        _archived++;
        if (item.Clocks.FirstOrDefault(c => c.Kind == ClockKind.Promised) is not { } promise) return;
        _promised++;
        if (promise.Due is not { } due || item.ClosedAt <= due) _kept++;
    }
}
