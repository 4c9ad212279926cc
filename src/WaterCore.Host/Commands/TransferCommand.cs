using System.CommandLine;
using WaterCore.Operations;
using WaterCore.Organization;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>transfer</c>: moves credit to another account.</summary>
internal static class TransferCommand
{
    public static Command Create()
    {
        var from = new Argument<string>("FROM") { Description = "The number of the account that has the credit" };
        var to = new Argument<string>("TO") { Description = "The number of the account that gets it" };
        var amount = new Argument<string>("AMOUNT") { Description = "How much, such as 128.50" };
        var reference = new Option<string>("--reference") { Description = "Your own number of it; the same number again is the same transfer", HelpName = "NUMBER", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why", HelpName = "TEXT", Required = true };
        Option<string?> approver = Approver();
        Option<string> who = Operator();
        Option<bool> json = Json();
        var command = new Command("transfer", "Move credit to another account, where it pays what is open") { from, to, amount, reference, reason, approver, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var money = Amount(parsed.GetRequiredValue(amount), session.Get<Utility>().Currency);
            var done = (await session.Get<TransferDesk>().TransferAsync(
                parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), money, parsed.GetRequiredValue(reference), parsed.GetRequiredValue(reason), Actor(parsed.GetValue(who)!),
                parsed.GetValue(approver), cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(json)) Screen.Json(new { from = done.Out.Select(e => e.Value), to = done.In.Value, amount = money.ToAmountString(), currency = money.Currency.Code });
            else Screen.Pairs([("moved", Screen.Amount(money)), ("out by entry", string.Join(' ', done.Out)), ("in by entry", done.In.ToString())]);
            return ExitCode.Done;
        });
        return command;
    }
}
