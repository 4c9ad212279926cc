using System.Collections.Concurrent;
using System.Globalization;
using NodaTime;
using WaterCore.Conformance;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Storage.PostgreSql;
using WaterCore.Values;

namespace WaterCore.Storage.Tests;

/// <summary>A server of its own that is stopped in immediate mode again and again while clients pay: nothing acknowledged is lost, nothing counts twice.</summary>
public sealed class PostgreSqlCrashTests
{
    private const int Clients = 8, PerClient = 12;

    private static readonly Actor Clerk = new("clerk", "cashier");

    [SkippableFact]
    public async Task Server_StoppedAtOnceWhileEightClientsPay_LosesNothingAndDoublesNothing()
    {
        PostgresServer.SkipWithout();
        await PlayAsync(stops: 4, payments: 200);
    }

    /// <summary>Eight clients pay on a server that is stopped so often, and on one that is not; at full size by this program with <c>kills</c>.</summary>
    /// <returns>How many acts were cut off and asked again.</returns>
    public static async Task<int> PlayAsync(int stops, int payments)
    {
        using var server = new PostgresServer("-c fsync=on -c synchronous_commit=on");
        var whole = await StoryAsync(server, "whole", stops: 0, payments);
        var broken = await StoryAsync(server, "broken", stops, payments);
        Assert.True(broken.Failed > 0, "No client noticed a stop; the server was stopped between the acts.");
        Assert.Equal(whole.Digest, broken.Digest);
        return broken.Failed;
    }

    // Each client pays its own accounts in its own order, so what stands in the end does not hang on who was quicker.
    private static async Task<(string Digest, int Failed)> StoryAsync(PostgresServer server, string database, int stops, int payments)
    {
        server.Create(database);
        await using var storage = new PostgreSqlStorage(server.ConnectionString(database), TimeSpan.FromSeconds(20));
        await storage.OpenAsync();
        await using (var unit = await storage.WriteAsync())
        {
            await Town.BuildAsync(unit, Clients * PerClient);
            await unit.CommitAsync();
        }
        var context = new MoneyContext(storage, new Utility("t", DateTimeZone.Utc, Currency.Cny), new Noon(), new ReceivablePolicy());
        var acknowledged = new ConcurrentDictionary<string, Receipt>();
        var failed = 0;
        async Task ClientAsync(int client)
        {
            var desk = new PaymentDesk(context);
            for (var n = 0; n < payments / Clients; n++)
            {
                var house = client * PerClient + n % PerClient + 1;
                var request = new PaymentRequest
                {
                    Account = Town.Account(house).Number, Amount = Money.Cny(100 + n), Channel = "web", Reference = string.Create(CultureInfo.InvariantCulture, $"{client}/{n}"), Tender = "card",
                };
                // What was not answered is asked again under the same reference, as a wallet's callback is.
                while (true)
                {
                    try
                    {
                        acknowledged[request.Reference] = (await desk.TakeAsync(request, Clerk)).Value.Receipt;
                        break;
                    }
                    catch (StorageUnavailableException)
                    {
                        Interlocked.Increment(ref failed);
                        await Task.Delay(50);
                    }
                }
            }
        }
        var clients = Enumerable.Range(0, Clients).Select(c => Task.Run(() => ClientAsync(c))).ToList();
        for (var stop = 0; stop < stops; stop++)
        {
            await Task.Delay(150 + stop * 37 % 200);
            server.StopImmediately();
            server.Start();
        }
        await Task.WhenAll(clients);

        await using var look = await storage.ReadAsync();
        var digest = new List<string>();
        var entries = 0;
        foreach (var history in await look.Accounts.HistoriesAsync([.. Enumerable.Range(1, Clients * PerClient).Select(h => new Id<Customers.Account>(h))], Currency.Cny))
        {
            entries += history.Entries.Count;
            digest.Add($"{history.Account}: {string.Join(' ', history.Entries.Select(e => e.Amount.Minor))} {history.BalanceOn(Town.Start)}");
        }
        var paid = await look.Cash.PaymentsOfAsync("web", Town.Start);
        Assert.Equal(acknowledged.Count, entries);
        Assert.Equal(acknowledged.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => (a.Key, a.Value)), paid.Select(p => (p.Payment.Reference, p.Payment.Receipt)));
        Assert.Equal(Enumerable.Range(1, entries), paid.Select(p => p.Payment.Receipt.Number).Order());
        Assert.Empty((await new Verification(storage).VerifyAsync()).Findings);
        return (string.Join('\n', digest), failed);
    }

    private sealed class Noon : IClock
    {
        public Instant GetCurrentInstant() => Town.Noon;
    }
}
