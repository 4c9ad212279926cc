using System.Globalization;

namespace WaterCore.Values;

/// <summary>An amount of money: a whole number of minor units (fen, cents) in one currency. May be negative.</summary>
/// <remarks>
/// Arithmetic is checked: leaving the range of <see cref="long"/> throws <see cref="OverflowException"/>.
/// Mixing currencies throws <see cref="InvalidOperationException"/>. There is no multiplication by a fraction here:
/// rounding happens once, where a tariff declares it (see <see cref="Rounding"/>).
/// </remarks>
/// <param name="Minor">Minor units, such as fen.</param>
/// <param name="Currency">The currency.</param>
public readonly record struct Money(long Minor, Currency Currency) : IComparable<Money>
{
    /// <summary>Nothing, in a currency.</summary>
    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>Chinese yuan from fen.</summary>
    public static Money Cny(long fen) => new(fen, Currency.Cny);

    /// <summary>The sum.</summary>
    public static Money operator +(Money a, Money b) => new(checked(a.Minor + b.Minor), a.Same(b));

    /// <summary>The difference.</summary>
    public static Money operator -(Money a, Money b) => new(checked(a.Minor - b.Minor), a.Same(b));

    /// <summary>The opposite.</summary>
    public static Money operator -(Money a) => new(checked(-a.Minor), a.Currency);

    /// <summary>Less than.</summary>
    public static bool operator <(Money a, Money b) => a.CompareTo(b) < 0;

    /// <summary>Greater than.</summary>
    public static bool operator >(Money a, Money b) => a.CompareTo(b) > 0;

    /// <summary>Less than or equal.</summary>
    public static bool operator <=(Money a, Money b) => a.CompareTo(b) <= 0;

    /// <summary>Greater than or equal.</summary>
    public static bool operator >=(Money a, Money b) => a.CompareTo(b) >= 0;

    /// <summary>Orders amounts of one currency.</summary>
    public int CompareTo(Money other)
    {
        Same(other);
        return Minor.CompareTo(other.Minor);
    }

    /// <summary>The amount as a decimal number of whole units, such as 12.22.</summary>
    public decimal ToDecimal() => (decimal)Minor / Currency.MinorPerUnit;

    /// <summary>The bare number with the digits of the currency, such as <c>-12.20</c>; invariant, without grouping.</summary>
    public string ToAmountString() =>
        ToDecimal().ToString("F" + Currency.MinorDigits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>The amount and the currency code: <c>12.20 CNY</c>.</summary>
    public override string ToString() => $"{ToAmountString()} {Currency.Code}";

    private Currency Same(Money other) => Currency == other.Currency
        ? Currency
        : throw new InvalidOperationException($"{Currency} and {other.Currency} do not mix; convert one by an explicit rate first.");
}
