using NodaTime;
using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private static SourceTable Table(string name, string columns, params string[] rows) =>
        new(name, name, columns.Split(','), rows.Select((r, i) => new SourceRow(i + 2, r.Split(','))).ToList());

    private Task<IntakeResult> ImportAsync(string name, string columns, params string[] rows) =>
        new ReadingIntake(Storage, _clock, s_utility).ImportAsync(Table(name, columns, rows), new SourceFormat(), Actor.System);

    // Three houses in one book, the third first; each used 10 m³ a month for half a year.
    private async Task BuildBookAsync()
    {
        await ChangeAsync(unit => Town.BuildAsync(unit, 3));
        await new BookDesk(Storage, _clock).ImportAsync(Table("books.csv", "book,cycle,walk,meter", "B1,odd,2,M00001", "B1,odd,3,M00002", "B1,odd,1,M00003"), Actor.System);
        var rows = Enumerable.Range(1, 6).SelectMany(month => Enumerable.Range(1, 3).Select(house => $"M0000{house},{Day(month, 25):uuuu-MM-dd},{100 + month * 10}")).ToArray();
        Assert.Equal((18, 0), await ImportAsync("history.csv", "meter,day,index", rows) is var r ? (r.Added, r.Held) : default);
    }

    [SkippableFact]
    public async Task Sheet_SentOut_GoesInOrderOfTheWalk_AndEntryTimeRunsToTheReading()
    {
        await BuildBookAsync();
        Assert.Equal("metering.book-not-read", (await new BookDesk(Storage, _clock).SendOutAsync("B1", Day(8, 1), Actor.System)).Fault!.Code);
        var sent = (await new BookDesk(Storage, _clock).SendOutAsync("B1", Day(7, 1), Actor.System)).Value;
        Assert.Equal(["M00003", "M00001", "M00002"], sent.Lines.Select(l => l.Stop.Meter.Number));
        Assert.All(sent.Lines, l => Assert.Equal((160_000, true, true), (l.PreviousIndex, l.Low is >= 160_000 and < 170_000, l.High is > 170_000 and < 190_000)));
        var later = new ReadingIntake(Storage, new FixedClock(_clock.GetCurrentInstant() + Duration.FromHours(30)), s_utility);
        var taken = await later.ImportAsync(Table("sheet.csv", "walk,meter,day,index,status,reader,photo",
            "1,M00003,2026-07-25,171,,ann,p1.jpg", "2,M00001,2026-07-25,,blocked,ann,", "3,M00002,2026-07-25,471,,ann,p2.jpg"), new SourceFormat(), Actor.System);
        Assert.Equal((1, 1, 1), (taken.Added, taken.NoIndex, taken.Held));
        await using var look = await Storage.ReadAsync();
        var read = Assert.Single(await look.ReadingWork.VisitsOfAsync(new(3)));
        Assert.Equal((VisitStatus.Read, "ann", "p1.jpg", 30 * 3600L, sent.Sheet.Id), (read.Status, read.Reader, read.Photo, read.EntrySeconds!.Value, read.Sheet!.Value));
        Assert.Equal(171_000, (await look.Metering.FindReadingAsync(read.Reading!.Value))!.Index);
        var blocked = Assert.Single(await look.ReadingWork.VisitsOfAsync(new(1)));
        Assert.Equal((VisitStatus.Blocked, true, true), (blocked.Status, blocked.Reading is null, blocked.EntrySeconds is null));
        Assert.Empty(await look.ReadingWork.VisitsOfAsync(new(2)));
    }

    [SkippableFact]
    public async Task HeldReading_IsNoReading_UntilItIsAccepted_Once()
    {
        await BuildBookAsync();
        Assert.Equal(2, (await ImportAsync("july.csv", "meter,day,index", "M00001,2026-07-25,470", "M00002,2026-07-25,150")).Held);
        Assert.DoesNotContain(await LookAsync(unit => unit.Metering.ReadingsOfAsync([new(1), new(2)], Day(7, 1))), r => true);
        Assert.Null((await CandidatesAsync(new Period(Day(7, 1), Day(8, 1))))[0].Closing);
        var desk = new HeldDesk(Storage, _clock, s_utility);
        var waiting = await desk.ListAsync();
        Assert.Equal(["High", "Negative"], waiting.Select(w => StoredVerdict.Read(w.Held.Verdicts)[0].Rule));

        var (high, low) = (waiting[0].Held.Id, waiting[1].Held.Id);
        Assert.Equal("metering.held-not-decided", (await desk.AcceptAsync(high, " ", null, Actor.System)).Fault!.Code);
        Assert.Contains("lower", (await desk.AcceptAsync(low, "seen", null, Actor.System)).Fault!.Message, StringComparison.Ordinal);
        Assert.True((await desk.AcceptAsync(high, "leak found", null, Actor.System)).IsOk);
        Assert.True((await desk.AcceptAsync(high, "leak found", null, Actor.System)).IsOk);   // again: the same answer
        Assert.False((await desk.RejectAsync(high, "no", Actor.System)).IsOk);
        Assert.True((await desk.RejectAsync(low, "misread", Actor.System)).IsOk);
        Assert.False((await desk.AcceptAsync(low, "after all", IndexTurn.Rollover, Actor.System)).IsOk);
        Assert.Empty(await desk.ListAsync());
        Assert.Equal(470_000, Assert.Single(await LookAsync(unit => unit.Metering.ReadingsOfAsync([new(1), new(2)], Day(7, 1)))).Index);
        Assert.Equal(2, (await LookAsync(async unit => await ListAsync(unit.Audit.StreamAsync()))).Count(e => e.Entry.Action.StartsWith("held.", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task HeldReading_OfTheSameDayAgain_WaitsOnce()
    {
        await BuildBookAsync();
        await ImportAsync("one.csv", "meter,day,index", "M00001,2026-07-25,470");
        Assert.Equal((0, 0, 1), await ImportAsync("two.csv", "meter,day,index", "M00001,2026-07-25,470") is var r ? (r.Added, r.Held, r.Unchanged) : default);
        Assert.Single((await ImportAsync("three.csv", "meter,day,index", "M00001,2026-07-25,171")).Refused);
    }

    [SkippableTheory]
    [InlineData("previous,account", "160,6200001", 1, 0)]
    [InlineData("previous,account", "106,6200001", 0, 1)]
    [InlineData("previous,account", "160,6200002", 0, 1)]
    [InlineData("turn,status", "reversed,read", 0, 1)]
    public async Task Reading_OfWhatTheReaderStates_IsTakenOrHeld(string columns, string cells, int added, int held)
    {
        await BuildBookAsync();
        var taken = await ImportAsync("july.csv", $"meter,day,index,{columns}", $"M00001,2026-07-25,{(columns.StartsWith("turn", StringComparison.Ordinal) ? 158 : 171)},{cells}");
        Assert.Equal((added, held), (taken.Added, taken.Held));
    }

    [SkippableFact]
    public async Task Reading_OfHistory_IsTrusted()
    {
        await BuildBookAsync();
        var taken = await new ReadingIntake(Storage, _clock, s_utility).ImportAsync(Table("old.csv", "meter,day,index", "M00001,2026-07-25,470"), new SourceFormat { Trusted = true }, Actor.System);
        Assert.Equal((1, 0), (taken.Added, taken.Held));
    }

    [SkippableFact]
    public async Task Estimate_OfTheMissed_IsTheMean_ThenTooLong_AndATrueReadingTakesOver()
    {
        await BuildBookAsync();
        await ImportAsync("july.csv", "meter,day,index", "M00002,2026-07-25,171");
        var desk = new EstimateDesk(Storage, _clock, s_utility);
        var july = (await desk.EstimateAsync("B1", Day(7, 1), Day(7, 25), EstimationPolicy.NoAccess, Actor.System)).Value;
        Assert.Equal((2, 1, 0), (july.Estimated, july.AlreadyRead, july.NotEstimated.Count));
        var estimated = Assert.Single(await LookAsync(unit => unit.Metering.ReadingsOfAsync([new(1)], Day(7, 1))));
        // 30 m³ from 25 March to 25 June are 92 days; 30 days of that are 9.78, and a dial reads 9.
        Assert.Equal((169_000, ReadStatus.Estimated), (estimated.Index, estimated.Status));
        Assert.Equal((0, 3), (await desk.EstimateAsync("B1", Day(7, 1), Day(7, 25), EstimationPolicy.NoAccess, Actor.System)).Value is var again ? (again.Estimated, again.AlreadyRead) : default);
        Assert.Equal(3, (await desk.EstimateAsync("B1", Day(9, 1), Day(9, 25), EstimationPolicy.NoAccess, Actor.System)).Value.Estimated);
        var november = (await desk.EstimateAsync("B1", Day(11, 1), Day(11, 25), EstimationPolicy.NoAccess, Actor.System)).Value;
        Assert.Equal((1, 2), (november.Estimated, november.Held));
        // Lower than what was estimated by September, yet above the last true reading: no rule holds it.
        var truth = await ImportAsync("december.csv", "meter,day,index", "M00003,2026-10-25,186");
        Assert.Equal((1, 0), (truth.Added, truth.Held));
    }
}
