using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace WaterCore.Browser.Tests;

/// <summary>The host's real binary over a real SQLite file that the demo made, with the readings of one more cycle to bill.</summary>
public class RunningService : IAsyncLifetime
{
    public const int Accounts = 10_000;

    /// <summary>The host's own file.</summary>
    internal static readonly string HostAssembly = Path.GetFullPath(Metadata("HostAssembly"));

    private readonly string _folder = Directory.CreateTempSubdirectory("watercore-browser-").FullName;
    private readonly int _accounts;
    private readonly TaskCompletionSource<string> _url = new(), _code = new();
    private Process? _service;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public RunningService() : this(Accounts)
    {
    }

    // A fixture of xunit has one public constructor.
    protected RunningService(int accounts) => _accounts = accounts;

    /// <summary>How many cycles of two months after the demo's have readings, one after the other; billed are none of them.</summary>
    protected virtual int Cycles => 1;

    public string Url { get; private set; } = "";

    public string SetUpCode { get; private set; } = "";

    public IBrowser Browser => _browser!;

    public async Task InitializeAsync()
    {
        var chromium = Find();
        if (chromium is null) return;
        await RunAsync("demo", "--accounts", $"{_accounts}", "--folder", "demo");
        for (var cycle = 1; cycle <= Cycles; cycle++)
        {
            await File.WriteAllLinesAsync(Path.Combine(_folder, "next.csv"), NextReadings(cycle));
            await RunAsync("import", "--readings", "next.csv", "--database", "demo/watercore.db");
        }
        await PrepareAsync();
        StartService();
        Url = await _url.Task.WaitAsync(TimeSpan.FromMinutes(2));
        SetUpCode = await _code.Task.WaitAsync(TimeSpan.FromMinutes(1));
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Crowd.Size.IsFull ? await BehindAsync(chromium) : chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
    }

    // Readers have machines of their own; here they take what the service and its callers leave. Niceness alone is not enough: a browser chooses its own,
    // and Linux shares the processors among sessions first, each with a niceness of its own (autogroup).
    private async Task<string> BehindAsync(string chromium)
    {
        var script = Path.Combine(_folder, "chromium");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\necho 19 > /proc/self/autogroup\nexec chrt --idle 0 '{chromium}' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return script;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_service is { HasExited: false })
        {
            // As systemd ends it; a service that does not end by itself is one the test must show.
            Process.Start("kill", ["-TERM", $"{_service.Id}"])!.WaitForExit();
            if (!_service.WaitForExit(TimeSpan.FromSeconds(60)))
            {
                _service.Kill();
                throw new InvalidOperationException("The service did not end within 60 seconds of SIGTERM.");
            }
            Assert.Equal(0, _service.ExitCode);
        }
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What a kind of day needs beside the demo's data, before the service starts.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Writes a file where the commands run.</summary>
    protected Task WriteAsync(string name, IEnumerable<string> lines) => File.WriteAllLinesAsync(Path.Combine(_folder, name), lines);

    /// <summary>The newest message that the file channel wrote to a telephone number.</summary>
    public string MessageTo(string phone)
    {
        var messages = new DirectoryInfo(Path.Combine(_folder, "demo", "messages"));
        return messages.GetFiles("*.txt").OrderByDescending(f => f.LastWriteTimeUtc).Select(f => File.ReadAllText(f.FullName)).First(m => m.StartsWith($"To: {phone}\n", StringComparison.Ordinal));
    }

    /// <summary>The rows of the customers that the demo made up, by column.</summary>
    public IReadOnlyDictionary<string, string> Customer(string account)
    {
        var lines = File.ReadAllLines(Path.Combine(_folder, "demo", "customers.csv"));
        var cells = lines.First(l => l.StartsWith(account + ",", StringComparison.Ordinal)).Split(',');
        return lines[0].Split(',').Zip(cells).ToDictionary(p => p.First, p => p.Second);
    }

    /// <summary>Where a test leaves what it measured.</summary>
    public static string Measured(string name) => Path.Combine(Directory.CreateDirectory(Path.GetDirectoryName(Metadata("Screenshots"))!).FullName, name);

    public static string Screenshot(string name) => Path.Combine(Directory.CreateDirectory(Metadata("Screenshots")).FullName, name + ".png");

    private static string? Find()
    {
        try
        {
            return Chromium.Path;
        }
        catch (SkipException)
        {
            // Each test says so itself; a fixture cannot be skipped.
            return null;
        }
    }

    private static string Metadata(string key) => typeof(RunningService).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    // Every two months each meter has counted a tenth less than in the demo's cycle: nothing that the reading rules would hold.
    private IEnumerable<string> NextReadings(int cycle)
    {
        var customers = File.ReadAllLines(Path.Combine(_folder, "demo", "customers.csv"));
        var (meter, first) = (Array.IndexOf(customers[0].Split(','), "meter"), Array.IndexOf(customers[0].Split(','), "first_index"));
        var opened = customers.Skip(1).Select(l => l.Split(',')).ToDictionary(c => c[meter], c => int.Parse(c[first]));
        var lines = File.ReadAllLines(Path.Combine(_folder, "demo", "readings.csv"));
        yield return lines[0];
        foreach (var cells in lines.Skip(1).Select(l => l.Split(',')))
            if (int.Parse(cells[2]) - opened[cells[0]] is >= 0 and var used)
                yield return $"{cells[0]},{DateOnly.Parse(cells[1]).AddMonths(2 * cycle):yyyy-MM-dd},{int.Parse(cells[2]) + cycle * (used * 9 / 10)}";
    }

    /// <summary>Runs a command of the host to its end.</summary>
    /// <returns>What it printed.</returns>
    internal async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(Start(arguments))!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{arguments[0]} ended with {process.ExitCode}: {await output}{await error}");
        return await output;
    }

    private void StartService()
    {
        var start = Start("serve", "--urls", "http://127.0.0.1:0", "--database", "demo/watercore.db");
        start.Environment["WaterCore__FileChannel"] = "messages";
        // A whole office signs in from one address, and on a quick machine within one minute.
        start.Environment["WaterCore__GuessesPerMinute"] = "300";
        _service = Process.Start(start)!;
        _service.OutputDataReceived += (_, e) => Read(e.Data);
        _service.ErrorDataReceived += (_, _) => { };
        _service.BeginOutputReadLine();
        _service.BeginErrorReadLine();
    }

    private void Read(string? line)
    {
        if (line is null || !line.StartsWith('{')) return;
        using var entry = JsonDocument.Parse(line);
        if (!entry.RootElement.TryGetProperty("State", out var state)) return;
        if (state.TryGetProperty("address", out var address)) _url.TrySetResult(address.GetString()!);
        if (state.TryGetProperty("Code", out var code)) _code.TrySetResult(code.GetString()!);
    }

    private ProcessStartInfo Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [HostAssembly, .. arguments]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var key in start.Environment.Keys.Where(k => k.StartsWith("WaterCore", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(key);
        return start;
    }
}
