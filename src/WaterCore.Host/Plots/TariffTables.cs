using System.Globalization;
using WaterCore.Billing;
using WaterCore.Documents;

namespace WaterCore.Host.Plots;

/// <summary>The difference of two tariffs and what it would do to the base, as tables: the same on the screen, on a page and in a file.</summary>
internal static class TariffTables
{
    /// <summary>For each class and range of usage, who pays more under which, and by how much.</summary>
    public static SheetTable Difference(IReadOnlyList<TariffDifference> differences, Language language)
    {
        var zh = language == Language.Chinese;
        var rows = new List<SheetRow>();
        foreach (var d in differences)
        {
            var name = d.Before.Classes[d.Case.UseClass].Name.In(language);
            foreach (var p in d.Pieces)
            {
                var range = p.To is { } to ? $"{Number(p.From)} – {Number(to)}" : zh ? $"{Number(p.From)} 以上" : $"above {Number(p.From)}";
                var who = p.Sign switch { 0 => zh ? "相同" : "equal", > 0 => zh ? "新价高" : "new costs more", _ => zh ? "现价高" : "old costs more" };
                rows.Add(Row(name, $"{range} {d.Before.Unit.Display}", who, Signed(p.AtFrom), Signed(p.PerUnit), p.To is { } end ? Signed(p.At(end)) : "…"));
                name = "";
            }
        }
        return Table("", zh ? ["用水性质", "每期用量", "谁更贵", "起点差额", "每多一单位", "终点差额"] : ["class", "usage a bill", "who pays more", "at its start", "a further unit", "at its end"], 3, rows);
    }

    /// <summary>Revenue by class and block, the tenths of the bills, who pays how much more, and what was left out.</summary>
    public static IReadOnlyList<SheetTable> Simulation(SimulationResult result, int most, Language language)
    {
        var zh = language == Language.Chinese;
        string Class(string code) => result.Before.Classes.TryGetValue(code, out var c) ? c.Name.In(language) : code;
        var unit = result.Before.Unit.Display;
        List<SheetTable> tables = [ByClass(result, Class, unit, zh), ByBlock(result, Class, unit, zh), Tenths(result, unit, zh)];
        if (result.Largest(most) is { Count: > 0 } largest)
            tables.Add(Table(zh ? "多付最多的账单" : "Who pays how much more", zh ? ["户号", "用水性质", "用量", "现价", "新价", "变动"] : ["account", "class", "usage", "before", "after", "change"], 2,
                largest.Select(c => Row(c.Account, Class(c.UseClass), c.Usage.ToString(), Plain(c.Before), Plain(c.After), Signed(c.Difference)))));
        if (result.Refused.Count > 0)
            tables.Add(Table(zh ? "未计入（原因）" : "Left out, by reason", [zh ? "原因" : "reason", zh ? "账单" : "bills"], 1,
                result.Refused.OrderByDescending(r => r.Value).Take(20).Select(r => Row(r.Key, Count(r.Value)))));
        return tables;
    }

    /// <summary>The factor by which all new prices would keep the revenue, and the revenue at it; empty when there is none.</summary>
    public static IReadOnlyList<(string Name, string Value)> Neutral(SimulationResult result, Language language)
    {
        var zh = language == Language.Chinese;
        if (result.Neutral is not { } neutral) return [];
        return
        [
            (zh ? "收入不变系数" : "factor that keeps the revenue", neutral.Value.ToString("0.######", CultureInfo.InvariantCulture)),
            (zh ? "按此系数的收入" : "revenue at that factor", neutral.Revenue is { } revenue ? $"{Plain(revenue)} {revenue.Currency} ({Signed(revenue - result.RevenueBefore)})"
                : zh ? "公式水价，未逐价复算" : "not billed: the prices of formulas cannot be scaled one by one"),
        ];
    }

    private static SheetTable ByClass(SimulationResult result, Func<string, string> name, string unit, bool zh) => Table(
        zh ? "各类用水性质的收入" : "Revenue by class",
        zh ? ["用水性质", "账单", $"用量 {unit}", "现价", "新价", "变动", "变动 %", "多付户次", "少付户次"] : ["class", "bills", $"usage {unit}", "before", "after", "change", "%", "pay more", "pay less"], 1,
        result.Classes.Select(c => Row(name(c.UseClass), Count(c.Bills), Volume(c.Volume), Plain(c.Before), Plain(c.After), Signed(c.After - c.Before), Percent(c.Before, c.After), Count(c.PayMore), Count(c.PayLess)))) with
    {
        Total = Row(zh ? "合计" : "all", Count(result.Bills), Volume(result.Classes.Sum(c => c.Volume)), Plain(result.RevenueBefore), Plain(result.RevenueAfter), Signed(result.RevenueAfter - result.RevenueBefore),
            Percent(result.RevenueBefore, result.RevenueAfter), Count(result.Classes.Sum(c => c.PayMore)), Count(result.Classes.Sum(c => c.PayLess))),
    };

    private static SheetTable ByBlock(SimulationResult result, Func<string, string> name, string unit, bool zh)
    {
        var blocks = result.BlocksBefore.Select(b => (b.UseClass, b.Charge, b.Block)).Union(result.BlocksAfter.Select(b => (b.UseClass, b.Charge, b.Block))).ToList();
        return Table(
            zh ? "各级阶梯的收入" : "Revenue by block",
            zh ? ["用水性质", "费用", "级", $"现水量 {unit}", "现收入", $"新水量 {unit}", "新收入"] : ["class", "charge", "block", $"volume before {unit}", "revenue before", $"volume after {unit}", "revenue after"], 2,
            blocks.Select(k => (Key: k, Old: Find(result.BlocksBefore, k), New: Find(result.BlocksAfter, k))).Select(r => Row(
                name(r.Key.UseClass), r.Key.Charge, r.Key.Block == 0 ? "" : r.Key.Block.ToString(CultureInfo.InvariantCulture), Volume(r.Old?.Volume ?? 0), Amount(r.Old), Volume(r.New?.Volume ?? 0), Amount(r.New))));
    }

    private static SheetTable Tenths(SimulationResult result, string unit, bool zh) => Table(
        zh ? "按现行账单由小到大分十组" : "Tenths of the bills, the smallest first",
        zh ? ["组", "账单", "现最高账单", $"平均用量 {unit}", "现平均", "新平均", "变动 %", "多付户次"] : ["tenth", "bills", "highest before", $"mean usage {unit}", "mean before", "mean after", "%", "pay more"], 1,
        result.Deciles.Select(d => Row(d.Number.ToString(CultureInfo.InvariantCulture), Count(d.Bills), Plain(d.Highest), Mean(d.Volume / 1000m, d.Bills), Mean(d.Before.ToDecimal(), d.Bills), Mean(d.After.ToDecimal(), d.Bills),
            Percent(d.Before, d.After), Count(d.PayMore))));

    private static SheetTable Table(string title, IReadOnlyList<string> columns, int numbersFrom, IEnumerable<SheetRow> rows) =>
        new() { Title = title, Columns = [.. columns.Select((c, i) => new SheetColumn(c, 0, i >= numbersFrom))], Rows = [.. rows] };

    private static SheetRow Row(params string[] cells) => new([.. cells.Select(c => Cell.Of(c))]);

    private static BlockRevenue? Find(IReadOnlyList<BlockRevenue> all, (string, string, int) key) => all.FirstOrDefault(b => (b.UseClass, b.Charge, b.Block) == key);

    // Exact where it ends in decimals; a fraction also says about how much.
    private static string Number(Rational value) => value.ToString() is var text && text.Contains('/', StringComparison.Ordinal)
        ? $"{text} (≈{TariffPlots.Decimal(value).ToString("0.###", CultureInfo.InvariantCulture)})" : text;

    private static string Signed(Rational value) => (value > Rational.Zero ? "+" : "") + Number(value);

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Plain(Money money) => money.ToDecimal().ToString("N2", CultureInfo.InvariantCulture);

    private static string Signed(Money money) => money.ToDecimal().ToString("+#,##0.00;-#,##0.00;0.00", CultureInfo.InvariantCulture);

    private static string Amount(BlockRevenue? block) => block is null ? "–" : TariffPlots.Decimal(block.Revenue).ToString("N2", CultureInfo.InvariantCulture);

    private static string Volume(long thousandths) => (thousandths / 1000m).ToString("N0", CultureInfo.InvariantCulture);

    private static string Mean(decimal sum, long of) => of == 0 ? "–" : (sum / of).ToString("N2", CultureInfo.InvariantCulture);

    private static string Percent(Money before, Money after) => before.Minor == 0 ? "–" : ((after.Minor - before.Minor) * 100m / before.Minor).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
}
