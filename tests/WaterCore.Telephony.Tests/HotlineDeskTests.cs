using Microsoft.Extensions.Time.Testing;
using NodaTime;
using WaterCore.Conformance;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Telephony.Tests.Fakes;
using WaterCore.Values;

namespace WaterCore.Telephony.Tests;

/// <summary>The hotline desk without a PBX: facts out of storage, faults, time.</summary>
public sealed partial class HotlineDeskTests : IAsyncLifetime
{
    private InMemoryTelephony _telephony = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 2, 0, 0, TimeSpan.Zero));
    private readonly LedgerOfOne _ledger = new();
    private readonly System.Collections.Concurrent.ConcurrentQueue<Fault> _faults = new();
    private readonly MemorySpeech _speech = new();
    private readonly CallId _call = new("c1");
    private HotlineDesk _desk = null!;
    private TestFacts _facts = null!;
    private Task _running = Task.CompletedTask;

    // A voice whose files are the texts themselves.
    private sealed class MemorySpeech : ISpeech
    {
        public string Description => "memory";

        public HashSet<string> Missing { get; } = [];

        public AudioClip? Find(SpeechPart part) => Missing.Contains(part.Text) ? null : new AudioClip(part.Text, Duration.FromSeconds(1));

        public ValueTask<Result<AudioClip>> PrepareAsync(SpeechPart part, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Find(part) is { } clip ? (Result<AudioClip>)clip : new SpeechFailed(part.Text, "it is missing", "add it"));
    }

    public Task InitializeAsync()
    {
        _facts = new TestFacts(_ledger.Facts(new TimeClock(_time)));
        Start();
        return Task.CompletedTask;
    }

    private void Start()
    {
        var clock = new TimeClock(_time);
        var settings = new HotlineSettings { Desks = new Dictionary<string, IReadOnlyList<string>> { ["front-desk"] = ["601", "602"] }, CallBack = DialogueFile.Shipped(DialogueFile.CallBack), Report = _faults.Enqueue };
        _desk = new HotlineDesk(_telephony, _speech, _facts, DialogueFile.Shipped(), settings, clock, _time);
        _running = _desk.RunAsync();
    }

    public async Task DisposeAsync()
    {
        await _telephony.DisposeAsync();
        await _running;
    }

    private sealed class TimeClock(TimeProvider time) : IClock
    {
        public Instant GetCurrentInstant() => Instant.FromDateTimeOffset(time.GetUtcNow());
    }

    private Task SaysAsync(string beginning, int times = 1) => Wait.UntilAsync(
        () => _telephony.Played.Count(p => p.Path.StartsWith(beginning, StringComparison.Ordinal)) >= times, $"'{beginning}' among {string.Join("|", _telephony.Played.Select(p => p.Path))}", 10);

    private async Task IdentifiedAsync()
    {
        _telephony.Arrive(_call);
        await SaysAsync("欢迎致电");
        _telephony.Press(_call, "1");
        await SaysAsync("请输入户号");
        _telephony.Press(_call, LedgerOfOne.Number + "#" + LedgerOfOne.Pin);
        await SaysAsync("查询余额");
    }

    [Fact]
    public async Task Prepare_WithAPartThatHasNoVoice_SaysWhich()
    {
        _speech.Missing.Add("四角");
        Assert.Equal("四角", Assert.IsType<SpeechFailed>((await _desk.PrepareAsync()).Fault).Text);
        _speech.Missing.Clear();
        Assert.True((await _desk.PrepareAsync()).Value > 300);
    }

    [Fact]
    public async Task WhyHigher_MoreWater_NamesBothVolumesAndNotTheDays()
    {
        _ledger.Add(new(2026, 9, 1), new(2026, 11, 1), 8605, 22).Add(new(2026, 7, 1), new(2026, 9, 1), 3740, 11);
        await IdentifiedAsync();
        _telephony.Press(_call, "3");
        await SaysAsync("这是水费增加的原因");
        var said = _telephony.Played.Select(p => p.Path).ToList();
        Assert.Equal(["用水量从", "十", "一", "立方米", "增加到", "二十", "二", "立方米"], said.Skip(said.IndexOf("用水量从")).Take(8));
    }

    [Fact]
    public async Task WhyHigher_SameUsePerDayInMoreDays_NamesTheDays()
    {
        _ledger.Add(new(2026, 8, 1), new(2026, 11, 1), 6000, 18).Add(new(2026, 6, 1), new(2026, 8, 1), 4000, 12);
        await IdentifiedAsync();
        _telephony.Press(_call, "3");
        await SaysAsync("计费天数较多");
    }

    [Fact]
    public async Task WhyHigher_WhenItIsNot_SaysSo()
    {
        _ledger.Add(new(2026, 8, 1), new(2026, 11, 1), 4000, 18).Add(new(2026, 6, 1), new(2026, 8, 1), 4000, 12);
        await IdentifiedAsync();
        _telephony.Press(_call, "3");
        await SaysAsync("没有高于上一期");
    }

    [Fact]
    public async Task Balance_WithoutBills_SaysThatThereAreNone()
    {
        await IdentifiedAsync();
        _telephony.Press(_call, "1");
        await SaysAsync("您的户号还没有账单");
    }

    [Theory]
    [InlineData(0, "您有", "两", "一百 二十 三 元 四角 五分")]
    [InlineData(40_00, "您有", "一", "八十 三 元 四角 五分")]
    public async Task Balance_AfterPayments_IsWhatIsStillOwed(long paidFen, string begins, string bills, string amount)
    {
        _ledger.Add(new(2026, 9, 1), new(2026, 11, 1), 8605, 22).Add(new(2026, 7, 1), new(2026, 9, 1), 3740, 11).PaidFen = paidFen;
        await IdentifiedAsync();
        _telephony.Press(_call, "1");
        await SaysAsync("笔费用未缴清");
        var said = _telephony.Played.Select(p => p.Path).ToList();
        Assert.Equal([begins, bills, "笔费用未缴清，应缴", .. amount.Split(' ')], said.Skip(said.IndexOf(begins)).Take(3 + amount.Split(' ').Length));
    }

    [Theory]
    [InlineData(123_45, "您的水费已全部缴清。谢谢。")]
    [InlineData(130_45, "您的水费已全部缴清，预存余额")]
    public async Task Balance_ThatIsPaid_SaysSo(long paidFen, string says)
    {
        _ledger.Add(new(2026, 9, 1), new(2026, 11, 1), 8605, 22).Add(new(2026, 7, 1), new(2026, 9, 1), 3740, 11).PaidFen = paidFen;
        await IdentifiedAsync();
        _telephony.Press(_call, "1");
        await SaysAsync(says);
    }

    [Fact]
    public async Task Call_ThatIsOver_IsKeptWithItsWayAndItsAccount()
    {
        _ledger.Add(new(2026, 9, 1), new(2026, 11, 1), 8605, 22);
        await IdentifiedAsync();
        _telephony.Press(_call, "1");
        await SaysAsync("重听请按9");
        _telephony.Press(_call, "#");
        await Wait.UntilAsync(() => _desk.CallsNow == 0 && _ledger.Contacts.Count == 1, "the call to be kept");
        var kept = _ledger.Kept[0];
        Assert.Equal(("c1", LedgerOfOne.Number, CallEnding.SelfService, null), (kept.Id, kept.Account, kept.Ending, kept.Desk));
        var contact = Assert.Single(_ledger.Contacts);
        Assert.Equal(("Phone", "c1", "热线来电，自助完成"), (contact.Channel, contact.Reference, contact.Subject));
        Assert.Equal(["main", "money-account", "money-pin", "money-identify", "money-menu", "balance", "balance-owed", "money-after", "bye"], kept.Path);
    }

    [Fact]
    public async Task OwnReading_ThatCannotBeLookedUp_OffersAPerson()
    {
        await IdentifiedAsync();
        _telephony.Press(_call, "*");
        await SaysAsync("欢迎致电", 2);
        _telephony.Press(_call, "2");
        await SaysAsync("请输入水表");
        _telephony.Press(_call, "1234#");
        await SaysAsync("抱歉，现在无法查询");
        await Wait.UntilAsync(() => _telephony.Placed.Count == 1, "a desk to be rung");
    }

    [Fact]
    public async Task Transfer_FirstDeskDoesNotAnswer_RingsTheNextAndJoins()
    {
        _telephony.Arrive(_call);
        await SaysAsync("欢迎致电");
        _telephony.Press(_call, "0");
        await Wait.UntilAsync(() => _telephony.Placed.Count == 1, "the first desk to be rung");
        _telephony.FarEnds(_telephony.Placed.ElementAt(0).Id, CallOutcome.NoAnswer);
        await Wait.UntilAsync(() => _telephony.Placed.Count == 2, "the second desk to be rung");
        var second = _telephony.Placed.ElementAt(1);
        _telephony.FarAnswers(second.Id);
        Assert.Equal(["601", "602"], _telephony.Placed.Select(p => p.To));
        await Wait.UntilAsync(() => _telephony.Talks(_call), "both to be joined");
        // Time with a person does not count against the limit of the dialogue.
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(_telephony.Lives(_call));
        _telephony.FarEnds(second.Id);
        await Wait.UntilAsync(() => _desk.CallsNow == 0 && !_telephony.Lives(second.Id), "both to end");
    }

    [Fact]
    public async Task Transfer_DeskThatHangsUpAsItIsJoined_LeavesTheCallerInTheDialogue()
    {
        _telephony.Arrive(_call);
        await SaysAsync("欢迎致电");
        _telephony.Press(_call, "0");
        foreach (var desk in new[] { 1, 2 })
        {
            await Wait.UntilAsync(() => _telephony.Placed.Count == desk, "a desk to be rung");
            _telephony.FarEndsBeforeItsAnswerIsSeen(_telephony.Placed.ElementAt(desk - 1).Id);
        }
        await SaysAsync("人工坐席正忙");
        Assert.True(_telephony.Lives(_call));
    }

    [Fact]
    public async Task Call_HungUpWhileADeskRings_StopsTheRinging()
    {
        _telephony.Arrive(_call);
        await SaysAsync("欢迎致电");
        _telephony.Press(_call, "0");
        await Wait.UntilAsync(() => _telephony.Placed.Count == 1, "a desk to be rung");
        _telephony.FarEnds(_call);
        await Wait.UntilAsync(() => !_telephony.Lives(_telephony.Placed.First().Id) && _desk.CallsNow == 0, "the ringing to stop");
    }

    [Fact]
    public async Task Sentence_WithAPartThatIsMissing_IsNotSaidInPartAndAPersonIsCalled()
    {
        _ledger.Add(new(2026, 8, 1), new(2026, 11, 1), 12345, 18);
        await IdentifiedAsync();
        _speech.Missing.Add("四角");
        _telephony.Press(_call, "1");
        await Wait.UntilAsync(() => _telephony.Placed.Count == 1, "a desk to be rung");
        Assert.DoesNotContain(_telephony.Played, p => p.Path == "您有");
        Assert.Contains(_faults, f => f is SpeechFailed { Text: "四角" });
    }

    [Fact]
    public async Task Silence_ThreeTimesInTheMainMenu_ReachesAPerson()
    {
        _telephony.Arrive(_call);
        for (var i = 1; i <= 2; i++)
        {
            await SaysAsync("欢迎致电", i);
            await AdvanceUntilAsync(() => _telephony.Played.Count(p => p.Path.StartsWith("没有收到", StringComparison.Ordinal)) == i);
        }
        await AdvanceUntilAsync(() => !_telephony.Placed.IsEmpty);
    }

    [Fact]
    public async Task Call_ThatLastsTooLong_IsEnded()
    {
        _telephony.Arrive(_call);
        await SaysAsync("欢迎致电");
        _time.Advance(TimeSpan.FromMinutes(15));
        await Wait.UntilAsync(() => !_telephony.Lives(_call) && _desk.CallsNow == 0, "the call to be ended");
    }

    [Fact]
    public async Task Dial_ThatAMachineAnswers_SaysNothingAndHangsUp()
    {
        var (ended, machines, id) = (new TaskCompletionSource<CallEnded>(), 0, new CallId("out-1"));
        Assert.Null(await _desk.DialAsync(new OutgoingCall { Id = id, To = "13800000009", DetectMachine = true }, DialogueFile.Shipped("reminder"), _ledger.Facts(new TimeClock(_time)), ended.SetResult, () => machines++));
        _telephony.FarAnswers(id, AnsweredBy.Machine);
        Assert.Equal(CallOutcome.Answered, (await ended.Task.WaitAsync(TimeSpan.FromSeconds(10))).Outcome);
        Assert.Equal(1, machines);
        Assert.Empty(_telephony.Played);
    }

    [Fact]
    public async Task Seats_AreFollowed_EachChangeOnce()
    {
        var seat = new AgentSeat("611", "li", ["front-desk"], SeatWish.Ready, 1, Instant.MinValue);
        _desk.Seat([seat]);
        Assert.Equal(AgentState.Ready, _desk.Queue.Agents.Single(a => a.Number == "611").State);
        _desk.Queue.Pause("611", Instant.MinValue);
        // Seen before: what was done at the desk since stays.
        _desk.Seat([seat]);
        Assert.Equal(AgentState.Paused, _desk.Queue.Agents.Single(a => a.Number == "611").State);
        _desk.Seat([seat with { Wish = SeatWish.Off, Revision = 2 }]);
        Assert.DoesNotContain(_desk.Queue.Agents, a => a.Number == "611");
        await Task.CompletedTask;
    }

    [Fact]
    public async Task State_AsAnotherHostReadsIt_IsTheSame()
    {
        _telephony.Arrive(_call);
        await SaysAsync("欢迎致电");
        var state = _desk.State();
        var read = HotlineState.Read(state.ToJson())!;
        Assert.Equal(state.ToJson(), read.ToJson());
        Assert.Equal("main", read.Calls.Single().Step);
        Assert.Null(HotlineState.Read("{"));
    }

    // The timer is set by the call's own task, some time after the sentence was played.
    private Task AdvanceUntilAsync(Func<bool> come) => Wait.UntilAsync(() =>
    {
        if (come()) return true;
        _time.Advance(TimeSpan.FromSeconds(1));
        return false;
    }, "the silence to be noticed");
}
