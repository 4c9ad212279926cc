using WaterCore.Billing;
using WaterCore.Values;

namespace WaterCore.Host.Plots;

/// <summary>Pictures of tariffs, as SVG text.</summary>
internal static class TariffPlots
{
    /// <summary>Two tariffs over the usage: what each costs above, what the new one costs more below, each break marked.</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="language">The language of its words.</param>
    /// <param name="most">The highest usage drawn; null for a quarter beyond the last break.</param>
    public static string Difference(TariffDifference difference, Language language, decimal? most = null)
    {
        var zh = language == Language.Chinese;
        var to = most ?? Most(difference);
        string unit = difference.Before.Unit.Display, money = difference.Before.Currency.Code;
        var useClass = difference.Before.Classes[difference.Case.UseClass].Name.In(language);
        string before = difference.Before.Name.In(language), after = difference.After.Name.In(language);
        if (before == after) (before, after) = (zh ? "现行" : "old", zh ? "新" : "new");
        var plot = new Plot(820, 640, zh ? $"{useClass}：每期水费与用水量" : $"{useClass}: bill and usage");
        plot.Panel(10, 360);
        plot.Lines([new(before, Plot.Grey, Points(difference.BeforeCurve, to)), new(after, Plot.Blue, Points(difference.AfterCurve, to))], to, unit, zh ? $"每期金额（{money}）" : $"bill, {money}");
        plot.Panel(350, 630);
        plot.Lines([new(zh ? "新价减现价" : "new less old", Plot.Orange, Points(difference.Curve, to))], to, unit, zh ? $"差额（{money}）" : $"difference, {money}", difference.Pieces.Select(p => Decimal(p.From)));
        return plot.Svg();
    }

    /// <summary>The points of a curve up to a usage; a jump has two at one place.</summary>
    internal static List<(decimal X, decimal Y)> Points(BillCurve curve, decimal to)
    {
        var points = new List<(decimal, decimal)> { (0, Decimal(curve.AtZero)) };
        for (var i = 0; i < curve.Pieces.Count; i++)
        {
            var piece = curve.Pieces[i];
            if (Decimal(piece.From) >= to) break;
            points.Add((Decimal(piece.From), Decimal(piece.Amount)));
            var end = i + 1 < curve.Pieces.Count && Decimal(curve.Pieces[i + 1].From) is var next && next < to ? next : to;
            points.Add((end, Decimal(piece.At(Rational.Of(end)))));
        }
        return points;
    }

    private static decimal Most(TariffDifference difference)
    {
        var last = Decimal(difference.Pieces[^1].From);
        return last <= 0 ? 40 : Math.Ceiling(last * 1.25m);
    }

    /// <summary>A fraction as near as a picture or a table needs it.</summary>
    internal static decimal Decimal(Rational value)
    {
        var r = value.Reduced();
        return Rounding.Divide(checked(r.Numerator * 1_000_000), r.Denominator, RoundingMode.HalfEven) / 1_000_000m;
    }
}
