using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>Two tariffs, or two classes, that cannot be set against each other.</summary>
/// <param name="Before">The one.</param>
/// <param name="After">The other.</param>
/// <param name="Problem">What differs, as a clause.</param>
public sealed record NotComparable(string Before, string After, string Problem) : Fault
{
    /// <inheritdoc/>
    public override string Code => "tariffs.not-comparable";

    /// <inheritdoc/>
    public override string Message => $"{Before} and {After} cannot be compared: {Problem}; compare tariffs of one currency and one unit.";
}

/// <summary>A range of usages in which one side pays more, by an amount that is a straight line.</summary>
/// <param name="From">It holds above this usage (at zero: from it on).</param>
/// <param name="To">Up to and with this usage; null for no end.</param>
/// <param name="AtFrom">What the new tariff costs more at its beginning, approached from above; below zero where it costs less.</param>
/// <param name="PerUnit">How that grows with each further unit.</param>
public readonly record struct DifferencePiece(Rational From, Rational? To, Rational AtFrom, Rational PerUnit)
{
    /// <summary>1 where the new tariff costs more within the piece, -1 where it costs less, 0 where both are equal.</summary>
    public int Sign => BillCurve.Sign(new(From, AtFrom, PerUnit));

    /// <summary>What the new tariff costs more at a usage of this piece.</summary>
    public Rational At(Rational usage) => AtFrom + (usage - From) * PerUnit;
}

/// <summary>The exact difference of two tariffs for one kind of account: for every usage, who pays more, from where, and by how much.</summary>
public sealed class TariffDifference
{
    private TariffDifference(Tariff before, Tariff after, BillingCase of, string afterClass, BillCurve beforeCurve, BillCurve afterCurve)
    {
        (Before, After, Case, AfterClass, BeforeCurve, AfterCurve) = (before, after, of, afterClass, beforeCurve, afterCurve);
        Curve = afterCurve.Plus(beforeCurve, -Rational.One);
        Pieces = [.. Curve.CutAtZero().Select(p => new DifferencePiece(p.Piece.From, p.To, p.Piece.Amount, p.Piece.PerUnit))];
    }

    /// <summary>The tariff that is there.</summary>
    public Tariff Before { get; }

    /// <summary>The tariff it is set against.</summary>
    public Tariff After { get; }

    /// <summary>The kind of account: its class, months, household and attributes. Its usage is not looked at.</summary>
    public BillingCase Case { get; }

    /// <summary>The class in the tariff <see cref="After"/>.</summary>
    public string AfterClass { get; }

    /// <summary>What the one costs.</summary>
    public BillCurve BeforeCurve { get; }

    /// <summary>What the other costs.</summary>
    public BillCurve AfterCurve { get; }

    /// <summary>After less before; its value at no usage at all may stand apart from its first piece.</summary>
    public BillCurve Curve { get; }

    /// <summary>The pieces from zero on without a gap; the sign is the same throughout each.</summary>
    public IReadOnlyList<DifferencePiece> Pieces { get; }

    /// <summary>Sets two tariffs against each other.</summary>
    /// <param name="before">The tariff that is there.</param>
    /// <param name="after">The other one.</param>
    /// <param name="of">The kind of account; give a day as <see cref="BillingCase.On"/> for prices other than the latest.</param>
    /// <param name="afterClass">The class in the other tariff, where it has another name.</param>
    /// <returns>The difference, or why there is none: a unit, a currency, a class or a price is missing.</returns>
    public static Result<TariffDifference> Of(Tariff before, Tariff after, BillingCase of, string? afterClass = null)
    {
        if (before.Currency != after.Currency) return new NotComparable(before.Code, after.Code, $"one is in {before.Currency}, the other in {after.Currency}");
        if (before.Unit != after.Unit) return new NotComparable(before.Code, after.Code, $"one is in {before.Unit}, the other in {after.Unit}");
        var one = BillCurve.Of(before, of);
        if (!one.IsOk) return one.Fault;
        var other = BillCurve.Of(after, of with { UseClass = afterClass ?? of.UseClass });
        if (!other.IsOk) return other.Fault;
        return new TariffDifference(before, after, of, afterClass ?? of.UseClass, one.Value, other.Value);
    }
}
