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
        await ActWithDocumentsAsync();

        Assert.Equal("5", (await JsonAsync("material", "receive", "meter-dn20", "5", "--name", "水表DN20", "--key", "in-1"))[0].GetProperty("quantity").GetString());
        var keeper = "p23@storekeeper.1";
        Assert.Equal("4", (await JsonAsync("material", "issue", item, "meter-dn20", "1", "--as", keeper, "--key", "out-1"))[0].GetProperty("quantity").GetString());
        Assert.Equal(1, (await RunAsync("material", "issue", item, "meter-dn20", "99", "--as", "p01@front-desk.1", "--key", "out-2")).ExitCode);
        Assert.Contains("is not a quantity", (await RunAsync("material", "issue", item, "meter-dn20", "0", "--as", keeper, "--key", "out-3")).Error);
        Assert.Contains("水表DN20", (await RunAsync("material", "stock", "--language", "zh")).Output);

        Assert.Equal(2, (await JsonAsync("work", "board")).GetProperty("positions").GetArrayLength());
        Assert.Contains("nothing that is open will be late", (await RunAsync("work", "forecast")).Output);
        Assert.Equal(0, (await JsonAsync("work", "escalate")).GetArrayLength());
        Assert.Equal(0, (await RunAsync("verify")).ExitCode);
    }

    // What --document of work act promises: the file is kept with the action, or neither is.
    private async Task ActWithDocumentsAsync()
    {
        var item = (await JsonAsync("application", "apply", "new-connection-simple", "--customer", "赵六", "--address", "柠溪路9号", "--as", "p01@front-desk.1")).GetProperty("id").GetRawText();
        Assert.Equal(0, (await RunAsync("work", "act", item, "accept", "--as", "p01@front-desk.1")).ExitCode);
        var form = new[] { "--field", "applicant=赵六", "--field", "diameter=20", "--field", "use_class=residential", "--field", "tariff=zhuhai-main", "--as", "p01@front-desk.1" };
        var gone = await RunAsync(["work", "act", item, "submit", "--document", "identity=nowhere.jpg", .. form]);
        Assert.Equal((2, "There is no file nowhere.jpg to attach as identity; nothing was done."), (gone.ExitCode, gone.Error.Trim()));
        Assert.Contains("There is no file identity.pdf", (await RunAsync(["work", "act", item, "submit", "--document", "identity.pdf", .. form])).Error);
        // Seen on paper is not enough where the file is asked for, and a file whose action is refused is not kept.
        Assert.Contains("the document identity is missing; attach its file", (await RunAsync(["work", "act", item, "submit", "--document", "identity", .. form])).Error);
        Assert.Contains("the document identity is missing", (await RunAsync(["work", "act", item, "submit", "--document", "photo=id.jpg", .. form])).Error);
        Assert.Empty((await JsonAsync("work", "show", item)).GetProperty("documents").EnumerateArray());

        var done = await RunAsync(["work", "act", item, "submit", "--document", "identity=id.jpg", "--key", "d1", .. form]);
        Assert.True(done.ExitCode == 0, done.Error);
        Assert.Equal(0, (await RunAsync(["work", "act", item, "submit", "--document", "identity=id.jpg", "--key", "d1", .. form])).ExitCode);
        var kept = Assert.Single((await JsonAsync("work", "show", item)).GetProperty("documents").EnumerateArray());
        Assert.Equal(("identity", "id.jpg", 3), (kept.GetProperty("name").GetString(), kept.GetProperty("fileName").GetString(), kept.GetProperty("bytes").GetInt32()));
        Assert.Contains(kept.GetProperty("sha256").GetString()!, (await RunAsync("work", "show", item)).Output);
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
