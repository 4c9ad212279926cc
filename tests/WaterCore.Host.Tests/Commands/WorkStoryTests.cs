using System.Text.Json;

namespace WaterCore.Host.Tests.Commands;

/// <summary>Work between positions on the command line. Days are the machine's own; what is asserted does not hang on them.</summary>
public sealed class WorkStoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Story_OrganizationToTheEventLog()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "o.csv"),
            "branch,department,position,role,name,rights,person,person_name,from\n" +
            "main,service,desk.1,hotline,前台,work.accept work.handle,a,甲,2024-01-01\nmain,service,desk.1,hotline,前台,,b,乙,2024-01-01\nmain,service,boss.1,supervisor,主管,work.supervise work.define,c,丙,2024-01-01\n");
        var fresh = await RunAsync("workflow", "publish", "complaint", "--as", "c@boss.1");
        Assert.Equal(1, fresh.ExitCode);
        Assert.Contains("the organisation has no position at all; load the organisation first: watercore organization load FILE, or, to try things out, watercore organization load sample.", fresh.Error);
        Assert.Equal(0, (await RunAsync("organization", "load", "o.csv")).ExitCode);
        Assert.Contains("(unchanged)", (await RunAsync("organization", "load", "o.csv")).Output);
        var shown = await JsonAsync("organization", "show");
        Assert.Equal(["a", "b"], shown.GetProperty("positions")[0].GetProperty("holders").EnumerateArray().Select(h => h.GetProperty("operator").GetString()));

        var refused = await RunAsync("workflow", "publish", "complaint", "--as", "c@boss.1");
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("complaint.yaml:", refused.Error); // posts of the shipped definition that this organisation lacks
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "w.yaml"),
            "workflow: ask\nname: {zh: 咨询, en: question}\nsteps:\n  - step: take\n    name: {zh: 受理, en: take in}\n    position: hotline\n    limit: 1 working day\n    form: [{field: what, name: {zh: 问题, en: question}, type: text, required: yes}]\n    actions: [submit, hand]\n    next: file\n" +
            "  - step: file\n    name: {zh: 归档, en: file}\n    position: hotline\n    limit: 1 working day\n    actions: [archive]\n");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "bad.yaml"), (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "w.yaml"))).Replace("limit: 1 working day\n    form", "limit: soon\n    form").Replace("position: hotline\n    limit: 1 working day\n    actions: [archive]", "position: diver\n    actions: [burn, archive]"));
        var bad = await RunAsync("workflow", "publish", "bad.yaml", "--as", "c@boss.1", "--language", "zh");
        Assert.Equal(["bad.yaml:7: take: “soon”不是时限；", "bad.yaml:11: file: 没有办理时限；", "bad.yaml:11: file: 组织中没有diver岗位；", "bad.yaml:14: file: 没有动作“burn”；"], bad.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l[..(l.IndexOf('；') + 1)]));
        Assert.Equal(0, (await RunAsync("workflow", "check", "w.yaml")).ExitCode);
        Assert.Contains("workflow ask version 1", (await RunAsync("workflow", "publish", "w.yaml", "--as", "c@boss.1")).Output);
        Assert.Equal(1, (await RunAsync("workflow", "publish", "w.yaml", "--as", "a@desk.1")).ExitCode);

        var item = (await JsonAsync("work", "start", "ask", "路1号", "--as", "a@desk.1", "--key", "k1")).GetProperty("id").GetInt64().ToString();
        Assert.Equal(item, (await JsonAsync("work", "start", "ask", "路1号", "--as", "a@desk.1", "--key", "k1")).GetProperty("id").GetInt64().ToString());
        Assert.Equal(1, (await JsonAsync("work", "tray", "--of", "b")).GetArrayLength());
        Assert.Equal(0, (await RunAsync("work", "act", item, "accept", "--as", "b@desk.1")).ExitCode);
        var missing = await RunAsync("work", "act", item, "submit", "--as", "b@desk.1", "--language", "zh");
        Assert.Equal((1, $"工单 {item} 不能提交：缺少问题（what）。"), (missing.ExitCode, missing.Error.Trim()));
        Assert.Equal(0, (await RunAsync("work", "act", item, "submit", "--as", "b@desk.1", "--field", "what=水价")).ExitCode);
        Assert.Equal(0, (await RunAsync("work", "act", item, "accept", "--as", "a@desk.1")).ExitCode);
        Assert.Contains("archived", (await RunAsync("work", "act", item, "archive", "--as", "a@desk.1")).Output);
        Assert.Equal(0, (await JsonAsync("work", "tray", "desk.1")).GetArrayLength());
        Assert.Equal(["take", "file"], (await JsonAsync("work", "show", item)).GetProperty("visits").EnumerateArray().Select(v => v.GetProperty("step").GetString()));
        Assert.Equal("archived", (await JsonAsync("work", "find", "路1"))[0].GetProperty("status").GetString());
        Assert.Equal(0, (await JsonAsync("work", "board")).GetProperty("overdue").GetArrayLength());
        Assert.Equal(1, (await JsonAsync("work", "report")).GetProperty("closed").GetProperty("ask").GetProperty("archived").GetInt32());
        Assert.Equal(0, (await RunAsync("work", "export", "log.json")).ExitCode);
        using var log = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "log.json")));
        Assert.Equal(5, log.RootElement.GetProperty("events").GetArrayLength());

        Assert.Contains("Nobody holds position boss.1", (await RunAsync("organization", "leave", "c")).Error);
        Assert.Equal(0, (await JsonAsync("work", "simulate", "--items", "50")).GetProperty("faults").GetInt64());
        Assert.Equal(0, (await RunAsync("verify")).ExitCode);
    }

    private Task<HostRun> RunAsync(params string[] arguments) => HostProcess.RunAsync(_folder.Path, arguments);

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var run = await RunAsync([.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement.Clone();
    }
}
