using System.CommandLine;
using WaterCore.Host.Service;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Receivables;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary>The words of approvals in the command line and the API.</summary>
internal static class ApprovalWords
{
    public static readonly string[] Acts = ["reverse", "refund", "adjust", "write-off", "transfer"];
    public static readonly string[] States = ["waiting", "granted", "refused"];

    public static string Of(ApprovalAct act) => Acts[(int)act];

    public static string Of(ApprovalState state) => States[(int)state];

    public static ApprovalAct? ActOf(string? word) => Array.IndexOf(Acts, word) is >= 0 and var i ? (ApprovalAct)i : null;

    public static ApprovalState? StateOf(string? word) => Array.IndexOf(States, word) is >= 0 and var i ? (ApprovalState)i : null;
}

/// <summary><c>approval</c>: acts on money that one person asks for and another decides on.</summary>
internal static class ApprovalCommand
{
    public static Command Create() => new("approval", "Acts on money that one person asks for and another decides on") { Ask(), List(), Decide("grant", "Grant what was asked for, and do it", true), Decide("refuse", "Refuse what was asked for", false) };

    private static Command Ask()
    {
        var act = new Argument<string>("ACT") { Description = string.Join(", ", ApprovalWords.Acts) };
        act.AcceptOnlyFromAmong(ApprovalWords.Acts);
        var account = new Option<string?>("--account") { Description = "The account; not for reverse", HelpName = "NUMBER" };
        var amount = new Option<string?>("--amount") { Description = "How much, such as 128.50; not for reverse. Of an adjustment below zero is a credit", HelpName = "AMOUNT" };
        var entry = new Option<long?>("--entry") { Description = "The entry to be reversed", HelpName = "NUMBER" };
        var to = new Option<string?>("--to") { Description = "The account that gets a transfer", HelpName = "NUMBER" };
        var kind = new Option<string?>("--kind") { Description = "What an adjustment is, such as goodwill", HelpName = "NAME" };
        var reference = new Option<string>("--reference") { Description = "Your own number of it; the same number again is the same request", HelpName = "NUMBER", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why", HelpName = "TEXT", Required = true };
        Option<string> who = Operator();
        var command = new Command("ask", "Ask for an act; nothing moves until somebody else grants it") { act, account, amount, entry, to, kind, reference, reason, who };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var asked = (await session.Get<ApprovalDesk>().AskAsync(new ApprovalRequest
            {
                Act = ApprovalWords.ActOf(parsed.GetRequiredValue(act))!.Value, Key = parsed.GetRequiredValue(reference), Reason = parsed.GetRequiredValue(reason), Account = parsed.GetValue(account),
                Amount = parsed.GetValue(amount) is { } text ? Amount(text, session.Get<Utility>().Currency) : null, Entry = new(parsed.GetValue(entry) ?? 0), To = parsed.GetValue(to), Kind = parsed.GetValue(kind),
            }, Actor(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or();
            Screen.Pairs(("approval", asked.Id.ToString()), ("state", ApprovalWords.Of(asked.State)), ("amount", Screen.Amount(asked.Amount)));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var state = new Option<string>("--state") { Description = "waiting, granted or refused", HelpName = "STATE", DefaultValueFactory = _ => "waiting" };
        state.AcceptOnlyFromAmong(ApprovalWords.States);
        Option<bool> json = Json();
        var command = new Command("list", "Print those in a state, the latest first") { state, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var views = await session.Get<ApprovalDesk>().ListAsync(ApprovalWords.StateOf(parsed.GetValue(state))!.Value, 500, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Screen.Json(views.Select(v => new { id = v.Approval.Id.Value, act = ApprovalWords.Of(v.Approval.Act), state = ApprovalWords.Of(v.Approval.State), v.Account, v.To, amount = v.Approval.Amount.ToAmountString(), v.Approval.Reason, asker = v.Approval.Asker.Name, decider = v.Approval.Decider?.Name, v.Approval.Note }));
            else
                Screen.Table(["approval", "act", "account", "amount", "asked by", "why", "decided by", "note"], views.Select(v => (IReadOnlyList<string>)
                    [v.Approval.Id.ToString(), ApprovalWords.Of(v.Approval.Act), v.Account, Screen.Amount(v.Approval.Amount), v.Approval.Asker.Name, v.Approval.Reason, v.Approval.Decider?.Name ?? "–", v.Approval.Note ?? ""]));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Decide(string name, string description, bool grant)
    {
        var number = new Argument<long>("APPROVAL") { Description = "Its number" };
        var note = new Option<string?>("--note") { Description = grant ? "What you say" : "Why it is refused", HelpName = "TEXT", Required = !grant };
        Option<string> who = Operator();
        var command = new Command(name, description) { number, note, who };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var decided = (await session.Get<ApprovalDesk>().DecideAsync(new(parsed.GetValue(number)), grant, parsed.GetValue(note), Actor(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or();
            Screen.Pairs(("approval", decided.Id.ToString()), ("state", ApprovalWords.Of(decided.State)));
            return ExitCode.Done;
        });
        return command;
    }
}
