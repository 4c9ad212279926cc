using NodaTime;
using WaterCore.Customers;
using WaterCore.Operations;
using WaterCore.Search;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    [SkippableFact]
    public async Task Search_ThousandsOfClues_FindsWhatAPlainScanFinds()
    {
        // The scan is slow on purpose; in between, a tenth of the clues will do.
        // WATERCORE_CLUES=10000 is the full size, run by hand.
        var many = int.TryParse(Environment.GetEnvironmentVariable("WATERCORE_CLUES"), System.Globalization.CultureInfo.InvariantCulture, out var wanted) ? wanted : 1_000;
        var town = new SearchTown(20260901);
        var records = Enumerable.Range(1, 20_000).Select(i => town.Next(i)).ToList();
        await ChangeAsync(unit => SearchTown.AddAsync(unit, records));
        var scan = new PlainScan(records);
        var clues = Enumerable.Range(0, many).Select(_ => town.Clue(records)).ToList();
        await using var look = await Storage.ReadAsync();
        Assert.Equal(records.Select(r => r.Key), (await ListAsync(look.Search.StreamAsync())).Select(r => r.Key));
        int found = 0, capped = 0;
        foreach (var clue in clues)
        {
            var read = Clue.Read(clue);
            Assert.True(read.IsOk, clue);
            var finding = await AnyClueSearch.FindAsync(look, read.Value, 20);
            var expected = scan.Find(clue);
            Assert.True(finding.IsComplete, clue);
            Assert.True(
                expected.Take(20).SequenceEqual(finding.Hits.Select(h => (h.Match.Rank, h.Record.Key))) && Math.Min(expected.Count, AnyClueSearch.CountCap) == finding.Count,
                $"'{clue}': the scan finds {expected.Count}, first {string.Join(' ', expected.Take(20))}; search finds {finding.Count}, first {string.Join(' ', finding.Hits.Select(h => (h.Match.Rank, h.Record.Key)))}");
            Assert.Equal(expected.Count > AnyClueSearch.CountCap, finding.CountIsCapped);
            if (expected.Count > 0) found++;
            if (finding.CountIsCapped) capped++;
        }
        // The comparison is worth something only if most clues find something, and not always too much to count.
        Assert.InRange(found, many * 8 / 10, many);
        Assert.InRange(capped, many / 20, many * 6 / 10);
    }

    [SkippableFact]
    public async Task Search_NotCommitted_FindsNothing()
    {
        await using (var unit = await Storage.WriteAsync())
        {
            await SearchTown.AddAsync(unit, [new SearchTown(1).Next(1)]);
            Assert.Equal([1L], await KeysAsync(unit, "620000001"));
        }
        await using var look = await Storage.ReadAsync();
        Assert.Empty(await KeysAsync(look, "620000001"));
    }

    [SkippableFact]
    public async Task Search_AnotherMeterAtThePlace_IsFoundByEither()
    {
        await ChangeAsync(async unit =>
        {
            await Town.BuildAsync(unit, 1);
            await unit.Metering.AddAsync([Town.Meter(7) with { Number = "LXS9988776" }]);
            await unit.Metering.AddAsync([Town.Installation(7) with { ServicePoint = new(1), InstalledOn = Day(1, 1).PlusDays(-30), RemovedOn = Day(1, 1), LastIndex = 200_000 }]);
            await AnyClueSearch.RefreshAsync(unit, [new Id<Account>(1)]);
        });
        await using var look = await Storage.ReadAsync();
        Assert.Equal([1L], await KeysAsync(look, "8776"));
        Assert.Equal([1L], await KeysAsync(look, "M00001"));
        Assert.Equal([1L], await KeysAsync(look, "yonghu"));
    }

    [SkippableFact]
    public async Task Search_PutAgain_ForgetsWhatTheRecordHadBefore()
    {
        var before = new SearchRecord(1, [new(SearchFieldKind.Account, "620000001"), new(SearchFieldKind.Name, "旧名字")]);
        await ChangeAsync(async unit =>
        {
            await Town.BuildAsync(unit, 1);
            await unit.Search.PutAsync([before]);
        });
        Assert.Single(await LookAsync(unit => unit.Search.FindAsync(Clue.Read("旧名字").Value.Steps[0].Query, default, 10)));
        await ChangeAsync(unit => AnyClueSearch.RefreshAsync(unit, [new Id<Account>(1)]));
        Assert.Empty(await LookAsync(unit => unit.Search.FindAsync(Clue.Read("旧名字").Value.Steps[0].Query, default, 10)));
        await using var look = await Storage.ReadAsync();
        Assert.Equal([1L], await KeysAsync(look, "用户"));
    }

    [SkippableFact]
    public async Task Links_OfAnAccount_AreItsOwnAndItsNeighbours_MaskedUnlessRevealed()
    {
        await ChangeAsync(async unit =>
        {
            await Town.BuildAsync(unit, 12);
            await unit.ReadingWork.PutAsync([new Metering.ReadingBook("b", Metering.BookCycle.Monthly)]);
            await unit.ReadingWork.PutAsync([.. Enumerable.Range(1, 10).Select(h => new Metering.BookPlace(new(h), "b", h * 2))]);
            await AnyClueSearch.RefreshAsync(unit, [.. Enumerable.Range(1, 12).Select(h => new Id<Account>(h))]);
            await unit.Service.AddAsync([new Service.Interaction { Id = new(900), At = Town.Noon, Channel = "Phone", Direction = Service.ContactDirection.In, Customer = new(3), Subject = "问水费", Owner = "a", OwnerPosition = "p" }]);
        });
        var search = new AnyClueSearch(Storage, new At(Town.Noon + Duration.FromDays(20)));
        var links = (await search.LinksAsync(Town.Account(3).Number, "test", false, Organization.Actor.System)).Value;
        Assert.Equal([("6200002", 2), ("6200004", 2), ("6200001", 4), ("6200005", 4)], links.Neighbours.Select(n => (n.Account, n.Places!.Value)));
        Assert.Equal("问水费", Assert.Single(links.Contacts).Subject);
        Assert.Equal(("用**", "香洲区3号"), (links.Who.Name, links.Who.Address));
        Assert.Equal("用户3", (await search.LinksAsync(Town.Account(3).Number, "test", true, Organization.Actor.System)).Value.Who.Name);
        Assert.IsType<PurposeMissing>((await search.LinksAsync(Town.Account(3).Number, " ", true, Organization.Actor.System)).Fault);
    }

    private static async Task<IEnumerable<long>> KeysAsync(Ports.IUnitOfWork unit, string clue) =>
        (await AnyClueSearch.FindAsync(unit, Clue.Read(clue).Value, 20)).Hits.Select(h => h.Record.Key);
}
