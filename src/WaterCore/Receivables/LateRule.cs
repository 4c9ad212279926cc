using NodaTime;
using WaterCore.Values;

namespace WaterCore.Receivables;

/// <summary>How late payment is charged by contract (违约金). Rules of cities differ in every part of it, so every part is data.</summary>
/// <remarks>
/// The first late day counts, the day of payment does not. A charge is worked out from the bill's first late day each time and what was
/// charged before is taken off, so that runs may be split in any way and the total is the same, to the cent.
/// </remarks>
public sealed record LateRule
{
    private const long CompoundScale = 1_000_000;

    /// <summary>The name by which charged days are remembered; a bill is charged by one rule for ever.</summary>
    public required string Code { get; init; }

    /// <summary>The rate a day, such as 5/1000; zero or more.</summary>
    public required Rational RatePerDay { get; init; }

    /// <summary>Days to pay, counted from the day of issue; the due day is the last of them.</summary>
    public int DaysToPay { get; init; } = 15;

    /// <summary>Instead: due on this day (1 to 28) of a month; see <see cref="DueMonthsLater"/>. Null: <see cref="DaysToPay"/> holds.</summary>
    public int? DueDayOfMonth { get; init; }

    /// <summary>Months between the month of issue and the month of <see cref="DueDayOfMonth"/>; 0 is the same month, and the next one where the day has passed.</summary>
    public int DueMonthsLater { get; init; }

    /// <summary>Days after the due day that are never charged.</summary>
    public int GraceDays { get; init; }

    /// <summary>A due day on a holiday moves to the next day that is none.</summary>
    public bool HolidaysMoveDue { get; init; }

    /// <summary>Holidays are not counted as late days.</summary>
    public bool HolidaysAreFree { get; init; }

    /// <summary>Whether each day's charge bears a charge from the next day on (复利); else simple.</summary>
    public bool Compound { get; init; }

    /// <summary>Charge on what the bill came to, even when part is paid; else on what is still owed of it.</summary>
    public bool OnTotal { get; init; }

    /// <summary>The most that is charged in all, as a share of the bill's total: 1 for the principal, 3/10 for 30 %. Null: no limit.</summary>
    public Rational? Cap { get; init; }

    /// <summary>The least that is charged once anything is, in minor units; 0 for none.</summary>
    public long FloorMinor { get; init; }

    /// <summary>Where the rule is from.</summary>
    public string Source { get; init; } = "";

    /// <summary>The old national rule: 5 per mille a day from the 16th day after the notice, 计价格[1998]1810号 art. 30. Zhuhai's own rule was not found.</summary>
    public static LateRule National1998 { get; } = new()
    {
        Code = "national-1998", RatePerDay = Rational.Of(5, 1000), DaysToPay = 15, Source = "计价格[1998]1810号 art. 30",
    };

    /// <summary>The last day to pay without being late.</summary>
    public LocalDate DueOn(LocalDate issued, Func<LocalDate, bool>? isHoliday = null)
    {
        LocalDate due;
        if (DueDayOfMonth is { } dayOfMonth)
        {
            var month = issued.PlusMonths(DueMonthsLater);
            due = new LocalDate(month.Year, month.Month, dayOfMonth);
            if (due < issued) due = due.PlusMonths(1);
        }
        else
        {
            due = issued.PlusDays(DaysToPay);
        }
        while (HolidaysMoveDue && isHoliday is not null && isHoliday(due)) due = due.PlusDays(1);
        return due;
    }

    /// <summary>The first day that is charged when nothing is paid.</summary>
    public LocalDate FirstLateDay(LocalDate issued, Func<LocalDate, bool>? isHoliday = null) => DueOn(issued, isHoliday).PlusDays(1 + GraceDays);

    /// <summary>All that is due for late payment of a bill up to a day, that day not counted.</summary>
    /// <param name="bill">The bill.</param>
    /// <param name="steps">What was owed of it from day to day, without disputed amounts.</param>
    /// <param name="before">The first day that is not counted.</param>
    /// <param name="isHoliday">The calendar; null for no holidays.</param>
    public Money Accrued(BillPosting bill, IReadOnlyList<(LocalDate From, long Minor)> steps, LocalDate before, Func<LocalDate, bool>? isHoliday = null)
    {
        Int128 simple = 0, compound = 0;
        var day = FirstLateDay(bill.IssuedOn, isHoliday);
        var step = -1;
        for (; day < before; day = day.PlusDays(1))
        {
            while (step + 1 < steps.Count && steps[step + 1].From <= day) step++;
            var owed = step < 0 ? 0 : steps[step].Minor;
            if (owed == 0 || (HolidaysAreFree && isHoliday is not null && isHoliday(day))) continue;
            if (OnTotal) owed = bill.Total.Minor;
            simple += owed;
            if (Compound)
                compound += Rounding.Divide((((Int128)owed * CompoundScale) + compound) * RatePerDay.Numerator, RatePerDay.Denominator, RoundingMode.HalfEven);
        }
        var exact = Compound ? Rational.Of(compound, CompoundScale) : Rational.Of(simple, 1) * RatePerDay;
        if (exact.IsZero) return Money.Zero(bill.Total.Currency);
        exact = Rational.Max(exact, Rational.Of(FloorMinor));
        if (Cap is { } cap) exact = Rational.Min(exact, cap * Rational.Of(bill.Total.Minor));
        return new Money(Rounding.Divide(exact.Numerator, exact.Denominator, RoundingMode.HalfUp), bill.Total.Currency);
    }

    /// <summary>The charge to make now for a bill, or null when there is none.</summary>
    /// <param name="history">The account's history.</param>
    /// <param name="bill">A live bill of it.</param>
    /// <param name="before">The first day that is not charged yet, usually today.</param>
    /// <param name="isHoliday">The calendar; null for no holidays.</param>
    public (Period Days, Money Amount)? Next(AccountHistory history, BillPosting bill, LocalDate before, Func<LocalDate, bool>? isHoliday = null)
    {
        if (bill.CancelledOn is not null || bill.Total.Minor <= 0) return null;
        var windows = history.LateWindows.Where(w => w.Bill == bill.Key).ToList();
        // A waived charge stays counted as made: what was let off does not come back with the next run.
        var from = windows.Count == 0 ? FirstLateDay(bill.IssuedOn, isHoliday) : windows.Max(w => w.Days.To);
        if (from >= before) return null;
        var made = windows.Select(w => w.Entry).ToHashSet();
        var charged = history.Entries.Where(e => made.Contains(e.Id)).Sum(e => e.Amount.Minor);
        var amount = Accrued(bill, history.UndisputedSteps(bill), before, isHoliday) - new Money(charged, bill.Total.Currency);
        return amount.Minor > 0 ? (new Period(from, before), amount) : null;
    }
}
