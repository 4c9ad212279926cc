using System.Globalization;
using System.Runtime.CompilerServices;
using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Statistics;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Operations;

/// <summary>Facts that are wanted.</summary>
/// <param name="Source">Of which source.</param>
/// <param name="Days">Of which days.</param>
internal sealed record FactWant(FactSource Source, Period Days);

/// <summary>Reads the facts of reports out of one state of the database, and collects what codes are called in both languages on the way.</summary>
internal sealed partial class ReportFacts(MoneyContext context, WorkflowEngines engines, CaseCategories categories, IUnitOfWork unit)
{
    private readonly Dictionary<LocalDate, Places> _places = [];
    private long _read;

    /// <summary>What the code of a dimension is called.</summary>
    public Dictionary<(string Dimension, string Code), Wording> Labels { get; } = Fixed();

    /// <summary>Told how many facts were read, for whoever shows how far it is.</summary>
    public Action<long>? Told { get; init; }

    /// <summary>The facts that are wanted, each with the place of its want; what comes from the same rows is read once.</summary>
    public async IAsyncEnumerable<(int Want, FactRecord Fact)> StreamAsync(IReadOnlyList<FactWant> wants, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await NamesAsync(wants, cancellationToken).ConfigureAwait(false);
        foreach (var stream in (IAsyncEnumerable<(int, FactRecord)>[])
                 [
                     BillsAsync(wants, cancellationToken), ReceiptsAsync(wants, cancellationToken), MoneyAsync(wants, cancellationToken), MeteringAsync(wants, cancellationToken),
                     WorkAsync(wants, cancellationToken), ServiceAsync(wants, cancellationToken),
                 ])
            await foreach (var fact in stream.ConfigureAwait(false)) yield return fact;
    }

    /// <summary>What a value of a dimension is called.</summary>
    public string Label(string dimension, string code, Language language) =>
        Labels.TryGetValue((dimension, code), out var name) ? name.In(language)
        : dimension == "channel" && code.Length > 0 ? PaymentChannels.NameOf(code).In(language)
        : dimension == "block" ? language == Language.Chinese ? $"第{code}级" : $"block {code}"
        : code.Length > 0 ? code : language == Language.Chinese ? "（未注明）" : "(not stated)";

    private void Tell()
    {
        if (++_read % 5_000 == 0) Told?.Invoke(_read);
    }

    private (Instant From, Instant To) Instants(Period days) => (days.From.AtStartOfDayInZone(context.Utility.Zone).ToInstant(), days.To.AtStartOfDayInZone(context.Utility.Zone).ToInstant());

    private static int Want(IReadOnlyList<FactWant> wants, FactSource source, Period days)
    {
        for (var i = 0; i < wants.Count; i++) if (wants[i].Source == source && wants[i].Days == days) return i;
        return -1;
    }

    /// <summary>Where accounts belong at the end of some days.</summary>
    private async ValueTask<Places> PlacesAsync(Period days, CancellationToken cancellationToken)
    {
        if (_places.TryGetValue(days.To, out var known)) return known;
        var places = new Places();
        await foreach (var row in unit.FactsAsync(FactTable.Accounts, days, cancellationToken).ConfigureAwait(false)) places.Add(row);
        return _places[days.To] = places;
    }

    // Names of classes, workflows, categories and positions, as far as they are asked for.
    private async ValueTask NamesAsync(IReadOnlyList<FactWant> wants, CancellationToken cancellationToken)
    {
        for (var i = 0; i < context.Policy.Ageing.Bands; i++) Labels[("age", AccountFacts.Band(i))] = context.Policy.Ageing.Title(i);
        var dimensions = wants.SelectMany(w => w.Source.Dimensions).Select(d => d.Code).ToHashSet(StringComparer.Ordinal);
        if (dimensions.Contains("class") || dimensions.Contains("tariff"))
            foreach (var published in await unit.Tariffs.LatestAsync(cancellationToken).ConfigureAwait(false))
                if (Tariffs.TariffFile.Read(published.Document, published.Code) is { IsOk: true, Value: var tariff })
                {
                    Labels.TryAdd(("tariff", published.Code), tariff.Name);
                    foreach (var (code, useClass) in tariff.Classes) Labels.TryAdd(("class", code), useClass.Name);
                }
        if (wants.Any(w => w.Source == FactSource.Items || w.Source == FactSource.Visits))
            foreach (var workflow in (await unit.Work.LatestWorkflowsAsync(cancellationToken).ConfigureAwait(false)).Select(p => engines.Of(p).Definition))
            {
                Labels[("kind", workflow.Code)] = workflow.Name;
                foreach (var step in workflow.Steps) Labels.TryAdd(("step", step.Code), step.Name);
            }
        if (dimensions.Contains("category"))
            foreach (var category in categories.All)
            {
                Labels[("category", category.Code)] = categories.PathOf(category.Code);
                Labels.TryAdd(("kind", category.Kind), categories.PathOf(category.Kind));
            }
        if (!dimensions.Contains("position") && !dimensions.Contains("branch")) return;
        var data = (await unit.Organization.LoadAsync(cancellationToken).ConfigureAwait(false)).Data;
        foreach (var position in data.Positions) Labels[("position", position.Code)] = position.Name;
        foreach (var branch in data.Branches) Labels[("branch", branch.Code)] = branch.Name;
    }

    internal static string BillNumber(string account, BillKey key) => string.Create(CultureInfo.InvariantCulture, $"{account}-{key.From:yyyyMMdd}{(key.Revision > 0 ? $"r{key.Revision}" : "")}");

    internal static string Month(LocalDate day) => string.Create(CultureInfo.InvariantCulture, $"{day.Year:0000}-{day.Month:00}");

    private string Month(Instant at) => Month(context.Utility.DayOf(at));

    private static Dictionary<(string, string), Wording> Fixed() => new()
    {
        [("reading", "1-read")] = new("实抄", "read"), [("reading", "2-estimated")] = new("估抄", "estimated"), [("reading", "3-none")] = new("未抄", "not read"),
        [("tender", "cash")] = new("现金", "cash"), [("tender", "card")] = new("银行卡", "card"), [("tender", "transfer")] = new("转账", "transfer"),
        [("channel", ContactChannels.Counter)] = ContactChannels.NameOf(ContactChannels.Counter), [("channel", ContactChannels.Phone)] = ContactChannels.NameOf(ContactChannels.Phone),
        [("channel", ContactChannels.Email)] = ContactChannels.NameOf(ContactChannels.Email), [("channel", ContactChannels.Sms)] = ContactChannels.NameOf(ContactChannels.Sms),
        [("channel", ContactChannels.Web)] = ContactChannels.NameOf(ContactChannels.Web), [("channel", ContactChannels.Letter)] = ContactChannels.NameOf(ContactChannels.Letter),
        [("paid", "full")] = new("全部", "in full"), [("paid", "part")] = new("部分", "in part"), [("paid", "none")] = new("未缴", "nothing"),
        [("kept", "yes")] = new("是", "yes"), [("kept", "no")] = new("否", "no"), [("in-time", "yes")] = new("按时", "in time"), [("in-time", "no")] = new("超时", "late"),
        [("answered", "yes")] = new("已答复", "answered"), [("answered", "no")] = new("未答复", "not answered"),
        [("block", "0")] = new("不分级", "no blocks"),
        [("right", "0-right")] = new("正确", "right"), [("right", "1-lower")] = new("错误：下次读数更小", "wrong: the next is lower"), [("right", "2-cancelled")] = new("错误：账单作废", "wrong: its bill was cancelled"),
        [("entry", "1-first")] = new("首次通过", "accepted at first"), [("entry", "2-look")] = new("复核通过", "accepted after a look"), [("entry", "3-wrong")] = new("复核认定错误", "found wrong"),
        [("part", "1-supplied")] = new("总表", "master"), [("part", "2-used")] = new("分表", "sub-meter"),
        [("state", "1-waiting")] = new("在办", "open"), [("state", "2-done")] = new("办结", "done"), [("state", "3-cancelled")] = new("终止", "without result"),
        [("promise", "0-none")] = new("无承诺", "none"), [("promise", "1-kept")] = new("兑现", "kept"), [("promise", "2-late")] = new("超时", "late"), [("promise", "3-open")] = new("在办", "open"),
        [("waiting", "0-ended")] = new("已结束", "ended"), [("waiting", "1-week")] = new("7 天以内", "up to 7 days"), [("waiting", "2-month")] = new("8–30 天", "8 to 30 days"),
        [("waiting", "3-quarter")] = new("31–90 天", "31 to 90 days"), [("waiting", "4-longer")] = new("90 天以上", "more than 90 days"),
        [("direction", "in")] = new("来访", "in"), [("direction", "out")] = new("外联", "out"),
        [("outcome", "0-noted")] = new("仅登记", "noted"), [("outcome", "1-answered")] = new("当场答复", "answered at once"), [("outcome", "2-case")] = new("立单", "case opened"),
        [("outcome", "3-continued")] = new("续办", "case continued"), [("outcome", "4-asked")] = new("反问身份", "asked who it is"),
        [("ending", "0-self")] = new("自助办结", "served by the dialogue"), [("ending", "1-hung-up")] = new("自助中挂机", "hung up in the dialogue"), [("ending", "2-abandoned")] = new("等待中挂机", "hung up waiting"),
        [("ending", "3-talked")] = new("人工通话", "talked to a person"), [("ending", "4-lost")] = new("中断", "lost"),
        [("person", "0-none")] = new("未请求", "not asked for"), [("person", "1-taken")] = new("已接听", "taken"), [("person", "2-missed")] = new("未接听", "not taken"),
    };

    /// <summary>Where an account belongs.</summary>
    internal sealed record Place(string Number, string Class, string Tariff, string Area, string Branch);

    private sealed class Places
    {
        private static readonly Place s_nowhere = new("", "", "", "", "");
        private readonly Dictionary<long, Place> _byAccount = [];
        private readonly List<FactRow> _rows = [];

        public IReadOnlyList<FactRow> Rows => _rows;

        // Of an account with several service points the first counts.
        public void Add(FactRow row)
        {
            if (_byAccount.TryAdd(row.Account.Value, new Place(row.AccountNumber, row.UseClass ?? "", row.Tariff ?? "", row.Zone ?? "", row.Branch ?? ""))) _rows.Add(row);
        }

        public Place Of(Id<Account>? account) => account is { } id && _byAccount.TryGetValue(id.Value, out var place) ? place : s_nowhere;

        public Place Of(Account account) => _byAccount.TryGetValue(account.Id.Value, out var place) ? place : s_nowhere with { Number = account.Number };
    }
}
