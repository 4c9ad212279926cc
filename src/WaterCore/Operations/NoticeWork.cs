using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using WaterCore.Audit;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Makes the messages of a notice for the accounts of a partition. One message to a person: the key says so, for all partitions.</summary>
internal sealed class NoticeWork(MoneyContext money, IEnumerable<IChannel> channels) : IPartitionedWork
{
    public const string Name = "notice";

    private const int PageSize = 1_000;

    private readonly IReadOnlyList<IChannel> _channels = [.. channels];

    public string Kind => Name;

    public async ValueTask<PartitionOutcome> DoAsync(IUnitOfWork unit, PartitionedRun run, Partition partition, CancellationToken cancellationToken = default)
    {
        var input = JsonNode.Parse(run.Input)!;
        var (id, template) = (new Id<Notice>(input["notice"]!.GetValue<long>()), TemplateJson.Read(input["template"]!));
        var notice = await FindAsync(unit, id, cancellationToken).ConfigureAwait(false);
        var (gone, fits) = (0L, new List<NoticeCandidate>());
        // An older version made notices page by page and noted how far it was.
        await foreach (var page in PagesAsync(unit, partition, notice.Cursor, cancellationToken).ConfigureAwait(false))
        {
            gone += page.Count;
            fits.AddRange(page.Where(c => notice.Area.Has(c.Account.Number, c.Zone, c.Address, c.Position)));
        }
        if (fits.Count == 0) return new PartitionOutcome(gone, 0, "{}");
        var drafts = fits.ConvertAll(c => new DeliveryDraft("", template, c.Account, c.Customer, Values(money.Utility, c, notice.Values)) { Notice = id, ValidUntil = notice.ValidUntil });
        var made = await DeliveryMaking.MakeAsync(unit, drafts, _channels, 1, money.Clock.GetCurrentInstant(), cancellationToken).ConfigureAwait(false);
        // From here on no other partition writes messages until this one is committed: so no person gets two, and no count is lost.
        var first = await unit.Deliveries.NextIdAsync(cancellationToken).ConfigureAwait(false);
        var keyed = made.Select((d, i) => d with { Id = new(first + i), Key = $"notice {id} {d.Person}" }).ToList();
        var added = await unit.Deliveries.AddAsync(keyed, cancellationToken).ConfigureAwait(false);
        var now = await FindAsync(unit, id, cancellationToken).ConfigureAwait(false);
        await unit.Deliveries.UpdateAsync(
            now with { Recipients = now.Recipients + added, Unreachable = now.Unreachable + keyed.Count(d => d.Routes.Count == 0), Shared = now.Shared + keyed.Count - added }, cancellationToken).ConfigureAwait(false);
        return new PartitionOutcome(gone, added, "{}");
    }

    public async ValueTask FinishAsync(IUnitOfWork unit, PartitionedRun run, CancellationToken cancellationToken = default)
    {
        var notice = await FindAsync(unit, new(JsonNode.Parse(run.Input)!["notice"]!.GetValue<long>()), cancellationToken).ConfigureAwait(false);
        await unit.Deliveries.UpdateAsync(notice with { IsMade = true }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What every partition of a notice goes by.</summary>
    public static string Write(Id<Notice> notice, MessageTemplate template) => new JsonObject { ["notice"] = notice.Value, ["template"] = TemplateJson.Write(template) }.ToJsonString();

    /// <summary>The open accounts of a partition above an id, a page at a time.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<NoticeCandidate>> PagesAsync(IUnitOfWork unit, Partition partition, long above, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = Math.Max(partition.After, above); after < partition.Through;)
        {
            var page = await unit.Deliveries.CandidatesAsync(after, PageSize, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) yield break;
            after = page[^1].Account.Id.Value;
            if (after <= partition.Through) yield return page;
            else if (page[0].Account.Id.Value <= partition.Through) yield return [.. page.TakeWhile(c => c.Account.Id.Value <= partition.Through)];
            if (page.Count < PageSize) yield break;
        }
    }

    /// <summary>The values of the record beside those that are given, which come first.</summary>
    public static Dictionary<string, string> Values(Utility utility, NoticeCandidate candidate, IReadOnlyDictionary<string, string> given)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = candidate.Customer.Name, ["account"] = candidate.Account.Number, ["address"] = candidate.Address.Length == 0 ? candidate.Account.Number : candidate.Address, ["utility"] = utility.Name,
        };
        foreach (var (name, value) in given) values[name] = value;
        return values;
    }

    private static async ValueTask<Notice> FindAsync(IUnitOfWork unit, Id<Notice> id, CancellationToken cancellationToken) =>
        await unit.Deliveries.FindNoticeAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new InvalidDataException($"Notice {id}, of which a run is open, is gone.");
}

/// <summary>Makes a message for each live bill of a partition that was issued on or after a day. A bill makes one message for ever: the key says so.</summary>
internal sealed class BillMessageWork(MoneyContext money, IEnumerable<IChannel> channels) : IPartitionedWork
{
    public const string Name = "bill-messages";

    private readonly IReadOnlyList<IChannel> _channels = [.. channels];

    public string Kind => Name;

    public async ValueTask<PartitionOutcome> DoAsync(IUnitOfWork unit, PartitionedRun run, Partition partition, CancellationToken cancellationToken = default)
    {
        var input = JsonNode.Parse(run.Input)!;
        var (since, template) = (LocalDatePattern.Iso.Parse(input["since"]!.GetValue<string>()).Value, TemplateJson.Read(input["template"]!));
        var (gone, drafts) = (0L, new List<DeliveryDraft>());
        await foreach (var page in NoticeWork.PagesAsync(unit, partition, 0, cancellationToken).ConfigureAwait(false))
        {
            gone += page.Count;
            var histories = await unit.Accounts.HistoriesAsync([.. page.Select(c => c.Account.Id)], money.Utility.Currency, cancellationToken).ConfigureAwait(false);
            drafts.AddRange(page.Zip(histories).SelectMany(p => p.Second.OpenOn(money.Today).Where(c => c.Charge.Bill is not null && c.IssuedOn >= since).Select(c => Draft(template, p.First, c))));
        }
        if (drafts.Count == 0) return new PartitionOutcome(gone, 0, "{}");
        var now = money.Clock.GetCurrentInstant();
        var made = await DeliveryMaking.MakeAsync(unit, drafts, _channels, 1, now, cancellationToken).ConfigureAwait(false);
        // Numbered at the end: from here on nobody else writes messages.
        var first = await unit.Deliveries.NextIdAsync(cancellationToken).ConfigureAwait(false);
        var news = await unit.Deliveries.AddAsync([.. made.Select((d, i) => d with { Id = new(first + i) })], cancellationToken).ConfigureAwait(false);
        if (news > 0)
            await unit.Audit.AppendAsync(
                new AuditEntry { At = now, Actor = run.Actor, Action = "notice.bills", Subject = $"accounts id {drafts[0].Account.Id} to {drafts[^1].Account.Id}", After = $"{news} messages" }, cancellationToken).ConfigureAwait(false);
        return new PartitionOutcome(gone, news, "{}");
    }

    /// <summary>What every partition goes by.</summary>
    public static string Write(LocalDate since, MessageTemplate template) => new JsonObject { ["since"] = LocalDatePattern.Iso.Format(since), ["template"] = TemplateJson.Write(template) }.ToJsonString();

    private DeliveryDraft Draft(MessageTemplate template, NoticeCandidate candidate, Receivables.OpenCharge charge)
    {
        var amount = string.Create(CultureInfo.InvariantCulture, $"{charge.Open.ToAmountString()} {charge.Open.Currency.Code}");
        var values = NoticeWork.Values(money.Utility, candidate, new Dictionary<string, string> { ["amount"] = amount, ["due"] = LocalDatePattern.Iso.Format(money.Policy.DueOn(charge)) });
        var bill = charge.Charge.Bill!.Value;
        return new DeliveryDraft($"bill-ready {bill.Account} {bill.ServicePoint} {LocalDatePattern.Iso.Format(bill.From)} r{bill.Revision}", template, candidate.Account, candidate.Customer, values);
    }
}

/// <summary>A template as a run keeps it, so that all its partitions say the same whatever is edited meanwhile.</summary>
internal static class TemplateJson
{
    public static JsonObject Write(MessageTemplate template) => new()
    {
        ["code"] = template.Code, ["purpose"] = template.Purpose.Code, ["subject"] = Write(template.Subject), ["body"] = Write(template.Body),
    };

    public static MessageTemplate Read(JsonNode json)
    {
        Wording Words(string key) => new(json[key]!["zh"]!.GetValue<string>(), json[key]!["en"]!.GetValue<string>());
        var purpose = json["purpose"]!.GetValue<string>();
        return new MessageTemplate(json["code"]!.GetValue<string>(), ContactPurpose.Find(purpose) ?? throw new InvalidDataException($"A run is open whose messages have the purpose '{purpose}', which is not known."), Words("subject"), Words("body"));
    }

    private static JsonObject Write(Wording words) => new() { ["zh"] = words.Zh, ["en"] = words.En };
}
