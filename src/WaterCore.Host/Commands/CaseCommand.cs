using System.CommandLine;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>case</c>: cases from the first contact to the rating.</summary>
internal static class CaseCommand
{
    private static readonly Argument<long> s_number = new("CASE") { Description = "The case's number" };

    public static Command Create() => new("case", "Cases: repairs, complaints, enquiries, suggestions, praise")
    {
        Open(), List(), Show(), Categories(),
        Act("answer", "Answer a case; it is done unless a call-back is owed", new("TEXT") { Description = "What the person was told" }, (desk, id, text, actor, token) => desk.AnswerAsync(id, text!, actor, token)),
        Act("note", "Add a remark to a case", new("TEXT") { Description = "The remark" }, (desk, id, text, actor, token) => desk.RemarkAsync(id, text!, actor, token)),
        Act("reopen", "Open a case again", new("REASON") { Description = "Why" }, (desk, id, text, actor, token) => desk.ReopenAsync(id, text!, actor, token)),
        Hand(), CallBack(), Rate(), Merge(), CaseFiguresCommand.Create(),
    };

    private static Command Open()
    {
        var category = new Argument<string>("CATEGORY") { Description = "The category's code; see case categories" };
        var subject = new Argument<string>("SUBJECT") { Description = "What it is about, one line" };
        var account = new Option<string?>("--account") { Description = "The account it is about", HelpName = "NUMBER" };
        var from = new Option<string?>("--from") { Description = "The telephone or mail address it came from; finds the customer", HelpName = "ADDRESS" };
        var channel = Channel();
        var reference = new Option<string?>("--reference") { Description = "The channel's own number of the contact; the same number again is the same contact", HelpName = "NUMBER" };
        var text = new Option<string?>("--text") { Description = "What was said", HelpName = "TEXT" };
        var place = new Option<string?>("--place") { Description = "Where (default: the account's address)", HelpName = "TEXT" };
        var zone = new Option<string?>("--zone") { Description = "The supply zone (default: the account's)", HelpName = "CODE" };
        var position = new Option<string?>("--position") { Description = "Who gets it (default: the category's)", HelpName = "POSITION" };
        var callBack = new Option<string?>("--call-back") { Description = "The address to call back", HelpName = "ADDRESS" };
        var answer = new Option<string?>("--answer") { Description = "What was answered at once", HelpName = "TEXT" };
        var (who, json) = (Operator(), Json());
        var command = new Command("open", "Open a case, with the contact that brings it") { category, subject, account, from, channel, reference, text, place, zone, position, callBack, answer, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var opened = (await session.Get<ServiceDesk>().OpenAsync(new CaseDraft
            {
                Category = parsed.GetRequiredValue(category), Subject = parsed.GetRequiredValue(subject), Channel = parsed.GetValue(channel)!, Account = parsed.GetValue(account), From = parsed.GetValue(from),
                Reference = parsed.GetValue(reference), Text = parsed.GetValue(text), Place = parsed.GetValue(place), Zone = parsed.GetValue(zone), Position = parsed.GetValue(position),
                CallBack = parsed.GetValue(callBack), Answer = parsed.GetValue(answer),
            }, Desk(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or();
            var utility = session.Get<Utility>();
            if (parsed.GetValue(json)) Screen.Json(new { @case = ServiceAnswers.Of(opened.Case, utility), repeated = opened.Repeated, similar = opened.Similar.Select(s => s.Id.Value) });
            else
                Screen.Pairs(
                [
                    ("case", opened.Case.Id.ToString()), .. opened.Repeated ? [("opened before", "this very contact counts once")] : Array.Empty<(string, string)>(),
                    ("state", opened.Case.State.ToString().ToLowerInvariant()), ("at", opened.Case.Position), ("due", Shared.Show.At(opened.Case.Due, utility)),
                    ("customer", opened.Case.Customer is null ? "not known" : "known"), ("may be the same as", opened.Similar.Count == 0 ? "–" : string.Join(", ", opened.Similar.Select(s => s.Id))),
                ]);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var category = new Option<string?>("--category") { Description = "A category or one above it", HelpName = "CODE" };
        var state = new Option<string?>("--state") { Description = "open, answered, closed or merged", HelpName = "STATE" };
        state.AcceptOnlyFromAmong("open", "answered", "closed", "merged");
        var position = new Option<string?>("--position") { Description = "Who has them", HelpName = "POSITION" };
        var take = new Option<int>("--take") { Description = "How many at most", HelpName = "N", DefaultValueFactory = _ => 50 };
        var json = Json();
        var command = new Command("list", "Print cases, the latest first") { category, state, position, take, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (desk, utility) = (session.Get<ServiceDesk>(), session.Get<Utility>());
            var cases = await desk.ListAsync(new CaseQuery
            {
                Category = parsed.GetValue(category), State = parsed.GetValue(state) is { } s ? Enum.Parse<CaseState>(s, ignoreCase: true) : null,
                Position = parsed.GetValue(position), Take = Math.Clamp(parsed.GetValue(take), 1, 10_000),
            }, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json)) Screen.Json(cases.Select(c => ServiceAnswers.Of(c, utility)));
            else
                Screen.Table(["case", "opened", "category", "state", "at", "due", "subject"], cases.Select(c => (IReadOnlyList<string>)
                    [c.Id.ToString(), Shared.Show.At(c.OpenedAt, utility), c.Category, c.State.ToString().ToLowerInvariant(), c.Position, Shared.Show.At(c.Due, utility), c.Subject]));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var json = Json();
        var command = new Command("show", "Print a case with every act and contact") { s_number, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var utility = session.Get<Utility>();
            var view = (await session.Get<ServiceDesk>().ViewAsync(new(parsed.GetValue(s_number)), cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(json))
            {
                Screen.Json(ServiceAnswers.Of(view, utility));
                return ExitCode.Done;
            }
            var c = view.Case;
            Screen.Pairs(
                ("case", c.Id.ToString()), ("category", view.Category.En), ("state", c.State.ToString().ToLowerInvariant() + (c.MergedInto is { } into ? $" into {into}" : "")), ("subject", c.Subject),
                ("account", view.Account?.Number ?? "–"), ("customer", view.Customer is { } who ? Masking.Name(who.Name) : "not known"), ("place", c.Place ?? "–"), ("first owner", $"{c.Owner} ({c.OwnerPosition})"),
                ("at", c.Position), ("due", Shared.Show.At(c.Due, utility)), ("answer", c.Answer ?? "–"), ("call back", c.CallBack?.Masked() ?? "–"), ("rating", c.Rating?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "–"));
            Console.Out.WriteLine();
            Screen.Table(["when", "act", "who", "note"], view.Events.Select(e => (IReadOnlyList<string>)[Shared.Show.At(e.At, utility), e.Act.ToString(), e.Actor, e.Note ?? ""]));
            Console.Out.WriteLine();
            Screen.Table(["when", "contact", "way", "subject"], view.Contacts.Select(i => (IReadOnlyList<string>)[Shared.Show.At(i.At, utility), i.Channel, i.Direction.ToString().ToLowerInvariant(), i.Subject]));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Categories()
    {
        var command = new Command("categories", "Print the tree of categories");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var tree = session.Get<ServiceDesk>().Categories;
            Screen.Table(["category", "中文", "English", "goes to", "limit"], tree.All.Select(c => (IReadOnlyList<string>)
                [c.Code, c.Name.Zh, c.Name.En, tree.PositionOf(c.Code) ?? "whoever took it", tree.LimitOf(c.Code)?.ToString() ?? "–"]));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Hand()
    {
        var position = new Argument<string>("POSITION") { Description = "The position that gets it" };
        var note = new Option<string?>("--note") { Description = "Why", HelpName = "TEXT" };
        return Act("hand", "Hand a case to another position", [position, note], (parsed, desk, id, actor, token) => desk.HandOverAsync(id, parsed.GetRequiredValue(position), parsed.GetValue(note), actor, token));
    }

    private static Command CallBack()
    {
        var missed = new Option<bool>("--not-reached") { Description = "Nobody answered" };
        var unhappy = new Option<bool>("--not-content") { Description = "The person is not content: the case is opened again" };
        var note = new Option<string?>("--note") { Description = "What was said", HelpName = "TEXT" };
        return Act("call-back", "Note a call-back", [missed, unhappy, note], (parsed, desk, id, actor, token) =>
            desk.CallBackAsync(id, !parsed.GetValue(missed), !parsed.GetValue(unhappy), parsed.GetValue(note), actor, token));
    }

    private static Command Rate()
    {
        var rating = new Argument<int>("RATING") { Description = "1 (bad) to 5 (good)" };
        var note = new Option<string?>("--note") { Description = "What was said", HelpName = "TEXT" };
        return Act("rate", "Note the person's rating", [rating, note], (parsed, desk, id, actor, token) => desk.RateAsync(id, parsed.GetValue(rating), parsed.GetValue(note), actor, token));
    }

    private static Command Merge()
    {
        var into = new Argument<long>("INTO") { Description = "The case that goes on for both" };
        return Act("merge", "Join a case to another that is the same", [into], (parsed, desk, id, actor, token) => desk.MergeAsync(id, new(parsed.GetValue(into)), actor, token));
    }

    private static Command Act(string verb, string description, Argument<string> text, Func<ServiceDesk, Id<ServiceCase>, string?, Actor, CancellationToken, Task<Result<ServiceCase>>> act) =>
        Act(verb, description, [text], (parsed, desk, id, actor, token) => act(desk, id, parsed.GetRequiredValue(text), actor, token));

    private static Command Act(string verb, string description, Symbol[] more, Func<ParseResult, ServiceDesk, Id<ServiceCase>, Actor, CancellationToken, Task<Result<ServiceCase>>> act)
    {
        var who = Operator();
        var command = new Command(verb, description) { s_number, who };
        foreach (var symbol in more)
        {
            if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)symbol);
        }
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var done = (await act(parsed, session.Get<ServiceDesk>(), new(parsed.GetValue(s_number)), Desk(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or();
            Console.Out.WriteLine($"case {done.Id} is {done.State.ToString().ToLowerInvariant()}, at {done.Position}");
            return ExitCode.Done;
        });
        return command;
    }

    internal static Option<string> Channel() => new("--channel") { Description = "The door: Counter, Phone, Email, Sms, Web, Letter, or a plugin's name", HelpName = "NAME", DefaultValueFactory = _ => ContactChannels.Counter };

    internal static Actor Desk(string name) => new(name, "front-desk");
}
