using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>Follows the formulas of a class from its bill: what they read that is not there, circles, blocks that no usage reaches.</summary>
internal sealed class FormulaChecks(TariffClass useClass, string file)
{
    // What the specification lets every case give; other names come from the file itself, or from attributes of the account.
    private static readonly string[] CommonInputs = ["usage", "usage_ccf", "months", "days_in_period", "persons", "hhsize", "gpcd", "landscape_factor", "et_amount", "irr_area"];

    private readonly List<TariffFinding> _findings = [];
    private readonly HashSet<string> _done = [], _open = [];

    public static IReadOnlyList<TariffFinding> Of(TariffClass useClass, string file)
    {
        if (useClass.Parts.Count == 0 && !useClass.Charges.Any(c => c is FormulaCharge)) return [];
        var checks = new FormulaChecks(useClass, file);
        foreach (var charge in useClass.Charges.OfType<FormulaCharge>()) checks.Follow(charge.Formula, charge.Code);
        if (useClass.Bill is { } bill) checks.Follow(bill, "bill");
        foreach (var (name, part) in useClass.Parts)
            if (part is BrokenFormula { Fault: var fault } && !checks._done.Contains(name))
                checks._findings.Add(TariffFinding.Warning(file, fault.Line, fault.Field, fault.Problem + " (the bill does not use it)", fault.Remedy));
        return checks._findings;
    }

    private void Follow(Formula formula, string field)
    {
        switch (formula)
        {
            case BrokenFormula { Fault: var fault }:
                Error(fault.Line, fault.Field, fault.Problem, fault.Remedy);
                break;
            case NameFormula name:
                Named(name.Name, name.Line, field);
                break;
            case BinaryFormula binary:
                Follow(binary.Left, field);
                Follow(binary.Right, field);
                break;
            case NegateFormula negate:
                Follow(negate.Inner, field);
                break;
            case ListFormula list:
                foreach (var item in list.Items) Follow(item, field);
                break;
            case LookupFormula lookup:
                // Each value is looked at, whichever attribute leads to it; what leads there is an input or a part.
                foreach (var value in lookup.Values.Values) Follow(value, field);
                if (lookup.Values.Count == 0) Error(lookup.Line, field, "the look-up has no value", "write a value per key under values:");
                break;
            case BlocksFormula blocks:
                Blocks(blocks, field);
                break;
        }
    }

    private void Named(string name, int line, string field)
    {
        if (Find(name) is not { } part)
        {
            if (!CommonInputs.Contains(name) && _done.Add("?" + name))
                _findings.Add(TariffFinding.Warning(file, line, $"{useClass.Code}.{field}", $"it reads '{name}', which the class does not define", $"define {name} in the class, or give it with every case"));
            return;
        }
        if (_open.Contains(part.Name))
        {
            Error(line, field, $"'{name}' stands on itself", "make each part stand on other parts than itself");
            return;
        }
        if (!_done.Add(part.Name)) return;
        _open.Add(part.Name);
        Follow(part.Formula, part.Name);
        _open.Remove(part.Name);
    }

    private void Blocks(BlocksFormula blocks, string field)
    {
        Named(blocks.Usage, blocks.Line, field);
        var starts = List(blocks.Starts, blocks, field);
        var prices = List(blocks.Prices, blocks, field);
        if (starts is null || prices is null) return;
        foreach (var list in starts.Concat(prices)) Follow(list, field);
        if (starts.SelectMany(Percentages).Any()) Named(blocks.Budget, blocks.Line, field);
        foreach (var list in starts) Reached(list, blocks);
        if (starts.Count == 1 || prices.Count == 1)
            foreach (var s in starts)
            foreach (var p in prices)
                if (s.Items.Count != p.Items.Count)
                    Error(s.Line, blocks.Starts, $"{s.Items.Count} starts stand against {p.Items.Count} prices", "write one start and one price per block");
    }

    private static IEnumerable<Formula> Percentages(ListFormula list) => list.Items.Where(i => i is PercentFormula);

    private void Reached(ListFormula starts, BlocksFormula blocks)
    {
        for (var i = 1; i < starts.Items.Count; i++)
            if (Value(starts.Items[i - 1]) is { } before && Value(starts.Items[i]) is { } start
                && (start <= before || (i == 1 && blocks.Cut == BlockCut.FirstUnit && start <= Rational.One && before.IsZero)))
                Error(starts.Line, blocks.Starts, $"no usage reaches block {i}: it starts at {before} and the next at {start}", "write rising starts");
    }

    private static Rational? Value(Formula start) => start switch { NumberFormula n => n.Value, PercentFormula p => p.Percent, _ => null };

    // A part that holds blocks is a list, one list per key of a look-up, or a single number for one block.
    private List<ListFormula>? List(string name, BlocksFormula blocks, string field)
    {
        if (Find(name) is not { } part)
        {
            Error(blocks.Line, field, $"its blocks read '{name}', which the class does not define", $"define {name} in the class");
            return null;
        }
        _done.Add(part.Name);
        var lists = new List<ListFormula>();
        void Gather(Formula formula)
        {
            if (formula is LookupFormula lookup) foreach (var value in lookup.Values.Values) Gather(value);
            else lists.Add(formula as ListFormula ?? new ListFormula(formula.Line, [formula]));
        }
        Gather(part.Formula);
        return lists;
    }

    private (string Name, Formula Formula)? Find(string name) =>
        useClass.Parts.TryGetValue(name, out var part) ? (name, part)
        : useClass.Parts.TryGetValue(name + "_commodity", out part) ? (name + "_commodity", part) : null;

    private void Error(int line, string field, string problem, string remedy) =>
        _findings.Add(TariffFinding.Error(file, line, field.StartsWith(useClass.Code + ".", StringComparison.Ordinal) ? field : $"{useClass.Code}.{field}", problem, remedy));
}
