using System.Diagnostics;
using System.Globalization;
using WaterCore.Billing;
using WaterCore.Tariffs;

namespace WaterCore.Benchmarks;

/// <summary>The what-if over a million accounts in memory: the common tariff against one with higher upper blocks; all of the result, its factor among it.</summary>
internal static class SimulateMillion
{
    public static void Run()
    {
        var accounts = new CommonTariff(1_000_000);
        var dearer = TariffFile.Read(CommonTariff.Text.Replace("4.07, 6.07", "4.57, 7.07", StringComparison.Ordinal), "dearer.yaml").Value;
        var bills = new SimulatedBill[accounts.Accounts];
        for (var i = 0; i < bills.Length; i++) bills[i] = new(i.ToString(CultureInfo.InvariantCulture), accounts.Case(i));
        for (var round = 0; round < 5; round++)
        {
            var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            var result = TariffSimulation.Run(new SimulationBase(bills), accounts.Tariff, dearer).Value;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Bills:N0} bills: {watch.Elapsed.TotalSeconds:0.00} s on the clock, {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:0.00} s of processor time; {result.RevenueBefore} to {result.RevenueAfter}, neutral at {result.Neutral!.Value} ({result.Neutral.Revenue})"));
        }
    }
}
