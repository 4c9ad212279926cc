using System.Globalization;

namespace WaterCore.Customers;

/// <summary>A place on the map (WGS 84), in ten-millionths of a degree: about a centimetre.</summary>
/// <param name="LatitudeE7">North of the equator, -900,000,000 to 900,000,000.</param>
/// <param name="LongitudeE7">East of Greenwich, -1,800,000,000 to 1,800,000,000.</param>
public readonly record struct MapPoint(int LatitudeE7, int LongitudeE7)
{
    private const int Unit = 10_000_000;

    /// <summary>Reads <c>22.2707,113.5767</c>: latitude, comma, longitude. Null when it is not that.</summary>
    public static MapPoint? Of(string? text)
    {
        if (text?.Split(',') is not [var latitude, var longitude]) return null;
        return Degrees(latitude, 90) is { } y && Degrees(longitude, 180) is { } x ? new MapPoint(y, x) : null;
    }

    /// <summary>As <see cref="Of"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(decimal)LatitudeE7 / Unit:0.#######},{(decimal)LongitudeE7 / Unit:0.#######}");

    private static int? Degrees(string text, int most) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var degrees) && degrees >= -most && degrees <= most ? (int)(degrees * Unit) : null;
}

/// <summary>An area drawn on the map, by its corners.</summary>
public static class MapArea
{
    /// <summary>How many corners there may be.</summary>
    public const int MostCorners = 1_000;

    /// <summary>Reads corners with spaces between: <c>22.27,113.57 22.28,113.58 22.26,113.60</c>. Null when there are not 3 to 1,000, or one cannot be read.</summary>
    public static IReadOnlyList<MapPoint>? Of(string? text)
    {
        var corners = (text ?? "").Split([' ', '\n', '\r', '\t', ';'], StringSplitOptions.RemoveEmptyEntries);
        if (corners.Length is < 3 or > MostCorners) return null;
        var points = corners.Select(MapPoint.Of).ToList();
        return points.Contains(null) ? null : points.ConvertAll(p => p!.Value);
    }

    /// <summary>Whether a point lies within, by the rule of even and odd crossings; exact. A point on the southern or western edge is within, on the others not.</summary>
    public static bool Contains(IReadOnlyList<MapPoint> corners, MapPoint point)
    {
        var within = false;
        for (var (i, j) = (0, corners.Count - 1); i < corners.Count; j = i++)
        {
            var (a, b) = (corners[i], corners[j]);
            if (a.LatitudeE7 > point.LatitudeE7 == b.LatitudeE7 > point.LatitudeE7) continue;
            // East of the point: its longitude against the edge's at the point's latitude, multiplied out.
            var rise = (Int128)b.LatitudeE7 - a.LatitudeE7;
            var side = (((Int128)b.LongitudeE7 - a.LongitudeE7) * ((Int128)point.LatitudeE7 - a.LatitudeE7)) - (((Int128)point.LongitudeE7 - a.LongitudeE7) * rise);
            if (rise > 0 ? side > 0 : side < 0) within = !within;
        }
        return within;
    }

    /// <summary>The south-western and north-eastern corners of the rectangle around it.</summary>
    public static (MapPoint Least, MapPoint Most) Around(IReadOnlyList<MapPoint> corners) =>
        (new(corners.Min(c => c.LatitudeE7), corners.Min(c => c.LongitudeE7)), new(corners.Max(c => c.LatitudeE7), corners.Max(c => c.LongitudeE7)));
}
