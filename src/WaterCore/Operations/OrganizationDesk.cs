using NodaTime;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What loading an organisation did.</summary>
/// <param name="Data">The organisation as it is now.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Changed">False when the very same organisation was stored already.</param>
public sealed record OrganizationLoaded(OrganizationData Data, long Revision, bool Changed);

/// <summary>An organisation is not stored: everything that does not fit together.</summary>
/// <param name="Faults">What, in order of the file.</param>
public sealed record OrganizationRefused(IReadOnlyList<OrganizationFault> Faults) : Fault
{
    /// <inheritdoc/>
    public override string Code => "organization.refused";

    /// <inheritdoc/>
    public override string Message => $"The organisation is not stored, for {Faults.Count} reason(s): {string.Join(" ", Faults.Select(f => f.Message))}";
}

/// <summary>Stores and shows the organisation (组织机构维护). Every change is checked as a whole, is one unit of work and one audit entry, and earlier revisions stay on record.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="utility">The utility.</param>
/// <param name="clock">The time.</param>
public sealed class OrganizationDesk(IStorage storage, Utility utility, IClock clock)
{
    /// <summary>The organisation and its revision; revision 0 before the first is stored.</summary>
    public async Task<(OrganizationChart Chart, long Revision)> ShowAsync(CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var (data, revision) = await unit.Organization.LoadAsync(cancellationToken).ConfigureAwait(false);
        return (new OrganizationChart(data), revision);
    }

    /// <summary>Stores an organisation in place of the one before.</summary>
    public Task<Result<OrganizationLoaded>> StoreAsync(OrganizationData data, Actor actor, CancellationToken cancellationToken = default) =>
        ChangeAsync("organization.load", "organization", _ => data, actor, null, cancellationToken);

    /// <summary>Appoints a person to a position (任职).</summary>
    public Task<Result<OrganizationLoaded>> AppointAsync(string position, string signIn, LocalDate from, Actor actor, CancellationToken cancellationToken = default) =>
        ChangeAsync("organization.appoint", $"position {position}", chart => Data(chart.Appoint(position, signIn, from)), actor, signIn, cancellationToken);

    /// <summary>A person leaves (离任): open work stays in the positions, which go to the successor where there is one.</summary>
    public Task<Result<OrganizationLoaded>> LeaveAsync(string signIn, LocalDate day, string? successor, Actor actor, CancellationToken cancellationToken = default) =>
        ChangeAsync("organization.leave", $"operator {signIn}", chart => Data(chart.Leave(signIn, day, successor)), actor, successor, cancellationToken);

    /// <summary>Notes an absence and who stands in (代岗), in place of one that the person has in the position from the same day.</summary>
    public Task<Result<OrganizationLoaded>> SubstituteAsync(Substitute absence, Actor actor, CancellationToken cancellationToken = default) =>
        ChangeAsync("organization.substitute", $"position {absence.Position}", chart => Data(chart.Substitute(absence)), actor, absence.StandIn, cancellationToken);

    private static Result<OrganizationData> Data(Result<OrganizationChart> chart) => chart.IsOk ? chart.Value.Data : chart.Fault;

    private async Task<Result<OrganizationLoaded>> ChangeAsync(
        string action, string subject, Func<OrganizationChart, Result<OrganizationData>> change, Actor actor, string? reason, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var day = utility.DayOf(now);
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var (before, revision) = await unit.Organization.LoadAsync(cancellationToken).ConfigureAwait(false);
        var chart = new OrganizationChart(before);
        // The first organisation has nobody yet who could have the right to store it.
        if (actor != Actor.System && revision > 0 && !chart.Allows(actor, Permission.Define, day)) return new WorkNotAllowed(actor, Permission.Define);
        var next = change(chart);
        if (!next.IsOk) return next.Fault;
        var faults = new OrganizationChart(next.Value).Contradictions(day).ToList();
        if (faults.Count > 0) return new OrganizationRefused(faults);
        var gone = await LeftBehindAsync(unit, chart, next.Value, cancellationToken).ConfigureAwait(false);
        if (gone.Count > 0) return new OrganizationRefused(gone);
        if (OrganizationFile.Write(next.Value) == OrganizationFile.Write(before)) return new OrganizationLoaded(before, revision, false);
        await unit.Organization.StoreAsync(next.Value, revision, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry
        {
            At = now, Actor = actor, Action = action, Subject = subject, Before = $"revision {revision}", After = $"revision {revision + 1}", Reason = reason,
        }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new OrganizationLoaded(next.Value, revision + 1, true);
    }

    // A position with open work must stay, or the work would lie nowhere.
    private static async Task<List<OrganizationFault>> LeftBehindAsync(IUnitOfWork unit, OrganizationChart before, OrganizationData next, CancellationToken cancellationToken)
    {
        var removed = before.Data.Positions.Select(p => p.Code).Except(next.Positions.Select(p => p.Code)).ToList();
        if (removed.Count == 0) return [];
        var items = await unit.Work.AtPositionsAsync(removed, cancellationToken).ConfigureAwait(false);
        return [.. removed.Select(r => (Position: r, Open: items.Count(i => i.Branches.Any(b => b.Position == r)))).Where(r => r.Open > 0)
            .Select(r => new OrganizationFault(new($"岗位 {r.Position}", $"position {r.Position}"), new($"还有 {r.Open} 件在办", $"{r.Open} open item(s) lie there"), new("请先移交，或保留该岗位", "hand them on first, or keep the position")))];
    }
}
