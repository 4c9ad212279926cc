using System.CommandLine;
using WaterCore.Applications;
using WaterCore.Operations;
using WaterCore.Organization;
using static WaterCore.Host.Commands.WorkArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>application</c>: what customers ask for, with its fees and documents; asked again at any time.</summary>
internal static class ApplicationCommand
{
    public static Command Create() => new("application", "What customers ask for: apply, attach documents, and ask again at any time") { Apply(), Find(), Show(), Attach(), Document() };

    private static Command Apply()
    {
        var kind = new Argument<string>("WORKFLOW") { Description = "The code of a published workflow, such as new-connection" };
        var account = new Option<string?>("--account") { Description = "The account it is about; not for a new connection", HelpName = "NUMBER" };
        var customer = new Option<string?>("--customer") { Description = "Who asks (default: the account's customer)", HelpName = "NAME" };
        var phone = new Option<string?>("--phone") { Description = "A telephone number", HelpName = "NUMBER" };
        var address = new Option<string?>("--address") { Description = "Where; needed for a new connection", HelpName = "TEXT" };
        var words = new Option<string?>("--words") { Description = "What is asked for in the customer's own words", HelpName = "TEXT" };
        var office = new Option<string>("--office") { Description = "The branch that serves it", HelpName = "BRANCH", DefaultValueFactory = _ => SampleOrganization.Office };
        var field = new Option<string[]>("--field") { Description = "NAME=VALUE of the form; may be repeated", HelpName = "NAME=VALUE" };
        var (who, key, language, json) = (As(), Key(), InLanguage(), MoneyArguments.Json());
        var command = new Command("apply", "Take an application in; its work arrives at the first position") { kind, account, customer, phone, address, words, office, field, who, key, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var made = await session.Get<ApplicationDesk>().ApplyAsync(
                new ApplicationRequest
                {
                    Kind = parsed.GetRequiredValue(kind), Office = parsed.GetValue(office)!, Account = parsed.GetValue(account), Customer = parsed.GetValue(customer), Phone = parsed.GetValue(phone),
                    Address = parsed.GetValue(address), Words = parsed.GetValue(words), Form = Form(parsed.GetValue(field)),
                }, Actor(parsed.GetValue(who)), parsed.GetValue(key), cancellationToken).ConfigureAwait(false);
            if (!made.IsOk) return Refuse(made.Fault, Spoken(parsed, language));
            Print(made.Value, session.Get<Utility>(), Spoken(parsed, language), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Find()
    {
        var clue = new Argument<string>("CLUE") { Description = "An account number, or a part of a name, a telephone number or an address" };
        var (language, json) = (InLanguage(), MoneyArguments.Json());
        var command = new Command("find", "A customer's applications, running and past, with where each is and why") { clue, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var files = await session.Get<ApplicationDesk>().SearchAsync(parsed.GetRequiredValue(clue), 500, cancellationToken).ConfigureAwait(false);
            var (utility, zh) = (session.Get<Utility>(), Spoken(parsed, language) == Language.Chinese);
            if (parsed.GetValue(json)) Screen.Json(files.Select(f => Answer(f, utility)));
            else Screen.Table(zh ? ["申请", "业务", "申请时间", "申请人", "现状"] : ["item", "kind", "made", "customer", "where"],
                files.Select(f => (IReadOnlyList<string>)[f.Item.Id.ToString(), f.Application.Kind, At(f.Application.MadeAt, utility), f.Application.Customer, WorkCommand.Where(f.Item, utility, zh ? Language.Chinese : Language.English)]));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var item = new Argument<string>("ITEM") { Description = "The application's number" };
        var (language, json) = (InLanguage(), MoneyArguments.Json());
        var command = new Command("show", "An application: where it is, its fees and its documents") { item, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var id = Item(parsed.GetRequiredValue(item));
            if (await session.Get<ApplicationDesk>().FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } file) throw new BadUseException($"There is no application {id}; see application find.");
            Print(file, session.Get<Utility>(), Spoken(parsed, language), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Attach()
    {
        var item = new Argument<string>("ITEM") { Description = "The application's number" };
        var name = new Argument<string>("NAME") { Description = "What it is, as the step asks for it, such as identity" };
        var path = new Argument<string>("FILE") { Description = "The file, at most 20 MiB" };
        var (who, language, json) = (As(), InLanguage(), MoneyArguments.Json());
        who.Required = true;
        var command = new Command("attach", "Attach a document; its content is kept by its hash, for good") { item, name, path, who, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var brought = WorkArguments.Document(parsed.GetRequiredValue(name), parsed.GetRequiredValue(path));
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var attached = await session.Get<ApplicationDesk>().AttachAsync(
                Item(parsed.GetRequiredValue(item)), brought.Name, brought.FileName, brought.MediaType, brought.Content, Actor(parsed.GetValue(who)), cancellationToken).ConfigureAwait(false);
            if (!attached.IsOk) return Refuse(attached.Fault, Spoken(parsed, language));
            if (parsed.GetValue(json)) Screen.Json(attached.Value with { Item = default });
            else Console.Out.WriteLine($"{attached.Value.Name}: {attached.Value.FileName}, {Screen.Number(attached.Value.Bytes)} bytes, sha256 {attached.Value.Sha256}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Document()
    {
        var hash = new Argument<string>("SHA256") { Description = "The document's hash, from application show" };
        var path = new Argument<string>("FILE") { Description = "Where to write it; must not be there" };
        var command = new Command("document", "Write an attached document to a file, checked against its hash") { hash, path };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (wanted, file) = (parsed.GetRequiredValue(hash), parsed.GetRequiredValue(path));
            if (await session.Get<ApplicationDesk>().ContentAsync(wanted, cancellationToken).ConfigureAwait(false) is not { } content) throw new BadUseException($"There is no document {wanted}; take the hash from application show.");
            if (File.Exists(file)) throw new BadUseException($"{file} is there already; give another name.");
            await File.WriteAllBytesAsync(file, content, cancellationToken).ConfigureAwait(false);
            Console.Out.WriteLine($"{file}: {Screen.Number(content.Length)} bytes, sha256 {wanted}");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(ApplicationFile file, Utility utility, Language language, bool json)
    {
        if (json)
        {
            Screen.Json(Answer(file, utility));
            return;
        }
        var (made, zh) = (file.Application, language == Language.Chinese);
        Screen.Pairs(
            (zh ? "申请" : "application", $"{file.Item.Id}  {made.Kind}"), (zh ? "申请人" : "customer", $"{made.Customer} {made.Phone}".Trim()), (zh ? "地址" : "address", made.Address ?? "-"),
            (zh ? "申请时间" : "made", At(made.MadeAt, utility)), (zh ? "现状" : "where", WorkCommand.Where(file.Item, utility, language)), (zh ? "承诺" : "promised by", At(file.Item.PromisedBy, utility)));
        if (file.Fees.Count > 0) Screen.Table(zh ? ["费用", "金额", "账目"] : ["fee", "amount", "entry"], file.Fees.Select(f => (IReadOnlyList<string>)[f.Name, Screen.Amount(f.Amount), $"{f.Entry}"]));
        Print(file.Documents, utility, language);
    }

    /// <summary>Attached documents as a table; nothing when there is none.</summary>
    internal static void Print(IReadOnlyList<AttachedDocument> documents, Utility utility, Language language)
    {
        if (documents.Count > 0)
            Screen.Table(language == Language.Chinese ? ["材料", "文件", "字节", "时间", "经手人", "sha256"] : ["document", "file", "bytes", "attached", "by", "sha256"],
                documents.Select(d => (IReadOnlyList<string>)[d.Name, d.FileName, Screen.Number(d.Bytes), At(d.At, utility), d.By, d.Sha256]));
    }

    internal static IEnumerable<object> Answer(IReadOnlyList<AttachedDocument> documents, Utility utility) =>
        documents.Select(d => new { d.Name, d.FileName, d.MediaType, d.Bytes, at = At(d.At, utility), d.By, d.Sha256 });

    private static object Answer(ApplicationFile f, Utility utility) => new
    {
        id = f.Item.Id.Value, f.Application.Kind, f.Application.Customer, f.Application.Phone, f.Application.Address, made = At(f.Application.MadeAt, utility), status = f.Item.Status.ToString().ToLowerInvariant(),
        where = WorkCommand.Where(f.Item, utility), promisedBy = At(f.Item.PromisedBy, utility), f.Item.Form,
        fees = f.Fees.Select(x => new { x.Name, amount = x.Amount.ToAmountString(), x.Entry }), documents = Answer(f.Documents, utility),
    };
}
