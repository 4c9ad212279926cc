using NodaTime;
using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Workflows;

/// <summary>
/// Moves items of one definition between positions (岗位流转). Pure: the item goes in, the next item and what goes on record come out.
/// Safe for use by several threads.
/// </summary>
/// <remarks>
/// Who may: the work lies in a position, and whoever holds or stands in for that position on the day may act on it. Urging needs the right to
/// supervise; a supervisor may also hand on and cancel. A step's duty needs that right of the position, and no other part of a declared
/// separation done by the same person on the same item.
/// </remarks>
public sealed partial class PositionWorkflow
{
    private readonly WorkflowMachine _machine;
    private readonly Dictionary<string, int> _index;

    /// <summary>Prepares a definition once, for all of its items.</summary>
    public PositionWorkflow(WorkflowDefinition definition)
    {
        Definition = definition;
        _machine = new WorkflowMachine(definition);
        _index = definition.Steps.Select((s, i) => (s.Code, i)).ToDictionary(p => p.Code, p => p.i, StringComparer.Ordinal);
    }

    /// <summary>The definition.</summary>
    public WorkflowDefinition Definition { get; }

    /// <summary>Begins an item (发起): it arrives at the first step.</summary>
    /// <param name="id">Its identity.</param>
    /// <param name="office">The branch of the utility that serves it.</param>
    /// <param name="subject">What it is about, for people.</param>
    /// <param name="actor">Who begins it; when the actor's position is of the first step's role, it arrives there.</param>
    /// <param name="at">When.</param>
    /// <param name="context">The organisation and the calendar.</param>
    /// <param name="form">What is known already; may be null.</param>
    public Result<WorkOutcome> Start(Id<WorkItem> id, string office, string subject, Actor actor, Instant at, WorkContext context, IReadOnlyDictionary<string, string>? form = null)
    {
        var act = new WorkAct(id, 1, at, actor, ActionKind.Start, "1", Definition.Start.Code, null, null);
        if (actor != Actor.System && !context.Chart.MayAct(actor.Name, actor.Position, context.DayOf(at)))
            return Refused(act, WorkRefusal.NotYourWork, $"今天{actor.Name}不在岗位{actor.Position}上", $"{actor.Name} does not hold position {actor.Position} on this day");
        foreach (var (code, value) in form ?? Empty)
            if (FieldOf(code) is not { } field || !field.Accepts(value)) return BadField(act, code, value);
        var own = context.Chart.FindPosition(actor.Position);
        var position = own?.Role == Definition.Start.Position ? own.Code : Route(Definition.Start, office, id.Value, context);
        if (position is null) return NoPosition(act, Definition.Start.Position, office);
        var item = new WorkItem
        {
            Id = id, Definition = Definition.Code, Version = Definition.Version, Office = office, Subject = subject, StartedAt = at, Revision = 1,
            Form = form ?? Empty, Branches = [Arrive("1", Definition.Start, position, at, context)], Clocks = WorkClocks.Begin(Definition, at, context),
        };
        return new WorkOutcome(WorkClocks.Set(item, Definition, at, context), [], act with { Target = position }, []);
    }

    /// <summary>Does an action.</summary>
    /// <returns>What it makes, or the <see cref="WorkRefused"/> that says why not.</returns>
    /// <exception cref="ArgumentException">The item follows another definition or version.</exception>
    public Result<WorkOutcome> Act(WorkItem item, WorkAction action, Actor actor, Instant at, WorkContext context)
    {
        if (item.Definition != Definition.Code || item.Version != Definition.Version)
            throw new ArgumentException($"Item {item.Id} follows {item.Definition} version {item.Version}, not {Definition.Code} version {Definition.Version}.", nameof(item));
        var day = context.DayOf(at);
        var supervises = actor == Actor.System || context.Chart.Allows(actor, Permission.Supervise, day);
        var whole = item.Status != WorkStatus.Open || action.Kind == ActionKind.Urge || (action.Kind == ActionKind.Cancel && action.Path is null && supervises);
        var branch = whole ? null : action.Path is null ? item.Branches.Count == 1 ? item.Branches[0] : null : item.Find(action.Path);
        var act = new WorkAct(item.Id, item.Revision + 1, at, actor, action.Kind, branch?.Path ?? action.Path ?? "", branch?.Step ?? "", null, action.Reason);
        if (item.Status != WorkStatus.Open) return Refused(act, WorkRefusal.Closed, "工单已办结", "the item is closed already");
        if (action.Kind == ActionKind.Urge) return Urge(item, act, supervises);
        if (whole) return Cancel(item, act, context);
        if (branch is null) return Refused(act, WorkRefusal.NoSuchBranch, action.Path is null ? $"有几个分支在办，请写明是哪一个：{Open(item)}" : $"没有办理中的分支{action.Path}，在办的有：{Open(item)}", action.Path is null ? $"several branches are open; say which: {Open(item)}" : $"there is no open branch {action.Path}; name one of: {Open(item)}");
        var step = Definition.Find(branch.Step)!;

        var seat = action.Kind == ActionKind.Withdraw ? branch.SentFrom?.Position ?? "" : branch.Position;
        var holds = actor.Position == seat && context.Chart.MayAct(actor.Name, actor.Position, day);
        if (!holds && !(supervises && action.Kind is ActionKind.Hand or ActionKind.Cancel))
            return Refused(act, WorkRefusal.NotYourWork, $"{actor.Name}（{actor.Position}）今天不在持有该工作的岗位{seat}上", $"{actor.Name} as {actor.Position} does not hold the position {(seat.Length > 0 ? seat : "that sent it")} on this day");

        return action.Kind switch
        {
            ActionKind.Accept => Accept(item, branch, act),
            ActionKind.Submit or ActionKind.Approve or ActionKind.Reject => Complete(item, branch, step, action, act, context),
            ActionKind.SendBack => SendBack(item, branch, step, action, act, context),
            ActionKind.Withdraw => Withdraw(item, branch, act, context),
            ActionKind.Hand => Hand(item, branch, step, action, act, supervises, context),
            ActionKind.SplitOff => SplitOff(item, branch, step, action, act, context),
            ActionKind.Suspend => Suspend(item, branch, act, context),
            ActionKind.Resume => Resume(item, branch, step, act, context),
            ActionKind.Cancel => supervises || (step.Actions.Contains(ActionKind.Cancel) && !branch.IsPart) ? Cancel(item, act, context) : NotHere(act, branch),
            ActionKind.Archive => Archive(item, branch, step, action, act, context),
            _ => NotHere(act, branch),
        };
    }

    private static readonly IReadOnlyDictionary<string, string> Empty = new Dictionary<string, string>();

    private BranchState StateOf(WorkBranch branch) => new(_index[branch.Step], branch.Phase);

    private FormField? FieldOf(string code)
    {
        foreach (var step in Definition.Steps)
            foreach (var field in step.Form)
                if (field.Code == code) return field;
        return null;
    }

    // Several positions of one role share the work by the item's number, so that the same item always finds the same one.
    private static string? Route(Step step, string office, long item, WorkContext context)
    {
        var serving = context.Chart.Serving(step.Position, office);
        return serving.Count == 0 ? null : serving[(int)(item % serving.Count)].Code;
    }

    private static WorkBranch Arrive(string path, Step step, string position, Instant at, WorkContext context, Passed? sentFrom = null, bool waits = false) => new()
    {
        Path = path, Step = step.Code, Position = position, Phase = waits ? BranchPhase.Waiting : BranchPhase.Arrived, Entered = at, SentFrom = sentFrom,
        Due = waits || step.Limit is not { } limit ? null : context.Due(at, limit, []),
    };

    private static Visit Leave(WorkItem item, WorkBranch branch, WorkAct act, WorkContext context) => new()
    {
        Item = item.Id, Revision = act.Revision, Path = branch.Path, Definition = item.Definition, Version = item.Version, Office = item.Office, Step = branch.Step,
        Position = branch.Position, Holder = branch.Holder, Entered = branch.Entered, Opened = branch.Opened, Due = branch.Due, Left = act.At, Action = act.Action,
        Note = act.Note, UsedMinutes = context.WorkingMinutes(branch.Entered, act.At, branch.Stands),
    };

    private static WorkRefused Refused(WorkAct act, WorkRefusal why, string zh, string en) => new(act.Item.Value, act.Action, why, new Wording(zh, en));

    private static WorkRefused NotHere(WorkAct act, WorkBranch branch) => Refused(act, WorkRefusal.NotAllowedHere,
        $"环节{branch.Step}的当前状态（{PhaseNames[(int)branch.Phase].Zh}）不允许", $"step {branch.Step} does not allow it while the work is {PhaseNames[(int)branch.Phase].En}");

    private static WorkRefused BadField(WorkAct act, string code, string value) => Refused(act, WorkRefusal.Incomplete,
        $"字段{code}不接受“{value}”", $"field {code} does not take '{value}'; see the step's form");

    private static WorkRefused NoPosition(WorkAct act, string role, string office) => Refused(act, WorkRefusal.NoSuchPosition,
        $"{office}没有{role}岗位", $"no position of role {role} serves {office}; add one");

    private static readonly Wording[] PhaseNames = [new("待签收", "not accepted yet"), new("办理中", "in hand"), new("已挂起", "suspended"), new("等待汇合", "waiting at the join"), new("已结束", "gone")];

    private static string Open(WorkItem item) => string.Join(", ", item.Branches.Select(b => $"{b.Path} ({b.Step}, {b.Position})"));
}
