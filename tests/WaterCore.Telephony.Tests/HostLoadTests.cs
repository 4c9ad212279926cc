using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using WaterCore.Service;
using WaterCore.Telephony.Tests.Fakes;
using WaterCore.Values;
using Xunit.Abstractions;

namespace WaterCore.Telephony.Tests;

/// <summary>
/// Many callers at once at the host's binary and its own Asterisk, each with sound in both directions. Small here; the full size is a
/// command of its own: WATERCORE_LOAD_CALLS=200 WATERCORE_LOAD_SECONDS=300.
/// </summary>
public sealed partial class HostLoadTests(ITestOutputHelper output)
{
    private const string Account = "6200018", Pin = "417902";

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
        await host.VerbAsync("demo", "--accounts", "40", "--folder", "d");
        await host.VerbAsync("pin", Account, "--pin", Pin);
        var balance = JsonDocument.Parse((await host.VerbAsync("account", Account, "--json")).Output).RootElement.GetProperty("balance").GetString()!;
        var amount = SpokenText.Amount(Money.Cny((long)(decimal.Parse(balance, CultureInfo.InvariantCulture) * 100)), Language.Chinese).Select(p => p.Text).ToList();
        host.Start();
        await host.HealthAsync("Healthy");

        var (right, wrong, refused) = (0, new List<string>(), 0);
        using var asterisk = host.Asterisk();
        var (hostBefore, asteriskBefore, began) = (host.Processor, asterisk.TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(async lane =>
        {
            // Not all in one moment: an office's lines fill within some seconds.
            await Task.Delay(lane * Math.Min(40, seconds * 1000 / 4 / lanes));
            while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
            {
                var call = host.Caller.Call(host.SipPort, "95598", $"138{lane:d8}");
                if (await call.Final.WaitAsync(TimeSpan.FromSeconds(30)) != 200)
                {
                    Interlocked.Increment(ref refused);
                    await Task.Delay(1000);
                    continue;
                }
                foreach (var (keys, wait) in new[] { ("", 1.5), ("1", 2.0), (Account + "#", 4.0), (Pin, 3.0), ("1", 3.5), ("9", 3.5), ("*", 2.0), ("4", 2.0) })
                {
                    call.Press(keys);
                    await Task.Delay(TimeSpan.FromSeconds(wait));
                }
                call.HangUp();
                var heard = PrivateAsterisk.OneSpeech.Heard(call).ToList();
                var at = heard.IndexOf("笔费用未缴清，应缴");
                if (at >= 0 && heard.Skip(at + 1).Take(amount.Count).SequenceEqual(amount)) Interlocked.Increment(ref right);
                else lock (wrong) wrong.Add(string.Join(" | ", heard.Select(t => t.Length > 8 ? t[..8] : t)));
                call.Audio.Dispose();
            }
        }));
        var wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var (hostShare, asteriskShare) = ((host.Processor - hostBefore).TotalSeconds / wall, (asterisk.TotalProcessorTime - asteriskBefore).TotalSeconds / wall);
        await host.StopAsync();
        var lag = Lag().Match(host.Log);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {lanes} | {wall:0} | {right} | {wrong.Count} | {refused} | {hostShare:P0} | {asteriskShare:P0} | {lag.Groups[1].Value} | {lag.Groups[2].Value} |"));
        foreach (var w in wrong.Take(3)) output.WriteLine(w);
        Assert.True(lag.Success, host.Log);
        Assert.Equal((0, 0), (wrong.Count, refused));
        Assert.True(right >= lanes, "hardly a call was made");
    }
}
