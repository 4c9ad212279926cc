using NodaTime;
using WaterCore.Values;

namespace WaterCore.Receivables;

/// <summary>What is owed, by how long it is overdue (账龄).</summary>
/// <param name="Limits">The last day overdue of each band but the last, rising: 30, 60, 90 makes four bands and one for what is not due.</param>
public sealed record Ageing(IReadOnlyList<int> Limits)
{
    /// <summary>1 to 30, 31 to 60, 61 to 90, 91 to 180, 181 to 365 days, and older.</summary>
    public static Ageing Usual { get; } = new([30, 60, 90, 180, 365]);

    /// <summary>Bands: 0 for what is not overdue, then one per limit, then the rest.</summary>
    public int Bands => Limits.Count + 2;

    /// <summary>The band of a number of days overdue.</summary>
    public int BandOf(int daysOverdue)
    {
        if (daysOverdue <= 0) return 0;
        for (var i = 0; i < Limits.Count; i++) if (daysOverdue <= Limits[i]) return i + 1;
        return Limits.Count + 1;
    }

    /// <summary>A band's name in both languages: <c>未到期</c>, <c>1-30</c>, <c>365天以上</c>.</summary>
    public Wording Title(int band) => band == 0 ? new("未到期", Name(0)) : band > Limits.Count ? new($"{Limits[^1]}天以上", Name(band)) : Wording.Same(Name(band));

    /// <summary>A band's name: <c>not due</c>, <c>1-30</c>, <c>over 365</c>.</summary>
    public string Name(int band) => band == 0 ? "not due" : band > Limits.Count ? $"over {Limits[^1]}" : $"{(band == 1 ? 1 : Limits[band - 2] + 1)}-{Limits[band - 1]}";

    /// <summary>Adds the open charges of a day to the bands.</summary>
    /// <param name="charges">The charges.</param>
    /// <param name="dueOn">The day each is due.</param>
    /// <param name="day">The day that is looked at.</param>
    /// <returns>Minor units by band.</returns>
    public long[] Of(IReadOnlyList<OpenCharge> charges, Func<OpenCharge, LocalDate> dueOn, LocalDate day)
    {
        var bands = new long[Bands];
        foreach (var charge in charges) bands[BandOf(NodaTime.Period.DaysBetween(dueOn(charge), day))] += charge.Open.Minor;
        return bands;
    }
}
