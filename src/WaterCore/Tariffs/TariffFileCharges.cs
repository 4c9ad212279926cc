using WaterCore.Text;
using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>The kinds of charge.</summary>
internal sealed partial class TariffFileReader
{
    private Charge Priced(YamlMap map, string kind, YamlTree node, string code)
    {
        var name = Wording.Same(code);
        return kind switch
        {
            "flat" => Volumes(map, code, new FlatCharge { Code = code, Name = name, Price = Table(node, code, Price) }),
            "blocks" => Volumes(map, code, Blocks(Map(node, code, "write per:, bounds: and prices:"), code)),
            "fixed" => new FixedCharge
            {
                Code = code, Name = name, Amount = Table(node, code, Number), Per = FeeSpan(Need(map, "per", code), code, "bill", "month", "day"),
                Times = map.Find("times") is { } times ? Text(times, code) : null,
            },
            "percent" => new PercentCharge { Code = code, Name = name, Percent = Number(node, code), Of = Words(Need(map, "of", code), code) },
            "minimum" => new MinimumCharge
            {
                Code = code, Name = name, Amount = Table(node, code, Number), Per = FeeSpan(Need(map, "per", code), code, "bill", "month", "day"), Of = Words(Need(map, "of", code), code),
            },
            _ => Quota(Map(node, code, "write of:, per:, percent: and prices: or add:"), code),
        };
    }

    private VolumeCharge Volumes(YamlMap map, string code, VolumeCharge charge) => charge with
    {
        Share = Share(map, code),
        MinimumVolume = map.Find("minimum_volume") is { } least ? Volume(least, code) : null,
        Waivers = map.Find("waivers") is not { } waivers ? VolumeCharge.NoWaivers
            : Map(waivers, code, "write a relief per code").Entries.ToDictionary(e => e.Key, e => Waiver(e.Value, $"{code}.waivers.{e.Key}"), StringComparer.Ordinal),
    };

    private BlockCharge Blocks(YamlMap map, string code)
    {
        var per = Need(map, "per", code);
        var byDays = per is YamlText { Text: "days" };
        Keys(map, code, byDays ? ["per", "days", "bounds", "prices", "household"] : ["per", "bounds", "prices", "household"]);
        var unknown = Need(map, "bounds", code) is YamlText { Text: "unknown" };
        var bounds = unknown ? [] : Rising(Need(map, "bounds", code), code, Volume, v => v.Thousandths, "bound");
        var prices = List(Need(map, "prices", code), code);
        if (!unknown && prices.Items.Count != bounds.Count + 1)
            throw Refuse(prices, code, $"{bounds.Count} bounds stand against {prices.Items.Count} prices", "write one price more than there are bounds");
        var span = byDays ? BlockSpan.Days : Span(per, code);
        if (span == BlockSpan.Year && !_hasTierYear) throw Refuse(per, code, "its blocks count over a year, and tier_year: does not say when that begins", "write tier_year: with month and day, such as 01-01");
        var days = byDays ? Number(Need(map, "days", code), code) : Rational.Zero;
        if (byDays && days <= Rational.Zero) throw Refuse(map.Find("days")!, code, $"{days} is not a number of days", "write a number above 0");
        return new BlockCharge
        {
            Code = code, Name = Wording.Same(code), Span = span, SpanDays = days, Bounds = bounds, BoundsUnknown = unknown,
            Prices = prices.Items.Select(p => Table(p, code, Price)).ToList(),
            Household = map.Find("household") is { } h ? Household(Map(h, code, "write above:, add: and per:, or at_least: and each:"), code, bounds.Count, span) : null,
        };
    }

    private HouseholdRule Household(YamlMap map, string code, int bounds, BlockSpan blocks)
    {
        var next = map.Find("begins") is { } begins && OneOf(begins, code, "at-once", "next-month") == "next-month";
        int? valid = map.Find("valid_years") is { } years ? Whole(years, code, 1, 50) : null;
        if (map.Find("each") is { } each)
        {
            Keys(map, code, "at_least", "each", "begins", "valid_years");
            var ofOne = Rising(each, code, Volume, v => v.Thousandths, "bound of one person");
            if (ofOne.Count != bounds) throw Refuse(each, code, $"{ofOne.Count} bounds of one person stand against {bounds} bounds", "write as many");
            return new PerCapitaBlocks { AtLeast = Whole(Need(map, "at_least", code), code, 1, 50), Bounds = ofOne, BeginsNextMonth = next, ValidYears = valid };
        }
        Keys(map, code, "above", "add", "per", "max_extra", "begins", "valid_years");
        var add = Need(map, "add", code);
        var unknown = add is YamlText { Text: "unknown" };
        if (blocks == BlockSpan.Days) throw Refuse(map, code, "blocks that count days have no addition for persons", "leave household: out");
        return new HouseholdExtension
        {
            Above = Whole(Need(map, "above", code), code, 1, 50), Add = unknown ? null : Volume(add, code), Per = Span(Need(map, "per", code), code),
            MaxExtra = map.Find("max_extra") is { } max ? Whole(max, code, 1, 50) : null, BeginsNextMonth = next, ValidYears = valid,
        };
    }

    private Waiver Waiver(YamlTree node, string field)
    {
        if (node is YamlText word)
            return OneOf(word, field, "free", "first-block") == "free" ? new ReducedVolume { Bounds = [], Factors = [Rational.Zero] } : new AllAtFirstBlock();
        var map = Map(node, field, "write free, first-block, {price: ...} or {up_to: [...], pay: [...]}");
        if (map.Find("price") is { } price)
        {
            Keys(map, field, "price");
            return new OwnPrice(Table(price, field, Price));
        }
        Keys(map, field, "up_to", "pay");
        var bounds = Rising(Need(map, "up_to", field), field, Volume, v => v.Thousandths, "bound");
        var pay = List(Need(map, "pay", field), field);
        if (pay.Items.Count != bounds.Count) throw Refuse(pay, field, $"{bounds.Count} bounds stand against {pay.Items.Count} parts", "write one part per bound");
        return new ReducedVolume { Bounds = bounds, Factors = pay.Items.Select(p => Number(p, field) is var part && part < Rational.One && !part.IsNegative ? part : throw Refuse(p, field, $"{part} is not a part of the price", "write 0 for free, 0.5 for half")).ToList() };
    }

    private QuotaCharge Quota(YamlMap map, string code)
    {
        Keys(map, code, "of", "per", "percent", "prices", "add", "base", "on");
        var percents = Rising(Need(map, "percent", code), code, Number, n => n, "percentage");
        var asPrices = map.Find("prices");
        if (asPrices is null == map.Find("add") is null) throw Refuse(map, code, "it needs either prices: or add:", "write prices: for the price of each band, or add: with base: for what is added");
        var steps = List(asPrices ?? map.Find("add")!, code);
        if (steps.Items.Count != percents.Count + 1) throw Refuse(steps, code, $"{percents.Count} percentages stand against {steps.Items.Count} bands", "write one more than there are percentages");
        var result = new QuotaCharge
        {
            Code = code, Name = Wording.Same(code), Quota = Text(map, "of"), Per = FeeSpan(Need(map, "per", code), code, "bill", "month"), Percents = percents,
            Steps = steps.Items.Select(s => asPrices is null ? Number(s, code) : Price(s, code).ToRational()).ToList(),
            OnWhole = map.Find("on") is { } on && OneOf(on, code, "bands", "whole") == "whole",
        };
        if (result.Steps.FirstOrDefault(s => s.IsNegative) is { IsNegative: true } negative) throw Refuse(steps, code, $"{negative} is below zero", "write zero or more");
        if (asPrices is not null)
            return map.Find("base") is { } extra ? throw Refuse(extra, code, "prices: need no base:", "leave base: out") : result;
        return Need(map, "base", code) switch
        {
            YamlText { Text: "unknown" } => result with { BaseUnknown = true },
            YamlText { Text: var word } when word.Length > 0 && char.IsLetter(word[0]) => result with { BaseOf = word },
            var price => result with { Base = Table(price, code, Price) },
        };
    }

    private List<T> Rising<T, TKey>(YamlTree node, string code, Func<YamlTree, string, T> read, Func<T, TKey> key, string what)
        where TKey : IComparable<TKey>
    {
        var items = List(node, code).Items;
        var values = items.Select(i => read(i, code)).ToList();
        for (var i = 0; i < values.Count; i++)
            if (i == 0 ? key(values[0]) is var first && first.CompareTo(key(read(Zero(items[0]), code))) <= 0 : key(values[i]).CompareTo(key(values[i - 1])) <= 0)
                throw Refuse(items[i], code, $"{what} {i + 1} is not above {(i == 0 ? "zero" : "the one before it")}", "write rising numbers, the last of each block");
        return values;
    }

    private static YamlText Zero(YamlTree at) => new(at.Line, "0");
}
