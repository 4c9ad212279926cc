using WaterCore.Tariffs;

namespace WaterCore.Billing;

/// <summary>Finds the inputs that a class's formulas can come to read: attributes with their texts, numbers, and the parts that no input may stand in for.</summary>
internal sealed class FormulaNames(TariffClass useClass, BatchDictionary dictionary)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>A part by its name, or by its name with <c>_commodity</c> added.</summary>
    public static (string Name, Formula Formula)? Part(TariffClass useClass, string name)
    {
        if (useClass.Parts.TryGetValue(name, out var formula)) return (name, formula);
        return useClass.Parts.TryGetValue(name + "_commodity", out formula) ? (name + "_commodity", formula) : null;
    }

    /// <summary>The text of a part that is a plain number, for look-ups that hang on one.</summary>
    public static string? TextPart(TariffClass useClass, string name) => Part(useClass, name)?.Formula is NumberFormula n ? n.Value.ToString() : null;

    public void Visit(Formula formula)
    {
        switch (formula)
        {
            case NameFormula name: Number(name.Name); break;
            case BinaryFormula b: Visit(b.Left); Visit(b.Right); break;
            case NegateFormula n: Visit(n.Inner); break;
            case ListFormula list: foreach (var item in list.Items) Visit(item); break;
            case LookupFormula lookup:
                dictionary.Note(lookup.By, lookup.Values.Keys);
                foreach (var by in lookup.By)
                    if (TextPart(useClass, by) is not null) dictionary.Exclude(by);
                foreach (var value in lookup.Values.Values) Visit(value);
                break;
            case BlocksFormula blocks:
                Number(blocks.Usage);
                if (Part(useClass, blocks.Starts) is { } starts && _seen.Add(starts.Name + " list")) Visit(starts.Formula);
                if (Part(useClass, blocks.Prices) is { } prices && _seen.Add(prices.Name + " list")) Visit(prices.Formula);
                if (Part(useClass, blocks.Budget) is not null) Number(blocks.Budget);
                break;
            default: break;
        }
    }

    private void Number(string name)
    {
        if (name is "usage" or "usage_ccf") dictionary.UsageNames.Add(name);
        if (name is "usage" or "usage_ccf" or "months" || !_seen.Add(name)) return;
        if (Part(useClass, name) is var (_, formula))
        {
            dictionary.Exclude(name);
            Visit(formula);
        }
        else dictionary.Number(name);
    }
}
