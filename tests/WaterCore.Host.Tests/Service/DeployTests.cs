using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using System.Text.Json;
using WaterCore.Host.Tests.Commands;

namespace WaterCore.Host.Tests.Service;

/// <summary>The files under <c>deploy/</c>: what they promise is tried with the program itself.</summary>
public sealed class DeployTests
{
    private static readonly string Host = Path.ChangeExtension(Path.GetFullPath(typeof(DeployTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "HostAssembly").Value!), null);

    [SkippableFact]
    public async Task Unit_IsOneThatSystemdUnderstands()
    {
        var analyze = ((string[])["/usr/bin/systemd-analyze", "/bin/systemd-analyze"]).FirstOrDefault(File.Exists);
        // Where systemd is not, nobody installs its units.
        Skip.If(analyze is null && Environment.GetEnvironmentVariable("CI") != "true", "No systemd-analyze here.");
        if (analyze is null) return;
        using var folder = new TemporaryFolder();
        var unit = folder.Write("watercore.service", File.ReadAllText(Deploy("watercore.service")).Replace("/opt/watercore/WaterCore.Host", Host, StringComparison.Ordinal));
        var (exit, said) = await RunAsync(analyze, "verify", "--man=no", unit);
        Assert.Equal((0, ""), (exit, said.Trim()));
    }

    [Fact]
    public async Task Unit_AsItStartsTheService_ItIsReady_AndEndsOnSigterm()
    {
        var unit = Settings(Deploy("watercore.service"));
        Assert.Equal("notify", unit["Type"]);
        Assert.EndsWith("WaterCore.Host serve", unit["ExecStart"], StringComparison.Ordinal);
        await ServeAsync(folder => new Dictionary<string, string>
        {
            ["WaterCore__DataPath"] = unit["Environment"].Replace("WaterCore__DataPath=/var/lib/watercore", folder, StringComparison.Ordinal),
        }, TimeSpan.FromSeconds(int.Parse(unit["TimeoutStopSec"])), bySystemd: true);
    }

    [Fact]
    public async Task Container_AsItStartsTheService_ItIsReady_AndEndsOnSigterm()
    {
        var lines = File.ReadAllText(Deploy("Containerfile")).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n');
        Assert.Contains("STOPSIGNAL SIGTERM", lines);
        Assert.Contains("ENTRYPOINT [\"dotnet\", \"/opt/watercore/WaterCore.Host.dll\", \"serve\"]", lines);
        var set = lines.Single(l => l.StartsWith("ENV ", StringComparison.Ordinal))[4..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        Assert.Equal("/data", set["WaterCore__DataPath"]);
        // Podman and Docker wait ten seconds.
        await ServeAsync(folder => set.ToDictionary(p => p.Key, p => p.Value == "/data" ? folder : p.Value == "http://0.0.0.0:8080" ? "http://127.0.0.1:0" : p.Value), TimeSpan.FromSeconds(10), bySystemd: false);
    }

    // As nobody, without new rights, and with nothing to write to but the folder of the data: as much of it as this machine lets a test do.
    private static async Task ServeAsync(Func<string, Dictionary<string, string>> settings, TimeSpan patience, bool bySystemd)
    {
        using var folder = new TemporaryFolder();
        var data = Directory.CreateDirectory(Path.Combine(folder.Path, "data")).FullName;
        var socket = Path.Combine(data, "notify");
        using var told = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        told.Bind(new UnixDomainSocketEndPoint(socket));
        // The host asks its parent's name; whoever notifies that name notifies this socket.
        var parent = folder.Write("systemd", $"#!/bin/sh\n\"$@\" &\necho $! > {folder.Path}/pid\nwait $!\n");
        await RunAsync("chmod", "755", parent);
        string[] command = [.. await ShutInAsync(folder.Path, data), "serve"];
        var start = bySystemd ? new ProcessStartInfo(parent, command) : new ProcessStartInfo(command[0], command[1..]);
        (start.WorkingDirectory, start.RedirectStandardOutput, start.RedirectStandardError) = (data, true, true);
        foreach (var key in start.Environment.Keys.Where(k => k.StartsWith("WaterCore", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(key);
        start.Environment["WaterCore__Urls"] = "http://127.0.0.1:0";
        foreach (var (key, value) in settings(data)) start.Environment[key] = value;
        (start.Environment["NOTIFY_SOCKET"], start.Environment["HOME"], start.Environment["TMPDIR"]) = (socket, data, data);
        using var service = Process.Start(start)!;
        var (url, said) = (new TaskCompletionSource<string>(), new StringBuilder());
        service.OutputDataReceived += (_, e) => Read(e.Data, url, said);
        service.ErrorDataReceived += (_, e) => Read(e.Data, url, said);
        service.BeginOutputReadLine();
        service.BeginErrorReadLine();
        try
        {
            var ended = service.WaitForExitAsync();
            if (await Task.WhenAny(url.Task, ended, Task.Delay(TimeSpan.FromMinutes(2))) != url.Task) Assert.Fail($"It did not start: {said}");
            using var client = new HttpClient { BaseAddress = new Uri(await url.Task) };
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz")).StatusCode);
            if (bySystemd) Assert.Contains("READY=1", await HearAsync(told), StringComparison.Ordinal);
            Assert.NotEmpty(Directory.GetFiles(data, "*.db"));
            Process.Start("kill", ["-TERM", Pid(folder, service, bySystemd)])!.WaitForExit();
            await ended.WaitAsync(patience);
            Assert.Equal(0, service.ExitCode);
            if (bySystemd) Assert.Contains("STOPPING=1", await HearAsync(told), StringComparison.Ordinal);
        }
        finally
        {
            if (!service.HasExited) service.Kill(entireProcessTree: true);
        }
    }

    private static string Pid(TemporaryFolder folder, Process service, bool bySystemd) => bySystemd ? File.ReadAllText(Path.Combine(folder.Path, "pid")).Trim() : $"{service.Id}";

    private static async Task<string[]> ShutInAsync(string folder, string data)
    {
        if (Environment.UserName != "root" || !File.Exists("/usr/bin/setpriv") || !File.Exists("/usr/bin/unshare")) return [Host];
        await RunAsync("chmod", "755", folder);
        await RunAsync("chown", "-R", "65534:65534", data);
        string[] nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"];
        string[] readOnly = ["unshare", "--mount", "--propagation", "private", "sh", "-c", $"mount --bind / / && mount -o remount,bind,ro / && mount --bind '{data}' '{data}' && mount -o remount,bind,rw '{data}' && cd '{data}' && exec \"$@\"", "sh"];
        // What is built and not published takes the pages' assets from where the packages lie, which may be another's home.
        using var assets = JsonDocument.Parse(await File.ReadAllTextAsync(Host + ".staticwebassets.runtime.json"));
        string[] read = ["sh", "-c", "for f; do test -r \"$f\" || exit 1; done", "sh", Host, .. assets.RootElement.GetProperty("ContentRoots").EnumerateArray().Select(r => r.GetString()!)];
        foreach (var way in (string[][])[[.. readOnly, .. nobody], [.. readOnly, "setpriv", "--no-new-privs"], nobody])
            if ((await RunAsync(way[0], [.. way[1..], .. read])).Exit == 0) return [.. way, Host];
        return [Host];
    }

    private static void Read(string? line, TaskCompletionSource<string> url, StringBuilder said)
    {
        if (line is null) return;
        lock (said) said.AppendLine(line);
        // On the console a sentence, redirected a JSON object, under systemd a line of the journal's: the address stands in each.
        var at = line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal);
        if (at < 0) return;
        var end = at + "http://127.0.0.1:".Length;
        while (end < line.Length && char.IsDigit(line[end])) end++;
        if (line[at..end] is var found && !found.EndsWith(":0", StringComparison.Ordinal)) url.TrySetResult(found);
    }

    private static async Task<string> HearAsync(Socket told)
    {
        var bytes = new byte[1024];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return Encoding.UTF8.GetString(bytes, 0, await told.ReceiveAsync(bytes, patience.Token));
    }

    private static Dictionary<string, string> Settings(string file) =>
        File.ReadAllLines(file).Where(l => l.Contains('=') && l[0] != '#').Select(l => l.Split('=', 2)).GroupBy(p => p[0]).ToDictionary(g => g.Key, g => g.First()[1]);

    private static async Task<(int Exit, string Said)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    private static string Deploy(string name) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Host)!, "../../../deploy", name));
}
