using NodaTime;
using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>A case after an act, and the act's record.</summary>
/// <param name="Case">The case as it is now.</param>
/// <param name="Event">What was done.</param>
public sealed record CaseMove(ServiceCase Case, CaseEvent Event);

/// <summary>What each act makes of a case, and when it is refused.</summary>
public static class CaseFlow
{
    /// <summary>Answers it. With a call-back owed it waits for that, else it is done.</summary>
    public static Result<CaseMove> Answer(ServiceCase c, string answer, Actor actor, Instant at)
    {
        if (c.State != CaseState.Open) return Refused(c, CaseAct.Answer);
        if (string.IsNullOrWhiteSpace(answer)) return new ContactInvalid("answer", "it is empty; say what the person was told");
        var done = c.CallBack is null;
        return Move(c with
        {
            State = done ? CaseState.Closed : CaseState.Answered, Answer = CardNumbers.Hide(answer.Trim()), AnsweredAt = c.AnsweredAt ?? at, ClosedAt = done ? at : null,
        }, CaseAct.Answer, answer, actor, at);
    }

    /// <summary>Hands it to another position.</summary>
    public static Result<CaseMove> HandOver(ServiceCase c, string position, string? note, Actor actor, Instant at) =>
        c.State != CaseState.Open ? Refused(c, CaseAct.HandOver)
        : string.IsNullOrWhiteSpace(position) ? new ContactInvalid("position", "name the position that gets the case")
        : Move(c with { Position = position.Trim() }, CaseAct.HandOver, string.IsNullOrWhiteSpace(note) ? position : $"{position}: {note}", actor, at);

    /// <summary>Adds a remark; also to what is done.</summary>
    public static Result<CaseMove> Note(ServiceCase c, string note, Actor actor, Instant at) =>
        c.State == CaseState.Merged ? Refused(c, CaseAct.Note)
        : string.IsNullOrWhiteSpace(note) ? new ContactInvalid("note", "it is empty")
        : Move(c, CaseAct.Note, note, actor, at);

    /// <summary>Notes a call-back. Somebody who was not reached is called again; somebody who is not content has the case opened again.</summary>
    public static Result<CaseMove> CallBack(ServiceCase c, bool reached, bool content, string? note, Actor actor, Instant at)
    {
        if (c.State != CaseState.Answered) return Refused(c, CaseAct.CallBack);
        var after = !reached ? c : content ? c with { State = CaseState.Closed, ClosedAt = at } : Again(c);
        var what = !reached ? "not reached" : content ? "reached, content" : "reached, not content";
        return Move(after, CaseAct.CallBack, string.IsNullOrWhiteSpace(note) ? what : $"{what}: {note}", actor, at);
    }

    /// <summary>Opens it again, at the position that had it last.</summary>
    public static Result<CaseMove> Reopen(ServiceCase c, string reason, Actor actor, Instant at) =>
        c.State is not (CaseState.Closed or CaseState.Answered) ? Refused(c, CaseAct.Reopen)
        : string.IsNullOrWhiteSpace(reason) ? new ContactInvalid("reason", "say why it is opened again")
        : Move(Again(c), CaseAct.Reopen, reason, actor, at);

    /// <summary>Notes the person's rating, 1 to 5; a later one takes the place of an earlier one.</summary>
    public static Result<CaseMove> Rate(ServiceCase c, int rating, string? note, Actor actor, Instant at) =>
        c.State is not (CaseState.Closed or CaseState.Answered) ? Refused(c, CaseAct.Rate)
        : rating is < 1 or > 5 ? new ContactInvalid("rating", $"{rating} is not 1 (bad) to 5 (good)")
        : Move(c with { Rating = rating }, CaseAct.Rate, string.IsNullOrWhiteSpace(note) ? $"{rating}" : $"{rating}: {note}", actor, at);

    /// <summary>Joins it to another that goes on for both.</summary>
    public static Result<CaseMove> Merge(ServiceCase c, ServiceCase into, Actor actor, Instant at) =>
        !c.IsLive ? Refused(c, CaseAct.Merge)
        : into.Id == c.Id ? new ContactInvalid("into", "a case cannot be merged into itself")
        : into.State == CaseState.Merged ? Refused(into, CaseAct.Merge)
        : Move(c with { State = CaseState.Merged, MergedInto = into.Id, ClosedAt = at }, CaseAct.Merge, $"into {into.Id}", actor, at);

    /// <summary>Notes the work item that does it.</summary>
    public static Result<CaseMove> StartWork(ServiceCase c, Id<Workflows.WorkItem> work, Actor actor, Instant at) =>
        c.State != CaseState.Open || c.Work is not null ? Refused(c, CaseAct.StartWork) : Move(c with { Work = work }, CaseAct.StartWork, $"work item {work}", actor, at);

    /// <summary>Notes that it is a report of an incident, and goes on with that.</summary>
    public static Result<CaseMove> Join(ServiceCase c, Id<Incident> incident, Actor actor, Instant at) =>
        !c.IsLive || c.Incident is not null ? Refused(c, CaseAct.Join) : Move(c with { Incident = incident }, CaseAct.Join, $"incident {incident}", actor, at);

    private static ServiceCase Again(ServiceCase c) => c with { State = CaseState.Open, ClosedAt = null, Reopened = c.Reopened + 1 };

    private static CaseActRefused Refused(ServiceCase c, CaseAct act) => new(c.Id.ToString(), act, c.State);

    private static CaseMove Move(ServiceCase after, CaseAct act, string? note, Actor actor, Instant at)
    {
        var moved = after with { Revision = after.Revision + 1 };
        return new CaseMove(moved, new CaseEvent(moved.Id, moved.Revision, at, actor.Name, actor.Position, act, note is null ? null : CardNumbers.Hide(note.Trim())));
    }
}
