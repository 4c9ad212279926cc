using NodaTime;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A template, and how it reads with the values of a real account.</summary>
/// <param name="Account">The account's number.</param>
/// <param name="Subject">The subject in both languages.</param>
/// <param name="Body">The text in both languages.</param>
public sealed record TemplateSample(string Account, Wording Subject, Wording Body);

/// <summary>The templates of messages: edited by revision, and looked at with real values before they hold.</summary>
/// <param name="money">What it works with.</param>
/// <param name="shipped">The shipped templates.</param>
public sealed class TemplateDesk(MoneyContext money, MessageTemplates shipped)
{
    private const int LongestSubject = 100, LongestBody = 2_000, Samples = 3;

    // What is filled from the record; all others are given with the notice or its cause.
    private static readonly HashSet<string> s_record = new(StringComparer.Ordinal) { "name", "account", "address", "utility" };

    /// <summary>The templates as they hold now.</summary>
    public async Task<MessageTemplates> AllAsync(CancellationToken cancellationToken = default)
    {
        var unit = await money.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await Replies.TemplatesAsync(unit, shipped, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Every revision of a template, the latest first; none when it is as it was shipped.</summary>
    public async Task<IReadOnlyList<TemplateRevision>> HistoryAsync(string code, CancellationToken cancellationToken = default)
    {
        var unit = await money.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Desk.TemplatesAsync(code, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How a template would read with the values of the first real accounts; places that the record does not fill show their own name. Stores nothing.</summary>
    public async Task<Result<IReadOnlyList<TemplateSample>>> PreviewAsync(string code, Wording subject, Wording body, CancellationToken cancellationToken = default)
    {
        var template = Check(code, subject, body);
        if (!template.IsOk) return template.Fault;
        var unit = await money.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var samples = new List<TemplateSample>();
        foreach (var candidate in await unit.Deliveries.CandidatesAsync(0, Samples, cancellationToken).ConfigureAwait(false))
        {
            var values = template.Value.Places.ToDictionary(p => p, p => $"[{p}]", StringComparer.Ordinal);
            values["name"] = candidate.Customer.Name;
            values["account"] = candidate.Account.Number;
            values["address"] = candidate.Address.Length == 0 ? candidate.Account.Number : candidate.Address;
            values["utility"] = money.Utility.Name;
            var (zh, en) = (template.Value.Fill(Language.Chinese, values), template.Value.Fill(Language.English, values));
            if (!zh.IsOk) return zh.Fault;
            if (!en.IsOk) return en.Fault;
            samples.Add(new TemplateSample(candidate.Account.Number, new(zh.Value.Subject, en.Value.Subject), new(zh.Value.Body, en.Value.Body)));
        }
        return samples;
    }

    /// <summary>Edits a template: what goes out from now on reads so. Messages that are made already stay as they are.</summary>
    public async Task<Result<TemplateRevision>> EditAsync(string code, Wording subject, Wording body, Actor actor, CancellationToken cancellationToken = default)
    {
        var template = Check(code, subject, body);
        if (!template.IsOk) return template.Fault;
        var unit = await money.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var before = await unit.Desk.TemplatesAsync(code, cancellationToken).ConfigureAwait(false);
        var now = money.Clock.GetCurrentInstant();
        var revision = new TemplateRevision(code, before.Count == 0 ? 1 : before[0].Revision + 1, template.Value.Purpose.Code, template.Value.Subject, template.Value.Body, now, actor.Name);
        await unit.Desk.AppendAsync(revision, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = now, Actor = actor, Action = "template.edit", Subject = $"template {code}", Before = $"revision {revision.Revision - 1}", After = $"revision {revision.Revision}" }, cancellationToken).ConfigureAwait(false);
        try
        {
            await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StorageConflictException)
        {
            return new TemplateFault(code, "somebody else edited it first; look at it again");
        }
        return revision;
    }

    // A template keeps its purpose and may use only the places that it was shipped with, for those are what its causes give.
    private Result<MessageTemplate> Check(string code, Wording subject, Wording body)
    {
        if (shipped.Find(code) is not { } original) return new TemplateFault(code, $"there is none; take one of {string.Join(", ", shipped.All.Select(t => t.Code))}");
        foreach (var line in new[] { subject.Zh, subject.En })
            if (line.Trim().Length is 0 or > LongestSubject || line.Any(char.IsControl)) return new TemplateFault(code, $"a subject is not one line of 1 to {LongestSubject} characters; write one in each language");
        foreach (var text in new[] { body.Zh, body.En })
        {
            if (text.Trim().Length is 0 or > LongestBody || text.Any(c => char.IsControl(c) && c is not ('\n' or '\r'))) return new TemplateFault(code, $"a text has not 1 to {LongestBody} characters; write one in each language");
            if (text.Count(c => c == '{') != text.Count(c => c == '}')) return new TemplateFault(code, "a brace is not closed; write places as {name}");
        }
        static Wording Plain(Wording w) => new(w.Zh.Replace("\r\n", "\n", StringComparison.Ordinal).Trim(), w.En.Replace("\r\n", "\n", StringComparison.Ordinal).Trim());
        var edited = new MessageTemplate(code, original.Purpose, Plain(subject), Plain(body));
        var allowed = original.Places.Concat(s_record).ToHashSet(StringComparer.Ordinal);
        return edited.Places.FirstOrDefault(p => !allowed.Contains(p)) is { } unknown
            ? new TemplateFault(code, $"nothing gives a value for {{{unknown}}}; take of {string.Join(" ", allowed.Order(StringComparer.Ordinal).Select(p => $"{{{p}}}"))}") : edited;
    }
}
