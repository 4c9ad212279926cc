using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>A piece of speech that is kept as one sound: a sentence, a word, a number's part. Sentences with values are joined from them.</summary>
/// <param name="Language">The language it is spoken in.</param>
/// <param name="Text">What is said, in the language's own writing; empty for a short pause.</param>
public readonly record struct SpeechPart(Language Language, string Text)
{
    /// <summary>A quarter of a second of silence, as between the groups of a long number.</summary>
    public static SpeechPart Pause(Language language) => new(language, "");

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
