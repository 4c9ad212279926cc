using NodaTime;
using WaterCore.Ports;
using WaterCore.Telephony.Tests.Sip;

namespace WaterCore.Telephony.Tests;

public class OutboundTests
{
    // The far end by the last digits of the number: final status, sign of life, time between.
    private static readonly Dictionary<string, CallPlan> FarEnds = new()
    {
        ["138486"] = new(486), ["138183"] = new(486, 183, 600), ["138480"] = new(480), ["138408"] = new(408), ["138603"] = new(603), ["138403"] = new(403),
        ["138404"] = new(404, 0), ["138410"] = new(410, 0), ["138503"] = new(503, 0), ["138180"] = new(0), ["138000"] = new(0, 0), ["138200"] = new(200),
    };

    [SkippableFact]
    public async Task Call_ToEachFarEnd_EndsOnceWithItsOutcome()
    {
        await using var asterisk = await PrivateAsterisk.StartAsync();
        asterisk.Operator.Plan = number => FarEnds[number];
        var telephony = await asterisk.ConnectAsync();
        var log = new EventLog(telephony);
        var wanted = new Dictionary<string, CallOutcome>
        {
            ["138486"] = CallOutcome.Busy, ["138183"] = CallOutcome.Busy, ["138480"] = CallOutcome.NoAnswer, ["138408"] = CallOutcome.NoAnswer,
            ["138603"] = CallOutcome.Rejected, ["138403"] = CallOutcome.Rejected, ["138404"] = CallOutcome.InvalidNumber, ["138410"] = CallOutcome.InvalidNumber,
            ["138503"] = CallOutcome.Congestion, ["138180"] = CallOutcome.NoAnswer, ["138000"] = CallOutcome.Unreachable,
        };
        foreach (var number in wanted.Keys)
            Assert.Null(await telephony.PlaceAsync(new OutgoingCall { Id = new(number), To = number, RingFor = Duration.FromSeconds(3) }));

        await Wait.UntilAsync(() => log.Of<CallEnded>().Count() >= wanted.Count, "every call to end", 30);

        foreach (var (number, outcome) in wanted)
            Assert.Equal((number, outcome), (number, Assert.Single(log.Of<CallEnded>(new(number))).Outcome));
        Assert.Empty(log.Of<CallAnswered>());
        Assert.Empty((await telephony.ListAsync()).Value);
    }

    [SkippableFact]
    public async Task Call_Answered_HearsTheMessageAndEndsAnswered()
    {
        await using var asterisk = await PrivateAsterisk.StartAsync();
        var telephony = await asterisk.ConnectAsync();
        var log = new EventLog(telephony);
        var clip = (await asterisk.Speech.PrepareAsync(new(Values.Language.Chinese, "您有一笔水费"))).Value;
        var call = new CallId("reminder-1");

        Assert.Null(await telephony.PlaceAsync(new OutgoingCall { Id = call, To = "138200", ShownNumber = "4008" }));
        await log.FirstAsync<CallAnswered>();
        var far = await asterisk.Operator.NextAsync();
        Assert.Null(await telephony.PlayAsync(call, new("play-1"), [clip]));
        await log.FirstAsync<PlayEnded>();
        far.Press("1");
        await log.FirstAsync<KeyPressed>(k => k.Key == '1');
        far.HangUp();
        var ended = await log.FirstAsync<CallEnded>();

        Assert.Equal(["您有一笔水费"], asterisk.Speech.Heard(far));
        Assert.Equal(PlayOutcome.Completed, Assert.Single(log.Of<PlayEnded>()).Outcome);
        Assert.Equal((CallOutcome.Answered, true), (ended.Outcome, ended.ByFarEnd));
        Assert.NotNull(ended.AnsweredAt);
        Assert.Equal([typeof(CallRinging), typeof(CallAnswered), typeof(PlayEnded), typeof(KeyPressed), typeof(CallEnded)], log.Of<CallEvent>().Select(e => e.GetType()));
    }

    [SkippableFact]
    public async Task Call_CancelledWhileItRings_EndsCancelledAndTheFarEndStops()
    {
        await using var asterisk = await PrivateAsterisk.StartAsync();
        asterisk.Operator.Plan = _ => new(0);
        var telephony = await asterisk.ConnectAsync();
        var log = new EventLog(telephony);
        var call = new CallId("c-1");
        Assert.Null(await telephony.PlaceAsync(new OutgoingCall { Id = call, To = "138180" }));
        await log.FirstAsync<CallRinging>();

        Assert.Null(await telephony.HangUpAsync(call));

        Assert.Equal(CallOutcome.Cancelled, (await log.FirstAsync<CallEnded>()).Outcome);
        Assert.Equal("CANCEL", await (await asterisk.Operator.NextAsync()).Ended.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Null(await telephony.HangUpAsync(call));
    }

    [SkippableFact]
    public async Task Place_HostileNumbers_ReachNobody()
    {
        await using var asterisk = await PrivateAsterisk.StartAsync();
        var telephony = await asterisk.ConnectAsync();
        string[] tails = ["", "&", ";", ",", "@", " ", "\r\n", "/", "%40", "<", ">", "\"", "(", ")", "$", "{", "}", "|", "`", "'", "\\", "\0", "x", "１", "*", "#", "&PJSIP/138200@trunk", "@evil.example", ",30,S(5)", "\r\nTo: <sip:138200@127.0.0.1>"];
        string[] heads = ["138200", "900", "+1900", "0", "00138200", "PJSIP/138200", "Local/s@arriving", "sip:138200", "", "138"];
        var refused = 0;
        foreach (var head in heads)
            foreach (var tail in tails)
                foreach (var number in new[] { head + tail, tail + head, tail + head + tail })
                {
                    if (number.All(char.IsAsciiDigit) && number.StartsWith("138", StringComparison.Ordinal) && number.Length >= 3) continue;
                    Assert.IsType<CallRefused>(await telephony.PlaceAsync(new OutgoingCall { Id = new($"h-{refused++}"), To = number }));
                }

        Assert.True(refused > 800);
        Assert.Empty(asterisk.Operator.Received);
        Assert.Empty((await telephony.ListAsync()).Value);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_ThatIsListenedTo_TellsAMachineFromAPerson_OnceEach(bool machine)
    {
        await using var asterisk = await PrivateAsterisk.StartAsync();
        var telephony = await asterisk.ConnectAsync();
        var log = new EventLog(telephony);
        var call = new CallId($"amd-{machine}");
        Assert.True(telephony.Capabilities.HasFlag(TelephonyCapabilities.MachineDetection));
        Assert.Null(await telephony.PlaceAsync(new OutgoingCall { Id = call, To = "138200", DetectMachine = true }));
        var far = await asterisk.Operator.NextAsync();
        far.Audio.Speak(machine ? Voices.Machine : Voices.Person);

        Assert.Equal(machine ? AnsweredBy.Machine : AnsweredBy.Person, (await log.FirstAsync<CallAnswered>()).By);
        far.Press("5");
        if (!machine) await log.FirstAsync<KeyPressed>(k => k.Key == '5');
        await telephony.HangUpAsync(call);
        Assert.Equal(CallOutcome.Answered, (await log.FirstAsync<CallEnded>()).Outcome);
        Assert.Single(log.Of<CallAnswered>());
        Assert.True(log.Of<KeyPressed>().Count() <= 1);
    }

    [SkippableFact]
    public async Task Call_HungUpWhileItIsListenedTo_EndsAnsweredAndWasNobody()
    {
        await using var asterisk = await PrivateAsterisk.StartAsync();
        var telephony = await asterisk.ConnectAsync();
        var log = new EventLog(telephony);
        Assert.Null(await telephony.PlaceAsync(new OutgoingCall { Id = new("amd-gone"), To = "138200", DetectMachine = true }));
        var far = await asterisk.Operator.NextAsync();
        // Nothing is played while it is listened: the answer is 0.1 s after the ring.
        await Task.Delay(800);
        far.HangUp();

        var ended = await log.FirstAsync<CallEnded>();
        Assert.Equal((CallOutcome.Answered, true), (ended.Outcome, ended.AnsweredAt is not null));
        Assert.Empty((await telephony.ListAsync()).Value);
    }
}
