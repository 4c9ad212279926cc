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

        public static async Task<Office> OpenAsync(LedgerOfOne? ledger = null)
        {
            var asterisk = await PrivateAsterisk.StartAsync();
            ledger ??= new LedgerOfOne().Add(new(2026, 9, 1), new(2026, 11, 1), 8605, 22).Add(new(2026, 7, 1), new(2026, 9, 1), 3740, 11);
            var clock = SystemClock.Instance;
            var facts = new TestFacts(ledger.Facts(clock));
            var telephony = await asterisk.ConnectAsync();
            var faults = new System.Collections.Concurrent.ConcurrentQueue<Fault>();
            var settings = new HotlineSettings { Desks = new Dictionary<string, IReadOnlyList<string>> { ["front-desk"] = [PrivateAsterisk.Desk] }, RingDesk = Duration.FromSeconds(3), Report = faults.Enqueue };
            var office = new Office
            {
                Asterisk = asterisk, Facts = facts, Telephony = telephony, Faults = faults,
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
        await using var office = await Office.OpenAsync();
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
}
