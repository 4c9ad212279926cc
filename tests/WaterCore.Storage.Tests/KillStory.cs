using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using WaterCore.Conformance;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Storage.Tests;

/// <summary>A quarter of a small town: billed, paid, corrected, charged for being late, counted. Begun again after any interruption, it goes on where it stood.</summary>
internal static partial class KillStory
{
    public const int Houses = 40;

    private static readonly Actor Clerk = new("clerk", "cashier");

    public static async Task PrepareAsync(IStorage storage)
    {
        await new TariffDesk(storage, new SetClock()).PublishAsync(ShippedTariffs.Text("zhuhai-main"), "zhuhai-main.yaml", Clerk);
        await using var unit = await storage.WriteAsync();
        var all = Enumerable.Range(1, Houses).ToList();
        await unit.Customers.AddAsync(all.ConvertAll(Town.Customer));
        await unit.Customers.AddAsync(all.ConvertAll(Town.Premise));
        await unit.Customers.AddAsync(all.ConvertAll(Town.ServicePoint));
        await unit.Customers.AddAsync(all.ConvertAll(Town.Account));
        await unit.Customers.AddAsync(all.ConvertAll(Town.Agreement));
        await unit.Metering.AddAsync(all.ConvertAll(Town.Meter));
        await unit.Metering.AddAsync(all.ConvertAll(Town.Installation));
        await unit.Metering.AddAsync(all.ConvertAll(h => Town.Reading(10_000 + h, h, new(2026, 1, 31), 130_000 + h % 20 * 1_000)));
        await unit.CommitAsync();
    }

    public static async Task PlayAsync(IStorage storage)
    {
        var clock = new SetClock();
        var context = new MoneyContext(storage, new Utility("t", DateTimeZone.Utc, Currency.Cny), clock, new ReceivablePolicy());
        var desk = new PaymentDesk(context);
        clock.Day = new(2026, 2, 2);
        await new BillingRun(storage, context.Utility, clock).BillAsync(Town.January, Clerk);
        for (var house = 1; house <= 12; house++)
        {
            var cash = house % 3 == 0;
            await desk.TakeAsync(new PaymentRequest
            {
                Account = Town.Account(house).Number, Amount = Money.Cny(3_000 * house), Channel = "counter", Reference = $"h{house}", Tender = cash ? "cash" : "card", Drawer = cash ? "1" : null,
            }, Clerk);
        }
        await new CancelRebill(context).CorrectAsync(new RebillRequest { Bill = $"{Town.Account(2).Number}-20260101", Usage = Volume.CubicMetres(5), Reason = "leak" }, Clerk, "chief");
        await desk.RefundAsync(Town.Account(12).Number, Money.Cny(1_000), "refund 12", "asked", Clerk);
        await new DayEnd(context).CloseDrawerAsync("1", Money.Cny(90_000), Clerk);
        clock.Day = new(2026, 4, 1);
        await new LateChargeRun(context).RunAsync(null, Clerk);
        await new DunningRun(context).RunAsync(false, Clerk);
        await new DayEnd(context).ClosePeriodAsync(new(2026, 4, 1), Clerk);
    }

    /// <summary>Of all that the story leaves, ids aside.</summary>
    public static async Task<string> DigestAsync(IStorage storage)
    {
        var text = new StringBuilder();
        await using var look = await storage.ReadAsync();
        foreach (var history in await look.Accounts.HistoriesAsync([.. Enumerable.Range(1, Houses).Select(h => new Id<Customers.Account>(h))], Currency.Cny))
        {
            text.Append($"{history.Account}:");
            foreach (var line in history.Statement(new Period(new(2026, 1, 1), new(2026, 5, 1))).Lines) text.Append($" {line.Day} {line.What} {line.Amount} {line.Balance};");
            text.Append($" {history.LateWindows.Count} {history.Allocations.Sum(a => a.Amount.Minor)}\n");
        }
        foreach (var line in await look.Receivables.TrialBalanceAsync()) text.Append($"{line.Ledger} {line.Amount}\n");
        text.Append($"{(await look.Outbox.PendingAsync(10_000)).Count} messages, drawer {(await look.Cash.FindCloseAsync("1", new(2026, 2, 2)))?.Expected}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Plays with a storage that kills this process, by SIGKILL, at a point: the call's number counted from 1, before it or after it.</summary>
    public static Task PlayAndDieAsync(IStorage storage, int call, bool after)
    {
        var calls = 0;
        return PlayAsync(SteppedStorage.Of(
            storage,
            _ =>
            {
                if (++calls == call && !after) Die();
            },
            _ =>
            {
                if (calls == call && after) Die();
            }));
    }

    private static void Die()
    {
        _ = Kill(Environment.ProcessId, 9);
        Thread.Sleep(Timeout.Infinite);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private sealed class SetClock : IClock
    {
        public LocalDate Day { get; set; } = new(2026, 1, 1);

        public Instant GetCurrentInstant() => Day.AtMidnight().InUtc().ToInstant() + Duration.FromHours(9);
    }
}
