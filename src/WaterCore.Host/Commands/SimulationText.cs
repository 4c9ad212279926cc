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
        string Class(string code) => result.Before.Classes.TryGetValue(code, out var c) ? c.Name.In(language) : code;
        var unit = result.Before.Unit.Display;
        Title(zh ? "各类用水性质的收入" : "Revenue by class");
        Screen.Table(zh ? ["用水性质", "账单", $"用量 {unit}", "现价", "新价", "变动", "变动 %", "多付户次", "少付户次"] : ["class", "bills", $"usage {unit}", "before", "after", "change", "%", "pay more", "pay less"],
            result.Classes.Select(c => (IReadOnlyList<string>)[Class(c.UseClass), Screen.Number(c.Bills), Volume(c.Volume), Plain(c.Before), Plain(c.After), Signed(c.After - c.Before), Percent(c.Before, c.After), Screen.Number(c.PayMore), Screen.Number(c.PayLess)])
            .Append([zh ? "合计" : "all", Screen.Number(result.Bills), Volume(result.Classes.Sum(c => c.Volume)), Plain(result.RevenueBefore), Plain(result.RevenueAfter), Signed(result.RevenueAfter - result.RevenueBefore), Percent(result.RevenueBefore, result.RevenueAfter), Screen.Number(result.Classes.Sum(c => c.PayMore)), Screen.Number(result.Classes.Sum(c => c.PayLess))]));
        Title(zh ? "各级阶梯的收入" : "Revenue by block");
        var blocks = result.BlocksBefore.Select(b => (b.UseClass, b.Charge, b.Block)).Union(result.BlocksAfter.Select(b => (b.UseClass, b.Charge, b.Block))).ToList();
        Screen.Table(zh ? ["用水性质", "费用", "级", $"现水量 {unit}", "现收入", $"新水量 {unit}", "新收入"] : ["class", "charge", "block", $"volume before {unit}", "revenue before", $"volume after {unit}", "revenue after"],
            blocks.Select(k => (Key: k, Old: Find(result.BlocksBefore, k), New: Find(result.BlocksAfter, k))).Select(r => (IReadOnlyList<string>)
                [Class(r.Key.UseClass), r.Key.Charge, r.Key.Block == 0 ? "" : r.Key.Block.ToString(CultureInfo.InvariantCulture), Volume(r.Old?.Volume ?? 0), Amount(r.Old), Volume(r.New?.Volume ?? 0), Amount(r.New)]));
        Title(zh ? "按现行账单由小到大分十组" : "Tenths of the bills, the smallest first");
        Screen.Table(zh ? ["组", "账单", "现最高账单", $"平均用量 {unit}", "现平均", "新平均", "变动 %", "多付户次"] : ["tenth", "bills", "highest before", $"mean usage {unit}", "mean before", "mean after", "%", "pay more"],
            result.Deciles.Select(d => (IReadOnlyList<string>)[d.Number.ToString(CultureInfo.InvariantCulture), Screen.Number(d.Bills), Plain(d.Highest), Mean(d.Volume / 1000m, d.Bills), Mean(d.Before.ToDecimal(), d.Bills), Mean(d.After.ToDecimal(), d.Bills), Percent(d.Before, d.After), Screen.Number(d.PayMore)]));
        if (result.Largest(most) is { Count: > 0 } largest)
        {
            Title(zh ? "多付最多的账单" : "Who pays how much more");
            Screen.Table(zh ? ["户号", "用水性质", "用量", "现价", "新价", "变动"] : ["account", "class", "usage", "before", "after", "change"],
                largest.Select(c => (IReadOnlyList<string>)[c.Account, Class(c.UseClass), c.Usage.ToString(), Plain(c.Before), Plain(c.After), Signed(c.Difference)]));
        }
        if (result.Refused.Count > 0)
        {
            Title(zh ? "未计入（原因）" : "Left out, by reason");
            Screen.Table([zh ? "原因" : "reason", zh ? "账单" : "bills"], result.Refused.OrderByDescending(r => r.Value).Take(20).Select(r => (IReadOnlyList<string>)[r.Key, Screen.Number(r.Value)]));
        }
        Console.Out.WriteLine();
        if (result.Neutral is { } neutral)
            Screen.Pairs(
                (zh ? "收入不变系数" : "factor that keeps the revenue", neutral.Value.ToString("0.######", CultureInfo.InvariantCulture)),
                (zh ? "按此系数的收入" : "revenue at that factor", neutral.Revenue is { } revenue ? $"{Screen.Amount(revenue)} ({Signed(revenue - result.RevenueBefore)})" : zh ? "公式水价，未逐价复算" : "not billed: the prices of formulas cannot be scaled one by one"));
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

    private static BlockRevenue? Find(IReadOnlyList<BlockRevenue> all, (string, string, int) key) => all.FirstOrDefault(b => (b.UseClass, b.Charge, b.Block) == key);

    private static void Title(string text) => Console.Out.WriteLine($"{Environment.NewLine}{text}");

    private static string Plain(Money money) => money.ToDecimal().ToString("N2", CultureInfo.InvariantCulture);

    private static string Signed(Money money) => money.ToDecimal().ToString("+#,##0.00;-#,##0.00;0.00", CultureInfo.InvariantCulture);

    private static string Amount(BlockRevenue? block) => block is null ? "–" : TariffPlots.Decimal(block.Revenue).ToString("N2", CultureInfo.InvariantCulture);

    private static string Volume(long thousandths) => (thousandths / 1000m).ToString("N0", CultureInfo.InvariantCulture);

    private static string Mean(decimal sum, long of) => of == 0 ? "–" : (sum / of).ToString("N2", CultureInfo.InvariantCulture);

    private static string Percent(Money before, Money after) => before.Minor == 0 ? "–" : ((after.Minor - before.Minor) * 100m / before.Minor).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
}
