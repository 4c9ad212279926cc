using System.Text;
using NodaTime;
using Npgsql;
using WaterCore.Operations;
using WaterCore.Receivables;
using WaterCore.Storage.Sqlite;
using WaterCore.Values;

namespace WaterCore.Storage.Tests;

/// <summary>An act on the money of an account.</summary>
public enum MoneyPairAct { Pay, Refund, Reverse, Cancel, Rebill, Allocate, WriteOff, CloseDrawer, ClosePeriod }

/// <summary>The town whose houses are all alike.</summary>
/// <param name="onServer">On PostgreSQL; else on SQLite.</param>
public sealed class UniformTown(bool onServer) : MoneyTown(onServer, uniform: true);

/// <summary>
/// Two acts on one account of a town of equal houses, their statements put in order: the one goes so far, the other so far or as far as it gets, then the one to its
/// end, then the other. What stands at the end must be what one of the two orders of whole acts leaves. As a change sees what others committed and nothing else, other
/// orders differ from these only in what nobody sees.
/// </summary>
public sealed class MoneyPairs : IAsyncDisposable
{
    private readonly bool _onServer;
    private readonly Dictionary<(MoneyPairAct, MoneyPairAct), string> _serial = [];
    private MoneyTown _town = null!;
    private NpgsqlConnection? _watch;
    private int _house;

    /// <param name="onServer">On PostgreSQL; else on SQLite.</param>
    public MoneyPairs(bool onServer) => _onServer = onServer;

    /// <summary>How many orders were played.</summary>
    public int Played { get; private set; }

    /// <summary>Of those, how many in which the second waited for the first before it had come to where it was to stop.</summary>
    public int Waited { get; private set; }

    public static IEnumerable<(MoneyPairAct One, MoneyPairAct Two)> All() =>
        from one in Enum.GetValues<MoneyPairAct>() from two in Enum.GetValues<MoneyPairAct>() select (one, two);

    /// <summary>Plays orders of a pair: the first stops after every <paramref name="stride"/>th of its calls, the second after every <paramref name="stride"/>th, and when it gets no further.</summary>
    /// <returns>What was found wrong; nothing, if all is well.</returns>
    public async Task<List<string>> PlayAsync(MoneyPairAct one, MoneyPairAct two, int stride, bool onlyFarthest)
    {
        var allowed = new[] { await SerialAsync(one, two), await SerialAsync(two, one) };
        var found = new List<string>();
        for (var (k, ended) = (1, false); !ended; k += stride)
        {
            for (var (j, farthest) = (onlyFarthest ? int.MaxValue : 0, false); !farthest; j = onlyFarthest ? j : j + stride)
            {
                var house = await HouseAsync();
                var paid = await PrepareAsync(house);
                using Stepper first = new(Blocked), second = new(Blocked);
                await first.StartAsync(() => DoAsync(one, house, paid, first));
                for (var n = 0; n < k && await first.StepAsync(); n++) { }
                ended = first.Ended;
                await second.StartAsync(() => DoAsync(two, house, paid, second));
                var steps = 0;
                while (steps < j && await second.StepAsync()) steps++;
                farthest = steps < j || ended;
                if (!second.Ended && steps < j) Waited++;
                await first.LetGoAsync();
                await second.LetGoAsync();
                await first.EndAsync();
                await second.EndAsync();
                Played++;
                var state = await StateAsync(house);
                if (!allowed.Contains(state))
                    found.Add($"{one} stopped after {k} calls, {two} after {steps}:\n  {state}\nbut one after the other they leave\n  {string.Join("\nor\n  ", allowed)}");
            }
        }
        return found;
    }

    /// <summary>Nothing is wrong in the town as a whole.</summary>
    public Task AssertSoundAsync() => _town.AssertSoundAsync();

    public async ValueTask DisposeAsync()
    {
        if (_watch is not null) await _watch.DisposeAsync();
        if (_town is null) return;
        await _town.DisposeAsync();
        _town.Dispose();
    }

    private async Task<string> SerialAsync(MoneyPairAct one, MoneyPairAct two)
    {
        if (_serial.TryGetValue((one, two), out var known)) return known;
        var house = await HouseAsync();
        var paid = await PrepareAsync(house);
        await DoAsync(one, house, paid, null);
        await DoAsync(two, house, paid, null);
        return _serial[(one, two)] = await StateAsync(house);
    }

    // A closed period is closed for all houses, so the next house has the next day.
    private async Task<int> HouseAsync()
    {
        if (_town is null || _house == MoneyTown.Houses)
        {
            if (_town is not null)
            {
                await AssertSoundAsync();
                await DisposeAsync();
            }
            _town = new UniformTown(_onServer);
            await _town.InitializeAsync();
            if (_onServer) await (_watch = PostgresServer.Shared.Connect(_town.Database!)).OpenAsync();
            _house = 0;
        }
        _town.Today = _town.Today.PlusDays(1);
        return ++_house;
    }

    // Each house has a bill and a payment that is more than it.
    private async Task<Id<AccountEntry>> PrepareAsync(int house) =>
        (await _town.Desk.TakeAsync(new PaymentRequest { Account = MoneyTown.Number(house), Amount = Money.Cny(200_00), Channel = "counter", Reference = $"{house}/0", Tender = "card" }, MoneyTown.Clerk)).Value.Entry;

    private bool Blocked()
    {
        if (_watch is null) return ((SqliteStorage)_town.Storage).OthersWait;
        lock (_watch)
        {
            using var look = new NpgsqlCommand("select exists (select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')", _watch);
            return (bool)look.ExecuteScalar()!;
        }
    }

    // The same request by both: one of them is answered with what the other one did.
    private async Task DoAsync(MoneyPairAct act, int house, Id<AccountEntry> paid, Stepper? stepper)
    {
        var storage = stepper is null ? _town.Storage : SteppedStorage.Of(_town.Storage, stepper.Before);
        var context = _town.Context with { Storage = storage };
        var (desk, number, key) = (new PaymentDesk(context), MoneyTown.Number(house), $"{house}/{act}");
        // Whether it is done or refused with a reason is part of the order; what counts is what stands in the end.
        _ = act switch
        {
            MoneyPairAct.Pay => (object)await desk.TakeAsync(new PaymentRequest { Account = number, Amount = Money.Cny(10_00), Channel = "counter", Reference = key, Tender = "cash", Drawer = $"d{house}" }, MoneyTown.Clerk),
            MoneyPairAct.Refund => await desk.RefundAsync(number, Money.Cny(50_00), key, "asked", MoneyTown.Clerk),
            MoneyPairAct.Reverse => await desk.ReverseAsync(paid, "returned", MoneyTown.Clerk, "chief"),
            MoneyPairAct.Cancel => await new CancelRebill(context).CorrectAsync(new RebillRequest { Bill = $"{number}-20260101", Usage = Volume.CubicMetres(0), Reason = "empty house" }, MoneyTown.Clerk, "chief"),
            MoneyPairAct.Rebill => await new CancelRebill(context).CorrectAsync(new RebillRequest { Bill = $"{number}-20260101", Usage = Volume.CubicMetres(5), Reason = "leak" }, MoneyTown.Clerk, "chief"),
            MoneyPairAct.Allocate => await desk.AdjustAsync(number, Money.Cny(60_00), "work", key, "done", MoneyTown.Clerk),
            MoneyPairAct.WriteOff => await desk.WriteOffAsync(number, Money.Cny(20_00), key, "gone", MoneyTown.Clerk),
            MoneyPairAct.CloseDrawer => await new DayEnd(context).CloseDrawerAsync($"d{house}", Money.Cny(10_00), MoneyTown.Clerk),
            // By somebody whose clock is past midnight already.
            MoneyPairAct.ClosePeriod => await new DayEnd(context with { Clock = new MoneyTown.SetClock { Now = context.Clock.GetCurrentInstant() + Duration.FromDays(1) } }).ClosePeriodAsync(_town.Today.PlusDays(1), MoneyTown.Clerk),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    private async Task<string> StateAsync(int house)
    {
        var (history, text) = (await _town.HistoryAsync(house), new StringBuilder());
        text.Append($"balance {history.BalanceOn(_town.Today)}, advance {history.AdvanceOn(_town.Today)}, open {history.OpenOn(_town.Today).Sum(c => c.Open.Minor)}; ");
        text.AppendJoin(' ', history.Entries.Select(e => $"{e.Kind}{e.Amount.Minor}"));
        text.Append("; ").AppendJoin(' ', history.Allocations.Select(a => a.Amount.Minor));
        text.Append("; ").AppendJoin(' ', history.Bills.Select(b => $"r{b.Key.Revision}:{b.Total.Minor}{(b.CancelledOn is null ? "" : "x")}"));
        await using var look = await _town.Storage.ReadAsync();
        var close = await look.Cash.FindCloseAsync($"d{house}", _town.Today);
        return text.Append($"; drawer {close?.Expected.Minor} {close?.Difference.Minor}").ToString();
    }
}
