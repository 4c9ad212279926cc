using WaterCore.Values;

namespace WaterCore.Search;

/// <summary>How a clue fits a field, the best first.</summary>
public enum MatchKind
{
    /// <summary>It is the whole name or number.</summary>
    Exact = 0,

    /// <summary>The name begins with it.</summary>
    Start = 1,

    /// <summary>The number ends with it.</summary>
    End = 2,

    /// <summary>The text or number has it inside; a short number is a whole number within the address.</summary>
    Inside = 3,

    /// <summary>It is the pinyin, in whole syllables.</summary>
    Pinyin = 4,

    /// <summary>Other characters that are read the same (同音字).</summary>
    Homophone = 5,

    /// <summary>It is the initials, or pinyin cut short, such as <c>zhangjg</c>.</summary>
    Initials = 6,

    /// <summary>The number has it inside when two neighbouring digits change places.</summary>
    Transposed = 7,
}

/// <summary>Why a part of a clue fits a record.</summary>
/// <param name="Part">The part of the clue, folded.</param>
/// <param name="Kind">How it fits.</param>
/// <param name="Field">Where it fits.</param>
/// <param name="Text">What stands there.</param>
public readonly record struct FieldMatch(string Part, MatchKind Kind, SearchFieldKind Field, string Text)
{
    /// <summary>The reason as people read it, without personal data: <c>name, same sound as 王为</c>.</summary>
    public Wording Reason => new($"{FieldName.Zh}{KindName.Zh}“{Part}”", $"{FieldName.En} {KindName.En} '{Part}'");

    private Wording FieldName => Field switch
    {
        SearchFieldKind.Name => new("户名", "name"),
        SearchFieldKind.Phone => new("电话", "phone"),
        SearchFieldKind.Account => new("户号", "account"),
        SearchFieldKind.Meter => new("表号", "meter"),
        _ => new("地址", "address"),
    };

    private Wording KindName => Kind switch
    {
        MatchKind.Exact => new("就是", "is"),
        MatchKind.Start => new("开头是", "begins with"),
        MatchKind.End => new("末尾是", "ends with"),
        MatchKind.Inside => new("包含", "has"),
        MatchKind.Pinyin => new("拼音是", "is read"),
        MatchKind.Homophone => new("同音于", "sounds like"),
        MatchKind.Initials => new("拼音缩写是", "has the initials"),
        _ => new("相邻两位互换后包含", "with two digits swapped has"),
    };
}

/// <summary>That a record fits a clue.</summary>
/// <param name="Rank">Lower is better; records of the same rank are in order of key.</param>
/// <param name="Why">One reason for each part of the clue.</param>
public sealed record ClueMatch(int Rank, IReadOnlyList<FieldMatch> Why);

/// <summary>One look at the index: the records of a rank are among those that the query finds.</summary>
/// <param name="Rank">The rank of what this look is for.</param>
/// <param name="Query">The grams that such records have.</param>
public sealed record ClueStep(int Rank, GramQuery Query);

/// <summary>A clue says too little to search by.</summary>
/// <param name="Clue">The clue.</param>
public sealed record ClueTooShort(string Clue) : Fault
{
    /// <inheritdoc/>
    public override string Code => "search.clue-too-short";

    /// <inheritdoc/>
    public override string Message =>
        $"The clue '{Clue}' says too little to search by; give a Chinese character of the name, two letters, or a number.";
}
