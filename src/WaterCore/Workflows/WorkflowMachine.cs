using Stateless;

namespace WaterCore.Workflows;

/// <summary>Where a branch stands.</summary>
/// <param name="Step">The index of the step.</param>
/// <param name="Phase">The phase within it.</param>
internal readonly record struct BranchState(int Step, BranchPhase Phase);

/// <summary>An action with the state it would lead to.</summary>
internal readonly record struct WorkTrigger(ActionKind Action, BranchState To);

/// <summary>What a definition allows, as one state machine for all items: the state is lent to it for each step. Safe for use by several threads.</summary>
internal sealed class WorkflowMachine
{
    private readonly StateMachine<BranchState, WorkTrigger> _machine;
    private readonly Lock _gate = new();
    private BranchState _state;
    private bool _refused;

    public WorkflowMachine(WorkflowDefinition definition)
    {
        _machine = new(() => _state, to => _state = to, FiringMode.Immediate);
        _machine.OnUnhandledTrigger((_, _) => _refused = true);
        var index = definition.Steps.Select((s, i) => (s.Code, i)).ToDictionary(p => p.Code, p => p.i, StringComparer.Ordinal);
        var permitted = new HashSet<(BranchState From, WorkTrigger Trigger)>();
        for (var s = 0; s < definition.Steps.Count; s++)
        {
            var step = definition.Steps[s];
            BranchState arrived = new(s, BranchPhase.Arrived), working = new(s, BranchPhase.Working), suspended = new(s, BranchPhase.Suspended), gone = new(s, BranchPhase.Gone);
            Permit(arrived, ActionKind.Accept, working);
            foreach (var from in new[] { arrived, working })
                Permit(from, ActionKind.Hand, arrived); // who may is a matter of rights: a supervisor always, the holder where the step says so
            foreach (var phase in new[] { arrived, working, suspended, new BranchState(s, BranchPhase.Waiting) })
                Permit(phase, ActionKind.Cancel, gone);
            if (step.Actions.Contains(ActionKind.Suspend)) Permit(working, ActionKind.Suspend, suspended);
            Permit(suspended, ActionKind.Resume, working);
            if (step.Actions.Contains(ActionKind.Archive)) Permit(working, ActionKind.Archive, gone);
            if (step.Actions.Contains(ActionKind.SplitOff))
            {
                Permit(working, ActionKind.SplitOff, working);
                Permit(working, ActionKind.Submit, gone); // how a part comes home
            }
            if (step.Actions.Contains(ActionKind.SendBack))
                for (var t = 0; t < definition.Steps.Count; t++)
                    if (t != s) Permit(working, ActionKind.SendBack, new(t, BranchPhase.Arrived));
            foreach (var next in step.Next.Where(n => step.Actions.Contains(n.On)))
            {
                if (next.To.Count > 1) { Permit(working, next.On, gone); continue; }
                var to = index[next.To[0]];
                Permit(working, next.On, new(to, BranchPhase.Arrived));
                if (definition.Steps[to].Join) Permit(working, next.On, new(to, BranchPhase.Waiting));
                if (step.Actions.Contains(ActionKind.Withdraw)) Permit(new(to, BranchPhase.Arrived), ActionKind.Withdraw, arrived);
            }
        }

        void Permit(BranchState from, ActionKind action, BranchState to)
        {
            var trigger = new WorkTrigger(action, to);
            if (!permitted.Add((from, trigger))) return;
            if (from == to) _machine.Configure(from).PermitReentry(trigger);
            else _machine.Configure(from).Permit(trigger, to);
        }
    }

    /// <summary>Whether the definition allows an action to lead from one state to another.</summary>
    public bool Fire(BranchState from, ActionKind action, BranchState to)
    {
        lock (_gate)
        {
            (_state, _refused) = (from, false);
            _machine.Fire(new WorkTrigger(action, to));
            return !_refused && _state == to;
        }
    }
}
