using System.Globalization;
using WaterCore.Plugins;

namespace WaterCore.Speech.Espeak;

/// <summary>How texts are given a voice.</summary>
public sealed record EspeakSettings
{
    /// <summary>Where sounds are kept; may be deleted at any time, they are made again.</summary>
    public required string Cache { get; init; }

    /// <summary>A folder with recordings, or null: <c>zh/anything.wav</c> is used for the sentence in <c>zh/anything.txt</c>, and <c>en</c> likewise.</summary>
    public string? Recordings { get; init; }

    /// <summary>The program.</summary>
    public string Program { get; init; } = "espeak-ng";

    /// <summary>
    /// The Mandarin voice. The plain voice <c>cmn</c> of 1.51 reads characters as English letters where its dictionary lacks them
    /// (espeak-ng issues 1028 and 1236); the one for Pinyin reads them right.
    /// </summary>
    public string ChineseVoice { get; init; } = "cmn-latn-pinyin";

    /// <summary>The English voice.</summary>
    public string EnglishVoice { get; init; } = "en-us";

    /// <summary>Words a minute, 80 to 450.</summary>
    public int WordsPerMinute { get; init; } = 150;

    /// <summary>The settings of the plugin's configuration section.</summary>
    /// <exception cref="PluginSettingException">A setting is wrong.</exception>
    public static EspeakSettings Of(PluginContext context)
    {
        var speed = context.Find("WordsPerMinute") is not { } text ? 150
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 80 and <= 450 ? n
            : throw new PluginSettingException("setting 'WordsPerMinute' is not a number from 80 to 450");
        return new EspeakSettings
        {
            Cache = context.Path("Cache", "speech"), Recordings = context.Find("Recordings") is null ? null : context.Path("Recordings", "recordings"),
            Program = context.Find("Program") ?? "espeak-ng", WordsPerMinute = speed,
            ChineseVoice = context.Find("ChineseVoice") ?? "cmn-latn-pinyin", EnglishVoice = context.Find("EnglishVoice") ?? "en-us",
        };
    }
}
