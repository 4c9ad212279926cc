using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using WaterCore.Host.Accounts;
using WaterCore.Host.Api;

namespace WaterCore.Host.Experiments;

/// <summary>What operators met: how long answers took by what was asked, and what went wrong.</summary>
/// <param name="What">What was asked.</param>
/// <param name="Count">How often.</param>
/// <param name="Median">Half of the answers came within so many milliseconds.</param>
/// <param name="P95">Ninety-five of a hundred.</param>
/// <param name="P99">Ninety-nine of a hundred.</param>
/// <param name="Worst">The longest.</param>
/// <param name="Errors">Answers that were none: 5xx, 409 of the storage, or no answer.</param>
internal sealed record OperatorFigures(string What, int Count, double Median, double P95, double P99, double Worst, int Errors);

/// <summary>Operators at a running service through its API: each looks a customer up, reads the bill, takes a small payment, thinks, and begins again.</summary>
internal sealed class Operators(Uri service, string key, int operators, TimeSpan length, TimeSpan think)
{
    private readonly ConcurrentBag<(string What, double Milliseconds, bool Failed)> _answers = [];

    /// <summary>Lets them work.</summary>
    /// <param name="accounts">Account numbers to work on.</param>
    /// <param name="progress">Told how many answers came.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task<IReadOnlyList<OperatorFigures>> RunAsync(IReadOnlyList<string> accounts, IProgress<long> progress, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = operators }) { BaseAddress = service, Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Add(ApiKeyHandler.Header, key);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(length);
        await Task.WhenAll(Enumerable.Range(0, operators).Select(n => WorkAsync(client, n, accounts, progress, end.Token))).ConfigureAwait(false);
        return [.. _answers.GroupBy(a => a.What).OrderBy(g => g.Key, StringComparer.Ordinal).Append(null).Select(g => Figures(g?.Key ?? "all", g ?? _answers.AsEnumerable()))];
    }

    private async Task WorkAsync(HttpClient client, int number, IReadOnlyList<string> accounts, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var random = new SeededSource(number);
        try
        {
            // Not all at the same moment: people do not either.
            await Task.Delay(think * (random.Below(1000) / 1000.0), cancellationToken).ConfigureAwait(false);
            for (var turn = 0; ; turn++)
            {
                var account = random.Pick(accounts);
                await AskAsync("look a customer up", () => client.GetAsync(new Uri($"/api/v1/accounts/{account}", UriKind.Relative), CancellationToken.None)).ConfigureAwait(false);
                await Task.Delay(think, cancellationToken).ConfigureAwait(false);
                await AskAsync("read the bill", () => client.GetAsync(new Uri($"/api/v1/bills/{account}", UriKind.Relative), CancellationToken.None)).ConfigureAwait(false);
                await Task.Delay(think, cancellationToken).ConfigureAwait(false);
                var reference = string.Create(CultureInfo.InvariantCulture, $"load-{Environment.ProcessId}-{number}-{turn}");
                await AskAsync("take a payment", async () =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/payments", UriKind.Relative)) { Content = JsonContent.Create(new PayRequest(account, "0.01", "load", reference, null, null)) };
                    request.Headers.Add(Idempotent.Header, reference);
                    return await client.SendAsync(request, CancellationToken.None).ConfigureAwait(false);
                }).ConfigureAwait(false);
                progress.Report(_answers.Count);
                await Task.Delay(think, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The shift is over.
        }
    }

    private async Task AskAsync(string what, Func<Task<HttpResponseMessage>> ask)
    {
        var began = Stopwatch.GetTimestamp();
        var failed = true;
        try
        {
            using var answer = await ask().ConfigureAwait(false);
            await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
            failed = !answer.IsSuccessStatusCode && answer.StatusCode != System.Net.HttpStatusCode.NotFound;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // Counted below.
        }
        _answers.Add((what, Stopwatch.GetElapsedTime(began).TotalMilliseconds, failed));
    }

    private static OperatorFigures Figures(string what, IEnumerable<(string What, double Milliseconds, bool Failed)> answers)
    {
        var all = answers.ToList();
        var sorted = all.Select(a => a.Milliseconds).Order().ToArray();
        double At(double share) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
        return new OperatorFigures(what, sorted.Length, At(0.5), At(0.95), At(0.99), sorted.Length == 0 ? 0 : sorted[^1], all.Count(a => a.Failed));
    }
}
