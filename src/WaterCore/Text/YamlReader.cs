using System.Globalization;
using NodaTime;
using NodaTime.Text;
using WaterCore.Values;

namespace WaterCore.Text;

/// <summary>What a reader of any file kind needs: typed fields, each refused with its line and a remedy. A key that is not known is a misspelt one.</summary>
/// <param name="refuse">Makes the exception that carries the reading room's fault.</param>
internal abstract class YamlReader(YamlRefusal refuse)
{
    protected Exception Refuse(int line, string field, string problem, string remedy) => refuse(line, field, problem, remedy);

    protected Exception Refuse(YamlTree node, string field, string problem, string remedy) => refuse(node.Line, field, problem, remedy);

    protected YamlMap Map(YamlTree node, string field, string remedy) => node as YamlMap ?? throw Refuse(node, field, "a map of keys is needed here", remedy);

    protected YamlList List(YamlTree node, string field) => node as YamlList ?? throw Refuse(node, field, "a list is needed here", "write it as [a, b] or as lines that begin with a dash");

    protected string Text(YamlTree node, string field) => node is YamlText { Text.Length: > 0 } t ? t.Text : throw Refuse(node, field, "a plain value is needed here", "write a word or a number");

    protected string Text(YamlMap map, string key) => Text(Need(map, key, key), key);

    protected string? TextOrNull(YamlMap map, string key) => map.Find(key) is { } node ? Text(node, key) : null;

    protected YamlTree Need(YamlMap map, string key, string field) => map.Find(key) ?? throw Refuse(map, field, $"{key}: is missing", $"write {key}:");

    protected List<string> Words(YamlTree? node, string field) => node switch
    {
        null => [],
        YamlText t => [t.Text],
        _ => List(node, field).Items.Select(i => Text(i, field)).ToList(),
    };

    protected Wording Wording(YamlTree node, string field)
    {
        var map = Map(node, field, "write {zh: ..., en: ...}");
        Keys(map, field, "zh", "en");
        return new Wording(Text(map, "zh"), Text(map, "en"));
    }

    protected bool YesNo(YamlTree? node, string field) => node is not null && OneOf(node, field, "yes", "no") == "yes";

    protected string OneOf(YamlTree node, string field, params string[] words) =>
        words.Contains(Text(node, field)) ? Text(node, field) : throw Refuse(node, field, $"'{Text(node, field)}' is not known", $"write one of: {string.Join(", ", words)}");

    protected int Whole(YamlTree node, string field, int least, int most) =>
        int.TryParse(Text(node, field), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Refuse(node, field, $"'{Text(node, field)}' is not a whole number of {least} to {most}", $"write a whole number of {least} to {most}");

    protected LocalDate Date(YamlTree node, string field) =>
        LocalDatePattern.Iso.Parse(Text(node, field)) is { Success: true } ok ? ok.Value : throw Refuse(node, field, $"'{Text(node, field)}' is not a date", "write it as 2026-01-31");

    protected void Keys(YamlMap map, string field, params string[] known)
    {
        foreach (var (key, value) in map.Entries)
            if (!known.Contains(key)) throw Refuse(value, field, $"the key '{key}' is not known here", $"use one of: {string.Join(", ", known)}");
    }
}
