using System.Numerics;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>What keeps a bill from being proven; never leaves the verifier.</summary>
internal sealed class ContradictionException(string what) : Exception(what);

/// <summary>
/// Checks a bill's derivation against the stored inputs, the tariff and the stored amounts, and refuses a bill that was changed anywhere.
/// It works nothing out by the calculator's ways: it follows the steps that are claimed and asks of each whether the tariff says so.
/// </summary>
/// <remarks>
/// Of this room it uses the unpacking of stored bytes only; days, bounds, look-ups, formulas and rounding are its own. Of a meter that
/// serves several uses and pays the highest it proves the bill of the use that was taken, not that the others are lower. Safe for several threads.
/// </remarks>
/// <param name="tariff">The tariff, read from the published text.</param>
public sealed class BillVerifier(Tariff tariff)
{
    /// <summary>Looks for a contradiction.</summary>
    /// <param name="bill">As stored: packed inputs, packed lines, usage, total.</param>
    /// <param name="derivation">The claim: lines with their steps.</param>
    /// <returns>Null when every line is proven; else the first contradiction, as a clause that names the line.</returns>
    public string? Refute(Bill bill, CalculatedBill derivation)
    {
        try
        {
            var lines = BillPacking.UnpackLines(bill.Lines.Span);
            Need(lines.Count == derivation.Lines.Count, $"{lines.Count} lines are stored and {derivation.Lines.Count} derived");
            for (var i = 0; i < lines.Count; i++)
                Need(lines[i].Minor == derivation.Lines[i].Amount.Minor, $"line {derivation.Lines[i].Code} is stored as {new Money(lines[i].Minor, bill.Total.Currency)} and derived as {derivation.Lines[i].Amount}");
            Need(bill.Total.Currency == tariff.Currency && lines.Aggregate(BigInteger.Zero, (sum, l) => sum + l.Minor) == bill.Total.Minor, $"its lines do not add up to {bill.Total}");
            Lines(bill, derivation, lines);
            return null;
        }
        catch (ContradictionException e)
        {
            return e.Message;
        }
        catch (FormatException e)
        {
            return e.Message.TrimEnd('.');
        }
        catch (Exception e) when (e is OverflowException or DivideByZeroException)
        {
            return "a number in it is out of all bounds";
        }
    }

    internal static void Need(bool holds, string otherwise)
    {
        if (!holds) throw new ContradictionException(otherwise);
    }

    private void Lines(Bill bill, CalculatedBill derivation, IReadOnlyList<PackedLine> stored)
    {
        var inputs = BillPacking.UnpackInputs(bill.Inputs.Span, bill.Usage);
        var used = bill.Usage.Thousandths + (tariff.WholeUnits ? inputs.Carried.Fraction : 0);
        var billed = tariff.WholeUnits ? used - used % 1000 : used;
        Need(derivation.Billed.Thousandths == billed, $"{derivation.Billed} are billed of {bill.Usage}");

        var uses = inputs.Uses.Count == 0 ? [new UseShare(inputs.UseClass, Rational.One)] : inputs.Uses;
        var all = uses.SelectMany(u => Class(u.UseClass).Charges.Select(c => (u.UseClass, Charge: c))).ToList();
        if (inputs.Uses.Count > 0 && tariff.MixedUse == MixedUse.Highest) uses = [new UseShare(derivation.Lines.Count > 0 ? derivation.Lines[0].UseClass : "", Rational.One)];
        Need(inputs.Uses.Count == 0 || uses.All(u => inputs.Uses.Any(i => i.UseClass == u.UseClass)), "it is billed as a use that the meter does not serve");

        int at = 0;
        var after = new CarriedOver(null, 0, used - billed);
        var (sum, part, yearPart) = (Rational.Zero, 0L, 0L);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        ClassProof? proof = null;
        foreach (var use in uses)
        {
            sum += use.Share;
            long upTo = Rounded(Rational.Of(billed) * sum, RoundingMode.HalfUp), yearUpTo = Rounded(Rational.Of(inputs.Carried.YearToDate) * sum, RoundingMode.HalfUp);
            proof = new ClassProof(tariff, Class(use.UseClass), inputs, upTo - part, yearUpTo - yearPart);
            (part, yearPart) = (upTo, yearUpTo);
            after = after with { YearFrom = proof.After.YearFrom, YearToDate = after.YearToDate + proof.After.YearToDate };
            foreach (var charge in Class(use.UseClass).Charges)
            {
                var line = at < derivation.Lines.Count && derivation.Lines[at] is var next && next.Code != "rest" && next.UseClass == use.UseClass && next.Code == charge.Code && next.Derivation.TariffLine == charge.Line ? next : null;
                // A fee that several uses have is taken once, for the first.
                if (charge is FixedCharge or MinimumCharge && taken.Contains(charge.Code)) continue;
                proof.Check(charge, line);
                if (line is null) continue;
                Need(all[stored[at].Charge] == (use.UseClass, charge), $"line {line.Code} is stored as another charge");
                at++;
            }
            foreach (var line in derivation.Lines.Where(l => l.UseClass == use.UseClass)) taken.Add(line.Code);
        }
        Need(sum == Rational.One, "the shares of its uses are not parts of one");
        Amounts(derivation, proof!, at);
        Need(BillPacking.UnpackCarried(bill.Inputs.Span) == after, "what it hands to the next bill does not follow from its inputs");
    }

    // What was rounded, and whether to the amounts that are told.
    private void Amounts(CalculatedBill derivation, ClassProof last, int proven)
    {
        var perUnit = Rational.Of(tariff.Currency.MinorPerUnit);
        var whole = Rational.Zero;
        foreach (var line in derivation.Lines.Take(proven)) whole += line.Derivation.Exact;
        if (tariff.Rounding.Scope == RoundingScope.Line)
        {
            Need(proven == derivation.Lines.Count, "it has a line that the tariff does not");
            foreach (var line in derivation.Lines)
                Need(Rounded(line.Derivation.Exact * perUnit, tariff.Rounding.Mode) == line.Amount.Minor, $"line {line.Code} is {line.Amount}, which is not {line.Derivation.Exact} rounded");
            return;
        }
        var bill = last.Bill() ?? whole;
        if (derivation.Lines.Count > proven)
            Need(derivation.Lines.Count == proven + 1 && derivation.Lines[^1] is { Code: "rest" } rest && rest.Derivation.Exact == bill - whole, "its last line is not what the bill's formula adds");
        else
            Need(bill == whole, "its lines are not what the bill's formula comes to");
        Need(Rounded(bill * perUnit, tariff.Rounding.Mode) == derivation.Lines.Sum(l => l.Amount.Minor), "its total is not the exact total rounded");
        // Largest remainders: each line is its amount rounded down, or one more; who has one more has no smaller a remainder than who has not.
        var remainders = derivation.Lines.Select(l => (More: Rational.Of(l.Amount.Minor) - l.Derivation.Exact * perUnit is var d && d > Rational.Zero, Left: l.Derivation.Exact * perUnit - Rational.Of(Floor(l.Derivation.Exact * perUnit)), Line: l)).ToList();
        foreach (var (_, _, l) in remainders) Need(l.Amount.Minor - Floor(l.Derivation.Exact * perUnit) is 0 or 1, $"line {l.Code} is further than a cent from {l.Derivation.Exact}");
        var least = remainders.Where(r => r.More).Select(r => (Rational?)r.Left).Min();
        Need(least is null || remainders.Where(r => !r.More).All(r => r.Left <= least), "its cents are not shared by largest remainder");
    }

    private TariffClass Class(string code) => tariff.Classes.TryGetValue(code, out var found) ? found : throw new ContradictionException($"the tariff has no class '{code}'");

    /// <summary>A fraction to a whole number, by a rule of its own: what is left of the division decides.</summary>
    internal static long Rounded(Rational value, RoundingMode mode)
    {
        BigInteger over = (BigInteger)value.Numerator, below = (BigInteger)value.Denominator;
        var down = BigInteger.DivRem(BigInteger.Abs(over), below, out var left);
        var twice = (left * 2).CompareTo(below);
        var up = mode switch { RoundingMode.HalfUp => twice >= 0, RoundingMode.HalfEven => twice > 0 || (twice == 0 && !down.IsEven), RoundingMode.Up => !left.IsZero, _ => false };
        return (long)((up ? down + 1 : down) * over.Sign);
    }

    private static long Floor(Rational value) => Rounded(value, RoundingMode.Down) is var down && Rational.Of(down) > value ? down - 1 : down;
}
