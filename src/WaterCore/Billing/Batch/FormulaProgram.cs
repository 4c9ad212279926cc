using System.Runtime.CompilerServices;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>Bills of formulas, a plan per combination of attribute texts; a plan is made when its combination is first met, and kept.</summary>
internal sealed class FormulaProgram
{
    private const int MaxCombinations = 1 << 20;
    private const int MaxRegisters = 512;

    private readonly Tariff _tariff;
    private readonly TariffClass _class;
    private readonly IReadOnlyList<FormulaCharge> _charges;
    private readonly int _months;
    private readonly BatchDictionary _dictionary;
    private readonly Rounding _rounding;
    private readonly int[] _sizes;
    private readonly Combination?[] _combinations;

    public FormulaProgram(Tariff tariff, TariffClass useClass, IReadOnlyList<FormulaCharge> charges, int months, BatchDictionary dictionary)
    {
        (_tariff, _class, _charges, _months, _dictionary) = (tariff, useClass, charges, months, dictionary);
        HasRest = useClass.Bill is not null && tariff.Rounding.Scope == RoundingScope.Total;
        Lines = charges.Count + (HasRest ? 1 : 0);
        _rounding = tariff.Rounding;
        var names = new FormulaNames(useClass, dictionary);
        foreach (var charge in charges) names.Visit(charge.Formula);
        if (useClass.Bill is { } bill) names.Visit(bill);
        _sizes = dictionary.Attributes.Select(a => a.Texts.Count + 1).ToArray();
        var combinations = 1L;
        foreach (var size in _sizes) combinations = Math.Min(combinations * size, MaxCombinations + 1L);
        if (combinations > MaxCombinations) throw new BatchRefusedException("", $"its look-ups have more than {MaxCombinations} combinations of attributes");
        _combinations = new Combination?[combinations];
    }

    private sealed record Combination(FormulaPlan<long>? Narrow, FormulaPlan<Int128>? Wide);

    /// <summary>Works one row out.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="row">The row.</param>
    /// <param name="output">Its lines, then its total, <paramref name="stride"/> apart.</param>
    /// <param name="stride">The distance of columns.</param>
    /// <returns>False when the row belongs to the single path.</returns>
    [SkipLocalsInit]
    public bool Run(in BillingColumns columns, int row, Span<long> output, int stride)
    {
        var rows = columns.Usage.Length;
        var at = 0;
        for (var a = 0; a < _sizes.Length; a++)
        {
            var code = columns.Codes[a * rows + row];
            if (code >= _sizes[a]) return false;
            at = at * _sizes[a] + code;
        }
        var combination = Volatile.Read(ref _combinations[at]) ?? Make(at);
        if (columns.Usage[row] < 0) return false;
        return (combination.Narrow is { } narrow && Narrow(narrow, columns, row, output, stride)) || (combination.Wide is { } wide && Wide(wide, columns, row, output, stride));
    }

    [SkipLocalsInit]
    private bool Narrow(FormulaPlan<long> plan, in BillingColumns columns, int row, Span<long> output, int stride)
    {
        Span<long> room = stackalloc long[plan.Registers + Lines];
        foreach (var input in plan.Inputs)
            if ((room[input] = Input(columns, input, row)) == long.MinValue) return false;
        var amounts = room[plan.Registers..];
        if (!plan.Run(room[..plan.Registers], amounts, _rounding, out var total)) return false;
        for (var i = 0; i < Lines; i++) output[i * stride] = amounts[i];
        output[Lines * stride] = total;
        return true;
    }

    [SkipLocalsInit]
    private bool Wide(FormulaPlan<Int128> plan, in BillingColumns columns, int row, Span<long> output, int stride)
    {
        Span<Int128> room = stackalloc Int128[plan.Registers + Lines];
        foreach (var input in plan.Inputs)
            if ((room[input] = Input(columns, input, row)) == long.MinValue) return false;
        var amounts = room[plan.Registers..];
        try
        {
            if (!plan.Run(room[..plan.Registers], amounts, _rounding, out var total)) return false;
            for (var i = 0; i < Lines; i++) output[i * stride] = checked((long)amounts[i]);
            output[Lines * stride] = checked((long)total);
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static long Input(in BillingColumns columns, int input, int row) => input == 0 ? columns.Usage[row] : columns.Numbers[(input - 1) * columns.Usage.Length + row];

    /// <summary>A line per charge, and one for the rest where the bill is no plain sum.</summary>
    public int Lines { get; }

    public bool HasRest { get; }

    private Combination Make(int at)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var mixed = at;
        for (var a = _sizes.Length - 1; a >= 0; a--)
        {
            if (mixed % _sizes[a] is > 0 and var code) texts[_dictionary.Attributes[a].Name] = _dictionary.Attributes[a].Texts[code - 1];
            mixed /= _sizes[a];
        }
        Combination made;
        try
        {
            var (narrow, wide) = new FormulaCompiler(_class, new CaseInputs(texts), _months, _dictionary.Numbers).Compile(_charges, _tariff);
            made = narrow?.Registers > MaxRegisters || wide?.Registers > MaxRegisters ? new(null, null) : new(narrow, wide);
        }
        catch (Exception e) when (e is BatchRefusedException or OverflowException or DivideByZeroException)
        {
            made = new(null, null);
        }
        Volatile.Write(ref _combinations[at], made);
        return made;
    }
}
