using NodaTime;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Ports;

/// <summary>Gives text a voice: synthesised, or recorded by a person. A speech plugin implements this.</summary>
/// <remarks>
/// Rendering takes up to half a second of both cores, so it is done when texts are published. A call only looks up what is there.
/// Safe for use by several threads.
/// </remarks>
public interface ISpeech
{
    /// <summary>What it is, for people: <c>eSpeak NG 1.51</c>.</summary>
    string Description { get; }

    /// <summary>Renders a part, or finds it where it was kept. The same part gives the same file.</summary>
    ValueTask<Result<AudioClip>> PrepareAsync(SpeechPart part, CancellationToken cancellationToken = default);

    /// <summary>A part that was prepared, or null. Quick, never renders.</summary>
    AudioClip? Find(SpeechPart part);
}

/// <summary>A sound file on the disk that a telephone exchange can play: WAV, 8 kHz, mono, 16 bit.</summary>
/// <param name="Path">The absolute path, with the ending <c>.wav</c>.</param>
/// <param name="Length">How long it sounds.</param>
public readonly record struct AudioClip(string Path, Duration Length);

/// <summary>A text could not be given a voice.</summary>
/// <param name="Text">The text.</param>
/// <param name="Problem">Why, as a clause.</param>
/// <param name="Remedy">What to do, as a clause.</param>
public sealed record SpeechFailed(string Text, string Problem, string Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "speech.failed";

    /// <inheritdoc/>
    public override string Message => $"'{Text}' could not be given a voice: {Problem}; {Remedy}.";
}
