using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace WaterCore.Browser.Tests;

/// <summary>How many work at the office at once.</summary>
/// <param name="Accounts">Accounts of the utility.</param>
/// <param name="Cycles">Cycles whose readings are there and whose bills are not.</param>
/// <param name="Operators">Callers of the API.</param>
/// <param name="Browsers">Browsers that read pages, each with a session of its own.</param>
/// <param name="Length">How long.</param>
/// <param name="Think">How long each of them thinks between two requests or pages.</param>
internal sealed record Crowd(int Accounts, int Cycles, int Operators, int Browsers, TimeSpan Length, TimeSpan Think)
{
    /// <summary>A small one; with <c>WATERCORE_CROWD_SECONDS=600</c> the one that a utility has, for so long.</summary>
    public static Crowd Size { get; } = int.TryParse(Environment.GetEnvironmentVariable("WATERCORE_CROWD_SECONDS"), CultureInfo.InvariantCulture, out var seconds)
        ? new Crowd(100_000, 4, 200, 20, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(5))
        : new Crowd(800, 1, 20, 3, TimeSpan.FromSeconds(6), TimeSpan.FromMilliseconds(500));

    /// <summary>Whether what the service promises is held against the figures: a small crowd on a busy machine shows errors, not times.</summary>
    public bool IsFull => Operators >= 200;
}

/// <summary>Billing runs through the API, one after the other, until the time is over.</summary>
internal sealed class RunsOn(HttpClient client, IReadOnlyList<string> months)
{
    /// <summary>Runs that came to an end.</summary>
    public int Finished { get; private set; }

    public long Billed { get; private set; }

    /// <summary>How long a run was on, and how long one that wrote bills.</summary>
    public TimeSpan On { get; private set; }

    public TimeSpan Writing { get; private set; }

    public async Task GoOnAsync(CancellationToken end)
    {
        for (var n = 0; !end.IsCancellationRequested; n++)
        {
            var began = Stopwatch.GetTimestamp();
            using (var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/billing-runs") { Content = JsonContent.Create(new { month = months[n % months.Count] }) })
            {
                request.Headers.Add("Idempotency-Key", $"billing-run-{n}");
                (await client.SendAsync(request, CancellationToken.None)).EnsureSuccessStatusCode();
            }
            JsonElement job;
            do
            {
                await Task.Delay(250, CancellationToken.None);
                job = await client.GetFromJsonAsync<JsonElement>("/api/v1/billing-runs/current", CancellationToken.None);
            }
            while (job.GetProperty("state").GetString() == "running" && !end.IsCancellationRequested);
            Assert.NotEqual("failed", job.GetProperty("state").GetString());
            var (took, billed) = (Stopwatch.GetElapsedTime(began), job.GetProperty("billed").GetInt64());
            (On, Billed) = (On + took, Billed + billed);
            if (billed > 0) Writing += took;
            if (job.GetProperty("state").GetString() == "finished") Finished++;
        }
    }
}

/// <summary>How long people waited for the first content of pages, in milliseconds.</summary>
internal sealed class Paints
{
    private readonly Dictionary<string, List<double>> _of = new(StringComparer.Ordinal);

    /// <summary>Notes the page that the browser shows now.</summary>
    /// <param name="visitor">Who looks at it.</param>
    /// <param name="page">What it is called in the table.</param>
    public async Task NoteAsync(Visitor visitor, string page)
    {
        var at = await visitor.Page.EvaluateAsync<double>(
            """
            () => new Promise(done => {
              const look = () => { const p = performance.getEntriesByName('first-contentful-paint')[0]; if (p) done(p.startTime); else setTimeout(look, 20); };
              look();
            })
            """);
        lock (_of) (_of.TryGetValue(page, out var all) ? all : _of[page] = []).Add(at);
    }

    public IEnumerable<(string Page, double Median, double Worst, int Count)> ByPage =>
        _of.Select(p => (p.Key, At(p.Value, 0.5), p.Value.Max(), p.Value.Count)).OrderByDescending(p => p.Item3);

    public (int Count, double Median, double P95, double P99, double Worst) All
    {
        get
        {
            var all = _of.Values.SelectMany(v => v).ToList();
            return all.Count == 0 ? default : (all.Count, At(all, 0.5), At(all, 0.95), At(all, 0.99), all.Max());
        }
    }

    /// <summary>The slowest pages as a table.</summary>
    public string Table(int rows)
    {
        var text = new StringBuilder("| page | visits | median ms | slowest ms |\n|---|--:|--:|--:|\n");
        foreach (var (page, median, worst, count) in ByPage.Take(rows)) text.Append(CultureInfo.InvariantCulture, $"| `{page}` | {count} | {median:0} | {worst:0} |\n");
        return text.ToString();
    }

    private static double At(List<double> values, double share) => values.Order().ElementAt(Math.Min(values.Count - 1, (int)(values.Count * share)));
}
