using System.CommandLine;
using System.Text;
using WaterCore.Host.Files;
using WaterCore.Operations;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>bank</c>: debits through a bank, out and back, and the daily check.</summary>
internal static class BankCommand
{
    public static Command Create() => new("bank", "Debit bills through a bank: batches out and back, and the daily check") { Mandate(), Out(), In(), Check() };

    private static Command Mandate()
    {
        var account = new Argument<string>("ACCOUNT") { Description = "The account's number" };
        var agreement = new Argument<string>("AGREEMENT") { Description = "The number of the agreement at the bank" };
        Option<string> who = Operator();
        var command = new Command("mandate", "Note that an account's bills are debited from its bank") { account, agreement, who };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            (await session.Get<BankFile>().MandateAsync(parsed.GetRequiredValue(account), parsed.GetRequiredValue(agreement), Actor(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or();
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Out()
    {
        var output = new Option<string>("--out") { Description = "Where to write the batch", HelpName = "FILE", Required = true };
        Option<string> who = Operator();
        Option<bool> json = Json();
        var command = new Command("out", "Write a batch of debits (送盘); bills in a batch that is not back are not sent again") { output, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var sent = await session.Get<BankFile>().SendAsync(Actor(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false);
            if (sent is { } some) await File.WriteAllTextAsync(parsed.GetRequiredValue(output), some.Text, cancellationToken).ConfigureAwait(false);
            var lines = sent?.Batch.Lines ?? [];
            var amount = lines.Sum(l => l.Amount.Minor);
            if (parsed.GetValue(json)) Screen.Json(new { batch = sent?.Batch.Number, lines = lines.Count, minor = amount });
            else if (sent is null) Console.Out.WriteLine("There is nothing to send.");
            else Screen.Pairs(("batch", sent.Value.Batch.Number), ("lines", Screen.Number(lines.Count)), ("amount", Screen.Amount(new Money(amount, lines[0].Amount.Currency))));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command In()
    {
        var file = new Argument<string>("FILE") { Description = "The batch as it came back" };
        Option<string> who = Operator();
        Option<bool> json = Json();
        var command = new Command("in", "Take a batch that came back (回盘): what was paid becomes payments, the rest stays open") { file, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            var text = Encoding.UTF8.GetString(TableFile.Bytes(path));
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var taken = (await session.Get<BankFile>().TakeReturnAsync(Path.GetFileName(path), text, Actor(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(json)) Screen.Json(new { batch = taken.Batch, paid = taken.Paid, failed = taken.Failed, amount = taken.Amount.ToAmountString(), repeated = taken.Repeated });
            else Screen.Pairs(("batch", taken.Batch + (taken.Repeated ? " (taken before)" : "")), ("paid", Screen.Number(taken.Paid)), ("failed", Screen.Number(taken.Failed)), ("amount", Screen.Amount(taken.Amount)));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Check()
    {
        var file = new Argument<string>("FILE") { Description = "The bank's daily file, COMPANY_yyyymmdd.txt" };
        var channel = new Option<string>("--channel") { Description = "The channel it is of", HelpName = "NAME", DefaultValueFactory = _ => BankFile.Channel };
        Option<bool> json = Json();
        var command = new Command("check", "Hold a bank's daily file against the payments taken (对账); changes nothing") { file, channel, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            var text = Encoding.UTF8.GetString(TableFile.Bytes(path));
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var found = (await session.Get<BankFile>().ReconcileAsync(Path.GetFileName(path), text, parsed.GetValue(channel)!, cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(json)) Screen.Json(new { differences = found });
            else if (found.Count == 0) Console.Out.WriteLine("The file and the payments agree.");
            else Screen.Table(["reference", "difference"], found.Select(d => (IReadOnlyList<string>)[d.Reference, d.Problem]));
            return found.Count == 0 ? ExitCode.Done : ExitCode.SomeRefused;
        });
        return command;
    }
}
