using System.Diagnostics;

namespace WaterCore.Storage.Tests;

/// <summary>This program, run beside the test as another process; killed at the end.</summary>
public sealed class OtherProcess : IDisposable
{
    private readonly Process _process;
    private readonly System.Text.StringBuilder _errors = new();

    public OtherProcess(string verb, string file, params string[] more)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true, RedirectStandardError = true };
        // Under the test runner the process is dotnet or testhost; only dotnet can run a dll.
        start.FileName = System.IO.Path.GetFileNameWithoutExtension(start.FileName) == "dotnet" ? start.FileName : "dotnet";
        foreach (var argument in (string[])["exec", typeof(OtherProcess).Assembly.Location, verb, file, .. more]) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, e) => { lock (_errors) if (e.Data is not null) _errors.AppendLine(e.Data); };
        _process.BeginErrorReadLine();
    }

    /// <summary>How it ended, for a test that did not expect it: its exit code and what it wrote to its error output.</summary>
    public async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync();
        lock (_errors) return $"exit code {_process.ExitCode}: {_errors}";
    }

    public async Task<string?> LineAsync() => await _process.StandardOutput.ReadLineAsync();

    /// <summary>Waits for its end; 128 and the signal's number when it was killed.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed by the process. Gives what it had said.</summary>
    public async Task<string> KillAsync()
    {
        _process.Kill();
        var rest = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return rest;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
