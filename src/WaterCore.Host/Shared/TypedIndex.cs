using WaterCore.Metering;

namespace WaterCore.Host.Shared;

/// <summary>What a person types for a meter: an index, <c>b</c> for blocked, <c>n</c> for not read, and <c>r</c> after an index that rolled over.</summary>
/// <param name="Status">What came of the visit.</param>
/// <param name="Index">The index in thousandths, or null without one.</param>
/// <param name="Turn">Whether it rolled over.</param>
internal readonly record struct TypedIndex(VisitStatus Status, long? Index, IndexTurn Turn)
{
    /// <summary>Null when the text is none of these.</summary>
    public static TypedIndex? Parse(string text)
    {
        text = text.Trim().ToLowerInvariant();
        if (text == "b") return new(VisitStatus.Blocked, null, IndexTurn.None);
        if (text == "n") return new(VisitStatus.NotRead, null, IndexTurn.None);
        var turn = text.EndsWith('r') ? IndexTurn.Rollover : IndexTurn.None;
        if (turn == IndexTurn.Rollover) text = text[..^1].Trim();
        return Thousandths(text) is { } index ? new(VisitStatus.Read, index, turn) : null;
    }

    /// <summary>Digits, perhaps a point and at most three decimals, in thousandths; null for anything else.</summary>
    public static long? Thousandths(string text) =>
        text is [>= '0' and <= '9', ..] && text.Length <= 16 && Rational.TryParse(text, out var value) && value * Rational.Of(1000) is { IsWhole: true } thousandths
            && thousandths < Rational.Of(1_000_000_000_000_000) ? (long)thousandths.Reduced().Numerator : null;
}
