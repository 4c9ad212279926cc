using System.Diagnostics;
using WaterCore.Billing;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;
namespace WaterCore.Benchmarks;
internal static partial class Stages
{
    public static async Task LookAsync(IStorage storage, Period cycle, int bills)
    {
        for (var round = 0; round < 2; round++)
        {
            await using var unit = await storage.ReadAsync();
            var start = Stopwatch.GetTimestamp();
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var n = 0;
            (WaterCore.Values.Id<WaterCore.Customers.Account>, WaterCore.Values.Id<WaterCore.Customers.ServicePoint>)? after = null;
            while (await unit.Bills.CandidatesAsync(cycle, after, 5000) is { Count: > 0 } page)
            {
                n += page.Count;
                after = (page[^1].Account.Id, page[^1].Agreement.ServicePoint);
            }
            Console.Error.WriteLine($"  candidates {n} {Stopwatch.GetElapsedTime(start).TotalMicroseconds / n:0.00} us each, cpu {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / n:0.00}");
        }
    }
}
