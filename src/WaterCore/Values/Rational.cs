using System.Globalization;
using System.Numerics;

namespace WaterCore.Values;

/// <summary>An exact fraction of two 128-bit integers, for formulas such as <c>usage * 1/748</c> that do not end in decimals.</summary>
/// <remarks>
/// Equality is by value: 1/2 equals 2/4. What does not fit in 128 bits even in lowest terms throws
/// <see cref="OverflowException"/>; division by zero throws <see cref="DivideByZeroException"/>.
/// </remarks>
public readonly struct Rational : IEquatable<Rational>, IComparable<Rational>
{
    private readonly Int128 _denominatorLessOne;

    private Rational(Int128 numerator, Int128 denominator)
    {
        Numerator = numerator;
        _denominatorLessOne = denominator - 1;
    }

    /// <summary>The numerator; carries the sign.</summary>
    public Int128 Numerator { get; }

    /// <summary>The denominator, always positive; not always in lowest terms.</summary>
    public Int128 Denominator => _denominatorLessOne + 1;

    /// <summary>Zero.</summary>
    public static Rational Zero => default;

    /// <summary>One.</summary>
    public static Rational One => new(1, 1);

    /// <summary>True when the value is below zero.</summary>
    public bool IsNegative => Numerator < 0;

    /// <summary>True when the value is zero.</summary>
    public bool IsZero => Numerator == 0;

    /// <summary>True when the value is a whole number.</summary>
    public bool IsWhole => Numerator % Denominator == 0;

    /// <summary>A whole number.</summary>
    public static Rational Of(long whole) => new(whole, 1);

    /// <summary>A fraction.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    public static Rational Of(Int128 numerator, Int128 denominator)
    {
        if (denominator == 0) throw new DivideByZeroException();
        return denominator < 0 ? new(checked(-numerator), checked(-denominator)) : new(numerator, denominator);
    }

    /// <summary>The exact value of a decimal.</summary>
    public static Rational Of(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = ((Int128)(uint)bits[2] << 64) | ((Int128)(uint)bits[1] << 32) | (uint)bits[0];
        var scale = (bits[3] >> 16) & 0xFF;
        return new(bits[3] < 0 ? -magnitude : magnitude, PowerOfTen(scale));
    }

    /// <summary>
    /// Reads a plain decimal number: optional sign, digits, optional point and digits. No exponent, no grouping, no other mark.
    /// </summary>
    /// <returns>False when the text is anything else, or longer than 28 digits.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Rational value)
    {
        value = default;
        text = text.Trim();
        var negative = false;
        var i = 0;
        if (i < text.Length && text[i] is '-' or '+') negative = text[i++] == '-';
        Int128 number = 0;
        int digits = 0, decimals = 0;
        var point = false;
        for (; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '.' && !point) { point = true; continue; }
            if (!char.IsAsciiDigit(c) || ++digits > 28) return false;
            number = number * 10 + (c - '0');
            if (point) decimals++;
        }
        if (digits == 0) return false;
        value = new(negative ? -number : number, PowerOfTen(decimals));
        return true;
    }

    /// <summary>The sum.</summary>
    public static Rational operator +(Rational a, Rational b)
    {
        try { return AddExact(a, b); }
        catch (OverflowException) { return AddExact(a.Reduced(), b.Reduced()); }
    }

    /// <summary>The difference.</summary>
    public static Rational operator -(Rational a, Rational b) => a + -b;

    /// <summary>The opposite.</summary>
    public static Rational operator -(Rational a) => new(checked(-a.Numerator), a.Denominator);

    /// <summary>The product.</summary>
    public static Rational operator *(Rational a, Rational b)
    {
        try { return new(checked(a.Numerator * b.Numerator), checked(a.Denominator * b.Denominator)); }
        catch (OverflowException)
        {
            // Cross-reduce first: the product of what is left is already in lowest terms.
            Rational x = Reduce(a.Numerator, b.Denominator), y = Reduce(b.Numerator, a.Denominator);
            return new(checked(x.Numerator * y.Numerator), checked(x.Denominator * y.Denominator));
        }
    }

    /// <summary>The quotient.</summary>
    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public static Rational operator /(Rational a, Rational b) => a * Of(b.Denominator, b.Numerator);

    /// <summary>Equal values.</summary>
    public static bool operator ==(Rational a, Rational b) => a.Equals(b);

    /// <summary>Different values.</summary>
    public static bool operator !=(Rational a, Rational b) => !a.Equals(b);

    /// <summary>Less than.</summary>
    public static bool operator <(Rational a, Rational b) => a.CompareTo(b) < 0;

    /// <summary>Greater than.</summary>
    public static bool operator >(Rational a, Rational b) => a.CompareTo(b) > 0;

    /// <summary>Less than or equal.</summary>
    public static bool operator <=(Rational a, Rational b) => a.CompareTo(b) <= 0;

    /// <summary>Greater than or equal.</summary>
    public static bool operator >=(Rational a, Rational b) => a.CompareTo(b) >= 0;

    /// <summary>The smaller of two.</summary>
    public static Rational Min(Rational a, Rational b) => a <= b ? a : b;

    /// <summary>The larger of two.</summary>
    public static Rational Max(Rational a, Rational b) => a >= b ? a : b;

    /// <summary>The same value in lowest terms.</summary>
    public Rational Reduced() => Reduce(Numerator, Denominator);

    /// <inheritdoc/>
    public int CompareTo(Rational other)
    {
        if (Denominator == other.Denominator) return Numerator.CompareTo(other.Numerator);
        if (Numerator < 0 != other.Numerator < 0) return Numerator < 0 ? -1 : 1;
        try { return checked(Numerator * other.Denominator).CompareTo(checked(other.Numerator * Denominator)); }
        catch (OverflowException)
        {
            return ((BigInteger)Numerator * (BigInteger)other.Denominator).CompareTo((BigInteger)other.Numerator * (BigInteger)Denominator);
        }
    }

    /// <inheritdoc/>
    public bool Equals(Rational other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var r = Reduced();
        return HashCode.Combine(r.Numerator, r.Denominator);
    }

    /// <summary>The value as a decimal number where it ends within 12 places, else as a fraction: <c>0.5</c>, <c>1/748</c>.</summary>
    public override string ToString()
    {
        var r = Reduced();
        if (r.Denominator == 1) return r.Numerator.ToString(CultureInfo.InvariantCulture);
        var scale = PowerOfTen(12);
        if (scale % r.Denominator != 0 || Int128.Abs(r.Numerator) > (Int128)long.MaxValue)
            return $"{r.Numerator}/{r.Denominator}";
        return ((decimal)(r.Numerator * (scale / r.Denominator)) / 1_000_000_000_000m).ToString("0.############", CultureInfo.InvariantCulture);
    }

    internal static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        while (exponent-- > 0) power = checked(power * 10);
        return power;
    }

    private static Rational AddExact(Rational a, Rational b)
    {
        Int128 da = a.Denominator, db = b.Denominator;
        if (da == db) return new(checked(a.Numerator + b.Numerator), da);
        if (da == 1) return new(checked(a.Numerator * db + b.Numerator), db);
        if (db == 1) return new(checked(a.Numerator + b.Numerator * da), da);
        var common = Gcd(da, db);
        Int128 fa = db / common, fb = da / common;
        return new(checked(a.Numerator * fa + b.Numerator * fb), checked(da * fa));
    }

    private static Rational Reduce(Int128 numerator, Int128 denominator)
    {
        var common = Gcd(Int128.Abs(numerator), denominator);
        return common <= 1 ? new(numerator, denominator) : new(numerator / common, denominator / common);
    }

    private static Int128 Gcd(Int128 a, Int128 b)
    {
        while (a > long.MaxValue || b > long.MaxValue)
        {
            if (b == 0) return a;
            (a, b) = (b, a % b);
        }
        ulong x = (ulong)a, y = (ulong)b;
        while (y != 0) (x, y) = (y, x % y);
        return x;
    }
}
