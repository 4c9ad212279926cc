using System.CommandLine;
using WaterCore.Operations;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>latefees</c>: charges late payment.</summary>
internal static class LateFeesCommand
{
    public static Command Create()
    {
        Option<string?> on = On("Charge the days before this one (default: today)");
        Option<string> who = Operator();
        Option<bool> json = Json();
        var command = new Command("latefees", "Charge late payment by the contracts' rules; days once charged are never charged again") { on, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var day = Day("--on", parsed.GetValue(on));
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var result = (await Screen.ProgressAsync("charging", 0, report =>
                session.Get<LateChargeRun>().RunAsync(day, Actor(parsed.GetValue(who)!), new BillCommand.Told<long>(report), cancellationToken)).ConfigureAwait(false)).Or();
            if (parsed.GetValue(json)) Screen.Json(new { before = Iso(result.Before), accounts = result.Accounts, charges = result.Charges, amount = result.Amount.ToAmountString(), currency = result.Amount.Currency.Code });
            else Screen.Pairs(("days before", Iso(result.Before)), ("accounts", Screen.Number(result.Accounts)), ("charges", Screen.Number(result.Charges)), ("amount", Screen.Amount(result.Amount)));
            return ExitCode.Done;
        });
        return command;
    }
}
