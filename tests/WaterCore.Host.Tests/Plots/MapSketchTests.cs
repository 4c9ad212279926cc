using FsCheck.Xunit;
using WaterCore.Customers;
using WaterCore.Host.Plots;

namespace WaterCore.Host.Tests.Plots;

public class MapSketchTests
{
    [Property(MaxTest = 200)]
    public void Place_LiesOnThePicture_AndAClickOnItIsThatPlaceToTheMetre(int seed)
    {
        var random = new Random(seed);
        var (north, east) = (random.Next(-60, 60), random.Next(-170, 170));
        var places = Enumerable.Range(0, 1 + random.Next(200)).Select(_ => new MapPoint((north * 10_000_000) + random.Next(500_000), (east * 10_000_000) + random.Next(900_000))).ToList();
        var map = new MapSketch(places);
        foreach (var place in places)
        {
            var (x, y) = map.At(place);
            Assert.InRange(x, 0, MapSketch.Across);
            Assert.InRange(y, 0, map.Height);
            var clicked = map.Of(x, y);
            Assert.InRange(Math.Abs(clicked.LatitudeE7 - place.LatitudeE7), 0, 60);
            Assert.InRange(Math.Abs(clicked.LongitudeE7 - place.LongitudeE7), 0, 60);
        }
    }

    [Fact]
    public void North_IsUp_AndEastIsRight()
    {
        var (southWest, northEast) = (new MapPoint(222_700_000, 1_135_700_000), new MapPoint(222_900_000, 1_135_900_000));
        var map = new MapSketch([southWest, northEast]);
        Assert.True(map.At(northEast).Y < map.At(southWest).Y);
        Assert.True(map.At(northEast).X > map.At(southWest).X);
    }

    [Fact]
    public void Neighbours_AreOneDot_AndAHouseAloneHasAMap()
    {
        var home = new MapPoint(222_700_000, 1_135_700_000);
        Assert.Single(new MapSketch([home, home, home]).Dots);
        Assert.Single(new MapSketch([home]).Dots);
    }
}
