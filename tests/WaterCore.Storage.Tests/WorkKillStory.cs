using NodaTime;
using WaterCore.Conformance;
using WaterCore.Ports;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Storage.Tests;

/// <summary>People at work for as long as the process lives: complaints, repairs and new connections, each step said when it is committed.</summary>
internal static class WorkKillStory
{
    private const int AtOnce = 6;

    public static async Task PrepareAsync(IStorage storage)
    {
        var office = new ApplicationOffice(storage, new LocalDate(2026, 3, 2));
        await office.OpenAsync();
        Assert.True((await office.Materials.ReceiveAsync(new("meter-dn20", "水表DN20", "piece"), 5_000_000, "入库2", Organization.Actor.System, "in-2")).IsOk);
    }

    // Less than a day at three minutes a step.
    private const int StepsOfALife = 400;

    /// <summary>Works from another day on each time, so that time goes on although the process was killed; one that is not killed in its day waits for it.</summary>
    public static async Task PlayAsync(IStorage storage, int life)
    {
        var office = new ApplicationOffice(storage, new LocalDate(2026, 3, 3).PlusDays(life));
        var fields = new Dictionary<string, string> { ["diameter"] = "20", ["use_class"] = "residential", ["tariff"] = "zhuhai-main", ["amount"] = "0" };
        var steps = 0;
        for (var n = 0; ; n++)
        {
            var open = await office.LookAsync(unit => unit.Work.SearchAsync(new WorkQuery { Status = WorkStatus.Open, Take = AtOnce }));
            for (var more = open.Count; more < AtOnce; more++)
            {
                var (kind, words) = ((n + more) % 3 == 0 ? "new-connection" : (n + more) % 3 == 1 ? "repair" : "complaint", $"{life} {n} {more}");
                Say((await office.ApplyAsync(kind, null, null, $"客户{words}", $"路{words}号")).Item);
            }
            foreach (var item in open)
            {
                if (++steps > StepsOfALife) await Task.Delay(Timeout.Infinite);
                var now = (await office.Work.HistoryAsync(item.Id))!.Item;
                var done = await office.StepAsync(now, new Dictionary<string, string>(fields) { ["meter"] = $"M{item.Id}" });
                if (!done.IsOk) throw new InvalidOperationException($"{item.Id} {string.Join(' ', now.Branches.Select(b => b.Step))}: {done.Fault.Message}");
                Say(done.Value);
            }
        }
    }

    private static void Say(WorkItem item) => Console.WriteLine($"{item.Id} {item.Revision}");

    /// <summary>What is wrong with the work that is stored: an item in no position or in two, a record with a gap, a promise broken.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="said">The revision of each item that a process said was committed.</param>
    public static async Task<IReadOnlyList<string>> WrongAsync(IStorage storage, IReadOnlyDictionary<long, long> said)
    {
        var wrong = new List<string>();
        await using var look = await storage.ReadAsync();
        var positions = (await look.Organization.LoadAsync()).Data.Positions.Select(p => p.Code).ToList();
        var (items, trays) = (new Dictionary<long, WorkItem>(), new Dictionary<(long, string), int>());
        for (var query = new WorkQuery { Take = 1000 }; ;)
        {
            var page = await look.Work.SearchAsync(query);
            foreach (var item in page) items[item.Id.Value] = item;
            if (page.Count < 1000) break;
            query = query with { After = page[^1].Id };
        }
        foreach (var position in positions)
            foreach (var item in await look.Work.AtPositionsAsync([position]))
                foreach (var branch in item.Branches.Where(b => b.Position == position)) trays[(item.Id.Value, branch.Path)] = trays.GetValueOrDefault((item.Id.Value, branch.Path)) + 1;
        foreach (var item in items.Values)
        {
            if (item.Status == WorkStatus.Open && item.Branches.Count == 0) wrong.Add($"{item.Id} is open and in no position");
            foreach (var branch in item.Branches)
                if (trays.GetValueOrDefault((item.Id.Value, branch.Path)) != 1) wrong.Add($"{item.Id} branch {branch.Path} is in {trays.GetValueOrDefault((item.Id.Value, branch.Path))} trays");
            var acts = await look.Work.ActsOfAsync(item.Id);
            if (!acts.Select(a => a.Revision).SequenceEqual(Enumerable.Range(1, acts.Count).Select(n => (long)n)) || acts.Count != item.Revision) wrong.Add($"{item.Id} is at revision {item.Revision} and has {acts.Count} actions");
        }
        foreach (var (tray, count) in trays) if (items[tray.Item1].Status != WorkStatus.Open || count != 1) wrong.Add($"{tray} lies in a tray and is not open");
        foreach (var (id, revision) in said) if (items.GetValueOrDefault(id)?.Revision is not { } kept || kept < revision) wrong.Add($"{id} was said to be at revision {revision} and is not");
        return wrong;
    }
}
