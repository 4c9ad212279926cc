using System.CommandLine;
using WaterCore.Operations;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>arrears</c>: what is owed, by age.</summary>
internal static class ArrearsCommand
{
    public static Command Create()
    {
        Option<string?> on = On("As it stood at the end of this day (default: today)");
        Option<bool> json = Json();
        var command = new Command("arrears", "Print what all accounts owe, by how many days it is overdue") { on, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var day = Day("--on", parsed.GetValue(on));
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var arrears = await Screen.ProgressAsync("looking", 0, report => session.Get<AccountDesk>().ArrearsAsync(day, new BillCommand.Told<long>(report), cancellationToken)).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                Screen.Json(new
                {
                    day = Iso(arrears.Day), bands = arrears.Bands.Select(b => new { days = b.Band, accounts = b.Accounts, amount = new Money(b.Minor, arrears.Owed.Currency).ToAmountString() }),
                    accounts = arrears.Accounts, overdue = arrears.Overdue.ToAmountString(), owed = arrears.Owed.ToAmountString(), currency = arrears.Owed.Currency.Code,
                });
                return ExitCode.Done;
            }
            Screen.Table(["days overdue", "accounts", "amount"], arrears.Bands.Select(b => (IReadOnlyList<string>)[b.Band, Screen.Number(b.Accounts), Screen.Amount(new Money(b.Minor, arrears.Owed.Currency))]));
            Console.Out.WriteLine();
            Screen.Pairs(("day", Iso(arrears.Day)), ("accounts overdue", Screen.Number(arrears.Accounts)), ("overdue", Screen.Amount(arrears.Overdue)), ("all that is open", Screen.Amount(arrears.Owed)));
            return ExitCode.Done;
        });
        return command;
    }
}
