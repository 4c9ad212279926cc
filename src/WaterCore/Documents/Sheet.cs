using WaterCore.Values;

namespace WaterCore.Documents;

/// <summary>
/// Something to read or to print, as data: a bill, a receipt, a report. The same sheet becomes a page on the screen, a PDF, a
/// spreadsheet or CSV. It begins on a page of its own and goes on over as many as it takes.
/// </summary>
public sealed record Sheet
{
    /// <summary>What it is, such as 水费账单.</summary>
    public required string Title { get; init; }

    /// <summary>Who issues it.</summary>
    public required string Issuer { get; init; }

    /// <summary>The number that it is quoted by; may be empty. Stands at the foot of each page.</summary>
    public string Number { get; init; } = "";

    /// <summary>The language it is written in.</summary>
    public required Language Language { get; init; }

    /// <summary>Whether it lies on its side, for wide tables.</summary>
    public bool IsLandscape { get; init; }

    /// <summary>What stands on it, from top to bottom.</summary>
    public required IReadOnlyList<SheetPart> Parts { get; init; }
}

/// <summary>A part of a sheet.</summary>
public abstract record SheetPart;

/// <summary>Names and values, in two columns.</summary>
/// <param name="Items">The pairs.</param>
public sealed record SheetFacts(IReadOnlyList<(string Name, string Value)> Items) : SheetPart;

/// <summary>One figure that catches the eye, such as what is to be paid.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The figure.</param>
/// <param name="Remark">Words below it; may be empty.</param>
public sealed record SheetFigure(string Name, string Value, string Remark = "") : SheetPart;

/// <summary>A paragraph.</summary>
/// <param name="Text">The words.</param>
public sealed record SheetNote(string Text) : SheetPart;

/// <summary>A plot.</summary>
/// <param name="Plot">What it shows.</param>
public sealed record SheetPlot(Plot Plot) : SheetPart;

/// <summary>A table. Its head is repeated on each page.</summary>
public sealed record SheetTable : SheetPart
{
    /// <summary>What it shows; may be empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>The columns.</summary>
    public required IReadOnlyList<SheetColumn> Columns { get; init; }

    /// <summary>The rows, each with a cell for each column.</summary>
    public required IReadOnlyList<SheetRow> Rows { get; init; }

    /// <summary>The row below them that sums up, or null.</summary>
    public SheetRow? Total { get; init; }
}

/// <summary>A column.</summary>
/// <param name="Title">Its title, with the unit.</param>
/// <param name="Weight">How wide it is beside the others; 0 for as wide as what stands in it.</param>
/// <param name="IsNumeric">Whether it stands to the right.</param>
public sealed record SheetColumn(string Title, int Weight = 0, bool IsNumeric = false);

/// <summary>A row.</summary>
/// <param name="Cells">A cell for each column.</param>
public sealed record SheetRow(params IReadOnlyList<Cell> Cells)
{
    /// <summary>What the row counts, for whoever opens it, such as <c>class=residential</c>; null when it opens into nothing.</summary>
    public string? Opens { get; init; }
}
