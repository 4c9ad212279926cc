using System.CommandLine;
using NodaTime;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Workflows;
using static WaterCore.Host.Commands.WorkArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>work</c>: items of work between positions.</summary>
internal static partial class WorkCommand
{
    public static Command Create() => new("work", "Work between positions: begin, act, trays, record, supervision") { Start(), Act(), Tray(), Show(), Find(), Migrate(), Board(), Forecast(), Escalate(), Report(), Export(), Simulate() };

    private static Command Start()
    {
        var definition = new Argument<string>("WORKFLOW") { Description = "The code of a published workflow" };
        var subject = new Argument<string>("SUBJECT") { Description = "What it is about, such as the account or the address" };
        var office = new Option<string>("--office") { Description = "The branch that serves it", HelpName = "BRANCH", DefaultValueFactory = _ => SampleOrganization.Office };
        var field = Field();
        var (who, key, language, json) = (As(), Key(), InLanguage(), MoneyArguments.Json());
        var command = new Command("start", "Begin an item; it arrives at the first position") { definition, subject, office, field, who, key, language, json };
        command.SetAction((parsed, cancellationToken) => DoAsync(parsed, language, json, (desk, _) => desk.StartAsync(
            parsed.GetRequiredValue(definition), parsed.GetValue(office)!, parsed.GetRequiredValue(subject), Actor(parsed.GetValue(who)), Form(parsed.GetValue(field)), parsed.GetValue(key), cancellationToken), cancellationToken));
        return command;
    }

    private static Command Act()
    {
        var item = new Argument<string>("ITEM") { Description = "The item's number" };
        var action = new Argument<string>("ACTION") { Description = "accept, submit, approve, reject, send-back, withdraw, hand, split-off, suspend, resume, urge, cancel or archive" };
        action.AcceptOnlyFromAmong(Enum.GetValues<ActionKind>().Where(k => k is not (ActionKind.Start or ActionKind.Migrate)).Select(k => k.CodeOf()).ToArray());
        var path = new Option<string?>("--path") { Description = "Which branch of the item, when several are open", HelpName = "PATH" };
        var step = new Option<string?>("--step") { Description = "The step to send back to (default: the one before)", HelpName = "STEP" };
        var to = new Option<string?>("--to") { Description = "The position to hand to, or to ask for a part", HelpName = "POSITION" };
        var reason = new Option<string?>("--reason") { Description = "Why; for a suspension the code of the reason", HelpName = "TEXT" };
        var document = new Option<string[]>("--document") { Description = "A document that was brought; may be repeated", HelpName = "NAME" };
        var field = Field();
        var (who, key, language, json) = (As(), Key(), InLanguage(), MoneyArguments.Json());
        who.Required = true;
        var command = new Command("act", "Do an action on an item") { item, action, path, step, to, reason, field, document, who, key, language, json };
        command.SetAction((parsed, cancellationToken) =>
        {
            var (seen, files) = Brought(parsed.GetValue(document));
            var wanted = new WorkAction(ActionWords.Of(parsed.GetRequiredValue(action))!.Value)
            {
                Path = parsed.GetValue(path), Step = parsed.GetValue(step), Position = parsed.GetValue(to), Reason = parsed.GetValue(reason), Form = Form(parsed.GetValue(field)), Documents = seen,
            };
            return DoAsync(parsed, language, json, (desk, _) => desk.ActAsync(
                Item(parsed.GetRequiredValue(item)), wanted, Actor(parsed.GetValue(who)), null, parsed.GetValue(key), files, cancellationToken), cancellationToken);
        });
        return command;
    }

    private static Command Tray()
    {
        var position = new Argument<string?>("POSITION") { Description = "The position; leave out with --of", Arity = ArgumentArity.ZeroOrOne };
        var of = new Option<string?>("--of") { Description = "The trays of all positions in which this person may act today", HelpName = "PERSON" };
        var json = MoneyArguments.Json();
        var command = new Command("tray", "What lies in a tray, the most urgent first") { position, of, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var desk = session.Get<WorkDesk>();
            var rows = parsed.GetValue(of) is { } person ? await desk.MyTraysAsync(person, cancellationToken).ConfigureAwait(false)
                : parsed.GetValue(position) is { } code ? await desk.TrayAsync(code, cancellationToken).ConfigureAwait(false)
                : throw new BadUseException("Whose tray? Give a position, or --of PERSON.");
            Print(rows.Select(r => (r.Item, r.Branch, r.Branch.Due)), session.Get<Utility>(), session.Get<IClock>(), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Find()
    {
        var subject = new Argument<string?>("SUBJECT") { Description = "A part of the subject", Arity = ArgumentArity.ZeroOrOne };
        var workflow = new Option<string?>("--workflow") { Description = "The workflow's code", HelpName = "CODE" };
        var office = new Option<string?>("--office") { Description = "The branch", HelpName = "BRANCH" };
        var open = new Option<bool>("--open") { Description = "Open items only" };
        var json = MoneyArguments.Json();
        var command = new Command("find", "Items by their subject, running and past, with where each is") { subject, workflow, office, open, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            await using var unit = await session.Get<IStorage>().ReadAsync(cancellationToken).ConfigureAwait(false);
            var items = await unit.Work.SearchAsync(new WorkQuery { Subject = parsed.GetValue(subject), Definition = parsed.GetValue(workflow), Office = parsed.GetValue(office), Status = parsed.GetValue(open) ? WorkStatus.Open : null, Take = 500 }, cancellationToken).ConfigureAwait(false);
            var utility = session.Get<Utility>();
            if (parsed.GetValue(json)) Screen.Json(items.Select(i => Answer(i, utility)));
            else Screen.Table(["item", "workflow", "began", "where", "subject"], items.Select(i => (IReadOnlyList<string>)[i.Id.ToString(), i.Definition, At(i.StartedAt, utility), Where(i, utility), i.Subject]));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var item = new Argument<string>("ITEM") { Description = "The item's number" };
        var (language, json) = (InLanguage(), MoneyArguments.Json());
        var command = new Command("show", "All that is on record of an item: stays, actions, clocks and why they run out when they do") { item, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var id = Item(parsed.GetRequiredValue(item));
            if (await session.Get<WorkDesk>().HistoryAsync(id, cancellationToken).ConfigureAwait(false) is not { } history) throw new BadUseException($"There is no work item {id}; see work find.");
            var (utility, spoken) = (session.Get<Utility>(), Spoken(parsed, language));
            await using var unit = await session.Get<IStorage>().ReadAsync(cancellationToken).ConfigureAwait(false);
            var attached = await unit.Applications.DocumentsOfAsync(id, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                Screen.Json(new
                {
                    item = Answer(history.Item, utility), documents = ApplicationCommand.Answer(attached, utility),
                    visits = history.Visits.Select(v => new { v.Path, v.Step, v.Position, v.Holder, entered = At(v.Entered, utility), opened = At(v.Opened, utility), due = At(v.Due, utility), left = At(v.Left, utility), action = v.Action.CodeOf(), v.Note, v.UsedMinutes, v.OnTime }),
                    acts = history.Acts.Select(a => new { a.Revision, at = At(a.At, utility), by = a.Actor.Name, position = a.Actor.Position, action = a.Action.CodeOf(), a.Path, a.Step, a.Target, a.Note }),
                });
                return ExitCode.Done;
            }
            Print(history, utility, session.Get<WorkCalendar>(), spoken);
            if (attached.Count > 0) Console.Out.WriteLine();
            ApplicationCommand.Print(attached, utility, spoken);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Migrate()
    {
        var item = new Argument<string>("ITEM") { Description = "The item's number" };
        var version = new Argument<int>("VERSION") { Description = "A published version of its workflow" };
        var reason = new Option<string>("--reason") { Description = "Why", HelpName = "TEXT", Required = true };
        var (who, language, json) = (As(), InLanguage(), MoneyArguments.Json());
        who.Required = true;
        var command = new Command("migrate", "Move a running item to another version of its workflow, when it loses nothing by that") { item, version, reason, who, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (utility, desk) = (session.Get<Utility>(), session.Get<WorkflowDesk>());
            var moved = await desk.MigrateAsync(Item(parsed.GetRequiredValue(item)), parsed.GetRequiredValue(version), parsed.GetRequiredValue(reason), Actor(parsed.GetValue(who)), cancellationToken).ConfigureAwait(false);
            if (!moved.IsOk) return Refuse(moved.Fault, Spoken(parsed, language));
            if (parsed.GetValue(json)) Screen.Json(Answer(moved.Value, utility));
            else Console.Out.WriteLine($"item {moved.Value.Id} ({moved.Value.Subject}), version {moved.Value.Version}: {Where(moved.Value, utility, Spoken(parsed, language))}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string[]> Field() => new("--field") { Description = "NAME=VALUE of the form; may be repeated", HelpName = "NAME=VALUE" };

    private static async Task<int> DoAsync(ParseResult parsed, Option<string> language, Option<bool> json, Func<WorkDesk, Utility, Task<Result<WorkItem>>> act, CancellationToken cancellationToken)
    {
        await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
        var utility = session.Get<Utility>();
        var done = await act(session.Get<WorkDesk>(), utility).ConfigureAwait(false);
        if (!done.IsOk) return Refuse(done.Fault, Spoken(parsed, language));
        if (parsed.GetValue(json)) Screen.Json(Answer(done.Value, utility));
        else Console.Out.WriteLine($"item {done.Value.Id} ({done.Value.Subject}): {Where(done.Value, utility, Spoken(parsed, language))}");
        return ExitCode.Done;
    }
}
