using System.Globalization;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Storage.Sqlite;

namespace WaterCore.Storage.Tests;

/// <summary>The story, killed by SIGKILL before or after a call on the storage, and begun again: it ends as if nothing had happened.</summary>
public static class KillPoints
{
    /// <summary>Plays the story once whole, then once for each point; throws where it ends otherwise than the whole one, or the database is not sound.</summary>
    /// <param name="directory">An empty directory.</param>
    /// <param name="named">How many points at the first and the middle call of a name, spread over the story; at most as many as there are.</param>
    /// <param name="random">How many points anywhere.</param>
    /// <param name="progress">Told after each; may be null.</param>
    /// <returns>How many of each were played.</returns>
    public static async Task<(int Named, int Random)> PlayAsync(string directory, int named, int random, IProgress<string>? progress = null)
    {
        var prepared = Path.Combine(directory, "prepared.db");
        await using (var storage = new SqliteStorage(prepared, TimeSpan.FromSeconds(30)))
        {
            await storage.OpenAsync();
            await KillStory.PrepareAsync(storage);
        }
        var calls = new List<string>();
        var whole = await EndAsync(Copy(prepared, "whole"), storage => KillStory.PlayAsync(SteppedStorage.Of(storage, calls.Add)));
        // Before the first call of every name, and after one in the middle of the story.
        var points = calls.Select((name, i) => (name, Number: i + 1)).GroupBy(c => c.name)
            .SelectMany(g => new[] { (g.First().Number, After: false), (g.Skip(g.Count() / 2).First().Number, After: true) }).ToList();
        if (points.Count < 40) throw new InvalidOperationException($"The story has too few calls: {string.Join(' ', calls.Distinct())}");
        var chosen = named >= points.Count ? points : Enumerable.Range(0, named).Select(n => points[n * points.Count / named]).ToList();
        var dice = new Random(41);
        foreach (var (number, after) in chosen.Concat(Enumerable.Range(0, random).Select(_ => (1 + dice.Next(calls.Count), dice.Next(2) == 0))))
        {
            var file = Copy(prepared, "killed");
            using (var process = new OtherProcess("story", file, number.ToString(CultureInfo.InvariantCulture), after ? "after" : "before"))
            {
                if (await process.LineAsync() is { } line) throw new InvalidOperationException($"It came to its end: {line}");
                if (await process.ExitCodeAsync() is var code and not 137) throw new InvalidOperationException($"It ended with {code} and was not killed.");
            }
            var where = $"{(after ? "after" : "before")} call {number} of {calls.Count}, {calls[number - 1]}";
            if (whole != await EndAsync(file, KillStory.PlayAsync)) throw new InvalidOperationException($"Killed {where}, it ends otherwise.");
            progress?.Report(where);
        }
        return (chosen.Count, random);
    }

    private static string Copy(string prepared, string name)
    {
        var file = Path.Combine(Path.GetDirectoryName(prepared)!, $"{name}.db");
        foreach (var old in new[] { file, $"{file}-wal", $"{file}-shm" }) File.Delete(old);
        File.Copy(prepared, file);
        return file;
    }

    private static async Task<string> EndAsync(string file, Func<IStorage, Task> play)
    {
        await using var storage = new SqliteStorage(file, TimeSpan.FromSeconds(30));
        await storage.OpenAsync();
        await play(storage);
        var findings = (await new Verification(storage).VerifyAsync()).Findings;
        return findings.Count == 0 ? await KillStory.DigestAsync(storage) : throw new InvalidOperationException(findings[0].ToString());
    }
}
