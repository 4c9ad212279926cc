using System.Collections.Concurrent;
using System.Diagnostics;
using NodaTime;
using WaterCore.Conformance;
using WaterCore.Host.Tests.Commands;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Storage.PostgreSql;
using WaterCore.Storage.Tests;
using WaterCore.Tariffs;
using WaterCore.Telephony.Tests.Fakes;
using WaterCore.Values;
using Xunit.Abstractions;

namespace WaterCore.Telephony.Tests;

/// <summary>Two hosts of a cluster on one PostgreSQL and one real Asterisk: what the one did when it is killed, the other goes on with.</summary>
public sealed class ClusterHandoverTests(ITestOutputHelper output)
{
    private const int Houses = 6, Lines = 3;

    [SkippableFact]
    public async Task CampaignAndLine_WhoseHostIsKilledInMidCall_GoOnAtTheOtherAndNobodyIsCalledTwice()
    {
        Missing.SkipWithoutAsterisk();
        PostgresServer.SkipWithout();
        var connection = PostgresServer.Shared.Create(PostgresServer.Shared.NewName());
        await using var asterisk = await PrivateAsterisk.StartOwnAsync();
        await using var storage = new PostgreSqlStorage(connection, TimeSpan.FromSeconds(30));
        await storage.OpenAsync();
        await OweAsync(storage);
        using var folder = new TemporaryFolder();
        var recordings = HostInHand.Recordings(Path.Combine(folder.Path, "recordings"), []);
        using Member one = new(connection, asterisk.Settings, recordings), two = new(connection, asterisk.Settings, recordings);
        var (first, second) = await Task.WhenAny(one.ServesAsync(), two.ServesAsync()) is var _ && one.Serves ? (one, two) : (two, one);
        await Wait.UntilAsync(() => second.Says("Application started"), "the other host", 60);
        var made = await new CampaignDesk(Money(storage)).CreateAsync(
            new CampaignDraft { Name = "spring", Accounts = [.. Enumerable.Range(1, Houses).Select(h => Town.Account(h).Number)], Lines = Lines, PerMinute = 60 }, Actor.System);
        Assert.Equal(Houses, made.Value.Numbers);
        for (var i = 0; i < Lines; i++)
        {
            var call = await asterisk.Operator.NextAsync(60);
            await Wait.UntilAsync(() => call.Audio.Heard().Length > 0, "the call to be answered");
        }
        Assert.False(second.Serves);

        var killed = Stopwatch.GetTimestamp();
        first.Kill();
        await Wait.UntilAsync(() => second.Serves, "the other host to serve", 60);
        var taken = Stopwatch.GetElapsedTime(killed);
        // The line: a caller is answered by the dialogue again.
        var caller = asterisk.Call();
        Assert.Equal(200, await caller.Final.WaitAsync(TimeSpan.FromSeconds(20)));
        await Wait.UntilAsync(() => caller.Audio.Heard().Length > 0, "the dialogue to speak");
        caller.HangUp();
        // The campaign: those who were not called yet are, and those whose calls were cut are not called again in this window.
        for (var i = Lines; i < Houses; i++) (await asterisk.Operator.NextAsync(60)).HangUp();
        await Task.Delay(TimeSpan.FromSeconds(4));
        var called = asterisk.Operator.Received.Select(c => c.Number).ToList();
        Assert.Equal(Enumerable.Range(1, Houses).Select(Phone), called.Order());
        var lines = (await new CampaignDesk(Money(storage)).ResultsAsync("spring")).Value;
        Assert.All(lines, l => Assert.Equal(1, l.Target.Tries));
        Assert.Equal(Lines, lines.Count(l => l.Last == TryOutcome.Lost));
        output.WriteLine($"killed in {Lines} calls of {Houses}; the other host served after {taken.TotalSeconds:F1} s; {called.Count} calls to {called.Distinct().Count()} numbers");
    }

    private static string Phone(int house) => $"1380000000{house}";

    private static MoneyContext Money(IStorage storage) => new(storage, LedgerOfOne.Utility, SystemClock.Instance, new ReceivablePolicy());

    // Bills of last January: overdue by now.
    private static async Task OweAsync(PostgreSqlStorage storage)
    {
        var then = new Then();
        await new TariffDesk(storage, then).PublishAsync(ShippedTariffs.Text("zhuhai-main"), "zhuhai-main.yaml", Actor.System);
        var all = Enumerable.Range(1, Houses).ToList();
        await using (var unit = await storage.WriteAsync())
        {
            await unit.Customers.AddAsync(all.ConvertAll(h => Town.Customer(h) with { Phone = Phone(h) }));
            await unit.Customers.AddAsync(all.ConvertAll(Town.Premise));
            await unit.Customers.AddAsync(all.ConvertAll(Town.ServicePoint));
            await unit.Customers.AddAsync(all.ConvertAll(Town.Account));
            await unit.Customers.AddAsync(all.ConvertAll(Town.Agreement));
            await unit.Metering.AddAsync(all.ConvertAll(Town.Meter));
            await unit.Metering.AddAsync(all.ConvertAll(Town.Installation));
            await unit.Metering.AddAsync(all.ConvertAll(h => Town.Reading(10_000_000 + h, h, new(2026, 1, 31), 130_000)));
            await unit.CommitAsync();
        }
        Assert.Equal(Houses, (await new BillingRun(storage, LedgerOfOne.Utility, then).BillAsync(Town.January, Actor.System)).Billed);
    }

    private sealed class Then : IClock
    {
        public Instant GetCurrentInstant() => Instant.FromUtc(2026, 2, 2, 1, 0);
    }

    /// <summary>A host of the cluster with the telephone's section, as every host of it has.</summary>
    private sealed class Member : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly ConcurrentQueue<string> _log = new();
        private readonly Dictionary<string, string> _settings;
        private Process? _process;
        private bool _over;

        public Member(string connection, Asterisk.AsteriskSettings asterisk, string recordings)
        {
            _settings = new Dictionary<string, string>
            {
                ["WaterCore__DataPath"] = _folder.Path,
                ["WaterCore__Storage"] = "PostgreSql",
                ["WaterCore__Plugins__PostgreSql__ConnectionString"] = connection,
                ["WaterCore__Plugins__Orleans__ConnectionString"] = connection,
                ["WaterCore__Plugins__Orleans__Port"] = $"{PrivateAsterisk.Free(udp: false)}",
                ["WaterCore__Plugins__Orleans__ClusterId"] = "phones",
                ["WaterCore__Plugins__Orleans__ProbeSeconds"] = "1",
                ["WaterCore__Plugins__Orleans__MissedProbes"] = "2",
                ["WaterCore__Plugins__Asterisk__Url"] = asterisk.Url.ToString(),
                ["WaterCore__Plugins__Asterisk__User"] = asterisk.User,
                ["WaterCore__Plugins__Asterisk__Password"] = asterisk.Password,
                ["WaterCore__Plugins__Asterisk__Application"] = asterisk.Application,
                ["WaterCore__Plugins__Asterisk__Trunk"] = asterisk.Trunk,
                ["WaterCore__Plugins__Asterisk__Extensions"] = PrivateAsterisk.Desk,
                ["WaterCore__Plugins__Asterisk__AllowedPrefixes"] = "138",
                ["WaterCore__Plugins__Espeak__Recordings"] = recordings,
                ["WaterCore__Hotline__Desks__front-desk"] = PrivateAsterisk.Desk,
            };
            if (asterisk.EntityId is { } entity) _settings["WaterCore__Plugins__Asterisk__EntityId"] = entity;
            foreach (var days in new[] { "Working", "Rest" }) _settings[$"WaterCore__Hotline__Windows__{days}"] = _settings[$"WaterCore__Contacts__Hours__{days}"] = "00:00-23:59";
        }

        public bool Serves => Says("The hotline serves the dialogue");

        public bool Says(string text) => _log.Any(l => l.Contains(text, StringComparison.Ordinal));

        public async Task ServesAsync()
        {
            _process = HostProcess.Start(_folder.Path, ["serve", "--urls", "http://127.0.0.1:0"], _settings);
            _process.OutputDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
            _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            for (var since = Stopwatch.GetTimestamp(); !Serves && !_over; await Task.Delay(100))
                Assert.False(_process!.HasExited || Stopwatch.GetElapsedTime(since) > TimeSpan.FromMinutes(2), string.Join('\n', _log));
        }

        public void Kill()
        {
            _over = true;
            _process!.Kill();
            _process.WaitForExit();
        }

        public void Dispose()
        {
            _over = true;
            if (_process is { HasExited: false }) Kill();
            _process?.Dispose();
            _folder.Dispose();
        }
    }
}
