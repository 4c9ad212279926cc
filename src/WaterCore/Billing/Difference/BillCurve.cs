using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>A straight piece of what a usage costs: it holds above <paramref name="From"/>, up to and with the next piece's beginning.</summary>
/// <param name="From">Where it begins, in the tariff's unit.</param>
/// <param name="Amount">What it comes to there, approached from above, in currency units.</param>
/// <param name="PerUnit">What each further unit adds.</param>
public readonly record struct CurvePiece(Rational From, Rational Amount, Rational PerUnit)
{
    /// <summary>What a usage in this piece costs.</summary>
    public Rational At(Rational usage) => Amount + (usage - From) * PerUnit;
}

/// <summary>What a class pays as a function of the volume billed, for every volume: straight pieces with exact breaks, before rounding.</summary>
/// <remarks>
/// No volume is tried out: the pieces come from the bounds themselves. A bill rounds each line, so it lies within half a minor unit
/// per line of the curve; a percentage and a least amount, which a bill takes on rounded amounts, are taken on exact ones here.
/// </remarks>
public sealed class BillCurve
{
    internal BillCurve(Rational atZero, IEnumerable<CurvePiece> pieces)
    {
        AtZero = atZero;
        var list = new List<CurvePiece>();
        foreach (var piece in pieces)
            if (list.Count == 0 || list[^1].PerUnit != piece.PerUnit || list[^1].At(piece.From) != piece.Amount) list.Add(piece);
        Pieces = list;
    }

    /// <summary>What no usage costs.</summary>
    public Rational AtZero { get; }

    /// <summary>The pieces in order; the first begins at zero, the last has no end.</summary>
    public IReadOnlyList<CurvePiece> Pieces { get; }

    /// <summary>The curve of a case's class, over all usages; the case's own usage is not looked at.</summary>
    /// <returns>The curve, or a <see cref="RateRefused"/>: a price is missing, or a formula is no chain of straight pieces.</returns>
    public static Result<BillCurve> Of(Tariff tariff, BillingCase billingCase)
    {
        if (!tariff.Classes.TryGetValue(billingCase.UseClass, out var useClass))
            return new RateRefused(tariff.Code, billingCase.UseClass, "class", "the tariff has no such class", $"use one of: {string.Join(", ", tariff.Classes.Keys.Take(12))}");
        try
        {
            return new CurveMaker(tariff, useClass, billingCase).Make();
        }
        catch (TariffFaultException e)
        {
            return e.Fault;
        }
        catch (OverflowException)
        {
            return new RateRefused(tariff.Code, billingCase.UseClass, "bill", "an amount is too large to be exact", "check the inputs");
        }
    }

    /// <summary>What a usage costs, before rounding.</summary>
    /// <param name="usage">In the tariff's unit; zero or more.</param>
    public Rational At(Rational usage)
    {
        if (usage <= Rational.Zero) return AtZero;
        var i = Pieces.Count - 1;
        while (Pieces[i].From >= usage) i--;
        return Pieces[i].At(usage);
    }

    internal static BillCurve Constant(Rational amount) => new(amount, [new(Rational.Zero, amount, Rational.Zero)]);

    /// <summary>One curve plus a multiple of another.</summary>
    internal BillCurve Plus(BillCurve other, Rational times)
    {
        var pieces = new List<CurvePiece>();
        for (int i = 0, j = 0; i < Pieces.Count && j < other.Pieces.Count;)
        {
            CurvePiece a = Pieces[i], b = other.Pieces[j];
            var from = Rational.Max(a.From, b.From);
            pieces.Add(new(from, a.At(from) + b.At(from) * times, a.PerUnit + b.PerUnit * times));
            var (endA, endB) = (i + 1 < Pieces.Count ? Pieces[i + 1].From : (Rational?)null, j + 1 < other.Pieces.Count ? other.Pieces[j + 1].From : (Rational?)null);
            if (endA is null && endB is null) break;
            if (endB is null || endA <= endB) i++;
            if (endA is null || endB <= endA) j++;
        }
        return new(AtZero + other.AtZero * times, pieces);
    }

    /// <summary>What is below zero becomes zero; pieces that cross it are cut where they do.</summary>
    internal BillCurve NotBelowZero()
    {
        var pieces = new List<CurvePiece>();
        foreach (var (piece, _) in CutAtZero()) pieces.Add(Sign(piece) < 0 ? new(piece.From, Rational.Zero, Rational.Zero) : piece);
        return new(Rational.Max(AtZero, Rational.Zero), pieces);
    }

    /// <summary>The pieces, cut further where they cross zero, each with its end.</summary>
    internal IEnumerable<(CurvePiece Piece, Rational? To)> CutAtZero()
    {
        for (var i = 0; i < Pieces.Count; i++)
        {
            var piece = Pieces[i];
            var to = i + 1 < Pieces.Count ? Pieces[i + 1].From : (Rational?)null;
            var crosses = !piece.PerUnit.IsZero && !piece.Amount.IsZero && piece.Amount.IsNegative != piece.PerUnit.IsNegative;
            var at = crosses ? piece.From - piece.Amount / piece.PerUnit : Rational.Zero;
            if (!crosses || (to is { } end && at >= end))
            {
                yield return (piece, to);
                continue;
            }
            yield return (piece, at);
            yield return (new(at, Rational.Zero, piece.PerUnit), to);
        }
    }

    /// <summary>The sign of a piece that does not cross zero: at its middle it is what it is everywhere but at its ends.</summary>
    internal static int Sign(CurvePiece piece) => !piece.Amount.IsZero ? (piece.Amount.IsNegative ? -1 : 1) : piece.PerUnit.IsZero ? 0 : piece.PerUnit.IsNegative ? -1 : 1;
}
