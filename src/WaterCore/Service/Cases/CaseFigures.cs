using NodaTime;
using WaterCore.Customers;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>How many cases of a category came from an area, against what is usual at that time of the year.</summary>
/// <param name="Category">The category.</param>
/// <param name="Zone">The supply zone, or null where it is not known.</param>
/// <param name="Count">Cases in the days looked at.</param>
/// <param name="Usual">The usual number for as many days: of the same season of the years before, or where there are none, of the eight spans before; with two decimals. Null where nothing is on record to compare with.</param>
/// <param name="Seasonal">Whether it is of the same season.</param>
public sealed record CaseTopic(string Category, string? Zone, int Count, decimal? Usual, bool Seasonal)
{
    private const int Fewest = 5, Deviations = 3;

    /// <summary>Whether it is hot: five or more, and more than chance brings (three standard deviations of independent reports above the usual). Without anything to compare with nothing is.</summary>
    public bool IsHot => Usual is { } usual && Count >= Fewest && Count > usual && (Count - usual) * (Count - usual) > Deviations * Deviations * Math.Max(usual, 1m);
}

/// <summary>Cases of a span of time of one kind.</summary>
/// <param name="From">Its first day.</param>
/// <param name="Kind">The top of the branch of the tree, such as <c>complaint</c>.</param>
/// <param name="Count">How many.</param>
public sealed record CaseTrend(LocalDate From, string Kind, int Count);

/// <summary>Somebody who comes again and again.</summary>
/// <param name="Customer">Who.</param>
/// <param name="Count">How many complaints and repairs.</param>
/// <param name="Reopened">How many were opened again.</param>
public sealed record CaseRepeater(Id<Customer> Customer, int Count, int Reopened);

/// <summary>Cases of an area, against its accounts.</summary>
/// <param name="Zone">The supply zone, or null for all whose zone is not known.</param>
/// <param name="Count">Cases.</param>
/// <param name="Accounts">Open accounts.</param>
/// <param name="PerThousand">Cases to a thousand accounts, with two decimals; null without accounts.</param>
public sealed record CaseRate(string? Zone, int Count, int Accounts, decimal? PerThousand);

/// <summary>How long it took.</summary>
/// <param name="Kind">The kind of case.</param>
/// <param name="Count">Cases that were answered, or done.</param>
/// <param name="Median">Half of them took no longer.</param>
/// <param name="NineInTen">Nine in ten took no longer.</param>
public sealed record CaseTime(string Kind, int Count, Duration Median, Duration NineInTen);

/// <summary>How content people were.</summary>
/// <param name="Of">The channel or position.</param>
/// <param name="Ratings">How many rated.</param>
/// <param name="Average">1 (bad) to 5 (good), with two decimals.</param>
public sealed record CaseSatisfaction(string Of, int Ratings, decimal Average);

/// <summary>What people ask and complain about in a span of days (诉求分析).</summary>
public sealed record CaseFigures
{
    private const int SpansBefore = 8, MostRepeaters = 50, RepeatsFrom = 3;

    /// <summary>The days, half-open.</summary>
    public required Period Days { get; init; }

    /// <summary>All cases that came.</summary>
    public required int Count { get; init; }

    /// <summary>By week and kind, in order.</summary>
    public required IReadOnlyList<CaseTrend> Trends { get; init; }

    /// <summary>By category and area, hot ones first.</summary>
    public required IReadOnlyList<CaseTopic> Topics { get; init; }

    /// <summary>Those with three complaints or repairs or more, the most first.</summary>
    public required IReadOnlyList<CaseRepeater> Repeaters { get; init; }

    /// <summary>By area.</summary>
    public required IReadOnlyList<CaseRate> Rates { get; init; }

    /// <summary>From the contact to the first answer, by kind.</summary>
    public required IReadOnlyList<CaseTime> FirstAnswer { get; init; }

    /// <summary>From the contact until it was done, by kind.</summary>
    public required IReadOnlyList<CaseTime> Solution { get; init; }

    /// <summary>By the door it came in.</summary>
    public required IReadOnlyList<CaseSatisfaction> ByChannel { get; init; }

    /// <summary>By the position that had it last.</summary>
    public required IReadOnlyList<CaseSatisfaction> ByPosition { get; init; }

    /// <summary>The figures. Cases that were merged into another count in what came, not in how long it took.</summary>
    /// <param name="cases">The cases of the days looked at, and of those before that are to be compared with.</param>
    /// <param name="days">The days looked at.</param>
    /// <param name="zone">The zone in which days begin.</param>
    /// <param name="accounts">Open accounts by supply zone; the empty text for those without.</param>
    public static CaseFigures Of(IReadOnlyCollection<ServiceCase> cases, Period days, DateTimeZone zone, IReadOnlyDictionary<string, int> accounts)
    {
        var dated = cases.Select(c => (Case: c, Day: c.OpenedAt.InZone(zone).Date)).ToList();
        var within = dated.Where(c => days.Contains(c.Day)).ToList();
        return new CaseFigures
        {
            Days = days, Count = within.Count,
            Trends = [.. within.GroupBy(c => (Week: Monday(c.Day), Kind: KindOf(c.Case))).OrderBy(g => g.Key.Week).ThenBy(g => g.Key.Kind, StringComparer.Ordinal).Select(g => new CaseTrend(g.Key.Week, g.Key.Kind, g.Count()))],
            Topics = TopicsOf(dated, within, days),
            Repeaters = [.. within.Where(c => c.Case.Customer is not null && KindOf(c.Case) is ("complaint" or "repair")).GroupBy(c => c.Case.Customer!.Value).Where(g => g.Count() >= RepeatsFrom)
                .Select(g => new CaseRepeater(g.Key, g.Count(), g.Sum(c => c.Case.Reopened))).OrderByDescending(r => r.Count).ThenBy(r => r.Customer.Value).Take(MostRepeaters)],
            Rates = [.. within.Select(c => c.Case.Zone ?? "").Concat(accounts.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(z => RateOf(z, within.Count(c => (c.Case.Zone ?? "") == z), accounts.GetValueOrDefault(z)))],
            FirstAnswer = TimesOf(within.Select(c => c.Case), c => c.AnsweredAt), Solution = TimesOf(within.Select(c => c.Case), c => c.ClosedAt),
            ByChannel = SatisfactionOf(within.Select(c => c.Case), c => c.Channel), ByPosition = SatisfactionOf(within.Select(c => c.Case), c => c.Position),
        };
    }

    private static List<CaseTopic> TopicsOf(List<(ServiceCase Case, LocalDate Day)> all, List<(ServiceCase Case, LocalDate Day)> within, Period days)
    {
        var length = days.Days;
        var first = all.Count == 0 ? days.From : all.Min(c => c.Day);
        // The same days of the years before, a week to either side, as far back as there are whole ones; else the spans just before.
        var seasons = Enumerable.Range(1, 5).Select(y => new Period(days.From.PlusYears(-y).PlusDays(-7), days.From.PlusYears(-y).PlusDays(length + 7))).Where(p => p.From >= first).ToList();
        var seasonal = seasons.Count > 0;
        var spans = seasonal ? seasons : [.. Enumerable.Range(1, SpansBefore).Select(n => new Period(days.From.PlusDays(-length * n), days.From.PlusDays(-length * (n - 1)))).Where(p => p.From >= first)];
        var compared = spans.Sum(p => p.Days);
        var before = all.Where(c => spans.Any(p => p.Contains(c.Day))).GroupBy(c => (c.Case.Category, c.Case.Zone)).ToDictionary(g => g.Key, g => g.Count());
        return [.. within.GroupBy(c => (c.Case.Category, c.Case.Zone))
            .Select(g => new CaseTopic(g.Key.Category, g.Key.Zone, g.Count(), compared == 0 ? null : Math.Round((decimal)before.GetValueOrDefault(g.Key) * length / compared, 2, MidpointRounding.AwayFromZero), seasonal))
            .OrderByDescending(t => t.IsHot).ThenByDescending(t => t.Count - (t.Usual ?? 0)).ThenBy(t => t.Category, StringComparer.Ordinal).ThenBy(t => t.Zone, StringComparer.Ordinal)];
    }

    private static CaseRate RateOf(string zone, int count, int accounts) =>
        new(zone.Length == 0 ? null : zone, count, accounts, accounts == 0 ? null : Math.Round(count * 1000m / accounts, 2, MidpointRounding.AwayFromZero));

    private static List<CaseTime> TimesOf(IEnumerable<ServiceCase> cases, Func<ServiceCase, Instant?> end) =>
        [.. cases.Where(c => c.State != CaseState.Merged && end(c) is not null).GroupBy(KindOf).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g =>
        {
            var times = g.Select(c => end(c)!.Value - c.OpenedAt).Order().ToList();
            // The smallest that so many in a hundred do not exceed.
            Duration Share(int percent) => times[((times.Count * percent) + 99) / 100 - 1];
            return new CaseTime(g.Key, times.Count, Share(50), Share(90));
        })];

    private static List<CaseSatisfaction> SatisfactionOf(IEnumerable<ServiceCase> cases, Func<ServiceCase, string> by) =>
        [.. cases.Where(c => c.Rating is not null).GroupBy(by).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new CaseSatisfaction(g.Key, g.Count(), Math.Round((decimal)g.Sum(c => c.Rating!.Value) / g.Count(), 2, MidpointRounding.AwayFromZero)))];

    private static string KindOf(ServiceCase c) => c.Category.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? c.Category[..dot] : c.Category;

    private static LocalDate Monday(LocalDate day) => day.PlusDays(1 - (int)day.DayOfWeek);
}
