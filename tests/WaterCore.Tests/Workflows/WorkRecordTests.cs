using System.Text.Json;
using NodaTime;
using WaterCore.Organization;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Tests.Workflows;

/// <summary>Figures worked out by hand over eight rows, and the log that other tools read.</summary>
public sealed class WorkRecordTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 2, 1, 0);

    // Item 1: a, b back to a, a, b, archived. Item 2: a, b, archived. Item 3: a, cancelled. Step b of item 1 is late by 30 and 60 minutes.
    private static readonly Visit[] Visits =
    [
        Row(1, 2, "a", 10, 60, ActionKind.Submit), Row(1, 3, "b", 90, 60, ActionKind.SendBack), Row(1, 4, "a", 20, 60, ActionKind.Submit), Row(1, 5, "b", 120, 60, ActionKind.Archive),
        Row(2, 2, "a", 30, 60, ActionKind.Submit), Row(2, 3, "b", 40, null, ActionKind.Archive),
        Row(3, 2, "a", 60, 60, ActionKind.Cancel), Row(4, 2, "a", 61, 60, ActionKind.Submit),
    ];

    private static readonly WorkAct[] Acts = [Act(1, 5, ActionKind.Archive), Act(2, 3, ActionKind.Archive), Act(3, 2, ActionKind.Cancel), Act(4, 2, ActionKind.Submit)];

    [Fact]
    public void Report_OverTheseRows_IsThis()
    {
        var statistics = new WorkStatistics();
        foreach (var visit in Visits) statistics.Add(visit);
        foreach (var act in Acts) statistics.Add(act);
        var report = statistics.Report();
        Assert.Equal((2, 1), report.Closed["w"]);
        Assert.Equal(new Share(5, 8), report.OnTime); // exactly at the limit is in time
        Assert.Equal("62.5 % (5 of 8)", report.OnTime.ToString());
        Assert.Equal(new Share(1, 8), report.Rework);
        Assert.Equal(new Share(1, 3), report.OnTimeByPosition["at-b"]);
        Assert.Equal(new StepFigures("w", "b", 3, new Share(1, 3), 90, 250, 90), report.Bottleneck);
        Assert.Equal(new StepFigures("w", "a", 5, new Share(4, 5), 30, 181, 1), report.Steps[1]);
        Assert.Equal(["a → b:1", "a → b↩ → a → b:1", "a✕:1"], report.Variants.Select(v => $"{v.Way}:{v.Items}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Report_ByKind_HasThroughputAndWhatWentAsDrawn()
    {
        var statistics = new WorkStatistics();
        foreach (var visit in Visits) statistics.Add(visit);
        foreach (var act in Acts) statistics.Add(act);
        foreach (var item in new long[] { 1, 2, 3, 4 }) statistics.Add(new WorkAct(new(item), 1, Start - Duration.FromDays((int)item), Actor.System, ActionKind.Start, "1", "a", null, null));
        var report = statistics.Report();
        // Ended are 1 after one day, 2 after two and 3 after three.
        Assert.Equal(new KindFigures("w", 4, 2, 1, new Share(5, 8), 2), Assert.Single(report.Kinds));
        Assert.Equal(new Share(1, 3), report.AsDrawn); // item 2; item 1 was sent back, item 3 cancelled
    }

    [Fact]
    public void Report_OfNothing_IsNoNumber()
    {
        var report = new WorkStatistics().Report();
        Assert.Equal("–", report.OnTime.ToString());
        Assert.Null(report.Bottleneck);
    }

    [Fact]
    public void Log_HasEveryEventAndNamesOnlyObjectsThatItHas()
    {
        using var stream = new MemoryStream();
        EventLog.Write(stream, Acts, Acts.ToDictionary(a => a.Item, _ => "w"));
        using var log = JsonDocument.Parse(stream.ToArray());
        var root = log.RootElement;
        var objects = root.GetProperty("objects").EnumerateArray().Select(o => o.GetProperty("id").GetString()).ToHashSet();
        var types = root.GetProperty("eventTypes").EnumerateArray().Select(t => t.GetProperty("name").GetString()).ToHashSet();
        var events = root.GetProperty("events").EnumerateArray().ToList();
        Assert.Equal(["archive", "cancel", "submit"], types.Order());
        Assert.Equal(4, events.Count);
        foreach (var one in events)
        {
            Assert.Contains(one.GetProperty("type").GetString(), types);
            Assert.Equal(3, one.GetProperty("relationships").GetArrayLength());
            foreach (var related in one.GetProperty("relationships").EnumerateArray()) Assert.Contains(related.GetProperty("objectId").GetString(), objects);
        }
        Assert.Equal("2026-03-02T01:00:00Z", events[0].GetProperty("time").GetString());
    }

    private static Visit Row(long item, long revision, string step, int minutes, int? limit, ActionKind action) => new()
    {
        Item = new(item), Revision = revision, Path = "1", Definition = "w", Version = 1, Office = "main", Step = step, Position = "at-" + step, Entered = Start,
        Due = limit is { } l ? Start + Duration.FromMinutes(l) : null, Left = Start + Duration.FromMinutes(minutes), Action = action, UsedMinutes = minutes,
    };

    private static WorkAct Act(long item, long revision, ActionKind action) => new(new(item), revision, Start, new Actor("ann", "at-b"), action, "1", "b", null, "note");
}
