using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;

// Hosts and databases of one test at a time: two processors are few.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace WaterCore.Cluster.Tests;

/// <summary>A host of the cluster: the real binary in a process of its own.</summary>
public sealed class Node : IDisposable
{
    private static readonly string s_host = Path.GetFullPath(
        typeof(Node).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "HostAssembly").Value!);

    private static readonly ConcurrentDictionary<int, bool> s_ports = new();

    /// <summary>A dead host is noticed after two seconds and not after six: for tests that wait for it.</summary>
    public static readonly IReadOnlyDictionary<string, string> Quick = new Dictionary<string, string> { ["WaterCore__Plugins__Orleans__ProbeSeconds"] = "1", ["WaterCore__Plugins__Orleans__MissedProbes"] = "2" };

    private readonly Process _process;
    private readonly TaskCompletionSource<string> _url = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("watercore-node-").FullName;

    /// <param name="connection">The database.</param>
    /// <param name="port">The port of the cluster.</param>
    /// <param name="cluster">The name of the cluster.</param>
    /// <param name="more">Further settings.</param>
    public Node(string connection, int port, string cluster = "test", IReadOnlyDictionary<string, string>? more = null)
    {
        Port = port;
        var start = Start("serve", "--urls", "http://127.0.0.1:0");
        start.WorkingDirectory = _folder;
        start.Environment["WaterCore__Storage"] = "PostgreSql";
        start.Environment["WaterCore__Plugins__PostgreSql__ConnectionString"] = connection;
        start.Environment["WaterCore__Plugins__Orleans__ConnectionString"] = connection;
        start.Environment["WaterCore__Plugins__Orleans__Port"] = $"{port}";
        start.Environment["WaterCore__Plugins__Orleans__ClusterId"] = cluster;
        start.Environment["WaterCore__Plugins__Orleans__DrainSeconds"] = "1";
        foreach (var (key, value) in more ?? new Dictionary<string, string>()) start.Environment[key] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) => Read(e.Data);
        _process.ErrorDataReceived += (_, e) => Read(e.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) =>
        {
            var ended = new InvalidOperationException($"The host ended with {_process.ExitCode}:\n{Output}");
            _url.TrySetException(ended);
            _joined.TrySetException(ended);
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Port { get; }

    public int Id => _process.Id;

    public bool Lives => !_process.HasExited;

    public int ExitCode => _process.ExitCode;

    public string Output => string.Join('\n', _lines.TakeLast(60));

    /// <summary>Runs that this host began to coordinate.</summary>
    public int Coordinated => _lines.Count(l => l.Contains("is coordinated by", StringComparison.Ordinal));

    /// <summary>Partitions that this host did.</summary>
    public int Did => Count(" was done here");

    /// <summary>When this host last began to coordinate a run, by the line that says so.</summary>
    public DateTime CoordinatedAt { get; private set; }

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public int Count(string text) => _lines.Count(l => l.Contains(text, StringComparison.Ordinal));

    /// <summary>A call of the binary, with nothing of this process's configuration.</summary>
    public static ProcessStartInfo Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", s_host, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var key in start.Environment.Keys.Where(k => k.StartsWith("WaterCore", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(key);
        return start;
    }

    /// <summary>Where it answers, when it listens and is in the cluster.</summary>
    public async Task<string> ReadyAsync()
    {
        await _joined.Task.WaitAsync(TimeSpan.FromMinutes(2));
        return await _url.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    /// <summary>Holds it up, as a machine does that hangs.</summary>
    public void Suspend() => Signal("-STOP");

    public void GoOn() => Signal("-CONT");

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>As systemd ends it.</summary>
    public async Task<int> StopAsync()
    {
        Signal("-TERM");
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    public async Task<int> EndedAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException("The host does not end:\n" + Output);
        }
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A port that nobody listens on now, and that this never gives twice.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (s_ports.TryAdd(port, true)) return port;
        }
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_process.Id}"]);
        kill.WaitForExit();
    }

    private void Read(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        if (line.Contains("is coordinated by", StringComparison.Ordinal)) CoordinatedAt = DateTime.UtcNow;
        if (line.Contains("has joined the cluster", StringComparison.Ordinal)) _joined.TrySetResult();
        if (!line.StartsWith('{')) return;
        try
        {
            using var entry = JsonDocument.Parse(line);
            if (entry.RootElement.TryGetProperty("State", out var state) && state.TryGetProperty("address", out var address)) _url.TrySetResult(address.GetString()!);
        }
        catch (JsonException)
        {
            // Two lines at once; not the one that is looked for.
        }
    }
}
