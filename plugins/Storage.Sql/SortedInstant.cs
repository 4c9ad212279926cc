using NodaTime;
using NodaTime.Text;

namespace WaterCore.Storage.Sql;

/// <summary>Instants as text that sorts as time does: always nine digits after the second.</summary>
internal static class SortedInstant
{
    private static readonly InstantPattern s_pattern = InstantPattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffff'Z'");

    public static string Text(Instant at) => s_pattern.Format(at);

    public static string? Text(Instant? at) => at is { } instant ? Text(instant) : null;

    // Outside the years that the pattern can write, an end of a range is simply the lowest or the highest text.
    public static string Bound(Instant at) => at < Instant.FromUtc(1, 1, 1, 0, 0) ? "0" : at > Instant.FromUtc(9998, 12, 31, 0, 0) ? "9999" : Text(at);

    public static RowWriter AddSorted(this RowWriter row, Instant at) => row.Add(Text(at));

    public static RowWriter AddSorted(this RowWriter row, Instant? at) => at is { } instant ? row.Add(Text(instant)) : row.AddNull();
}
