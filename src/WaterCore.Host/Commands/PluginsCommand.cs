using System.CommandLine;
using WaterCore.Host.Plugins;
using WaterCore.Ports;

namespace WaterCore.Host.Commands;

/// <summary><c>plugins</c>: the table of plugins and their states.</summary>
internal static class PluginsCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        var command = new Command("plugins", "Print every plugin and its state, without opening a database") { json };
        command.SetAction(parsed =>
        {
            // As a verb that prints, and the service, see them: what they use without a section of its own is not "not enabled".
            var report = PluginHost.Load(HostSession.Configure(parsed.GetValue(HostSession.Database), documents: true), AppContext.BaseDirectory, new ServiceCollection());
            if (parsed.GetValue(json)) PluginTable.WriteJson(report, Console.Out);
            else PluginTable.Write(report, Console.Out);
            foreach (var blocker in report.Blockers) Console.Error.WriteLine(blocker);
            return report.Blockers.Count == 0 ? ExitCode.Done : ExitCode.CannotStart;
        });
        return command;
    }
}
