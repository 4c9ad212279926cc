using NodaTime;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Service;

namespace WaterCore.Telephony.Tests;

/// <summary>Callers who would rather be called back than wait.</summary>
public sealed partial class HotlineDeskTests
{
    private const string Offer = "如不想等待";

    // A caller who asks for a person while both desks talk.
    private async Task<CallId> WaitsAsync(string id)
    {
        var call = new CallId(id);
        var menus = _telephony.Played.Count(p => p.Path.StartsWith("欢迎致电", StringComparison.Ordinal));
        _telephony.Arrive(call);
        await SaysAsync("欢迎致电", menus + 1);
        _telephony.Press(call, "0");
        await Wait.UntilAsync(() => _desk.Live().Any(c => c.Id == id && c.Stage == CallStage.Waiting), $"{id} to wait");
        return call;
    }

    private async Task<CallId> TalksAsync(string id)
    {
        var placed = _telephony.Placed.Count;
        var call = await WaitsAsync(id);
        await Wait.UntilAsync(() => _telephony.Placed.Count == placed + 1, "a desk to be rung");
        _telephony.FarAnswers(_telephony.Placed.Last().Id);
        await Wait.UntilAsync(() => _telephony.Talks(call), "both to be joined");
        return call;
    }

    private async Task BooksAsync(CallId call, string phone)
    {
        _telephony.Press(call, "*");
        await SaysAsync("人工坐席正忙");
        _telephony.Press(call, "7");
        await SaysAsync("请输入回电号码");
        _telephony.Press(call, phone + "#");
        await SaysAsync("我们会拨打");
        _telephony.FarEnds(call);
        await Wait.UntilAsync(() => _desk.Live().All(c => c.Id != call.Value), "the caller to be gone");
    }

    private Task FreeAsync(string desk) => Wait.UntilAsync(() =>
    {
        _desk.Queue.Ready(desk, Instant.FromDateTimeOffset(_time.GetUtcNow()));
        _time.Advance(TimeSpan.FromSeconds(1));
        return _desk.Queue.Agents.Single(a => a.Number == desk).State is AgentState.Ringing;
    }, "the desk to be given to somebody");

    [Fact]
    public async Task CallBack_KeepsThePlace_AndTheAgentWhoIsFreeNext()
    {
        var (first, _) = (await TalksAsync("talk1"), await TalksAsync("talk2"));
        var booking = await WaitsAsync("books");
        await AdvanceUntilAsync(() => _telephony.Played.Any(p => p.Path.StartsWith(Offer, StringComparison.Ordinal)));
        await BooksAsync(booking, "13900001111");
        var later = await WaitsAsync("later");
        // Whoever hung up still stands first.
        Assert.Equal(1, _desk.Queue.PlaceOf("later")!.Value.Ahead);
        Assert.Contains(_desk.Live(), c => c is { From: "13900001111", Stage: CallStage.CallBack });

        _telephony.FarEnds(first);
        await FreeAsync("601");
        await Wait.UntilAsync(() => _telephony.Placed.Last().To == "13900001111", "the caller to be called back");
        var back = _telephony.Placed.Last().Id;
        _telephony.FarAnswers(back);
        await SaysAsync("您好，这里是供水服务热线");
        // Nobody is rung before a key says that a person listens, and the desk is kept free.
        Assert.Equal((AgentState.Ringing, 3), (_desk.Queue.Agents.Single(a => a.Number == "601").State, _telephony.Placed.Count));
        _telephony.Press(back, "0");
        await Wait.UntilAsync(() => _telephony.Placed.Last().To == "601", "the desk to be rung");
        _telephony.FarAnswers(_telephony.Placed.Last().Id);
        await Wait.UntilAsync(() => _telephony.Talks(back), "both to be joined");
        Assert.Equal(0, _desk.Queue.PlaceOf("later")!.Value.Ahead);
        _telephony.FarEnds(back);
        await Wait.UntilAsync(() => _facts.CalledBack.Count == 1, "the case to be told");
        Assert.Equal(("13900001111", "17", "601"), (_facts.CalledBack.Single().Back.Phone, _facts.CalledBack.Single().Back.Case, _facts.CalledBack.Single().Agent));
        Assert.True(_telephony.Lives(later));
    }

    [Fact]
    public async Task CallBack_ThatNobodyAnswers_FreesTheAgentForTheNext_AndLeavesTheCase()
    {
        var (first, _) = (await TalksAsync("talk1"), await TalksAsync("talk2"));
        await BooksAsync(await WaitsAsync("books"), "13900001111");
        var later = await WaitsAsync("later");
        _telephony.FarEnds(first);
        await FreeAsync("601");
        await Wait.UntilAsync(() => _telephony.Placed.Last().To == "13900001111", "the caller to be called back");
        _telephony.FarEnds(_telephony.Placed.Last().Id, CallOutcome.NoAnswer);
        await Wait.UntilAsync(() => _telephony.Placed.Last().To == "601", "the desk to be rung for the next");
        Assert.Equal("later", _desk.Queue.Agents.Single(a => a.Number == "601").Call);
        Assert.Null(Assert.Single(_facts.CalledBack).Agent);
        Assert.True(_telephony.Lives(later));
    }

    [Fact]
    public async Task CallBack_OutlivesTheHost_AndIsMadeOnce()
    {
        _ = (await TalksAsync("talk1"), await TalksAsync("talk2"));
        await BooksAsync(await WaitsAsync("books"), "13900001111");
        var kept = Assert.Single(_facts.Kept.Values);
        Assert.Equal(("13900001111", "17"), (kept.Phone, kept.Case));

        await DisposeAsync();
        _telephony = new();
        Start();
        Assert.Equal(1, await _desk.RestoreAsync());
        Assert.Contains(_desk.Live(), c => c is { From: "13900001111", Stage: CallStage.CallBack });
        await AdvanceUntilAsync(() => !_telephony.Placed.IsEmpty);
        Assert.Equal(("13900001111", kept.Id), (_telephony.Placed.Single().To, _telephony.Placed.Single().Id.Value));
        // Taken before it was placed: whoever comes next has nothing to call.
        Assert.Empty(_facts.Kept);
        Assert.Equal(0, await _desk.RestoreAsync());
    }

    [Fact]
    public async Task CallBack_ThatAnotherHostTook_IsNotMadeAgain_AndTheAgentIsFree()
    {
        _ = (await TalksAsync("talk1"), await TalksAsync("talk2"));
        await BooksAsync(await WaitsAsync("books"), "13900001111");
        await DisposeAsync();
        _telephony = new();
        Start();
        await _desk.RestoreAsync();
        _facts.Kept.Clear();
        await AdvanceUntilAsync(() => _desk.Live().Count == 0 && _desk.Queue.Agents.All(a => a.State == AgentState.Ready));
        Assert.Empty(_telephony.Placed);
    }

    [Fact]
    public async Task CallBack_ThatWaitedTooLong_IsLeftToTheStaff()
    {
        _facts.Kept["b1"] = new CallBack("b1", "13900001111", "front-desk", Instant.FromDateTimeOffset(_time.GetUtcNow()) - Duration.FromHours(2) - Duration.FromSeconds(1), "17");
        Assert.Equal(0, await _desk.RestoreAsync());
        Assert.Empty(_facts.Kept);
        Assert.Empty(_desk.Live());
    }

    [Fact]
    public async Task Wait_ThatIsShort_IsSaidWithoutAnOffer()
    {
        _desk.Queue.SignOn("603", "603", ["front-desk"], Instant.MinValue);
        foreach (var id in new[] { "talk1", "talk2", "talk3" }) await TalksAsync(id);
        await WaitsAsync("waits");
        // Three minutes a call and three desks: one minute.
        await AdvanceUntilAsync(() => _telephony.Played.Any(p => p.Path.StartsWith("您前面还有", StringComparison.Ordinal)));
        await SaysAsync("分钟");
        Assert.DoesNotContain(_telephony.Played, p => p.Path.StartsWith(Offer, StringComparison.Ordinal));
    }
}
