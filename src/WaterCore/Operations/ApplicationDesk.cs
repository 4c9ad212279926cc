using System.Security.Cryptography;
using NodaTime;
using WaterCore.Applications;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Operations;

/// <summary>What a customer asks for.</summary>
public sealed record ApplicationRequest
{
    /// <summary>The code of a published workflow, such as <c>new-connection</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The branch (营业所) that serves it.</summary>
    public required string Office { get; init; }

    /// <summary>The number of the account it is about; null for a new connection.</summary>
    public string? Account { get; init; }

    /// <summary>Who asks; may be left out when an account is named.</summary>
    public string? Customer { get; init; }

    /// <summary>A telephone number, or null.</summary>
    public string? Phone { get; init; }

    /// <summary>Where; needed for a new connection.</summary>
    public string? Address { get; init; }

    /// <summary>What is asked for in the customer's own words, or null; it joins the subject, of which 200 characters are kept.</summary>
    public string? Words { get; init; }

    /// <summary>What is known of the form already.</summary>
    public IReadOnlyDictionary<string, string>? Form { get; init; }
}

/// <summary>An application with where it is.</summary>
/// <param name="Application">The application.</param>
/// <param name="Item">Its work item: the positions, or how it ended.</param>
/// <param name="Fees">Its fees.</param>
/// <param name="Documents">Its documents.</param>
public sealed record ApplicationFile(Application Application, WorkItem Item, IReadOnlyList<ApplicationFee> Fees, IReadOnlyList<AttachedDocument> Documents);

/// <summary>Where customers' applications are made, documents attached, and asked for again at any time (业务受理). What steps do is done by <see cref="WorkDesk"/>.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
/// <param name="work">Where the items are worked on.</param>
public sealed class ApplicationDesk(IStorage storage, IClock clock, WorkDesk work)
{
    /// <summary>The largest document taken, in bytes.</summary>
    public const int MaxDocumentBytes = 20 << 20;

    private const int SubjectLength = 200;

    /// <summary>Makes an application; its work item arrives at the first position.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="actor">Who takes it in.</param>
    /// <param name="key">The caller's key: the same request again makes nothing.</param>
    /// <param name="cancellationToken">Gives up; nothing is kept.</param>
    public async Task<Result<ApplicationFile>> ApplyAsync(ApplicationRequest request, Actor actor, string? key = null, CancellationToken cancellationToken = default)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var body = $"{request.Kind}|{request.Office}|{request.Account}|{request.Customer}|{request.Phone}|{request.Address}|{request.Words}|{actor.Name}|{actor.Position}|{WorkDesk.Text(request.Form)}";
        if (key is not null && await OnceOnly.FindAsync(unit, "application", key, body, cancellationToken).ConfigureAwait(false) is { } known)
            return known.IsOk ? await FileAsync(unit, new(long.Parse(known.Value, System.Globalization.CultureInfo.InvariantCulture)), cancellationToken).ConfigureAwait(false) : new WorkKeyReused(key);
        var made = await ApplyInAsync(unit, request, actor, cancellationToken).ConfigureAwait(false);
        if (!made.IsOk) return made;
        if (key is not null) await OnceOnly.KeepAsync(unit, clock.GetCurrentInstant(), "application", key, body, made.Value.Item.Id.ToString(), cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return made;
    }

    /// <summary>Makes an application within a caller's change, which the caller commits.</summary>
    internal async Task<Result<ApplicationFile>> ApplyInAsync(IUnitOfWork unit, ApplicationRequest request, Actor actor, CancellationToken cancellationToken)
    {
        Id<Customers.Account>? account = null;
        var (name, phone, address) = (request.Customer, request.Phone, request.Address);
        if (request.Account is { } number)
        {
            if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } found) return new Receivables.AccountNotFound(number);
            if (found.ClosedOn is not null) return Refuse($"户号{number}已销户", $"account {number} is closed");
            var customer = await unit.Customers.FindCustomerAsync(found.Customer, cancellationToken).ConfigureAwait(false);
            var agreements = await unit.Customers.AgreementsOfAsync(found.Id, cancellationToken).ConfigureAwait(false);
            (account, name, phone) = (found.Id, name ?? customer!.Name, phone ?? customer!.Phone);
            address ??= agreements.Count > 0 ? agreements[^1].Premise.Address : null;
        }
        if (string.IsNullOrWhiteSpace(name)) return Refuse("没有申请人，请填写姓名或户号", "nobody is named; give the customer's name or an account");
        var subject = string.Join(' ', new[] { request.Account, name, address, request.Words }.Where(p => !string.IsNullOrWhiteSpace(p)));
        if (subject.Length > SubjectLength) subject = subject[..SubjectLength];
        var begun = await work.StartInAsync(unit, request.Kind, request.Office, subject, actor, request.Form, cancellationToken).ConfigureAwait(false);
        if (!begun.IsOk) return begun.Fault;
        var application = new Application
        {
            Item = begun.Value.Item.Id, Kind = request.Kind, Account = account, Customer = name.Trim(), Phone = phone, Address = address, MadeAt = begun.Value.Act.At,
        };
        await unit.Applications.AddAsync(application, cancellationToken).ConfigureAwait(false);
        return new ApplicationFile(application, begun.Value.Item, [], []);
    }

    /// <summary>Attaches a document to an open item; its hash and content are kept for good.</summary>
    /// <param name="item">The item.</param>
    /// <param name="name">What it is, as the definition asks for it, such as <c>identity</c>.</param>
    /// <param name="fileName">The file's name.</param>
    /// <param name="mediaType">Such as <c>image/jpeg</c>.</param>
    /// <param name="content">The content, 1 byte to <see cref="MaxDocumentBytes"/>.</param>
    /// <param name="actor">Who attaches it.</param>
    /// <param name="cancellationToken">Gives up; nothing is kept.</param>
    public async Task<Result<AttachedDocument>> AttachAsync(Id<WorkItem> item, string name, string fileName, string mediaType, ReadOnlyMemory<byte> content, Actor actor, CancellationToken cancellationToken = default)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var attached = await AttachInAsync(unit, item, new BroughtDocument(name, fileName, mediaType, content), actor, clock.GetCurrentInstant(), cancellationToken).ConfigureAwait(false);
        if (attached.IsOk) await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return attached;
    }

    /// <summary>Attaches a document within a caller's change, which the caller commits. The same document again is the one that is there.</summary>
    internal static async Task<Result<AttachedDocument>> AttachInAsync(IUnitOfWork unit, Id<WorkItem> item, BroughtDocument brought, Actor actor, Instant at, CancellationToken cancellationToken)
    {
        if (brought.Content.Length is 0 or > MaxDocumentBytes) return Refuse($"材料须为1字节到{MaxDocumentBytes >> 20} MiB", $"a document has 1 byte to {MaxDocumentBytes >> 20} MiB", item.Value);
        if (string.IsNullOrWhiteSpace(brought.Name)) return Refuse("材料没有名称，请写明是什么，例如 identity", "the document has no name; say what it is, such as identity", item.Value);
        if (await unit.Work.FindAsync(item, cancellationToken).ConfigureAwait(false) is not { Status: WorkStatus.Open }) return new WorkNotFound(item.ToString());
        var there = await unit.Applications.DocumentsOfAsync(item, cancellationToken).ConfigureAwait(false);
        if (there.FirstOrDefault(d => d.Name == brought.Name && d.Sha256 == brought.Sha256) is { } same) return same;
        var document = new AttachedDocument(item, there.Count + 1, brought.Name, brought.FileName, brought.MediaType, brought.Sha256, brought.Content.Length, at, actor.Name);
        await unit.Applications.AddAsync(document, brought.Content, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = at, Actor = actor, Action = "document.attach", Subject = $"work {item}", After = $"{document.Name} {document.FileName} sha256 {document.Sha256}" }, cancellationToken).ConfigureAwait(false);
        return document;
    }

    /// <summary>The content of an attached document, or null. It is checked against its hash.</summary>
    /// <exception cref="InvalidDataException">The content is not what was attached.</exception>
    public async Task<byte[]?> ContentAsync(string sha256, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var content = await unit.Applications.ContentAsync(sha256, cancellationToken).ConfigureAwait(false);
        if (content is not null && Convert.ToHexStringLower(SHA256.HashData(content)) != sha256) throw new InvalidDataException($"The stored document {sha256} has another content; restore the database from a backup.");
        return content;
    }

    /// <summary>An application with where it is, or null.</summary>
    public async Task<ApplicationFile?> FindAsync(Id<WorkItem> item, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Applications.FindAsync(item, cancellationToken).ConfigureAwait(false) is null ? null : (await FileAsync(unit, item, cancellationToken).ConfigureAwait(false)).Value;
    }

    /// <summary>A customer's applications, running and past, the newest first: by account number, or by a part of name, telephone or address.</summary>
    public async Task<IReadOnlyList<ApplicationFile>> SearchAsync(string clue, int limit = 50, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var account = await unit.Customers.FindAccountAsync(clue, cancellationToken).ConfigureAwait(false);
        var files = new List<ApplicationFile>();
        foreach (var application in await unit.Applications.SearchAsync(account?.Id, account is null ? clue : null, limit, cancellationToken).ConfigureAwait(false))
            files.Add((await FileAsync(unit, application.Item, cancellationToken).ConfigureAwait(false)).Value);
        return files;
    }

    private static async Task<Result<ApplicationFile>> FileAsync(IUnitOfWork unit, Id<WorkItem> item, CancellationToken cancellationToken) => new ApplicationFile(
        (await unit.Applications.FindAsync(item, cancellationToken).ConfigureAwait(false))!, (await unit.Work.FindAsync(item, cancellationToken).ConfigureAwait(false))!,
        await unit.Applications.FeesOfAsync(item, cancellationToken).ConfigureAwait(false), await unit.Applications.DocumentsOfAsync(item, cancellationToken).ConfigureAwait(false));

    private static ApplicationRefused Refuse(string zh, string en, long item = 0) => new(item, new Wording(zh, en));
}
