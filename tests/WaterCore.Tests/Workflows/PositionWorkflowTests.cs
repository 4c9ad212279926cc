using NodaTime;
using NodaTime.Text;
using WaterCore.Organization;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Tests.Workflows;

/// <summary>Each rule of moving work, as a script: who in which position does what, and what comes of it.</summary>
public sealed class PositionWorkflowTests
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];

    private const string Flow = """
        workflow: w
        name: {zh: 流程, en: flow}
        promise: 5 working days
        suspend:
          customer: {name: {zh: 等客户, en: customer}, stops: [promised, internal]}
          weather: {name: {zh: 天气, en: weather}, stops: [internal]}
        steps:
          - step: take
            name: {zh: 受理, en: take}
            position: desk
            limit: 1 working day
            form: [{field: size, name: {zh: 口径, en: size}, type: number, required: yes}]
            documents: [identity]
            actions: [submit, withdraw, suspend, cancel]
            next: [{when: size > 40, to: [look, price]}, {to: look}]
          - step: look
            name: {zh: 踏勘, en: look}
            position: survey
            limit: 2 working days
            duty: survey.do
            actions: [submit, send-back, suspend, hand, split-off, withdraw]
            hand_to: [desk]
            next: decide
          - step: price
            name: {zh: 预算, en: price}
            position: price
            limit: 1 working day
            stops: [promised]
            actions: [submit, send-back, suspend]
            next: decide
          - step: decide
            name: {zh: 审批, en: decide}
            position: review
            limit: 1 working day
            duty: review.approve
            join: yes
            fees: [connection]
            actions: [approve, reject, send-back]
            next: [{on: approve, to: file}, {on: reject, to: take}]
          - step: file
            name: {zh: 归档, en: file}
            position: file
            limit: 1 working day
            actions: [archive]
        """;

    private static readonly PositionWorkflow Engine = new(WorkflowFile.Read(Flow, "w.yaml").Value with { Version = 1 });

    private static readonly WorkContext Context = new(new OrganizationChart(new OrganizationData
    {
        Branches = [new("main", Wording.Same("main"))],
        Units = [new("u", Wording.Same("u"), "main")],
        Positions =
        [
            Post("desk", Permission.Accept), Post("survey", Permission.Survey), Post("survey2", Permission.Survey) with { Role = "survey9" }, Post("price", Permission.Quote),
            Post("review", Permission.Approve), Post("file", Permission.Archive), Post("boss", Permission.Supervise),
        ],
        Operators = [.. "dan sue rex pam vera finn bea".Split(' ').Select(n => new Operator(n, n))],
        Holdings =
        [
            Holds("desk", "dan"), Holds("survey", "sue"), Holds("survey", "rex"), Holds("survey2", "rex"), Holds("price", "pam"), Holds("review", "vera"), Holds("review", "rex"),
            Holds("file", "finn"), Holds("boss", "bea"),
        ],
    }), WorkCalendarFile.China, Zone);

    // "who@position action[:branch][=argument]"; then where the branches are, or why the last action was refused.
    [Theory]
    [InlineData("", "1:take@desk:Arrived")]
    [InlineData("dan@desk accept", "1:take@desk:Working")]
    [InlineData("dan@desk submit", "NotAllowedHere")] // not accepted yet
    [InlineData("sue@survey accept", "NotYourWork")]
    [InlineData("sue@desk accept", "NotYourWork")] // not her position
    [InlineData("dan@desk accept; dan@desk accept", "NotAllowedHere")]
    [InlineData("dan@desk accept; dan@desk submit", "Incomplete")] // no size, no identity
    [InlineData("dan@desk accept; dan@desk submit=size:large", "Incomplete")]
    [InlineData("dan@desk accept; dan@desk submit=size:20", "1:look@survey:Arrived")]
    [InlineData("dan@desk accept; dan@desk submit=size:50", "1.1:look@survey:Arrived 1.2:price@price:Arrived")]
    [InlineData("dan@desk accept; dan@desk submit=size:50; sue@survey accept", "NoSuchBranch")] // which of the two?
    [InlineData("dan@desk accept; dan@desk submit=size:50; sue@survey accept:1.1; sue@survey submit:1.1", "1.1:decide@review:Waiting 1.2:price@price:Arrived")]
    [InlineData("dan@desk accept; dan@desk submit=size:50; sue@survey accept:1.1; sue@survey submit:1.1; vera@review accept:1.1", "NotAllowedHere")] // the other is not there yet
    [InlineData("dan@desk accept; dan@desk submit=size:50; sue@survey accept:1.1; sue@survey submit:1.1; pam@price accept:1.2; pam@price submit:1.2", "1:decide@review:Arrived")]
    [InlineData("dan@desk accept; dan@desk submit=size:50; sue@survey accept:1.1; sue@survey send-back:1.1=take", "NotAllowedHere")] // while the other runs
    [InlineData("dan@desk accept; dan@desk submit=size:20; dan@desk withdraw", "1:take@desk:Arrived")]
    [InlineData("dan@desk accept; dan@desk submit=size:20; sue@survey accept; dan@desk withdraw", "NotYourWork")] // too late: it was accepted
    [InlineData("dan@desk accept; dan@desk submit=size:50; dan@desk withdraw:1.1", "NotYourWork")] // a split is not taken back
    [InlineData("dan@desk accept; dan@desk submit=size:20; sue@survey accept; sue@survey send-back=take", "1:take@desk:Arrived")]
    [InlineData("dan@desk accept; dan@desk submit=size:20; sue@survey accept; sue@survey send-back=file", "NotAllowedHere")] // it was never there
    [InlineData("dan@desk accept; dan@desk submit=size:20; sue@survey accept; sue@survey submit; vera@review accept; vera@review send-back=take", "1:take@desk:Arrived")]
    [InlineData("dan@desk accept; dan@desk submit=size:20; sue@survey accept; sue@survey submit; vera@review accept; vera@review reject", "1:take@desk:Arrived")]
    [InlineData("dan@desk accept; dan@desk submit=size:20; rex@survey accept; rex@survey submit; rex@review accept; rex@review approve", "SeparationOfDuties")] // he surveyed it himself
    [InlineData("dan@desk accept; dan@desk submit=size:20; rex@survey accept; rex@survey submit; vera@review accept; vera@review approve", "1:file@file:Arrived")]
    [InlineData("dan@desk accept; dan@desk submit=size:20; sue@survey accept; sue@survey hand=desk", "NoSuchPosition")] // the desk lacks the right to survey
    [InlineData("dan@desk accept; dan@desk submit=size:20; sue@survey accept; sue@survey hand=survey2", "NoSuchPosition")] // not named under hand_to
    [InlineData("dan@desk accept; dan@desk submit=size:20; bea@boss hand=survey2", "1:look@survey2:Arrived")] // a supervisor may
    [InlineData("dan@desk accept; dan@desk submit=size:20; sue@survey accept; sue@survey split-off=desk", "1:look@survey:Working 1+1:look@desk:Arrived")]
    [InlineData("dan@desk accept; dan@desk submit=size:20; sue@survey accept; sue@survey split-off=desk; sue@survey submit:1", "NotAllowedHere")] // the part is not back
    [InlineData("dan@desk accept; dan@desk submit=size:20; sue@survey accept; sue@survey split-off=desk; dan@desk accept:1+1; dan@desk submit:1+1", "1:look@survey:Working")]
    [InlineData("dan@desk accept; dan@desk suspend=customer", "1:take@desk:Suspended")]
    [InlineData("dan@desk accept; dan@desk suspend=lunch", "ReasonMissing")]
    [InlineData("dan@desk accept; dan@desk suspend=customer; dan@desk submit=size:20", "NotAllowedHere")]
    [InlineData("dan@desk accept; dan@desk suspend=customer; dan@desk resume", "1:take@desk:Working")]
    [InlineData("dan@desk urge=quick", "NoRight")]
    [InlineData("bea@boss urge=", "ReasonMissing")]
    [InlineData("bea@boss urge=quick", "1:take@desk:Arrived")]
    [InlineData("dan@desk cancel=no", "")]
    [InlineData("dan@desk cancel=no; dan@desk accept", "Closed")]
    [InlineData("dan@desk accept; dan@desk submit=size:20; sue@survey cancel=no", "NotAllowedHere")]
    [InlineData("dan@desk accept; dan@desk submit=size:50; bea@boss cancel=no", "")]
    [InlineData("dan@desk accept; dan@desk submit=size:20; sue@survey accept; sue@survey submit; vera@review accept; vera@review approve; finn@file accept; finn@file archive", "")]
    public void Script_EndsHere(string script, string expected) => Assert.Equal(expected, Play(script).End);

    [Fact]
    public void Fees_FallDueWhenTheStepIsCompleted() =>
        Assert.Equal(["connection"], Play("dan@desk accept; dan@desk submit=size:20; sue@survey accept; sue@survey submit; vera@review accept; vera@review approve").Last.Fees);

    [Fact]
    public void Visits_SayWhoWhenAndHowLong()
    {
        var (_, _, visits, _) = Play("dan@desk accept; dan@desk submit=size:20; sue@survey accept; sue@survey submit");
        Assert.Equal(2, visits.Count);
        var visit = visits[1];
        Assert.Equal(("look", "survey", "sue", ActionKind.Submit, true), (visit.Step, visit.Position, visit.Holder, visit.Action, visit.OnTime));
        Assert.Equal((At("2026-03-02T11:00"), At("2026-03-02T12:00"), At("2026-03-02T13:00")), (visit.Entered, visit.Opened!.Value, visit.Left));
        Assert.Equal(60, visit.UsedMinutes); // lunch from 12:00
    }

    // Every action takes an hour; the first at 10:00 on Monday 2 March 2026. The promise began at 09:00 and is due on Monday the 9th.
    [Theory]
    [InlineData("dan@desk accept", "2026-03-09T17:30", "2026-03-03T17:30")]
    [InlineData("dan@desk accept; dan@desk suspend=customer", null, null)]
    [InlineData("dan@desk accept; dan@desk suspend=weather", "2026-03-09T17:30", null)] // the house's own matter
    [InlineData("dan@desk accept; dan@desk suspend=customer; dan@desk resume+48", "2026-03-11T17:30", "2026-03-05T17:30")] // Tuesday and Wednesday are not counted
    [InlineData("dan@desk accept; dan@desk suspend=weather; dan@desk resume+48", "2026-03-09T17:30", "2026-03-05T17:30")]
    [InlineData("dan@desk accept; dan@desk suspend+240=customer; dan@desk resume+48", "2026-03-09T17:30", "2026-03-03T17:30")] // late already: stopping would hide it
    public void Clocks_StopForTheReasonsThatStopThem(string script, string? promise, string? step)
    {
        var item = Play(script).Last.Item;
        Assert.Equal((promise is null ? null : At(promise), step is null ? null : At(step)), (item.PromisedBy, item.Branches[0].Due));
    }

    [Fact]
    public void Clock_StandsWhileABranchIsWhereItIsExcluded()
    {
        var split = Play("dan@desk accept; dan@desk submit=size:50").Last.Item;
        Assert.Null(split.PromisedBy); // "price" stops the promise
        var joined = Play("dan@desk accept; dan@desk submit=size:50; pam@price accept:1.2; pam@price submit+24:1.2").Last.Item;
        Assert.Equal(At("2026-03-10T17:30"), joined.PromisedBy); // Tuesday was touched; Wednesday to Tuesday are five
    }

    [Fact]
    public void Act_OnAnItemOfAnotherVersion_Throws() =>
        Assert.Throws<ArgumentException>(() => Engine.Act(Play("").Last.Item with { Version = 2 }, new(ActionKind.Accept), new("dan", "desk"), At("2026-03-02T10:00"), Context));

    [Fact]
    public void Refusals_AreCompleteInBothLanguages()
    {
        var fault = Assert.IsType<WorkRefused>(Engine.Act(Play("").Last.Item, new(ActionKind.Accept), new("sue", "survey"), At("2026-03-02T10:00"), Context).Fault);
        Assert.Equal("Item 1: cannot accept: sue as survey does not hold the position desk on this day.", fault.Message);
        Assert.Equal("工单 1 不能签收：sue（survey）今天不在持有该工作的岗位desk上。", fault.In(Language.Chinese));
    }

    private static (string End, WorkOutcome Last, List<Visit> Visits, List<WorkAct> Acts) Play(string script)
    {
        var now = At("2026-03-02T09:00");
        var last = Engine.Start(new(1), "main", "x", new("dan", "desk"), now, Context).Value;
        var visits = new List<Visit>();
        var acts = new List<WorkAct> { last.Act };
        var end = "";
        foreach (var line in script.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            Assert.Equal("", end); // only the last may be refused
            var (who, rest) = line.Split(' ', 2) is [var w, var r] ? (w.Split('@'), r) : throw new FormatException(line);
            var (head, argument) = rest.Split('=', 2) is [var h, var a] ? (h, a) : (rest, null);
            var (verb, path) = head.Split(':', 2) is [var v, var p] ? (v, p) : (head, null);
            var hours = 1;
            if (verb.Split('+') is [var plain, var wait]) (verb, hours) = (plain, int.Parse(wait));
            now += Duration.FromHours(hours);
            var kind = ActionWords.Of(verb)!.Value;
            var done = Engine.Act(last.Item, new WorkAction(kind)
            {
                Path = path, Step = kind == ActionKind.SendBack ? argument : null, Position = kind is ActionKind.Hand or ActionKind.SplitOff ? argument : null,
                Reason = kind is ActionKind.SendBack or ActionKind.Hand or ActionKind.SplitOff ? "because" : kind == ActionKind.Submit ? null : argument,
                Form = kind == ActionKind.Submit && argument?.Split(':') is [var field, var value] ? new Dictionary<string, string> { [field] = value } : null,
                Documents = kind == ActionKind.Submit && argument is not null ? ["identity"] : null,
            }, new(who[0], who[1]), now, Context);
            if (!done.IsOk) { end = ((WorkRefused)done.Fault).Why.ToString(); continue; }
            last = done.Value;
            visits.AddRange(last.Visits);
            acts.Add(last.Act);
        }
        return (end.Length > 0 ? end : string.Join(' ', last.Item.Branches.OrderBy(b => b.Path, StringComparer.Ordinal).Select(b => $"{b.Path}:{b.Step}@{b.Position}:{b.Phase}")), last, visits, acts);
    }

    private static Position Post(string code, params Permission[] permissions) => new(code, code, Wording.Same(code), "u", permissions);

    private static Holding Holds(string position, string who) => new(position, who, new LocalDate(2026, 1, 1));

    private static Instant At(string text) => LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(text).Value.InZoneStrictly(Zone).ToInstant();
}
