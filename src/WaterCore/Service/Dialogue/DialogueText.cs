using System.Text;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>A sentence in both languages, with places for values: <c>您的欠费是{balance}。</c></summary>
public sealed class DialogueText
{
    private readonly IReadOnlyList<Piece> _zh, _en;

    private DialogueText(IReadOnlyList<Piece> zh, IReadOnlyList<Piece> en) => (_zh, _en) = (zh, en);

    /// <summary>A fixed piece of text, or a place for a value.</summary>
    /// <param name="Text">The fixed text as it is spoken, without punctuation before it; empty for a value, and when there is nothing to speak.</param>
    /// <param name="Value">The value's name, or null.</param>
    /// <param name="Raw">The fixed text as it is written.</param>
    public readonly record struct Piece(string Text, string? Value, string Raw);

    /// <summary>The names of the values it carries; the same in both languages.</summary>
    public IEnumerable<string> Values => _zh.Select(p => p.Value).OfType<string>().Distinct();

    /// <summary>The pieces in order.</summary>
    public IReadOnlyList<Piece> Pieces(Language language) => language == Language.Chinese ? _zh : _en;

    /// <summary>The parts to be spoken.</summary>
    /// <exception cref="KeyNotFoundException">A value is missing; a checked dialogue has them all.</exception>
    public IReadOnlyList<SpeechPart> Spoken(Language language, IReadOnlyDictionary<string, FactValue> values)
    {
        var parts = new List<SpeechPart>();
        foreach (var piece in Pieces(language))
            if (piece.Value is { } name) parts.AddRange(values[name].Spoken(language));
            else if (piece.Text.Length > 0) parts.Add(new(language, piece.Text));
        return parts;
    }

    /// <summary>The sentence for channels that are read.</summary>
    /// <exception cref="KeyNotFoundException">A value is missing; a checked dialogue has them all.</exception>
    public string Written(Language language, IReadOnlyDictionary<string, FactValue> values) =>
        string.Concat(Pieces(language).Select(p => p.Value is { } name ? values[name].Written(language) : p.Raw));

    /// <summary>Reads both sentences, or says as a clause why they cannot be read.</summary>
    internal static DialogueText? Parse(string zh, string en, out string problem)
    {
        problem = "";
        var (chinese, english) = (Pieces(zh), Pieces(en));
        if (chinese is null || english is null) problem = "a brace is not closed, or its name has other characters than a-z, 0-9 and _";
        else if (chinese.Count == 0 || english.Count == 0) problem = "a language has no text";
        else if (!Names(chinese).SetEquals(Names(english))) problem = $"the languages carry different values ({string.Join(", ", Names(chinese))}; {string.Join(", ", Names(english))})";
        return problem.Length > 0 ? null : new DialogueText(chinese!, english!);
    }

    private static HashSet<string> Names(List<Piece> pieces) => pieces.Select(p => p.Value).OfType<string>().ToHashSet();

    private static List<Piece>? Pieces(string text)
    {
        var pieces = new List<Piece>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '}') return null;
            if (text[i] != '{')
            {
                literal.Append(text[i]);
                continue;
            }
            var end = text.IndexOf('}', i);
            if (end < i + 2 || !text.AsSpan(i + 1, end - i - 1).ContainsOnlyNameCharacters()) return null;
            Flush();
            pieces.Add(new("", text[(i + 1)..end], ""));
            i = end;
        }
        Flush();
        return pieces;

        // Punctuation before a word is a matter of writing; after it, a voice falls or rises by it.
        void Flush()
        {
            if (literal.Length == 0) return;
            var raw = literal.ToString();
            literal.Clear();
            pieces.Add(new(string.Concat(raw.SkipWhile(c => !char.IsLetterOrDigit(c))).TrimEnd(), null, raw));
        }
    }
}

internal static class DialogueNames
{
    private static readonly System.Buffers.SearchValues<char> Allowed = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    public static bool ContainsOnlyNameCharacters(this ReadOnlySpan<char> name) => !name.ContainsAnyExcept(Allowed);
}
