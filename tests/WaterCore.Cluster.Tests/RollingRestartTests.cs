using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using NodaTime;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Storage.Tests;
using WaterCore.Values;
using Xunit.Abstractions;

namespace WaterCore.Cluster.Tests;

/// <summary>Three hosts restarted one after the other while people and programs use them.</summary>
public sealed class RollingRestartTests(ITestOutputHelper output) : IDisposable
{
    // Slow enough that two processors are not busy with the clients alone.
    private const int Browsers = 25, Programs = 25, Houses = 200, Pace = 400;
    private const string Password = "Lake-and-river-2026";

    private readonly List<Node> _nodes = [];
    private readonly ConcurrentDictionary<int, Uri> _urls = new();
    private readonly ConcurrentBag<string> _signedOut = [];
    private long _requests, _retries;

    [SkippableFact]
    public Task Restart_OfEachHostInTurn_SignsNobodyOutAndLosesNoWrite() => RestartAsync(Browsers, Programs);

    /// <summary>The same with so many clients.</summary>
    public async Task RestartAsync(int browsers, int programs)
    {
        PostgresServer.SkipWithout();
        using var server = new PostgresServer("-c fsync=off -c max_connections=200");
        var connection = server.Create(server.NewName()) + ";Maximum Pool Size=30";
        await ClusterTown.BuildAsync(connection, Houses);
        await using var storage = await ClusterTown.OpenAsync(connection);
        await ClusterTown.Run(storage).BillAsync(Conformance.Town.January, Actor.System);
        var key = await KeyAsync(storage);
        await SetUpAsync(connection);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(i => StartAsync(connection, i)));

        var cookies = new List<CookieContainer>();
        for (var i = 0; i < browsers; i++) cookies.Add(await SignInAsync(_urls[i % 3]));
        using var stop = new CancellationTokenSource();
        var clients = cookies.Select((c, i) => BrowseAsync(c, i, stop.Token)).Concat(Enumerable.Range(0, programs).Select(i => PayAsync(key, i, stop.Token))).ToList();

        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(1_000);
            var old = _nodes[i];
            Assert.Equal(0, await old.StopAsync());
            await StartAsync(connection, i);
        }
        await Task.Delay(1_000);
        await stop.CancelAsync();
        await Task.WhenAll(clients.Where(c => c is not Task<long>));
        var paid = (await Task.WhenAll(clients.OfType<Task<long>>())).Sum();

        Assert.Empty(_signedOut);
        await using var unit = await storage.ReadAsync();
        var minor = 0L;
        var payments = 0L;
        foreach (var history in await unit.Accounts.HistoriesAsync([.. Enumerable.Range(1, Houses).Select(h => new Id<Customers.Account>(h))], Currency.Cny))
            foreach (var entry in history.Entries) (minor, payments) = (minor - entry.Amount.Minor, payments + 1);
        Assert.Equal(paid, payments);
        Assert.Equal(100 * paid, minor);
        Assert.True(paid > programs && _requests > paid);
        output.WriteLine($"{browsers} browsers and {programs} programs: {_requests} requests, {_retries} of them again at another host, {paid} payments each counted once, nobody signed out");
    }

    public void Dispose() => _nodes.ForEach(n => n.Dispose());

    // A page after another by whichever host answers; what is not answered is asked for again.
    private async Task BrowseAsync(CookieContainer cookies, int at, CancellationToken stop)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies });
        while (!stop.IsCancellationRequested)
        {
            using var answer = await SendAsync(client, at++, url => new HttpRequestMessage(HttpMethod.Get, new Uri(url, "/console")));
            if (answer.StatusCode != HttpStatusCode.OK) _signedOut.Add($"{answer.StatusCode} {answer.Headers.Location}");
            await Task.Delay(Pace, CancellationToken.None);
        }
    }

    private async Task<long> PayAsync(string key, int at, CancellationToken stop)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        long paid = 0;
        while (!stop.IsCancellationRequested)
        {
            var reference = $"p{at % 1_000}-{paid}-{at}";
            var number = Conformance.Town.Account(1 + (at * 7 + (int)paid) % Houses).Number;
            using var answer = await SendAsync(client, at, url => new HttpRequestMessage(HttpMethod.Post, new Uri(url, "/api/v1/payments"))
            {
                Headers = { { "Idempotency-Key", $"key-{reference}" } },
                Content = JsonContent.Create(new { account = number, amount = "1.00", channel = $"web{at % 1_000}", reference }),
            });
            if (answer.StatusCode != HttpStatusCode.OK) _signedOut.Add($"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
            paid++;
            await Task.Delay(Pace, CancellationToken.None);
        }
        return paid;
    }

    // As a balancer does it: a host that does not answer, or says that it cannot just now, is passed over.
    private async Task<HttpResponseMessage> SendAsync(HttpClient client, int at, Func<Uri, HttpRequestMessage> make)
    {
        for (var tried = 0; ; tried++)
        {
            try
            {
                var answer = await client.SendAsync(make(_urls[(at + tried) % 3]));
                Interlocked.Increment(ref _requests);
                if ((int)answer.StatusCode < 500 || tried > 100) return answer;
                answer.Dispose();
            }
            catch (HttpRequestException) when (tried < 200)
            {
            }
            Interlocked.Increment(ref _retries);
            await Task.Delay(50);
        }
    }

    private async Task StartAsync(string connection, int place)
    {
        var node = new Node(connection, place < _nodes.Count ? _nodes[place].Port : Node.FreePort());
        if (place < _nodes.Count)
        {
            _nodes[place].Dispose();
            _nodes[place] = node;
        }
        else _nodes.Add(node);
        _urls[place] = new Uri(await node.ReadyAsync());
        using var client = new HttpClient { BaseAddress = _urls[place] };
        for (var i = 0; i < 200; i++)
        {
            using var ready = await client.GetAsync("/readyz");
            if (ready.IsSuccessStatusCode) return;
            await Task.Delay(100);
        }
        Assert.Fail("A host that has joined is not ready: " + node.Output);
    }

    private static async Task<string> KeyAsync(IStorage storage)
    {
        var key = "wc_" + new string('7', 64);
        await using var unit = await storage.WriteAsync();
        await unit.Access.PutAsync(new ApiKey
        {
            Prefix = key[..10], Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))), Owner = "test", Permissions = ["payment.take"],
            CreatedAt = Instant.FromUtc(2026, 1, 1, 0, 0), ExpiresAt = Instant.FromUtc(2126, 1, 1, 0, 0),
        });
        await unit.CommitAsync();
        return key;
    }

    private static async Task SetUpAsync(string connection)
    {
        var start = Node.Start("setup", "chief");
        start.RedirectStandardInput = true;
        start.Environment["WaterCore__Storage"] = "PostgreSql";
        start.Environment["WaterCore__Plugins__PostgreSql__ConnectionString"] = connection;
        using var setup = Process.Start(start)!;
        await setup.StandardInput.WriteLineAsync(Password);
        setup.StandardInput.Close();
        var (said, errors) = (setup.StandardOutput.ReadToEndAsync(), setup.StandardError.ReadToEndAsync());
        await setup.WaitForExitAsync();
        Assert.True(setup.ExitCode == 0, await said + await errors);
    }

    private static async Task<CookieContainer> SignInAsync(Uri url)
    {
        var cookies = new CookieContainer();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = url };
        var token = Regex.Match(await client.GetStringAsync("/sign-in"), "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using var answer = await client.PostAsync("/sign-in", new FormUrlEncodedContent(new Dictionary<string, string> { ["signIn"] = "chief", ["password"] = Password, ["__RequestVerificationToken"] = token }));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return cookies;
    }
}
