using System.Globalization;
using System.Numerics;
using WaterCore.Values;

namespace WaterCore.Tests.Billing.Batch;

/// <summary>An exact fraction of unbounded integers, always in lowest terms: the reference's own arithmetic.</summary>
internal readonly record struct Fraction : IComparable<Fraction>
{
    private readonly BigInteger _below;

    public Fraction(BigInteger over, BigInteger below)
    {
        var common = BigInteger.GreatestCommonDivisor(over, below) * below.Sign;
        (Over, _below) = (over / common, below / common - 1);
    }

    public BigInteger Over { get; }

    public BigInteger Below => _below + 1;

    public static Fraction Of(Rational value) => new((BigInteger)value.Numerator, (BigInteger)value.Denominator);

    public static Fraction Of(UnitPrice price) => new(price.Millionths, 1_000_000);

    public static Fraction Of(Volume volume) => new(volume.Thousandths, 1000);

    public static Fraction? Of(string text)
    {
        if (!decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) return null;
        var point = text.Trim().IndexOf('.');
        var scale = point < 0 ? 0 : text.Trim().Length - point - 1;
        return new(BigInteger.Parse(value.ToString(CultureInfo.InvariantCulture).Replace(".", ""), CultureInfo.InvariantCulture), BigInteger.Pow(10, scale));
    }

    public static implicit operator Fraction(long whole) => new(whole, 1);

    public static Fraction operator +(Fraction a, Fraction b) => new(a.Over * b.Below + b.Over * a.Below, a.Below * b.Below);

    public static Fraction operator -(Fraction a, Fraction b) => new(a.Over * b.Below - b.Over * a.Below, a.Below * b.Below);

    public static Fraction operator *(Fraction a, Fraction b) => new(a.Over * b.Over, a.Below * b.Below);

    public static Fraction operator /(Fraction a, Fraction b) => b.Over.IsZero ? throw new DivideByZeroException() : new(a.Over * b.Below, a.Below * b.Over);

    public static bool operator <(Fraction a, Fraction b) => a.CompareTo(b) < 0;

    public static bool operator >(Fraction a, Fraction b) => a.CompareTo(b) > 0;

    public static bool operator <=(Fraction a, Fraction b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Fraction a, Fraction b) => a.CompareTo(b) >= 0;

    public int CompareTo(Fraction other) => (Over * other.Below).CompareTo(other.Over * Below);

    public BigInteger Floor() => BigInteger.DivRem(Over, Below) is var (q, r) && r.Sign < 0 ? q - 1 : BigInteger.Divide(Over, Below);

    /// <summary>The nearest whole number; halves away from zero, or to the even one.</summary>
    public BigInteger Nearest(bool even)
    {
        var floor = Floor();
        var rest = this - new Fraction(floor, 1);
        var half = rest.CompareTo(new Fraction(1, 2));
        if (half != 0) return half > 0 ? floor + 1 : floor;
        return even ? (floor.IsEven ? floor : floor + 1) : (Over.Sign < 0 ? floor : floor + 1);
    }
}
