using NodaTime;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Telephony.Asterisk;
using WaterCore.Telephony.Tests.Fakes;
using WaterCore.Telephony.Tests.Sip;
using WaterCore.Values;

namespace WaterCore.Telephony.Tests;

/// <summary>An office with a hotline for these tests.</summary>
public partial class HotlineTests
{
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
            var settings = new HotlineSettings { Desks = new Dictionary<string, IReadOnlyList<string>> { ["front-desk"] = [PrivateAsterisk.Desk] }, RingDesk = Duration.FromSeconds(3), CallBack = DialogueFile.Shipped(DialogueFile.CallBack), Recordings = recordings, Report = faults.Enqueue };
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
}
