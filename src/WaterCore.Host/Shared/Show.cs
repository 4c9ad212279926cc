using System.Globalization;
using NodaTime;
using NodaTime.Text;
using WaterCore.Organization;

namespace WaterCore.Host.Shared;

/// <summary>Days, instants, numbers and amounts as a page shows them, the same in both languages.</summary>
internal static class Show
{
    private static readonly LocalDateTimePattern s_minute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");

    public static string Day(LocalDate? day) => day is { } d ? LocalDatePattern.Iso.Format(d) : "–";

    /// <summary>First and last day of a half-open period, both included, as people say it.</summary>
    public static string Days(Period period) => $"{Day(period.From)} – {Day(period.To.PlusDays(-1))}";

    public static string At(Instant? at, Utility utility) => at is { } i ? s_minute.Format(i.InZone(utility.Zone).LocalDateTime) : "–";

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Amount(Money money) => $"{money.ToDecimal().ToString($"N{money.Currency.MinorDigits}", CultureInfo.InvariantCulture)} {money.Currency.Code}";

    public static string Index(long thousandths) => (thousandths / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    public static string Fill(string pattern, params object[] values) => string.Format(CultureInfo.InvariantCulture, pattern, values);
}
