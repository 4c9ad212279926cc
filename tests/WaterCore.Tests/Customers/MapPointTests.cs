using FsCheck.Xunit;
using WaterCore.Customers;

namespace WaterCore.Tests.Customers;

public sealed class MapPointTests
{
    [Theory]
    [InlineData("22.2707,113.5767", 222_707_000, 1_135_767_000)]
    [InlineData("-90, 180", -900_000_000, 1_800_000_000)]
    [InlineData("0.0000001,0", 1, 0)]
    public void Point_IsReadExactly(string text, int latitude, int longitude) => Assert.Equal(new MapPoint(latitude, longitude), MapPoint.Of(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("22.27")]
    [InlineData("22.27,113.57,0")]
    [InlineData("90.0000001,0")]
    [InlineData("0,181")]
    [InlineData("22,27,113")]
    [InlineData("1e1,0")]
    [InlineData("a,b")]
    public void Text_ThatIsNoPoint_IsNone(string? text) => Assert.Null(MapPoint.Of(text));

    [Fact]
    public void Area_NeedsThreeCorners_ThatCanAllBeRead()
    {
        Assert.Null(MapArea.Of("1,1 2,2"));
        Assert.Null(MapArea.Of("1,1 2,2 x"));
        Assert.Equal(3, MapArea.Of("1,1;2,2\n3,1")!.Count);
    }

    // Two areas that share an edge: each point between belongs to exactly one of them.
    [Property]
    public void Point_OnASharedEdge_IsInExactlyOneOfTheTwo(byte y, byte x)
    {
        IReadOnlyList<MapPoint> west = [new(0, 0), new(0, 100), new(255, 100), new(255, 0)], east = [new(0, 100), new(0, 300), new(255, 300), new(255, 100)], both = [new(0, 0), new(0, 300), new(255, 300), new(255, 0)];
        var point = new MapPoint(y, x);
        Assert.Equal(MapArea.Contains(both, point), MapArea.Contains(west, point) ^ MapArea.Contains(east, point));
        Assert.False(MapArea.Contains(west, point) && MapArea.Contains(east, point));
    }

    // Turned and begun elsewhere, it is the same area; so it is for one that is drawn inwards.
    [Property]
    public void Area_DoesNotDependOnHowItIsDrawn(short y, short x)
    {
        MapPoint[] corners = [new(-20_000, -20_000), new(20_000, -20_000), new(0, 0), new(20_000, 20_000), new(-20_000, 20_000)];
        var point = new MapPoint(y, x);
        var within = MapArea.Contains(corners, point);
        Assert.Equal(within, MapArea.Contains([.. corners.Reverse()], point));
        Assert.Equal(within, MapArea.Contains([.. corners.Skip(2), .. corners.Take(2)], point));
        if (x > 0 && y > x && y < 20_000) Assert.False(within);
    }

    [Fact]
    public void Corners_OfTheWholeEarth_DoNotOverflow() =>
        Assert.True(MapArea.Contains([new(-900_000_000, -1_800_000_000), new(900_000_000, -1_800_000_000), new(900_000_000, 1_800_000_000), new(-900_000_000, 1_800_000_000)], new(0, 0)));
}
