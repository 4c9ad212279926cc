using NodaTime;
using NodaTime.Text;
using WaterCore.Text;
using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>The words and numbers of a tariff file, each refused with its line when it is not what it should be.</summary>
internal sealed partial class TariffFileReader
{
    private ByAttribute<T> Table<T>(YamlTree node, string code, Func<YamlTree, string, T> read)
    {
        if (node is not YamlMap map) return new ByAttribute<T>(read(node, code));
        Keys(map, code, "by", "values");
        var values = Map(Need(map, "values", code), code, "write a value per key");
        if (values.Entries.Count == 0) throw Refuse(values, code, "the look-up has no value", "write a value per key");
        return new ByAttribute<T>(Words(Need(map, "by", code), code), values.Entries.ToDictionary(e => e.Key, e => read(e.Value, code), StringComparer.Ordinal));
    }

    private UnitPrice Price(YamlTree node, string field)
    {
        var price = Number(node, field) * Rational.Of(1_000_000);
        if (price.IsNegative || !price.IsWhole) throw Refuse(node, field, $"'{Text(node, field)}' is not a price", "write zero or more with at most six decimals");
        return new UnitPrice((long)price.Reduced().Numerator, _currency, _unit);
    }

    private Volume Volume(YamlTree node, string field)
    {
        var volume = Number(node, field) * Rational.Of(1000);
        if (volume.IsNegative || !volume.IsWhole) throw Refuse(node, field, $"'{Text(node, field)}' is not a volume", "write zero or more with at most three decimals");
        return new Volume((long)volume.Reduced().Numerator, _unit);
    }

    private Rational Number(YamlTree node, string field) =>
        Rational.TryParse(Text(node, field), out var value) ? value : throw Refuse(node, field, $"'{Text(node, field)}' is not a number", "write a plain decimal number such as 1.74");

    private Rational Share(YamlMap map, string code)
    {
        if (map.Find("share") is not { } node) return Rational.One;
        var share = Number(node, code);
        return share > Rational.Zero && share <= Rational.One ? share : throw Refuse(node, code, $"the share {share} is not above 0 and at most 1", "write 0.9 for nine tenths");
    }

    private Rounding Rounding(YamlTree node) => OneOf(node, "rounding", "line half-up", "line half-even", "line down", "line up", "total half-up", "total half-even", "total down", "total up").Split(' ') is var words
        ? new Rounding(words[1] switch { "half-up" => RoundingMode.HalfUp, "half-even" => RoundingMode.HalfEven, "down" => RoundingMode.Down, _ => RoundingMode.Up }, words[0] == "line" ? RoundingScope.Line : RoundingScope.Total)
        : default;

    private BlockSpan Span(YamlTree node, string field) => OneOf(node, field, "month", "cycle", "year") switch
    {
        "month" => BlockSpan.Month,
        "cycle" => BlockSpan.Cycle,
        _ => BlockSpan.Year,
    };

    private FeeSpan FeeSpan(YamlTree node, string field, params string[] spans) => OneOf(node, field, spans) switch
    {
        "month" => Tariffs.FeeSpan.Month,
        "day" => Tariffs.FeeSpan.Day,
        _ => Tariffs.FeeSpan.Bill,
    };

    private Wording Name(YamlTree node, string field)
    {
        var map = Map(node, field, "write {zh: ..., en: ...}");
        Keys(map, field, "zh", "en");
        return new Wording(Text(map, "zh"), Text(map, "en"));
    }

    private string OneOf(YamlTree node, string field, params string[] words) =>
        words.Contains(Text(node, field)) ? Text(node, field) : throw Refuse(node, field, $"'{Text(node, field)}' is not known", $"write one of: {string.Join(", ", words)}");

    private int Whole(YamlTree node, string field, int least, int most) =>
        int.TryParse(Text(node, field), out var value) && value >= least && value <= most ? value : throw Refuse(node, field, $"'{Text(node, field)}' is not a whole number of {least} to {most}", $"write a whole number of {least} to {most}");

    private LocalDate Date(YamlTree node, string field) =>
        LocalDatePattern.Iso.Parse(Text(node, field)) is { Success: true } ok ? ok.Value : throw Refuse(node, field, $"'{Text(node, field)}' is not a date", "write it as 2026-01-31");

    private List<string> Words(YamlTree node, string field) => node is YamlText t ? [t.Text] : List(node, field).Items.Select(i => Text(i, field)).ToList();

    private YamlMap Map(YamlTree node, string field, string remedy) => node as YamlMap ?? throw Refuse(node, field, "a map of keys is needed here", remedy);

    private YamlList List(YamlTree node, string field) => node as YamlList ?? throw Refuse(node, field, "a list is needed here", "write it as [a, b] or as lines that begin with a dash");

    private string Text(YamlTree node, string field) => node is YamlText { Text.Length: > 0 } t ? t.Text : throw Refuse(node, field, "a plain value is needed here", "write a word or a number");

    private string Text(YamlMap map, string key) => Text(Need(map, key, ""), key);

    private YamlTree Need(YamlMap map, string key, string field) => map.Find(key) ?? throw Refuse(map, field, $"{key}: is missing", $"write {key}:");

    private void Keys(YamlMap map, string field, params string[] known)
    {
        foreach (var (key, value) in map.Entries)
            if (!known.Contains(key)) throw Refuse(value, field, $"the key '{key}' is not known here", $"use one of: {string.Join(", ", known)}");
    }

    private TariffFaultException Refuse(YamlTree node, string field, string problem, string remedy) => YamlTree.Fault(file, node.Line, field, problem, remedy);
}
