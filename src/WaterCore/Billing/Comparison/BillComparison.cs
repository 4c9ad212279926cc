using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>Why two bills differ.</summary>
public enum DifferenceReason
{
    /// <summary>The use class, or the uses of a meter that serves several.</summary>
    UseClass,

    /// <summary>The registered persons.</summary>
    Household,

    /// <summary>A relief, a quota or another fact of this bill alone.</summary>
    OneOff,

    /// <summary>The tariff or its prices on the day.</summary>
    Price,

    /// <summary>More or fewer days, at the same use a day.</summary>
    Days,

    /// <summary>More or less water a day, at the price of the first block.</summary>
    Volume,

    /// <summary>More or less of it in the dearer blocks, the running year and quotas among them.</summary>
    Block,
}

/// <summary>One part of the difference of two bills.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Amount">How much of the difference; below zero where it made the bill lower.</param>
/// <param name="Sentence">One sentence in both languages, with the facts and the amount.</param>
public sealed record DifferencePart(DifferenceReason Reason, Money Amount, Wording Sentence);

/// <summary>Why a bill is higher or lower than another: parts that add up to the difference, to the minor unit.</summary>
/// <remarks>
/// Each fact of the earlier bill is changed into that of the later, one after the other in the order of <see cref="DifferenceReason"/>, and the
/// bill is worked out anew each time; a part is what that step adds. Another order would share some cents otherwise. Where the tariff cannot
/// bill a state in between (the old tariff has no such class), that part goes into the next one, whose sentence then tells both facts.
/// </remarks>
/// <param name="Before">The earlier bill.</param>
/// <param name="After">The later bill.</param>
/// <param name="Difference">After less before.</param>
/// <param name="Parts">The parts that are not zero.</param>
public sealed record BillComparison(CalculatedBill Before, CalculatedBill After, Money Difference, IReadOnlyList<DifferencePart> Parts)
{
    /// <summary>Splits the difference of two bills.</summary>
    /// <param name="before">The earlier bill.</param>
    /// <param name="after">The later bill.</param>
    /// <returns>The parts, or <see cref="NotComparable"/> where the bills are of two currencies or units.</returns>
    public static Result<BillComparison> Of(CalculatedBill before, CalculatedBill after)
    {
        if (before.Tariff.Currency != after.Tariff.Currency) return new NotComparable(before.Tariff.Code, after.Tariff.Code, $"one is in {before.Tariff.Currency}, the other in {after.Tariff.Currency}");
        if (before.Tariff.Unit != after.Tariff.Unit) return new NotComparable(before.Tariff.Code, after.Tariff.Code, $"one is in {before.Tariff.Unit}, the other in {after.Tariff.Unit}");
        return new BillComparison(before, after, after.Total - before.Total, new DifferenceSteps(before, after).Parts());
    }

    /// <summary>All of it as sentences, one a line, the sum first.</summary>
    public string Explain(Language language)
    {
        var zh = language == Language.Chinese;
        var money = DifferenceText.Signed(Difference);
        var first = Difference.Minor == 0
            ? (zh ? $"本期账单 {After.Total}，与上期相同。" : $"This bill is {After.Total}, the same as the one before.")
            : Difference.Minor > 0
                ? (zh ? $"本期账单 {After.Total}，比上期 {Before.Total} 多 {money}：" : $"This bill is {After.Total}, {money} more than the one before, {Before.Total}:")
                : (zh ? $"本期账单 {After.Total}，比上期 {Before.Total} 少 {money}：" : $"This bill is {After.Total}, {money} less than the one before, {Before.Total}:");
        return string.Join('\n', Parts.Select(p => "  " + p.Sentence.In(language)).Prepend(first)) + "\n";
    }
}
