using NodaTime;

namespace WaterCore.Statistics;

/// <summary>A search or a pivot that is kept under a name (常用查询). What it finds is looked up anew each time.</summary>
public sealed record SavedList
{
    /// <summary>Its name; unique in the utility.</summary>
    public required string Name { get; init; }

    /// <summary>The clue of a search; null for a pivot.</summary>
    public string? Clue { get; init; }

    /// <summary>The facts of a pivot; null for a search.</summary>
    public string? Source { get; init; }

    /// <summary>The dimensions of a pivot.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>The measures of a pivot; all when empty.</summary>
    public IReadOnlyList<string> Measures { get; init; } = [];

    /// <summary>Who saved it.</summary>
    public required string Owner { get; init; }

    /// <summary>When.</summary>
    public required Instant At { get; init; }

    /// <summary>The pivot as a report, or why it cannot be made; (null, null) for a search.</summary>
    public (ReportDefinition? Report, string? Problem) Pivot()
    {
        if (Source is null) return (null, null);
        if (FactSource.All.FirstOrDefault(s => s.Code == Source) is not { } facts) return (null, $"there are no facts '{Source}'; choose of {string.Join(", ", FactSource.All.Select(s => s.Code))}");
        var report = new ReportDefinition { Code = facts.Code, Name = facts.Name, Source = facts, By = By.Count > 0 ? By : [facts.Dimensions[0].Code], Measures = Measures };
        return report.Problem() is { } problem ? (null, problem) : (report, null);
    }
}
