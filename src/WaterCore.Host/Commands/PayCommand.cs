using System.CommandLine;
using WaterCore.Operations;
using WaterCore.Organization;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>pay</c>: takes a payment.</summary>
internal static class PayCommand
{
    public static Command Create()
    {
        var account = new Argument<string>("ACCOUNT") { Description = "The account's number" };
        var amount = new Argument<string>("AMOUNT") { Description = "How much, such as 128.50" };
        var channel = new Option<string>("--channel") { Description = "Where it comes from: counter, bank, web ...", HelpName = "NAME", DefaultValueFactory = _ => "counter" };
        var reference = new Option<string>("--reference") { Description = "The channel's own number of it; the same number again is the same payment", HelpName = "NUMBER", Required = true };
        var tender = new Option<string>("--tender") { Description = "cash, card, transfer ...", HelpName = "NAME", DefaultValueFactory = _ => "cash" };
        var drawer = new Option<string>("--drawer") { Description = "The cash drawer", HelpName = "NAME", DefaultValueFactory = _ => "1" };
        var branch = new Option<string>("--branch") { Description = "The branch whose receipt it gets", HelpName = "NAME", DefaultValueFactory = _ => "main" };
        var bills = new Option<string[]>("--bill") { Description = "A bill that it pays first of all, such as a disputed one; may be given again", HelpName = "BILL" };
        Option<string> who = Operator();
        Option<bool> json = Json();
        var command = new Command("pay", "Take a payment; it pays what is open, the oldest first, and the rest waits as credit") { account, amount, channel, reference, tender, drawer, branch, bills, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var taken = (await session.Get<PaymentDesk>().TakeAsync(new PaymentRequest
            {
                Account = parsed.GetRequiredValue(account), Amount = Amount(parsed.GetRequiredValue(amount), session.Get<Utility>().Currency),
                Channel = parsed.GetValue(channel)!, Reference = parsed.GetRequiredValue(reference), Tender = parsed.GetValue(tender)!, Drawer = parsed.GetValue(drawer), Branch = parsed.GetValue(branch)!, Bills = parsed.GetValue(bills) ?? [],
            }, Actor(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(json))
                Screen.Json(new
                {
                    entry = taken.Entry.Value, receipt = taken.Receipt.ToString(), amount = taken.Amount.ToAmountString(), allocated = taken.Allocated.ToAmountString(),
                    advance = taken.Advance.ToAmountString(), balance = taken.Balance.ToAmountString(), currency = taken.Amount.Currency.Code, repeated = taken.Repeated,
                });
            else
                Screen.Pairs(
                [
                    .. taken.Repeated ? [("taken before", "this very payment counts once")] : Array.Empty<(string, string)>(),
                    ("receipt", taken.Receipt.ToString()), ("entry", taken.Entry.ToString()), ("amount", Screen.Amount(taken.Amount)), ("paid charges", Screen.Amount(taken.Allocated)),
                    ("waits as credit", Screen.Amount(taken.Advance)), ("balance", Screen.Amount(taken.Balance)),
                ]);
            return ExitCode.Done;
        });
        return command;
    }
}
