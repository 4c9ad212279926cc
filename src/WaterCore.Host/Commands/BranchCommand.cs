using System.CommandLine;
using WaterCore.Operations;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>branch</c>: says which branch serves an account.</summary>
internal static class BranchCommand
{
    public static Command Create()
    {
        var account = new Argument<string>("ACCOUNT") { Description = "The account's number" };
        var branch = new Argument<string>("BRANCH") { Description = "The code of the branch, or all: then every branch sees the account" };
        var reason = new Option<string>("--reason") { Description = "Why", HelpName = "TEXT", Required = true };
        Option<string> who = Operator();
        Option<bool> json = Json();
        var command = new Command("branch", "Give an account to a branch; people who hold positions in other branches no longer see it") { account, branch, reason, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var code = parsed.GetRequiredValue(branch) is var named and not "all" ? named : null;
            var moved = (await session.Get<BranchDesk>().MoveAsync(parsed.GetRequiredValue(account), code, parsed.GetRequiredValue(reason), Actor(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(json)) Screen.Json(new { account = moved.Number, branch = moved.Branch });
            else Screen.Pairs([("account", moved.Number), ("branch", moved.Branch ?? "all")]);
            return ExitCode.Done;
        });
        return command;
    }
}
