using NodaTime;
using WaterCore.Organization;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Ports;

/// <summary>A published version of a workflow definition, kept as its document. Never changed.</summary>
/// <param name="Code">The definition's code.</param>
/// <param name="Version">1 and up, without gaps; with the code, unique.</param>
/// <param name="Document">The YAML text.</param>
/// <param name="Digest">SHA-256 of the document, lower-case hexadecimal.</param>
/// <param name="PublishedAt">When.</param>
public sealed record PublishedWorkflow(string Code, int Version, string Document, string Digest, Instant PublishedAt);

/// <summary>What to look for among items; what is null does not matter.</summary>
public sealed record WorkQuery
{
    /// <summary>A part of the subject.</summary>
    public string? Subject { get; init; }

    /// <summary>The definition's code.</summary>
    public string? Definition { get; init; }

    /// <summary>The branch (营业所).</summary>
    public string? Office { get; init; }

    /// <summary>How it stands.</summary>
    public WorkStatus? Status { get; init; }

    /// <summary>Any open branch, or the promise, due before this.</summary>
    public Instant? DueBefore { get; init; }

    /// <summary>Those that were open at this or later: not ended before it.</summary>
    public Instant? OpenAtOrAfter { get; init; }

    /// <summary>Those that began before this.</summary>
    public Instant? StartedBefore { get; init; }

    /// <summary>Only items above this id; to go on where a page ended.</summary>
    public Id<WorkItem> After { get; init; }

    /// <summary>How many at most.</summary>
    public int Take { get; init; } = 100;
}

/// <summary>The store of the Workflows room. Items change by revision; visits, acts and published definitions are append-only.</summary>
public interface IWorkStore
{
    /// <summary>Adds a published definition; code and version are unique.</summary>
    ValueTask AddAsync(PublishedWorkflow workflow, CancellationToken cancellationToken = default);

    /// <summary>A published version, or null.</summary>
    ValueTask<PublishedWorkflow?> FindWorkflowAsync(string code, int version, CancellationToken cancellationToken = default);

    /// <summary>The latest version of each definition, in order of code.</summary>
    ValueTask<IReadOnlyList<PublishedWorkflow>> LatestWorkflowsAsync(CancellationToken cancellationToken = default);

    /// <summary>The latest version of a definition, or null.</summary>
    async ValueTask<PublishedWorkflow?> FindLatestWorkflowAsync(string code, CancellationToken cancellationToken = default) =>
        (await LatestWorkflowsAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(w => w.Code == code);

    /// <summary>The highest item id given, 0 when there is none.</summary>
    ValueTask<long> LastItemIdAsync(CancellationToken cancellationToken = default);

    /// <summary>The id of a new item, given to nobody else.</summary>
    async ValueTask<Id<WorkItem>> TakeItemIdAsync(CancellationToken cancellationToken = default) => new(await LastItemIdAsync(cancellationToken).ConfigureAwait(false) + 1);

    /// <summary>Adds a new item; its id is unique.</summary>
    ValueTask AddAsync(WorkItem item, CancellationToken cancellationToken = default);

    /// <summary>An item, or null.</summary>
    ValueTask<WorkItem?> FindAsync(Id<WorkItem> id, CancellationToken cancellationToken = default);

    /// <summary>Replaces an item that is stored with the revision before the given one's.</summary>
    /// <exception cref="StorageConflictException">It is stored with another revision: somebody else acted first.</exception>
    ValueTask UpdateAsync(WorkItem item, CancellationToken cancellationToken = default);

    /// <summary>Appends stays that ended; item, revision and path are unique.</summary>
    ValueTask AppendAsync(IReadOnlyList<Visit> visits, CancellationToken cancellationToken = default);

    /// <summary>Appends an action; item and revision are unique.</summary>
    ValueTask AppendAsync(WorkAct act, CancellationToken cancellationToken = default);

    /// <summary>The stays of an item, in order of revision and path.</summary>
    ValueTask<IReadOnlyList<Visit>> VisitsOfAsync(Id<WorkItem> item, CancellationToken cancellationToken = default);

    /// <summary>The actions on an item, in order of revision.</summary>
    ValueTask<IReadOnlyList<WorkAct>> ActsOfAsync(Id<WorkItem> item, CancellationToken cancellationToken = default);

    /// <summary>Open items with a branch in any of some positions, in order of id.</summary>
    ValueTask<IReadOnlyList<WorkItem>> AtPositionsAsync(IReadOnlyCollection<string> positions, CancellationToken cancellationToken = default);

    /// <summary>Items that fit a query, in order of id.</summary>
    ValueTask<IReadOnlyList<WorkItem>> SearchAsync(WorkQuery query, CancellationToken cancellationToken = default);

    /// <summary>Stays that ended from one instant, included, to another, not included; in order of item, revision and path.</summary>
    IAsyncEnumerable<Visit> VisitsAsync(Instant from, Instant to, CancellationToken cancellationToken = default);

    /// <summary>Actions from one instant, included, to another, not included; in order of item and revision.</summary>
    IAsyncEnumerable<WorkAct> ActsAsync(Instant from, Instant to, CancellationToken cancellationToken = default);
}

/// <summary>The store of the Organization room: the whole organisation is one value with a revision.</summary>
public interface IOrganizationStore
{
    /// <summary>The organisation and its revision; revision 0 with nothing in it before the first is stored.</summary>
    ValueTask<(OrganizationData Data, long Revision)> LoadAsync(CancellationToken cancellationToken = default);

    /// <summary>The revision that is stored; 0 before the first. Cheap: callers keep what they made of a revision.</summary>
    async ValueTask<long> RevisionAsync(CancellationToken cancellationToken = default) => (await LoadAsync(cancellationToken).ConfigureAwait(false)).Revision;

    /// <summary>Stores the organisation as the next revision.</summary>
    /// <param name="data">All of its rows.</param>
    /// <param name="revision">The revision that it was made from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StorageConflictException">Another revision is stored.</exception>
    ValueTask StoreAsync(OrganizationData data, long revision, CancellationToken cancellationToken = default);
}
