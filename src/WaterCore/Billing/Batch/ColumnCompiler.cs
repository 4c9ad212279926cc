using NodaTime;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>Compiles the charges of a class in force to columns; refuses what a column cannot say.</summary>
internal sealed class ColumnCompiler(Tariff tariff, IReadOnlyList<Charge> charges, int months, BatchDictionary dictionary)
{
    private readonly List<ColumnCharge> _columns = [];
    private readonly List<(string[] By, BatchKey Key)> _keys = [];
    private readonly Rational _minor = Rational.Of(tariff.Currency.MinorPerUnit);
    private (int Low, int High) _persons = (0, -1);

    /// <summary>The charges that have a column; a surcharge on a quota has none, for rows with a quota go to the single path.</summary>
    public IReadOnlyList<ColumnCharge> Columns => _columns;

    public ColumnProgram Compile()
    {
        if (tariff.Rounding is not { Scope: RoundingScope.Line, Mode: RoundingMode.HalfUp })
            throw new BatchRefusedException("", "its rounding is not each line, halves up");
        foreach (var charge in charges) Add(charge);
        if (_columns.Count == 0) throw new BatchRefusedException("", "no charge in force makes a column");
        return new ColumnProgram(_columns, _keys.Select(k => k.Key).ToArray(), dictionary.Numbers.Count, _persons);
    }

    private void Add(Charge charge)
    {
        switch (charge)
        {
            case FlatCharge flat: Flat(flat); break;
            case BlockCharge blocks: Blocks(blocks); break;
            case FixedCharge fee: Fee(fee); break;
            case PercentCharge percent:
                var others = Of(charge, percent.Of);
                var highest = others.Aggregate((Slope: Rational.Zero, Constant: Rational.Zero), (sum, c) => (sum.Slope + _columns[c].AtMost.Slope, sum.Constant + _columns[c].AtMost.Constant + Rational.One));
                var part = Positive(charge, percent.Percent / Rational.Of(100)).Reduced();
                _columns.Add(new(charge.Code, ColumnKind.Percent) { Of = others, Steps = [Long(charge, part.Numerator)], Divisor = Long(charge, part.Denominator), AtMost = (highest.Slope * part, highest.Constant * part) });
                break;
            case MinimumCharge { Amount.By.Count: 0 } minimum:
                // Lines are whole minor units already, so rounding what they lack is rounding the least amount.
                var least = Minor(Positive(charge, minimum.Amount.All.Single()) * Count(charge, minimum.Per));
                _columns.Add(new(charge.Code, ColumnKind.Lacking) { Of = Of(charge, minimum.Of), Steps = [least], AtMost = (Rational.Zero, Rational.Of(least)) });
                break;
            case QuotaCharge { IsSurcharge: true } quota: dictionary.Exclude(quota.Quota); break;
            case QuotaCharge: throw new BatchRefusedException(charge.Code, "it is priced by bands of a quota");
            case UnknownCharge: throw new BatchRefusedException(charge.Code, "its price is not known to the tariff");
            case FormulaCharge: throw new BatchRefusedException(charge.Code, "a formula stands among charges of other kinds");
            default: throw new BatchRefusedException(charge.Code, "a least amount by attribute has no column");
        }
    }

    private void Flat(FlatCharge flat)
    {
        Check(flat);
        // In minor units per thousandth.
        var per = _minor * flat.Share / Rational.Of(1000);
        var prices = flat.Price.All.Select(p => Positive(flat, p.ToRational()) * per).ToList();
        var divisor = Common(flat, prices);
        var column = new ColumnCharge(flat.Code, ColumnKind.Tiers) { Least = LeastOf(flat), Divisor = divisor };
        var highest = prices.Max();
        column = column with { AtMost = (highest, highest * Rational.Of(column.Least)) };
        _columns.Add(flat.Price.By.Count == 0
            ? column with { Steps = [Whole(flat, prices[0], divisor)] }
            : column with { Kind = ColumnKind.PriceTable, Key = Key(flat, flat.Price, p => Whole(flat, p.ToRational() * per, divisor), out var table), Table = table });
    }

    private void Blocks(BlockCharge blocks)
    {
        Check(blocks);
        if (blocks.BoundsUnknown) throw new BatchRefusedException(blocks.Code, "the bounds of its blocks are not known to the tariff");
        if (blocks.Span == BlockSpan.Days) throw new BatchRefusedException(blocks.Code, "its blocks count days");
        if (blocks.Prices.Any(p => p.By.Count > 0)) throw new BatchRefusedException(blocks.Code, "the prices of its blocks hang on attributes");
        var spans = blocks.Span switch { BlockSpan.Year => Rational.One, BlockSpan.Cycle => Rational.Of(months, tariff.CycleMonths), _ => Rational.Of(months) } * Rational.Of(1000);
        var bounds = blocks.Bounds.Select(b => b.ToRational() * spans).ToList();
        var each = blocks.Household is PerCapitaBlocks perCapita ? perCapita.Bounds.Select(b => b.ToRational() * spans).ToList() : [];
        var extension = blocks.Household as HouseholdExtension;
        var add = extension?.Add is { } more ? more.ToRational() * Rational.Of(MonthsOf(blocks.Span), MonthsOf(extension.Per)) * spans : Rational.Zero;
        var scale = Common(blocks, [.. bounds, .. each, add]);

        var per = _minor * blocks.Share / Rational.Of(1000);
        var prices = blocks.Prices.Select(p => Positive(blocks, p.All.Single().ToRational()) * per).ToList();
        var scaled = prices.Select(p => p / Rational.Of(scale)).ToList();
        var divisor = Common(blocks, scaled);
        var steps = scaled.Select((p, i) => Whole(blocks, i == 0 ? p : p - scaled[i - 1], divisor)).ToArray();
        if (blocks.Household is { } rule) Persons(0, extension is { Add: null } ? Math.Min(extension.Above, byte.MaxValue) : byte.MaxValue, rule);
        var column = new ColumnCharge(blocks.Code, ColumnKind.Tiers)
        {
            Steps = steps, Divisor = divisor, Scale = scale, Least = LeastOf(blocks), Running = blocks.Span == BlockSpan.Year,
            Bounds = bounds.Select(b => Whole(blocks, b, scale)).ToArray(), Each = each.Select(b => Whole(blocks, b, scale)).ToArray(),
            Above = extension?.Above ?? (blocks.Household as PerCapitaBlocks)?.AtLeast ?? 0,
            MaxExtra = extension?.Add is null ? 0 : Math.Min(extension.MaxExtra ?? byte.MaxValue, byte.MaxValue), Add = Whole(blocks, add, scale),
        };
        _columns.Add(column with { AtMost = (prices.Max(), prices.Max() * Rational.Of(column.Least)) });
    }

    private void Fee(FixedCharge fee)
    {
        var count = Count(fee, fee.Per);
        if (fee.Times is null)
        {
            var amounts = fee.Amount.All.Select(a => Minor(Positive(fee, a) * count)).ToList();
            var column = new ColumnCharge(fee.Code, ColumnKind.AmountTable) { AtMost = (Rational.Zero, Rational.Of(amounts.Max())) };
            _columns.Add(fee.Amount.By.Count == 0
                ? column with { Table = [.. amounts, .. new long[15]] }
                : column with { Key = Key(fee, fee.Amount, a => Minor(a * count), out var table), Table = table });
            return;
        }
        if (fee.Amount.By.Count > 0) throw new BatchRefusedException(fee.Code, "an amount by attribute is multiplied by an input");
        var one = (Positive(fee, fee.Amount.All.Single()) * count * _minor).Reduced();
        if (fee.Times == "persons")
        {
            // Nobody registered and nobody living there are told apart by the single path only.
            Persons(1, byte.MaxValue, null);
            _columns.Add(new(fee.Code, ColumnKind.Persons) { Steps = [Long(fee, one.Numerator)], Divisor = Long(fee, one.Denominator), AtMost = (Rational.Zero, one * Rational.Of(byte.MaxValue)) });
            return;
        }
        var per = (one / Rational.Of(1000)).Reduced();
        _columns.Add(new(fee.Code, ColumnKind.Number)
        {
            Number = dictionary.Number(fee.Times), Steps = [Long(fee, per.Numerator)], Divisor = Long(fee, per.Denominator), AtMost = (Rational.Zero, per * Rational.Of(ColumnLimits.MostNumber)),
        });
    }

    private static void Check(VolumeCharge charge)
    {
        if (charge.MinimumVolume is { Thousandths: < 0 }) throw new BatchRefusedException(charge.Code, "its least volume is below zero");
    }

    private long LeastOf(VolumeCharge charge) => charge.MinimumVolume is { } least ? checked(least.Thousandths * months) : 0;

    private Rational Count(Charge charge, FeeSpan per) => per switch
    {
        FeeSpan.Month => Rational.Of(months),
        FeeSpan.Day => throw new BatchRefusedException(charge.Code, "it is taken for each day"),
        _ => Rational.One,
    };

    private void Persons(int low, int high, HouseholdRule? rule)
    {
        if (rule is HouseholdExtension { Above: < 1 } or PerCapitaBlocks { AtLeast: < 1 }) throw new BatchRefusedException("", "its household rule counts nobody as a household");
        _persons = _persons.High < 0 ? (low, high) : (Math.Max(low, _persons.Low), Math.Min(high, _persons.High));
    }

    private int Key<T>(Charge charge, ByAttribute<T> table, Func<T, long> word, out long[] words)
    {
        var by = table.By.ToArray();
        var attributes = by.Select(dictionary.Attribute).ToArray();
        var sizes = attributes.Select(a => dictionary.Attributes[a].Texts.Count + 1).ToArray();
        var count = sizes.Aggregate(1L, (a, b) => a * b);
        if (count > 256) throw new BatchRefusedException(charge.Code, $"its look-up by {string.Join(", ", by)} has more than 255 combinations");
        var at = _keys.FindIndex(k => k.By.SequenceEqual(by));
        if (at < 0)
        {
            at = _keys.Count;
            _keys.Add((by, new BatchKey(attributes, sizes, new bool[256])));
        }
        var (_, key) = _keys[at];
        words = new long[(count + 15) / 16 * 16];
        for (var i = 0; i < count; i++)
        {
            var texts = dictionary.Texts(attributes, sizes, i);
            if (texts is not null && table.TryGet(texts, out var value, out _)) words[i] = word(value);
            else key.Missing[i] = true;
        }
        _keys[at] = (by, new BatchKey(key.Attributes, key.Sizes, key.Missing));
        return at;
    }

    private int[] Of(Charge charge, IReadOnlyList<string> codes)
    {
        // A surcharge on a quota has no column, and a row that may not have a quota pays none.
        if (codes.Any(c => charges.OfType<QuotaCharge>().Any(q => q.Code == c && !q.IsSurcharge))) throw new BatchRefusedException(charge.Code, "it is taken on a charge by quota");
        return Enumerable.Range(0, _columns.Count).Where(i => codes.Contains(_columns[i].Code)).ToArray();
    }

    private int MonthsOf(BlockSpan span) => span switch { BlockSpan.Month => 1, BlockSpan.Year => 12, _ => tariff.CycleMonths };

    private long Minor(Rational amount) => tariff.Rounding.Round(amount, tariff.Currency).Minor;

    private static Rational Positive(Charge charge, Rational value) => value.IsNegative ? throw new BatchRefusedException(charge.Code, "a price or an amount is below zero") : value;

    private static long Common(Charge charge, IEnumerable<Rational> values)
    {
        Int128 common = 1;
        foreach (var value in values)
        {
            var denominator = value.Reduced().Denominator;
            var a = common;
            for (var b = denominator; b != 0;) (a, b) = (b, a % b);
            common = common / a * denominator;
            if (common > long.MaxValue) throw new BatchRefusedException(charge.Code, "its prices and bounds have no common measure that fits");
        }
        return (long)common;
    }

    private static long Whole(Charge charge, Rational value, long divisor) => Long(charge, (value * Rational.Of(divisor)).Reduced().Numerator);

    private static long Long(Charge charge, Int128 value) =>
        Int128.Abs(value) <= 1L << 52 ? (long)value : throw new BatchRefusedException(charge.Code, "a price or a bound is too large for a column");
}
