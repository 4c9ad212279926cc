using System.Globalization;
using NodaTime;
using NodaTime.Text;
using WaterCore.Values;

namespace WaterCore.Text;

/// <summary>What a reader of any file kind needs: typed fields, each refused with its line and a remedy. A key that is not known is a misspelt one.</summary>
/// <param name="refuse">Makes the exception that carries the reading room's fault.</param>
internal abstract class YamlReader(YamlRefusal refuse)
{
    protected Exception Refuse(YamlTree node, string field, Wording problem, Wording remedy) => Refuse(node.Line, field, problem, remedy);

    protected Exception Refuse(int line, string field, Wording problem, Wording remedy) => refuse(line, field, problem, remedy);

    /// <summary>Reads one part. A reader that tells all faults at once notes the fault here and goes on with the other value; as it stands, the first fault ends the reading.</summary>
    protected virtual T Part<T>(T otherwise, Func<T> read) => read();

    /// <summary>Tells a fault that does not keep the rest from being read.</summary>
    protected void Tell(Exception fault) => Part(false, () => throw fault);

    protected YamlMap Map(YamlTree node, string field, Wording remedy) => node as YamlMap ?? throw Refuse(node, field, new Wording("这里要写成键和值", "a map of keys is needed here"), remedy);

    protected YamlList List(YamlTree node, string field) =>
        node as YamlList ?? throw Refuse(node, field, new Wording("这里要写成列表", "a list is needed here"), new Wording("写作 [a, b]，或每行以 - 开头", "write it as [a, b] or as lines that begin with a dash"));

    protected string Text(YamlTree node, string field) =>
        node is YamlText { Text.Length: > 0 } t ? t.Text : throw Refuse(node, field, new Wording("这里要写一个值", "a plain value is needed here"), new Wording("写一个词或数字", "write a word or a number"));

    protected string Text(YamlMap map, string key) => Text(Need(map, key, key), key);

    protected string? TextOrNull(YamlMap map, string key) => map.Find(key) is { } node ? Text(node, key) : null;

    protected YamlTree Need(YamlMap map, string key, string field) => map.Find(key) ?? throw Refuse(map, field, new Wording($"缺少 {key}:", $"{key}: is missing"), new Wording($"写上 {key}:", $"write {key}:"));

    protected List<string> Words(YamlTree? node, string field) => node switch
    {
        null => [],
        YamlText t => [t.Text],
        _ => List(node, field).Items.Select(i => Part<string?>(null, () => Text(i, field))).OfType<string>().ToList(),
    };

    protected Wording Wording(YamlTree node, string field)
    {
        var map = Map(node, field, new Wording("写作 {zh: ..., en: ...}", "write {zh: ..., en: ...}"));
        Keys(map, field, "zh", "en");
        return new Wording(Part("", () => Text(map, "zh")), Part("", () => Text(map, "en")));
    }

    protected bool YesNo(YamlTree? node, string field) => node is not null && OneOf(node, field, "yes", "no") == "yes";

    protected string OneOf(YamlTree node, string field, params string[] words) =>
        words.Contains(Text(node, field)) ? Text(node, field)
        : throw Refuse(node, field, new Wording($"不认识“{Text(node, field)}”", $"'{Text(node, field)}' is not known"), new Wording($"可写：{string.Join("、", words)}", $"write one of: {string.Join(", ", words)}"));

    protected int Whole(YamlTree node, string field, int least, int most) =>
        int.TryParse(Text(node, field), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Refuse(node, field, new Wording($"“{Text(node, field)}”不是 {least} 到 {most} 的整数", $"'{Text(node, field)}' is not a whole number of {least} to {most}"), new Wording($"写 {least} 到 {most} 的整数", $"write a whole number of {least} to {most}"));

    protected LocalDate Date(YamlTree node, string field) =>
        LocalDatePattern.Iso.Parse(Text(node, field)) is { Success: true } ok ? ok.Value
        : throw Refuse(node, field, new Wording($"“{Text(node, field)}”不是日期", $"'{Text(node, field)}' is not a date"), new Wording("写作 2026-01-31", "write it as 2026-01-31"));

    protected void Keys(YamlMap map, string field, params string[] known)
    {
        foreach (var (key, value) in map.Entries)
            if (!known.Contains(key)) Tell(Refuse(value, field, new Wording($"这里没有“{key}”这个键", $"the key '{key}' is not known here"), Values.Wording.UseOneOf(known)));
    }
}
