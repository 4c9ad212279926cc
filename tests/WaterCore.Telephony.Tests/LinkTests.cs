using WaterCore.Ports;
using WaterCore.Telephony.Asterisk;

namespace WaterCore.Telephony.Tests;

public class LinkTests
{
    [SkippableFact]
    public async Task Call_WhileNoHostIsThere_HearsTheFallback()
    {
        await using var asterisk = await PrivateAsterisk.StartAsync();
        var call = asterisk.Call();

        Assert.Equal(200, await call.Final.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("BYE", await call.Ended.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(["fallback"], asterisk.Speech.Heard(call));
    }

    [SkippableFact]
    public async Task Host_SecondOfTheSameName_ReplacesTheFirstForGood()
    {
        await using var asterisk = await PrivateAsterisk.StartAsync();
        var first = await asterisk.ConnectAsync();
        var log = new EventLog(first);
        var second = await asterisk.ConnectAsync();

        var lost = await log.FirstAsync<LinkLost>();

        Assert.Equal((LinkState.Replaced, LinkState.Replaced, LinkState.Up), (lost.State, first.Link, second.Link));
        Assert.IsType<TelephonyUnavailable>(await first.PlaceAsync(new OutgoingCall { Id = new("x"), To = "138200" }));
    }

    [SkippableFact]
    public async Task Host_ThatComesBack_FindsTheCallThatWaited()
    {
        await using var asterisk = await PrivateAsterisk.StartAsync();
        var first = await asterisk.ConnectAsync();
        var log = new EventLog(first);
        var call = asterisk.Call();
        var arrived = await log.FirstAsync<CallArrived>();
        Assert.Null(await first.AnswerAsync(arrived.Call));
        Assert.Equal(200, await call.Final.WaitAsync(TimeSpan.FromSeconds(10)));
        await first.DisposeAsync();

        var again = new EventLog(await asterisk.ConnectAsync());
        var found = await again.FirstAsync<CallArrived>();

        Assert.Equal((arrived.Call, arrived.From, arrived.To), (found.Call, found.From, found.To));
        Assert.Equal(("13800000001", "95598"), (found.From, found.To));
        Assert.Contains((await again.FirstAsync<LinkUp>()).Calls, c => c.Id == found.Call && c.Incoming);
    }

    [SkippableFact]
    public async Task Host_WithTheWrongPassword_IsRefusedAndDoesNotTryAgain()
    {
        await using var asterisk = await PrivateAsterisk.StartAsync();
        await using var telephony = new AsteriskTelephony(asterisk.Settings with { Password = "guess" }, TimeProvider.System);
        var log = new EventLog(telephony);
        await telephony.StartAsync();

        Assert.Equal(LinkState.Refused, (await log.FirstAsync<LinkLost>()).State);
    }

    [SkippableFact]
    public async Task Host_AtAnotherEntity_IsRefused()
    {
        await using var asterisk = await PrivateAsterisk.StartAsync();
        await using var telephony = new AsteriskTelephony(asterisk.Settings with { EntityId = "02:00:00:00:00:99" }, TimeProvider.System);
        var log = new EventLog(telephony);
        await telephony.StartAsync();

        Assert.Equal(LinkState.Refused, (await log.FirstAsync<LinkLost>()).State);
    }

    [SkippableFact]
    public async Task Call_BeyondTheLimit_IsTurnedAwayWithCongestion()
    {
        await using var asterisk = await PrivateAsterisk.StartAsync();
        var telephony = await asterisk.ConnectAsync(asterisk.Settings with { MaxCalls = 1 });
        var log = new EventLog(telephony);
        var first = asterisk.Call();
        var arrived = await log.FirstAsync<CallArrived>();
        var second = asterisk.Call("13800000002");

        Assert.Equal(503, await second.Final.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Null(await telephony.RejectAsync(arrived.Call, RejectReason.Busy));
        Assert.Equal(486, await first.Final.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(CallOutcome.Rejected, (await log.FirstAsync<CallEnded>()).Outcome);
        Assert.Single(log.Of<CallArrived>());
    }

    [SkippableFact]
    public async Task Play_OfAFileThatAsteriskCannotPlay_IsRefusedBeforeItIsAsked()
    {
        await using var asterisk = await PrivateAsterisk.StartAsync();
        var telephony = await asterisk.ConnectAsync();
        var log = new EventLog(telephony);
        asterisk.Call();
        var arrived = await log.FirstAsync<CallArrived>();
        await telephony.AnswerAsync(arrived.Call);

        Assert.IsType<MediaRefused>(await telephony.PlayAsync(arrived.Call, new("p1"), [new("/nowhere/x.wav", NodaTime.Duration.FromSeconds(1))]));
        Assert.IsType<CallGone>(await telephony.PlayAsync(new("gone"), new("p2"), [(await asterisk.Speech.PrepareAsync(new(Values.Language.English, "x"))).Value]));
    }
}
