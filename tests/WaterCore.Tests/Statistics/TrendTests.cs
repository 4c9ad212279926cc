using WaterCore.Statistics;

namespace WaterCore.Tests.Statistics;

public sealed class TrendTests
{
    [Fact]
    public void Value_FarFromTheMonthsBefore_IsMarkedWithWhatWasExpected()
    {
        long?[] series = [9800, 9810, 9795, 9805, 9800, 9790, 9802, 9000, 9801];
        var mark = Assert.Single(Trend.Marks(series));
        Assert.Equal((7, 9000L, 9800L, false), (mark.At, mark.Value, mark.Middle, mark.IsHigh));
        Assert.InRange(mark.Low, 9001, 9790);
    }

    [Fact]
    public void Value_WithTooFewBefore_IsNeverMarked() => Assert.Empty(Trend.Marks([1, 1, 1, 1, 1, 999]));

    [Fact]
    public void OneWildMonth_DoesNotHideTheNext()
    {
        long?[] series = [100, 101, 99, 100, 102, 98, 100, 500, 100, 101, 500];
        Assert.Equal([7, 10], Trend.Marks(series).Select(m => m.At));
    }

    [Fact]
    public void MonthsWithoutAValue_AreSteppedOver() => Assert.Equal([8], Trend.Marks([10, null, 11, 10, 9, 10, 11, null, 90]).Select(m => m.At));

    [Theory]
    [InlineData(0, 9909)]
    [InlineData(500, 0)]
    public void MonthsAllAlike_SayNothingOfTheNext(long all, long next) => Assert.Empty(Trend.Marks([all, all, all, all, all, all, next]));

    [Fact]
    public void Expected_IsNeverBelowZero_WhereNothingBeforeWas() => Assert.Equal(0, Assert.Single(Trend.Marks([0, 0, 300, 0, 100, 0, 0, 5000])).Low);

    [Fact]
    public void MonthsAllAlike_AreNotUpsetByAHundredth() => Assert.Empty(Trend.Marks([10000, 10000, 10000, 10000, 10000, 10000, 10050]));
}
