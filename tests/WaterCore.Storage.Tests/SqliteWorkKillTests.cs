using WaterCore.Conformance;
using WaterCore.Operations;
using WaterCore.Storage.Sqlite;

namespace WaterCore.Storage.Tests;

/// <summary>Killed by SIGKILL at random moments while people work, again and again over the same file: no item is in two positions or in none.</summary>
public sealed class SqliteWorkKillTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Work_KilledAtRandomMoments_LeavesEachItemInExactlyOnePosition()
    {
        // WATERCORE_KILLS=50 is the full size, run by hand.
        var kills = int.TryParse(Environment.GetEnvironmentVariable("WATERCORE_KILLS"), System.Globalization.CultureInfo.InvariantCulture, out var wanted) ? wanted : 6;
        var file = _directory.File("work.db");
        await using (var storage = new SqliteStorage(file, TimeSpan.FromSeconds(30)))
        {
            await storage.OpenAsync();
            await WorkKillStory.PrepareAsync(storage);
        }
        var (said, random, steps) = (new Dictionary<long, long>(), new Random(52), 0);
        for (var life = 0; life < kills; life++)
        {
            using (var process = new OtherProcess("work", file, life.ToString(System.Globalization.CultureInfo.InvariantCulture)))
            {
                // After a few steps, and then at any moment of the next ones.
                for (var n = 1 + random.Next(12); n > 0; n--) Hear(await process.LineAsync() ?? throw new InvalidOperationException($"life {life} ended by itself, {await process.EndAsync()}"));
                await Task.Delay(random.Next(20));
                foreach (var line in (await process.KillAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)) Hear(line);
            }
            await using var storage = new SqliteStorage(file, TimeSpan.FromSeconds(30));
            await storage.OpenAsync();
            var wrong = await WorkKillStory.WrongAsync(storage, said);
            Assert.True(wrong.Count == 0, $"life {life}: {string.Join("; ", wrong)}");
            if (life % 10 == 0 || life == kills - 1) Assert.Empty((await new Verification(storage).VerifyAsync()).Findings);
        }
        Assert.True(steps >= kills, $"{steps} steps");

        // The last line may have been cut in the middle; a whole one is a promise.
        void Hear(string line)
        {
            var words = line.Split(' ');
            if (words is not [var item, var revision] || !long.TryParse(item, out var id) || !long.TryParse(revision, out var n)) return;
            if (said.TryGetValue(id, out var known) && n != known + 1) return;
            said[id] = n;
            steps++;
        }
    }

    [Fact]
    public async Task Work_ThatWasTamperedWith_IsFound()
    {
        await using var storage = new SqliteStorage(_directory.File("tampered.db"), TimeSpan.FromSeconds(30));
        await storage.OpenAsync();
        var office = new ApplicationOffice(storage, new(2026, 3, 2));
        await office.OpenAsync();
        var one = (await office.ApplyAsync("repair", null, null, "甲", "路1号")).Item;
        var two = await office.StepAsync((await office.ApplyAsync("repair", null, null, "乙", "路2号")).Item, new Dictionary<string, string>());
        Assert.True(two.IsOk, two.Fault?.Message);
        Assert.Empty((await new Verification(storage).VerifyAsync()).Findings);
        using (var connection = storage.Connect())
        {
            connection.Run($"pragma foreign_keys = off; drop trigger work_branch_stays; delete from work_branch where item = {one.Id}");
            connection.Run($"drop trigger work_act_stays; delete from work_act where item = {two.Value.Id} and revision = 1; drop trigger work_branch_keeps; update work_branch set position = 'nowhere' where item = {two.Value.Id}");
        }
        Assert.Equal(
            [("work lies in one position", $"item {one.Id}", "it is open and lies nowhere"), ("work lies in one position", $"item {two.Value.Id}", "branch 1 lies in the position nowhere, which there is not"), ("work record has no gap", $"item {two.Value.Id}", "no action made revision 1")],
            (await new Verification(storage).VerifyAsync()).Findings.Select(f => (f.Rule, f.Subject, f.Problem)));
    }
}
