using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using WaterCore.Host.Service;

namespace WaterCore.Host.Shared;

/// <summary>What the trail says of a state, as people read it. The trail itself keeps its words for ever, for they are chained; the page shows them beside these.</summary>
internal static partial class AuditLines
{
    // In the trail these are minor units when they are numbers, and amounts already when they are text.
    private static readonly HashSet<string> s_money = new(StringComparer.Ordinal) { "allocated", "amount", "balance", "counted", "difference", "expected", "held" };

    /// <summary>The lines of a state: a field each, amounts as money; a text that is none is one line.</summary>
    /// <param name="text">As the trail has it.</param>
    /// <param name="usual">The currency of amounts that name none.</param>
    /// <param name="language">The reader's.</param>
    public static IReadOnlyList<string> Of(string text, Currency usual, Language language)
    {
        if (!text.StartsWith('{') || Parse(text) is not { } fields) return [Word().Replace(text, m => Texts.AuditedWord(m.Value, m.Index > 1 && text[m.Index - 1] == ' ' && char.IsAsciiDigit(text[m.Index - 2]), language))];
        var currency = (string?)fields["currency"] is { Length: 3 } code ? Currency.Of(code) : usual;
        return [.. fields.Where(f => f.Value is not null && f.Key != "currency").Select(f => $"{Texts.AuditedKey(f.Key, language)} {Shown(f.Key, f.Value!, currency)}")];
    }

    private static string Shown(string key, JsonNode value, Currency currency) => value switch
    {
        JsonArray several => string.Join(' ', several.Select(v => v?.ToString())),
        JsonValue v when s_money.Contains(key) && v.GetValueKind() == JsonValueKind.Number && v.TryGetValue<long>(out var minor) => Show.Amount(new Money(minor, currency)),
        JsonValue v when s_money.Contains(key) && decimal.TryParse(v.ToString(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) => $"{v} {currency.Code}",
        _ => value.ToString(),
    };

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Whole words only: not a part of a name such as survey@surveyor.2, of a file or of a hash.
    [GeneratedRegex(@"(?<![\w@.\-])[A-Za-z]+(?![\w@.\-])")]
    private static partial Regex Word();
}
