using System.Globalization;
using WaterCore.Billing;
using WaterCore.Tariffs;
using WaterCore.Tariffs.Owrs;
using WaterCore.Values;

namespace WaterCore.Tests.Billing.Batch;

/// <summary>A class with what its cases may be made of.</summary>
internal sealed class RandomCases
{
    private readonly List<(string Name, List<string> Texts)> _attributes = [];
    private readonly List<string> _numbers = [], _parts;
    private readonly List<long> _near = [0, 1, 14_000, 15_000];

    private RandomCases(Tariff tariff, TariffClass useClass)
    {
        (Tariff, Class) = (tariff, useClass);
        _parts = useClass.Parts.Keys.ToList();
        foreach (var charge in useClass.Charges) Look(charge);
        foreach (var part in useClass.Parts.Values.Append(useClass.Bill).OfType<Formula>()) Look(part);
    }

    public Tariff Tariff { get; }

    public TariffClass Class { get; }

    /// <summary>Every class of every shipped tariff and of the rate files, where they are.</summary>
    public static List<RandomCases> All(string? owrs)
    {
        var tariffs = ShippedTariffs.Codes.Select(ShippedTariffs.Load).ToList();
        if (owrs is not null)
            foreach (var file in Directory.EnumerateFiles(Path.Combine(owrs, "files"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                if (OwrsFile.Read(File.ReadAllText(file), Path.GetFileName(file)) is { IsOk: true } read) tariffs.Add(read.Value);
        return tariffs.SelectMany(t => t.Classes.Values.Select(c => new RandomCases(t, c))).ToList();
    }

    public (BillingCase Case, Dictionary<string, string> Texts) Next(Random random, int months)
    {
        var texts = new Dictionary<string, string>();
        foreach (var (name, values) in _attributes)
            if (random.Next(20) is var dice && dice > 0) texts[name] = dice == 1 ? "no such text" : values[random.Next(values.Count)];
        foreach (var name in _numbers)
            if (random.Next(40) > 0) texts.TryAdd(name, Number(random));
        // An input may stand in for a part of a rate file.
        if (_parts.Count > 0 && random.Next(50) == 0) texts.TryAdd(_parts[random.Next(_parts.Count)], Number(random));
        return (new BillingCase
        {
            UseClass = Class.Code, Usage = new Volume(Usage(random), Tariff.Unit), Months = months, Persons = random.Next(6) == 0 ? null : random.Next(random.Next(8) == 0 ? 300 : 9),
            Carried = new(null, random.Next(3) == 0 ? 0 : Usage(random), Tariff.WholeUnits ? random.Next(1000) : 0), Attributes = new CaseInputs(texts),
        }, texts);
    }

    private long Usage(Random random) => random.Next(8) switch
    {
        0 => random.Next(61) * 1000L,
        1 => random.Next(100_000),
        2 => random.Next(2_000_000),
        3 => random.Next(200) == 0 ? random.NextInt64(4_000_000_000) : random.Next(400_000),
        4 => random.Next(1000) * 500L,
        _ => Math.Max(0, _near[random.Next(_near.Count)] * random.Next(1, 13) + random.Next(-1, 2)),
    };

    private static string Number(Random random) => random.Next(6) switch
    {
        0 => "0",
        1 => "2500",
        2 => "4.21",
        3 => random.Next(30).ToString(CultureInfo.InvariantCulture),
        4 => random.Next(500) == 0 ? "1234567.891" : "37.5",
        _ => (random.Next(100_000) / 1000m).ToString(CultureInfo.InvariantCulture),
    };

    private void Look(Charge charge)
    {
        switch (charge)
        {
            case VolumeCharge volume:
                if (volume.Waivers.Count > 0) Attribute("waiver", [.. volume.Waivers.Keys, "", "", "", "", ""]);
                if (volume.MinimumVolume is { } least) _near.Add(least.Thousandths);
                if (volume is BlockCharge blocks)
                {
                    _near.AddRange(blocks.Bounds.Select(b => b.Thousandths));
                    foreach (var price in blocks.Prices) Table(price.By, price.Keys);
                }
                else Table(((FlatCharge)volume).Price.By, ((FlatCharge)volume).Price.Keys);
                break;
            case FixedCharge fee:
                Table(fee.Amount.By, fee.Amount.Keys);
                if (fee.Times is not null and not "persons") _numbers.Add(fee.Times);
                break;
            case QuotaCharge quota: _numbers.Add(quota.Quota); break;
            default: break;
        }
    }

    private void Look(Formula formula)
    {
        switch (formula)
        {
            case NameFormula name: if (!_parts.Contains(name.Name) && !_parts.Contains(name.Name + "_commodity") && !name.Name.StartsWith("usage", StringComparison.Ordinal)) _numbers.Add(name.Name); break;
            case BinaryFormula b: Look(b.Left); Look(b.Right); break;
            case NegateFormula n: Look(n.Inner); break;
            case ListFormula list: foreach (var item in list.Items) Look(item); break;
            case NumberFormula n: if (n.Value > Rational.One && n.Value.IsWhole && n.Value < Rational.Of(10000)) _near.Add((long)n.Value.Reduced().Numerator * 1000); break;
            case LookupFormula lookup:
                Table(lookup.By, lookup.Values.Keys);
                foreach (var value in lookup.Values.Values) Look(value);
                break;
            default: break;
        }
    }

    private void Table(IReadOnlyList<string> by, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            var texts = by.Count == 1 ? [key] : key.Split('|');
            for (var i = 0; i < Math.Min(by.Count, texts.Length); i++) Attribute(by[i], [texts[i]]);
        }
    }

    private void Attribute(string name, IEnumerable<string> texts)
    {
        var at = _attributes.FindIndex(a => a.Name == name);
        if (at < 0) { at = _attributes.Count; _attributes.Add((name, [])); }
        _attributes[at].Texts.AddRange(name == "waiver" ? texts : texts.Except(_attributes[at].Texts));
    }
}
