using System.Text.Json;
using WaterCore.Host.Experiments.Years;
using WaterCore.Host.Tests.Commands;

namespace WaterCore.Host.Tests.Experiments;

public sealed class YearsTests
{
    private const int Accounts = 600;
    private static readonly YearsTally Usual = YearsSimulation.Run(new YearsAssumptions(), Accounts, 1);

    [Fact]
    public void Years_OfOneSeed_AreTheSameWithAnyNumberOfThreads()
    {
        static string Text(YearsTally t) => JsonSerializer.Serialize(t) + string.Join('\n', Enumerable.Range(0, 6).SelectMany(y => YearsReport.Figures.SelectMany(f => YearsReport.Rows(t, f.Code, y))));
        Assert.Equal(Text(YearsSimulation.Run(new YearsAssumptions(), Accounts, 1, threads: 1)), Text(YearsSimulation.Run(new YearsAssumptions(), Accounts, 1, threads: 7)));
        Assert.NotEqual(Text(Usual), Text(YearsSimulation.Run(new YearsAssumptions(), Accounts, 2)));
    }

    [Fact]
    public void Figures_OpenIntoRows_ThatSumToThem()
    {
        for (var year = 0; year < YearsCalendar.Years; year++)
        {
            Assert.True(Usual.Read[year] > Accounts * 5 && Usual.Billed[year] > 0);
            Assert.Equal(Usual.Read[year] - Usual.Right[year], Usual.Wrong.Count(w => w.Year == year));
            Assert.All(Usual.Wrong.Where(w => w.Year == year), w => Assert.NotEqual(w.Shown, w.Entered));
            Assert.Equal(Usual.Billed[year] - Usual.Collected[year], Usual.Unpaid.Where(u => u.Year == year).Sum(u => u.OpenMinor));
            Assert.Equal(Usual.Read[year], Usual.Entry[year].Sum());
            Assert.Equal(Usual.Wrong.Count(w => w.Year == year) + 1, YearsReport.Rows(Usual, "reading-accuracy", year).Count());
        }
    }

    [Fact]
    public void People_WithoutSlips_EnterEveryReadingRight()
    {
        var tally = YearsSimulation.Run(new YearsAssumptions { Misread = 0, SlipPerDigit = 0 }, Accounts, 1);
        Assert.All(Enumerable.Range(0, YearsCalendar.Years), y => Assert.Equal((tally.Read[y], 100m), (tally.Right[y], tally.Accuracy(y))));
    }

    [Fact]
    public void Slips_ThatNobodyLooksFor_AreAsManyAsTheChancesSay()
    {
        // Nobody finds anything: 0.3 % misread, and five digits copied twice at 0.1 % (three kinds of four change the number for sure), so 0.95 to 1.3 %.
        var tally = YearsSimulation.Run(new YearsAssumptions { ReviewFinds = 0, LowerNoticed = 0, FieldEntryStep = 0 }, 3_000, 1);
        Assert.All(Enumerable.Range(0, YearsCalendar.Years), y => Assert.InRange(tally.Accuracy(y), 98.7m, 99.2m));
        // The library's rules, and a person who looks at what they hold, find most of what can be found.
        var looked = YearsSimulation.Run(new YearsAssumptions { ReviewFinds = 100_000, LowerNoticed = 0, FieldEntryStep = 0 }, 3_000, 1);
        Assert.True(looked.Wrong.Count(w => w.Year >= 2) * 2 < tally.Wrong.Count(w => w.Year >= 2), $"{looked.Wrong.Count(w => w.Year >= 2)} of {tally.Wrong.Count(w => w.Year >= 2)} are left.");
        Assert.Equal(tally.Wrong.Count(w => w.Year < 2), looked.Wrong.Count(w => w.Year < 2));
    }

    [Fact]
    public void Payers_WhoAllPayInTime_LeaveNothingOpen()
    {
        var tally = YearsSimulation.Run(new YearsAssumptions { LateShare = 0, Defaults = 0, SlipPerDigit = 0, Misread = 0 }, Accounts, 1);
        Assert.All(Enumerable.Range(0, YearsCalendar.Years), y => Assert.Equal((tally.Billed[y], 100m), (tally.Collected[y], tally.Collection(y))));
        Assert.Empty(tally.Unpaid);
        Assert.Equal(0, tally.Reminders.Sum());
    }

    [Fact]
    public void Reminders_ThatNobodyHeeds_BringNothing()
    {
        var deaf = new YearsAssumptions { Message = 0, Letter = 0, Warning = 0 };
        Assert.All(Enumerable.Range(0, YearsCalendar.OldYears), y => Assert.True(YearsSimulation.Run(deaf, Accounts, 1).Collected[y] < Usual.Collected[y]));
    }

    [Fact]
    public void Assumptions_EachHaveANameARangeAndSayWhereTheyAreFrom()
    {
        var basis = new YearsAssumptions();
        Assert.Equal(typeof(YearsAssumptions).GetProperties().Count(p => p.PropertyType == typeof(int)), YearsAssumptions.All.Count);
        Assert.Equal(YearsAssumptions.All.Count, YearsAssumptions.All.Select(a => a.Code).Distinct().Count());
        Assert.All(YearsAssumptions.All, a =>
        {
            Assert.InRange(a.Get(basis), a.Low, a.High);
            Assert.Equal(a.High, a.Get(a.With(basis, a.High)));
            Assert.NotEqual(basis, a.With(basis, a.Low == a.Get(basis) ? a.High : a.Low));
            Assert.Matches("[\u4e00-\u9fff]", a.Name.Zh);
        });
    }

    [Fact]
    public async Task Command_PrintsTheTableBesideThePublishedRows_AndOpensIntoRows()
    {
        using var folder = new TemporaryFolder();
        var run = await HostProcess.RunAsync(folder.Path, "demo", "--years", "--accounts", "200", "--seed", "5", "--folder", "y");
        Assert.True(run.ExitCode == 0, run.Error);
        var rows = run.Output.Split('\n').Where(l => l.Length > 0 && char.IsDigit(l[0])).ToList();
        Assert.Equal(["98.0", "98.5", "99.0", "99.0", "98.9", "99.9"], rows.Select(r => r.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]));
        Assert.Equal(run.Output, (await HostProcess.RunAsync(folder.Path, "demo", "--years", "--accounts", "200", "--seed", "5")).Output);
        Assert.Equal(3 + 18, Directory.GetFiles(Path.Combine(folder.Path, "y")).Length);
        var opened = await HostProcess.RunAsync(folder.Path, "demo", "--years", "--accounts", "200", "--seed", "5", "--open", "collection-ratio:2");
        Assert.Equal(File.ReadAllText(Path.Combine(folder.Path, "y", "collection-ratio-2.csv")), opened.Output);
        var wrong = await HostProcess.RunAsync(folder.Path, "demo", "--years", "--open", "profit:2");
        Assert.Equal((2, ""), (wrong.ExitCode, wrong.Output));
    }
}
