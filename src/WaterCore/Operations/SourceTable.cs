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
public sealed record RowRefused(string File, int Line, string Column, Wording Problem, Wording Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "import.row-refused";

    /// <inheritdoc/>
    public override string Message => In(Language.English);

    /// <summary>The sentence in a language.</summary>
    public string In(Language language) => $"{File}:{Line}: {(Column.Length > 0 ? Column + ": " : "")}{(language == Language.Chinese ? $"{Problem.Zh}，{Remedy.Zh}。" : $"{Problem.En}; {Remedy.En}.")}";
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

    public string Text(string column) => Optional(column) ?? Refuse(column, new("是空的", "it is empty"), new("请填写", "write a value"));

    public int Whole(string column, int least, int most, int? fallback = null)
    {
        if (Optional(column) is not { } text)
        {
            if (fallback is { } value) return value;
            Refuse(column, new("是空的", "it is empty"), new($"请填写 {least} 至 {most} 的整数", $"write a whole number of {least} to {most}"));
            return least;
        }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Refuse(column, new($"“{text}”不是 {least} 至 {most} 的整数", $"'{text}' is not a whole number of {least} to {most}"), new("只写数字", "write digits only"));
        return least;
    }

    public LocalDate Date(string column)
    {
        var text = Text(column);
        if (Fault is not null) return default;
        var parsed = LocalDatePattern.CreateWithInvariantCulture(format.DatePattern).Parse(text);
        if (parsed.Success) return parsed.Value;
        Refuse(column, new($"“{text}”不是日期", $"'{text}' is not a date"), new($"请按 {format.DatePattern} 填写，或另行声明格式", $"write it as {format.DatePattern}, or declare another pattern"));
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
            Refuse(column, new($"“{text}”含有“{other}”，而声明的小数点是“{format.DecimalMark}”", $"'{text}' has '{other}', and the declared decimal mark is '{format.DecimalMark}'"),
                new("请用声明的小数点，或另行声明", "write it with the declared mark, or declare the other"));
            return 0;
        }
        if (char.IsAsciiDigit(text[0]) && Rational.TryParse(text.Replace(format.DecimalMark, '.'), out var value)
            && value * Rational.Of(1000) is { IsWhole: true } thousandths && thousandths < Rational.Of(1_000_000_000_000_000))
            return (long)thousandths.Reduced().Numerator;
        Refuse(column, new($"“{text}”不是表码", $"'{text}' is not an index"), new("请填写数字，至多三位小数", "write digits with at most three decimals"));
        return 0;
    }

    public string Refuse(string column, Wording problem, Wording remedy)
    {
        Fault ??= new RowRefused(table.Name, row.Line, column, problem, remedy);
        return "";
    }
}
