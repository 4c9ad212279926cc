using WaterCore.Conformance;
using WaterCore.Ports;
using WaterCore.Telephony.Asterisk;
using WaterCore.Telephony.Tests.Sip;

namespace WaterCore.Telephony.Tests;

/// <summary>A real Asterisk keeps the rules of telephony.</summary>
public sealed class AsteriskConformanceTests : TelephonyConformance
{
    private sealed class Far(PrivateAsterisk asterisk, AsteriskTelephony telephony) : IFarEnds
    {
        private static readonly Dictionary<CallOutcome, (string Number, CallPlan Plan)> s_ends = new()
        {
            [CallOutcome.Answered] = ("138200", new(200)), [CallOutcome.Busy] = ("138486", new(486)), [CallOutcome.NoAnswer] = ("138180", new(0)), [CallOutcome.Rejected] = ("138603", new(603)),
            [CallOutcome.InvalidNumber] = ("138404", new(404, 0)), [CallOutcome.Congestion] = ("138503", new(503, 0)), [CallOutcome.Unreachable] = ("138000", new(0, 0)),
        };

        public ITelephony Telephony => telephony;

        public string NumberNotAllowed => "900138";

        public AudioClip LongClip { get; init; }

        public AudioClip ShortClip { get; init; }

        public AudioClip BadClip => new("/nowhere/x.wav", NodaTime.Duration.FromSeconds(1));

        public string NumberThat(CallOutcome outcome) => s_ends[outcome].Number;

        public ValueTask<IFarEnd> CallInAsync(string from) => ValueTask.FromResult<IFarEnd>(new End(asterisk.Call(from)));

        public async ValueTask<IFarEnd> AnsweredAsync() => new End(await asterisk.Operator.NextAsync());

        public ValueTask DisposeAsync() => asterisk.DisposeAsync();

        public static CallPlan PlanOf(string number) => s_ends.Values.First(e => e.Number == number).Plan;
    }

    private sealed class End(SipCall call) : IFarEnd
    {
        public void Press(string keys) => call.Press(keys);

        public void HangUp() => call.HangUp();
    }

    protected override async ValueTask<IFarEnds> OpenAsync()
    {
        var asterisk = await PrivateAsterisk.StartAsync();
        asterisk.Operator.Plan = Far.PlanOf;
        var clip = (await asterisk.Speech.PrepareAsync(new(Values.Language.English, "short"))).Value;
        var sound = Path.Combine(AppContext.BaseDirectory, "speech", "long.wav");
        if (!File.Exists(sound)) Speech.Espeak.Wave.Write(sound, new short[8000 * 40]);
        return new Far(asterisk, await asterisk.ConnectAsync()) { ShortClip = clip, LongClip = new AudioClip(sound, NodaTime.Duration.FromSeconds(40)) };
    }
}

/// <summary>The exchange in memory keeps them too, so that what is tried on it holds on a real one.</summary>
public sealed class InMemoryConformanceTests : TelephonyConformance
{
    private sealed class Far(InMemoryTelephony telephony) : IFarEnds
    {
        private int _calls;

        public ITelephony Telephony => telephony;

        public string NumberNotAllowed => "900&138";

        public AudioClip LongClip => new("long", NodaTime.Duration.FromSeconds(40));

        public AudioClip ShortClip => new("short", NodaTime.Duration.FromMilliseconds(300));

        public AudioClip BadClip => new("bad", NodaTime.Duration.Zero);

        public string NumberThat(CallOutcome outcome) => $"138{(int)outcome}";

        public ValueTask<IFarEnd> CallInAsync(string from)
        {
            var call = new CallId($"in-{++_calls}");
            telephony.Arrive(call, from);
            return ValueTask.FromResult<IFarEnd>(new End(telephony, call));
        }

        public ValueTask<IFarEnd> AnsweredAsync() => ValueTask.FromResult<IFarEnd>(new End(telephony, telephony.Placed.Last().Id));

        public ValueTask DisposeAsync() => telephony.DisposeAsync();
    }

    private sealed class End(InMemoryTelephony telephony, CallId call) : IFarEnd
    {
        public void Press(string keys) => telephony.Press(call, keys);

        public void HangUp() => telephony.FarEnds(call);
    }

    protected override ValueTask<IFarEnds> OpenAsync() => ValueTask.FromResult<IFarEnds>(new Far(new InMemoryTelephony { Plan = number => (CallOutcome)(number[^1] - '0') }));
}
