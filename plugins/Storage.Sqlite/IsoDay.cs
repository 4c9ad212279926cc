using NodaTime;

namespace WaterCore.Storage.Sqlite;

/// <summary>Days as the text <c>2026-01-31</c>, which sorts as the days do. SQLite has no type for days.</summary>
internal static class IsoDay
{
    public const int Length = 10;

    /// <exception cref="ArgumentOutOfRangeException">The year is not 1 to 9999.</exception>
    public static void Write(LocalDate day, Span<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(day.Year, 1, nameof(day));
        var (year, month, date) = day;
        Digits(text[..4], year);
        text[4] = (byte)'-';
        Digits(text[5..7], month);
        text[7] = (byte)'-';
        Digits(text[8..10], date);
    }

    public static string Text(LocalDate day)
    {
        Span<byte> text = stackalloc byte[Length];
        Write(day, text);
        return System.Text.Encoding.ASCII.GetString(text);
    }

    /// <exception cref="FormatException">It is no such text.</exception>
    public static LocalDate Read(ReadOnlySpan<byte> text)
    {
        if (text.Length != Length) throw new FormatException("A day in the database is not written as 2026-01-31.");
        return new(Number(text[..4]), Number(text[5..7]), Number(text[8..]));
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits) number = number * 10 + (char.IsAsciiDigit((char)digit) ? digit - '0' : throw new FormatException("A day in the database is not written as 2026-01-31."));
        return number;
    }

    private static void Digits(Span<byte> text, int value)
    {
        for (var i = text.Length - 1; i >= 0; i--, value /= 10) text[i] = (byte)('0' + (value % 10));
    }
}
