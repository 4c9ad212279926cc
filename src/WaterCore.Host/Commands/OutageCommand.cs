using System.CommandLine;
using NodaTime;
using NodaTime.Text;
using WaterCore.Operations;
using WaterCore.Organization;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>outage</c>: what the hotline says about supply.</summary>
internal static class OutageCommand
{
    private static readonly LocalDateTimePattern s_minute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");

    public static Command Create()
    {
        var command = new Command("outage", "Outages of supply, which the hotline tells to callers of the area");
        command.Add(Publish());
        command.Add(List());
        command.Add(End());
        return command;
    }

    private static Command Publish()
    {
        var zone = new Option<string?>("--zone") { Description = "The supply zone (default: everybody)", HelpName = "ZONE" };
        var from = new Option<string>("--from") { Description = "When supply stops, local time", HelpName = "2026-12-01T22:00", Required = true };
        var until = new Option<string>("--until") { Description = "When it is back", HelpName = "2026-12-02T06:00", Required = true };
        var zh = new Option<string>("--zh") { Description = "The sentence in Chinese", HelpName = "TEXT", Required = true };
        var en = new Option<string>("--en") { Description = "The sentence in English", HelpName = "TEXT", Required = true };
        Option<string> who = Operator();
        var command = new Command("publish", "Publish a notice; the hotline says it within seconds") { zone, from, until, zh, en, who };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var utility = session.Get<Utility>();
            var notice = (await session.Get<SupplyNoticeDesk>().PublishAsync(parsed.GetValue(zone), At("--from", parsed.GetValue(from)!, utility), At("--until", parsed.GetValue(until)!, utility),
                new Wording(parsed.GetValue(zh)!, parsed.GetValue(en)!), Actor(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or();
            Screen.Pairs(("notice", notice.Id.ToString()), ("zone", notice.Zone ?? "all"), ("until", s_minute.Format(notice.Until.InZone(utility.Zone).LocalDateTime)));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        Option<bool> json = Json();
        var command = new Command("list", "Show the notices that are not over") { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var zone = session.Get<Utility>().Zone;
            var current = await session.Get<SupplyNoticeDesk>().CurrentAsync(cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json)) Screen.Json(current.Select(n => new { id = n.Id.Value, zone = n.Zone, from = n.From.ToString(), until = n.Until.ToString(), zh = n.Text.Zh, en = n.Text.En, by = n.PublishedBy }));
            else
                Screen.Table(["notice", "zone", "from", "until", "text"], current.Select(n => (IReadOnlyList<string>)
                    [n.Id.ToString(), n.Zone ?? "all", s_minute.Format(n.From.InZone(zone).LocalDateTime), s_minute.Format(n.Until.InZone(zone).LocalDateTime), n.Text.Zh]));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command End()
    {
        var id = new Argument<long>("NOTICE") { Description = "The notice's number" };
        var until = new Option<string?>("--until") { Description = "The new end (default: now)", HelpName = "TIME" };
        Option<string> who = Operator();
        var command = new Command("end", "End a notice, or move its end") { id, until, who };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var to = parsed.GetValue(until) is { } text ? At("--until", text, session.Get<Utility>()) : (Instant?)null;
            if (await session.Get<SupplyNoticeDesk>().MoveEndAsync(new(parsed.GetValue(id)), to, Actor(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false) is { } fault) throw new BadUseException(fault.Message);
            Screen.Pairs(("notice", parsed.GetValue(id).ToString(System.Globalization.CultureInfo.InvariantCulture)), ("end", to is null ? "now" : "moved"));
            return ExitCode.Done;
        });
        return command;
    }

    private static Instant At(string option, string text, Utility utility) => s_minute.Parse(text) is { Success: true, Value: var local }
        ? utility.Zone.AtLeniently(local).ToInstant()
        : throw new BadUseException($"{option} {text} is not a time; write for instance 2026-12-01T22:00.");
}
