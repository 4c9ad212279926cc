using NodaTime;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Telephony.Asterisk;
using WaterCore.Telephony.Tests.Fakes;
using WaterCore.Telephony.Tests.Sip;
using WaterCore.Values;

namespace WaterCore.Telephony.Tests;

/// <summary>Callers who come to a person: both hear each other, both ends are ended, and what is recorded is kept.</summary>
public partial class HotlineTests
{
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
    public async Task CallBack_InsteadOfWaiting_ReachesTheCallerInTurn_AndAPerson()
    {
        await using var office = await Office.OpenAsync();
        var first = await office.CallerAsync();
        first.Press("0");
        var desk = await office.Asterisk.DeskPhone.NextAsync();
        await Wait.UntilAsync(() => office.Desk.Live().Any(c => c.Stage == CallStage.Talking), "the desk to be joined; faults: " + string.Join(" ", office.Faults));
        var second = await office.CallerAsync();
        second.Press("0");
        // One desk and three minutes a call: that is long enough for the offer.
        await office.HearsAsync(second, "如不想等待");
        Assert.Equal(["您前面还有", "零", "位客户，预计等待", "三", "分钟。"], office.Heard(second).SkipWhile(t => t != "您前面还有").Take(5));
        second.Press("*");
        await office.HearsAsync(second, "人工坐席正忙");
        second.Press("7");
        await office.HearsAsync(second, "请输入回电号码");
        second.Press("13800002222#");
        await office.HearsAsync(second, "与您联系。");
        second.HangUp();
        first.HangUp();

        await Wait.UntilAsync(() => office.Desk.Queue.Ready(PrivateAsterisk.Desk, SystemClock.Instance.GetCurrentInstant()), "the talk to be over");
        var back = await office.Asterisk.Operator.NextAsync();
        Assert.Equal("13800002222", back.Number);
        await office.HearsAsync(back, "您好，这里是供水服务热线");
        back.Press("0");
        desk = await office.Asterisk.DeskPhone.NextAsync();
        await SaysAsync(desk, back, 0xABC);
        await SaysAsync(back, desk, 0x123);
        back.HangUp();
        await office.AllQuietAsync();
        var called = Assert.Single(office.Facts.CalledBack);
        Assert.Equal(("17", PrivateAsterisk.Desk), (called.Back.Case, called.Agent));
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

    private sealed class MemoryRecordings : IRecordingFiles
    {
        public Dictionary<string, MemoryStream> Files { get; } = [];

        public Stream Create(string name) => Files[name] = new MemoryStream();

        public Stream? Open(string name) => Files.TryGetValue(name, out var file) ? new MemoryStream(file.ToArray()) : null;

        public void Delete(string name) => Files.Remove(name);
    }
}
