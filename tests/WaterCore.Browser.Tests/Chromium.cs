namespace WaterCore.Browser.Tests;

/// <summary>The browser of the machine. Missing, the tests are skipped and say so; with CI=true they fail.</summary>
internal static class Chromium
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public static string Path
    {
        get
        {
            if (Places.FirstOrDefault(File.Exists) is { } found) return found;
            const string reason = "chromium is missing; install it with: apt-get install chromium fonts-noto-cjk";
            if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(reason);
            Skip.If(true, reason);
            return "";
        }
    }
}
