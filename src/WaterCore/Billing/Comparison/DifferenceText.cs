using System.Globalization;
using NodaTime;
using NodaTime.Text;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>The facts behind the parts of a difference, in both languages.</summary>
internal static class DifferenceText
{
    public static string Signed(Money amount) => $"{Math.Abs(amount.ToDecimal()).ToString($"F{amount.Currency.MinorDigits}", CultureInfo.InvariantCulture)} {amount.Currency.Code}";

    /// <summary>One or more facts and what they come to.</summary>
    public static Wording Sentence(IReadOnlyList<Wording> facts, Money amount)
    {
        var more = amount.Minor > 0;
        return new(
            $"{string.Join("；", facts.Select(f => f.Zh).Where(f => f.Length > 0))}，{(more ? "多" : "少")} {Signed(amount)}。",
            Capital($"{string.Join("; ", facts.Select(f => f.En).Where(f => f.Length > 0))}: {Signed(amount)} {(more ? "more" : "less")}."));
    }

    public static Wording UseClass(CalculatedBill before, CalculatedBill after) => new(
        $"用水性质由{Classes(before, Language.Chinese)}变为{Classes(after, Language.Chinese)}", $"the use class changed from {Classes(before, Language.English)} to {Classes(after, Language.English)}");

    public static Wording Household(BillingCase before, BillingCase after) => new(
        $"登记人口由{People(before, "未登记")}变为{People(after, "未登记")}", $"the registered persons changed from {People(before, "none")} to {People(after, "none")}");

    public static Wording OneOff(CalculatedBill before, CalculatedBill after)
    {
        // Attributes can be asked for, not listed; the tariff says which it reads.
        var names = Names(before.Tariff, before.Case.UseClass).Concat(Names(after.Tariff, after.Case.UseClass)).Append("waiver").Distinct()
            .Where(n => before.Case.Attributes.Find(n) != after.Case.Attributes.Find(n)).Order(StringComparer.Ordinal).ToList();
        if (names.Count == 0) return new("", "");
        return new(
            $"本期一次性或约定事项变动（{string.Join("、", names.Select(n => $"{n}：{before.Case.Attributes.Find(n) ?? "无"} → {after.Case.Attributes.Find(n) ?? "无"}"))}）",
            $"facts of this bill alone changed ({string.Join(", ", names.Select(n => $"{n}: {before.Case.Attributes.Find(n) ?? "none"} to {after.Case.Attributes.Find(n) ?? "none"}"))})");
    }

    public static Wording Price(CalculatedBill before, CalculatedBill after)
    {
        if (before.Tariff.Code != after.Tariff.Code)
            return new($"水价由{before.Tariff.Name.Zh}变为{after.Tariff.Name.Zh}", $"the tariff changed from {before.Tariff.Name.En} to {after.Tariff.Name.En}");
        return Day(before.Case) is { } was && Day(after.Case) is { } now
            ? new($"水价调整（{was} 与 {now} 的价格不同）", $"the prices of {now} are not those of {was}")
            : new("水价调整", "the prices changed");
    }

    public static Wording Days(CalculatedBill before, CalculatedBill after)
    {
        if (before.Case.Days is { } was && after.Case.Days is { } now)
            return was.Days == now.Days && before.Months == after.Months
                ? new("计费日期所在月份不同", "the days billed lie in other months")
                : new($"本期计费 {now.Days} 天，上期 {was.Days} 天，按同样的日用水量", $"{now.Days} days were billed, {was.Days} before, at the same use a day");
        return new($"本期计费 {after.Months} 个月，上期 {before.Months} 个月，按同样的月用水量", $"{after.Months} months were billed, {before.Months} before, at the same use a month");
    }

    public static Wording Volume(CalculatedBill sameUse, CalculatedBill after, Volume before)
    {
        var more = after.Billed.Thousandths - sameUse.Billed.Thousandths;
        var unit = after.Tariff.Unit;
        Volume off = new(Math.Abs(more), unit);
        return new(
            $"用水量 {after.Billed}，上期 {before}；按天数折算后{(more >= 0 ? "多用" : "少用")} {off}，按第一级价格",
            $"{after.Billed} were used, {before} before: {off} {(more >= 0 ? "more" : "less")} than the same use a day, at the price of the first block");
    }

    public static Wording Block(CalculatedBill before, CalculatedBill after)
    {
        int was = Highest(before), now = Highest(after);
        return now > was
            ? new($"用水量进入第{now}级（上期至第{was}级）", $"the usage reached block {now}, block {was} before")
            : now < was ? new($"用水量只到第{now}级（上期至第{was}级）", $"the usage reached block {now} only, block {was} before")
            : new("高级别价格的水量不同，含阶梯年度累计与取整", "another part of it is at the dearer prices, the running year and the rounding of lines included");
    }

    /// <summary>The highest block or band that a bill reached; 1 where it has none.</summary>
    public static int Highest(CalculatedBill bill) => bill.Lines.SelectMany(l => l.Derivation.Steps).Select(s => s.Block).Append(1).Max();

    private static string Classes(CalculatedBill bill, Language language) => bill.Case.Uses.Count == 0
        ? bill.Tariff.Classes[bill.Case.UseClass].Name.In(language)
        : string.Join(language == Language.Chinese ? "、" : ", ", bill.Case.Uses.Select(u => $"{bill.Tariff.Classes[u.UseClass].Name.In(language)} {u.Share}"));

    private static string People(BillingCase one, string none) => one.Households.Count > 0
        ? string.Join(", ", one.Households.Select(h => $"{h.Persons} ({LocalDatePattern.Iso.Format(h.RegisteredOn)})"))
        : one.Persons?.ToString(CultureInfo.InvariantCulture) ?? none;

    private static string? Day(BillingCase one) => (one.On ?? one.Days?.To) is { } day ? LocalDatePattern.Iso.Format(day) : null;

    private static IEnumerable<string> Names(Tariff tariff, string useClass) => !tariff.Classes.TryGetValue(useClass, out var found) ? []
        : found.Charges.SelectMany(c => c.Tables.SelectMany(t => t.By).Concat(c switch
        {
            FixedCharge { Times: { } times } => [times],
            QuotaCharge quota => [quota.Quota],
            FormulaCharge => found.Parts.Values.SelectMany(p => p.Names),
            _ => Array.Empty<string>(),
        }));

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
