using System.Globalization;
using System.Text;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>Says how a bill came about in words and numbers that a customer understands.</summary>
public static class BillText
{
    /// <summary>All lines of a bill with their derivation, and the total.</summary>
    public static string Explain(CalculatedBill bill, Language language)
    {
        var text = new StringBuilder();
        foreach (var line in bill.Lines)
        {
            text.Append(line.Name.In(language)).Append("  ").Append(line.Amount).Append('\n');
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

    private static string Step(DerivationStep step, CalculatedBill bill, Tariffs.Formula? formula, bool zh)
    {
        var unit = bill.Tariff.Unit.Display;
        string quantity = Number(step.Quantity), price = Price(step.Price), amount = Number(step.Amount);
        return step.Kind switch
        {
            StepKind.Flat => $"{quantity} {unit} × {price} = {amount}",
            StepKind.Block => zh ? $"第{step.Block}级 {quantity} {unit} × {price} = {amount}" : $"block {step.Block}: {quantity} {unit} × {price} = {amount}",
            StepKind.Months => zh ? $"{quantity} 个月 × {price} = {amount}" : $"{quantity} months × {price} = {amount}",
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
