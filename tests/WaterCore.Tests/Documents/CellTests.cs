using FsCheck.Xunit;
using WaterCore.Documents;
using WaterCore.Values;

namespace WaterCore.Tests.Documents;

public sealed class CellTests
{
    [Theory]
    [InlineData(2, 3, "66.67 %", "0.6667")]
    [InlineData(1, 20000, "0.01 %", "0.0001")]   // half a hundredth is rounded up
    [InlineData(-1, 20000, "0.00 %", "0.0000")]  // up is up below zero too
    [InlineData(-1, 3, "-33.33 %", "-0.3333")]
    [InlineData(0, 0, "–", "")]
    public void Share_OfAWhole_IsRoundedHalfUp(long part, long whole, string shown, string plain)
    {
        var cell = Cell.Share(part, whole);
        Assert.Equal((shown, plain), (cell.Shown, cell.Plain));
        Assert.Equal(whole != 0, cell.IsNumber);
    }

    [Fact]
    public void Cell_OfEachKind_IsShownToPeopleAndProgramsInTheirWay()
    {
        Assert.Equal(("1,234.50", "1234.50", 1234.50m), (Cell.Of(Money.Cny(123450)).Shown, Cell.Of(Money.Cny(123450)).Plain, Cell.Of(Money.Cny(123450)).Exact));
        Assert.Equal(("-0.05", "-0.05"), (Cell.Of(Money.Cny(-5)).Shown, Cell.Of(Money.Cny(-5)).Plain));
        Assert.Equal(("1,000", "1000"), (Cell.Of(1000).Shown, Cell.Of(1000).Plain));
        Assert.Equal("12.500", Cell.Of(new Volume(12_500, VolumeUnit.CubicMetre)).Shown);
        Assert.Equal(("2026-01-31", null), (Cell.Of(new NodaTime.LocalDate(2026, 1, 31)).Plain, Cell.Of(new NodaTime.LocalDate(2026, 1, 31)).Exact));
        Assert.Equal(("", false), (Cell.Empty.Shown, Cell.Empty.IsNumber));
        Assert.Equal("=1+1", Cell.Of("=1+1").Plain);
        Assert.False(Cell.Of("12").IsNumber);
    }

    [Property]
    public bool Number_AsDecimalAndAsText_IsTheSame(long minor) =>
        Cell.Of(Money.Cny(minor)) is var cell && cell.Exact * 100 == minor && decimal.Parse(cell.Plain, System.Globalization.CultureInfo.InvariantCulture) == cell.Exact;
}
