using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Speech.Espeak;

/// <summary>Sentences that a person spoke: each WAV file with a text file of the same name that holds what is said.</summary>
internal static class Recordings
{
    public static IEnumerable<(SpeechPart Part, AudioClip Clip)> In(string? folder)
    {
        if (folder is null) yield break;
        foreach (var (name, language) in new[] { ("zh", Language.Chinese), ("en", Language.English) })
        {
            var spoken = Path.Combine(folder, name);
            if (!Directory.Exists(spoken)) continue;
            foreach (var text in Directory.EnumerateFiles(spoken, "*.txt").Order(StringComparer.Ordinal))
            {
                var sound = Path.GetFullPath(Path.ChangeExtension(text, ".wav"));
                if (File.Exists(sound)) yield return (new SpeechPart(language, File.ReadAllText(text).Trim()), new AudioClip(sound, Wave.LengthOf(sound)));
            }
        }
    }
}
