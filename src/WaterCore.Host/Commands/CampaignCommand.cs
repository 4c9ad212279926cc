using System.CommandLine;
using System.Globalization;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Receivables;
using WaterCore.Service;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>campaign</c>: automatic calls. The verbs make and watch campaigns; <c>serve</c> calls.</summary>
internal static class CampaignCommand
{
    public static Command Create()
    {
        var command = new Command("campaign", "Automatic reminders by telephone: make a campaign, watch it, stop it; the service places the calls");
        command.Add(Make());
        command.Add(List());
        command.Add(Results());
        command.Add(Set("pause", "Pause a campaign; calls under way are not cut off", CampaignState.Paused));
        command.Add(Set("resume", "Let a paused campaign go on", CampaignState.Running));
        command.Add(Set("finish", "End a campaign before its time", CampaignState.Finished));
        return command;
    }

    private static Argument<string> NameArgument() => new("NAME") { Description = "The campaign's name" };

    private static Command Make()
    {
        var name = NameArgument();
        var accounts = new Option<string?>("--accounts") { Description = "A file with an account number on each line", HelpName = "FILE" };
        var dunning = new Option<bool>("--from-dunning") { Description = "Run dunning now, and call those whose step is a call" };
        var from = new Option<string?>("--from") { Description = "The first day (default: today)", HelpName = "DAY" };
        var until = new Option<string?>("--until") { Description = "The last day (default: six days later)", HelpName = "DAY" };
        var lines = new Option<int>("--lines") { Description = "Calls at once", DefaultValueFactory = _ => 2 };
        var pace = new Option<int>("--per-minute") { Description = "Calls placed in any minute", DefaultValueFactory = _ => 10 };
        var machines = new Option<bool>("--detect-machines") { Description = "Listen first who answers, and say nothing to a machine; a person hears two seconds of silence" };
        var area = new Option<string?>("--area") { Description = "Only accounts whose water is used in this area", HelpName = "AREA" };
        var script = new Option<string>("--script") { Description = "What those who answer are led through: reminder (of unpaid bills) or announcement (of supply notices)", DefaultValueFactory = _ => "reminder" };
        script.AcceptOnlyFromAmong([.. DialogueFile.ShippedScripts]);
        Option<string> who = Operator();
        Option<bool> json = Json();
        var command = new Command("create", "Make a campaign of a saved list or of the dunning step 'call'; debts on one number are one call") { name, accounts, dunning, script, area, from, until, lines, pace, machines, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = parsed.GetValue(accounts);
            if (file is null == !parsed.GetValue(dunning)) throw new BadUseException("Give either --accounts FILE or --from-dunning.");
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var actor = Actor(parsed.GetValue(who)!);
            IReadOnlyList<string> numbers = file is not null
                ? [.. (await File.ReadAllLinesAsync(file, cancellationToken).ConfigureAwait(false)).Select(l => l.Trim()).Where(l => l.Length > 0)]
                : [.. (await session.Get<DunningRun>().RunAsync(dry: false, actor, null, cancellationToken).ConfigureAwait(false)).Decisions.Where(d => d.Decision.Step!.Action == DunningAction.Call).Select(d => d.Account)];
            var made = (await session.Get<CampaignDesk>().CreateAsync(new CampaignDraft
            {
                Name = parsed.GetRequiredValue(name), Accounts = numbers, From = Day("--from", parsed.GetValue(from)), Until = Day("--until", parsed.GetValue(until)),
                Lines = parsed.GetValue(lines), PerMinute = parsed.GetValue(pace), DetectsMachines = parsed.GetValue(machines), Area = parsed.GetValue(area), Script = parsed.GetValue(script)!,
                Purpose = CampaignDesk.PurposeOf(parsed.GetValue(script)!),
            }, actor, cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(json))
                Screen.Json(new { name = made.Campaign.Name, numbers = made.Numbers, accounts = numbers.Count, leftOut = made.LeftOut.Select(l => new { account = l.Account, zh = l.Why.Zh, en = l.Why.En }) });
            else
            {
                Screen.Pairs(("campaign", made.Campaign.Name), ("days", $"{Iso(made.Campaign.From)} – {Iso(made.Campaign.Until)}"), ("accounts", Screen.Number(numbers.Count)), ("numbers to call", Screen.Number(made.Numbers)));
                foreach (var (account, why) in made.LeftOut) await Console.Error.WriteLineAsync($"account {account} is left out: {why.En}").ConfigureAwait(false);
            }
            return made.LeftOut.Count > 0 ? ExitCode.SomeRefused : ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        Option<bool> json = Json();
        var command = new Command("list", "Show all campaigns and how far each is") { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var all = await session.Get<CampaignDesk>().ListAsync(cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json)) Screen.Json(all.Select(Answer));
            else
                Screen.Table(["campaign", "state", "until", "numbers", "done", "delivered", "paid", "opted out", "not reached", "calls", "minutes"], all.Select(p => (IReadOnlyList<string>)
                [
                    p.Campaign.Name, p.Campaign.State.ToString().ToLowerInvariant(), Iso(p.Campaign.Until), Screen.Number(p.Numbers), Screen.Number(p.Done), Of(p, TargetResult.Delivered), Of(p, TargetResult.Paid),
                    Of(p, TargetResult.OptedOut), Of(p, TargetResult.NotReached), Screen.Number(p.Tries), Screen.Number((p.TalkSeconds + 59) / 60),
                ]));
            return ExitCode.Done;

            static string Of(CampaignProgress p, TargetResult result) => Screen.Number(p.Results.GetValueOrDefault(result));
        });
        return command;
    }

    /// <summary>A campaign's progress as programs get it.</summary>
    public static object Answer(CampaignProgress p) => new
    {
        name = p.Campaign.Name, state = Code(p.Campaign.State), from = Iso(p.Campaign.From), until = Iso(p.Campaign.Until), lines = p.Campaign.Lines, perMinute = p.Campaign.PerMinute, numbers = p.Numbers, done = p.Done,
        calling = p.Calling, calls = p.Tries, talkSeconds = p.TalkSeconds, results = p.Results.ToDictionary(r => Code(r.Key), r => r.Value), outcomes = p.Outcomes.ToDictionary(o => Code(o.Key), o => o.Value.Tries),
    };

    /// <summary>A campaign with its result list, as programs get it.</summary>
    public static object Answer(CampaignProgress progress, IReadOnlyList<CampaignLine> lines, Money? cost = null) => new
    {
        campaign = Answer(progress), cost = cost?.ToAmountString(), paidSince = lines.Count == 0 ? "0.00" : Sum(lines, l => l.PaidSince, lines[0].PaidSince.Currency).ToAmountString(),
        numbers = lines.Select(l => new
        {
            phone = l.Target.Phone, accounts = l.Target.Accounts, result = Code(l.Target.Result), tries = l.Target.Tries, last = l.Last is { } o ? Code(o) : null, waits = l.Target.Waits,
            paidSince = l.PaidSince.ToAmountString(), owed = l.Owed.ToAmountString(),
        }),
    };

    /// <summary>One column of a result list, summed.</summary>
    public static Money Sum(IReadOnlyList<CampaignLine> lines, Func<CampaignLine, Money> column, Currency currency) => new(lines.Sum(l => column(l).Minor), currency);

    private static string Code<T>(T value) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static Command Results()
    {
        var name = NameArgument();
        var rate = new Option<string>("--per-talk-minute") { Description = "What a minute connected costs, such as 0.08", HelpName = "AMOUNT", DefaultValueFactory = _ => "0" };
        Option<bool> json = Json();
        var command = new Command("results", "Show what became of every number, what was paid since, and what the calls cost") { name, rate, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var desk = session.Get<CampaignDesk>();
            var lines = (await desk.ResultsAsync(parsed.GetRequiredValue(name), cancellationToken).ConfigureAwait(false)).Or();
            var progress = (await desk.ListAsync(cancellationToken).ConfigureAwait(false)).First(p => p.Campaign.Name == parsed.GetRequiredValue(name));
            var cost = progress.Cost(Amount(parsed.GetValue(rate)!, session.Get<Utility>().Currency));
            if (parsed.GetValue(json))
                Screen.Json(Answer(progress, lines, cost));
            else
            {
                Screen.Table(["number", "accounts", "result", "tries", "last", "paid since", "owed"], lines.Select(l => (IReadOnlyList<string>)
                    [Masking.Phone(l.Target.Phone), string.Join(' ', l.Target.Accounts), Code(l.Target.Result), l.Target.Tries.ToString(CultureInfo.InvariantCulture), l.Last is { } o ? Code(o) : "", Screen.Amount(l.PaidSince), Screen.Amount(l.Owed)]));
                Console.Out.WriteLine();
                Screen.Pairs(("done", $"{Screen.Number(progress.Done)} of {Screen.Number(progress.Numbers)}"), ("calls", Screen.Number(progress.Tries)), ("cost", Screen.Amount(cost)), ("paid since", Screen.Amount(Sum(lines, l => l.PaidSince, cost.Currency))), ("still owed", Screen.Amount(Sum(lines, l => l.Owed, cost.Currency))));
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Set(string verb, string description, CampaignState state)
    {
        var name = NameArgument();
        Option<string> who = Operator();
        var command = new Command(verb, description) { name, who };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var set = (await session.Get<CampaignDesk>().SetAsync(parsed.GetRequiredValue(name), state, Actor(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or();
            Screen.Pairs(("campaign", set.Name), ("state", set.State.ToString().ToLowerInvariant()));
            return ExitCode.Done;
        });
        return command;
    }
}
