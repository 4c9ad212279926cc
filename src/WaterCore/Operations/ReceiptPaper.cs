using NodaTime;
using WaterCore.Customers;
using WaterCore.Documents;
using WaterCore.Organization;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A payment as a receipt: how much, in words too, how it was paid, and which charges it paid.</summary>
internal static class ReceiptPaper
{
    /// <summary>Writes the sheet.</summary>
    /// <param name="payment">The payment.</param>
    /// <param name="entry">Its entry.</param>
    /// <param name="account">The account.</param>
    /// <param name="customer">Who pays.</param>
    /// <param name="address">Where the water goes.</param>
    /// <param name="history">The account's money.</param>
    /// <param name="utility">Who took it.</param>
    /// <param name="language">The language.</param>
    public static Sheet Of(Payment payment, AccountEntry entry, Account account, Customer customer, string address, AccountHistory history, Utility utility, Language language)
    {
        var zh = language == Language.Chinese;
        var amount = -entry.Amount;
        var reversed = history.Entries.Any(e => e.Kind == EntryKind.Reversal && e.Corrects == entry.Id);
        // What it paid in the act that took it, so that the receipt is the same paper whenever it is printed; what later acts made of it, on the same day too, is in the statement.
        var paid = history.Allocations.Where(a => a.Credit == entry.Id && a.At == entry.At && a.Releases is null).Select(a => (a.Charge, a.Amount.Minor)).ToList();
        var rest = new Money(amount.Minor - paid.Sum(p => p.Minor), amount.Currency);
        var rows = paid.Select(p => new SheetRow(Cell.Of(Name(p.Charge, account, history, zh)), Cell.Of(new Money(p.Minor, amount.Currency)))).ToList();
        if (rest.Minor != 0) rows.Add(new SheetRow(Cell.Of(zh ? "预存（留待以后账单）" : "Credit for bills to come"), Cell.Of(rest)));
        List<SheetPart> parts =
        [
            new SheetFacts(
            [
                (zh ? "收据号" : "Receipt", payment.Receipt.ToString()), (zh ? "缴费日期" : "Day", BillPaper.Iso(entry.Day)),
                (zh ? "户号" : "Account", account.Number), (zh ? "户名" : "Customer", customer.Name), (zh ? "用水地址" : "Address", address),
                (zh ? "收款方式" : "Paid by", Tender(payment.Tender).In(language)), (zh ? "渠道流水号" : "Reference", $"{PaymentChannels.NameOf(payment.Channel).In(language)} {payment.Reference}"),
                (zh ? "收款员" : "Taken by", entry.Maker), (zh ? "收费台" : "Drawer", payment.Drawer ?? "–"),
            ]),
            new SheetFigure(zh ? "实收金额" : "Received", BillPaper.Amount(amount, zh), reversed ? zh ? "此笔缴费已冲正，收据作废" : "This payment was reversed; the receipt is void" : zh ? AmountWords.Chinese(amount) : ""),
            new SheetTable
            {
                Columns = [new(zh ? "缴纳项目" : "For", 7), new($"{(zh ? "金额" : "Amount")} ({BillPaper.Unit(amount.Currency, zh)})", 2, true)],
                Rows = rows, Total = new SheetRow(Cell.Of(zh ? "合计" : "Total"), Cell.Of(amount)),
            },
            new SheetNote(zh ? "本收据不作发票使用，请妥善保管。" : "This receipt is no tax invoice; keep it."),
        ];
        return new Sheet { Title = zh ? "水费收据" : "Receipt", Issuer = utility.Name, Number = payment.Receipt.ToString(), Language = language, Parts = parts };
    }

    private static string Name(ChargeRef charge, Account account, AccountHistory history, bool zh)
    {
        if (charge.Bill is { } key)
        {
            var to = history.Bills.FirstOrDefault(b => b.Key == key)?.To;
            var days = to is { } end ? $", {BillPaper.Iso(key.From)} – {BillPaper.Iso(end.PlusDays(-1))}" : "";
            return $"{(zh ? "水费账单" : "Bill")} {BillDesk.NumberOf(key, account)}{days}";
        }
        var kind = history.Entries.FirstOrDefault(e => e.Id == charge.Entry)?.Kind;
        return kind == EntryKind.LateCharge ? zh ? "违约金" : "Late-payment charge" : zh ? "调整" : "Adjustment";
    }

    private static Wording Tender(string tender) => tender switch
    {
        "cash" => new("现金", "cash"), "card" => new("银行卡", "card"), "transfer" => new("转账", "transfer"), "debit" or "bank-debit" => new("银行代扣", "direct debit"),
        _ => Wording.Same(tender),
    };
}
