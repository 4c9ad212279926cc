using System.Collections.Concurrent;
using System.Diagnostics;
using WaterCore.Host.Tests.Commands;
using WaterCore.Service;
using WaterCore.Telephony.Tests.Fakes;
using WaterCore.Telephony.Tests.Sip;
using WaterCore.Values;

namespace WaterCore.Telephony.Tests;

/// <summary>The host's real binary, running its own Asterisk and its own SQLite file, with telephones around it.</summary>
internal sealed class HostInHand : IAsyncDisposable
{
    public const string Desk = "601";

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _log = new();
    private readonly HttpClient _http = new();
    private readonly int _sip = PrivateAsterisk.Free(udp: true), _ari = PrivateAsterisk.Free(udp: false), _web = PrivateAsterisk.Free(udp: false);
    private Process? _process;

    public SipPhone Caller { get; } = new();

    public SipPhone DeskPhone { get; } = new();

    public SipPhone Operator { get; } = new();

    public string Folder => _folder.Path;

    public int SipPort => _sip;

    public string Url => $"http://127.0.0.1:{_web}";

    public string Database => Path.Combine(_folder.Path, "d", "watercore.db");

    public string Log => string.Join('\n', _log);

    /// <summary>More texts that there are recordings of.</summary>
    public List<Wording> Texts { get; } = [];

    /// <summary>More settings, as the environment carries them.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>Runs a verb against the same database.</summary>
    public async Task<HostRun> VerbAsync(params string[] arguments)
    {
        var run = await HostProcess.RunAsync(_folder.Path, [.. arguments, "--database", Database]);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)}: {run.Error}{run.Output}");
        return run;
    }

    public void Start()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        var recordings = Recordings(Path.Combine(_folder.Path, "recordings"), Texts);
        var settings = new Dictionary<string, string>
        {
            ["WaterCore__DataPath"] = _folder.Path,
            ["WaterCore__Plugins__Asterisk__Private"] = "true",
            ["WaterCore__Plugins__Asterisk__SipPort"] = $"{_sip}",
            ["WaterCore__Plugins__Asterisk__HttpPort"] = $"{_ari}",
            ["WaterCore__Plugins__Asterisk__FirstRtpPort"] = $"{PrivateAsterisk.FirstRtpPort}",
            ["WaterCore__Plugins__Asterisk__RtpPorts"] = "200",
            ["WaterCore__Plugins__Asterisk__Operator"] = $"127.0.0.1:{Operator.Port}",
            ["WaterCore__Plugins__Asterisk__Desks"] = $"{Desk}=sip:{Desk}@127.0.0.1:{DeskPhone.Port}",
            ["WaterCore__Plugins__Espeak__Recordings"] = recordings,
            ["WaterCore__Hotline__Desks__front-desk"] = Desk,
        };
        foreach (var (key, value) in Settings) settings[key] = value;
        _process = HostProcess.Start(_folder.Path, ["serve", "--database", Database, "--urls", $"http://127.0.0.1:{_web}"], settings);
        _process.OutputDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What the service says of itself, or an empty text when it does not answer.</summary>
    public async Task<string> HealthAsync()
    {
        try
        {
            return await _http.GetStringAsync($"http://127.0.0.1:{_web}/readyz");
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }

    public async Task HealthAsync(string wanted)
    {
        for (var since = Stopwatch.GetTimestamp(); await HealthAsync() != wanted; await Task.Delay(100))
            if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(60)) throw new TimeoutException($"The service is not {wanted}; it says:\n{Log}");
    }

    public async Task<SipCall> CallAsync(string from = "13800000001")
    {
        var call = Caller.Call(_sip, "95598", from);
        Assert.Equal(200, await call.Final.WaitAsync(TimeSpan.FromSeconds(10)));
        return call;
    }

    /// <summary>The processor time that the host has used, its Asterisk left out.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The process of the host's own Asterisk.</summary>
    public Process Asterisk()
    {
        var process = Process.GetProcessById(int.Parse(File.ReadAllText(Path.Combine(_folder.Path, "asterisk", "run", "asterisk.pid"))));
        Assert.Equal("asterisk", process.ProcessName);
        return process;
    }

    /// <summary>Has the exchange write each key that it hears to a file.</summary>
    public void LogKeys(string file)
    {
        using var command = Process.Start("asterisk", ["-C", Path.Combine(_folder.Path, "asterisk", "etc", "asterisk.conf"), "-rx", $"logger add channel {file} dtmf"]);
        command.WaitForExit();
    }

    /// <summary>Ends it as a service manager does, and waits for it.</summary>
    public async Task StopAsync()
    {
        if (_process is null || _process.HasExited) return;
        using (Process.Start("kill", $"-TERM {_process.Id}")) await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Ends it as a power cut does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        catch (TimeoutException)
        {
            _process!.Kill();
        }
        _process?.Dispose();
        _http.Dispose();
        Caller.Dispose();
        DeskPhone.Dispose();
        Operator.Dispose();
        _folder.Dispose();
    }

    /// <summary>Every part that the shipped dialogues can say, as a recording of its code in tones.</summary>
    internal static string Recordings(string folder, IReadOnlyList<Wording> texts)
    {
        if (Directory.Exists(folder)) return folder;
        foreach (var language in Enum.GetValues<Language>())
        {
            var spoken = Directory.CreateDirectory(Path.Combine(folder, language == Language.Chinese ? "zh" : "en")).FullName;
            foreach (var (part, i) in DialogueFile.Shipped().FixedParts(language).Concat(new[] { "reminder", DialogueFile.CallBack }.SelectMany(d => DialogueFile.Shipped(d).FixedParts(language))).Concat(SpokenText.Vocabulary(language)).Concat(texts.Select(t => new SpeechPart(language, t.In(language)))).Distinct().Select((p, i) => (p, i)))
            {
                var clip = PrivateAsterisk.OneSpeech.PrepareAsync(part).AsTask().Result.Value;
                File.Copy(clip.Path, Path.Combine(spoken, $"{i:d4}.wav"));
                File.WriteAllText(Path.Combine(spoken, $"{i:d4}.txt"), part.Text);
            }
        }
        return folder;
    }
}
