using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using NodaTime;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Tests.Operations;

/// <summary>Work, organisation and audit in memory: one state that a commit replaces, all or nothing, one writer at a time.</summary>
internal sealed class MemoryStorage : IStorage
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private Rows _rows = new();

    public string Description => "memory";

    public ValueTask OpenAsync(CancellationToken cancellationToken = default) => default;

    public ValueTask<IUnitOfWork> ReadAsync(CancellationToken cancellationToken = default) => new(new Unit(this, _rows, writes: false));

    public async ValueTask<IUnitOfWork> WriteAsync(CancellationToken cancellationToken = default)
    {
        await _writer.WaitAsync(cancellationToken);
        return new Unit(this, _rows, writes: true);
    }

    public ValueTask DisposeAsync()
    {
        _writer.Dispose();
        return default;
    }

    private sealed record Rows
    {
        public ImmutableSortedDictionary<(string Code, int Version), PublishedWorkflow> Workflows { get; init; } = ImmutableSortedDictionary<(string Code, int Version), PublishedWorkflow>.Empty;
        public ImmutableSortedDictionary<long, WorkItem> Items { get; init; } = ImmutableSortedDictionary<long, WorkItem>.Empty;
        public ImmutableSortedDictionary<(long Item, long Revision, string Path), Visit> Visits { get; init; } = ImmutableSortedDictionary<(long Item, long Revision, string Path), Visit>.Empty;
        public ImmutableSortedDictionary<(long Item, long Revision), WorkAct> Acts { get; init; } = ImmutableSortedDictionary<(long Item, long Revision), WorkAct>.Empty;
        public ImmutableList<ChainedAuditEntry> Audit { get; init; } = [];
        public ImmutableDictionary<(string Scope, string Key), AnsweredRequest> Keys { get; init; } = ImmutableDictionary<(string Scope, string Key), AnsweredRequest>.Empty;
        public ImmutableList<OutboxMessage> Outbox { get; init; } = [];
        public OrganizationData Organization { get; init; } = new();
        public long OrganizationRevision { get; init; }
    }

    private sealed class Unit(MemoryStorage storage, Rows rows, bool writes) : IUnitOfWork, IWorkStore, IOrganizationStore, IAuditStore, IIdempotencyStore, IOutboxStore
    {
        private Rows _rows = rows;
        private bool _ended;

        public ICustomerStore Customers => throw new NotSupportedException();
        public IMeteringStore Metering => throw new NotSupportedException();
        public ITariffStore Tariffs => throw new NotSupportedException();
        public IBillStore Bills => throw new NotSupportedException();
        public IReceivableStore Receivables => throw new NotSupportedException();
        public IIdempotencyStore Keys => this;
        public IOutboxStore Outbox => this;
        public IAuditStore Audit => this;
        public IWorkStore Work => this;
        public IOrganizationStore Organization => this;

        public ValueTask CommitAsync(CancellationToken cancellationToken = default)
        {
            if (!writes) throw new InvalidOperationException("This unit of work only reads.");
            storage._rows = _rows;
            return default;
        }

        public ValueTask DisposeAsync()
        {
            if (writes && !_ended) storage._writer.Release();
            _ended = true;
            return default;
        }

        public ValueTask AddAsync(PublishedWorkflow workflow, CancellationToken cancellationToken = default) =>
            Change(r => r with { Workflows = Add(r.Workflows, (workflow.Code, workflow.Version), workflow) });

        public ValueTask<PublishedWorkflow?> FindWorkflowAsync(string code, int version, CancellationToken cancellationToken = default) => new(_rows.Workflows.GetValueOrDefault((code, version)));

        public ValueTask<IReadOnlyList<PublishedWorkflow>> LatestWorkflowsAsync(CancellationToken cancellationToken = default) =>
            new(_rows.Workflows.Values.GroupBy(w => w.Code).Select(g => g.Last()).ToList());

        public ValueTask<long> LastItemIdAsync(CancellationToken cancellationToken = default) => new(_rows.Items.IsEmpty ? 0 : _rows.Items.Keys.Max());

        public ValueTask AddAsync(WorkItem item, CancellationToken cancellationToken = default) => Change(r => r with { Items = Add(r.Items, item.Id.Value, item) });

        public ValueTask<WorkItem?> FindAsync(Id<WorkItem> id, CancellationToken cancellationToken = default) => new(_rows.Items.GetValueOrDefault(id.Value));

        public ValueTask UpdateAsync(WorkItem item, CancellationToken cancellationToken = default) => _rows.Items.GetValueOrDefault(item.Id.Value)?.Revision == item.Revision - 1
            ? Change(r => r with { Items = r.Items.SetItem(item.Id.Value, item) })
            : throw new StorageConflictException($"work item {item.Id}: another revision is stored");

        public ValueTask AppendAsync(IReadOnlyList<Visit> visits, CancellationToken cancellationToken = default) =>
            Change(r => r with { Visits = visits.Aggregate(r.Visits, (all, v) => Add(all, (v.Item.Value, v.Revision, v.Path), v)) });

        public ValueTask AppendAsync(WorkAct act, CancellationToken cancellationToken = default) => Change(r => r with { Acts = Add(r.Acts, (act.Item.Value, act.Revision), act) });

        public ValueTask<IReadOnlyList<Visit>> VisitsOfAsync(Id<WorkItem> item, CancellationToken cancellationToken = default) => new(_rows.Visits.Values.Where(v => v.Item == item).ToList());

        public ValueTask<IReadOnlyList<WorkAct>> ActsOfAsync(Id<WorkItem> item, CancellationToken cancellationToken = default) => new(_rows.Acts.Values.Where(a => a.Item == item).ToList());

        public ValueTask<IReadOnlyList<WorkItem>> AtPositionsAsync(IReadOnlyCollection<string> positions, CancellationToken cancellationToken = default) =>
            new(_rows.Items.Values.Where(i => i.Branches.Any(b => positions.Contains(b.Position))).ToList());

        public ValueTask<IReadOnlyList<WorkItem>> SearchAsync(WorkQuery query, CancellationToken cancellationToken = default) => new(_rows.Items.Values.Where(i =>
            i.Id > query.After
            && (query.Subject is null || i.Subject.Contains(query.Subject, StringComparison.OrdinalIgnoreCase))
            && (query.Definition is null || i.Definition == query.Definition)
            && (query.Office is null || i.Office == query.Office)
            && (query.Status is null || i.Status == query.Status)
            && (query.DueBefore is null || i.Branches.Any(b => b.Due < query.DueBefore) || i.Clocks.Any(c => c.Due < query.DueBefore))).Take(query.Take).ToList());

        public async IAsyncEnumerable<Visit> VisitsAsync(Instant from, Instant to, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            foreach (var visit in _rows.Visits.Values) if (visit.Left >= from && visit.Left < to) yield return visit;
        }

        public async IAsyncEnumerable<WorkAct> ActsAsync(Instant from, Instant to, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            foreach (var act in _rows.Acts.Values) if (act.At >= from && act.At < to) yield return act;
        }

        public ValueTask<(OrganizationData Data, long Revision)> LoadAsync(CancellationToken cancellationToken = default) => new((_rows.Organization, _rows.OrganizationRevision));

        public ValueTask StoreAsync(OrganizationData data, long revision, CancellationToken cancellationToken = default) => revision == _rows.OrganizationRevision
            ? Change(r => r with { Organization = data, OrganizationRevision = revision + 1 })
            : throw new StorageConflictException("organisation: another revision is stored");

        public ValueTask AppendAsync(AuditEntry entry, CancellationToken cancellationToken = default) =>
            Change(r => r with { Audit = r.Audit.Add(AuditChain.Next(r.Audit.Count + 1, r.Audit.IsEmpty ? AuditChain.Start : r.Audit[^1].Hash, entry)) });

        public async IAsyncEnumerable<ChainedAuditEntry> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            foreach (var entry in _rows.Audit) yield return entry;
        }

        public ValueTask<AnsweredRequest?> FindAsync(string scope, string key, CancellationToken cancellationToken = default) => new(_rows.Keys.GetValueOrDefault((scope, key)));

        public ValueTask AddAsync(AnsweredRequest request, CancellationToken cancellationToken = default) => Change(r => r with { Keys = r.Keys.Add((request.Scope, request.Key), request) });

        public ValueTask AddAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken = default) => Change(r => r with { Outbox = r.Outbox.AddRange(messages) });

        public ValueTask<IReadOnlyList<OutboxMessage>> PendingAsync(int limit, CancellationToken cancellationToken = default) => new(_rows.Outbox.Take(limit).ToList());

        public ValueTask DeliveredAsync(long sequence, Instant at, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        private ValueTask Change(Func<Rows, Rows> change)
        {
            if (!writes) throw new InvalidOperationException("This unit of work only reads.");
            _rows = change(_rows);
            return default;
        }

        private static ImmutableSortedDictionary<TKey, T> Add<TKey, T>(ImmutableSortedDictionary<TKey, T> rows, TKey key, T row) where TKey : notnull =>
            rows.ContainsKey(key) ? throw new StorageConflictException($"{typeof(T).Name} {key} exists already") : rows.Add(key, row);
    }
}
