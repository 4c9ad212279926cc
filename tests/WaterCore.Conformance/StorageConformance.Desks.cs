using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private Task<Result<ReadingTaken>> EnterAsync(string meter, int month, int day, long? index, VisitStatus status = VisitStatus.Read) =>
        new ReadingIntake(Storage, On(Day(7, 26)).Clock, s_utility).EnterAsync(new TypedReading { Meter = meter, Day = Day(month, day), Index = index, Status = status, Reader = "ann", Source = "desk" }, new Actor("ann", "reader"));

    [SkippableFact]
    public async Task Book_AtTheDesk_ShowsWhatCameOfEachStop()
    {
        await BuildBookAsync();
        var desk = new BookDesk(Storage, _clock);
        Assert.Equal([("B1", BookCycle.OddMonths, 3)], (await desk.ListAsync()).Select(b => (b.Book.Code, b.Book.Cycle, b.Places)));
        Assert.Equal("metering.book-not-read", (await desk.LookAsync("B1", Day(8, 1))).Fault!.Code);
        Assert.All((await desk.LookAsync("B1", Day(7, 1))).Value, l => Assert.True(l is { Read: null, Held: null, Visit: null, Line.PreviousIndex: 160_000 }));

        Assert.Equal(171_000, (await EnterAsync("M00003", 7, 25, 171_000)).Value.Reading!.Index);
        Assert.NotNull((await EnterAsync("M00001", 7, 25, 20_000)).Value.Held);
        Assert.True((await EnterAsync("M00002", 7, 25, null, VisitStatus.Blocked)).Value is { Reading: null, Held: null });
        var lines = (await desk.LookAsync("B1", Day(7, 1))).Value;
        Assert.Equal([("M00003", true, false, false), ("M00001", false, true, false), ("M00002", false, false, true)], lines.Select(l => (l.Line.Stop.Meter.Number, l.Read is not null, l.Held is not null, l.Visit is not null)));
        // The reading before stays the one of the month before, however much was typed since.
        Assert.All(lines, l => Assert.Equal(160_000, l.Line.PreviousIndex));
    }

    [SkippableFact]
    public async Task TypedReading_CountsOnce_AndIsRefusedWithTheRemedyInBothLanguages()
    {
        await BuildBookAsync();
        var taken = (await EnterAsync("M00003", 7, 25, 171_000)).Value;
        Assert.Equal((Volume.CubicMetres(11), false), (taken.Used!.Value, taken.Repeated));
        var again = (await EnterAsync("M00003", 7, 25, 171_000)).Value;
        Assert.Equal((taken.Reading!.Id, true), (again.Reading!.Id, again.Repeated));
        foreach (var (meter, day, index, status, word) in new[]
                 {
                     ("M00003", 25, (long?)172_000, VisitStatus.Read, "never overwritten"), ("M99999", 25, 1_000, VisitStatus.Read, "check the number"),
                     ("M00002", 27, 171_000, VisitStatus.Read, "has not come yet"), ("M00002", 25, null, VisitStatus.Read, "no index"), ("M00002", 25, 171_000, VisitStatus.Blocked, "leave it out"),
                 })
        {
            var refused = Assert.IsType<ReadingNotTaken>((await EnterAsync(meter, 7, day, index, status)).Fault);
            Assert.Contains(word, refused.Message);
            Assert.NotEqual(refused.Text.En, refused.Text.Zh);
        }
        var held = (await EnterAsync("M00001", 7, 25, 20_000)).Value.Held!;
        Assert.Equal(held.Id, (await EnterAsync("M00001", 7, 25, 20_000)).Value.Held!.Id);
        // Rejected, another one of the same day can be entered.
        Assert.True((await new HeldDesk(Storage, _clock, s_utility).RejectAsync(held.Id, "misread", Actor.System)).IsOk);
        Assert.Equal(171_000, (await EnterAsync("M00001", 7, 25, 171_000)).Value.Reading!.Index);
    }
}
