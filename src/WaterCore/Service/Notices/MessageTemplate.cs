using System.Text;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>A template cannot be filled.</summary>
/// <param name="Template">Which.</param>
/// <param name="Problem">What is missing and what to do.</param>
public sealed record TemplateFault(string Template, string Problem) : Fault
{
    /// <inheritdoc/>
    public override string Code => "service.template";

    /// <inheritdoc/>
    public override string Message => $"Template {Template}: {Problem}.";
}

/// <summary>A message with places for values, in both languages (消息模板). A place is <c>{name}</c>; there is no logic in it.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Subject">The subject, one line.</param>
/// <param name="Body">The text.</param>
public sealed record MessageTemplate(string Code, ContactPurpose Purpose, Wording Subject, Wording Body)
{
    private const int LongestValue = 500;

    /// <summary>The names of its places.</summary>
    public IReadOnlySet<string> Places { get; } = Names(Subject.Zh).Concat(Names(Subject.En)).Concat(Names(Body.Zh)).Concat(Names(Body.En)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The message with values in its places. A value's line breaks become spaces, so that no value can begin a line of its own.</summary>
    public Result<(string Subject, string Body)> Fill(Language language, IReadOnlyDictionary<string, string> values)
    {
        if (Places.FirstOrDefault(p => !values.ContainsKey(p)) is { } missing) return new TemplateFault(Code, $"it needs a value for {{{missing}}}; give it");
        if (values.FirstOrDefault(v => Places.Contains(v.Key) && v.Value.Length > LongestValue) is { Key: not null } longest) return new TemplateFault(Code, $"the value of {{{longest.Key}}} has more than {LongestValue} characters; shorten it");
        return (Fill(Subject.In(language), values), Fill(Body.In(language), values));
    }

    private static string Fill(string text, IReadOnlyDictionary<string, string> values)
    {
        var filled = new StringBuilder(text.Length + 64);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '{' || text.IndexOf('}', i) is not (> 0 and var end))
            {
                filled.Append(text[i]);
                continue;
            }
            foreach (var c in values[text[(i + 1)..end]]) filled.Append(char.IsControl(c) ? ' ' : c);
            i = end;
        }
        return filled.ToString();
    }

    private static IEnumerable<string> Names(string text)
    {
        for (var i = text.IndexOf('{', StringComparison.Ordinal); i >= 0; i = text.IndexOf('{', i + 1))
            if (text.IndexOf('}', i) is > 0 and var end) yield return text[(i + 1)..end];
    }
}

/// <summary>A template as somebody edited it. Never changed; the latest revision is what holds.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Revision">1 for the first edit of the shipped one.</param>
/// <param name="Purpose">The code of its purpose.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Body">The text.</param>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
public sealed record TemplateRevision(string Code, int Revision, string Purpose, Wording Subject, Wording Body, NodaTime.Instant At, string By)
{
    /// <summary>The template.</summary>
    public MessageTemplate Template => new(Code, ContactPurpose.Find(Purpose) ?? ContactPurpose.Marketing, Subject, Body);
}

/// <summary>The templates that messages are made from.</summary>
public sealed class MessageTemplates
{
    private readonly Dictionary<string, MessageTemplate> _byCode;

    /// <summary>Templates by code.</summary>
    /// <exception cref="ArgumentException">A code comes twice.</exception>
    public MessageTemplates(IEnumerable<MessageTemplate> templates) => _byCode = templates.ToDictionary(t => t.Code, StringComparer.Ordinal);

    /// <summary>All of them, in order of code.</summary>
    public IReadOnlyList<MessageTemplate> All => [.. _byCode.Values.OrderBy(t => t.Code, StringComparer.Ordinal)];

    /// <summary>A template, or null.</summary>
    public MessageTemplate? Find(string code) => _byCode.GetValueOrDefault(code);

    /// <summary>These with the edited ones in their place.</summary>
    public MessageTemplates With(IEnumerable<TemplateRevision> edited)
    {
        var all = new Dictionary<string, MessageTemplate>(_byCode, StringComparer.Ordinal);
        foreach (var revision in edited) all[revision.Code] = revision.Template;
        return new MessageTemplates(all.Values);
    }

    /// <summary>The shipped ones. The values {name} {account} {address} {utility} are filled from the record, the others are given with the notice.</summary>
    public static MessageTemplates Shipped { get; } = new(
    [
        new("planned-outage", ContactPurpose.Outage, new("停水通知", "Planned interruption of water supply"),
            new("{name}：{address}因{reason}，将于{from}至{until}停水，请提前储水。{utility}", "{name}: water at {address} will be off from {from} until {until} ({reason}). Please store some water. {utility}")),
        new("burst-main", ContactPurpose.Emergency, new("紧急停水", "Emergency: no water"),
            new("{address}附近{reason}，现已停水，预计{until}恢复。{utility}", "Water near {address} is off ({reason}); we expect it back by {until}. {utility}")),
        new("restored", ContactPurpose.Outage, new("已恢复供水", "Water is back"),
            new("{address}已恢复供水，初期水可能发黄，请放水片刻。{utility}", "Water is back at {address}. Let it run for a while if it is cloudy. {utility}")),
        new("price-change", ContactPurpose.PriceChange, new("水价调整", "Change of prices"),
            new("{name}：水价自{from}起调整：{reason}。{utility}", "{name}: prices change from {from}: {reason}. {utility}")),
        new("water-quality", ContactPurpose.WaterQuality, new("水质通知", "Water quality"),
            new("{address}：{reason}。{utility}", "{address}: {reason}. {utility}")),
        new("reading-visit", ContactPurpose.ReadingVisit, new("抄表通知", "Meter reading"),
            new("{name}：抄表员将于{from}到{address}抄表，请留门。{utility}", "{name}: we come to read the meter at {address} on {from}. {utility}")),
        new("bill-ready", ContactPurpose.BillReady, new("水费账单", "Your water bill"),
            new("{name}：户号{account}本期水费{amount}，请于{due}前缴纳。{utility}", "{name}: the bill of account {account} is {amount}, due on {due}. {utility}")),
        new("dunning", ContactPurpose.Dunning, new("水费催缴", "Payment reminder"),
            new("{name}：户号{account}已欠水费{amount}，请尽快缴纳。已缴请忽略。回复T退订。{utility}", "{name}: account {account} owes {amount}. Please pay, or ignore this if you just did. Reply STOP to opt out. {utility}")),
        new("suspension-warning", ContactPurpose.Warning, new("停水催告书", "Warning before suspension of supply"),
            new("{name}：户号{account}欠费{amount}，经多次催缴未付。逾期仍不缴纳的，将依法停止供水。{utility}", "{name}: account {account} owes {amount} in spite of reminders. If it is not paid, supply will be suspended as the law allows. {utility}")),
        new("case-answer", ContactPurpose.Case, new("工单答复", "About your case"),
            new("您的{case}号工单已答复：{reason}。{utility}", "Your case {case} was answered: {reason}. {utility}")),
        new("pay-link", ContactPurpose.Case, new("缴费链接", "Link to pay"),
            new("{name}：户号{account}应缴{amount}，请在{link}缴纳。{utility}", "{name}: account {account} owes {amount}; you can pay at {link}. {utility}")),
        new("case-taken", ContactPurpose.Reply, new("已受理", "We have your message"),
            new("已受理，工单号{case}，我们会尽快答复。{utility}", "We have your message; its number is {case}. We will answer as soon as we can. {utility}")),
        new("case-unknown", ContactPurpose.Reply, new("请补充信息", "One question"),
            new("已收到，工单号{case}。我们不认识这个地址：请告诉我们户名和用水地址，以便办理。{utility}", "We have your message; its number is {case}. We do not know this address: please tell us your name and the address of supply. {utility}")),
        new("mail-refused", ContactPurpose.Reply, new("邮件未能接收", "Your message was not taken"),
            new("您的邮件未能接收：{reason}。请缩小后重发，或到网上营业厅提交。{utility}", "Your message was not taken: {reason}. Please send a smaller one, or use our web site. {utility}")),
        new("incident", ContactPurpose.Reply, new("停水信息", "About your report"),
            new("已受理，工单号{case}。{reason}{utility}", "We have your report; its number is {case}. {reason} {utility}")),
        new("incident-told", ContactPurpose.Emergency, new("停水信息", "About your report"), new("您报告的情况：{reason}{utility}", "About what you reported: {reason} {utility}")),
        new("incident-restored", ContactPurpose.Outage, new("已恢复供水", "Water is back"),
            new("您报告的停水已恢复，工单号{case}。如仍无水请回复。{utility}", "Water is back after what you reported (case {case}). If yours is not, please answer this message. {utility}")),
        new("announcement", ContactPurpose.Outage, new("通知", "Notice"), new("{reason} {utility}", "{reason} {utility}")),
    ]);
}
