using WaterCore.Host.Plugins;

// Exit codes: 0 done, 2 bad use, 78 cannot start (EX_CONFIG of sysexits.h).
const int badUse = 2, cannotStart = 78;

if (args is not (["plugins"] or ["plugins", "--json"]))
{
    Console.Error.WriteLine("Usage: watercore plugins [--json]");
    return badUse;
}

IConfiguration configuration;
try
{
    configuration = new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .Build();
}
catch (InvalidDataException trouble)
{
    Console.Error.WriteLine($"{trouble.Message} {trouble.InnerException?.InnerException?.Message ?? trouble.InnerException?.Message}");
    return cannotStart;
}

var report = PluginHost.Load(configuration, AppContext.BaseDirectory, new ServiceCollection());
if (args.Contains("--json")) PluginTable.WriteJson(report, Console.Out);
else PluginTable.Write(report, Console.Out);
foreach (var blocker in report.Blockers) Console.Error.WriteLine(blocker);
return report.Blockers.Count == 0 ? 0 : cannotStart;
