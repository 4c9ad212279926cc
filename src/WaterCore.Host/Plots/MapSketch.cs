using WaterCore.Customers;

namespace WaterCore.Host.Plots;

/// <summary>Premises as dots, north up, without streets: enough to draw an area around them. One picture unit is one CSS pixel.</summary>
internal sealed class MapSketch
{
    private const int Width = 720, MostHeight = 480, Edge = 24, Cell = 6;

    // Never narrower than about a hundred metres, so that one place alone has a map as well.
    private const double LeastSpanE7 = 10_000;

    // A clicked corner is meant to the metre or so.
    private const int CornerE7 = 100;

    private readonly double _west, _north, _eastScale, _northScale;

    public MapSketch(IReadOnlyCollection<MapPoint> places)
    {
        var (least, most) = MapArea.Around([.. places]);
        // A degree of longitude is shorter than one of latitude, by the cosine of the latitude.
        var narrowing = Math.Cos((least.LatitudeE7 + (double)most.LatitudeE7) / 2e7 * Math.PI / 180);
        var (high, wide) = (Math.Max((double)most.LatitudeE7 - least.LatitudeE7, LeastSpanE7), Math.Max((double)most.LongitudeE7 - least.LongitudeE7, LeastSpanE7));
        _northScale = Math.Min((Width - (2 * Edge)) / (wide * narrowing), (MostHeight - (2 * Edge)) / high);
        _eastScale = _northScale * narrowing;
        Height = (int)Math.Ceiling((high * _northScale) + (2 * Edge));
        (_west, _north) = (((double)least.LongitudeE7 + most.LongitudeE7) / 2 - (Width / 2.0 / _eastScale), ((double)least.LatitudeE7 + most.LatitudeE7) / 2 + (Height / 2.0 / _northScale));
        // Many in one house or street are one dot, larger the more they are.
        Dots = [.. places.Select(At).GroupBy(p => ((int)(p.X / Cell), (int)(p.Y / Cell))).Select(g => (g.Average(p => p.X), g.Average(p => p.Y), Math.Min(1.5 + (Math.Sqrt(g.Count()) / 2), Cell)))];
    }

    public int Height { get; }

    public static int Across => Width;

    public IReadOnlyList<(double X, double Y, double Radius)> Dots { get; }

    public (double X, double Y) At(MapPoint point) => ((point.LongitudeE7 - _west) * _eastScale, (_north - point.LatitudeE7) * _northScale);

    public MapPoint Of(double x, double y) => new(Round(_north - (y / _northScale)), Round(_west + (x / _eastScale)));

    private static int Round(double e7) => (int)Math.Round(e7 / CornerE7) * CornerE7;
}
