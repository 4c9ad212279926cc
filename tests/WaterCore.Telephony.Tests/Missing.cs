using WaterCore.Telephony.Asterisk;

namespace WaterCore.Telephony.Tests;

/// <summary>What these tests need of the machine. Missing is skipped by name, and a failure where CI is true.</summary>
internal static class Missing
{
    public static void SkipWithoutAsterisk() => SkipUnless(AsteriskProcess.Installed() is not null, "asterisk");

    public static void SkipWithoutEspeak() =>
        SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, "espeak-ng"))), "espeak-ng");

    private static void SkipUnless(bool there, string program)
    {
        if (there) return;
        var reason = $"The program '{program}' is not installed; tests/install/asterisk.sh installs it.";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(reason);
        Skip.If(true, reason);
    }
}
