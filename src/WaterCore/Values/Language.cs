namespace WaterCore.Values;

/// <summary>The languages in which everything people read is complete.</summary>
public enum Language
{
    /// <summary>Simplified Chinese (zh-CN).</summary>
    Chinese,

    /// <summary>English.</summary>
    English,
}

/// <summary>A text in both languages.</summary>
/// <param name="Zh">Simplified Chinese.</param>
/// <param name="En">English.</param>
public sealed record Wording(string Zh, string En)
{
    /// <summary>The text in one language.</summary>
    public string In(Language language) => language == Language.Chinese ? Zh : En;

    /// <summary>The same word in both languages, such as a name out of a file.</summary>
    public static Wording Same(string text) => new(text, text);

    /// <summary>The remedy for a word that is not one of those that are known.</summary>
    internal static Wording UseOneOf(IEnumerable<string> known) => new($"可用：{string.Join("、", known)}", $"use one of: {string.Join(", ", known)}");
}
