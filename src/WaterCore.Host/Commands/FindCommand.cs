using System.CommandLine;
using NodaTime.Text;
using WaterCore.Billing;
using WaterCore.Operations;
using WaterCore.Organization;

namespace WaterCore.Host.Commands;

/// <summary><c>find</c>: accounts by any clue.</summary>
internal static class FindCommand
{
    public static Command Create()
    {
        var clues = new Argument<string[]>("CLUE") { Description = "Whatever is known: a name, pinyin, initials, a road, a house number, digits of a phone, account or meter", Arity = ArgumentArity.OneOrMore };
        var purpose = new Option<string>("--purpose") { Description = "What the search is for; it is noted in the audit", HelpName = "TEXT", DefaultValueFactory = _ => "command line" };
        var limit = new Option<int>("--limit") { Description = $"How many hits to show, 1 to {AnyClueSearch.CountCap}", HelpName = "N", DefaultValueFactory = _ => 20 };
        var open = new Option<bool>("--open") { Description = "Show what hangs on the first hit: premises, meters, bills, applications, cases, contacts, neighbours" };
        var reveal = new Option<bool>("--reveal") { Description = "Show names, phones and addresses whole; it is noted in the audit" };
        var language = new Option<string>("--language") { Description = "zh or en", HelpName = "LANGUAGE", DefaultValueFactory = _ => "en" };
        language.AcceptOnlyFromAmong("zh", "en");
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        var command = new Command("find", "Find accounts by any clue; several clues together narrow it down") { clues, purpose, limit, open, reveal, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new SearchRequest
            {
                Clue = string.Join(' ', parsed.GetRequiredValue(clues)), Purpose = parsed.GetValue(purpose)!, Limit = parsed.GetValue(limit), Reveal = parsed.GetValue(reveal),
            };
            if (request.Limit is < 1 or > AnyClueSearch.CountCap) throw new BadUseException($"--limit {request.Limit} is not 1 to {AnyClueSearch.CountCap}.");
            var spoken = parsed.GetValue(language) == "zh" ? Language.Chinese : Language.English;
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var search = session.Get<AnyClueSearch>();
            var found = await search.SearchAsync(request, Actor.System, cancellationToken).ConfigureAwait(false);
            if (!found.IsOk) throw new BadUseException(found.Fault.Message);
            AccountLinks? links = null;
            if (parsed.GetValue(open) && found.Value.Hits.Count > 0)
            {
                var opened = await search.LinksAsync(found.Value.Hits[0].Account, request.Purpose, request.Reveal, Actor.System, cancellationToken).ConfigureAwait(false);
                links = opened.IsOk ? opened.Value : throw new BadUseException(opened.Fault.Message);
            }
            if (parsed.GetValue(json)) Json(found.Value, links, spoken);
            else Print(found.Value, links, spoken);
            return found.Value.Hits.Count > 0 ? ExitCode.Done : ExitCode.SomeRefused;
        });
        return command;
    }

    private static void Print(SearchResult result, AccountLinks? links, Language language)
    {
        var zh = language == Language.Chinese;
        foreach (var hit in result.Hits)
            Console.Out.WriteLine($"{hit.Account}  {hit.Name}  {hit.Phone}  {hit.Address}  [{string.Join(zh ? "；" : "; ", hit.Why.Select(w => w.In(language)))}]");
        var count = result.CountIsCapped ? zh ? $"{result.Count} 以上" : $"more than {result.Count}" : $"{result.Count}";
        Console.Out.WriteLine(zh ? $"共 {count} 户" : $"{count} {(result.Count == 1 && !result.CountIsCapped ? "account" : "accounts")}");
        if (!result.IsComplete) Console.Error.WriteLine(zh ? "线索太常见，未查完；请再给一条线索。" : "The clue is so common that the search was broken off; give a further clue.");
        if (links is null) return;
        Console.Out.WriteLine();
        foreach (var (agreement, premise) in links.Agreements)
            Console.Out.WriteLine($"{(zh ? "用水地址" : "premise")}  {premise.Address}  {agreement.Tariff} {agreement.UseClass}  {(zh ? "自" : "from")} {LocalDatePattern.Iso.Format(agreement.From)}");
        foreach (var (meter, installation) in links.Meters)
            Console.Out.WriteLine($"{(zh ? "水表" : "meter")}  {meter.Number}  {meter.Size}  {(installation is null ? zh ? "已拆" : "removed" : $"{(zh ? "装于" : "installed")} {LocalDatePattern.Iso.Format(installation.InstalledOn)}")}");
        foreach (var bill in links.Bills)
            Console.Out.WriteLine($"{(zh ? "账单" : "bill")}  {LocalDatePattern.Iso.Format(bill.Key.From)} – {LocalDatePattern.Iso.Format(bill.To.PlusDays(-1))}  {bill.Usage}  {Screen.Amount(bill.Total)}");
        foreach (var a in links.Applications) Console.Out.WriteLine($"{(zh ? "业务" : "application")}  {a.Item}  {a.Kind}  {InstantPattern.General.Format(a.MadeAt)}");
        foreach (var c in links.Cases) Console.Out.WriteLine($"{(zh ? "工单" : "case")}  {c.Id}  {c.Category}  {c.State}  {InstantPattern.General.Format(c.OpenedAt)}  {c.Subject}");
        foreach (var c in links.Contacts) Console.Out.WriteLine($"{(zh ? "接触" : "contact")}  {WaterCore.Service.ContactChannels.NameOf(c.Channel).In(language)}  {InstantPattern.General.Format(c.At)}  {c.Subject}");
        foreach (var n in links.Neighbours) Console.Out.WriteLine($"{(zh ? "邻户" : "neighbour")}  {n.Account}  {n.Address}  {(n.Places is { } places ? zh ? $"抄表册隔 {places} 户" : $"{places} places along the round" : "")}{(n.Master is { } master ? zh ? $" 同总表 {master}" : $" behind master meter {master}" : "")}".TrimEnd());
    }

    private static void Json(SearchResult result, AccountLinks? links, Language language) => Screen.Json(new
    {
        count = result.Count, countIsCapped = result.CountIsCapped, isComplete = result.IsComplete,
        hits = result.Hits.Select(h => new { account = h.Account, name = h.Name, phone = h.Phone, address = h.Address, meters = h.Meters, rank = h.Rank, why = h.Why.Select(w => w.In(language)) }),
        links = links is null ? null : new
        {
            account = links.Account.Number,
            premises = links.Agreements.Select(a => new { address = a.Premise.Address, tariff = a.Agreement.Tariff, useClass = a.Agreement.UseClass, from = LocalDatePattern.Iso.Format(a.Agreement.From) }),
            meters = links.Meters.Select(m => new { number = m.Meter.Number, size = m.Meter.Size, installed = m.Installation is { } i ? LocalDatePattern.Iso.Format(i.InstalledOn) : null }),
            bills = links.Bills.Select(b => new { from = LocalDatePattern.Iso.Format(b.Key.From), to = LocalDatePattern.Iso.Format(b.To), usage = b.Usage.ToNumberString(), unit = b.Usage.Unit.Code, total = b.Total.ToAmountString(), currency = b.Total.Currency.Code }),
            applications = links.Applications.Select(a => new { item = a.Item.Value, kind = a.Kind, madeAt = InstantPattern.General.Format(a.MadeAt) }),
            cases = links.Cases.Select(c => new { number = c.Id.Value, category = c.Category, state = c.State.ToString(), subject = c.Subject, openedAt = InstantPattern.General.Format(c.OpenedAt) }),
            contacts = links.Contacts.Select(c => new { channel = c.Channel, at = InstantPattern.General.Format(c.At), subject = c.Subject }),
            neighbours = links.Neighbours.Select(n => new { account = n.Account, address = n.Address, places = n.Places, master = n.Master }),
        },
    });
}
