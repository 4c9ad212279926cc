using NodaTime;
using WaterCore.Organization;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Tests.Workflows;

/// <summary>Random actions, allowed or not, on generated definitions: the engine and the small model agree on what may be done and where work is.</summary>
public sealed class RandomWalkTests
{
    private static readonly string[] Seats = ["a", "b", "c", "d", WorkModel.Boss];
    private static readonly ActionKind[] Kinds = [.. Enum.GetValues<ActionKind>().Where(k => k is not ActionKind.Start and not ActionKind.Migrate)];

    private static readonly WorkContext Context = new(new OrganizationChart(new OrganizationData
    {
        Branches = [new("main", Wording.Same("main"))],
        Units = [new("u", Wording.Same("u"), "main")],
        Positions = [.. Seats.Select(s => new Position(s, s, Wording.Same(s), "u", s == WorkModel.Boss ? [Permission.Supervise] : []))],
        Operators = [.. Seats.Select(s => new Operator(s, s))],
        Holdings = [.. Seats.Select(s => new Holding(s, s, new LocalDate(2026, 1, 1)))],
    }), WorkCalendarFile.China, DateTimeZone.Utc);

    /// <summary>The long run is a command: <c>WaterCore.Benchmarks -- walks 1000000</c>.</summary>
    [Fact]
    public void Walks_OverGeneratedDefinitions_AgreeWithTheModel()
    {
        const int walks = 20_000;
        var (done, refused, closed, split, waited) = Walk(walks);
        // The walks have been everywhere that matters.
        Assert.True(done > walks * 4L && refused > walks && closed > walks / 4 && split > walks && waited > walks / 10, $"done {done}, refused {refused}, closed {closed}, split {split}, waited {waited}");
    }

    /// <summary>Walks until engine and model differ, which fails, or the number is reached: actions done, refused by both, items closed, moments with parallel branches and with waiting ones.</summary>
    internal static (long Done, long Refused, long Closed, long Split, long Waited) Walk(int walks, Action<int>? progress = null)
    {
        long done = 0, refused = 0, closed = 0, split = 0, waited = 0;
        for (var w = 0; w < walks;)
        {
            progress?.Invoke(w);
            var source = new SeededSource(w + 1);
            var definition = Generate(source);
            var findings = WorkflowCheck.Check(definition, Context.Chart, new LocalDate(2026, 3, 2));
            Assert.True(findings.Count == 0, string.Join('\n', findings));
            var engine = new PositionWorkflow(definition);
            for (var n = 0; n < 50 && w < walks; n++, w++)
            {
                var now = Instant.FromUtc(2026, 3, 2, 1, 0);
                var item = engine.Start(new(w + 1), "main", "x", new(Seats[0], Seats[0]), now, Context).Value.Item;
                var model = new WorkModel(definition);
                var script = new List<string>();
                for (var a = 0; a < 40 && !model.Closed; a++)
                {
                    now += Duration.FromMinutes(source.Between(1, 300));
                    var (action, seat, size) = Choose(source, definition, model);
                    script.Add($"{seat} {action.Kind} {action.Path} {action.Step}{action.Position} {size}");
                    var made = engine.Act(item, action, new(seat, seat), now, Context);
                    var could = model.Try(action.Kind, action.Path, seat, action.Step ?? action.Position, size);
                    if (made.IsOk)
                    {
                        Assert.Equal(item.Revision + 1, made.Value.Item.Revision);
                        Assert.All(made.Value.Visits, v => Assert.True(v.Entered <= v.Left));
                        item = made.Value.Item;
                        done++;
                    }
                    else refused++;
                    var where = string.Join(' ', item.Branches.OrderBy(b => b.Path, StringComparer.Ordinal).Select(b => $"{b.Path}:{b.Step}@{b.Position}:{b.Phase}"));
                    if (could != made.IsOk || where != model.ToString())
                        Assert.Fail($"walk {w}: {string.Join("; ", script)}\nengine: {made} {where}\nmodel:  {could} {model}\n{Print(definition)}");
                    Assert.Equal(item.Branches.Count, item.Branches.Select(b => b.Path).Distinct().Count());
                    Assert.All(item.Branches, b => Assert.NotNull(Context.Chart.FindPosition(b.Position)));
                    if (item.Branches.Count > 1) split++;
                    if (item.Branches.Any(b => b.Phase == BranchPhase.Waiting)) waited++;
                }
                if (item.Status != WorkStatus.Open) closed++;
            }
        }
        return (done, refused, closed, split, waited);
    }

    // Main steps in a row; some fork into parallel steps that meet at the next; ways that skip, and ways back.
    private static WorkflowDefinition Generate(SeededSource source)
    {
        var count = source.Between(3, 6);
        var steps = new List<Step>();
        for (var s = 0; s < count; s++)
        {
            var next = new List<Transition>();
            var decides = s > 0 && source.Chance(400);
            var on = decides ? ActionKind.Approve : ActionKind.Submit;
            var parallel = s < count - 1 && source.Chance(500) ? source.Between(2, 3) : 0;
            if (s < count - 1)
            {
                if (source.Chance(500) && Condition.TryParse($"size > {source.Below(100)}", out var when)) next.Add(new(on, when, [$"s{source.Between(s + 1, count - 1)}"], 1));
                next.Add(new(on, null, parallel > 0 ? [.. Enumerable.Range(0, parallel).Select(p => $"p{s}{p}")] : [$"s{s + 1}"], 1));
                if (decides) next.Add(new(ActionKind.Reject, null, [$"s{source.Below(s)}"], 1));
            }
            var actions = Actions(source);
            if (s == count - 1) actions.Add(ActionKind.Archive);
            else { actions.Add(on); if (decides) actions.Add(ActionKind.Reject); }
            steps.Add(New(source, $"s{s}", actions, next) with
            {
                Join = true, Form = s == 0 ? [new("size", Wording.Same("size"), FieldKind.Number, true, [], 1)] : [],
            });
            for (var p = 0; p < parallel; p++)
            {
                var inner = Actions(source);
                inner.Add(ActionKind.Submit);
                steps.Add(New(source, $"p{s}{p}", inner, [new(ActionKind.Submit, null, [$"s{s + 1}"], 1)]));
            }
        }
        return new WorkflowDefinition
        {
            Code = "generated", Version = 1, Name = Wording.Same("generated"), Steps = Reachable(steps),
            SuspendReasons = [new("because", Wording.Same("because"), [ClockKind.Internal])],
        };
    }

    private static List<Step> Reachable(List<Step> steps)
    {
        var seen = new HashSet<string> { steps[0].Code };
        while (steps.Where(s => seen.Contains(s.Code)).SelectMany(s => s.Next).SelectMany(n => n.To).Where(seen.Add).ToList().Count > 0) { }
        return steps.Where(s => seen.Contains(s.Code)).ToList();
    }

    private static HashSet<ActionKind> Actions(SeededSource source) =>
        [.. new[] { ActionKind.SendBack, ActionKind.Withdraw, ActionKind.Hand, ActionKind.SplitOff, ActionKind.Suspend, ActionKind.Cancel }.Where(_ => source.Chance(600))];

    private static Step New(SeededSource source, string code, HashSet<ActionKind> actions, List<Transition> next) => new()
    {
        Code = code, Name = Wording.Same(code), Position = Seats[source.Below(4)], Limit = new TimeLimit(source.Between(1, 6), (LimitUnit)source.Below(3)), Actions = actions, Next = next,
        HandTo = source.Chance(500) ? ["*"] : [], Line = 1,
    };

    private static (WorkAction Action, string Seat, int? Size) Choose(SeededSource source, WorkflowDefinition definition, WorkModel model)
    {
        var path = source.Chance(950) ? source.Pick(model.Paths) : source.Chance(500) ? null : "7";
        var known = path is not null && model.Paths.Contains(path) ? path : model.Paths[0];
        var seat = source.Chance(850) ? model.SeatOf(known) : source.Pick(Seats);
        // Mostly what moves work on, so that walks get far; now and then anything.
        var step = definition.Find(model.StepOf(known))!;
        var kind = source.Chance(300) ? ActionKind.Accept
            : source.Chance(400) ? source.Pick([.. step.Actions.Where(a => a.Completes() || a == ActionKind.Archive).DefaultIfEmpty(ActionKind.Submit)])
            : source.Pick(Kinds);
        if (kind == ActionKind.Cancel && source.Chance(900)) kind = ActionKind.Resume;
        int? size = step.Form.Count > 0 ? source.Chance(800) ? source.Below(100) : null : source.Chance(30) ? 5 : null;
        if (!kind.Completes()) size = null;
        return (new WorkAction(kind)
        {
            Path = path, Reason = "because",
            Step = kind == ActionKind.SendBack ? source.Pick(definition.Steps).Code : null,
            Position = kind is ActionKind.Hand or ActionKind.SplitOff ? source.Pick(Seats) : null,
            Form = size is { } s ? new Dictionary<string, string> { ["size"] = s.ToString() } : null,
        }, seat, size);
    }

    private static string Print(WorkflowDefinition definition) => string.Join('\n', definition.Steps.Select(s =>
        $"{s.Code} {s.Position} [{string.Join(' ', s.Actions)}] hand [{string.Join(' ', s.HandTo)}] {string.Join("; ", s.Next.Select(n => $"{n.On} {n.When?.Text} -> {string.Join(',', n.To)}"))}"));
}
