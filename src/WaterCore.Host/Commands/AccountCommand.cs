using System.CommandLine;
using WaterCore.Operations;
using WaterCore.Receivables;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>account</c>: an account's statement.</summary>
internal static class AccountCommand
{
    public static Command Create()
    {
        var account = new Argument<string>("ACCOUNT") { Description = "The account's number" };
        var from = new Option<string?>("--from") { Description = "The first day (default: the account's first)", HelpName = "DAY" };
        Option<string?> on = On("The last day: the statement as it stood then (default: today)");
        var language = new Option<string>("--language") { Description = "zh or en", HelpName = "LANGUAGE", DefaultValueFactory = _ => "en" };
        language.AcceptOnlyFromAmong("zh", "en");
        Option<bool> json = Json();
        var command = new Command("account", "Print an account's statement on any day: bills, payments, charges, what is open") { account, from, on, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (first, last) = (Day("--from", parsed.GetValue(from)), Day("--on", parsed.GetValue(on)));
            if (first > last) throw new BadUseException("--from is after --on; exchange them.");
            var statement = (await session.Get<AccountDesk>().StatementAsync(parsed.GetRequiredValue(account), first, last, cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(json)) WriteJson(statement);
            else Print(statement, parsed.GetValue(language) == "zh");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(AccountStatement s, bool zh)
    {
        Screen.Pairs((zh ? "户号" : "Account", s.Account.Number), (zh ? "户名" : "Customer", s.Customer.Name), (zh ? "期间" : "Days", $"{Iso(s.Days.From)} – {Iso(s.Days.To.PlusDays(-1))}"));
        Console.Out.WriteLine();
        Screen.Table(
            [zh ? "日期" : "day", zh ? "事项" : "what", zh ? "金额" : "amount", zh ? "余额" : "balance"],
            [
                [Iso(s.Days.From), zh ? "期初" : "opening", "", s.Opening.ToAmountString()],
                .. s.Lines.Select(l => (IReadOnlyList<string>)[Iso(l.Day), What(l, s, zh), l.Amount.ToAmountString(), l.Balance.ToAmountString()]),
            ]);
        Console.Out.WriteLine();
        if (s.Open.Count > 0)
        {
            Screen.Table(
                [zh ? "未缴" : "open", zh ? "到期日" : "due", zh ? "金额" : "total", zh ? "欠费" : "open"],
                s.Open.Select(o => (IReadOnlyList<string>)[Name(o.Charge.Charge.Bill, o.Charge.Charge.Entry?.Value, s), Iso(o.Due), o.Charge.Total.ToAmountString(), o.Charge.Open.ToAmountString()]));
            Console.Out.WriteLine();
        }
        if (s.Deposit.Minor != 0) Screen.Pairs((zh ? "押金" : "Deposit", Screen.Amount(s.Deposit)));
        Screen.Pairs((zh ? "预存" : "Credit", Screen.Amount(s.Advance)), (zh ? "应收余额" : "Balance", Screen.Amount(s.Balance)));
    }

    private static void WriteJson(AccountStatement s) => Screen.Json(new
    {
        account = s.Account.Number, name = s.Customer.Name, from = Iso(s.Days.From), to = Iso(s.Days.To), opening = s.Opening.ToAmountString(),
        lines = s.Lines.Select(l => new
        {
            day = Iso(l.Day), what = l.What, entry = l.Entry?.Id.Value, corrects = l.Entry?.Corrects?.Value, bill = l.Bill is { } b ? Name(b, null, s) : null, amount = l.Amount.ToAmountString(), balance = l.Balance.ToAmountString(),
            receipt = Paid(l, s)?.Receipt.ToString(), channel = Paid(l, s)?.Channel, reference = Paid(l, s)?.Reference, reason = l.Entry?.Reason,
        }),
        open = s.Open.Select(o => new { charge = Name(o.Charge.Charge.Bill, o.Charge.Charge.Entry?.Value, s), due = Iso(o.Due), total = o.Charge.Total.ToAmountString(), open = o.Charge.Open.ToAmountString() }),
        deposit = s.Deposit.ToAmountString(), advance = s.Advance.ToAmountString(), balance = s.Balance.ToAmountString(), currency = s.Balance.Currency.Code,
    });

    private static Payment? Paid(StatementLine line, AccountStatement s) => line.Entry is { Kind: EntryKind.Payment } e ? s.Payments[e.Id] : null;

    private static string Name(Billing.BillKey? bill, long? entry, AccountStatement s) => bill is { } b
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{s.Account.Number}-{b.From:yyyyMMdd}{(b.Revision > 0 ? $"r{b.Revision}" : "")}")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"entry {entry}");

    private static string What(StatementLine line, AccountStatement s, bool zh)
    {
        var word = (line.What, zh) switch
        {
            ("bill", true) => "账单", ("bill-cancelled", true) => "账单作废", ("payment", true) => "缴费", ("late-charge", true) => "违约金", ("adjustment", true) => "调整",
            ("refund", true) => "退款", ("reversal", true) => "冲正", ("write-off", true) => "坏账核销", var (what, _) => what,
        };
        if (line.Entry is { Ledger: AccountHistory.DepositLedger, Amount.Minor: var moved }) word = (moved > 0, zh) switch { (true, true) => "转入押金", (true, false) => "to the deposit", (_, true) => "押金转出", _ => "from the deposit" };
        var more = line.Entry is { } e ? $" {e.Id}" : "";
        if (line.Bill is { } bill) more += $" {Name(bill, null, s)}";
        if (line.Entry?.Corrects is { } corrects) more += $" → {corrects}";
        return word + more + (Paid(line, s) is { } p ? $" {PaymentChannels.NameOf(p.Channel).In(zh ? Language.Chinese : Language.English)} {p.Reference}" : "");
    }
}
