using System.Diagnostics;
using System.Reflection;

namespace WaterCore.Host.Tests.Plugins;

/// <summary>The host's own program, as it was built, in a process of its own and in another working directory.</summary>
public sealed class PluginProcessTests
{
    private static readonly string Host = Path.GetFullPath(
        typeof(PluginProcessTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "HostAssembly").Value!);

    private static readonly string Missing = $"there is no folder '{Path.Combine(Path.GetDirectoryName(Host)!, "plugins", "Nopump")}'";

    [Fact]
    public async Task Host_WithARequiredPluginMissing_EndsWith78AndOneLine()
    {
        var (exit, _, errors) = await Run("Nopump__Host=example");

        Assert.Equal($"Required plugin 'Nopump' cannot be loaded: {Missing}\n", errors);
        Assert.Equal(78, exit);
    }

    [Fact]
    public async Task Host_WithAnOptionalPluginMissing_GoesOnAndListsTheReason()
    {
        var (exit, output, errors) = await Run("Nopump__Required=false");

        Assert.Equal("", errors);
        Assert.Equal(0, exit);
        Assert.Matches($@"(?m)^Nopump +no +Refused +{System.Text.RegularExpressions.Regex.Escape(Missing)}$", output);
    }

    [Fact]
    public void HostOutput_OfTheBuild_HasNoTestPlugin() =>
        Assert.False(Directory.Exists(Path.Combine(Path.GetDirectoryName(Host)!, "plugins", "Good")));

    private static async Task<(int Exit, string Output, string Errors)> Run(string setting)
    {
        var pair = setting.Split('=');
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Host, "plugins"])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["WaterCore__Plugins__" + pair[0]] = pair[1] },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
