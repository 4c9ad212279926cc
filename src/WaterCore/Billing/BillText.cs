using System.Globalization;
using System.Text;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>Says how a bill came about in words and numbers that a customer understands.</summary>
public static class BillText
{
    /// <summary>All lines of a bill with their derivation, and the total.</summary>
    public static string Explain(CalculatedBill bill, Language language)
    {
        var text = new StringBuilder();
        var several = bill.Lines.Select(l => l.UseClass).Distinct().Count() > 1;
        foreach (var fact in Facts(bill, language == Language.Chinese)) text.Append(fact).Append('\n');
        foreach (var line in bill.Lines)
        {
            text.Append(line.Name.In(language)).Append(several ? $" ({bill.Tariff.Classes[line.UseClass].Name.In(language)})" : "").Append("  ").Append(line.Amount).Append('\n');
            text.Append("    ").Append(Explain(line, bill, language)).Append('\n');
        }
        return text.Append(language == Language.Chinese ? "合计" : "Total").Append("  ").Append(bill.Total).Append('\n').ToString();
    }

    /// <summary>How one line came about, on one line of text.</summary>
    public static string Explain(BillLine line, CalculatedBill bill, Language language)
    {
        var zh = language == Language.Chinese;
        var d = line.Derivation;
        var text = new StringBuilder();
        if (d.Steps.Count == 0) text.Append(zh ? "未用水" : "no usage");
        for (var i = 0; i < d.Steps.Count; i++) text.Append(i == 0 ? "" : " + ").Append(Step(d.Steps[i], bill, d.Formula, zh));
        if (d.Steps.Count > 1 || Rational.Of(line.Amount.ToDecimal()) != d.Exact) text.Append(" = ").Append(Number(d.Exact));
        if (Rational.Of(line.Amount.ToDecimal()) != d.Exact) text.Append(Rounded(d.Rounding, line.Amount, zh));
        if (d.Clause.Length > 0) text.Append(zh ? $"（依据{d.Clause}）" : $" ({d.Clause})");
        return text.ToString();
    }

    // What holds for the whole bill: the volume charged, the running year, the uses of the meter.
    private static IEnumerable<string> Facts(CalculatedBill bill, bool zh)
    {
        var unit = bill.Tariff.Unit.Display;
        string Of(long thousandths) => new Volume(thousandths, bill.Tariff.Unit).ToNumberString();
        if (bill.Tariff.WholeUnits)
            yield return zh
                ? $"本期用量 {Of(bill.Case.Usage.Thousandths)} {unit}，上期结转 {Of(bill.Case.Carried.Fraction)} {unit}，计费 {bill.Billed}，结转下期 {Of(bill.Carried.Fraction)} {unit}"
                : $"used {Of(bill.Case.Usage.Thousandths)} {unit}, carried in {Of(bill.Case.Carried.Fraction)} {unit}, billed {bill.Billed}, carried on {Of(bill.Carried.Fraction)} {unit}";
        if (bill.Carried.YearFrom is { } year)
        {
            var from = NodaTime.Text.LocalDatePattern.Iso.Format(year);
            yield return zh ? $"阶梯年度自 {from} 起累计用量 {Of(bill.Carried.YearToDate)} {unit}" : $"in the tier year from {from}: {Of(bill.Carried.YearToDate)} {unit} so far";
        }
        if (bill.Case.Uses.Count > 0)
        {
            var uses = string.Join(zh ? "、" : ", ", bill.Case.Uses.Select(u => $"{bill.Tariff.Classes[u.UseClass].Name.In(zh ? Language.Chinese : Language.English)} {u.Share}"));
            yield return (zh, bill.Tariff.MixedUse) switch
            {
                (true, MixedUse.Highest) => $"混合用水，按最高一类计收：{uses}",
                (true, _) => $"混合用水，按约定比例计收：{uses}",
                (false, MixedUse.Highest) => $"several uses on one meter, billed as the highest: {uses}",
                _ => $"several uses on one meter, billed by agreed shares: {uses}",
            };
        }
    }

    private static string Step(DerivationStep step, CalculatedBill bill, Formula? formula, bool zh)
    {
        var unit = bill.Tariff.Unit.Display;
        string quantity = Number(step.Quantity), price = Price(step.Price), amount = Number(step.Amount);
        return step.Kind switch
        {
            StepKind.Flat => $"{quantity} {unit} × {price} = {amount}",
            StepKind.Block => zh ? $"第{step.Block}级 {quantity} {unit} × {price} = {amount}" : $"block {step.Block}: {quantity} {unit} × {price} = {amount}",
            StepKind.Months => zh ? $"{quantity} 个月 × {price} = {amount}" : $"{quantity} months × {price} = {amount}",
            StepKind.Reduced => zh
                ? $"{(step.Block > 0 ? $"第{step.Block}级 " : "")}减免 {quantity} {unit} × {price} = {amount}"
                : $"{(step.Block > 0 ? $"block {step.Block}, " : "")}reduced: {quantity} {unit} × {price} = {amount}",
            StepKind.LeastVolume => zh ? $"底度补足 {quantity} {unit} × {price} = {amount}" : $"up to the least volume: {quantity} {unit} × {price} = {amount}",
            StepKind.Days => zh ? $"{quantity} 天 × {price} = {amount}" : $"{quantity} days × {price} = {amount}",
            StepKind.Band => zh ? $"定额第{step.Block}档 {quantity} {unit} × {price} = {amount}" : $"quota band {step.Block}: {quantity} {unit} × {price} = {amount}",
            StepKind.Lacking => zh ? $"补足最低收费 {price}" : $"{price} up to the least amount",
            StepKind.Once when step.Quantity != Rational.One => zh ? $"{quantity} 期 × {price} = {amount}" : $"{quantity} of a bill × {price} = {amount}",
            StepKind.Once => zh ? $"每期 {price}" : $"{price} a bill",
            StepKind.Units => $"{quantity} × {price} = {amount}",
            StepKind.Percent => zh ? $"{quantity} 的 {Number(step.Price * Rational.Of(100))}% = {amount}" : $"{Number(step.Price * Rational.Of(100))} % of {quantity} = {amount}",
            _ => $"{formula} = {amount}",
        };
    }

    private static string Rounded(Rounding rounding, Money amount, bool zh) => (rounding.Scope, zh) switch
    {
        (RoundingScope.Line, true) => $"，取 {amount.ToAmountString()}",
        (RoundingScope.Line, false) => $", rounded to {amount.ToAmountString()}",
        (_, true) => $"，按合计取整分摊为 {amount.ToAmountString()}",
        _ => $", {amount.ToAmountString()} after the total is rounded and shared",
    };

    private static string Price(Rational price) => price.IsWhole || price.Denominator <= 100
        ? ((decimal)price.Numerator / (decimal)price.Denominator).ToString("0.00####", CultureInfo.InvariantCulture)
        : price.ToString();

    private static string Number(Rational value) => value.ToString();
}
