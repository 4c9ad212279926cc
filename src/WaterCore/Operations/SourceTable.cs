using System.Globalization;
using NodaTime;
using NodaTime.Text;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A row of a source file.</summary>
/// <param name="Line">The line in the file, from 1, the heading included.</param>
/// <param name="Cells">The cells as text, one per column.</param>
public sealed record SourceRow(int Line, IReadOnlyList<string> Cells);

/// <summary>How numbers, dates and volumes are written in a source file. Declared, never guessed.</summary>
public sealed record SourceFormat
{
    /// <summary>The decimal mark: a point or a comma.</summary>
    public char DecimalMark { get; init; } = '.';

    /// <summary>How dates are written, such as <c>uuuu-MM-dd</c> or <c>dd.MM.uuuu</c>.</summary>
    public string DatePattern { get; init; } = "uuuu-MM-dd";

    /// <summary>The unit of the meters' indexes.</summary>
    public VolumeUnit Unit { get; init; } = VolumeUnit.CubicMetre;

    /// <summary>Whether its readings were checked before, as history out of an older system is; then the rules do not hold any.</summary>
    public bool Trusted { get; init; }

    /// <summary>Whether a reading takes the place of one of the same meter and day that waits in the tray, as when somebody sends it once more; rows of a file are refused.</summary>
    public bool Replaces { get; init; }
}

/// <summary>A table out of a file: columns by name, rows with their lines, and the digest of the whole file.</summary>
/// <param name="Name">The file's name, for messages.</param>
/// <param name="Digest">SHA-256 of the file, lower-case hexadecimal.</param>
/// <param name="Columns">The columns in order.</param>
/// <param name="Rows">The rows in order.</param>
public sealed record SourceTable(string Name, string Digest, IReadOnlyList<string> Columns, IReadOnlyList<SourceRow> Rows);

/// <summary>A row that cannot be taken: file, line, column, what is wrong, what to write.</summary>
public sealed record RowRefused(string File, int Line, string Column, string Problem, string Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "import.row-refused";

    /// <inheritdoc/>
    public override string Message => $"{File}:{Line}: {(Column.Length > 0 ? Column + ": " : "")}{Problem}; {Remedy}.";
}

/// <summary>Reads the cells of a row strictly; the first cell that cannot be read refuses the row.</summary>
internal ref struct RowReader(SourceTable table, SourceRow row, SourceFormat format)
{
    public RowRefused? Fault { get; private set; }

    public string? Optional(string column)
    {
        for (var i = 0; i < table.Columns.Count; i++)
            if (table.Columns[i] == column) return i < row.Cells.Count && row.Cells[i].Trim() is { Length: > 0 } text ? text : null;
        return null;
    }

    public string Text(string column) => Optional(column) ?? Refuse(column, "it is empty", "write a value");

    public int Whole(string column, int least, int most, int? fallback = null)
    {
        if (Optional(column) is not { } text)
        {
            if (fallback is { } value) return value;
            Refuse(column, "it is empty", $"write a whole number of {least} to {most}");
            return least;
        }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Refuse(column, $"'{text}' is not a whole number of {least} to {most}", "write digits only");
        return least;
    }

    public LocalDate Date(string column)
    {
        var text = Text(column);
        if (Fault is not null) return default;
        var parsed = LocalDatePattern.CreateWithInvariantCulture(format.DatePattern).Parse(text);
        if (parsed.Success) return parsed.Value;
        Refuse(column, $"'{text}' is not a date", $"write it as {format.DatePattern}, or declare another pattern");
        return default;
    }

    /// <summary>An index in thousandths: digits, perhaps the declared decimal mark and at most three digits; no sign, no grouping.</summary>
    public long Index(string column)
    {
        var text = Text(column);
        if (Fault is not null) return 0;
        var other = format.DecimalMark == '.' ? ',' : '.';
        if (text.Contains(other, StringComparison.Ordinal))
        {
            Refuse(column, $"'{text}' has '{other}', and the declared decimal mark is '{format.DecimalMark}'", "write it with the declared mark, or declare the other");
            return 0;
        }
        if (char.IsAsciiDigit(text[0]) && Rational.TryParse(text.Replace(format.DecimalMark, '.'), out var value)
            && value * Rational.Of(1000) is { IsWhole: true } thousandths && thousandths < Rational.Of(1_000_000_000_000_000))
            return (long)thousandths.Reduced().Numerator;
        Refuse(column, $"'{text}' is not an index", "write digits with at most three decimals");
        return 0;
    }

    public string Refuse(string column, string problem, string remedy)
    {
        Fault ??= new RowRefused(table.Name, row.Line, column, problem, remedy);
        return "";
    }
}
