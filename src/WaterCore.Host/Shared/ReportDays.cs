using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace WaterCore.Host.Shared;

/// <summary>The days of a report as pages and the API name them.</summary>
internal static class ReportDays
{
    /// <summary>The days, or null when month or months cannot be read.</summary>
    public static Period? Of(string? month, int months) =>
        month is { Length: 7 } && LocalDatePattern.Iso.Parse(month + "-01") is { Success: true, Value: var first } && months is >= 1 and <= 12 ? new Period(first, first.PlusMonths(months)) : null;

    /// <summary>The name of a day's month: 2026-03.</summary>
    public static string Name(LocalDate day) => string.Create(CultureInfo.InvariantCulture, $"{day.Year:0000}-{day.Month:00}");
}
