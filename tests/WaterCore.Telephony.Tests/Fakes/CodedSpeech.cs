using System.Collections.Concurrent;
using NodaTime;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Speech.Espeak;
using WaterCore.Telephony.Tests.Sip;
using WaterCore.Values;

namespace WaterCore.Telephony.Tests.Fakes;

/// <summary>A voice of which every part can be told in what a telephone heard: each is a number in tones.</summary>
internal sealed class CodedSpeech(string folder) : ISpeech
{
    private readonly ConcurrentDictionary<SpeechPart, AudioClip> _clips = new();
    private readonly List<SpeechPart> _parts = [];

    public string Description => "tones";

    public AudioClip? Find(SpeechPart part) => _clips.TryGetValue(part, out var clip) ? clip : null;

    public ValueTask<Result<AudioClip>> PrepareAsync(SpeechPart part, CancellationToken cancellationToken = default)
    {
        lock (_parts)
        {
            if (_clips.TryGetValue(part, out var ready)) return ValueTask.FromResult<Result<AudioClip>>(ready);
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, $"{_parts.Count:x3}.wav");
            Wave.Write(path, Tones.Of(_parts.Count));
            _parts.Add(part);
            return ValueTask.FromResult<Result<AudioClip>>(_clips[part] = new AudioClip(path, Wave.LengthOf(path)));
        }
    }

    /// <summary>The texts a telephone heard, in order.</summary>
    public IReadOnlyList<string> Heard(SipCall call)
    {
        lock (_parts) return [.. call.Codes().Select(c => c < _parts.Count ? _parts[c].Text : $"?{c:x3}")];
    }

    /// <summary>Waits until a telephone has heard texts one after the other, the first beginning as given.</summary>
    public async Task HearsAsync(SipCall call, string beginning, int times = 1) =>
        await Wait.UntilAsync(() => Heard(call).Count(t => t.StartsWith(beginning, StringComparison.Ordinal)) >= times,
            $"'{beginning}' to be heard {times} times; heard was: {string.Join(" | ", Heard(call).Select(t => t.Length > 12 ? t[..12] : t))}");
}
