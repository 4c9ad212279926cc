using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Storage.Sqlite;
using WaterCore.Telephony.Tests.Fakes;
using WaterCore.Telephony.Tests.Sip;
using WaterCore.Values;
using Xunit.Abstractions;

namespace WaterCore.Telephony.Tests;

/// <summary>
/// Many callers at once at the host's binary and its own Asterisk, each with sound in both directions. Small here; the full size is a
/// command of its own: WATERCORE_LOAD_CALLS=200 WATERCORE_LOAD_SECONDS=300.
/// </summary>
public sealed partial class HostLoadTests(ITestOutputHelper output)
{
    private const string Pin = "417902";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20), Reaction = TimeSpan.FromMilliseconds(300);

    private static int Number(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), out var n) ? n : usual;

    [GeneratedRegex("(\\d+) events, 95 % within ([0-9.]+) ms")]
    private static partial Regex Lag();

    [SkippableFact]
    public async Task Callers_ManyAtOnce_AreAllAnsweredRightly()
    {
        Missing.SkipWithoutAsterisk();
        var (lanes, seconds) = (Number("WATERCORE_LOAD_CALLS", 8), Number("WATERCORE_LOAD_SECONDS", 20));
        await using var host = new HostInHand();
        host.Settings["WaterCore__Plugins__Asterisk__MaxCalls"] = $"{lanes + 10}";
        host.Settings["WaterCore__Plugins__Asterisk__RtpPorts"] = $"{(lanes + 20) * 4}";
        await host.VerbAsync("demo", "--accounts", $"{Math.Max(40, lanes * 2)}", "--folder", "d");
        var accounts = await AccountsAsync(host, lanes);
        host.Start();
        await host.HealthAsync("Healthy");

        var (right, wrong, refused) = (0, new List<string>(), 0);
        using var asterisk = host.Asterisk();
        if (Environment.GetEnvironmentVariable("WATERCORE_LOAD_KEYS") is { } keysLog) host.LogKeys(keysLog);
        var (hostBefore, asteriskBefore, began) = (host.Processor, asterisk.TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(async lane =>
        {
            // Not all in one moment: an office's lines fill within some seconds.
            await Task.Delay(lane * Math.Min(40, seconds * 1000 / 4 / lanes));
            var (account, amount) = accounts[lane];
            while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
            {
                var call = host.Caller.Call(host.SipPort, "95598", $"138{lane:d8}");
                if (await call.Final.WaitAsync(TimeSpan.FromSeconds(30)) != 200)
                {
                    Interlocked.Increment(ref refused);
                    await Task.Delay(1000);
                    continue;
                }
                string? missed = null;
                foreach (var (prompt, times, keys, pause) in Way(account)) if ((missed = await FollowAsync(call, prompt, times, keys, pause)) is not null) break;
                call.HangUp();
                var heard = PrivateAsterisk.OneSpeech.Heard(call).ToList();
                if (missed is null && IsRight(heard, amount)) Interlocked.Increment(ref right);
                else lock (wrong) wrong.Add($"{account}, {missed ?? "all sentences heard"}: " + string.Join(" | ", heard.Select(t => t.Length > 8 ? t[..8] : t)));
                call.Audio.Dispose();
            }
        }));
        var wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var (hostShare, asteriskShare) = ((host.Processor - hostBefore).TotalSeconds / wall, (asterisk.TotalProcessorTime - asteriskBefore).TotalSeconds / wall);
        await host.StopAsync();
        var lag = Lag().Match(host.Log);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {lanes} | {wall:0} | {right} | {wrong.Count} | {refused} | {hostShare:P0} | {asteriskShare:P0} | {lag.Groups[1].Value} | {lag.Groups[2].Value} |"));
        foreach (var w in wrong.Take(5)) output.WriteLine(w);
        Assert.True(lag.Success, host.Log);
        Assert.Equal((0, 0), (wrong.Count, refused));
        Assert.True(right >= lanes, "hardly a call was made");
    }

    // What a caller waits for, what is pressed then, and how long the caller takes at least; people listen longer than these tones last.
    private static IEnumerable<(string Prompt, int Times, string Keys, double Seconds)> Way(string account) =>
    [
        ("欢迎致电", 1, "1", 1.5), ("请输入户号", 1, account + "#", 2.0), ("请输入六位", 1, Pin, 4.0), ("查询余额", 1, "1", 3.0), ("重听请按9", 1, "9", 5.5), ("重听请按9", 2, "*", 5.5),
        ("查询余额", 2, "*", 2.0), ("欢迎致电", 2, "4", 1.0), ("目前没有停水通知", 1, "", 1.0),
    ];

    // The sentence that did not come, or null.
    private static async Task<string?> FollowAsync(SipCall call, string prompt, int times, string keys, double seconds)
    {
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        for (var since = Stopwatch.GetTimestamp(); PrivateAsterisk.OneSpeech.Heard(call).Count(t => t.StartsWith(prompt, StringComparison.Ordinal)) < times; await Task.Delay(100))
            if (Stopwatch.GetElapsedTime(since) > Patience) return $"'{prompt}' was not heard {times} times";
        // Nobody presses in the same tenth of a second in which a sentence is over.
        await Task.Delay(Reaction);
        call.Press(keys);
        return null;
    }

    // The balance was heard whole, and each time that it was heard, as far as it was heard.
    private static bool IsRight(List<string> heard, IReadOnlyList<string> amount)
    {
        const string Before = "笔费用未缴清，应缴";
        var whole = false;
        for (var i = 0; i < heard.Count; i++)
        {
            if (heard[i] != Before) continue;
            var said = heard.Skip(i + 1).Take(amount.Count).ToList();
            if (said.SequenceEqual(amount)) whole = true;
            // A key that came too soon cuts a sentence; what was said until then was right.
            else if (!said.TakeWhile(t => amount.Contains(t)).SequenceEqual(amount.Take(said.TakeWhile(t => amount.Contains(t)).Count()))) return false;
        }
        return whole;
    }

    // Accounts that owe, each with a PIN; and what each must hear.
    private static async Task<IReadOnlyList<(string Number, IReadOnlyList<string> Amount)>> AccountsAsync(HostInHand host, int wanted)
    {
        await using var storage = new SqliteStorage(host.Database, TimeSpan.FromSeconds(10));
        await storage.OpenAsync();
        await using var unit = await storage.WriteAsync();
        var accounts = new List<(string, IReadOnlyList<string>)>();
        var today = SystemClock.Instance.GetCurrentInstant().InZone(LedgerOfOne.Utility.Zone).Date;
        foreach (var account in await unit.Accounts.PageAsync(0, wanted * 3))
        {
            var balance = (await unit.Accounts.HistoriesAsync([account.Id], Currency.Cny))[0].BalanceOn(today);
            if (balance.Minor <= 0 || accounts.Count == wanted) continue;
            await unit.Telephone.PutAsync(new AccountPin(account.Id, PinHash.Of(Pin, System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)), SystemClock.Instance.GetCurrentInstant()));
            accounts.Add((account.Number, [.. SpokenText.Amount(balance, Language.Chinese).Select(p => p.Text)]));
        }
        await unit.CommitAsync();
        Assert.True(accounts.Count == wanted, $"{wanted} callers need an account each that owes; the demo has {accounts.Count}.");
        return accounts;
    }
}
