using System.Collections.Frozen;
using System.Text;

namespace WaterCore.Search;

/// <summary>How Chinese characters are read, without tones, and which simplified character stands for a traditional one.</summary>
/// <remarks>
/// From the Unihan database of Unicode, all common readings of each character, so that a surname's rare reading is among them.
/// The sound ü is written <c>v</c>. Characters beyond the basic plane have no reading here. Safe for use by several threads.
/// </remarks>
public static class Pinyin
{
    /// <summary>No syllable is longer.</summary>
    public const int LongestSyllable = 6;

    // Of all characters, so that each look is one step into a table.
    private const char First = '\u3400';
    private const int Count = 0x10000 - First;

    private static readonly Lazy<Table> s_table = new(Read);

    /// <summary>The readings of a character, in alphabetical order; none for what is not a Chinese character.</summary>
    public static IReadOnlyList<string> ReadingsOf(char character) =>
        character >= First ? s_table.Value.Readings[character - First] : [];

    /// <summary>Whether letters are a whole syllable, such as <c>wang</c>.</summary>
    public static bool IsSyllable(ReadOnlySpan<char> letters) => s_table.Value.Syllables.GetAlternateLookup<ReadOnlySpan<char>>().Contains(letters);

    /// <summary>Whether some syllable begins with these letters.</summary>
    public static bool BeginsASyllable(ReadOnlySpan<char> letters) => s_table.Value.Beginnings.GetAlternateLookup<ReadOnlySpan<char>>().Contains(letters);

    /// <summary>The syllables that begin with these letters and are longer.</summary>
    internal static IReadOnlyList<string> SyllablesBeyond(string letters) =>
        [.. s_table.Value.Syllables.Where(s => s.Length > letters.Length && s.StartsWith(letters, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The simplified character for a traditional one; any other character as it is.</summary>
    public static char Simplified(char character) =>
        character >= First && s_table.Value.Simplified[character - First] is var simplified and > '\0' ? simplified : character;

    private static Table Read()
    {
        using var stream = typeof(Pinyin).Assembly.GetManifestResourceStream("search/unihan.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var readings = new string[Count][];
        Array.Fill(readings, []);
        var simplified = new char[Count];
        HashSet<string> syllables = new(StringComparer.Ordinal), beginnings = new(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line[0] == '#') continue;
            if (line[0] == '=')
            {
                for (var i = 1; i < line.Length; i += 2) simplified[line[i] - First] = line[i + 1];
                continue;
            }
            var length = line.AsSpan().IndexOfAnyExceptInRange('a', 'z');
            var syllable = line[..length];
            syllables.Add(syllable);
            for (var i = 1; i <= length; i++) beginnings.Add(syllable[..i]);
            foreach (var character in line.AsSpan(length))
                readings[character - First] = [.. readings[character - First], syllable];
        }
        return new Table(readings, simplified, syllables.ToFrozenSet(StringComparer.Ordinal), beginnings.ToFrozenSet(StringComparer.Ordinal));
    }

    private sealed record Table(string[][] Readings, char[] Simplified, FrozenSet<string> Syllables, FrozenSet<string> Beginnings);
}
