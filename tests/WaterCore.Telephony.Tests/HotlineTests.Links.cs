using NodaTime;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Telephony.Asterisk;
using WaterCore.Telephony.Tests.Fakes;
using WaterCore.Telephony.Tests.Sip;
using WaterCore.Values;

namespace WaterCore.Telephony.Tests;

/// <summary>What becomes of calls when Asterisk dies, freezes or starts again, or another host takes over.</summary>
public partial class HotlineTests
{
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

    private static void Signal(int process, string signal)
    {
        using var kill = System.Diagnostics.Process.Start("kill", $"-{signal} {process}");
        kill.WaitForExit();
    }
}
