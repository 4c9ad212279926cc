using NodaTime;
using WaterCore.Text;
using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>One file on its way to a tariff. Whatever is not understood is refused: a key that is not known is a misspelt one.</summary>
internal sealed partial class TariffFileReader(string file)
{
    private static readonly string[] PriceKinds = ["blocks", "flat", "fixed", "percent", "minimum", "quota"];

    private VolumeUnit _unit;
    private Currency _currency;
    private bool _hasTierYear;

    public Tariff Whole(YamlTree tree)
    {
        var root = Map(tree, "", "write tariff:, name:, currency:, unit: and charges:");
        Keys(root, "", "tariff", "name", "currency", "unit", "cycle_months", "rounding", "tier_year", "price_change", "billed_volume", "mixed_use", "status", "sources", "classes", "charges");
        _currency = Currency.TryOf(Text(root, "currency")) ?? throw Refuse(root.Find("currency")!, "currency", "it is not a currency code", "write three capital letters, such as CNY");
        _unit = VolumeUnit.TryOf(Text(root, "unit")) is { } unit && unit != VolumeUnit.Unstated ? unit : throw Refuse(root.Find("unit")!, "unit", "it is not a unit", "write m3, kl, ccf or kgal");
        var tierYear = root.Find("tier_year") is { } y ? TierYear(y) : null;
        _hasTierYear = tierYear is not null;
        return new Tariff
        {
            Code = Text(root, "tariff"),
            Name = Name(Need(root, "name", ""), "name"),
            Currency = _currency,
            Unit = _unit,
            Rounding = Rounding(Need(root, "rounding", "")),
            CycleMonths = Whole(Need(root, "cycle_months", ""), "cycle_months", 1, 12),
            TierYear = tierYear,
            PriceChange = root.Find("price_change") is not { } change ? null : OneOf(change, "price_change", "by-reading-date", "by-day", "by-day-whole-units") switch
            {
                "by-day" => PriceChange.ByDay, "by-day-whole-units" => PriceChange.ByDayWholeUnits, _ => PriceChange.ByReadingDate,
            },
            WholeUnits = root.Find("billed_volume") is { } billed && OneOf(billed, "billed_volume", "exact", "whole") == "whole",
            MixedUse = root.Find("mixed_use") is not { } mixed ? MixedUse.Refused : OneOf(mixed, "mixed_use", "highest", "shares") == "highest" ? MixedUse.Highest : MixedUse.Shares,
            Classes = Classes(root),
            Sources = root.Find("sources") is { } sources ? List(sources, "sources").Items.Select(s => Text(s, "sources")).ToList() : [],
        };
    }

    private Dictionary<string, TariffClass> Classes(YamlMap root)
    {
        var classes = Map(Need(root, "classes", ""), "classes", "write a name per class");
        var charges = new Dictionary<string, List<Charge>>(StringComparer.Ordinal);
        foreach (var (code, _) in classes.Entries) charges[code] = [];
        foreach (var item in List(Need(root, "charges", ""), "charges").Items)
        {
            var map = Map(item, "charges", "write charge:, name:, classes: and a price");
            var charge = Charge(map);
            foreach (var useClass in Words(Need(map, "classes", charge.Code), charge.Code))
            {
                if (!charges.TryGetValue(useClass, out var list))
                    throw Refuse(map.Find("classes")!, charge.Code, $"the class '{useClass}' is not listed under classes:", $"list it there, or use one of: {string.Join(", ", charges.Keys)}");
                if (list.Find(c => c.Code == charge.Code && Overlap(c, charge)) is { } other)
                    throw Refuse(map, charge.Code, $"class {useClass} has this charge twice on the same days; the other stands on line {other.Line}", "give the dates from: and to: so that they do not overlap");
                if (StandsOn(charge).FirstOrDefault(c => !list.Exists(o => o.Code == c)) is { } missing)
                    throw Refuse(map, charge.Code, $"class {useClass} has no charge '{missing}' before this one", "name charges that stand before it");
                list.Add(charge);
            }
        }
        return classes.Entries.ToDictionary(e => e.Key, e => new TariffClass { Code = e.Key, Name = Name(e.Value, $"classes.{e.Key}"), Charges = charges[e.Key], Line = e.Value.Line }, StringComparer.Ordinal);
    }

    private static IEnumerable<string> StandsOn(Charge charge) => charge switch
    {
        PercentCharge percent => percent.Of,
        MinimumCharge minimum => minimum.Of,
        QuotaCharge { BaseOf: { } code } => [code],
        _ => [],
    };

    private TierYear TierYear(YamlTree node)
    {
        var map = node as YamlMap;
        if (map is not null) Keys(map, "tier_year", "starts", "restarts");
        var starts = map is null ? node : Need(map, "starts", "tier_year");
        if (Text(starts, "tier_year").Split('-') is not [{ Length: 2 } month, { Length: 2 } day]
            || NodaTime.Text.LocalDatePattern.Iso.Parse($"2001-{month}-{day}") is not { Success: true, Value: var first })
            throw Refuse(starts, "tier_year", $"'{Text(starts, "tier_year")}' is not a day of every year", "write month and day, such as 03-01");
        var restarts = map?.Find("restarts") is { } r ? List(r, "tier_year").Items.Select(d => Date(d, "tier_year")).Order().ToList() : [];
        return new TierYear(first.Month, first.Day, restarts);
    }

    private Charge Charge(YamlMap map)
    {
        var code = Text(map, "charge");
        var kinds = PriceKinds.Where(k => map.Find(k) is not null).ToList();
        if (kinds.Count != 1)
            throw Refuse(map, code, kinds.Count == 0 ? "it has no price" : $"it has both {string.Join(" and ", kinds)}", $"write exactly one of {string.Join(", ", PriceKinds.Select(k => k + ":"))}");
        var kind = kinds[0];
        LocalDate? from = map.Find("from") is { } f ? Date(f, code) : null, to = map.Find("to") is { } t ? Date(t, code) : null;
        if (from is { } start && to is { } end && end <= start) throw Refuse(map, code, "to: is not after from:", "write the day after the last as to:");
        Keys(map, code, $"charge name classes from to clause {kind} {kind switch { "fixed" => "per times", "percent" => "of", "minimum" => "per of", "quota" => "", _ => "share minimum_volume waivers" }}".Split(' '));
        var charge = map.Find(kind) is YamlText { Text: "unknown" }
            ? new UnknownCharge { Code = code, Name = Wording.Same(code) }
            : Priced(map, kind, map.Find(kind)!, code);
        return charge with
        {
            Name = Name(Need(map, "name", code), code), From = from, To = to, Line = map.Line,
            Clause = map.Find("clause") is { } c ? Text(c, code) : "",
        };
    }

    private static bool Overlap(Charge a, Charge b) =>
        (a.To is not { } aTo || b.From is not { } bFrom || bFrom < aTo) && (b.To is not { } bTo || a.From is not { } aFrom || aFrom < bTo);
}
