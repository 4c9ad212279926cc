using WaterCore.Values;

namespace WaterCore.Statistics;

/// <summary>A report or pivot as data: which facts, grouped by what, and which measures. Every row of it is a condition on the facts, so it opens into them.</summary>
public sealed record ReportDefinition
{
    /// <summary>The name that programs use.</summary>
    public required string Code { get; init; }

    /// <summary>The name that people use.</summary>
    public required Wording Name { get; init; }

    /// <summary>The facts.</summary>
    public required FactSource Source { get; init; }

    /// <summary>The dimensions that make its rows.</summary>
    public required IReadOnlyList<string> By { get; init; }

    /// <summary>The measures that make its columns; all of the source when empty.</summary>
    public IReadOnlyList<string> Measures { get; init; } = [];

    /// <summary>Which facts count; all of the source when empty.</summary>
    public IReadOnlyList<FactFilter> Where { get; init; } = [];

    /// <summary>The monthly set of a water company.</summary>
    public static IReadOnlyList<ReportDefinition> Monthly { get; } =
    [
        new() { Code = "billing", Name = new("出账汇总", "Billing"), Source = FactSource.Bills, By = ["tariff", "class"] },
        new() { Code = "receipts", Name = new("收款汇总", "Receipts"), Source = FactSource.Receipts, By = ["channel", "tender"] },
        new() { Code = "receipts-by-day", Name = new("逐日收款", "Receipts by day"), Source = FactSource.Receipts, By = ["day"] },
        new() { Code = "arrears", Name = new("欠费账龄", "Arrears by age"), Source = FactSource.Arrears, By = ["age"] },
        new() { Code = "volume", Name = new("分类分级水量", "Volume by class and block"), Source = FactSource.Blocks, By = ["class", "block"] },
        new() { Code = "components", Name = new("费用项目（含代收污水处理费）", "Price components, with the sewage fee that is collected for the authority"), Source = FactSource.Lines, By = ["component", "class"] },
        new() { Code = "reading", Name = new("抄表工作", "Reading work"), Source = FactSource.Readings, By = ["reading"] },
        new() { Code = "applications", Name = new("业务办理", "Applications"), Source = FactSource.Items, By = ["kind"], Measures = ["made", "done", "cancelled", "waiting"] },
        new() { Code = "hotline", Name = new("热线", "Hotline"), Source = FactSource.Calls, By = ["ending"], Measures = ["calls", "asked", "taken", "in-time"] },
        new() { Code = "cases", Name = new("工单受理", "Cases"), Source = FactSource.Cases, By = ["kind", "category"] },
    ];

    /// <summary>The market (市场分析): who came, who went, and what each class takes.</summary>
    public static IReadOnlyList<ReportDefinition> Market { get; } =
    [
        new() { Code = "market-accounts", Name = new("用户增减（按用水性质）", "Accounts won and lost, by class"), Source = FactSource.Accounts, By = ["class"] },
        new() { Code = "market-areas", Name = new("用户增减（按片区）", "Accounts won and lost, by area"), Source = FactSource.Accounts, By = ["area"] },
        new() { Code = "market-volume", Name = new("分类水量", "Volume by class"), Source = FactSource.Bills, By = ["class"] },
    ];

    /// <summary>Demand that is not met yet (潜在需求): who waits, where, for how long; who went away without a result; what people ask for that no service answers.</summary>
    public static IReadOnlyList<ReportDefinition> Demand { get; } =
    [
        new() { Code = "demand-waiting", Name = new("在办业务（按等待时长）", "Applications that wait, by how long"), Source = FactSource.Items, By = ["kind", "waiting"], Measures = ["waiting"], Where = [new FactFilter("state", ["1-waiting"])] },
        new() { Code = "demand-areas", Name = new("新装与变更需求（按片区）", "New connections and other uses asked for, by area"), Source = FactSource.Items, By = ["area", "kind"], Measures = ["made", "waiting"], Where = [new FactFilter("kind", ["new-connection", "new-connection-simple", "change-of-use"])] },
        new() { Code = "demand-unmet", Name = new("未办成的业务", "Applications that ended without a result"), Source = FactSource.Items, By = ["kind", "area"], Measures = ["cancelled"], Where = [new FactFilter("state", ["3-cancelled"])] },
        new() { Code = "demand-asked", Name = new("未答复的诉求", "What people asked for and nobody answered by the end"), Source = FactSource.Cases, By = ["kind", "category"], Where = [new FactFilter("answered", ["no"])] },
        new() { Code = "demand-noted", Name = new("仅登记的来访", "Contacts that led to no answer and no case"), Source = FactSource.Contacts, By = ["channel"], Where = [new FactFilter("direction", ["in"]), new FactFilter("outcome", ["0-noted", "4-asked"])] },
    ];

    /// <summary>All shipped reports.</summary>
    public static IReadOnlyList<ReportDefinition> Shipped { get; } = [.. Monthly, .. Market, .. Demand];

    /// <summary>What is wrong with it, or null: a dimension or measure that its source does not have.</summary>
    public string? Problem()
    {
        if (By.Count == 0) return $"it is grouped by nothing; choose of {string.Join(", ", Source.Dimensions.Select(d => d.Code))}";
        if (By.FirstOrDefault(d => Source.Place(d) < 0) is { } dimension) return $"'{dimension}' is no dimension of {Source.Code}; choose of {string.Join(", ", Source.Dimensions.Select(d => d.Code))}";
        if (Where.FirstOrDefault(w => Source.Place(w.Dimension) < 0) is { } filter) return $"'{filter.Dimension}' is no dimension of {Source.Code}; choose of {string.Join(", ", Source.Dimensions.Select(d => d.Code))}";
        if (Measures.FirstOrDefault(m => Source.Measures.All(s => s.Code != m)) is { } measure) return $"'{measure}' is no measure of {Source.Code}; choose of {string.Join(", ", Source.Measures.Select(m => m.Code))}";
        return null;
    }
}

/// <summary>Groups facts as a definition says. Adds to it as facts stream by; holds no more than its own rows.</summary>
/// <param name="definition">The definition; without a problem.</param>
public sealed class ReportTable(ReportDefinition definition)
{
    private readonly int[] _by = [.. definition.By.Select(definition.Source.Place)];
    private readonly SortedDictionary<string, (string[] Key, long[] Sums)> _rows = new(StringComparer.Ordinal);

    /// <summary>The definition.</summary>
    public ReportDefinition Definition { get; } = definition;

    /// <summary>Its rows in order of key: the values of the dimensions, and the sum of each measure of the source.</summary>
    public IEnumerable<(IReadOnlyList<string> Key, IReadOnlyList<long> Sums)> Rows => _rows.Values.Select(r => ((IReadOnlyList<string>)r.Key, (IReadOnlyList<long>)r.Sums));

    /// <summary>Adds a fact of its source, if it counts.</summary>
    public void Add(FactRecord fact)
    {
        if (!Counts(fact)) return;
        var key = Key(fact);
        if (!_rows.TryGetValue(key, out var row)) _rows[key] = row = ([.. _by.Select(i => fact.Values[i])], new long[fact.Amounts.Count]);
        for (var i = 0; i < row.Sums.Length; i++) row.Sums[i] = checked(row.Sums[i] + fact.Amounts[i]);
    }

    /// <summary>Whether a fact counts in any row.</summary>
    public bool Counts(FactRecord fact)
    {
        foreach (var filter in Definition.Where) if (!filter.Holds(Definition.Source, fact)) return false;
        return true;
    }

    /// <summary>Whether a fact stands in the row of a key.</summary>
    public bool IsOf(FactRecord fact, IReadOnlyList<string> key)
    {
        if (!Counts(fact)) return false;
        for (var i = 0; i < _by.Length; i++) if (fact.Values[_by[i]] != key[i]) return false;
        return true;
    }

    // A separator that stands in no name.
    private string Key(FactRecord fact) => _by.Length == 1 ? fact.Values[_by[0]] : string.Join('\u001F', _by.Select(i => fact.Values[i]));
}
