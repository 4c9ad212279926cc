using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Storage.Sqlite;

namespace WaterCore.Storage.Tests;

/// <summary>
/// Killed by SIGKILL at a named point, before or after a call on the storage, and at random ones, and begun again: the story ends as if nothing had happened.
/// </summary>
public sealed class SqliteKillTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public async Task Story_KilledAtNamedAndRandomPoints_EndsAsIfItHadNotBeen()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs SIGKILL.");
        var thorough = Environment.GetEnvironmentVariable("CI") == "true";
        var prepared = _directory.File("prepared.db");
        await using (var storage = new SqliteStorage(prepared, TimeSpan.FromSeconds(30)))
        {
            await storage.OpenAsync();
            await KillStory.PrepareAsync(storage);
        }
        var calls = new List<string>();
        var whole = await EndAsync(Copy(prepared, "whole"), storage => KillStory.PlayAsync(SteppedStorage.Of(storage, calls.Add)));
        // The first call of every name, and those in the middle of the story, each before and after.
        var named = calls.Select((name, i) => (name, Number: i + 1)).GroupBy(c => c.name).SelectMany(g => new[] { (g.First().Number, false), (g.Skip(g.Count() / 2).First().Number, true) }).ToList();
        Assert.True(named.Count > 40, string.Join(' ', calls.Distinct()));
        var random = new Random(41);
        var points = thorough ? [.. named, .. Enumerable.Range(0, 100).Select(_ => (1 + random.Next(calls.Count), random.Next(2) == 0))]
            : named.Where((_, i) => i % 7 == 0).Append((1 + random.Next(calls.Count), true)).ToList();
        var killed = 0;
        foreach (var (number, after) in points)
        {
            var file = Copy(prepared, $"killed{killed}");
            using (var process = new OtherProcess("story", file, number.ToString(System.Globalization.CultureInfo.InvariantCulture), after ? "after" : "before"))
            {
                Assert.Null(await process.LineAsync());
                Assert.Equal(137, await process.ExitCodeAsync());
            }
            Assert.True(whole == await EndAsync(file, KillStory.PlayAsync), $"Killed {(after ? "after" : "before")} call {number}, {calls[number - 1]}, it ends otherwise.");
            killed++;
        }
    }

    private string Copy(string prepared, string name)
    {
        var file = _directory.File($"{name}.db");
        File.Copy(prepared, file);
        return file;
    }

    private static async Task<string> EndAsync(string file, Func<IStorage, Task> play)
    {
        await using var storage = new SqliteStorage(file, TimeSpan.FromSeconds(30));
        await storage.OpenAsync();
        await play(storage);
        Assert.Empty((await new Verification(storage).VerifyAsync()).Findings);
        return await KillStory.DigestAsync(storage);
    }
}
