using System.CommandLine;
using WaterCore.Operations;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>deposit</c>: deposits taken, returned, used for what is owed.</summary>
internal static class DepositCommand
{
    public static Command Create() => new("deposit", "Take a deposit (押金), return it, or let it pay what is owed") { Take(), Out("return", "Pay a deposit out again"), Out("use", "Let a deposit pay what is open; the rest waits as credit") };

    private static Command Take()
    {
        DecisionCommands.Draft draft = new("How much, such as 500");
        var tender = new Option<string>("--tender") { Description = "cash, card, transfer ...", HelpName = "NAME", DefaultValueFactory = _ => "cash" };
        var drawer = new Option<string>("--drawer") { Description = "The cash drawer", HelpName = "NAME", DefaultValueFactory = _ => "1" };
        var command = new Command("take", "Take a deposit, with a receipt; it pays no charge by itself") { draft.Account, draft.Amount, draft.Reference, tender, drawer, draft.Who, draft.Json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var amount = Amount(parsed.GetRequiredValue(draft.Amount), session.Get<Organization.Utility>().Currency);
            Print((await session.Get<DepositDesk>().TakeAsync(new PaymentRequest
            {
                Account = parsed.GetRequiredValue(draft.Account), Amount = amount, Channel = "deposit", Reference = parsed.GetRequiredValue(draft.Reference), Tender = parsed.GetValue(tender)!, Drawer = parsed.GetValue(drawer),
            }, Actor(parsed.GetValue(draft.Who)!), cancellationToken).ConfigureAwait(false)).Or(), parsed.GetValue(draft.Json));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Out(string name, string description)
    {
        DecisionCommands.Draft draft = new("How much; at most what is held");
        var command = new Command(name, description) { draft.Account, draft.Amount, draft.Reference, draft.Reason, draft.Approver, draft.Who, draft.Json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (desk, d) = (session.Get<DepositDesk>(), draft.Read(parsed, session));
            Print((name == "return"
                ? await desk.ReturnAsync(d.Account, d.Amount, d.Key, d.Reason, d.Actor, d.Approver, cancellationToken).ConfigureAwait(false)
                : await desk.UseAsync(d.Account, d.Amount, d.Key, d.Reason, d.Actor, d.Approver, cancellationToken).ConfigureAwait(false)).Or(), parsed.GetValue(draft.Json));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(DepositMoved moved, bool json)
    {
        if (json) Screen.Json(new { entry = moved.Entry.Value, receipt = moved.Receipt?.ToString(), amount = moved.Amount.ToAmountString(), held = moved.Held.ToAmountString(), currency = moved.Amount.Currency.Code });
        else Screen.Pairs([.. moved.Receipt is { } r ? [("receipt", r.ToString())] : Array.Empty<(string, string)>(), ("entry", moved.Entry.ToString()), ("amount", Screen.Amount(moved.Amount)), ("held", Screen.Amount(moved.Held))]);
    }
}
