using System.Globalization;
using WaterCore.Billing;
using WaterCore.Host.Plots;

namespace WaterCore.Host.Commands;

/// <summary>A simulation as tables, or as JSON.</summary>
internal static class SimulationText
{
    public static void Print(SimulationResult result, int most, Language language, TimeSpan read, TimeSpan took)
    {
        var zh = language == Language.Chinese;
        foreach (var table in TariffTables.Simulation(result, most, language))
        {
            Console.Out.WriteLine();
            Screen.Table(table);
        }
        Console.Out.WriteLine();
        if (TariffTables.Neutral(result, language) is { Count: > 0 } neutral) Screen.Pairs([.. neutral]);
        Screen.Pairs((zh ? "读取" : "reading the base", $"{read.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture)} s"), (zh ? "模拟" : "simulating", $"{took.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture)} s"));
    }

    /// <summary>The result as JSON has it, for the command line and the API.</summary>
    public static object Answer(SimulationResult result, int most, TimeSpan? took = null) => new
    {
        bills = result.Bills, currency = result.Before.Currency.Code, unit = result.Before.Unit.Code, before = result.RevenueBefore.ToAmountString(), after = result.RevenueAfter.ToAmountString(),
        neutralFactor = result.Neutral?.Value, revenueAtFactor = result.Neutral?.Revenue?.ToAmountString(), refused = result.Refused,
        classes = result.Classes.Select(c => new { name = c.UseClass, c.Bills, volume = c.Volume / 1000m, before = c.Before.ToAmountString(), after = c.After.ToAmountString(), c.PayMore, c.PayLess }),
        blocksBefore = result.BlocksBefore.Select(Block), blocksAfter = result.BlocksAfter.Select(Block),
        deciles = result.Deciles.Select(d => new { d.Number, d.Bills, highest = d.Highest.ToAmountString(), volume = d.Volume / 1000m, before = d.Before.ToAmountString(), after = d.After.ToAmountString(), d.PayMore }),
        largest = result.Largest(most).Select(c => new { c.Account, name = c.UseClass, usage = c.Usage.ToNumberString(), before = c.Before.ToAmountString(), after = c.After.ToAmountString(), difference = c.Difference.ToAmountString() }),
        seconds = took is { } time ? Math.Round(time.TotalSeconds, 3) : (double?)null,
    };

    private static object Block(BlockRevenue b) => new { name = b.UseClass, b.Charge, b.Block, volume = b.Volume / 1000m, revenue = TariffPlots.Decimal(b.Revenue) };
}
