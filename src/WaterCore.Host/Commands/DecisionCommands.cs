using System.CommandLine;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Receivables;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>adjust</c>, <c>writeoff</c>, <c>refund</c>, <c>reverse</c>: what is decided on an account's money, by two people above a limit.</summary>
internal static class DecisionCommands
{
    public static Command CreateAdjust()
    {
        var kind = new Option<string>("--kind") { Description = "What it is, which is its ledger account: goodwill, leak-relief, inspection ...", HelpName = "KIND", DefaultValueFactory = _ => "goodwill" };
        kind.Validators.Add(result =>
        {
            if (!result.GetValueOrDefault<string>()!.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')) result.AddError("--kind is a word of small letters, digits and hyphens, such as goodwill.");
        });
        return Decide("adjust", "Charge an account, or credit it with an amount below zero; a credit pays what is open at once", "How much, such as 128.50; -30.00 is a credit", [kind],
            (desk, d, p, token) => desk.AdjustAsync(d.Account, d.Amount, p.GetValue(kind)!, d.Key, d.Reason, d.Actor, d.Approver, token));
    }

    public static Command CreateWriteOff() => Decide(
        "writeoff", "Give up what is open of an account, the oldest first (坏账核销)", "How much, such as 128.50; at most what is open", [],
        (desk, d, _, token) => desk.WriteOffAsync(d.Account, d.Amount, d.Key, d.Reason, d.Actor, d.Approver, token));

    public static Command CreateRefund()
    {
        Draft draft = new("How much, such as 128.50; at most the credit that is left");
        var command = new Command("refund", "Pay credit out again") { draft.Account, draft.Amount, draft.Reference, draft.Reason, draft.Approver, draft.Who, draft.Json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var d = draft.Read(parsed, session);
            var entries = (await session.Get<PaymentDesk>().RefundAsync(d.Account, d.Amount, d.Key, d.Reason, d.Actor, d.Approver, cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(draft.Json)) Screen.Json(new { entries = entries.Select(e => e.Value), account = d.Account, amount = d.Amount.ToAmountString(), currency = d.Amount.Currency.Code });
            else Screen.Pairs([("entries", string.Join(' ', entries)), ("account", d.Account), ("paid out", Screen.Amount(d.Amount))]);
            return ExitCode.Done;
        });
        return command;
    }

    public static Command CreateReverse()
    {
        var entry = new Argument<long>("ENTRY") { Description = "The number of the payment, late charge, adjustment or write-off, as account shows it" };
        var reason = new Option<string>("--reason") { Description = "Why", HelpName = "TEXT", Required = true };
        Option<string?> approver = Approver();
        Option<string> who = Operator();
        Option<bool> json = Json();
        var command = new Command("reverse", "Undo an entry by its exact opposite (冲正), once; what it paid is open again") { entry, reason, approver, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var made = (await session.Get<PaymentDesk>().ReverseAsync(new(parsed.GetRequiredValue(entry)), parsed.GetRequiredValue(reason), Actor(parsed.GetValue(who)!), parsed.GetValue(approver), cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(json)) Screen.Json(new { entry = made.Value, reverses = parsed.GetRequiredValue(entry) });
            else Screen.Pairs([("entry", made.ToString()), ("reverses", parsed.GetRequiredValue(entry).ToString(System.Globalization.CultureInfo.InvariantCulture))]);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Decide(
        string name, string description, string amount, IReadOnlyList<Option> more, Func<PaymentDesk, Decision, ParseResult, CancellationToken, Task<Result<Id<AccountEntry>>>> act)
    {
        Draft draft = new(amount);
        var command = new Command(name, description) { draft.Account, draft.Amount, draft.Reference, draft.Reason, draft.Approver, draft.Who, draft.Json };
        foreach (var option in more) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var d = draft.Read(parsed, session);
            var entry = (await act(session.Get<PaymentDesk>(), d, parsed, cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(draft.Json)) Screen.Json(new { entry = entry.Value, account = d.Account, amount = d.Amount.ToAmountString(), currency = d.Amount.Currency.Code, approver = d.Approver });
            else Screen.Pairs([("entry", entry.ToString()), ("account", d.Account), ("amount", Screen.Amount(d.Amount)), ("approved by", d.Approver ?? "nobody had to")]);
            return ExitCode.Done;
        });
        return command;
    }

    internal sealed record Decision(string Account, Money Amount, string Key, string Reason, Actor Actor, string? Approver);

    /// <summary>What such an act is given.</summary>
    internal sealed class Draft(string amount)
    {
        public Argument<string> Account { get; } = new("ACCOUNT") { Description = "The account's number" };

        public Argument<string> Amount { get; } = new("AMOUNT") { Description = amount };

        public Option<string> Reference { get; } = new("--reference") { Description = "Your own number of it; the same number again is the same act", HelpName = "NUMBER", Required = true };

        public Option<string> Reason { get; } = new("--reason") { Description = "Why", HelpName = "TEXT", Required = true };

        public Option<string?> Approver { get; } = MoneyArguments.Approver();

        public Option<string> Who { get; } = Operator();

        public Option<bool> Json { get; } = MoneyArguments.Json();

        public Decision Read(ParseResult parsed, HostSession session) => new(
            parsed.GetRequiredValue(Account), MoneyArguments.Amount(parsed.GetRequiredValue(Amount), session.Get<Utility>().Currency), parsed.GetRequiredValue(Reference),
            parsed.GetRequiredValue(Reason), MoneyArguments.Actor(parsed.GetValue(Who)!), parsed.GetValue(Approver));
    }
}
