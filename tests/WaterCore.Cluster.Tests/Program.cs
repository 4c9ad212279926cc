using WaterCore.Cluster.Tests;

// At full size, by hand:
//   dotnet run -c Release --project tests/WaterCore.Cluster.Tests -- kills [accounts] [kills]
//   dotnet run -c Release --project tests/WaterCore.Cluster.Tests -- cost [accounts]
//   dotnet run -c Release --project tests/WaterCore.Cluster.Tests -- sizes [accounts]
//   dotnet run -c Release --project tests/WaterCore.Cluster.Tests -- restarts [browsers] [programs]
int Number(int at, int otherwise) => args.Length > at ? int.Parse(args[at], System.Globalization.CultureInfo.InvariantCulture) : otherwise;
switch (args.FirstOrDefault())
{
    case "kills": await FullSize.KillsAsync(Number(1, 1_000_000), Number(2, 20)); return 0;
    case "cost": await FullSize.CostAsync(Number(1, 300_000)); return 0;
    case "sizes": await FullSize.SizesAsync(Number(1, 100_000)); return 0;
    case "restarts":
        using (var restarts = new RollingRestartTests(new FullSize.Console())) await restarts.RestartAsync(Number(1, 50), Number(2, 50));
        return 0;
    default:
        Console.Error.WriteLine("Say kills [accounts] [kills], cost [accounts], sizes [accounts] or restarts [browsers] [programs].");
        return 2;
}
