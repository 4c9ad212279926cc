using System.Text;
using WaterCore.Operations;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Storage.Tests;

/// <summary>
/// Every pair of acts on the money of one account, their statements put in every order of two turns on PostgreSQL: the one goes so far, the other as far as it gets,
/// the one to its end. What stands at the end must be what one of the two orders of whole acts leaves.
/// </summary>
public sealed class MoneyPairsTests(UniformMoneyTown town) : IClassFixture<UniformMoneyTown>
{
    static MoneyPairsTests() => ThreadPool.SetMinThreads(32, 32);   // acts that wait hold a thread each

    private static readonly TimeSpan Blocked = TimeSpan.FromMilliseconds(40);

    public enum Act { Pay, Refund, Reverse, Rebill, Allocate, WriteOff, Adjust, CloseDrawer }

    public static TheoryData<Act, Act> Pairs()
    {
        var pairs = new TheoryData<Act, Act>();
        foreach (var a in Enum.GetValues<Act>())
            foreach (var b in Enum.GetValues<Act>())
                if (a <= b) pairs.Add(a, b);
        return pairs;
    }

    [SkippableTheory]
    [MemberData(nameof(Pairs))]
    public async Task Pair_InAnyOrderOfStatements_LeavesWhatOneOrderOfWholeActsLeaves(Act a, Act b)
    {
        PostgresServer.SkipWithout();
        var serial = new HashSet<string> { await SerialAsync(a, b, swapped: false), await SerialAsync(a, b, swapped: true) };
        // Every second place to change over where CI is true; in between a sixth of them will do.
        var stride = Environment.GetEnvironmentVariable("CI") == "true" ? 2 : 6;
        foreach (var swapped in new[] { false, true })
        {
            for (var turn = 1; ; turn += stride)
            {
                var house = town.NextHouse();
                var setup = await PrepareAsync(house);
                using Stepper first = new(), second = new();
                var (one, two) = swapped ? (b, a) : (a, b);
                var running = Task.Run(() => DoAsync(one, house, setup, first, "1"));
                var steps = 0;
                while (steps < turn && await first.StepAsync(running, TimeSpan.FromSeconds(20))) steps++;
                var ended = running.IsCompleted;
                var other = Task.Run(() => DoAsync(two, house, setup, second, "2"));
                while (await second.StepAsync(other, Blocked)) { }
                first.LetGo();
                second.LetGo();
                await Task.WhenAll(running, other);
                var state = await StateAsync(house);
                Assert.True(serial.Contains(state), $"{one} stopped after {steps} statements, then {two}:\n{state}\nbut one after the other they leave\n{string.Join("\nor\n", serial)}");
                if (ended) break;
            }
        }
    }

    [SkippableFact]
    public Task Town_AfterPairs_IsSound()
    {
        PostgresServer.SkipWithout();
        return town.AssertSoundAsync();
    }

    private async Task<string> SerialAsync(Act a, Act b, bool swapped)
    {
        var house = town.NextHouse();
        var setup = await PrepareAsync(house);
        var (one, two) = swapped ? (b, a) : (a, b);
        await DoAsync(one, house, setup, null, "1");
        await DoAsync(two, house, setup, null, "2");
        return await StateAsync(house);
    }

    // Each house has a bill and a payment that is more than it.
    private async Task<Id<AccountEntry>> PrepareAsync(int house)
    {
        var paid = (await town.Desk.TakeAsync(new PaymentRequest { Account = MoneyTown.Number(house), Amount = Money.Cny(200_00), Channel = "counter", Reference = $"{house}/0", Tender = "card" }, MoneyTown.Clerk)).Value;
        return paid.Entry;
    }

    private async Task DoAsync(Act act, int house, Id<AccountEntry> paid, Stepper? stepper, string key)
    {
        var context = stepper is null ? town.Context : town.Context with { Storage = SteppedStorage.Of(town.Storage, stepper.Before) };
        var (desk, number, unique) = (new PaymentDesk(context), MoneyTown.Number(house), $"{house}/{key}");
        // Whether it is done or refused with a reason is part of the order; what counts is what stands in the end.
        _ = act switch
        {
            Act.Pay => (object)await desk.TakeAsync(new PaymentRequest { Account = number, Amount = Money.Cny(10_00), Channel = "counter", Reference = $"{house}/pay", Tender = "cash", Drawer = $"d{house}" }, MoneyTown.Clerk),
            Act.Refund => await desk.RefundAsync(number, Money.Cny(50_00), unique, "asked", MoneyTown.Clerk),
            Act.Reverse => await desk.ReverseAsync(paid, "returned", MoneyTown.Clerk, "chief"),
            Act.Rebill => await new CancelRebill(context).CorrectAsync(new RebillRequest { Bill = $"{number}-20260101", Usage = Volume.CubicMetres(5), Reason = "leak" }, MoneyTown.Clerk, "chief"),
            Act.Allocate => await desk.AdjustAsync(number, Money.Cny(60_00), "work", unique, "done", MoneyTown.Clerk),
            Act.WriteOff => await desk.WriteOffAsync(number, Money.Cny(20_00), unique, "gone", MoneyTown.Clerk),
            Act.Adjust => await desk.AdjustAsync(number, Money.Cny(-7_00), "goodwill", unique, "agreed", MoneyTown.Clerk),
            Act.CloseDrawer => await new DayEnd(context).CloseDrawerAsync($"d{house}", Money.Cny(10_00), MoneyTown.Clerk),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    private async Task<string> StateAsync(int house)
    {
        var history = await town.HistoryAsync(house);
        var text = new StringBuilder();
        text.Append($"balance {history.BalanceOn(town.Today)}, advance {history.AdvanceOn(town.Today)}, open {history.OpenOn(town.Today).Sum(c => c.Open.Minor)}; ");
        text.AppendJoin(' ', history.Entries.Select(e => $"{e.Kind}{e.Amount.Minor}").Order(StringComparer.Ordinal));
        text.Append("; ").AppendJoin(' ', history.Bills.Select(b => $"r{b.Key.Revision}:{b.Total.Minor}{(b.CancelledOn is null ? "" : "x")}"));
        await using var look = await town.Storage.ReadAsync();
        var close = await look.Cash.FindCloseAsync($"d{house}", town.Today);
        text.Append($"; drawer {close?.Expected.Minor} {close?.Difference.Minor}");
        return text.ToString();
    }

    /// <summary>Lets one act go on by one statement.</summary>
    private sealed class Stepper : IDisposable
    {
        private readonly SemaphoreSlim _leave = new(0), _arrived = new(0);
        private volatile bool _free;
        private bool _started;

        public void Before(string call)
        {
            if (_free) return;
            _arrived.Release();
            _leave.Wait();
        }

        /// <summary>One statement further; false when the act has ended or does not come to its next statement in time, which is to say that it waits for the other.</summary>
        public async Task<bool> StepAsync(Task act, TimeSpan patience)
        {
            if (!_started)
            {
                _started = true;
                if (!await ArrivesAsync(act, TimeSpan.FromSeconds(20))) return false;
            }
            _leave.Release();
            return await ArrivesAsync(act, patience);
        }

        public void Dispose()
        {
            _leave.Dispose();
            _arrived.Dispose();
        }

        public void LetGo()
        {
            _free = true;
            _leave.Release(1_000);
        }

        private async Task<bool> ArrivesAsync(Task act, TimeSpan patience)
        {
            var arrived = _arrived.WaitAsync(patience);
            await Task.WhenAny(arrived, act);
            return arrived.IsCompleted && await arrived;
        }
    }
}
