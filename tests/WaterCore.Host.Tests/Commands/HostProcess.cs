using System.Diagnostics;
using System.Reflection;

namespace WaterCore.Host.Tests.Commands;

/// <summary>What a run of the host's binary gave.</summary>
internal sealed record HostRun(int ExitCode, string Output, string Error);

/// <summary>Runs the host's real binary as a process of its own, in a folder of the test's.</summary>
internal static class HostProcess
{
    private static readonly string Assembly = Path.GetFullPath(typeof(HostProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "HostAssembly").Value!);

    public static Task<HostRun> RunAsync(string folder, params string[] arguments) => RunAsync(folder, new Dictionary<string, string>(), arguments);

    /// <param name="folder">Where.</param>
    /// <param name="settings">Configuration, as environment variables.</param>
    /// <param name="arguments">What.</param>
    public static async Task<HostRun> RunAsync(string folder, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        using var process = Start(folder, arguments, settings);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token);
        return new HostRun(process.ExitCode, await output, await error);
    }

    /// <summary>Kills the process after a while, if it still runs. True when it was killed.</summary>
    public static Task<bool> KillAfterAsync(TimeSpan after, string folder, params string[] arguments) => KillAfterAsync(after, folder, new Dictionary<string, string>(), arguments);

    public static async Task<bool> KillAfterAsync(TimeSpan after, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(folder, arguments, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var ended = process.WaitForExitAsync();
        var killed = await Task.WhenAny(ended, Task.Delay(after)) != ended;
        if (killed) process.Kill();
        await ended;
        await Task.WhenAll(output, error);
        return killed;
    }

    /// <summary>Starts the host and leaves it running.</summary>
    public static Process Start(string folder, string[] arguments, IReadOnlyDictionary<string, string>? settings = null)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly, .. arguments])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var key in start.Environment.Keys.Where(k => k.StartsWith("WaterCore", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(key);
        foreach (var (key, value) in settings ?? new Dictionary<string, string>()) start.Environment[key] = value;
        return Process.Start(start)!;
    }
}

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("watercore-").FullName;

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
