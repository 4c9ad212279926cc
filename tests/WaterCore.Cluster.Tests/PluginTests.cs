using System.Net;
using Microsoft.Extensions.DependencyInjection;
using WaterCore.Cluster.Orleans;
using WaterCore.Plugins;
using WaterCore.Storage.Tests;

namespace WaterCore.Cluster.Tests;

/// <summary>The settings of the plugin, and what a host says that cannot take part.</summary>
public sealed class PluginTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.31.255.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.7.7", true)]
    [InlineData("192.169.0.1", false)]
    [InlineData("8.8.8.8", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("2001:db8::1", false)]
    public void Address_ThatIsNotPrivate_IsRefused(string address, bool isPrivate) => Assert.Equal(isPrivate, ClusterSettings.IsPrivate(IPAddress.Parse(address)));

    [Theory]
    [InlineData("ConnectionString", "", "setting 'ConnectionString' is missing")]
    [InlineData("ConnectionString", "Nonsense=1", "setting 'ConnectionString' cannot be read")]
    [InlineData("Address", "8.8.8.8", "not a private address")]
    [InlineData("Address", "here", "write the IP address of this machine")]
    [InlineData("Port", "0", "1 to 65535")]
    [InlineData("ProbeSeconds", "soon", "1 to 60")]
    public void Setting_ThatCannotBe_IsRefusedBeforeAnythingStarts(string key, string value, string says)
    {
        var settings = new Dictionary<string, string> { ["ConnectionString"] = "Host=127.0.0.1;Database=d", [key] = value };
        var refused = Assert.Throws<PluginSettingException>(() => new ClusterPlugin().ConfigureServices(new ServiceCollection(), new PluginContext("Orleans", settings)));
        Assert.Contains(says, refused.Message);
    }

    [SkippableFact]
    public async Task Host_WhosePortIsTaken_SaysWhereAndEndsWith78()
    {
        PostgresServer.SkipWithout();
        var connection = PostgresServer.Shared.Create(PostgresServer.Shared.NewName());
        using var first = new Node(connection, Node.FreePort());
        await first.ReadyAsync();
        using var second = new Node(connection, first.Port, "another");
        Assert.Equal(78, await second.EndedAsync());
        Assert.Contains($"cannot join the cluster 'another' as 127.0.0.1:{first.Port}", second.Output);
    }

    [SkippableFact]
    public async Task Host_OverADatabaseOfOneWriter_SaysWhatToSetAndEndsWith78()
    {
        PostgresServer.SkipWithout();
        var connection = PostgresServer.Shared.Create(PostgresServer.Shared.NewName());
        using var node = new Node(connection, Node.FreePort(), more: new Dictionary<string, string> { ["WaterCore__Storage"] = "Sqlite", ["WaterCore__Plugins__PostgreSql__Required"] = "false" , ["WaterCore__Plugins__PostgreSql__ConnectionString"] = "" });
        Assert.Equal(78, await node.EndedAsync());
        Assert.Contains("A cluster needs a database that several hosts write to", node.Output);
    }

    [SkippableFact]
    public async Task Host_ThatTheOthersTookForDead_SaysSoInASentenceAndEnds()
    {
        PostgresServer.SkipWithout();
        var connection = PostgresServer.Shared.Create(PostgresServer.Shared.NewName());
        using Node cut = new(connection, Node.FreePort(), more: Node.Quick), other = new(connection, Node.FreePort(), more: Node.Quick);
        await cut.ReadyAsync();
        await other.ReadyAsync();
        cut.Suspend();
        await DeadAsync(connection, cut.Port);
        cut.GoOn();
        await cut.EndedAsync();
        Assert.Contains("took its work over; it ends now and is to be started again", cut.Output);
        Assert.DoesNotContain("   at Orleans", cut.Output);
        Assert.True(other.Lives);
    }

    // 6 is dead in the table of members.
    private static async Task DeadAsync(string connection, int port)
    {
        await using var open = new Npgsql.NpgsqlConnection(connection);
        await open.OpenAsync();
        await using var dead = new Npgsql.NpgsqlCommand($"select count(*) from OrleansMembershipTable where Port = {port} and Status = 6", open);
        for (var until = DateTime.UtcNow.AddMinutes(1); await dead.ExecuteScalarAsync() is 0L; await Task.Delay(100)) Assert.True(DateTime.UtcNow < until, "The others do not take it for dead.");
    }

    [SkippableFact]
    public async Task Host_OverADatabaseThatIsAway_SaysSoAndEndsWith78()
    {
        PostgresServer.SkipWithout();
        using var node = new Node("Host=127.0.0.1;Port=1;Database=no;Username=nobody;Timeout=2", Node.FreePort());
        Assert.Equal(78, await node.EndedAsync());
        Assert.Contains("cannot be reached", node.Output);
    }
}
