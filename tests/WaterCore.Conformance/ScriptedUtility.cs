using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using NodaTime.Text;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Statistics;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Conformance;

/// <summary>What playing a utility came to.</summary>
/// <param name="Digest">Of every account's statement and bills, of what was not billed and of the trial balance; without ids, so that two storages give the same.</param>
/// <param name="Bills">Bills there are, cancelled ones too.</param>
/// <param name="Acts">How often what was done.</param>
/// <param name="Findings">What <c>verify</c> found; none, if the storage is sound.</param>
public sealed record ScriptedResult(string Digest, long Bills, IReadOnlyDictionary<string, long> Acts, IReadOnlyList<VerificationFinding> Findings);

/// <summary>
/// A utility played month by month: readings in, some held; meters exchanged and turned over; bills; a price change; payers of every kind; disputes, corrections, cheques
/// that come back, refunds, write-offs; late charges, dunning, drawers and periods closed. The same seed is the same utility on any storage. Every month end the trial
/// balance must be zero, and every account must be billed or have a reason.
/// </summary>
/// <param name="storage">An open storage with nothing in it.</param>
/// <param name="accounts">How many accounts there are at the end; a hundredth of them joins on the way.</param>
/// <param name="seed">Which utility.</param>
public sealed class ScriptedUtility(IStorage storage, int accounts, ulong seed = 20260101)
{
    private const int Chunk = 500, FileRows = 10_000;
    private static readonly Actor Clerk = new("clerk", "cashier");
    private static readonly LocalDate Start = new(2024, 1, 1);

    private readonly ScriptClock _clock = new();
    private readonly SortedDictionary<string, long> _acts = new(StringComparer.Ordinal);
    private readonly House[] _houses = [.. Enumerable.Range(0, accounts).Select(n => new House(n, seed))];
    private MoneyContext _context = null!;
    private int _active;

    /// <summary>Plays some months from January 2024.</summary>
    /// <exception cref="InvalidOperationException">A month end is not as it must be.</exception>
    public async Task<ScriptedResult> PlayAsync(int months, IProgress<string>? progress = null)
    {
        _context = new MoneyContext(storage, new Utility("script", DateTimeZone.ForOffset(Offset.FromHours(8)), Currency.Cny), _clock, new ReceivablePolicy());
        _clock.Set(Start);
        Sure(await new TariffDesk(storage, _clock).PublishAsync(ShippedTariffs.Text("zhuhai-main"), "zhuhai-main.yaml", Clerk));
        await JoinAsync(accounts - accounts / 100, Start);
        for (var month = 0; month < months; month++)
        {
            var cycle = new Period(Start.PlusMonths(month), Start.PlusMonths(month + 1));
            await BeforeTheRunAsync(month, cycle);
            _clock.Set(cycle.To);
            var run = await new BillingRun(storage, _context.Utility, _clock).BillAsync(cycle, Clerk);
            Count("bills made", run.Billed);
            await PayAsync(month, cycle.To);
            await TroubleAsync(month, cycle.To);
            await EndOfMonthAsync(cycle);
            progress?.Report(string.Create(CultureInfo.InvariantCulture, $"month {month + 1} of {months}: {run.Billed} bills"));
        }
        var verified = await new Verification(storage).VerifyAsync();
        return new ScriptedResult(await DigestAsync(months), verified.Bills, _acts, verified.Findings);
    }

    private async Task JoinAsync(int upTo, LocalDate day)
    {
        if (upTo <= _active) return;
        string[] columns = ["account", "name", "phone", "address", "tariff", "class", "persons", "opened", "meter", "size", "dials", "installed", "first_index"];
        foreach (var file in _houses[_active..upTo].Chunk(FileRows))
            await ImportAsync("customers", columns, file, h => h.Join(day), table => new CustomerIntake(storage, _clock).ImportAsync(table, new SourceFormat(), Clerk));
        _active = upTo;
    }

    private async Task BeforeTheRunAsync(int month, Period cycle)
    {
        if (month == 12)
        {
            // Two fen more in the first block.
            Sure(await new TariffDesk(storage, _clock).PublishAsync(ShippedTariffs.Text("zhuhai-main").Replace("1.74", "1.76", StringComparison.Ordinal), "zhuhai-main.yaml", Clerk));
        }
        if (month == 5) await JoinAsync(accounts, cycle.From);
        _clock.Set(cycle.From.PlusDays(10));
        foreach (var house in Active(h => h.Roll(month, 1) % 400 == 0))
        {
            var (old, last, turned, next) = house.Exchange(month);
            Sure(await new MeterDesk(storage, _clock, _context.Utility).ExchangeAsync(
                old, last, turned ? IndexTurn.Rollover : IndexTurn.None, new NewMeter { Number = next, Size = "DN15", Dials = 4, FirstIndex = 0 }, cycle.From.PlusDays(9), $"{old} {month}", Clerk));
            Count("meters exchanged");
        }
        _clock.Set(cycle.From.PlusDays(27));
        foreach (var file in Active(h => h.Roll(month, 2) % 100 != 0).Chunk(FileRows))
            await ImportAsync("readings", ["meter", "day", "index", "turn"], file, h => h.Read(month, cycle.From.PlusDays(27)), table => new ReadingIntake(storage, _clock, _context.Utility).ImportAsync(table, new SourceFormat(), Clerk));
        var desk = new HeldDesk(storage, _clock, _context.Utility);
        var misread = Active(h => h.Misread).ConvertAll(h => h.Meter).ToHashSet(StringComparer.Ordinal);
        foreach (var (held, meter) in await desk.ListAsync())
        {
            // A second look finds what was misread; everything else that the rules hold is true.
            var accepted = !misread.Contains(meter.Number) && (await desk.AcceptAsync(held.Id, "looked at", null, Clerk)).IsOk;
            if (!accepted) Sure(await desk.RejectAsync(held.Id, "misread", Clerk));
            Count(accepted ? "held readings accepted" : "held readings rejected");
        }
    }

    private async Task PayAsync(int month, LocalDate from)
    {
        _clock.Set(from.PlusDays(6));
        var desk = new PaymentDesk(_context);
        foreach (var some in Active(h => h.PaysIn(month)).Chunk(Chunk))
            foreach (var (house, history) in some.Zip(await HistoriesAsync(some)))
            {
                var open = history.OpenOn(_clock.Today).Sum(c => c.Open.Minor);
                var amount = (house.Roll(month, 4) % 10) switch { 0 => open * 6 / 10, 1 => open + 50_00, _ => open };
                if (amount <= 0) continue;
                var request = new PaymentRequest
                {
                    Account = house.Number, Amount = Money.Cny(amount), Channel = "counter", Reference = $"{house.Number}/{month}", Tender = house.Roll(month, 5) % 2 == 0 ? "cash" : "card", Drawer = "1",
                };
                var taken = Sure(await desk.TakeAsync(request, Clerk));
                Count("payments");
                if (house.Roll(month, 6) % 20 == 0 && Sure(await desk.TakeAsync(request, Clerk)) is { Repeated: false }) throw new InvalidOperationException("A payment counted twice.");
                if (house.Roll(month, 7) % 300 == 0)
                {
                    Sure(await desk.ReverseAsync(taken.Entry, "the cheque came back", Clerk, "chief"));
                    Count("payments reversed");
                }
                else if (taken.Advance.Minor > 0 && house.Roll(month, 8) % 3 == 0)
                {
                    Sure(await desk.RefundAsync(house.Number, taken.Advance, $"{house.Number}/{month}/back", "asked for", Clerk, "chief"));
                    Count("refunds");
                }
            }
        await using var look = await storage.ReadAsync();
        var expected = await look.Cash.ExpectedMinorAsync("1", _clock.Today);
        Sure(await new DayEnd(_context).CloseDrawerAsync("1", Money.Cny(Math.Max(0, expected - month % 3)), Clerk));
    }

    private async Task TroubleAsync(int month, LocalDate from)
    {
        _clock.Set(from.PlusDays(12));
        var (desk, rebill, dunning) = (new PaymentDesk(_context), new CancelRebill(_context), new DunningRun(_context));
        foreach (var some in Active(h => h.HasTroubleIn(month)).Chunk(Chunk))
            foreach (var (house, history) in some.Zip(await HistoriesAsync(some)))
            {
                if (history.Bills.Where(b => b.CancelledOn is null).OrderBy(b => b.Key.From).LastOrDefault() is not { } bill) continue;
                var open = history.OpenOn(_clock.Today).Where(c => c.Open.Minor > 0).Sum(c => c.Open.Minor);
                var number = string.Create(CultureInfo.InvariantCulture, $"{house.Number}-{LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd").Format(bill.Key.From)}{(bill.Key.Revision > 0 ? $"r{bill.Key.Revision}" : "")}");
                switch (house.Roll(month, 10) % 4)
                {
                    case 0:
                        var made = await rebill.CorrectAsync(new RebillRequest { Bill = number, Usage = Volume.CubicMetres((int)(house.Roll(month, 11) % 30)), Reason = "a leak" }, Clerk, "chief");
                        Count(made.IsOk ? "bills cancelled and made again" : $"correction refused: {made.Fault.Code}");
                        break;
                    case 1:
                        var again = await rebill.CorrectAsync(new RebillRequest { Bill = number, Persons = 6, Reason = "registered late" }, Clerk, "chief");
                        Count(again.IsOk ? "bills cancelled and made again" : $"correction refused: {again.Fault.Code}");
                        break;
                    case 2 when open > 0:
                        Sure(await dunning.HoldAsync(house.Number, new Hold
                        {
                            Id = default, Account = default, Kind = HoldKind.Dispute, From = _clock.Today, Until = _clock.Today.PlusDays(40), Bill = bill.Key, Reason = "the meter is said to be wrong", Maker = "",
                        }, Clerk));
                        Count("disputes");
                        break;
                    case 3 when open > 0 && month % 12 == 11:
                        Sure(await desk.WriteOffAsync(house.Number, Money.Cny(open), $"{house.Number}/{month}/off", "moved away", Clerk, "chief"));
                        Count("write-offs");
                        break;
                    default:
                        Sure(await desk.AdjustAsync(house.Number, Money.Cny(house.Roll(month, 12) % 2 == 0 ? -5_00 : 12_00), "service", $"{house.Number}/{month}/adj", "agreed", Clerk));
                        Count("adjustments");
                        break;
                }
            }
        _clock.Set(from.PlusDays(20));
        Count("late charges", Sure(await new LateChargeRun(_context).RunAsync(null, Clerk)).Charges);
        Count("dunning steps", (await dunning.RunAsync(false, Clerk)).Decisions.Count);
    }

    private async Task EndOfMonthAsync(Period cycle)
    {
        Sure(await new DayEnd(_context).ClosePeriodAsync(cycle.To, Clerk));
        await using var look = await storage.ReadAsync();
        var balance = await look.Receivables.TrialBalanceAsync();
        if (balance.GroupBy(l => l.Amount.Currency).FirstOrDefault(g => g.Sum(l => l.Amount.Minor) != 0) is { } off)
            throw new InvalidOperationException($"The trial balance of {cycle} is off by {off.Sum(l => l.Amount.Minor)} {off.Key}.");
        var seen = (await look.Bills.OutcomesOfAsync(cycle.From)).Select(o => o.Account.Value).ToHashSet();
        await foreach (var fact in look.FactsAsync(FactTable.Bills, cycle)) seen.Add(fact.Account.Value);
        if (seen.Count != _active) throw new InvalidOperationException($"Of {_active} accounts {seen.Count} are billed in {cycle} or have a reason.");
    }

    private async Task<string> DigestAsync(int months)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Say(string line) => hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
        await using var look = await storage.ReadAsync();
        var all = new Period(Start, Start.PlusMonths(months + 2));
        foreach (var some in _houses.Chunk(Chunk))
            foreach (var (house, history) in some.Zip(await HistoriesAsync(some)))
            {
                Say(house.Number);
                foreach (var l in history.Statement(all).Lines) Say($"{l.Day} {l.What} {l.Bill?.From} {l.Bill?.Revision} {l.Entry?.Ledger} {l.Entry?.Reason} {l.Amount} {l.Balance}");
                foreach (var b in await look.Bills.OfAccountAsync(history.Account))
                    Say($"{b.Key.From} {b.Key.Revision} {b.To} {b.Cycle} {b.TariffRevision} {b.Usage} {b.Total} {b.ClosingIndex} {Convert.ToHexString(b.Inputs.Span)} {Convert.ToHexString(b.Lines.Span)}");
                Say($"{history.OpenOn(all.To).Sum(c => c.Open.Minor)} {history.AdvanceOn(all.To)} {history.LateWindows.Count} {history.Holds.Count}");
            }
        var numbers = _houses.Where(h => h.Id != 0).ToDictionary(h => h.Id, h => h.Number);
        for (var month = 0; month < months; month++)
            foreach (var o in (await look.Bills.OutcomesOfAsync(Start.PlusMonths(month))).OrderBy(o => numbers[o.Account.Value], StringComparer.Ordinal)) Say($"{month} {numbers[o.Account.Value]} {o.Kind} {o.Code} {o.Reason}");
        foreach (var l in await look.Receivables.TrialBalanceAsync()) Say($"{l.Ledger} {l.Amount}");
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task<IReadOnlyList<AccountHistory>> HistoriesAsync(IReadOnlyList<House> houses)
    {
        await using var look = await storage.ReadAsync();
        foreach (var house in houses.Where(h => h.Id == 0)) house.Id = (await look.Customers.FindAccountAsync(house.Number))?.Id.Value ?? throw new InvalidOperationException($"Account {house.Number} is gone.");
        return await look.Accounts.HistoriesAsync([.. houses.Select(h => new Id<Account>(h.Id))], Currency.Cny);
    }

    private async Task ImportAsync(string kind, string[] columns, House[] houses, Func<House, string[]> row, Func<SourceTable, Task<IntakeResult>> import)
    {
        var name = $"{kind} of {LocalDatePattern.Iso.Format(_clock.Today)} from {houses[0].Number}";
        var table = new SourceTable(name, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))), columns, [.. houses.Select((h, i) => new SourceRow(i + 2, row(h)))]);
        var taken = await import(table);
        if (taken.Refused.Count > 0) throw new InvalidOperationException(taken.Refused[0].Message);
        Count($"{kind} imported", taken.Added);
    }

    private List<House> Active(Func<House, bool> which) => [.. _houses[.._active].Where(which)];

    private void Count(string what, long more = 1) => _acts[what] = _acts.GetValueOrDefault(what) + more;

    private static T Sure<T>(Result<T> result) => result.IsOk ? result.Value : throw new InvalidOperationException($"{result.Fault.Code}: {result.Fault.Message}");

    private sealed class ScriptClock : IClock
    {
        private Instant _now;

        public Instant GetCurrentInstant() => _now;

        public LocalDate Today { get; private set; }

        public void Set(LocalDate day) => _now = (Today = day).AtMidnight().InZoneStrictly(DateTimeZone.ForOffset(Offset.FromHours(8))).ToInstant() + Duration.FromHours(9);
    }
}
