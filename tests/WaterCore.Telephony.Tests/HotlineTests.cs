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
public partial class HotlineTests
{
    private static readonly Wording Notice = new("今晚十点至明早六点，东湖片区停水。", "No water in Donghu from ten tonight until six.");

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
}
