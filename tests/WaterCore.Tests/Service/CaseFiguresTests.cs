using NodaTime;
using WaterCore.Customers;
using WaterCore.Service;

namespace WaterCore.Tests.Service;

public sealed class CaseFiguresTests
{
    private static readonly Period s_march = new(new LocalDate(2026, 3, 1), new LocalDate(2026, 4, 1));
    private long _id;

    [Fact]
    public void Topic_IsHot_AgainstTheSameSeasonOfTheYearsBefore_NotAgainstTheMonthBefore()
    {
        // Every March brings 40 leaks; February brings 4. Colour is new this year.
        var cases = new List<ServiceCase>();
        foreach (var year in new[] { 2024, 2025, 2026 }) for (var i = 0; i < 40; i++) cases.Add(Case("repair.leak", new LocalDate(year, 3, 1 + (i % 28))));
        for (var i = 0; i < 4; i++) cases.Add(Case("repair.leak", new LocalDate(2026, 2, 1 + i)));
        for (var i = 0; i < 9; i++) cases.Add(Case("quality.colour", new LocalDate(2026, 3, 1 + i)));
        cases.Add(Case("repair.leak", new LocalDate(2024, 1, 1)));
        var topics = CaseFigures.Of(cases, s_march, DateTimeZone.Utc, new Dictionary<string, int>()).Topics;
        Assert.Equal(("quality.colour", 9, true, true), (topics[0].Category, topics[0].Count, topics[0].IsHot, topics[0].Seasonal));
        // 40 within 45 days of each year, for 31 days.
        Assert.Equal((40, 27.56m, false), (topics[1].Count, topics[1].Usual, topics[1].IsHot));
    }

    [Fact]
    public void Topic_WithoutAYearBefore_IsComparedWithTheSpansJustBefore()
    {
        var cases = Enumerable.Range(0, 62).Select(i => Case("repair.leak", new LocalDate(2026, 1, 1).PlusDays(i))).ToList();
        var topic = Assert.Single(CaseFigures.Of(cases, s_march, DateTimeZone.Utc, new Dictionary<string, int>()).Topics);
        Assert.Equal((3, false), (topic.Count, topic.Seasonal));
        Assert.Equal(31m, topic.Usual);
    }

    [Fact]
    public void Times_AreMedianAndNineInTen_OfWhatWasAnswered_AndNotOfWhatWasMerged()
    {
        var cases = Enumerable.Range(1, 10).Select(h => Case("complaint.bill", s_march.From, answered: Duration.FromHours(h))).ToList();
        cases.Add(Case("complaint.bill", s_march.From));
        cases.Add(Case("complaint.bill", s_march.From, answered: Duration.FromDays(9)) with { State = CaseState.Merged, MergedInto = new(1) });
        var time = Assert.Single(CaseFigures.Of(cases, s_march, DateTimeZone.Utc, new Dictionary<string, int>()).FirstAnswer);
        Assert.Equal(("complaint", 10, Duration.FromHours(5), Duration.FromHours(9)), (time.Kind, time.Count, time.Median, time.NineInTen));
    }

    [Fact]
    public void Repeaters_RatesAndSatisfaction()
    {
        var cases = new List<ServiceCase>();
        for (var i = 0; i < 3; i++) cases.Add(Case("complaint.bill", s_march.From.PlusDays(i)) with { Customer = new(7), Rating = i + 1, Reopened = 1 });
        for (var i = 0; i < 2; i++) cases.Add(Case("repair.leak", s_march.From) with { Customer = new(8) });
        cases.Add(Case("praise", s_march.From) with { Customer = new(9), Rating = 5, Channel = "Web", Position = "desk" });
        var f = CaseFigures.Of(cases, s_march, DateTimeZone.Utc, new Dictionary<string, int> { ["A"] = 2_000, ["B"] = 10, [""] = 1 });
        Assert.Equal((7L, 3, 3), Assert.Single(f.Repeaters) is var r ? (r.Customer.Value, r.Count, r.Reopened) : default);
        Assert.Equal([(null, 0, 0m), ("A", 6, 3m), ("B", 0, 0m)], f.Rates.Select(z => (z.Zone, z.Count, z.PerThousand!.Value)));
        Assert.Equal([("Phone", 3, 2m), ("Web", 1, 5m)], f.ByChannel.Select(s => (s.Of, s.Ratings, s.Average)));
        Assert.Equal([("desk", 1), ("dispatcher", 3)], f.ByPosition.Select(s => (s.Of, s.Ratings)));
    }

    [Fact]
    public void Days_AreTheUtilitys_AndWeeksBeginOnMonday()
    {
        var shanghai = DateTimeZone.ForOffset(Offset.FromHours(8));
        // 17:00 of the last of February is the first of March in Shanghai.
        var c = Case("repair.leak", s_march.From) with { OpenedAt = Instant.FromUtc(2026, 2, 28, 17, 0) };
        Assert.Equal(1, CaseFigures.Of([c], s_march, shanghai, new Dictionary<string, int>()).Count);
        Assert.Equal(0, CaseFigures.Of([c], s_march, DateTimeZone.Utc, new Dictionary<string, int>()).Count);
        Assert.Equal(new LocalDate(2026, 2, 23), Assert.Single(CaseFigures.Of([c], s_march, shanghai, new Dictionary<string, int>()).Trends).From);
    }

    private ServiceCase Case(string category, LocalDate day, Duration? answered = null) => new()
    {
        Id = new(++_id), Category = category, Subject = "s", Zone = "A", Channel = "Phone", OpenedAt = day.AtMidnight().InUtc().ToInstant(), Owner = "o", OwnerPosition = "p", Position = "dispatcher",
        AnsweredAt = answered is { } time ? day.AtMidnight().InUtc().ToInstant() + time : null,
    };
}
