using NodaTime;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What somebody who wrote is told.</summary>
/// <param name="Text">The words.</param>
/// <param name="Asked">Whether they are a question, because nobody knows who it is.</param>
public sealed record TextAnswer(string Text, bool Asked = false);

/// <summary>How people serve themselves by text.</summary>
public sealed record TextSettings
{
    /// <summary>How long a question of a conversation waits for its answer.</summary>
    public Duration TalkFor { get; init; } = Duration.FromMinutes(30);
}

/// <summary>
/// Answers words that people write ("balance 6200017", "读数 1234") out of the hotline's own dialogue (短信自助). Facts of an account go only back to an address on its customer's record: whoever forges
/// a sender has the answer sent to somebody else. Everybody else gets one and the same question.
/// </summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
/// <param name="front">The words and the dialogue.</param>
/// <param name="facts">The facts behind the dialogue, as callers hear them.</param>
/// <param name="readings">Takes readings.</param>
/// <param name="contacts">Notes addresses.</param>
/// <param name="settings">How.</param>
/// <param name="link">Where people pay on the web, or null.</param>
public sealed class TextDesk(IStorage storage, IClock clock, TextFront front, HotlineFacts facts, OwnReadingDesk readings, ContactDesk contacts, TextSettings? settings = null, PayLink? link = null)
{
    private static readonly Wording
        s_question = new(
            "这里无法查询该户号。请用登记的手机号或邮箱发送，或登录网上营业厅，或回复“绑定 户号 查询密码”绑定此地址。",
            "We cannot answer that here. Send it from the telephone or mail address on your contract, sign in on our web site, or send \"bind ACCOUNT PIN\" to add this address."),
        s_which = new("您有多个户号，请写明户号，例如“余额 户号”。", "You have several accounts; name one, such as \"balance ACCOUNT\"."),
        s_index = new("请写明水表读数，例如“读数 1234”。", "Write the figures of your meter, such as \"reading 1234\"."),
        s_help = new(
            "可发送：余额、账单、为什么、缴费、读数 1234、进度、停水、退订。多个户号请在后面写明户号。其他内容由工作人员答复。",
            "You can send: balance, bill, why, pay, reading 1234, progress, outage, stop. With several accounts add the account's number. Anything else is answered by a person."),
        s_photo = new("照片已收到。如果是水表照片，请回复表上的黑色数字；否则请写明情况。", "We have your photo. If it shows your meter, send its black figures; if not, write what it is about."),
        s_photoWhich = new("照片已收到。您有多个户号，如果是水表照片，请回复“读数 户号 1234”；否则请写明情况。", "We have your photo. You have several accounts: if it shows your meter, send \"reading ACCOUNT 1234\"; if not, write what it is about."),
        s_bound = new("此地址已绑定。", "This address is on your record now."),
        s_person = new("请稍后再试，或写明您的问题，由工作人员答复。", "Please try again later, or write your question and a person will answer it.");

    // What the dialogue tells anybody about ways to pay.
    private const string AnybodysPay = "information-pay";

    // Where a photo waits for its figures, and under what name it is remembered.
    private const string Figures = "reading-entry", Photo = "photo";

    private readonly TextSettings _settings = settings ?? new();

    /// <summary>The answer to a word, or to the question that was asked before; null when it is something for a person.</summary>
    /// <param name="channel">The door.</param>
    /// <param name="message">The message.</param>
    /// <param name="command">What it asks for, or null.</param>
    /// <param name="photo">The name of a photo that came with it (<see cref="Metering.MeterPhoto.NameOf"/>), or null; it goes with a reading.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TextAnswer?> AnswerAsync(string channel, IncomingMessage message, TextCommand? command, string? photo = null, CancellationToken cancellationToken = default)
    {
        var person = await PersonAsync(message, cancellationToken).ConfigureAwait(false);
        var conversation = new Conversation($"{channel} {message.Reference}", message.From.Kind == AddressKind.Phone ? message.From.Value : message.From.Key);
        var talk = await TalkAsync(message.From, cancellationToken).ConfigureAwait(false);
        // Where a photo is a message of its own, it comes before its figures.
        var door = new Door(channel, message.From.Key, conversation, photo ?? talk?.Entered.GetValueOrDefault(Photo));
        if (command is null && photo is not null && message.Text.Length == 0 && message.Subject.Length == 0 && person.Accounts.Count > 0) return await ShownAsync(door, person, cancellationToken).ConfigureAwait(false);
        if (command is null) return await GoOnAsync(door, message, person, talk, cancellationToken).ConfigureAwait(false);
        if (command.Word == TextFront.Help) return new(s_help.In(person.Language));
        if (command.Word == TextFront.Bind) return await BindAsync(message, command, person, conversation, cancellationToken).ConfigureAwait(false);
        if (command.Word == "reading" && command.Entered is null) return new(s_index.In(person.Language));
        Account? account = null;
        // Ways to pay are for everybody; whoever is known hears what there is to pay, too.
        if (command.Word == "pay" && person.Accounts.Count == 0) command = command with { Step = front.Dialogue.Steps.ContainsKey(AnybodysPay) ? AnybodysPay : command.Step };
        else if (TextFront.IsPersonal(command.Word))
        {
            // The very same words for an account that is not there, is another's, or for somebody unknown.
            if (person.Accounts.Count == 0) return new(s_question.In(person.Language), true);
            if (command.Account is null && person.Accounts.Count > 1) return new(s_which.In(person.Language), true);
            account = command.Account is null ? person.Accounts[0] : person.Accounts.FirstOrDefault(a => a.Number == command.Account);
            if (account is null) return new(s_question.In(person.Language), true);
        }
        var state = new DialogueState { Step = command.Step!, Phase = DialoguePhase.Saying, Language = person.Language, Account = account?.Number };
        if (command.Entered is { } entered) state = state with { Values = state.Values.SetItem("reading", new DigitsValue(entered)) };
        var owed = command.Word == "pay" && account is not null ? await RunAsync(door, Begin(state with { Step = "balance" }), cancellationToken).ConfigureAwait(false) : null;
        var answer = await RunAsync(door, Begin(state), cancellationToken).ConfigureAwait(false);
        if (command.Word != "pay") return answer;
        if (owed is not null) answer = new TextAnswer($"{owed.Text} {answer.Text}");
        return link is null ? answer : answer with { Text = $"{answer.Text} {link.Address}" };
    }

    /// <summary>The name of a photo that an address sent before and that nothing has been made of yet, or null.</summary>
    internal async Task<string?> PhotoBeforeAsync(MessageAddress from, CancellationToken cancellationToken) =>
        (await TalkAsync(from, cancellationToken).ConfigureAwait(false))?.Entered.GetValueOrDefault(Photo);

    /// <summary>What somebody is told whose mail was not taken.</summary>
    internal async Task<string> RefusedAsync(IncomingMessage message, CancellationToken cancellationToken)
    {
        var person = await PersonAsync(message, cancellationToken).ConfigureAwait(false);
        var why = message.Problems.Count > 0 ? message.Problems[0] : "";
        return new Wording($"您的邮件未能接收：{why}。请缩小后重发，或到网上营业厅提交。", $"Your message was not taken: {why}. Please send a smaller one, or use our web site.").In(person.Language);
    }

    /// <summary>What somebody is told whose message became a case, where the answer goes back with the request.</summary>
    internal async Task<string> TakenAsync(CaseOpened opened, string text, CancellationToken cancellationToken)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var language = await Replies.LanguageAsync(unit, opened.Contact.Customer, text, cancellationToken).ConfigureAwait(false);
        var template = (await Replies.TemplatesAsync(unit, MessageTemplates.Shipped, cancellationToken).ConfigureAwait(false)).Find(opened.Contact.Customer is null ? "case-unknown" : "case-taken")!;
        return template.Fill(language, new Dictionary<string, string> { ["case"] = opened.Case.Id.ToString(), ["utility"] = "" }) is { IsOk: true, Value.Body: var body } ? body.Trim() : opened.Case.Id.ToString();
    }

    // Where words come from and go to, and the photo that goes with a reading.
    private sealed record Door(string Channel, string Address, Conversation Conversation, string? Photo);

    private async Task<TextTalk?> TalkAsync(MessageAddress from, CancellationToken cancellationToken)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Desk.FindTalkAsync(from.Key, cancellationToken).ConfigureAwait(false) is { } talk && clock.GetCurrentInstant() - talk.At <= _settings.TalkFor && front.Dialogue.Steps.ContainsKey(talk.Step) ? talk : null;
    }

    private async Task<TextAnswer> ShownAsync(Door door, Person person, CancellationToken cancellationToken)
    {
        var only = person.Accounts.Count == 1 ? person.Accounts[0].Number : null;
        await RememberAsync(door, new DialogueState { Step = Figures, Phase = DialoguePhase.Listening, Language = person.Language, Account = only }, cancellationToken).ConfigureAwait(false);
        return new((only is null ? s_photoWhich : s_photo).In(person.Language), true);
    }

    private async Task<TextAnswer?> GoOnAsync(Door door, IncomingMessage message, Person person, TextTalk? talk, CancellationToken cancellationToken)
    {
        if (message.Text.Trim() is not { Length: > 0 and <= 12 } typed || !typed.All(c => char.IsAsciiDigit(c) || c is '*' or '#')) return null;
        if (talk is null) return null;
        // Figures of which of their meters, nobody can tell.
        if (talk.Step == Figures && talk.Account is null) return null;
        // Whose address it was may have changed since.
        if (talk.Account is { } number && person.Accounts.All(a => a.Number != number)) return new(s_question.In(person.Language), true);
        var state = new DialogueState { Step = talk.Step, Phase = DialoguePhase.Listening, Language = talk.Language, Account = talk.Account };
        foreach (var (name, digits) in talk.Entered.Where(e => e.Key != Photo)) state = state with { Values = state.Values.SetItem(name, new DigitsValue(digits)) };
        var outputs = new List<DialogueOutput>();
        foreach (var key in front.Dialogue.Steps[talk.Step] is DigitsStep ? typed + "#" : typed[..1])
        {
            (state, var next) = DialogueEngine.Next(front.Dialogue, state, new Key(key));
            outputs.AddRange(next);
        }
        return await RunAsync(door, (state, outputs), cancellationToken).ConfigureAwait(false);
    }

    private async Task<TextAnswer> BindAsync(IncomingMessage message, TextCommand command, Person person, Conversation conversation, CancellationToken cancellationToken)
    {
        if (command is not { Account: { } account, Entered: { } pin }) return new(s_question.In(person.Language), true);
        var identify = DialogueActs.All[DialogueActs.Identify];
        var answer = await facts.AnswerAsync(new Ask(identify, null, new Dictionary<string, string> { ["account"] = account, ["pin"] = pin }), conversation, cancellationToken).ConfigureAwait(false);
        // The dialogue's own words for a wrong PIN, and for too many of them.
        var step = front.Dialogue.Steps.Values.OfType<ActStep>().First(s => s.Act.Name == DialogueActs.Identify);
        if (answer.Outcome != DialogueActs.Identified) return new(front.Dialogue.Steps[step.Answers[answer.Outcome]].Text!.Written(person.Language, new Dictionary<string, FactValue>()));
        var noted = await contacts.AddressAsync(account, message.From, new Organization.Actor($"account {account}", "customer"), cancellationToken).ConfigureAwait(false);
        return new(noted.IsOk ? s_bound.In(person.Language) : s_person.In(person.Language));
    }

    private (DialogueState, IReadOnlyList<DialogueOutput>) Begin(DialogueState state)
    {
        var step = front.Dialogue.Steps[state.Step];
        if (step is ActStep act)
            return (state with { Phase = DialoguePhase.Asking }, [new Ask(act.Act, state.Account, act.Act.Uses.ToDictionary(u => u, u => ((DigitsValue)state.Values[u]).Digits))]);
        return (state, [new Say([], step.Text!.Written(state.Language, state.Values))]);
    }

    // Says all that comes without a key, and remembers a question that waits for one.
    private async Task<TextAnswer> RunAsync(Door door, (DialogueState State, IReadOnlyList<DialogueOutput> Outputs) now, CancellationToken cancellationToken)
    {
        var (state, outputs) = now;
        var said = new List<string>();
        for (var steps = 0; steps < front.Dialogue.MaxSteps; steps++)
        {
            DialogueInput? next = null;
            foreach (var output in outputs)
                switch (output)
                {
                    case Say say:
                        if (front.Dialogue.Steps[state.Step] is not MenuStep menu || !front.IsIdle(menu)) said.Add(TextFront.Written(say.Written, state.Language));
                        next = new SaidAll();
                        break;
                    case Ask ask:
                        next = await AskAsync(door, ask, cancellationToken).ConfigureAwait(false);
                        break;
                    case Transfer:
                        said.Clear();
                        said.Add(s_person.In(state.Language));
                        break;
                }
            if (next is null) break;
            (state, outputs) = DialogueEngine.Next(front.Dialogue, state, next);
        }
        await RememberAsync(door, state, cancellationToken).ConfigureAwait(false);
        return new TextAnswer(string.Join(' ', said));
    }

    private async Task<Answered> AskAsync(Door door, Ask ask, CancellationToken cancellationToken)
    {
        // Nobody is known, so nothing of an account is told or done, whichever way led here.
        if (ask.Act.Personal && ask.Account is null) return new(DialogueActs.Unavailable);
        if (ask.Act.Name is not ("own-reading" or "own-reading-insist")) return await facts.AnswerAsync(ask, door.Conversation, cancellationToken).ConfigureAwait(false);
        // As the hotline answers it, but noted as what came by this channel.
        var index = ask.Entered["reading"];
        var taken = await readings.TakeAsync(new OwnReading(ask.Account!, index, door.Channel, door.Conversation.Id) { Insist = ask.Act.Name == "own-reading-insist", Photo = door.Photo }, cancellationToken).ConfigureAwait(false);
        if (taken.Fault is OwnReadingRefused { Several: true }) return new("several");
        var outcome = !taken.IsOk ? "refused" : taken.Value == OwnReadingOutcome.Doubtful ? "doubtful" : "ok";
        return new(outcome) { Values = new Dictionary<string, FactValue> { ["reading_said"] = new DigitsValue(index) } };
    }

    private async Task RememberAsync(Door door, DialogueState state, CancellationToken cancellationToken)
    {
        var waits = state.Phase == DialoguePhase.Listening && front.Dialogue.Steps[state.Step] is { } step && !(step is MenuStep menu && front.IsIdle(menu));
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (!waits) await unit.Desk.RemoveTalkAsync(door.Address, cancellationToken).ConfigureAwait(false);
        else
        {
            var entered = state.Values.Where(v => v.Value is DigitsValue && v.Key != "pin").ToDictionary(v => v.Key, v => ((DigitsValue)v.Value).Digits);
            if (door.Photo is { } photo) entered[Photo] = photo;
            await unit.Desk.PutAsync(new TextTalk(door.Address, state.Step, state.Language, state.Account, entered, clock.GetCurrentInstant()), cancellationToken).ConfigureAwait(false);
        }
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private sealed record Person(IReadOnlyList<Account> Accounts, Language Language);

    private async Task<Person> PersonAsync(IncomingMessage message, CancellationToken cancellationToken)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var customers = await unit.Service.CustomersAtAsync(message.From.Key, cancellationToken).ConfigureAwait(false);
        var accounts = new List<Account>();
        foreach (var customer in customers) accounts.AddRange(await unit.Service.AccountsOfAsync(customer.Id, cancellationToken).ConfigureAwait(false));
        return new Person(accounts, await Replies.LanguageAsync(unit, customers.Count == 1 ? customers[0].Id : null, $"{message.Subject} {message.Text}", cancellationToken).ConfigureAwait(false));
    }
}
