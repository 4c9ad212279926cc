using WaterCore.Ports;

namespace WaterCore.Telephony.Tests;

/// <summary>Numbers that somebody made up to get a call out of the house.</summary>
public sealed class HostileNumberTests
{
    private static readonly string[] Pieces =
    [
        "138", "13800001111", "@", ";", "&", "/", "PJSIP/900", "sip:", "\r\n", "\0", " ", ",", "${EXTEN}", "$", "|", "%0d%0a", "*", "#", "+", "++", "00", "１３８", "٣", "-", "\\", "\"", "'", "<", ">", "901234567890123456789", "a", "Local/s@arriving", "🚱",
    ];

    /// <summary>10,000 strings; those that are nothing but an allowed number are not among them.</summary>
    private static IEnumerable<string> Strings()
    {
        var random = new Random(20261125);
        for (var made = 0; made < 10_000;)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            if (text.StartsWith("138", StringComparison.Ordinal) && text.Length <= 18 && text.All(char.IsAsciiDigit)) continue;
            made++;
            yield return text;
        }
    }

    [SkippableFact]
    public async Task Numbers_WithHostileCharacters_MakeNoCallLeaveTheHouse()
    {
        await using var asterisk = await PrivateAsterisk.StartAsync();
        var telephony = await asterisk.ConnectAsync(asterisk.Settings with { CallsPerMinute = 20_000, CallsPerDay = 20_000 });
        var refused = 0;
        foreach (var (number, i) in Strings().Select((s, i) => (s, i)))
            if (await telephony.PlaceAsync(new OutgoingCall { Id = new($"h{i}"), To = number, ShownNumber = number }) is CallRefused) refused++;
        // What is let through reaches the peer, so that the silence above means something.
        Assert.Null(await telephony.PlaceAsync(new OutgoingCall { Id = new("good"), To = "13800001111" }));
        var call = await asterisk.Operator.NextAsync();
        Assert.Equal((10_000, "13800001111", 1), (refused, call.Number, asterisk.Operator.Received.Count));
    }
}
