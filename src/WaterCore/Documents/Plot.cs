namespace WaterCore.Documents;

/// <summary>How values are drawn.</summary>
public enum PlotKind
{
    /// <summary>Bars from zero, the series side by side.</summary>
    Bars,

    /// <summary>Lines with a mark at each value; the axis need not begin at zero.</summary>
    Lines,
}

/// <summary>Values over named places, as a picture.</summary>
public sealed record Plot
{
    /// <summary>What it shows.</summary>
    public required string Title { get; init; }

    /// <summary>The unit of the values.</summary>
    public string Unit { get; init; } = "";

    /// <summary>How it is drawn.</summary>
    public required PlotKind Kind { get; init; }

    /// <summary>The places along the axis, such as months.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The series; each has a value, or none, for each label.</summary>
    public required IReadOnlyList<PlotSeries> Series { get; init; }

    /// <summary>Decimals of the numbers that are written, 0 to 3.</summary>
    public int Decimals { get; init; }
}

/// <summary>A series of values. A picture needs no exact numbers: they are for drawing only.</summary>
/// <param name="Name">What it is called in the legend.</param>
/// <param name="Values">A value, or null for none, for each label.</param>
public sealed record PlotSeries(string Name, IReadOnlyList<decimal?> Values);
