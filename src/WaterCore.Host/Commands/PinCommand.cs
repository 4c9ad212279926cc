using System.CommandLine;
using WaterCore.Host.Hotline;
using WaterCore.Operations;
using WaterCore.Organization;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>pin</c>: sets the PIN of an account for the telephone.</summary>
internal static class PinCommand
{
    public static Command Create()
    {
        var account = new Argument<string>("ACCOUNT") { Description = "The account's number" };
        var pin = new Option<string?>("--pin") { Description = "The PIN the customer wants; - reads it from standard input (default: one is drawn and printed)", HelpName = "PIN" };
        Option<string> who = Operator();
        Option<bool> json = Json();
        var command = new Command("pin", "Set the PIN with which a customer identifies on the telephone, in place of the one before") { account, pin, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var number = parsed.GetRequiredValue(account);
            var wanted = parsed.GetValue(pin);
            if (wanted == "-") wanted = (await Console.In.ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? "").Trim();
            var set = wanted ?? PinDraw.Pin(number);
            if (await session.Get<PinDesk>().SetAsync(number, set, PinDraw.Salt(), new Actor(parsed.GetValue(who)!, "clerk"), cancellationToken).ConfigureAwait(false) is { } fault)
                throw new BadUseException(fault.Message);
            // Shown once, and only when nobody knows it yet.
            if (parsed.GetValue(json)) Screen.Json(new { account = number, pin = wanted is null ? set : null });
            else Screen.Pairs(("account", number), ("PIN", wanted is null ? $"{set}  (shown once; it cannot be read back)" : "set"));
            return ExitCode.Done;
        });
        return command;
    }
}
