using NodaTime;
using WaterCore.Ports;
using WaterCore.Telephony.Asterisk;

namespace WaterCore.Telephony.Tests;

/// <summary>Keys that Asterisk tells twice when it was short of processor time. The times are those of a log of such calls.</summary>
public sealed class KeyRepeatTests
{
    [Theory]
    [InlineData("1 0, 6 2000, 2 2241, 0 2486, 0 2730, 1 2970, 1 3210, 2 3690, # 3724, # 3735", "16200112#")]
    [InlineData("1 0, 6 1999, 2 2244, 0 2489, 0 2729, 1 2969, 1 3501, 9 3501, 9 3550, # 3730, # 3770", "16200119#")]
    [InlineData("1 0, 6 1992, 2 2246, 0 2469, 0 2941, 1 2982, 1 2993, 3 3228, 3 3530, # 3769", "16200133#")]
    [InlineData("1 0, 1 240, 1 480", "111")]
    public void Keys_ToldTwiceAtOnce_CountOnce_AndPressedTwice_CountTwice(string told, string pressed)
    {
        var call = new AsteriskCall(new CallId("c"), incoming: true, "");
        var taken = told.Split(", ").Select(t => (Key: t[0], At: Instant.FromUnixTimeMilliseconds(int.Parse(t[2..])))).Where(t => !call.Repeats(t.Key, 160, t.At)).Select(t => t.Key);
        Assert.Equal(pressed, string.Concat(taken));
    }
}
