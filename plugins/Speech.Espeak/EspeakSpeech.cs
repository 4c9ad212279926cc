using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Speech.Espeak;

/// <summary>Renders each part once, at 8 kHz, into a file named by the hash of its text, voice and speed.</summary>
public sealed class EspeakSpeech : ISpeech, IDisposable
{
    // What is part of how a sound comes to be; a change here makes all sounds anew.
    private const string Recipe = "1";
    private static readonly TimeSpan RenderWithin = TimeSpan.FromSeconds(30);

    private readonly EspeakSettings _settings;
    private readonly ConcurrentDictionary<SpeechPart, AudioClip> _ready = new();
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>A voice; reads what recordings there are.</summary>
    public EspeakSpeech(EspeakSettings settings)
    {
        _settings = settings;
        Directory.CreateDirectory(settings.Cache);
        foreach (var (part, clip) in Recordings.In(settings.Recordings)) _ready[part] = clip;
    }

    /// <inheritdoc/>
    public string Description => $"eSpeak NG ({_settings.ChineseVoice}, {_settings.EnglishVoice}), sounds in {_settings.Cache}";

    /// <inheritdoc/>
    public AudioClip? Find(SpeechPart part) => _ready.TryGetValue(part, out var clip) ? clip : null;

    /// <inheritdoc/>
    public async ValueTask<Result<AudioClip>> PrepareAsync(SpeechPart part, CancellationToken cancellationToken = default)
    {
        if (Find(part) is { } ready) return ready;
        var path = Path.Combine(_settings.Cache, NameOf(part) + ".wav");
        // One at a time: rendering is never in a hurry, and both cores have calls to serve.
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (Find(part) is { } meanwhile) return meanwhile;
            if (!File.Exists(path))
            {
                var sound = part.Text.Length == 0 ? new short[Wave.Rate / 4] : await RenderAsync(part, cancellationToken);
                // Under another name first: a file that is there is whole.
                var half = $"{path}.{Environment.ProcessId}.tmp";
                Wave.Write(half, sound);
                File.Move(half, path, overwrite: true);
            }
            var clip = new AudioClip(path, Wave.LengthOf(path));
            _ready[part] = clip;
            return clip;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or TimeoutException)
        {
            return new SpeechFailed(part.Text, e.Message.TrimEnd('.'), $"look at {_settings.Cache} and at {_settings.Program}");
        }
        catch (Win32Exception e)
        {
            return new SpeechFailed(part.Text, $"{_settings.Program} does not start ({e.Message})", "install the package 'espeak-ng', or give recordings for every sentence");
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    internal string NameOf(SpeechPart part)
    {
        var told = string.Join('\n', Recipe, Voice(part.Language), _settings.WordsPerMinute, part.Text);
        return (part.Language == Language.Chinese ? "zh-" : "en-") + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(told)))[..32];
    }

    private string Voice(Language language) => language == Language.Chinese ? _settings.ChineseVoice : _settings.EnglishVoice;

    private async Task<short[]> RenderAsync(SpeechPart part, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(_settings.Program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // The text goes in by the pipe: as an argument it could be taken for an option.
        foreach (var argument in new[] { "-v", Voice(part.Language), "-s", _settings.WordsPerMinute.ToString(System.Globalization.CultureInfo.InvariantCulture), "-a", "150", "-b", "1", "--stdin", "--stdout" })
            start.ArgumentList.Add(argument);
        using var espeak = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(RenderWithin);
        try
        {
            var errors = espeak.StandardError.ReadToEndAsync(limit.Token);
            await espeak.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(part.Text), limit.Token);
            espeak.StandardInput.Close();
            using var wave = new MemoryStream();
            await espeak.StandardOutput.BaseStream.CopyToAsync(wave, limit.Token);
            await espeak.WaitForExitAsync(limit.Token);
            if (espeak.ExitCode != 0) throw new InvalidDataException($"{_settings.Program} ended with {espeak.ExitCode}: {(await errors).Trim()}");
            var (rate, samples) = Wave.Read(wave.ToArray());
            return Wave.Trim(Wave.Resample(samples, rate));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"it did not end within {RenderWithin.TotalSeconds} seconds");
        }
        finally
        {
            if (!espeak.HasExited) espeak.Kill();
        }
    }
}
