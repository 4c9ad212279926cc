using System.CommandLine;
using NodaTime;
using NodaTime.Text;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Service;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>incident</c>: one cause of many reports, from the first to the last call-back.</summary>
internal static class IncidentCommand
{
    private static readonly LocalDateTimePattern s_minute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");
    private static readonly Argument<long> s_number = new("INCIDENT") { Description = "The incident's number" };

    public static Command Create() => new("incident", "Incidents: many reports of one cause, one announcement, one call-back list") { Open(), List(), Show(), Join(), Announce(), Restore() };

    private static Command Open()
    {
        var category = new Argument<string>("CATEGORY") { Description = "The category's code, such as repair.burst-main" };
        var zone = new Option<string?>("--zone") { Description = "The supply zone", HelpName = "CODE" };
        var place = new Option<string?>("--place") { Description = "Where, when no zone is known", HelpName = "TEXT" };
        var (who, json) = (Operator(), Json());
        var command = new Command("open", "Open an incident by hand; ten reports of one zone in half an hour open one by themselves") { category, zone, place, who, json };
        command.SetAction((parsed, cancellationToken) => DoAsync(parsed, json, (desk, token) =>
            desk.OpenAsync(parsed.GetRequiredValue(category), parsed.GetValue(zone), parsed.GetValue(place), CaseCommand.Desk(parsed.GetValue(who)!), token), cancellationToken));
        return command;
    }

    private static Command List()
    {
        var open = new Option<bool>("--open") { Description = "Only those where supply is not restored" };
        var json = Json();
        var command = new Command("list", "Print incidents, the latest first") { open, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var utility = session.Get<Utility>();
            var found = await session.Get<IncidentDesk>().ListAsync(parsed.GetValue(open), cancellationToken: cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json)) Screen.Json(found.Select(i => IncidentAnswers.Of(i, utility)));
            else
                Screen.Table(["incident", "opened", "category", "zone", "place", "state", "announced", "restored"], found.Select(i => (IReadOnlyList<string>)
                    [i.Id.ToString(), Shared.Show.At(i.OpenedAt, utility), i.Category, i.Zone ?? "–", i.Place ?? "–", i.State.ToString().ToLowerInvariant(), Shared.Show.At(i.AnnouncedAt, utility), Shared.Show.At(i.RestoredAt, utility)]));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var json = Json();
        var command = new Command("show", "Print an incident with its reports and its call-back list") { s_number, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var utility = session.Get<Utility>();
            var view = (await session.Get<IncidentDesk>().ViewAsync(new(parsed.GetValue(s_number)), cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(json))
            {
                Screen.Json(IncidentAnswers.Of(view, utility));
                return ExitCode.Done;
            }
            var i = view.Incident;
            Screen.Pairs(
            [
                ("incident", i.Id.ToString()), ("category", i.Category), ("zone", i.Zone ?? "–"), ("place", i.Place ?? "–"), ("state", i.State.ToString().ToLowerInvariant()), ("first report", Shared.Show.At(view.FirstReport, utility)),
                ("opened", $"{Shared.Show.At(i.OpenedAt, utility)} by {i.OpenedBy}"), ("announced", Shared.Show.At(i.AnnouncedAt, utility)), ("restored", Shared.Show.At(i.RestoredAt, utility)), ("closed", Shared.Show.At(i.ClosedAt, utility)),
                ("reports", Screen.Number(view.Reports)), .. view.ByChannel.Select(c => ($"  by {c.Key}", Screen.Number(c.Value))), ("known customers", Screen.Number(view.Customers)), ("not answered", Screen.Number(view.Open)),
                ("to be called back", Screen.Number(view.CallBacks.Count)),
            ]);
            if (view.CallBacks.Count > 0) Screen.Table(["case", "call back", "place"], view.CallBacks.Select(c => (IReadOnlyList<string>)[c.Id.ToString(), c.CallBack?.Masked() ?? "–", c.Place ?? "–"]));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Join()
    {
        var report = new Argument<long>("CASE") { Description = "The case that is a report of it" };
        var (who, json) = (Operator(), Json());
        var command = new Command("join", "Note that a case is a report of an incident") { s_number, report, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var joined = (await session.Get<IncidentDesk>().JoinAsync(new(parsed.GetValue(report)), new(parsed.GetValue(s_number)), CaseCommand.Desk(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(json)) Screen.Json(ServiceAnswers.Of(joined, session.Get<Utility>()));
            else Screen.Pairs(("case", joined.Id.ToString()), ("incident", joined.Incident!.Value.ToString()));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Announce()
    {
        var zh = new Option<string>("--zh") { Description = "The sentence in Chinese", HelpName = "TEXT", Required = true };
        var en = new Option<string>("--en") { Description = "The sentence in English", HelpName = "TEXT", Required = true };
        var until = new Option<string>("--until") { Description = "When supply is expected back, local time", HelpName = "2026-12-02T06:00", Required = true };
        var (who, json) = (Operator(), Json());
        var command = new Command("announce", "Say it on the telephone line and the portal, and to everybody who reported it in writing") { s_number, zh, en, until, who, json };
        command.SetAction((parsed, cancellationToken) => DoAsync(parsed, json, (desk, utility, token) =>
        {
            var at = s_minute.Parse(parsed.GetValue(until)!) is { Success: true, Value: var local } ? local.InZoneLeniently(utility.Zone).ToInstant() : throw new BadUseException($"--until {parsed.GetValue(until)} is not a time; write for instance 2026-12-02T06:00.");
            return desk.AnnounceAsync(new(parsed.GetValue(s_number)), new Wording(parsed.GetValue(zh)!, parsed.GetValue(en)!), at, CaseCommand.Desk(parsed.GetValue(who)!), token);
        }, cancellationToken));
        return command;
    }

    private static Command Restore()
    {
        var answer = new Argument<string>("ANSWER") { Description = "What the reports are answered with" };
        var (who, json) = (Operator(), Json());
        var command = new Command("restore", "Supply is back: end the announcement, answer every report, and leave the call-back list") { s_number, answer, who, json };
        command.SetAction((parsed, cancellationToken) => DoAsync(parsed, json, (desk, _, token) =>
            Screen.ProgressAsync("Answering reports", 0, done => desk.RestoreAsync(new(parsed.GetValue(s_number)), parsed.GetRequiredValue(answer), CaseCommand.Desk(parsed.GetValue(who)!), new BillCommand.Told<long>(done), token)), cancellationToken));
        return command;
    }

    private static Task<int> DoAsync(ParseResult parsed, Option<bool> json, Func<IncidentDesk, CancellationToken, Task<Result<Incident>>> act, CancellationToken cancellationToken) =>
        DoAsync(parsed, json, (desk, _, token) => act(desk, token), cancellationToken);

    private static async Task<int> DoAsync(ParseResult parsed, Option<bool> json, Func<IncidentDesk, Utility, CancellationToken, Task<Result<Incident>>> act, CancellationToken cancellationToken)
    {
        await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
        var utility = session.Get<Utility>();
        var done = (await act(session.Get<IncidentDesk>(), utility, cancellationToken).ConfigureAwait(false)).Or();
        if (parsed.GetValue(json)) Screen.Json(IncidentAnswers.Of(done, utility));
        else Screen.Pairs(("incident", done.Id.ToString()), ("state", done.State.ToString().ToLowerInvariant()), ("zone", done.Zone ?? "–"), ("announced", Shared.Show.At(done.AnnouncedAt, utility)), ("restored", Shared.Show.At(done.RestoredAt, utility)));
        return ExitCode.Done;
    }
}
