using WaterCore.Workflows;

namespace WaterCore.Tests.Workflows;

/// <summary>Where work is, worked out a second time: tokens on steps and a few ifs. Knows no clocks, rights or records.</summary>
internal sealed class WorkModel
{
    public const string Boss = "boss";

    private readonly WorkflowDefinition _definition;
    private readonly Dictionary<string, List<(string Step, string Seat)>> _passed = [];
    private readonly List<Token> _tokens = [];
    private int? _size;

    public WorkModel(WorkflowDefinition definition)
    {
        _definition = definition;
        Put("1", definition.Steps[0].Code, definition.Steps[0].Position);
    }

    public bool Closed => _tokens.Count == 0;

    public IReadOnlyList<string> Paths => _tokens.ConvertAll(t => t.Path);

    public string SeatOf(string path) => _tokens.Find(t => t.Path == path)!.Seat;

    public string StepOf(string path) => _tokens.Find(t => t.Path == path)!.Step;

    public override string ToString() => string.Join(' ', _tokens.OrderBy(t => t.Path, StringComparer.Ordinal).Select(t => $"{t.Path}:{t.Step}@{t.Seat}:{t.Phase}"));

    /// <summary>Does an action if it may be done; whether it could.</summary>
    public bool Try(ActionKind kind, string? path, string seat, string? argument, int? size)
    {
        if (Closed) return false;
        if (kind == ActionKind.Urge) return seat == Boss;
        if (kind == ActionKind.Cancel && path is null && seat == Boss) { _tokens.Clear(); return true; }
        var token = path is null ? _tokens.Count == 1 ? _tokens[0] : null : _tokens.Find(t => t.Path == path);
        if (token is null) return false;
        var step = _definition.Find(token.Step)!;
        var part = token.Path.Contains('+');
        var allowed = step.Actions.Contains(kind);
        var boss = seat == Boss && kind is ActionKind.Hand or ActionKind.Cancel;
        if (!boss && seat != (kind == ActionKind.Withdraw ? token.SentBy?.Seat : token.Seat)) return false;
        var hasPart = _tokens.Exists(t => t.Path.StartsWith(token.Path + "+", StringComparison.Ordinal));
        switch (kind)
        {
            case ActionKind.Accept when token.Phase == "Arrived": (token.Phase, token.SentBy) = ("Working", null); return true;
            case ActionKind.Suspend when token.Phase == "Working" && allowed: token.Phase = "Suspended"; return true;
            case ActionKind.Resume when token.Phase == "Suspended": token.Phase = "Working"; return true;
            case ActionKind.Cancel when boss || (allowed && !part): _tokens.Clear(); return true;
            case ActionKind.Archive when token.Phase == "Working" && allowed && !part && _tokens.Count == 1: _tokens.Clear(); return true;
            case ActionKind.Hand when token.Phase is "Arrived" or "Working" && (boss || (allowed && (step.HandTo.Count > 0 || argument == step.Position))) && argument != token.Seat:
                (token.Seat, token.Phase, token.SentBy) = (argument!, "Arrived", null);
                return true;
            case ActionKind.SplitOff when token.Phase == "Working" && allowed && !part && argument != token.Seat && (step.HandTo.Count > 0 || argument == step.Position):
                Put(Enumerable.Range(1, 99).Select(n => $"{token.Path}+{n}").First(p => !_tokens.Exists(t => t.Path == p)), step.Code, argument!);
                return true;
            case ActionKind.Withdraw when token is { Phase: "Arrived", SentBy: { } from }: Return(token, from); return true;
            case ActionKind.SendBack when token.Phase == "Working" && allowed && !part && !hasPart:
                var earlier = PassedBy(token.Path).FindLast(p => p.Step == argument);
                if (earlier.Step is null || earlier.Step == token.Step) return false;
                Return(token, earlier);
                return true;
            case ActionKind.Submit when part: return token.Phase == "Working" && Takes(step, size, required: false) && _tokens.Remove(token);
            case ActionKind.Submit or ActionKind.Approve or ActionKind.Reject when token.Phase == "Working" && allowed && !part && !hasPart:
                return Takes(step, size, required: true) && Go(token, step, kind);
            default: return false;
        }
    }

    private bool Takes(Step step, int? size, bool required)
    {
        if (size is not null && step.Form.Count == 0) return false;
        if (required && step.Form.Count > 0 && size is null && _size is null) return false;
        _size = size ?? _size;
        return true;
    }

    private bool Go(Token token, Step step, ActionKind kind)
    {
        var next = step.Next.First(n => n.On == kind && (n.When is null || _size > int.Parse(n.When.Text.Split(' ')[2])));
        var passed = PassedBy(token.Path);
        Forget(token.Path, step.Code);
        passed.Add((step.Code, token.Seat));
        _tokens.Remove(token);
        if (next.To.Count > 1)
        {
            for (var i = 0; i < next.To.Count; i++) Put($"{token.Path}.{i + 1}", next.To[i], _definition.Find(next.To[i])!.Position);
            return true;
        }
        var to = _definition.Find(next.To[0])!;
        Forget(token.Path, to.Code);
        if (!to.Join || !token.Path.Contains('.'))
        {
            Put(token.Path, to.Code, to.Position);
            _tokens[^1].SentBy = step.Actions.Contains(ActionKind.Withdraw) ? (step.Code, token.Seat) : null;
            return true;
        }
        Put(token.Path, to.Code, to.Position);
        _tokens[^1].Phase = "Waiting";
        var parent = token.Path[..token.Path.LastIndexOf('.')];
        var family = _tokens.FindAll(t => t.Path.StartsWith(parent + ".", StringComparison.Ordinal));
        if (family.Exists(t => t.Phase != "Waiting")) return true;
        foreach (var member in family) { _tokens.Remove(member); _passed.Remove(member.Path); }
        Forget(parent, to.Code);
        Put(parent, to.Code, to.Position);
        return true;
    }

    private void Return(Token token, (string Step, string Seat) to)
    {
        Forget(token.Path, to.Step);
        (token.Step, token.Seat, token.Phase, token.SentBy) = (to.Step, to.Seat, "Arrived", null);
    }

    private List<(string Step, string Seat)> PassedBy(string path) => _passed.TryGetValue(path, out var passed) ? passed : _passed[path] = [];

    private void Forget(string path, string step)
    {
        var passed = PassedBy(path);
        var at = passed.FindIndex(p => p.Step == step);
        if (at >= 0) passed.RemoveRange(at, passed.Count - at);
    }

    private void Put(string path, string step, string seat) => _tokens.Add(new Token { Path = path, Step = step, Seat = seat });

    private sealed class Token
    {
        public required string Path { get; init; }
        public required string Step { get; set; }
        public required string Seat { get; set; }
        public string Phase { get; set; } = "Arrived";
        public (string Step, string Seat)? SentBy { get; set; }
    }
}
