using NodaTime;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Service;
using WaterCore.Statistics;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    [SkippableFact]
    public async Task SavedLists_AreKeptUnderTheirName_RunAnewAndNotedInTheAudit()
    {
        await ChangeAsync(async unit =>
        {
            await Town.BuildAsync(unit, 12);
            await AnyClueSearch.RefreshAsync(unit, [.. Enumerable.Range(1, 12).Select(h => new Id<Customers.Account>(h))]);
        });
        var clock = new At(Town.Noon);
        var lists = new SavedLists(Storage, clock, new AnyClueSearch(Storage, clock), FiguresReports);
        SavedList Draft(string name) => new() { Name = name, Owner = "", At = default };
        var saved = await lists.SaveAsync(Draft(" 用户 ") with { Clue = "用户" }, Actor.System);
        Assert.Equal(("用户", Actor.System.Name, Town.Noon), (saved.Value.Name, saved.Value.Owner, saved.Value.At));
        Assert.True((await lists.SaveAsync(Draft("pivot") with { Source = "accounts", By = ["area", "class"], Measures = ["accounts"] }, Actor.System)).IsOk);
        Assert.Equal([("pivot", "area,class"), ("用户", "")], (await lists.AllAsync()).Select(l => (l.Name, string.Join(',', l.By))));

        Assert.IsType<SavedListRefused>((await lists.SaveAsync(Draft("用户") with { Clue = "x1" }, Actor.System)).Fault);
        Assert.IsType<SavedListRefused>((await lists.SaveAsync(Draft("") with { Clue = "用户" }, Actor.System)).Fault);
        Assert.IsType<SavedListRefused>((await lists.SaveAsync(Draft("both") with { Clue = "用户", Source = "accounts" }, Actor.System)).Fault);
        Assert.Contains("'size' is no dimension", (await lists.SaveAsync(Draft("x") with { Source = "accounts", By = ["size"] }, Actor.System)).Fault!.Message);
        Assert.IsType<WaterCore.Search.ClueTooShort>((await lists.SaveAsync(Draft("x") with { Clue = "," }, Actor.System)).Fault);

        var found = (await lists.RunAsync("用户", Town.January, "test", Actor.System, Language.English)).Value;
        Assert.Equal(12, found.Rows.Count);
        Assert.Equal(["6200001", "用**"], found.Rows[0].Cells.Take(2).Select(c => c.Plain));
        var pivot = (await lists.RunAsync("pivot", Town.January, "test", Actor.System, Language.English)).Value;
        Assert.Equal("12", pivot.Total!.Cells[^1].Plain);
        Assert.IsType<PurposeMissing>((await lists.RunAsync("用户", Town.January, " ", Actor.System, Language.English)).Fault);
        Assert.Contains("search.list", (await LookAsync(async unit => await unit.Audit.StreamAsync().Select(e => e.Entry.Action).ToListAsync())));

        Assert.True((await lists.RemoveAsync("用户", Actor.System)).IsOk);
        Assert.IsType<SavedListRefused>((await lists.RemoveAsync("用户", Actor.System)).Fault);
        Assert.IsType<SavedListRefused>((await lists.RunAsync("用户", Town.January, "test", Actor.System, Language.English)).Fault);
    }
}
