using NodaTime;
using NodaTime.Text;
using WaterCore.Text;
using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>Reads WaterCore's own tariff file: YAML that people can read and compare. The README of this room shows the format.</summary>
public static class TariffFile
{
    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The text, at most 256 KiB.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <returns>The tariff, or the first <see cref="TariffFault"/>.</returns>
    public static Result<Tariff> Read(string text, string file)
    {
        try
        {
            return new TariffFileReader(file).Whole(YamlTree.Read(text, file));
        }
        catch (TariffFaultException e)
        {
            return e.Fault;
        }
    }

    /// <summary>Reads either format: WaterCore's own, or an Open Water Rate Specification file, told apart by their first keys.</summary>
    public static Result<Tariff> ReadAny(string text, string file)
    {
        try
        {
            var tree = YamlTree.Read(text, file);
            return tree is YamlMap map && map.Find("rate_structure") is null && map.Find("tariff") is not null
                ? new TariffFileReader(file).Whole(tree)
                : Owrs.OwrsFile.Read(text, file);
        }
        catch (TariffFaultException e)
        {
            return e.Fault;
        }
    }
}

/// <summary>One file on its way to a tariff. Whatever is not understood is refused: a key that is not known is a misspelt one.</summary>
internal sealed class TariffFileReader(string file)
{
    private static readonly string[] PriceKinds = ["blocks", "flat", "fixed", "percent"];

    private VolumeUnit _unit;
    private Currency _currency;

    public Tariff Whole(YamlTree tree)
    {
        var root = Map(tree, "", "write tariff:, name:, currency:, unit: and charges:");
        Keys(root, "", "tariff", "name", "currency", "unit", "cycle_months", "rounding", "status", "sources", "classes", "charges");
        _currency = Currency.TryOf(Text(root, "currency")) ?? throw Refuse(root.Find("currency")!, "currency", "it is not a currency code", "write three capital letters, such as CNY");
        _unit = VolumeUnit.TryOf(Text(root, "unit")) is { } unit && unit != VolumeUnit.Unstated ? unit : throw Refuse(root.Find("unit")!, "unit", "it is not a unit", "write m3, kl, ccf or kgal");
        var cycle = Whole(Need(root, "cycle_months", ""), "cycle_months", 1, 12);

        var classes = Map(Need(root, "classes", ""), "classes", "write a name per class");
        var charges = new Dictionary<string, List<Charge>>(StringComparer.Ordinal);
        foreach (var (code, _) in classes.Entries) charges[code] = [];
        var all = List(Need(root, "charges", ""), "charges");
        foreach (var item in all.Items)
        {
            var map = Map(item, "charges", "write charge:, name:, classes: and a price");
            var charge = Charge(map);
            foreach (var useClass in Words(Need(map, "classes", charge.Code), charge.Code))
            {
                if (!charges.TryGetValue(useClass, out var list))
                    throw Refuse(map.Find("classes")!, charge.Code, $"the class '{useClass}' is not listed under classes:", $"list it there, or use one of: {string.Join(", ", charges.Keys)}");
                if (list.Find(c => c.Code == charge.Code && Overlap(c, charge)) is { } other)
                    throw Refuse(map, charge.Code, $"class {useClass} has this charge twice on the same days; the other stands on line {other.Line}", "give the dates from: and to: so that they do not overlap");
                if (charge is PercentCharge percent && percent.Of.FirstOrDefault(c => !list.Exists(o => o.Code == c)) is { } missing)
                    throw Refuse(map, charge.Code, $"class {useClass} has no charge '{missing}' before this one", "name charges that stand before it");
                list.Add(charge);
            }
        }
        return new Tariff
        {
            Code = Text(root, "tariff"),
            Name = Name(Need(root, "name", ""), "name"),
            Currency = _currency,
            Unit = _unit,
            Rounding = Rounding(Need(root, "rounding", "")),
            CycleMonths = cycle,
            Classes = classes.Entries.ToDictionary(e => e.Key, e => new TariffClass { Code = e.Key, Name = Name(e.Value, $"classes.{e.Key}"), Charges = charges[e.Key] }, StringComparer.Ordinal),
            Sources = root.Find("sources") is { } sources ? List(sources, "sources").Items.Select(s => Text(s, "sources")).ToList() : [],
        };
    }

    private Charge Charge(YamlMap map)
    {
        var code = Text(map, "charge");
        var name = Name(Need(map, "name", code), code);
        var kind = PriceKinds.Where(k => map.Find(k) is not null).ToList();
        if (kind.Count != 1)
            throw Refuse(map, code, kind.Count == 0 ? "it has no price" : $"it has both {string.Join(" and ", kind)}", "write exactly one of blocks:, flat:, fixed:, percent:");
        var node = map.Find(kind[0])!;
        LocalDate? from = map.Find("from") is { } f ? Date(f, code) : null, to = map.Find("to") is { } t ? Date(t, code) : null;
        if (from is { } start && to is { } end && end <= start) throw Refuse(map, code, "to: is not after from:", "write the day after the last as to:");
        var clause = map.Find("clause") is { } c ? Text(c, code) : "";
        Keys(map, code, $"charge name classes from to clause share {kind[0]} {(kind[0] switch { "fixed" => "per times", "percent" => "of", _ => "" })}".Split(' '));

        if (node is YamlText { Text: "unknown" })
            return new UnknownCharge { Code = code, Name = name, From = from, To = to, Clause = clause, Line = map.Line };
        return kind[0] switch
        {
            "flat" => new FlatCharge { Code = code, Name = name, From = from, To = to, Clause = clause, Line = map.Line, Price = Table(node, code, Price), Share = Share(map, code) },
            "fixed" => new FixedCharge
            {
                Code = code, Name = name, From = from, To = to, Clause = clause, Line = map.Line, Amount = Table(node, code, Number),
                PerMonth = OneOf(Need(map, "per", code), code, "month", "bill") == "month",
                Times = map.Find("times") is { } times ? Text(times, code) : null,
            },
            "percent" => new PercentCharge { Code = code, Name = name, From = from, To = to, Clause = clause, Line = map.Line, Percent = Number(node, code), Of = Words(Need(map, "of", code), code) },
            _ => Blocks(Map(node, code, "write per:, bounds: and prices:"), code) with { Code = code, Name = name, From = from, To = to, Clause = clause, Line = map.Line, Share = Share(map, code) },
        };
    }

    private BlockCharge Blocks(YamlMap map, string code)
    {
        Keys(map, code, "per", "bounds", "prices", "household");
        var bounds = List(Need(map, "bounds", code), code).Items.Select(b => Volume(b, code)).ToList();
        var prices = List(Need(map, "prices", code), code);
        if (prices.Items.Count != bounds.Count + 1)
            throw Refuse(prices, code, $"{bounds.Count} bounds stand against {prices.Items.Count} prices", "write one price more than there are bounds");
        for (var i = 0; i < bounds.Count; i++)
            if (bounds[i].Thousandths <= (i == 0 ? 0 : bounds[i - 1].Thousandths))
                throw Refuse(map.Find("bounds")!, code, $"bound {i + 1} is not above the one before it", "write rising bounds, the last volume of each block");
        return new BlockCharge
        {
            Code = code, Name = Wording.Same(code), Span = Span(Need(map, "per", code), code), Bounds = bounds,
            Prices = prices.Items.Select(p => Table(p, code, Price)).ToList(),
            Household = map.Find("household") is { } h ? Household(Map(h, code, "write above:, add: and per:"), code) : null,
        };
    }

    private HouseholdExtension Household(YamlMap map, string code)
    {
        Keys(map, code, "above", "add", "per", "max_extra");
        return new HouseholdExtension(
            Whole(Need(map, "above", code), code, 1, 50), Volume(Need(map, "add", code), code), Span(Need(map, "per", code), code),
            map.Find("max_extra") is { } max ? Whole(max, code, 1, 50) : null);
    }

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

    private BlockSpan Span(YamlTree node, string field) => OneOf(node, field, "month", "cycle") == "month" ? BlockSpan.Month : BlockSpan.Cycle;

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

    private static bool Overlap(Charge a, Charge b) =>
        (a.To is not { } aTo || b.From is not { } bFrom || bFrom < aTo) && (b.To is not { } bTo || a.From is not { } aFrom || aFrom < bTo);

    private TariffFaultException Refuse(YamlTree node, string field, string problem, string remedy) => YamlTree.Fault(file, node.Line, field, problem, remedy);
}
