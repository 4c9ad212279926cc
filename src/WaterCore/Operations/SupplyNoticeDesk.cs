using NodaTime;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Publishes notices about supply, which the hotline then says to callers of the area.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
public sealed class SupplyNoticeDesk(IStorage storage, IClock clock)
{
    private const int Longest = 200;

    /// <summary>Publishes a notice.</summary>
    /// <param name="zone">The supply zone, or null for everybody.</param>
    /// <param name="from">When supply stops.</param>
    /// <param name="until">When it is back.</param>
    /// <param name="text">One sentence of at most 200 characters in each language.</param>
    /// <param name="actor">Who publishes it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<SupplyNotice>> PublishAsync(string? zone, Instant from, Instant until, Wording text, Actor actor, CancellationToken cancellationToken = default)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var said = await PublishAsync(unit, zone, from, until, text, actor, clock.GetCurrentInstant(), cancellationToken).ConfigureAwait(false);
        if (said.IsOk) await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return said;
    }

    /// <summary>Publishes in a unit of work.</summary>
    internal static async Task<Result<SupplyNotice>> PublishAsync(IUnitOfWork unit, string? zone, Instant from, Instant until, Wording text, Actor actor, Instant now, CancellationToken cancellationToken)
    {
        if (until <= from || until <= now) return new SupplyNoticeRefused("it ends before it begins, or is over", "give times to come");
        foreach (var sentence in new[] { text.Zh, text.En })
            if (sentence.Trim().Length is 0 or > Longest || sentence.Any(char.IsControl)) return new SupplyNoticeRefused($"a text is not one line of 1 to {Longest} characters", "write one sentence in each language");
        var notice = new SupplyNotice
        {
            Id = new(await unit.Notices.NextIdAsync(cancellationToken).ConfigureAwait(false)), Zone = string.IsNullOrWhiteSpace(zone) ? null : zone.Trim(), From = from, Until = until,
            Text = new Wording(text.Zh.Trim(), text.En.Trim()), PublishedAt = now, PublishedBy = actor.Name,
        };
        await unit.Notices.AddAsync(notice, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = now, Actor = actor, Action = "notice.publish", Subject = $"notice {notice.Id}", After = $"zone {notice.Zone ?? "all"} until {until}" }, cancellationToken).ConfigureAwait(false);
        return notice;
    }

    /// <summary>Moves the end of a notice; to now, when supply is back.</summary>
    public async Task<Fault?> MoveEndAsync(Id<SupplyNotice> notice, Instant? until, Actor actor, CancellationToken cancellationToken = default)
    {
        var now = clock.GetCurrentInstant();
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (!await unit.Notices.MoveEndAsync(notice, until ?? now, now, cancellationToken).ConfigureAwait(false)) return new SupplyNoticeRefused($"there is no notice {notice} that is not over", "see the list of notices");
        await unit.Audit.AppendAsync(new AuditEntry { At = now, Actor = actor, Action = "notice.end", Subject = $"notice {notice}", After = $"until {until ?? now}" }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>The notices that are not over.</summary>
    public async Task<IReadOnlyList<SupplyNotice>> CurrentAsync(CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Notices.CurrentAsync(clock.GetCurrentInstant(), cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>A notice cannot be published or ended so.</summary>
/// <param name="Problem">Why, as a clause.</param>
/// <param name="Remedy">What to do, as a clause.</param>
public sealed record SupplyNoticeRefused(string Problem, string Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "service.notice-refused";

    /// <inheritdoc/>
    public override string Message => $"The notice: {Problem}; {Remedy}.";
}
