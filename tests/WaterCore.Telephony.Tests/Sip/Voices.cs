namespace WaterCore.Telephony.Tests.Sip;

/// <summary>How people and machines sound when they answer, as far as an exchange listens: how long, and with what pauses.</summary>
internal static class Voices
{
    /// <summary>"Hello", and silence.</summary>
    public static short[] Person { get; } = [.. new short[1600], .. Voice(600), .. new short[8000 * 4]];

    /// <summary>A greeting that goes on and on.</summary>
    public static short[] Machine { get; } = [.. new short[1600], .. Voice(6000)];

    // A hum with overtones that swells four times a second, as syllables do.
    private static short[] Voice(int milliseconds) => [.. Enumerable.Range(0, milliseconds * 8).Select(i =>
        (short)(9000 * (0.6 + (0.4 * Math.Sin(2 * Math.PI * 4 * i / 8000))) * (Math.Sin(2 * Math.PI * 140 * i / 8000) + (0.5 * Math.Sin(2 * Math.PI * 420 * i / 8000))) / 1.5))];
}
