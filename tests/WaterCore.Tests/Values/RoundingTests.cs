using WaterCore.Values;

namespace WaterCore.Tests.Values;

public sealed class RoundingTests
{
    [Theory]
    [InlineData(5, 2, RoundingMode.HalfUp, 3)]
    [InlineData(-5, 2, RoundingMode.HalfUp, -3)]
    [InlineData(5, 2, RoundingMode.HalfEven, 2)]
    [InlineData(7, 2, RoundingMode.HalfEven, 4)]
    [InlineData(5, 2, RoundingMode.Down, 2)]
    [InlineData(-5, 2, RoundingMode.Down, -2)]
    [InlineData(4, 3, RoundingMode.Up, 2)]
    [InlineData(-4, 3, RoundingMode.Up, -2)]
    [InlineData(4, 3, RoundingMode.HalfUp, 1)]
    [InlineData(6, 3, RoundingMode.Up, 2)]
    public void Divide_OfHalvesAndParts_FollowsTheMode(int numerator, int denominator, RoundingMode mode, long expected) =>
        Assert.Equal(expected, Rounding.Divide(numerator, denominator, mode));

    [Fact]
    public void Share_OfATotal_GivesCentsToTheLargestRemainders() =>
        Assert.Equal([333, 333, 334], Rounding.Share(1000, [Rational.Of(3332, 10), Rational.Of(3333, 10), Rational.Of(3335, 10)]));

    [Fact]
    public void Money_OfTwoCurrencies_DoesNotMix() =>
        Assert.Throws<InvalidOperationException>(() => Money.Cny(1) + new Money(1, Currency.Usd));

    [Fact]
    public void Money_BeyondItsRange_ThrowsInsteadOfWrapping() =>
        Assert.Throws<OverflowException>(() => Money.Cny(long.MaxValue) + Money.Cny(1));
}
