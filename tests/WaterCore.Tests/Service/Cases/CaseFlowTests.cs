using NodaTime;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Tests.Service.Cases;

public sealed class CaseFlowTests
{
    private static readonly Instant s_now = Instant.FromUtc(2026, 3, 10, 2, 0);
    private static readonly Actor s_clerk = new("li", "front-desk");

    private static readonly ServiceCase s_open = new()
    {
        Id = new(7), Category = "repair.leak", Subject = "漏水", Channel = "Phone", OpenedAt = s_now, Owner = "wang", OwnerPosition = "hotline", Position = "dispatcher",
    };

    private static readonly ServiceCase s_withCallBack = s_open with { CallBack = new MessageAddress(AddressKind.Phone, "13800000017") };

    [Fact]
    public void Answer_WithoutACallBack_IsDone_AndWithOneWaitsForIt()
    {
        Assert.Equal(CaseState.Closed, Case(CaseFlow.Answer(s_open, "repaired", s_clerk, s_now)).State);
        var waits = Case(CaseFlow.Answer(s_withCallBack, "repaired", s_clerk, s_now));
        Assert.Equal((CaseState.Answered, null, s_now), (waits.State, waits.ClosedAt, waits.AnsweredAt));
        var done = Case(CaseFlow.CallBack(waits, reached: true, content: true, null, s_clerk, s_now));
        Assert.Equal((CaseState.Closed, s_now, 3L), (done.State, done.ClosedAt, done.Revision));
    }

    [Fact]
    public void CallBack_NotReached_IsStillOwed_AndNotContent_OpensTheCaseAgain()
    {
        var waits = Case(CaseFlow.Answer(s_withCallBack, "repaired", s_clerk, s_now));
        Assert.Equal(CaseState.Answered, Case(CaseFlow.CallBack(waits, false, false, null, s_clerk, s_now)).State);
        var again = Case(CaseFlow.CallBack(waits, true, false, "still wet", s_clerk, s_now));
        Assert.Equal((CaseState.Open, 1), (again.State, again.Reopened));
        // The time to the first answer stays that of the first answer.
        Assert.Equal(s_now, Case(CaseFlow.Answer(again, "again", s_clerk, s_now + Duration.FromHours(5))).AnsweredAt);
    }

    [Fact]
    public void FirstContactOwner_StaysWhoeverHandlesIt()
    {
        var moved = Case(CaseFlow.HandOver(s_open, "repair-crew", "valve 12", s_clerk, s_now));
        Assert.Equal(("repair-crew", "wang", "hotline"), (moved.Position, moved.Owner, moved.OwnerPosition));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void Rating_OutOfRange_IsRefused(int rating) =>
        Assert.IsType<ContactInvalid>(CaseFlow.Rate(s_open with { State = CaseState.Closed, ClosedAt = s_now }, rating, null, s_clerk, s_now).Fault);

    [Fact]
    public void Merge_IntoItself_OrIntoWhatIsMerged_IsRefused()
    {
        Assert.IsType<ContactInvalid>(CaseFlow.Merge(s_open, s_open, s_clerk, s_now).Fault);
        var merged = Case(CaseFlow.Merge(s_open, s_open with { Id = new(8) }, s_clerk, s_now));
        Assert.Equal((CaseState.Merged, 8L), (merged.State, merged.MergedInto!.Value.Value));
        Assert.IsType<CaseActRefused>(CaseFlow.Merge(s_open with { Id = new(9) }, merged, s_clerk, s_now).Fault);
    }

    // Which acts each state takes; every other is refused with a remedy.
    [Theory]
    [InlineData(CaseState.Open, "answer hand note merge work")]
    [InlineData(CaseState.Answered, "note call reopen rate merge")]
    [InlineData(CaseState.Closed, "note reopen rate")]
    [InlineData(CaseState.Merged, "")]
    public void State_TakesTheseActs_AndNoOthers(CaseState state, string taken)
    {
        var c = s_withCallBack with { State = state, ClosedAt = state is CaseState.Closed or CaseState.Merged ? s_now : null, MergedInto = state == CaseState.Merged ? new(8) : null };
        var acts = new Dictionary<string, Result<CaseMove>>
        {
            ["answer"] = CaseFlow.Answer(c, "x", s_clerk, s_now), ["hand"] = CaseFlow.HandOver(c, "x", null, s_clerk, s_now), ["note"] = CaseFlow.Note(c, "x", s_clerk, s_now),
            ["call"] = CaseFlow.CallBack(c, true, true, null, s_clerk, s_now), ["reopen"] = CaseFlow.Reopen(c, "x", s_clerk, s_now), ["rate"] = CaseFlow.Rate(c, 3, null, s_clerk, s_now),
            ["merge"] = CaseFlow.Merge(c, s_open with { Id = new(8) }, s_clerk, s_now), ["work"] = CaseFlow.StartWork(c, new(1), s_clerk, s_now),
        };
        Assert.Equal(taken.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), acts.Where(a => a.Value.IsOk).Select(a => a.Key).Order());
        Assert.All(acts.Values.Where(a => !a.IsOk), a => Assert.EndsWith(".", Assert.IsType<CaseActRefused>(a.Fault).Message));
        Assert.All(acts.Values.Where(a => a.IsOk), a => Assert.Equal((c.Revision + 1, c.Revision + 1), (a.Value.Case.Revision, a.Value.Event.Revision)));
    }

    private static ServiceCase Case(Result<CaseMove> move) => move.Value.Case;
}
