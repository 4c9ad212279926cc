namespace WaterCore.Search;

/// <summary>A fragment of a record as one number, which a storage keeps beside the record's key.</summary>
/// <remarks>Different fragments may give the same number, so a record found by grams is verified before it is a hit.</remarks>
/// <param name="Value">0 to 2³¹-1.</param>
public readonly record struct Gram(int Value) : IComparable<Gram>
{
    // Names of telephone books repeat; a few thousand buckets tell whole names and numbers apart well enough, at two bytes a row.
    private const int WholeBuckets = 4096;

    /// <summary>Orders by number.</summary>
    public int CompareTo(Gram other) => Value.CompareTo(other.Value);

    /// <summary>Less than.</summary>
    public static bool operator <(Gram a, Gram b) => a.Value < b.Value;

    /// <summary>Greater than.</summary>
    public static bool operator >(Gram a, Gram b) => a.Value > b.Value;

    /// <summary>Less than or equal.</summary>
    public static bool operator <=(Gram a, Gram b) => a.Value <= b.Value;

    /// <summary>Greater than or equal.</summary>
    public static bool operator >=(Gram a, Gram b) => a.Value >= b.Value;

    /// <summary>Two neighbouring characters of a name or an address, of which one has no reading; the others are found by their syllables.</summary>
    internal static Gram Pair(ReadOnlySpan<char> two) => Of('B', two);

    /// <summary>A character of a name.</summary>
    internal static Gram NameCharacter(char c) => Of('U', [c]);

    /// <summary>The first character of a name, or the first two.</summary>
    internal static Gram NameStart(ReadOnlySpan<char> text) => Of('S', text);

    /// <summary>A whole name, or all digits of a short number.</summary>
    internal static Gram Whole(ReadOnlySpan<char> text) => new(unchecked((int)(Hash('W', text) % WholeBuckets)));

    /// <summary>A syllable of a name.</summary>
    internal static Gram NameSyllable(string syllable) => Of('P', syllable);

    /// <summary>Two neighbouring syllables of a name or an address of which one is not the first reading of its character.</summary>
    internal static Gram Syllables(ReadOnlySpan<char> first, ReadOnlySpan<char> second) => Of('Q', [.. first, '.', .. second]);

    /// <summary>How many shades there are of two syllables.</summary>
    internal const int Shades = 4;

    /// <summary>Two neighbouring syllables, each the first reading of its character, in the shade of the two characters: every two characters side by side have exactly one of these.</summary>
    internal static Gram FirstSyllables(ReadOnlySpan<char> first, ReadOnlySpan<char> second, int shade) => Of('F', [.. first, '.', .. second, (char)('0' + shade)]);

    /// <summary>The shade of two characters, which tells most of those apart that are read the same.</summary>
    internal static int Shade(char first, char second) => (int)(Hash('H', [first, second]) % Shades);

    /// <summary>The first letters of two neighbouring syllables of a name.</summary>
    internal static Gram NameInitials(char first, char second) => Of('I', [first, second]);

    /// <summary>The first letters of three neighbouring syllables of a name or an address.</summary>
    internal static Gram Initials(char first, char second, char third) => Of('J', [first, second, third]);

    /// <summary>Four neighbouring digits.</summary>
    internal static Gram Digits(ReadOnlySpan<char> four) => Of('D', four);

    /// <summary>The last four digits of a number.</summary>
    internal static Gram Tail(ReadOnlySpan<char> four) => Of('T', four);

    /// <summary>One to three digits that stand alone in an address: a house, a building, a room.</summary>
    internal static Gram HouseNumber(ReadOnlySpan<char> digits) => Of('R', digits);

    /// <summary>Two neighbouring Latin letters.</summary>
    internal static Gram Letters(ReadOnlySpan<char> two) => Of('L', two);

    private static Gram Of(char kind, ReadOnlySpan<char> text) => new(unchecked((int)(Hash(kind, text) & 0x7FFFFFFF)) | WholeBuckets);

    // FNV-1a (Fowler, Noll, Vo). Kept in databases: a change of it is a change of Grams.Version.
    private static uint Hash(char kind, ReadOnlySpan<char> text)
    {
        unchecked
        {
            var hash = (2166136261u ^ kind) * 16777619u;
            foreach (var c in text)
            {
                hash = (hash ^ (byte)c) * 16777619u;
                hash = (hash ^ (byte)(c >> 8)) * 16777619u;
            }
            return hash ^ (hash >> 15);
        }
    }
}

/// <summary>Which grams a record must have to be looked at.</summary>
public abstract record GramQuery
{
    /// <summary>The record has this gram.</summary>
    /// <param name="Gram">The gram.</param>
    public sealed record One(Gram Gram) : GramQuery;

    /// <summary>All of several hold.</summary>
    /// <param name="Parts">At least one.</param>
    public sealed record All(IReadOnlyList<GramQuery> Parts) : GramQuery;

    /// <summary>Any of several holds.</summary>
    /// <param name="Parts">At least one.</param>
    public sealed record Any(IReadOnlyList<GramQuery> Parts) : GramQuery;

    private GramQuery() { }

    internal static GramQuery Of(Gram gram) => new One(gram);

    /// <summary>Two syllables side by side, whichever readings of their characters they are.</summary>
    internal static GramQuery OfSyllables(string first, string second) =>
        new Any([new One(Gram.Syllables(first, second)), .. Enumerable.Range(0, Gram.Shades).Select(s => new One(Gram.FirstSyllables(first, second, s)))]);

    internal static GramQuery AllOf(IEnumerable<GramQuery> parts) => parts.Distinct().ToList() is var list && list.Count == 1 ? list[0] : new All(list);

    internal static GramQuery? AnyOf(IEnumerable<GramQuery?> parts) => parts.OfType<GramQuery>().Distinct().ToList() switch
    {
        [] => null,
        [var only] => only,
        var list => new Any(list),
    };
}
