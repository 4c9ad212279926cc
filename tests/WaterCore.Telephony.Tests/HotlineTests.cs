using NodaTime;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Telephony.Asterisk;
using WaterCore.Telephony.Tests.Fakes;
using WaterCore.Telephony.Tests.Sip;
using WaterCore.Values;

namespace WaterCore.Telephony.Tests;

/// <summary>The shipped dialogue on a real Asterisk: what a caller hears.</summary>
public class HotlineTests
{
    private static readonly Wording Notice = new("今晚十点至明早六点，东湖片区停水。", "No water in Donghu from ten tonight until six.");

    private sealed class Office : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private Task _running = Task.CompletedTask;

        public required PrivateAsterisk Asterisk { get; init; }

        public required TestFacts Facts { get; init; }

        public required HotlineDesk Desk { get; init; }

        public required AsteriskTelephony Telephony { get; init; }

        public required IReadOnlyCollection<Fault> Faults { get; init; }

        /// <summary>The calls that were kept.</summary>
        public required List<CallRecord> Kept { get; init; }

        /// <summary>The recordings that were kept.</summary>
        public required List<CallRecording> Recordings { get; init; }

        public static async Task<Office> OpenAsync(LedgerOfOne? ledger = null, PrivateAsterisk? own = null, AsteriskSettings? link = null, IRecordingFiles? recordings = null)
        {
            var asterisk = own ?? await PrivateAsterisk.StartAsync();
            ledger ??= new LedgerOfOne().Add(new(2026, 9, 1), new(2026, 11, 1), 8605, 22).Add(new(2026, 7, 1), new(2026, 9, 1), 3740, 11);
            var clock = SystemClock.Instance;
            var facts = new TestFacts(ledger.Facts(clock));
            var telephony = await asterisk.ConnectAsync(link);
            var faults = new System.Collections.Concurrent.ConcurrentQueue<Fault>();
            var settings = new HotlineSettings { Desks = new Dictionary<string, IReadOnlyList<string>> { ["front-desk"] = [PrivateAsterisk.Desk] }, RingDesk = Duration.FromSeconds(3), Recordings = recordings, Report = faults.Enqueue };
            var office = new Office
            {
                Asterisk = asterisk, Facts = facts, Telephony = telephony, Faults = faults, Kept = ledger.Kept, Recordings = ledger.Recordings,
                Desk = new HotlineDesk(telephony, asterisk.Speech, facts, DialogueFile.Shipped(), settings, clock, TimeProvider.System),
            };
            Assert.True((await office.Desk.PrepareAsync([new(Language.Chinese, Notice.Zh), new(Language.English, Notice.En)])).IsOk);
            office._running = office.Desk.RunAsync(office._stop.Token);
            return office;
        }

        /// <summary>A caller who hears the main menu.</summary>
        public async Task<SipCall> CallerAsync()
        {
            var call = Asterisk.Call();
            Assert.Equal(200, await call.Final.WaitAsync(TimeSpan.FromSeconds(10)));
            await Asterisk.Speech.HearsAsync(call, "欢迎致电");
            return call;
        }

        public async Task IdentifyAsync(SipCall call, string account = LedgerOfOne.Number, string pin = LedgerOfOne.Pin)
        {
            call.Press("1");
            await Asterisk.Speech.HearsAsync(call, "请输入户号");
            call.Press(account + "#");
            await Asterisk.Speech.HearsAsync(call, "请输入六位");
            call.Press(pin);
        }

        public Task HearsAsync(SipCall call, string beginning, int times = 1) => Asterisk.Speech.HearsAsync(call, beginning, times);

        public IReadOnlyList<string> Heard(SipCall call) => Asterisk.Speech.Heard(call);

        public async Task AllQuietAsync()
        {
            await Wait.UntilAsync(() => Desk.CallsNow == 0, $"the desk to have no call; faults: {string.Join(" ", Faults)}");
            await Wait.UntilAsync(() => Telephony.ListAsync().AsTask().Result.Value.Count == 0, "Asterisk to have no channel");
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            await Asterisk.DisposeAsync();
            _stop.Dispose();
        }
    }

    [SkippableFact]
    public async Task Balance_AfterIdentification_IsHeardToTheCent()
    {
        await using var office = await Office.OpenAsync();
        var call = await office.CallerAsync();
        await office.IdentifyAsync(call);
        await office.HearsAsync(call, "查询余额");
        call.Press("1");
        await office.HearsAsync(call, "重听请按9");
        call.Press("#");
        Assert.Equal("BYE", await call.Ended.WaitAsync(TimeSpan.FromSeconds(15)));

        // 86.05 and 37.40 are 123.45; what is heard of the menus depends on when a key cut them short.
        var heard = office.Heard(call).ToList();
        var said = heard[heard.IndexOf("您有")..];
        Assert.Equal(["您有", "两", "笔费用未缴清，应缴", "一百", "二十", "三", "元", "四角", "五分", "重听请按9，返回请按星号键，人工服务请按0，结束请按井号键。", "谢谢来电，再见。"], said);
        await office.AllQuietAsync();
    }

    [SkippableFact]
    public async Task LastBill_InEnglish_IsHeardAfterTheLanguageSwitch()
    {
        await using var office = await Office.OpenAsync();
        var call = await office.CallerAsync();
        call.Press("8");
        await office.HearsAsync(call, "中文请按1");
        call.Press("2");
        await office.HearsAsync(call, "Welcome");
        call.Press("1");
        await office.HearsAsync(call, "Enter your account");
        call.Press(LedgerOfOne.Number + "#");
        await office.HearsAsync(call, "Enter your six");
        // With a hash that nobody asked for: it must not cut the menu that follows.
        call.Press(LedgerOfOne.Pin + "#");
        await office.HearsAsync(call, "For your balance");
        call.Press("2");
        await office.HearsAsync(call, "To hear this again");
        call.HangUp();

        var heard = office.Heard(call).ToList();
        Assert.Equal(["Your last bill is from", "September", "the", "first", "twenty", "twenty", "six", "to", "October", "the", "thirty-first", "twenty", "twenty", "six",
            "for", "twenty", "two", "cubic metres", "and comes to", "eighty", "six", "yuan", "five", "fen"], heard.Skip(heard.IndexOf("Your last bill is from")).Take(24));
        await office.AllQuietAsync();
    }

    [SkippableFact]
    public async Task OutageNotice_ToAnybody_IsHeard()
    {
        await using var office = await Office.OpenAsync();
        office.Facts.Notice = Notice;
        var call = await office.CallerAsync();
        call.PressByInfo('4');
        await office.HearsAsync(call, "重听请按9");
        call.Press("9");
        await office.HearsAsync(call, Notice.Zh, 2);
        call.HangUp();

        Assert.Equal(["停水通知。", Notice.Zh], office.Heard(call).Skip(1).Take(2));
        await office.AllQuietAsync();
    }

    [SkippableFact]
    public async Task WrongPins_ThreeTimes_CloseEnquiryAndReachAPerson()
    {
        await using var office = await Office.OpenAsync();
        var call = await office.CallerAsync();
        await office.IdentifyAsync(call, pin: "000111");
        for (var wrong = 1; wrong <= 2; wrong++)
        {
            await office.HearsAsync(call, "请输入户号", wrong + 1);
            call.Press(LedgerOfOne.Number + "#");
            await office.HearsAsync(call, "请输入六位", wrong + 1);
            call.Press("000111");
        }
        await office.HearsAsync(call, "请输入户号", 4);
        call.Press(LedgerOfOne.Number + "#");
        await office.HearsAsync(call, "请输入六位", 4);
        // Right now, and too late.
        call.Press(LedgerOfOne.Pin);

        var desk = await office.Asterisk.DeskPhone.NextAsync();
        Assert.Equal(3, office.Heard(call).Count(t => t == "户号或密码不正确。"));
        Assert.Contains("为保护您的信息，电话查询已暂停，现在为您转接人工服务。", office.Heard(call));
        Assert.DoesNotContain(office.Facts.Asked, a => a is "balance" or "last-bill" or "why-higher");
        call.HangUp();
        Assert.NotEmpty(await desk.Ended.WaitAsync(TimeSpan.FromSeconds(10)));
        await office.AllQuietAsync();
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Transfer_ToADesk_JoinsBothAndEndsBoth(bool deskHangsUp)
    {
        await using var office = await Office.OpenAsync();
        var call = await office.CallerAsync();
        call.Press("0");
        var desk = await office.Asterisk.DeskPhone.NextAsync();
        await Wait.UntilAsync(() => desk.Audio.Heard().Length > 0, "the desk to be joined; faults: " + string.Join(" ", office.Faults));
        desk.Audio.Speak(Tones.Of(0xABC));
        call.Audio.Speak(Tones.Of(0x123));

        await Wait.UntilAsync(() => call.Codes().Contains(0xABC), "the caller to hear the desk");
        await Wait.UntilAsync(() => desk.Codes().Contains(0x123), "the desk to hear the caller");
        (deskHangsUp ? desk : call).HangUp();

        Assert.Equal("BYE", await (deskHangsUp ? call : desk).Ended.WaitAsync(TimeSpan.FromSeconds(10)));
        await office.AllQuietAsync();
    }

    [SkippableFact]
    public async Task Transfer_ToADeskThatIsBusy_OffersACallBack()
    {
        await using var office = await Office.OpenAsync();
        office.Asterisk.DeskPhone.Plan = _ => new(486);
        var call = await office.CallerAsync();
        call.Press("0");
        await office.HearsAsync(call, "人工坐席正忙");
        call.Press("7");
        await office.HearsAsync(call, "请输入回电号码");
        call.Press("13900001111#");
        await office.HearsAsync(call, "与您联系。");
        call.HangUp();

        var heard = office.Heard(call).ToList();
        Assert.Equal(["我们会拨打", "幺", "三", "九", "零", "零", "零", "零", "幺", "幺", "幺", "幺", "与您联系。"],
            heard.Skip(heard.IndexOf("我们会拨打")).Where(t => t.Length > 0).Take(13));
        await office.AllQuietAsync();
    }

    [SkippableFact]
    public async Task Caller_HangsUpInMidPrompt_LeavesNothingBehind()
    {
        await using var office = await Office.OpenAsync();
        var call = await office.CallerAsync();
        await office.IdentifyAsync(call);
        await office.HearsAsync(call, "查询余额");
        call.Press("2");
        await office.HearsAsync(call, "最近一期账单从");
        call.HangUp();

        await office.AllQuietAsync();
        Assert.Empty(office.Faults);
        Assert.DoesNotContain("金额", office.Heard(call));
    }

    [SkippableFact]
    public async Task Asterisk_KilledInMidCall_CallsAreLostAndTheNextIsServed()
    {
        await using var office = await Office.OpenAsync(own: await PrivateAsterisk.StartOwnAsync());
        var call = await office.CallerAsync();
        var victim = System.Diagnostics.Process.GetProcessById(office.Asterisk.Process.Id!.Value);
        Assert.Equal("asterisk", victim.ProcessName);
        victim.Kill();
        await Wait.UntilAsync(() => office.Telephony.Link == LinkState.Down, "the link to break");
        await Wait.UntilAsync(() => office.Asterisk.Process.Restarts == 1, "Asterisk to be started again");
        await office.Asterisk.Process.ReadyAsync();
        await Wait.UntilAsync(() => office.Telephony.Link == LinkState.Up && office.Desk.CallsNow == 0, "the link to stand and the call to be given up");

        var next = await office.CallerAsync();
        next.HangUp();
        await office.AllQuietAsync();
        Assert.False(call.Ended.IsCompleted);
    }

    [SkippableFact]
    public async Task Asterisk_FrozenInMidCall_CallsAreLost_NothingHangs_AndItIsServedAgain()
    {
        var asterisk = await PrivateAsterisk.StartOwnAsync();
        // Patience is six seconds and fifteen more until calls are given up; what happens is the same with less.
        await using var office = await Office.OpenAsync(own: asterisk, link: asterisk.Settings with { Patience = TimeSpan.FromSeconds(1), LostAfter = TimeSpan.FromSeconds(2) });
        var call = await office.CallerAsync();
        await office.IdentifyAsync(call);
        await office.HearsAsync(call, "查询余额");
        var id = asterisk.Process.Id!.Value;
        Signal(id, "STOP");
        try
        {
            await Wait.UntilAsync(() => office.Telephony.Link == LinkState.Down, "the link to break", 10);
            await Wait.UntilAsync(() => office.Desk.CallsNow == 0, "the call to be given up", 15);
            Assert.Equal(CallEnding.Lost, office.Kept.Single().Ending);
        }
        finally
        {
            Signal(id, "CONT");
        }
        await Wait.UntilAsync(() => office.Telephony.Link == LinkState.Up, "the link to stand again", 15);
        // What was given up is not left in the exchange.
        Assert.Equal("BYE", await call.Ended.WaitAsync(TimeSpan.FromSeconds(10)));
        var next = await office.CallerAsync();
        next.HangUp();
        await office.AllQuietAsync();
        Assert.Equal(0, asterisk.Process.Restarts);
    }

    [SkippableFact]
    public async Task Asterisk_RestartedInMidCall_CallsEndAndTheNextIsServed()
    {
        await using var office = await Office.OpenAsync(own: await PrivateAsterisk.StartOwnAsync());
        var call = await office.CallerAsync();
        using (var restart = System.Diagnostics.Process.Start(AsteriskProcess.Installed()!, ["-C", office.Asterisk.Configuration.MainFile, "-rx", "core restart now"])) await restart.WaitForExitAsync();

        Assert.Equal("BYE", await call.Ended.WaitAsync(TimeSpan.FromSeconds(15)));
        await Wait.UntilAsync(() => office.Desk.CallsNow == 0, "the call to end");
        await office.Asterisk.Process.ReadyAsync();
        await Wait.UntilAsync(() => office.Telephony.Link == LinkState.Up, "the link to stand");
        var next = await office.CallerAsync();
        next.HangUp();
        await office.AllQuietAsync();
    }

    [SkippableFact]
    public async Task Host_ReplacedInMidCall_ItsCallsAreLost_TheOtherServesThem_AndItCanComeBack()
    {
        await using var office = await Office.OpenAsync();
        var call = await office.CallerAsync();
        var other = await office.Asterisk.ConnectAsync();
        var log = new EventLog(other);

        await Wait.UntilAsync(() => office.Desk.CallsNow == 0, "the first host to have no call");
        Assert.Equal((LinkState.Replaced, CallEnding.Lost), (office.Telephony.Link, office.Kept.Single().Ending));
        // The call itself lives on, in the other's hands, and the first took nothing of it away.
        var found = await log.FirstAsync<CallArrived>();
        Assert.False(call.Ended.IsCompleted);
        await other.StopAsync();
        await office.Telephony.StopAsync();
        await office.Telephony.StartAsync();
        await office.HearsAsync(call, "欢迎致电", 2);
        Assert.Equal(found.Call.Value, office.Desk.Live().Single().Id);
        call.HangUp();
        await office.AllQuietAsync();
    }

    // As people do: what did not come over, on a machine that was busy for a moment, is said again.
    private static async Task SaysAsync(SipCall speaker, SipCall listener, int code)
    {
        for (var times = 0; times < 6 && !listener.Codes().Contains(code); times++)
        {
            speaker.Audio.Speak(Tones.Of(code));
            for (var looks = 0; looks < 160 && !listener.Codes().Contains(code); looks++) await Task.Delay(25);
        }
        Assert.Contains(code, listener.Codes());
    }

    [SkippableFact]
    public async Task Talk_ThatIsRecorded_BeginsWithTheNotice_AndIsKeptWithItsSound()
    {
        var files = new MemoryRecordings();
        await using var office = await Office.OpenAsync(recordings: files);
        var call = await office.CallerAsync();
        call.Press("0");
        var desk = await office.Asterisk.DeskPhone.NextAsync();
        await Wait.UntilAsync(() => desk.Audio.Heard().Length > 0, "the desk to be joined; faults: " + string.Join(" ", office.Faults));
        // Whoever picked up waited until the caller had heard that it is recorded.
        Assert.Contains("为保证服务质量，您与工作人员的通话将被录音。", office.Heard(call));
        await SaysAsync(desk, call, 0xABC);
        await SaysAsync(call, desk, 0x123);
        call.HangUp();
        await office.AllQuietAsync();

        await Wait.UntilAsync(() => office.Recordings.Count == 1, "the recording to be kept; faults: " + string.Join(" ", office.Faults));
        var recording = office.Recordings[0];
        var sound = files.Files[recording.Name].ToArray();
        Assert.Equal((office.Kept.Single().Id, PrivateAsterisk.Desk, (long)sound.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(sound))), (recording.Call, recording.Agent, recording.Bytes, recording.Sha256));
        var heard = new short[(sound.Length - 44) / 2];
        Buffer.BlockCopy(sound, 44, heard, 0, heard.Length * 2);
        var codes = Tones.Codes(heard);
        Assert.Contains(0xABC, codes);
        Assert.Contains(0x123, codes);
    }

    [SkippableFact]
    public async Task Reminder_ThatAMachineAnswers_IsNotSpoken_AndAPersonHearsIt()
    {
        await using var office = await Office.OpenAsync(link: (await PrivateAsterisk.StartAsync()).Settings);
        var script = DialogueFile.Shipped("reminder");
        Assert.True((await HotlineDesk.PrepareAsync(office.Asterisk.Speech, HotlineDesk.Parts(script))).IsOk);
        foreach (var (sound, machine) in new[] { (Voices.Machine, true), (Voices.Person, false) })
        {
            var (ended, machines, id) = (new TaskCompletionSource<CallEnded>(TaskCreationOptions.RunContinuationsAsynchronously), 0, new CallId($"remind-{machine}"));
            Assert.Null(await office.Desk.DialAsync(new OutgoingCall { Id = id, To = "138200", DetectMachine = true }, script, office.Facts, ended.SetResult, () => machines++));
            var far = await office.Asterisk.Operator.NextAsync();
            far.Audio.Speak(sound);
            if (machine) Assert.Equal("BYE", await far.Ended.WaitAsync(TimeSpan.FromSeconds(15)));
            else
            {
                await office.HearsAsync(far, "您好，这里是供水公司");
                far.HangUp();
            }
            var over = await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
            Assert.Equal((CallOutcome.Answered, machine ? 1 : 0), (over.Outcome, machines));
            if (machine) Assert.Empty(office.Heard(far));
        }
        await office.AllQuietAsync();
    }

    private static void Signal(int process, string signal)
    {
        using var kill = System.Diagnostics.Process.Start("kill", $"-{signal} {process}");
        kill.WaitForExit();
    }

    private sealed class MemoryRecordings : IRecordingFiles
    {
        public Dictionary<string, MemoryStream> Files { get; } = [];

        public Stream Create(string name) => Files[name] = new MemoryStream();

        public Stream? Open(string name) => Files.TryGetValue(name, out var file) ? new MemoryStream(file.ToArray()) : null;

        public void Delete(string name) => Files.Remove(name);
    }
}
