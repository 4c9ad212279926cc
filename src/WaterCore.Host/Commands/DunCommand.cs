using System.CommandLine;
using System.Text.Json;
using WaterCore.Operations;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>dun</c>: pursues arrears by the policy.</summary>
internal static class DunCommand
{
    private static readonly JsonSerializerOptions s_line = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var dry = new Option<bool>("--dry-run") { Description = "Decide only: nothing is noted and no message is made" };
        var account = new Option<string?>("--explain") { Description = "Say why this account is, or is not, at a step today", HelpName = "ACCOUNT" };
        var every = new Option<bool>("--explain-all") { Description = "Say it of every account, one line each; nothing is noted" };
        var policy = new Option<string?>("--policy") { Description = "Try this file of terms instead of the ones in force; only with --dry-run or an explanation", HelpName = "FILE" };
        Option<string> who = Operator();
        Option<bool> json = Json();
        var command = new Command("dun", "Pursue arrears by the policy: messages, calls, letters, warnings, orders to suspend and to restore") { dry, account, every, policy, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var run = session.Get<DunningRun>();
            if (parsed.GetValue(policy) is { } file)
            {
                if (!parsed.GetValue(dry) && !parsed.GetValue(every) && parsed.GetValue(account) is null) throw new BadUseException("--policy only tries a file; add --dry-run, or put the file in force as WaterCore:PolicyFile.");
                var context = session.Get<MoneyContext>();
                run = new DunningRun(context with { Policy = PolicyCommand.Read(file, context.Utility.Currency) });
            }
            if (parsed.GetValue(every))
            {
                await foreach (var (number, why) in run.ExplainAllAsync(cancellationToken).ConfigureAwait(false))
                    await Console.Out.WriteLineAsync(parsed.GetValue(json)
                        ? JsonSerializer.Serialize(new { account = number, step = why.Step?.Code, overdue = why.Overdue.ToAmountString(), zh = why.Why.Zh, en = why.Why.En }, s_line)
                        : $"{number}\t{why.Step?.Code ?? "none"}\t{why.Overdue.ToAmountString()}\t{why.Why.En}").ConfigureAwait(false);
                return ExitCode.Done;
            }
            if (parsed.GetValue(account) is { } one)
            {
                var why = (await run.ExplainAsync(one, cancellationToken).ConfigureAwait(false)).Or();
                if (parsed.GetValue(json)) Screen.Json(new { account = one, step = why.Step?.Code, overdue = why.Overdue.ToAmountString(), zh = why.Why.Zh, en = why.Why.En });
                else Screen.Pairs(("account", one), ("step", why.Step?.Code ?? "none"), ("overdue", Screen.Amount(why.Overdue)), ("why", why.Why.En), ("原因", why.Why.Zh));
                return ExitCode.Done;
            }
            var result = await Screen.ProgressAsync("deciding", 0, report => run.RunAsync(parsed.GetValue(dry), Actor(parsed.GetValue(who)!), new BillCommand.Told<long>(report), cancellationToken)).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                Screen.Json(new
                {
                    day = Iso(result.Day), dry = parsed.GetValue(dry), accounts = result.Accounts, steps = result.Steps.ToDictionary(s => s.Key, s => new { count = s.Value.Count, overdue = s.Value.Overdue.ToAmountString() }),
                    decisions = result.Decisions.Select(d => new { account = d.Account, step = d.Decision.Step!.Code, overdue = d.Decision.Overdue.ToAmountString(), zh = d.Decision.Why.Zh, en = d.Decision.Why.En }),
                });
                return ExitCode.Done;
            }
            Screen.Table(["step", "accounts", "overdue"], result.Steps.Select(s => (IReadOnlyList<string>)[s.Key, Screen.Number(s.Value.Count), Screen.Amount(s.Value.Overdue)]));
            Console.Out.WriteLine();
            Screen.Pairs(("day", Iso(result.Day)), ("accounts", Screen.Number(result.Accounts)), ("decisions", Screen.Number(result.Decisions.Count)), ("done", parsed.GetValue(dry) ? "nothing: a dry run" : "noted, and a message made of each"));
            return ExitCode.Done;
        });
        return command;
    }
}
