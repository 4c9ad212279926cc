using System.CommandLine;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Receivables;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>hold</c>: spares an account for a time.</summary>
internal static class HoldCommand
{
    private static readonly Argument<string> s_account = new("ACCOUNT") { Description = "The account's number" };
    private static readonly Option<string> s_reason = new("--reason") { Description = "Why", HelpName = "TEXT", Required = true };
    private static readonly Option<string?> s_amount = new("--amount") { Description = "How much of it (default: all)", HelpName = "AMOUNT" };
    private static readonly Option<string> s_who = Operator();
    private static readonly Option<bool> s_json = Json();

    public static Command Create() => new("hold", "Spare an account for a time: no dunning, and no late charge on what is disputed") { Lock(), Dispute(), Promise(), Instalments(), End(), List() };

    private static Command Lock()
    {
        var until = new Option<string>("--until") { Description = "The day dunning goes on again", HelpName = "DAY", Required = true };
        return Set(new Command("lock", "Stop dunning (停催)") { s_account, until, s_reason },
            (desk, p, _, token) => desk.LockAsync(p.GetRequiredValue(s_account), Day("--until", p.GetRequiredValue(until))!.Value, p.GetRequiredValue(s_reason), Actor(p.GetValue(s_who)!), token));
    }

    private static Command Dispute()
    {
        var until = new Option<string>("--until") { Description = "The day the dispute ends by itself", HelpName = "DAY", Required = true };
        var bill = new Option<string?>("--bill") { Description = "The bill that is disputed (default: the whole account)", HelpName = "BILL" };
        return Set(new Command("dispute", "Note that a customer disputes a bill or an amount") { s_account, bill, s_amount, until, s_reason },
            (desk, p, amount, token) => desk.DisputeAsync(
                p.GetRequiredValue(s_account), p.GetValue(bill), amount, Day("--until", p.GetRequiredValue(until))!.Value, p.GetRequiredValue(s_reason), Actor(p.GetValue(s_who)!), token));
    }

    private static Command Promise()
    {
        var by = new Option<string>("--by") { Description = "The last day of the promise; after it dunning goes on", HelpName = "DAY", Required = true };
        return Set(new Command("promise", "Note that a customer promised to pay (承诺缴费)") { s_account, by, s_amount, s_reason },
            (desk, p, amount, token) => desk.PromiseAsync(p.GetRequiredValue(s_account), Day("--by", p.GetRequiredValue(by))!.Value, amount, p.GetRequiredValue(s_reason), Actor(p.GetValue(s_who)!), token));
    }

    private static Command Instalments()
    {
        var parts = new Option<int>("--parts") { Description = "How many monthly parts, 2 to 60", HelpName = "N", Required = true };
        var first = new Option<string>("--first") { Description = "The day the first is due", HelpName = "DAY", Required = true };
        Option<string?> approver = Approver();
        return Set(new Command("instalments", "Agree on monthly instalments (分期协议); the day after one is missed, dunning goes on") { s_account, parts, first, s_amount, s_reason, approver },
            (desk, p, amount, token) => desk.InstalmentsAsync(
                p.GetRequiredValue(s_account), p.GetRequiredValue(parts), Day("--first", p.GetRequiredValue(first))!.Value, amount, p.GetRequiredValue(s_reason), Actor(p.GetValue(s_who)!), p.GetValue(approver), token));
    }

    private static Command End()
    {
        var hold = new Argument<long>("HOLD") { Description = "The number of the hold, as list shows it" };
        return Set(new Command("end", "End a hold before its day") { s_account, hold, s_reason },
            (desk, p, _, token) => desk.EndAsync(p.GetRequiredValue(s_account), new(p.GetRequiredValue(hold)), p.GetRequiredValue(s_reason), Actor(p.GetValue(s_who)!), token));
    }

    private static Command List()
    {
        var command = new Command("list", "The holds of an account, the latest first") { s_account, s_json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (holds, broken) = (await session.Get<HoldDesk>().OfAsync(parsed.GetRequiredValue(s_account), cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(s_json)) Screen.Json(holds.Select(h => Shown(h, broken.Contains(h))));
            else Screen.Table(["hold", "kind", "from", "until", "amount", "kept", "reason"], holds.Select(h => (IReadOnlyList<string>)
                [h.Id.ToString(), h.Kind.ToString(), Iso(h.From), Iso(h.End), h.Amount?.ToAmountString() ?? "all", broken.Contains(h) ? "missed" : h.Plan is null ? "" : "yes", h.Reason]));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Set(Command command, Func<HoldDesk, ParseResult, Money?, CancellationToken, Task<Result<Hold>>> set)
    {
        command.Options.Add(s_who);
        command.Options.Add(s_json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            Money? amount = command.Options.Contains(s_amount) && parsed.GetValue(s_amount) is { } text ? Amount(text, session.Get<Utility>().Currency) : null;
            var hold = (await set(session.Get<HoldDesk>(), parsed, amount, cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(s_json))
            {
                Screen.Json(Shown(hold, false));
                return ExitCode.Done;
            }
            Screen.Pairs([("hold", hold.Id.ToString()), ("kind", hold.Kind.ToString()), ("from", Iso(hold.From)), ("until", Iso(hold.End)), .. hold.Amount is { } a ? [("amount", Screen.Amount(a))] : Array.Empty<(string, string)>()]);
            if (hold.Plan is { } plan)
            {
                Console.Out.WriteLine();
                Screen.Table(["part", "due", "amount"], plan.Parts.Select((p, i) => (IReadOnlyList<string>)[Screen.Number(i + 1), Iso(p.Due), p.Amount.ToAmountString()]));
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static object Shown(Hold hold, bool broken) => new
    {
        hold = hold.Id.Value, kind = hold.Kind.ToString(), from = Iso(hold.From), until = Iso(hold.End), amount = hold.Amount?.ToAmountString(), currency = hold.Amount?.Currency.Code, reason = hold.Reason, maker = hold.Maker,
        broken, parts = hold.Plan?.Parts.Select(p => new { due = Iso(p.Due), amount = p.Amount.ToAmountString() }),
    };
}
