using NodaTime;

namespace WaterCore.Metering;

/// <summary>A meter that stands somewhere and is to be verified or replaced (检定、轮换).</summary>
/// <param name="Meter">The meter.</param>
/// <param name="InstalledOn">Since when it stands there.</param>
/// <param name="Account">The number of the account that is served there, or null.</param>
/// <param name="Address">Where.</param>
/// <param name="Book">The reading book, or null.</param>
/// <param name="Branch">The branch of the account, or null.</param>
public sealed record MeterInPlace(Meter Meter, LocalDate InstalledOn, string? Account, string Address, string? Book, string? Branch)
{
    /// <summary>By when: the day that is noted on the meter, or else the period of its bore from its installation; null when neither is known.</summary>
    public LocalDate? DueOn => Meter.VerificationDue ?? (MeterVerification.YearsOf(Meter.Size) is { } years ? InstalledOn.PlusYears(years) : null);
}

/// <summary>
/// How long a cold-water meter may be used before it is replaced or verified again, by JJG 162-2019: to DN25 six years and to DN50 four, then replaced; above, verified every two.
/// As reported at nmghzsl.com/meitibaodao/357.html, read 2026-11; a utility's own day on the meter comes first.
/// </summary>
public static class MeterVerification
{
    /// <summary>The shortest of the periods, in years.</summary>
    public const int ShortestYears = 2;

    /// <summary>Years of use, by bore; null when the size names none, as <c>DN20</c> does.</summary>
    public static int? YearsOf(string size) =>
        size.StartsWith("DN", StringComparison.OrdinalIgnoreCase) && int.TryParse(size.AsSpan(2), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var bore)
            ? bore <= 25 ? 6 : bore <= 50 ? 4 : ShortestYears
            : null;

    /// <summary>Whether a meter of this bore is replaced when its time is over, and not verified again.</summary>
    public static bool IsReplaced(string size) => YearsOf(size) is 6 or 4;
}
