using System.Text.Json;
using WaterCore.Organization;

namespace WaterCore.Host.Tests.Commands;

/// <summary>What a customer asks for, on the command line: applied for, a document brought, material issued, asked for again.</summary>
public sealed class ApplicationStoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Story_FromTheApplicationToTheStore()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "o.yaml"), OrganizationFile.Write(SampleOrganization.Create(new(2024, 1, 1))));
        Assert.Equal(0, (await RunAsync("organization", "load", "o.yaml")).ExitCode);
        Assert.Equal(0, (await RunAsync("workflow", "publish", "new-connection-simple", "--as", "p40@supervisor.1")).ExitCode);
        var made = await JsonAsync("application", "apply", "new-connection-simple", "--customer", "王五", "--phone", "13800000001", "--address", "柠溪路8号", "--as", "p01@front-desk.1", "--key", "w1");
        var item = made.GetProperty("id").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(item, (await JsonAsync("application", "apply", "new-connection-simple", "--customer", "王五", "--phone", "13800000001", "--address", "柠溪路8号", "--as", "p01@front-desk.1", "--key", "w1")).GetProperty("id").GetRawText());
        var nobody = await RunAsync("application", "apply", "new-connection-simple", "--as", "p01@front-desk.1", "--language", "zh");
        Assert.Equal((1, "申请：没有申请人，请填写姓名或户号。"), (nobody.ExitCode, nobody.Error.Trim()));

        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "id.jpg"), [1, 2, 3]);
        var attached = await JsonAsync("application", "attach", item, "identity", "id.jpg", "--as", "p01@front-desk.1");
        Assert.Equal("image/jpeg", attached.GetProperty("mediaType").GetString());
        var hash = attached.GetProperty("sha256").GetString()!;
        Assert.Equal(0, (await RunAsync("application", "document", hash, "again.jpg")).ExitCode);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(Path.Combine(_folder.Path, "again.jpg")));
        Assert.Equal(2, (await RunAsync("application", "document", hash, "again.jpg")).ExitCode);

        foreach (var clue in new[] { "王五", "1380000", "柠溪" }) Assert.Equal(item, Assert.Single((await JsonAsync("application", "find", clue)).EnumerateArray()).GetProperty("id").GetRawText());
        var shown = await RunAsync("application", "show", item, "--language", "zh");
        Assert.Contains("apply，front-desk.1（待签收，限", shown.Output);
        Assert.Contains(hash, shown.Output);

        Assert.Equal("5", (await JsonAsync("material", "receive", "meter-dn20", "5", "--name", "水表DN20", "--key", "in-1"))[0].GetProperty("quantity").GetString());
        var keeper = "p23@storekeeper.1";
        Assert.Equal("4", (await JsonAsync("material", "issue", item, "meter-dn20", "1", "--as", keeper, "--key", "out-1"))[0].GetProperty("quantity").GetString());
        Assert.Equal(1, (await RunAsync("material", "issue", item, "meter-dn20", "99", "--as", "p01@front-desk.1", "--key", "out-2")).ExitCode);
        Assert.Contains("is not a quantity", (await RunAsync("material", "issue", item, "meter-dn20", "0", "--as", keeper, "--key", "out-3")).Error);
        Assert.Contains("水表DN20", (await RunAsync("material", "stock", "--language", "zh")).Output);

        Assert.Equal(1, (await JsonAsync("work", "board")).GetProperty("positions").GetArrayLength());
        Assert.Contains("nothing that is open will be late", (await RunAsync("work", "forecast")).Output);
        Assert.Equal(0, (await JsonAsync("work", "escalate")).GetArrayLength());
        Assert.Equal(0, (await RunAsync("verify")).ExitCode);
    }

    private Task<HostRun> RunAsync(params string[] arguments) => HostProcess.RunAsync(_folder.Path, arguments);

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var run = await RunAsync([.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        using var document = JsonDocument.Parse(run.Output);
        return document.RootElement.Clone();
    }
}
