using WaterCore.Cluster.Tests;

// At full size, by hand:
//   dotnet run -c Release --project tests/WaterCore.Cluster.Tests -- kills [accounts] [kills]
//   dotnet run -c Release --project tests/WaterCore.Cluster.Tests -- cost [accounts]
int Number(int at, int otherwise) => args.Length > at ? int.Parse(args[at], System.Globalization.CultureInfo.InvariantCulture) : otherwise;
switch (args.FirstOrDefault())
{
    case "kills": await FullSize.KillsAsync(Number(1, 1_000_000), Number(2, 20)); return 0;
    case "cost": await FullSize.CostAsync(Number(1, 300_000)); return 0;
    default:
        Console.Error.WriteLine("Say kills [accounts] [kills], or cost [accounts].");
        return 2;
}
