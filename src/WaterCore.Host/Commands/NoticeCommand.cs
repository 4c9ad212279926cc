using System.CommandLine;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using WaterCore.Customers;
using WaterCore.Host.Files;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Service;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>notice</c>: notices to many, looked at before they go out.</summary>
internal static class NoticeCommand
{
    private static readonly LocalDateTimePattern s_minute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");

    public static Command Create() => new("notice", "Notices to many: outages, prices, water quality, bills, reading visits") { TemplatesOf(), Draft("preview"), Draft("send"), Resume(), List(), Bills(), TemplateCommand.Create(), Places() };

    private static Command TemplatesOf()
    {
        var command = new Command("templates", "Print the templates with their places");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            foreach (var t in (await session.Get<NoticeDesk>().TemplatesAsync(cancellationToken).ConfigureAwait(false)).All)
                Console.Out.WriteLine($"{t.Code}  ({t.Purpose.Name.En}; {string.Join(" ", t.Places.Order(StringComparer.Ordinal).Select(p => "{" + p + "}"))})\n    {t.Body.Zh}\n    {t.Body.En}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Draft(string verb)
    {
        var template = new Argument<string>("TEMPLATE") { Description = "The template's code; see notice templates" };
        var zones = Many("--zone", "A supply zone; may be given more than once", "CODE");
        var streets = Many("--street", "A part of the address; may be given more than once", "TEXT");
        var accounts = Many("--account", "An account; may be given more than once", "NUMBER");
        var list = new Option<FileInfo?>("--accounts-file") { Description = "A file of account numbers, one a line, such as a map gives for a polygon", HelpName = "FILE" };
        var polygon = new Option<string?>("--polygon") { Description = "An area on the map by its corners, three or more; see notice places", HelpName = "\"22.27,113.57 22.28,113.58 …\"" };
        var values = Many("--set", "A value of the template, such as from=\"10 March, 8:00\"", "NAME=VALUE");
        var until = new Option<string?>("--valid-until") { Description = "From when on it makes no sense any more", HelpName = "\"2026-03-10 08:00\"" };
        var (who, json) = (Operator(), Json());
        var command = new Command(verb, verb == "send" ? "Order a notice and make its messages; outbox run, or the service, sends them" : "Print who would get a notice, by which channel, and who cannot be reached; sends nothing")
        {
            template, zones, streets, accounts, list, polygon, values, until, json,
        };
        if (verb == "send") command.Options.Add(who);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var numbers = parsed.GetValue(accounts)!.ToList();
            if (parsed.GetValue(list) is { } file) numbers.AddRange((await File.ReadAllLinesAsync(file.FullName, cancellationToken).ConfigureAwait(false)).Select(l => l.Trim()).Where(l => l.Length > 0));
            var corners = parsed.GetValue(polygon) is not { } drawn ? [] : MapArea.Of(drawn) ?? throw new BadUseException($"--polygon is not 3 to {MapArea.MostCorners} corners, each as 22.2707,113.5767.");
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (desk, utility) = (session.Get<NoticeDesk>(), session.Get<Utility>());
            var draft = new NoticeDraft(
                parsed.GetRequiredValue(template), new NoticeArea { Zones = parsed.GetValue(zones)!, Streets = parsed.GetValue(streets)!, Accounts = numbers, Polygon = corners },
                parsed.GetValue(values)!.Select(Pair).ToDictionary(StringComparer.Ordinal), Until(parsed.GetValue(until), utility));
            // Told before anything is made: what is made without a way to anybody lies in the tray for good.
            if (desk.Closed is { Count: > 0 } closed && desk.NobodyReached is null)
                await Console.Error.WriteLineAsync($"Not open: {NoChannelOpen.Openings(closed, Language.English)}. Who can be reached only by these gets nothing; see \"accounts nobody can be reached at\" of notice preview.").ConfigureAwait(false);
            if (verb == "send")
            {
                var sent = (await Screen.ProgressAsync("Making messages", 0, done => desk.SendAsync(draft, CaseCommand.Desk(parsed.GetValue(who)!), new BillCommand.Told<long>(done), cancellationToken)).ConfigureAwait(false)).Or();
                Print(sent, parsed.GetValue(json));
                return ExitCode.Done;
            }
            var seen = (await Screen.ProgressAsync("Looking", 0, done => desk.PreviewAsync(draft, new BillCommand.Told<long>(done), cancellationToken)).ConfigureAwait(false)).Or();
            if (parsed.GetValue(json))
            {
                Screen.Json(new { seen.Accounts, seen.People, seen.ByChannel, seen.Refused, seen.Unreachable, seen.UnreachableAccounts, samples = seen.Samples.Select(s => new { s.Account, s.Zh, s.En }) });
                return ExitCode.Done;
            }
            Screen.Table(["what", "count"],
            [
                ["accounts in the area", Screen.Number(seen.Accounts)], ["people who get it", Screen.Number(seen.People)], .. seen.ByChannel.Select(c => (IReadOnlyList<string>)[$"  by {c.Key}", Screen.Number(c.Value)]),
                ["people who said no", Screen.Number(seen.Refused)], ["accounts nobody can be reached at", Screen.Number(seen.Unreachable)],
            ]);
            if (seen.UnreachableAccounts.Count > 0) Console.Out.WriteLine($"not reached: {string.Join(" ", seen.UnreachableAccounts.Take(20))}{(seen.Unreachable > 20 ? " …" : "")}");
            if (desk.NobodyReached is { } nobody) await Console.Error.WriteLineAsync(nobody.Message).ConfigureAwait(false);
            foreach (var (account, zh, en) in seen.Samples) Console.Out.WriteLine($"\n{account}\n    {zh}\n    {en}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Resume()
    {
        var number = new Argument<long>("NOTICE") { Description = "The notice's number" };
        var command = new Command("resume", "Go on with a notice whose making was cut off; nobody gets it twice") { number };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var desk = session.Get<NoticeDesk>();
            Print((await Screen.ProgressAsync("Making messages", 0, done => desk.ResumeAsync(new(parsed.GetValue(number)), new BillCommand.Told<long>(done), cancellationToken)).ConfigureAwait(false)).Or(), false);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Places()
    {
        var file = new Argument<string>("FILE") { Description = "CSV of account, latitude, longitude; degrees as a satellite gives them" };
        var (who, json) = (Operator(), Json());
        var command = new Command("places", "Note where the premises of accounts lie on the map; a file with a bad row changes nothing") { file, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var table = TableFile.Read(parsed.GetRequiredValue(file), ',');
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var taken = await session.Get<PlaceDesk>().TakeAsync(table, CaseCommand.Desk(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json)) Screen.Json(new { taken.Taken, refused = taken.Refused.Select(r => new { r.Line, r.Problem }) });
            else
            {
                Screen.Pairs(("premises on the map", Screen.Number(taken.Taken)), ("rows refused", Screen.Number(taken.Refused.Count)));
                foreach (var (line, problem) in taken.Refused.Take(20)) await Console.Error.WriteLineAsync($"line {line}: {problem}").ConfigureAwait(false);
            }
            return taken.Refused.Count > 0 ? ExitCode.SomeRefused : ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Print the latest notices");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var utility = session.Get<Utility>();
            Screen.Table(["notice", "ordered", "by", "template", "made", "messages", "same person", "unreachable"], (await session.Get<NoticeDesk>().ListAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Select(n => (IReadOnlyList<string>)
                [n.Id.ToString(), Shared.Show.At(n.At, utility), n.By, n.Template, n.IsMade ? "yes" : "no", Screen.Number(n.Recipients), Screen.Number(n.Shared), Screen.Number(n.Unreachable)]));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Bills()
    {
        var since = new Option<string>("--since") { Description = "Bills issued on or after this day", HelpName = "DAY", Required = true };
        var who = Operator();
        var command = new Command("bills", "Make a message for each open bill; a bill makes one for ever") { since, who };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var desk = session.Get<NoticeDesk>();
            var made = (await Screen.ProgressAsync("Bills", 0, done => desk.BillsReadyAsync(Day("--since", parsed.GetValue(since))!.Value, CaseCommand.Desk(parsed.GetValue(who)!), new BillCommand.Told<long>(done), cancellationToken)).ConfigureAwait(false)).Or();
            Console.Out.WriteLine($"{Screen.Number(made)} messages made");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(Notice n, bool json)
    {
        if (json) Screen.Json(new { notice = n.Id.Value, n.Recipients, n.Shared, n.Unreachable });
        else Screen.Pairs(("notice", n.Id.ToString()), ("messages", Screen.Number(n.Recipients)), ("same person again", Screen.Number(n.Shared)), ("cannot be reached", Screen.Number(n.Unreachable)));
    }

    private static Option<string[]> Many(string name, string description, string help) => new(name) { Description = description, HelpName = help, DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = false };

    private static KeyValuePair<string, string> Pair(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
        ? new(text[..at].Trim(), text[(at + 1)..].Trim()) : throw new BadUseException($"--set {text} is not NAME=VALUE.");

    private static Instant? Until(string? text, Utility utility) => text is null ? null
        : s_minute.Parse(text) is { Success: true, Value: var at } ? at.InZoneLeniently(utility.Zone).ToInstant() : throw new BadUseException($"--valid-until {text} is not a time; write for instance \"2026-03-10 08:00\".");
}

/// <summary><c>outbox</c>: sends what is due, shows figures and the tray of what could not be delivered.</summary>
internal static class OutboxCommand
{
    public static Command Create() => new("outbox", "Messages on their way: send what is due, figures, the tray of what could not be delivered") { Run(), Figures(), List(), Retry() };

    private static Command Run()
    {
        var command = new Command("run", "Send what is due, until nothing is; the service does so by itself");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var run = session.Get<DeliveryRun>();
            var waiting = (await run.FiguresAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Where(f => f.State is DeliveryState.Waiting or DeliveryState.Sending).Sum(f => f.Count);
            await run.ReleaseAsync(cancellationToken).ConfigureAwait(false);
            var clock = System.Diagnostics.Stopwatch.StartNew();
            var done = await Screen.ProgressAsync("Sending", waiting, report => run.DrainAsync(new BillCommand.Told<long>(report), cancellationToken)).ConfigureAwait(false);
            Screen.Pairs(
                ("taken from the outbox", Screen.Number(done.Taken)), ("sent", Screen.Number(done.Sent)), ("put off", Screen.Number(done.Waiting)), ("not to go out", Screen.Number(done.Dropped)),
                ("in the tray", Screen.Number(done.Dead)), ("seconds", clock.Elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)));
            return done.Dead > 0 ? ExitCode.SomeRefused : ExitCode.Done;
        });
        return command;
    }

    private static Command Figures()
    {
        var notice = new Option<long?>("--notice") { Description = "Of one notice only", HelpName = "NUMBER" };
        var json = Json();
        var command = new Command("figures", "Print how many messages stand how, by channel and template") { notice, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var figures = await session.Get<DeliveryRun>().FiguresAsync(parsed.GetValue(notice) is { } n ? new Id<Notice>(n) : null, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json)) Screen.Json(figures.Select(f => new { f.Channel, f.Template, state = f.State.ToString().ToLowerInvariant(), f.Reason, f.Count }));
            else Screen.Table(["channel", "template", "state", "reason", "count"], figures.Select(f => (IReadOnlyList<string>)[f.Channel.Length == 0 ? "–" : f.Channel, f.Template, f.State.ToString().ToLowerInvariant(), f.Reason, Screen.Number(f.Count)]));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var state = new Option<string>("--state") { Description = "waiting, sending, sent, delivered, dead or dropped", HelpName = "STATE", DefaultValueFactory = _ => "dead" };
        state.AcceptOnlyFromAmong("waiting", "sending", "sent", "delivered", "dead", "dropped");
        var command = new Command("list", "Print the latest messages in a state; without one, the tray of what could not be delivered") { state };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (utility, messages) = (session.Get<Utility>(), await session.Get<DeliveryRun>().ListAsync(Enum.Parse<DeliveryState>(parsed.GetValue(state)!, true), 100, cancellationToken).ConfigureAwait(false));
            Screen.Table(["message", "made", "template", "channel", "next", "why"], messages.Select(d => (IReadOnlyList<string>)
                [d.Id.ToString(), Shared.Show.At(d.CreatedAt, utility), d.Template, d.Channel ?? "–", d.State == DeliveryState.Waiting ? Shared.Show.At(d.NextAt, utility) : "–", d.Reason ?? ""]));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Retry()
    {
        var number = new Argument<long>("MESSAGE") { Description = "The message's number" };
        var who = Operator();
        var command = new Command("retry", "Take a message out of the tray and try all ways again") { number, who };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var again = (await session.Get<DeliveryRun>().RetryAsync(new(parsed.GetValue(number)), CaseCommand.Desk(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or();
            Console.Out.WriteLine($"message {again.Id} is waiting again");
            return ExitCode.Done;
        });
        return command;
    }
}
