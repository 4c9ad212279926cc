#pragma warning disable CS1591 // Each member is the field of the definition that it is named after.
using WaterCore.Organization;
using WaterCore.Workflows;

namespace WaterCore.Host.StaffConsole;

/// <summary>A workflow while it is edited: everything as text, so that what is half typed is kept; read and checked as a file.</summary>
public sealed class DraftWorkflow
{
    public string Code { get; set; } = "";

    public string Zh { get; set; } = "";

    public string En { get; set; } = "";

    public string Promise { get; set; } = "";

    public string Legal { get; set; } = "";

    public IReadOnlyList<SuspendReason> SuspendReasons { get; private init; } = [];

    public List<DraftStep> Steps { get; } = [];

    /// <summary>A definition to edit.</summary>
    public static DraftWorkflow Of(WorkflowDefinition d)
    {
        var draft = new DraftWorkflow { Code = d.Code, Zh = d.Name.Zh, En = d.Name.En, Promise = d.Promise?.ToString() ?? "", Legal = d.Legal?.ToString() ?? "", SuspendReasons = d.SuspendReasons };
        draft.Steps.AddRange(d.Steps.Select(DraftStep.Of));
        return draft;
    }

    /// <summary>As a definition to write; a limit or condition that is half typed cannot be in one and is told.</summary>
    /// <returns>The definition, and what could not be read, as (step, text).</returns>
    public (WorkflowDefinition Definition, IReadOnlyList<(string Step, string Text)> Unread) Make()
    {
        var unread = new List<(string, string)>();
        TimeLimit? Limit(string step, string text)
        {
            if (text.Trim().Length == 0) return null;
            if (TimeLimit.TryParse(text.Trim(), out var limit)) return limit;
            unread.Add((step, text));
            return null;
        }
        Condition? When(string step, string text)
        {
            if (text.Trim().Length == 0) return null;
            if (Condition.TryParse(text.Trim(), out var when)) return when;
            unread.Add((step, text));
            return null;
        }
        var definition = new WorkflowDefinition
        {
            Code = Code.Trim(), Name = new(Zh.Trim(), En.Trim()), Promise = Limit("promise", Promise), Legal = Limit("legal", Legal), SuspendReasons = SuspendReasons,
            Steps = [.. Steps.Select(s => new Step
            {
                Code = s.Code.Trim(), Name = new(s.Zh.Trim(), s.En.Trim()), Position = s.Position.Trim(), Limit = Limit(s.Code, s.Limit), Duty = s.Duty.Length > 0 ? new Permission(s.Duty) : null,
                Form = [.. s.Fields.Select(f => new FormField(f.Code.Trim(), new(f.Zh.Trim(), f.En.Trim()), f.Kind, f.Required, f.Kind == FieldKind.Choice ? Words(f.Choices) : [], 0))],
                Documents = Words(s.Documents), Fees = Words(s.Fees), Effects = s.Effects, Actions = s.Actions, Join = s.Join, HandTo = Words(s.HandTo), Stops = s.Stops,
                Next = [.. s.Ways.Select(w => new Transition(w.On, When(s.Code, w.When), Words(w.To), 0))],
            })],
        };
        return (definition, unread);
    }

    private static string[] Words(string text) => text.Split([' ', ',', '，', '、'], StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A step while it is edited.</summary>
public sealed class DraftStep
{
    public string Code { get; set; } = "";

    public string Zh { get; set; } = "";

    public string En { get; set; } = "";

    public string Position { get; set; } = "";

    public string Limit { get; set; } = "";

    public string Duty { get; set; } = "";

    public string Documents { get; set; } = "";

    public string Fees { get; set; } = "";

    public string HandTo { get; set; } = "";

    public bool Join { get; set; }

    public IReadOnlyList<ClockKind> Stops { get; private init; } = [];

    public IReadOnlyList<string> Effects { get; private init; } = [];

    public HashSet<ActionKind> Actions { get; } = [];

    public List<DraftWay> Ways { get; } = [];

    public List<DraftField> Fields { get; } = [];

    public static DraftStep Of(Step s)
    {
        var draft = new DraftStep
        {
            Code = s.Code, Zh = s.Name.Zh, En = s.Name.En, Position = s.Position, Limit = s.Limit?.ToString() ?? "", Duty = s.Duty?.Code ?? "", Documents = string.Join(' ', s.Documents), Fees = string.Join(' ', s.Fees),
            HandTo = string.Join(' ', s.HandTo), Join = s.Join, Stops = s.Stops, Effects = s.Effects,
        };
        draft.Actions.UnionWith(s.Actions);
        draft.Ways.AddRange(s.Next.Select(n => new DraftWay { On = n.On, When = n.When?.Text ?? "", To = string.Join(' ', n.To) }));
        draft.Fields.AddRange(s.Form.Select(f => new DraftField { Code = f.Code, Zh = f.Name.Zh, En = f.Name.En, Kind = f.Kind, Required = f.Required, Choices = string.Join(' ', f.Choices) }));
        return draft;
    }
}

/// <summary>A way on while it is edited.</summary>
public sealed class DraftWay
{
    public ActionKind On { get; set; } = ActionKind.Submit;

    public string When { get; set; } = "";

    public string To { get; set; } = "";
}

/// <summary>A form field while it is edited.</summary>
public sealed class DraftField
{
    public string Code { get; set; } = "";

    public string Zh { get; set; } = "";

    public string En { get; set; } = "";

    public FieldKind Kind { get; set; }

    public bool Required { get; set; }

    public string Choices { get; set; } = "";
}
