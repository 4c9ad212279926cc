using NodaTime;

namespace WaterCore.Host.Experiments.Years;

/// <summary>The days of the simulation by number, and when a reading that was taken is in the system.</summary>
internal sealed class YearsCalendar
{
    public const int Years = 6, OldYears = 2, Slots = 40;

    /// <summary>Two months follow the last year, so that its receipts come in; they are not counted.</summary>
    public const int Months = Years * 12 + 2;

    private readonly LocalDate[] _days;
    private readonly int[] _workday;      // the number of the working day that a day is, or the next is
    private readonly List<int> _workdays = [];

    public YearsCalendar()
    {
        var start = new LocalDate(2020, 1, 1);
        var count = NodaTime.Period.DaysBetween(start, start.PlusMonths(Months + 6));
        _days = new LocalDate[count];
        _workday = new int[count];
        for (var i = 0; i < count; i++)
        {
            _days[i] = start.PlusDays(i);
            _workday[i] = _workdays.Count;
            if (_days[i].DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday)) _workdays.Add(i);
        }
    }

    /// <summary>The day of a number.</summary>
    public LocalDate this[int day] => _days[day];

    /// <summary>The first day of a month.</summary>
    public int Month(int month) => NodaTime.Period.DaysBetween(_days[0], _days[0].PlusMonths(month));

    /// <summary>The year, from 0, that a day lies in; <see cref="Years"/> for the months after the last.</summary>
    public int Year(int day) => Math.Min(Years, _days[day].Year - _days[0].Year);

    /// <summary>The last day whose receipts count for a year.</summary>
    public int CutOff(int year, YearsAssumptions assumptions) => NodaTime.Period.DaysBetween(_days[0], new LocalDate(_days[0].Year + year, 12, 31)) + assumptions.CutOffDays;

    /// <summary>The day on which the books of a slot are read in a cycle of two months.</summary>
    public int ReadOn(int cycle, int slot) => _workdays[_workday[Month(cycle * 2)] + slot];

    /// <summary>So many working days later.</summary>
    public int WorkdaysAfter(int day, int count) => _workdays[_workday[day] + count];

    /// <summary>
    /// When a paper book's readings are typed: books wait to be handed in, then for the clerk, who types them in order; what is not done in a day waits for the next.
    /// </summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="paper">How many readings of each slot come on paper.</param>
    /// <param name="a">The assumptions.</param>
    /// <param name="scale">Accounts there are, of 60,000: as many clerks as they would have.</param>
    /// <returns>For each slot the working day, a fraction, on which its first reading is typed, and how many days one slot takes.</returns>
    public static (double First, double Takes)[] Typing(int cycle, double[] paper, YearsAssumptions a, double scale)
    {
        var old = cycle / 6 < OldYears;
        var perDay = a.Clerks * scale * a.ClerkHours * 3600 * 10 / (old ? a.OldSeconds : a.NewSeconds);
        var result = new (double, double)[Slots];
        double free = 0;
        for (var slot = 0; slot < Slots; slot++)
        {
            // Handed in on the last day of its batch, typed from the next morning.
            var handedIn = (slot / a.HandInDays + 1) * a.HandInDays;
            var first = Math.Max(free, handedIn);
            var takes = paper[slot] / perDay;
            result[slot] = (first, takes);
            free = first + takes;
        }
        return result;
    }

    /// <summary>The day of a working day of a cycle, counted from its first.</summary>
    public int WorkdayOf(int cycle, int count) => _workdays[_workday[Month(cycle * 2)] + count];
}
