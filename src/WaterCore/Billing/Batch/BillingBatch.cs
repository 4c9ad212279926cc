using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NodaTime;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>
/// Bills of one class, day and number of months by the million: columns of whole numbers in, a column per line and one of totals out.
/// The same amounts as <see cref="BillingCalculator"/>, to the minor unit, without derivations. Safe for use by several threads.
/// </summary>
/// <remarks>
/// Not expressed, and refused when compiled or row by row: reliefs, quotas, prices that change within the days billed, charges
/// that count days, registrations of a household by date, meters with several uses. A refused row has <see cref="int.MinValue"/>
/// respectively <see cref="long.MinValue"/> as its total and belongs to <see cref="BillingCalculator"/>, which bills it or says what is wrong.
/// No bill allocates; a combination of attributes of a formula tariff is compiled when it is first met.
/// </remarks>
public sealed class BillingBatch
{
    // A stretch's inputs and outputs fit the first-level cache.
    private const int Stretch = 512;
    private const int MaxLines = 30;

    private readonly ColumnProgram? _columns;
    private readonly FormulaProgram? _formulas;
    private readonly BatchDictionary _dictionary;

    private BillingBatch(Tariff tariff, TariffClass useClass, LocalDate? day, int months)
    {
        (Tariff, Class, Day, Months) = (tariff, useClass, day, months);
        LocalDate? end = day is null && useClass.Charges.All(c => c.To is not null) ? useClass.Charges.Max(c => c.To) : null;
        Charges = useClass.Charges.Where(c => day is { } d ? c.HoldsOn(d) : c.To == end).ToList();
        if (Charges.Count == 0) throw new BatchRefusedException("", "no charge is in force on the day");
        _dictionary = new BatchDictionary();
        _dictionary.Exclude("waiver");
        if (Charges.All(c => c is FormulaCharge))
        {
            if (tariff.WholeUnits) throw new BatchRefusedException("", "its formulas read the exact usage, and whole units are billed");
            _formulas = new FormulaProgram(tariff, useClass, Charges.Cast<FormulaCharge>().ToList(), months, _dictionary);
            Lines = [.. Charges.Select(c => c.Code), .. _formulas.HasRest ? ["rest"] : Array.Empty<string>()];
        }
        else
        {
            foreach (var charge in Charges)
            {
                if (charge is FlatCharge flat) _dictionary.Note(flat.Price.By, flat.Price.Keys);
                if (charge is FixedCharge fee) _dictionary.Note(fee.Amount.By, fee.Amount.Keys);
            }
            var compiler = new ColumnCompiler(tariff, Charges, months, _dictionary);
            _columns = compiler.Compile();
            Lines = compiler.Columns.Select(c => c.Code).ToList();
        }
        if (Lines.Count > MaxLines) throw new BatchRefusedException("", $"it has more than {MaxLines} lines");
    }

    /// <summary>The tariff.</summary>
    public Tariff Tariff { get; }

    /// <summary>The class.</summary>
    public TariffClass Class { get; }

    /// <summary>The day whose prices hold; null for the latest.</summary>
    public LocalDate? Day { get; }

    /// <summary>Months billed.</summary>
    public int Months { get; }

    /// <summary>The codes of the lines, in the order of the output's columns. A line that a bill does not have is zero.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>How many columns the output has: the lines and the total.</summary>
    public int OutputColumns => Lines.Count + 1;

    /// <summary>The attributes it reads as codes, in the order of their columns.</summary>
    public IReadOnlyList<BatchAttribute> Attributes => _dictionary.Attributes;

    /// <summary>The numeric inputs it reads in thousandths, in the order of their columns.</summary>
    public IReadOnlyList<string> Numbers => _dictionary.Numbers;

    /// <summary>Inputs that a row must not have: a relief, a quota, a value in the place of a part of the tariff. Such a bill belongs to the single path.</summary>
    public IReadOnlyCollection<string> ExcludedInputs => _dictionary.Excluded;

    /// <summary>Whether it reads the year to date.</summary>
    public bool ReadsYearToDate => _columns is { ReadsYear: true };

    /// <summary>Whether it reads persons.</summary>
    public bool ReadsPersons => _columns is { ReadsPersons: true };

    /// <summary>The usage in thousandths up to which 32-bit columns are proven exact, beyond which rows are worked out in 64 bits; -1 when all are.</summary>
    public int NarrowUsageLimit => _columns?.Limit32 ?? -1;

    /// <summary>The names by which its formulas read the usage; none for other charges.</summary>
    internal IReadOnlyCollection<string> UsageNames => _dictionary.UsageNames;

    /// <summary>The charges in force.</summary>
    internal IReadOnlyList<Charge> Charges { get; }

    /// <summary>The instructions used; tests force each.</summary>
    internal BatchVectors Vectors { get; init; } = Best;

    internal static BatchVectors Best =>
        Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? BatchVectors.Vector512 : Vector256.IsHardwareAccelerated && Avx2.IsSupported ? BatchVectors.Vector256 : BatchVectors.Scalar;

    /// <summary>Compiles a class of a tariff.</summary>
    /// <param name="tariff">The tariff.</param>
    /// <param name="useClass">The code of the class.</param>
    /// <param name="day">The day whose prices hold, or null for the latest prices.</param>
    /// <param name="months">Months billed, 1 to 120.</param>
    /// <returns>The batch, or a <see cref="BatchRefused"/> that says which charge only the single path can bill, and why.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Months are outside 1 to 120.</exception>
    public static Result<BillingBatch> Compile(Tariff tariff, string useClass, LocalDate? day, int months) => Compile(tariff, useClass, day, months, Best);

    internal static Result<BillingBatch> Compile(Tariff tariff, string useClass, LocalDate? day, int months, BatchVectors vectors)
    {
        if (months is < 1 or > 120) throw new ArgumentOutOfRangeException(nameof(months), $"Months are 1 to 120; {months} is not.");
        if (!tariff.Classes.TryGetValue(useClass, out var found)) return new BatchRefused(tariff.Code, useClass, "", "the tariff has no such class");
        try
        {
            return new BillingBatch(tariff, found, day, months) { Vectors = vectors };
        }
        catch (BatchRefusedException e)
        {
            return new BatchRefused(tariff.Code, useClass, e.Charge, e.Message);
        }
        catch (OverflowException)
        {
            return new BatchRefused(tariff.Code, useClass, "", "its prices are too large to be exact");
        }
    }

    /// <summary>Works bills out in 32-bit columns, half the memory of 64-bit ones.</summary>
    /// <param name="columns">The inputs.</param>
    /// <param name="output"><see cref="OutputColumns"/> columns of as many rows as the inputs have, one after the other, in minor units.</param>
    /// <returns>How many rows were refused; an amount that 32 bits do not hold is one.</returns>
    /// <exception cref="ArgumentException">A column is missing or too short.</exception>
    public int Calculate(in BillingColumns columns, Span<int> output)
    {
        var rows = Check(columns, output.Length);
        var refused = 0;
        Span<byte> keys = stackalloc byte[Stretch * (_columns?.KeyCount ?? 0)];
        Span<long> wide = stackalloc long[Stretch / 4 * OutputColumns];
        for (var at = 0; at < rows; at += Stretch)
        {
            var count = Math.Min(Stretch, rows - at);
            _columns?.FillKeys(columns, at, count, keys, Stretch);
            if (_columns is { Limit32: >= 0 } program && program.AreWithin(program.Limit32, columns, at, count, keys, Stretch))
            {
                program.Run(Rows(columns, at, count, keys), output[at..], rows, Vectors);
                continue;
            }
            for (var from = at; from < at + count; from += Stretch / 4)
            {
                var some = Math.Min(Stretch / 4, at + count - from);
                refused += Wide(columns, from, some, keys[Math.Min(from - at, keys.Length)..], wide, some);
                for (var i = 0; i < some; i++) refused += Narrow(wide[i..], some, output[(from + i)..], rows);
            }
        }
        return refused;
    }

    /// <summary>Works bills out in 64-bit columns.</summary>
    /// <param name="columns">The inputs.</param>
    /// <param name="output"><see cref="OutputColumns"/> columns of as many rows as the inputs have, one after the other, in minor units.</param>
    /// <returns>How many rows were refused.</returns>
    /// <exception cref="ArgumentException">A column is missing or too short.</exception>
    public int Calculate(in BillingColumns columns, Span<long> output)
    {
        var rows = Check(columns, output.Length);
        var refused = 0;
        Span<byte> keys = stackalloc byte[Stretch * (_columns?.KeyCount ?? 0)];
        for (var at = 0; at < rows; at += Stretch)
        {
            var count = Math.Min(Stretch, rows - at);
            _columns?.FillKeys(columns, at, count, keys, Stretch);
            refused += Wide(columns, at, count, keys, output[at..], rows);
        }
        return refused;
    }

    // All rows at once when all are within bounds, else row by row.
    private int Wide(in BillingColumns columns, int at, int count, ReadOnlySpan<byte> keys, Span<long> output, int stride)
    {
        if (_columns is { } program && program.AreWithin(program.Limit64, columns, at, count, keys, Stretch))
        {
            program.Run(Rows(columns, at, count, keys), output, stride, Vectors);
            return 0;
        }
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            var done = _formulas?.Run(columns, at + i, output[i..], stride) ?? count > 1 && Wide(columns, at + i, 1, keys[Math.Min(i, keys.Length)..], output[i..], stride) == 0;
            if (done) continue;
            refused++;
            for (var c = 0; c < OutputColumns; c++) output[c * stride + i] = c == Lines.Count ? long.MinValue : 0;
        }
        return refused;
    }

    private int Narrow(ReadOnlySpan<long> row, int stride, Span<int> output, int rows)
    {
        var fits = true;
        for (var c = 0; c < OutputColumns; c++) fits &= row[c * stride] is > int.MinValue and <= int.MaxValue;
        for (var c = 0; c < OutputColumns; c++) output[c * rows] = fits ? (int)row[c * stride] : c == Lines.Count ? int.MinValue : 0;
        return fits || row[Lines.Count * stride] == long.MinValue ? 0 : 1;
    }

    private ColumnStretch Rows(in BillingColumns columns, int at, int count, ReadOnlySpan<byte> keys) => new()
    {
        Usage = columns.Usage.Slice(at, count),
        YearToDate = ReadsYearToDate ? columns.YearToDate.Slice(at, count) : default,
        Persons = ReadsPersons ? columns.Persons.Slice(at, count) : default,
        Keys = keys,
        KeyStride = Stretch,
        Numbers = Numbers.Count > 0 ? columns.Numbers[at..] : default,
        NumberStride = columns.Usage.Length,
    };

    private int Check(in BillingColumns columns, int output)
    {
        var rows = columns.Usage.Length;
        Need(nameof(columns.YearToDate), ReadsYearToDate ? rows : 0, columns.YearToDate.Length);
        Need(nameof(columns.Persons), ReadsPersons ? rows : 0, columns.Persons.Length);
        Need(nameof(columns.Codes), (long)rows * Attributes.Count, columns.Codes.Length);
        Need(nameof(columns.Numbers), (long)rows * Numbers.Count, columns.Numbers.Length);
        Need("output", (long)rows * OutputColumns, output);
        return rows;

        static void Need(string name, long least, long length)
        {
            if (length < least) throw new ArgumentException($"{name} has {length} entries; {least} are needed.", name);
        }
    }
}
