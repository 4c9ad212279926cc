using System.CommandLine;
using WaterCore.Customers;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Service;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>contact</c>: every contact on the customer's record, and how people want to be reached.</summary>
internal static class ContactCommand
{
    public static Command Create() => new("contact", "Contacts in and out, and how customers want to be reached")
    {
        Note(), Of(), Who(), Address(), Prefer(), Choose("stop", "Note that a customer does not want to be contacted", false), Choose("allow", "Note that a customer wants to be contacted", true),
    };

    private static Argument<string> Account() => new("ACCOUNT") { Description = "The number of one of the customer's accounts" };

    private static Command Note()
    {
        var subject = new Argument<string>("SUBJECT") { Description = "What it is about, one line" };
        var account = new Option<string?>("--account") { Description = "The account it is about", HelpName = "NUMBER" };
        var from = new Option<string?>("--from") { Description = "The telephone or mail address; finds the customer", HelpName = "ADDRESS" };
        var channel = CaseCommand.Channel();
        var reference = new Option<string?>("--reference") { Description = "The channel's own number of it; the same number again is the same contact", HelpName = "NUMBER" };
        var text = new Option<string?>("--text") { Description = "What was said", HelpName = "TEXT" };
        var sent = new Option<bool>("--out") { Description = "It went out" };
        var answered = new Option<bool>("--answered") { Description = "It was answered at once" };
        var who = Operator();
        var command = new Command("note", "Note a contact that needs no case") { subject, account, from, channel, reference, text, sent, answered, who };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var taken = (await session.Get<ServiceDesk>().NoteAsync(new ContactDraft
            {
                Subject = parsed.GetRequiredValue(subject), Channel = parsed.GetValue(channel)!, Account = parsed.GetValue(account), From = parsed.GetValue(from), Reference = parsed.GetValue(reference),
                Text = parsed.GetValue(text), Direction = parsed.GetValue(sent) ? ContactDirection.Out : ContactDirection.In,
            }, parsed.GetValue(answered) ? ContactOutcome.Answered : ContactOutcome.Noted, CaseCommand.Desk(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or();
            Console.Out.WriteLine($"contact {taken.Contact.Id}{(taken.Repeated ? " was noted before" : "")}, {(taken.Contact.Customer is null ? "from somebody who is not known" : "from a known customer")}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Of()
    {
        var (account, json) = (Account(), Json());
        var command = new Command("list", "Print the contacts, cases and wishes of a customer") { account, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var file = (await session.Get<ContactDesk>().OfAccountAsync(parsed.GetRequiredValue(account), cancellationToken: cancellationToken).ConfigureAwait(false)).Or();
            Print(file, session.Get<Utility>(), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Who()
    {
        var address = new Argument<string>("ADDRESS") { Description = "A telephone number or mail address" };
        var json = Json();
        var command = new Command("who", "Print the customers who have a telephone number or mail address") { address, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asked = MessageAddress.Of(parsed.GetRequiredValue(address)) ?? throw new BadUseException($"'{parsed.GetValue(address)}' is neither a telephone number nor a mail address.");
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var found = await session.Get<ContactDesk>().AtAddressAsync(asked, cancellationToken: cancellationToken).ConfigureAwait(false);
            foreach (var file in found) Print(file, session.Get<Utility>(), parsed.GetValue(json));
            if (found.Count == 0) Console.Out.WriteLine("nobody is known at this address");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Address()
    {
        var account = Account();
        var address = new Argument<string>("ADDRESS") { Description = "A telephone number or mail address" };
        var remove = new Option<bool>("--remove") { Description = "Take it away" };
        var who = Operator();
        return Change("address", "Note an address of a customer beside the telephone on the contract", account, [address, remove], who, (parsed, desk, actor, token) =>
            desk.AddressAsync(parsed.GetRequiredValue(account), parsed.GetRequiredValue(address), parsed.GetValue(remove), actor, token));
    }

    private static Command Prefer()
    {
        var account = Account();
        var channels = new Argument<string[]>("CHANNEL") { Description = "The doors in the order wanted", Arity = ArgumentArity.ZeroOrMore };
        var language = new Option<string?>("--language") { Description = "zh or en (default: the utility's)", HelpName = "LANGUAGE" };
        language.AcceptOnlyFromAmong("zh", "en");
        return Change("prefer", "Note how a customer wants to be reached", account, [channels, language], Operator(), (parsed, desk, actor, token) =>
            desk.PreferAsync(parsed.GetRequiredValue(account), parsed.GetValue(language) switch { "zh" => Language.Chinese, "en" => Language.English, _ => null }, parsed.GetValue(channels) ?? [], actor, token));
    }

    private static Command Choose(string verb, string description, bool allowed)
    {
        var account = Account();
        var purpose = new Option<string>("--purpose") { Description = "A purpose, such as dunning, bill-ready or marketing", HelpName = "CODE", DefaultValueFactory = _ => ContactChoice.Any };
        var channel = new Option<string>("--channel") { Description = "A door", HelpName = "NAME", DefaultValueFactory = _ => ContactChoice.Any };
        return Change(verb, description, account, [purpose, channel], Operator(), (parsed, desk, actor, token) =>
            desk.ChooseAsync(parsed.GetRequiredValue(account), parsed.GetValue(purpose)!, parsed.GetValue(channel)!, allowed, actor, token));
    }

    private static Command Change(
        string verb, string description, Argument<string> account, Symbol[] more, Option<string> who, Func<ParseResult, ContactDesk, Actor, CancellationToken, Task<Result<CustomerContacts>>> change)
    {
        var command = new Command(verb, description) { account, who };
        foreach (var symbol in more)
        {
            if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)symbol);
        }
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            Print((await change(parsed, session.Get<ContactDesk>(), CaseCommand.Desk(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or(), session.Get<Utility>(), false);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(CustomerContacts file, Utility utility, bool json)
    {
        if (json)
        {
            Screen.Json(ServiceAnswers.Of(file, utility));
            return;
        }
        Screen.Pairs(
            ("customer", Masking.Name(file.Customer.Name)), ("accounts", string.Join(", ", file.Accounts.Select(a => a.Number))), ("reached at", Or(file.Addresses.Select(a => a.Masked()))),
            ("wants", Or(file.Preferences.Channels)), ("said", Or(file.Choices.Select(c => $"{(c.Allowed ? "yes" : "no")} to {(c.Purpose == ContactChoice.Any ? "everything" : c.Purpose)} by {(c.Channel == ContactChoice.Any ? "any channel" : c.Channel)}"))));
        if (file.Cases.Count > 0)
        {
            Console.Out.WriteLine();
            Screen.Table(["case", "opened", "category", "state", "subject"], file.Cases.Select(c => (IReadOnlyList<string>)[c.Id.ToString(), Show.At(c.OpenedAt, utility), c.Category, c.State.ToString().ToLowerInvariant(), c.Subject]));
        }
        if (file.Contacts.Count == 0) return;
        Console.Out.WriteLine();
        Screen.Table(["contact", "when", "channel", "way", "owner", "led to", "subject"], file.Contacts.Select(i => (IReadOnlyList<string>)
            [i.Id.ToString(), Show.At(i.At, utility), i.Channel, i.Direction.ToString().ToLowerInvariant(), i.Owner, i.Case is { } c ? $"case {c}" : i.Outcome.ToString().ToLowerInvariant(), i.Subject]));
    }

    private static string Or(IEnumerable<string> texts) => string.Join(", ", texts) is { Length: > 0 } joined ? joined : "–";
}
