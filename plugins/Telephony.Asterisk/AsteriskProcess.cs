using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace WaterCore.Telephony.Asterisk;

/// <summary>Runs a private Asterisk as a child that ends with this process, however this process ends; starts it again when it dies.</summary>
public sealed class AsteriskProcess : IAsyncDisposable
{
    // The shell holds the reading end of a pipe whose writing end only the parent has. When the parent is gone the pipe ends, and the
    // shell ends Asterisk. Sound and keys cannot wait: where it may, Asterisk goes before a billing run on the same machine; where it may not,
    // nice says so and runs it all the same. A signal on the parent's death would not do: it fires when the thread that started the child ends.
    private const string Keeper = """
        exec 3<&0 </dev/null
        nice -n -10 "$@" 3<&- &
        child=$!
        { while read -r _; do :; done <&3; kill "$child"; } 2>/dev/null &
        watcher=$!
        exec 3<&-
        trap 'kill "$child" 2>/dev/null' TERM INT
        wait "$child"
        code=$?
        while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
        kill "$watcher" 2>/dev/null
        exit "$code"
        """;

    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(30), StopWithin = TimeSpan.FromSeconds(15);

    private readonly AsteriskConfiguration _configuration;
    private readonly string _program;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private Process? _process;

    private AsteriskProcess(AsteriskConfiguration configuration, string program)
    {
        _configuration = configuration;
        _program = program;
        _process = Launch();
        _running = KeepAsync();
    }

    /// <summary>How often it was started again after it died.</summary>
    public int Restarts { get; private set; }

    /// <summary>The process id of Asterisk itself, or null while it does not run.</summary>
    public int? Id => File.Exists(PidFile) && int.TryParse(File.ReadAllText(PidFile).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private string PidFile => Path.Combine(_configuration.Directory, "run", "asterisk.pid");

    /// <summary>Where Asterisk is installed, or null when it is not.</summary>
    public static string? Installed() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
        .Where(p => p.Length > 0).Select(p => Path.Combine(p, "asterisk")).FirstOrDefault(File.Exists);

    /// <summary>Starts it and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">Asterisk is not installed, or it does not start.</exception>
    public static async Task<AsteriskProcess> StartAsync(AsteriskConfiguration configuration, CancellationToken cancellationToken = default)
    {
        var program = Installed() ?? throw new InvalidOperationException("Asterisk is not installed; install the package 'asterisk'.");
        var process = new AsteriskProcess(configuration, program);
        try
        {
            await process.ReadyAsync(cancellationToken);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it answers, as after a restart.</summary>
    /// <exception cref="InvalidOperationException">It does not within thirty seconds.</exception>
    public async Task ReadyAsync(CancellationToken cancellationToken = default)
    {
        using var ari = new AriClient(_configuration.Settings());
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < StartWithin && !_running.IsCompleted)
        {
            try
            {
                if ((await ari.SendAsync(HttpMethod.Get, "asterisk/ping", null, cancellationToken)).Status == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet; or listening, with ARI not loaded yet, which is a 404 or 503 and comes round again too.
            }
            await Task.Delay(50, cancellationToken);
        }
        throw new InvalidOperationException($"Asterisk does not start; see {Path.Combine(_configuration.Directory, "log", "full")}.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task KeepAsync()
    {
        var pause = TimeSpan.FromMilliseconds(500);
        while (true)
        {
            var process = _process!;
            var started = Stopwatch.GetTimestamp();
            try
            {
                await process.WaitForExitAsync(_stop.Token);
                process.Dispose();
                // One that ran for a while may have had bad luck; one that dies at once will die again.
                pause = Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(1) ? TimeSpan.FromMilliseconds(500) : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, TimeSpan.FromSeconds(30).Ticks));
                await Task.Delay(pause, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                await EndAsync(process);
                return;
            }
            _process = Launch();
            Restarts++;
        }
    }

    private static async Task EndAsync(Process process)
    {
        try
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(StopWithin);
        }
        catch (InvalidOperationException)
        {
            // It had ended, and was disposed, before.
            return;
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }
        process.Dispose();
    }

    private Process Launch()
    {
        // A crash leaves the file; its number may be somebody else's by now.
        File.Delete(PidFile);
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-c", Keeper, "asterisk-keeper", _program, "-f", "-n", "-C", _configuration.MainFile }) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        // What it prints stands in its log too; unread, it would block on a full pipe.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
