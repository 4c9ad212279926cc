using System.CommandLine;
using WaterCore.Operations;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>rebill</c>: cancels a bill and bills it again from what is right.</summary>
internal static class RebillCommand
{
    public static Command Create()
    {
        var bill = new Argument<string>("BILL") { Description = "The bill's number" };
        var index = new Option<string?>("--index") { Description = "What the closing index should have been; the next bill moves with it", HelpName = "NUMBER" };
        var usage = new Option<string?>("--usage") { Description = "The volume to bill by decision; the index stays", HelpName = "VOLUME" };
        var persons = new Option<int?>("--persons") { Description = "Registered persons", HelpName = "N" };
        var useClass = new Option<string?>("--class") { Description = "The use class", HelpName = "CODE" };
        var reason = new Option<string>("--reason") { Description = "Why", HelpName = "TEXT", Required = true };
        Option<string?> approver = Approver();
        Option<string> who = Operator();
        Option<bool> json = Json();
        var command = new Command("rebill", "Cancel a bill and bill it again from what is right; payments go to what is open then") { bill, index, usage, persons, useClass, reason, approver, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (closing, volume) = (Thousandths("--index", parsed.GetValue(index)), Thousandths("--usage", parsed.GetValue(usage)));
            if (closing is null && volume is null && parsed.GetValue(persons) is null && parsed.GetValue(useClass) is null) throw new BadUseException("There is nothing to correct; give --index, --usage, --persons or --class.");
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            Volume? billed = null;
            if (volume is { } thousandths)
            {
                var view = (await session.Get<BillDesk>().ShowAsync(parsed.GetRequiredValue(bill), cancellationToken).ConfigureAwait(false)).Or();
                billed = new Volume(thousandths, view.Bill.Usage.Unit);
            }
            var made = (await session.Get<CancelRebill>().CorrectAsync(new RebillRequest
            {
                Bill = parsed.GetRequiredValue(bill), ClosingIndex = closing, Usage = billed, Persons = parsed.GetValue(persons), UseClass = parsed.GetValue(useClass), Reason = parsed.GetRequiredValue(reason),
            }, Actor(parsed.GetValue(who)!), parsed.GetValue(approver), cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(json))
            {
                Screen.Json(new
                {
                    bills = made.Bills.Select(b => new { cancelled = b.Cancelled, replacement = b.Replacement, old = b.Old.ToAmountString(), now = b.New.ToAmountString() }),
                    difference = made.Difference.ToAmountString(), lateChargesReversed = made.LateChargesReversed.ToAmountString(), balance = made.Balance.ToAmountString(), currency = made.Balance.Currency.Code,
                });
                return ExitCode.Done;
            }
            Screen.Table(["cancelled", "in its place", "old", "new"], made.Bills.Select(b => (IReadOnlyList<string>)[b.Cancelled, b.Replacement, b.Old.ToAmountString(), b.New.ToAmountString()]));
            Console.Out.WriteLine();
            Screen.Pairs(("difference", Screen.Amount(made.Difference)), ("late charges reversed", Screen.Amount(made.LateChargesReversed)), ("balance", Screen.Amount(made.Balance)));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Zero or more with at most three decimals, in thousandths; null when it is not that.</summary>
    internal static long? Thousandths(string text) =>
        Rational.TryParse(text, out var number) && !number.IsNegative && number * Rational.Of(1000) is { IsWhole: true } whole && number < Rational.Of(1_000_000_000_000) ? (long)(whole.Numerator / whole.Denominator) : null;

    private static long? Thousandths(string option, string? text) =>
        text is null ? null : Thousandths(text) ?? throw new BadUseException($"{option} {text} is not a number of zero or more with at most three decimals.");
}
