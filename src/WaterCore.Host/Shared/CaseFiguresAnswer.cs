using NodaTime.Text;
using WaterCore.Service;

namespace WaterCore.Host.Shared;

internal sealed record CaseTrendAnswer(string From, string Kind, int Count);

internal sealed record CaseTopicAnswer(string Category, string? Zone, int Count, decimal? Usual, bool Seasonal, bool Hot);

internal sealed record CaseRepeaterAnswer(long Customer, int Count, int Reopened);

internal sealed record CaseRateAnswer(string? Zone, int Count, int Accounts, decimal? PerThousand);

internal sealed record CaseTimeAnswer(string Kind, int Count, double MedianHours, double NineInTenHours);

internal sealed record CaseSatisfactionAnswer(string Of, int Ratings, decimal Average);

/// <summary>What people ask and complain about, as programs get it.</summary>
internal sealed record CaseFiguresAnswer(
    string From, string To, int Count, IReadOnlyList<CaseTrendAnswer> Trends, IReadOnlyList<CaseTopicAnswer> Topics, IReadOnlyList<CaseRepeaterAnswer> Repeaters, IReadOnlyList<CaseRateAnswer> Rates,
    IReadOnlyList<CaseTimeAnswer> FirstAnswer, IReadOnlyList<CaseTimeAnswer> Solution, IReadOnlyList<CaseSatisfactionAnswer> ByChannel, IReadOnlyList<CaseSatisfactionAnswer> ByPosition)
{
    public static CaseFiguresAnswer Of(CaseFigures f) => new(
        LocalDatePattern.Iso.Format(f.Days.From), LocalDatePattern.Iso.Format(f.Days.To), f.Count, [.. f.Trends.Select(t => new CaseTrendAnswer(LocalDatePattern.Iso.Format(t.From), t.Kind, t.Count))],
        [.. f.Topics.Select(t => new CaseTopicAnswer(t.Category, t.Zone, t.Count, t.Usual, t.Seasonal, t.IsHot))], [.. f.Repeaters.Select(r => new CaseRepeaterAnswer(r.Customer.Value, r.Count, r.Reopened))],
        [.. f.Rates.Select(r => new CaseRateAnswer(r.Zone, r.Count, r.Accounts, r.PerThousand))], Times(f.FirstAnswer), Times(f.Solution), Satisfied(f.ByChannel), Satisfied(f.ByPosition));

    private static List<CaseTimeAnswer> Times(IReadOnlyList<CaseTime> times) => [.. times.Select(t => new CaseTimeAnswer(t.Kind, t.Count, Math.Round(t.Median.TotalHours, 2), Math.Round(t.NineInTen.TotalHours, 2)))];

    private static List<CaseSatisfactionAnswer> Satisfied(IReadOnlyList<CaseSatisfaction> all) => [.. all.Select(s => new CaseSatisfactionAnswer(s.Of, s.Ratings, s.Average))];
}
