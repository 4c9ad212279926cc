using System.Diagnostics;

namespace WaterCore.Telephony.Tests;

/// <summary>Waits for what will come, generously: a slow machine makes a test slow, not red.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<bool> come, string forWhat, int seconds = 20)
    {
        var since = Stopwatch.GetTimestamp();
        while (!come())
        {
            if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(seconds)) throw new TimeoutException($"Waited {seconds} seconds for {forWhat}.");
            await Task.Delay(25);
        }
    }
}
