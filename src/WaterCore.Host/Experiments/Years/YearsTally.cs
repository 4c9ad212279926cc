namespace WaterCore.Host.Experiments.Years;

/// <summary>A reading that is in the system with another index than the dial showed.</summary>
internal readonly record struct WrongReading(int Year, int Account, int Day, long Shown, long Entered, string How);

/// <summary>A bill that was not paid in full by the cut-off of its year.</summary>
internal readonly record struct UnpaidBill(int Year, int Account, int IssuedOn, long TotalMinor, long OpenMinor, string Why);

/// <summary>What is counted, by year.</summary>
internal sealed class YearsTally
{
    public long[] Read { get; } = new long[YearsCalendar.Years];
    public long[] Right { get; } = new long[YearsCalendar.Years];
    public long[] Estimated { get; } = new long[YearsCalendar.Years];
    public long[] Held { get; } = new long[YearsCalendar.Years];
    public long[] HeldRight { get; } = new long[YearsCalendar.Years];
    public long[] Billed { get; } = new long[YearsCalendar.Years];
    public long[] Collected { get; } = new long[YearsCalendar.Years];
    public long[] Bills { get; } = new long[YearsCalendar.Years];
    public long[] Reminders { get; } = new long[YearsCalendar.Years];
    public long[] Suspensions { get; } = new long[YearsCalendar.Years];

    /// <summary>Readings by the days from the dial to the system, 0 to 60.</summary>
    public long[][] Entry { get; } = [.. Enumerable.Range(0, YearsCalendar.Years).Select(_ => new long[61])];

    public List<WrongReading> Wrong { get; } = [];

    public List<UnpaidBill> Unpaid { get; } = [];

    public void Add(YearsTally other)
    {
        foreach (var (to, from) in new[] { (Read, other.Read), (Right, other.Right), (Estimated, other.Estimated), (Held, other.Held), (HeldRight, other.HeldRight), (Billed, other.Billed), (Collected, other.Collected), (Bills, other.Bills), (Reminders, other.Reminders), (Suspensions, other.Suspensions) }.Concat(Entry.Zip(other.Entry)))
            for (var i = 0; i < to.Length; i++) to[i] += from[i];
        Wrong.AddRange(other.Wrong);
        Unpaid.AddRange(other.Unpaid);
    }

    /// <summary>Readings entered as the dial showed, of those that were read, in hundredths of a percent.</summary>
    public decimal Accuracy(int year) => Percent(Right[year], Read[year]);

    /// <summary>Received by the cut-off of what was billed in the year.</summary>
    public decimal Collection(int year) => Percent(Collected[year], Billed[year]);

    /// <summary>Mean days from the dial to the system.</summary>
    public decimal EntryDays(int year)
    {
        var count = Entry[year].Sum();
        return count == 0 ? 0 : Math.Round(Entry[year].Select((n, days) => (decimal)n * days).Sum() / count, 2, MidpointRounding.AwayFromZero);
    }

    private static decimal Percent(long part, long whole) => whole == 0 ? 0 : Math.Round(100m * part / whole, 2, MidpointRounding.AwayFromZero);
}
