using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WaterCore.Host.Accounts;
using WaterCore.Host.Plugins;
using WaterCore.Host.Service;
using WaterCore.Host.Tests.Commands;
using WaterCore.Organization;
using WaterCore.Plugins;
using WaterCore.Ports;
using WaterCore.Storage.Sqlite;
using WaterCore.Tariffs;

namespace WaterCore.Host.Tests.Service;

/// <summary>The service in this process on a loopback port of its own, over an empty SQLite file, with one login per role.</summary>
public sealed class RunningHost : IAsyncLifetime, IDisposable
{
    internal const string Password = "Lake-and-river-2026";

    internal const string WalletSecret = "agreed with the wallet";

    private readonly TemporaryFolder _folder = new();
    private WebApplication? _app;

    /// <summary>Settings beside those that every test has.</summary>
    internal Dictionary<string, string?> Settings { get; } = [];

    internal WebApplication App => _app!;

    internal string Url => App.Urls.First();

    internal string Database => Path.Combine(_folder.Path, "host.db");

    internal string Messages => Path.Combine(_folder.Path, "messages");

    internal T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>Every endpoint that answers requests, once per method.</summary>
    internal IEnumerable<(string Method, RouteEndpoint Endpoint)> Endpoints =>
        ((IEndpointRouteBuilder)App).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"]).DefaultIfEmpty("*").Select(m => (m, e)));

    public async Task InitializeAsync()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["WaterCore:FileChannel"] = Messages, ["WaterCore:PaymentProviders:wallet:Secret"] = WalletSecret }).AddInMemoryCollection(Settings).Build();
        _app = WebService.Build(configuration, "http://127.0.0.1:0", _folder.Path, services =>
        {
            new SqlitePlugin().ConfigureServices(services, new PluginContext("Sqlite", new Dictionary<string, string> { ["Path"] = Database }));
            services.AddSingleton(new PluginReport([]));
            services.AddSingleton(new StorageName("Sqlite"));
            services.AddWaterCore();
        });
        await Get<IStorage>().OpenAsync();
        await App.StartAsync();
        foreach (var role in Role.All) await AddLoginAsync(role.Code, [role.Code]);
        Assert.True((await Get<Operations.TariffDesk>().PublishAsync(ShippedTariffs.Text("zhuhai-main"), "zhuhai-main.yaml", Actor.System)).IsOk);
    }

    public async Task DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A person who has chosen an own password.</summary>
    internal async Task AddLoginAsync(string name, IReadOnlyList<string> roles)
    {
        var added = await Get<LoginDesk>().AddAsync(name, name, "Given-by-another-1", roles, Actor.System);
        Assert.True(added.IsOk, added.Fault?.Message);
        Assert.True((await Get<LoginDesk>().ChangePasswordAsync(name, "Given-by-another-1", Password)).IsOk);
    }

    /// <summary>A client without redirects that keeps cookies; signed in unless the name is null.</summary>
    internal async Task<HttpClient> ClientAsync(string? signIn)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(Url) };
        if (signIn is null) return client;
        var answer = await PostFormAsync(client, "/sign-in", "/sign-in", ("signIn", signIn), ("password", Password));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return client;
    }

    /// <summary>Fills in the form of a page and sends it.</summary>
    internal static async Task<HttpResponseMessage> PostFormAsync(HttpClient client, string page, string action, params (string Name, string Value)[] fields)
    {
        var html = await client.GetStringAsync(page);
        var token = System.Text.RegularExpressions.Regex.Match(html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        return await client.PostAsync(action, new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2))));
    }
}
