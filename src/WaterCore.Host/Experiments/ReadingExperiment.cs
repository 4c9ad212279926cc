using NodaTime;
using WaterCore.Metering;

namespace WaterCore.Host.Experiments;

/// <summary>A kind of error that is planted.</summary>
internal enum PlantedError { DigitSwap, DigitDropped, DigitAdded, WrongMeter, DecimalSlip }

/// <summary>What came of one setting of the rules.</summary>
/// <param name="Good">Good readings.</param>
/// <param name="GoodHeld">Of these, held.</param>
/// <param name="Planted">Errors planted, by kind: all of them, and those that change the consumption by more than half.</param>
/// <param name="Held">Of these, held.</param>
internal sealed record ExperimentPoint(long Good, long GoodHeld, long[][] Planted, long[][] Held)
{
    /// <summary>Which of good readings are held.</summary>
    public decimal GoodShare => Good == 0 ? 0 : 100m * GoodHeld / Good;

    /// <summary>Which of errors that change the consumption by more than half are held, of all kinds or of one.</summary>
    public decimal GrossShare(PlantedError? kind = null) => Share(1, kind);

    /// <summary>Which of all errors are held.</summary>
    public decimal AllShare(PlantedError? kind = null) => Share(0, kind);

    private decimal Share(int row, PlantedError? kind)
    {
        var planted = kind is { } k ? Planted[row][(int)k] : Planted[row].Sum();
        return planted == 0 ? 0 : 100m * (kind is { } h ? Held[row][(int)h] : Held[row].Sum()) / planted;
    }
}

/// <summary>
/// Takes real two-month usage as the truth, turns each customer's series into indexes of a meter, and shows every reading to the rules twice:
/// as it is, and with an error planted. The same seed gives the same errors.
/// </summary>
internal sealed class ReadingExperiment
{
    private const int PeriodDays = 61;
    private static readonly LocalDate Epoch = new(2014, 1, 15);

    private readonly List<Series> _series = [];
    private readonly Dictionary<(string Class, int Month), List<long>> _indexes = [];

    private sealed record Series(string Class, Meter Meter, (int Month, long Opening, long Usage)[] Rows);

    /// <summary>Makes the series. Customers with two rows in a month have several meters behind one number; nobody can tell them apart, so they are left out. A customer is of the class of its first row.</summary>
    public ReadingExperiment(IEnumerable<(string Customer, string Class, int Year, int Month, long Units)> rows, ulong seed)
    {
        var random = new SplitMix(seed);
        foreach (var customer in rows.GroupBy(r => r.Customer).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var ordered = customer.OrderBy(r => r.Year * 12 + r.Month).ToList();
            if (ordered.Select(r => (r.Year, r.Month)).Distinct().Count() != ordered.Count || ordered.Exists(r => r.Units < 0)) { LeftOut += ordered.Count; continue; }
            var sum = ordered.Sum(r => r.Units);
            var dials = 4;
            for (long full = 10_000; full < sum * 3; full *= 10) dials++;
            var meter = new Meter { Id = new(_series.Count + 1), Number = customer.Key, Size = "5/8\"", Dials = dials, Unit = VolumeUnit.HundredCubicFeet };
            var index = random.Below(meter.FullTurn / 1000 - sum) * 1000;
            var made = new (int, long, long)[ordered.Count];
            for (var i = 0; i < made.Length; i++)
            {
                var month = (ordered[i].Year - 2014) * 12 + ordered[i].Month - 1;
                made[i] = (month, index, ordered[i].Units * 1000);
                index += ordered[i].Units * 1000;
                if (!_indexes.TryGetValue((ordered[0].Class, month), out var there)) _indexes[(ordered[0].Class, month)] = there = [];
                there.Add(index);
            }
            _series.Add(new Series(ordered[0].Class, meter, made));
            Readings += made.Length;
        }
    }

    /// <summary>Readings looked at.</summary>
    public int Readings { get; }

    /// <summary>Rows left out.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Customers looked at.</summary>
    public int Customers => _series.Count;

    /// <summary>Shows every reading to the rules. The same errors for every setting of the same seed.</summary>
    public ExperimentPoint Run(ReadingRuleSettings settings, ulong seed)
    {
        var rules = new ReadingRules(settings);
        var random = new SplitMix(seed);
        var kinds = Enum.GetValues<PlantedError>().Length;
        long[][] planted = [new long[kinds], new long[kinds]], held = [new long[kinds], new long[kinds]];
        long good = 0, goodHeld = 0;
        foreach (var series in _series)
        {
            var history = new List<PastUse>(series.Rows.Length);
            foreach (var (month, opening, usage) in series.Rows)
            {
                var day = Epoch.PlusDays(month * PeriodDays / 2);
                var reading = new ReadingCase
                {
                    Meter = series.Meter, Day = day, PreviousDay = day.PlusDays(-PeriodDays), PreviousIndex = opening, Index = opening + usage, History = history,
                };
                good++;
                if (rules.Holds(reading)) goodHeld++;
                var kind = (PlantedError)random.Below(kinds);
                if (Plant(kind, reading.Index, series, month, random) is { } wrong)
                {
                    var caught = rules.Holds(reading with { Index = wrong }) ? 1 : 0;
                    var gross = Math.Abs(wrong - reading.Index) * 2 > usage ? 1 : 0;
                    planted[0][(int)kind]++;
                    held[0][(int)kind] += caught;
                    planted[1][(int)kind] += gross;
                    held[1][(int)kind] += caught * gross;
                }
                history.Add(new PastUse(day, PeriodDays, usage, false));
            }
        }
        return new ExperimentPoint(good, goodHeld, planted, held);
    }

    // Null when the error cannot be made of this index, such as a swap in 7777.
    private long? Plant(PlantedError kind, long index, Series series, int month, SplitMix random)
    {
        var digits = (index / 1000).ToString($"D{series.Meter.Dials}", System.Globalization.CultureInfo.InvariantCulture);
        var significant = (index / 1000).ToString(System.Globalization.CultureInfo.InvariantCulture);
        for (var tries = 0; tries < 8; tries++)
        {
            var wrong = kind switch
            {
                PlantedError.DigitSwap => Swap(digits, (int)random.Below(digits.Length - 1)),
                PlantedError.DigitDropped => significant.Length == 1 ? 0 : Parse(significant.Remove((int)random.Below(significant.Length), 1)),
                PlantedError.DigitAdded => Parse(significant.Insert((int)random.Below(significant.Length + 1), ((char)('0' + random.Below(10))).ToString())),
                PlantedError.WrongMeter => _indexes[(series.Class, month)] is var there ? there[(int)random.Below(there.Count)] / 1000 : 0,
                _ => random.Below(2) == 0 ? index / 10_000 : index / 100,
            } * 1000;
            if (wrong != index) return wrong;
        }
        return null;
    }

    private static long Swap(string digits, int at) => Parse(string.Concat(digits.AsSpan(0, at), digits.AsSpan(at + 1, 1), digits.AsSpan(at, 1), digits.AsSpan(at + 2)));

    private static long Parse(string digits) => long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);

    // SplitMix64 (Steele, Lea and Flood, 2014): the same numbers on every machine.
    private sealed class SplitMix(ulong state)
    {
        public long Below(long limit)
        {
            unchecked
            {
                var z = state += 0x9E3779B97F4A7C15;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                return (long)((z ^ (z >> 31)) % (ulong)limit);
            }
        }
    }
}
