using System.Globalization;
using NodaTime;
using NodaTime.Text;
using WaterCore.Billing;
using WaterCore.Documents;
using WaterCore.Organization;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A bill as a sheet to print: what is to be paid and by when, how it came about, and the usage of the last periods.</summary>
internal static class BillPaper
{
    private const int PlottedBills = 12;

    /// <summary>Writes the sheet.</summary>
    /// <param name="view">The bill with its derivation.</param>
    /// <param name="live">The account's bills at the same service point that are not cancelled, in any order.</param>
    /// <param name="history">The account's money.</param>
    /// <param name="policy">The terms of payment.</param>
    /// <param name="utility">Who issues it.</param>
    /// <param name="today">The day it is printed: what is open is as of its end.</param>
    /// <param name="language">The language.</param>
    public static Sheet Of(BillView view, IEnumerable<Bill> live, AccountHistory history, ReceivablePolicy policy, Utility utility, LocalDate today, Language language)
    {
        var zh = language == Language.Chinese;
        var bill = view.Bill;
        var parts = new List<SheetPart> { new SheetFacts(Facts(view, zh, language)), Due(bill, history, policy, today, zh), Lines(view, zh, language) };
        if (Owed(bill, history, today, zh) is { } owed) parts.Add(owed);
        if (UsagePlot(bill, live, zh) is { } plot) parts.Add(new SheetPlot(plot));
        parts.Add(new SheetNote(zh
            ? "缴费或咨询时请提供户号。每项费用的计算过程印在上表，如有疑问可凭本单申请复核；对水量有异议可申请水表检定。"
            : "Quote the account number when you pay or ask. The table above shows how each charge came about; with this bill you may ask for it to be checked, and for the meter to be tested if you doubt the usage."));
        return new Sheet { Title = zh ? "水费账单" : "Water bill", Issuer = utility.Name, Number = view.Number, Language = language, Parts = parts };
    }

    private static List<(string, string)> Facts(BillView view, bool zh, Language language)
    {
        var bill = view.Bill;
        return
        [
            (zh ? "户号" : "Account", view.Account.Number), (zh ? "账单号" : "Bill", view.Number),
            (zh ? "户名" : "Customer", view.Customer.Name), (zh ? "出账日" : "Issued", Iso(bill.IssuedOn)),
            (zh ? "用水地址" : "Address", view.Address),
            (zh ? "用水性质" : "Use class", view.Calculated.Tariff.Classes[view.Calculated.Case.UseClass].Name.In(language)),
            (zh ? "计费期间" : "Period", $"{Iso(bill.Key.From)} – {Iso(bill.To.PlusDays(-1))} ({bill.Period.Days} {(zh ? "天" : "days")})"),
            (zh ? "水价" : "Tariff", $"{view.Calculated.Tariff.Name.In(language)}, {(zh ? $"第 {bill.TariffRevision} 版" : $"revision {bill.TariffRevision}")}"),
            (zh ? "本期止码" : "Reading", new Volume(bill.ClosingIndex, bill.Usage.Unit).ToNumberString()), (zh ? "用水量" : "Usage", bill.Usage.ToString()),
        ];
    }

    private static SheetFigure Due(Bill bill, AccountHistory history, ReceivablePolicy policy, LocalDate today, bool zh)
    {
        var name = zh ? "本期应缴" : "This bill";
        var amount = Amount(bill.Total, zh);
        if (history.OpenOn(today).FirstOrDefault(c => c.Charge.Bill == bill.Key) is not { } open)
            return new SheetFigure(name, amount, history.Bills.Any(b => b.Key == bill.Key && b.CancelledOn is not null) ? zh ? "此账单已作废，请勿缴纳" : "This bill is cancelled; do not pay it" : zh ? "已缴清" : "Paid in full");
        var due = Iso(policy.DueOn(open));
        return new SheetFigure(name, amount, open.Open == bill.Total
            ? zh ? $"请于 {due} 前缴纳" : $"Please pay by {due}"
            : zh ? $"已缴 {Amount(bill.Total - open.Open, zh)}，尚欠 {Amount(open.Open, zh)}，请于 {due} 前缴纳" : $"{Amount(bill.Total - open.Open, zh)} paid, {Amount(open.Open, zh)} open; please pay by {due}");
    }

    private static SheetTable Lines(BillView view, bool zh, Language language) => new()
    {
        Columns = [new(zh ? "费用项目" : "Charge", 3), new(zh ? "计费过程" : "How it came about", 7), new($"{(zh ? "金额" : "Amount")} ({Unit(view.Bill.Total.Currency, zh)})", 2, true)],
        Rows = [.. view.Calculated.Lines.Select(l => new SheetRow(Cell.Of(l.Name.In(language)), Cell.Of(BillText.Explain(l, view.Calculated, language)), Cell.Of(l.Amount)))],
        Total = new SheetRow(Cell.Of(zh ? "合计" : "Total"), Cell.Of(zh ? AmountWords.Chinese(view.Bill.Total) : ""), Cell.Of(view.Bill.Total)),
    };

    // What else the account owes or has, when there is anything else.
    private static SheetFacts? Owed(Bill bill, AccountHistory history, LocalDate today, bool zh)
    {
        var open = history.OpenOn(today);
        var other = new Money(open.Where(c => c.Charge.Bill != bill.Key).Sum(c => c.Open.Minor), history.Currency);
        var advance = history.AdvanceOn(today);
        if (other.Minor == 0 && advance.Minor == 0) return null;
        var all = new Money(open.Sum(c => c.Open.Minor) - advance.Minor, history.Currency);
        return new SheetFacts(
        [
            (zh ? "其他未缴款项" : "Other open charges", Amount(other, zh)), (zh ? "预存余额" : "Credit", Amount(advance, zh)),
            (zh ? $"截至 {Iso(today)} 账户应缴合计" : $"To pay in all on {Iso(today)}", Amount(all.Minor > 0 ? all : Money.Zero(all.Currency), zh)),
        ]);
    }

    private static Plot? UsagePlot(Bill bill, IEnumerable<Bill> live, bool zh)
    {
        var shown = live.Where(b => b.Key.ServicePoint == bill.Key.ServicePoint && b.Usage.Unit == bill.Usage.Unit && b.To <= bill.To)
            .OrderByDescending(b => b.To).Take(PlottedBills).Reverse().ToList();
        return shown.Count < 2 ? null : new Plot
        {
            Title = zh ? "近期用水量" : "Usage of the last periods", Unit = bill.Usage.Unit.Display, Kind = PlotKind.Bars,
            Labels = [.. shown.Select(b => string.Create(CultureInfo.InvariantCulture, $"{b.To.PlusDays(-1).Year}-{b.To.PlusDays(-1).Month:00}"))],
            Series = [new PlotSeries(zh ? "用水量" : "usage", [.. shown.Select(b => (decimal?)b.Usage.Thousandths / 1000)])],
        };
    }

    /// <summary>An amount as a sheet shows it.</summary>
    internal static string Amount(Money money, bool zh) => $"{Cell.Of(money).Shown} {Unit(money.Currency, zh)}";

    /// <summary>The name of a currency's unit on a sheet.</summary>
    internal static string Unit(Currency currency, bool zh) => zh && currency == Currency.Cny ? "元" : currency.Code;

    /// <summary>A day as a sheet shows it.</summary>
    internal static string Iso(LocalDate day) => LocalDatePattern.Iso.Format(day);
}
