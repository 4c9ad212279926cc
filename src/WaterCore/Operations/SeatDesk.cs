using NodaTime;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Agents sign on and off and pause (坐席签入、签出、示忙), on whichever host their console is; the host that has the telephone follows within a second.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
public sealed class SeatDesk(IStorage storage, IClock clock)
{
    /// <summary>The seats, by number.</summary>
    public async Task<IReadOnlyList<AgentSeat>> ListAsync(CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Telephone.SeatsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Somebody sits down at a telephone.</summary>
    /// <param name="number">The number of the telephone, one to eight digits.</param>
    /// <param name="skills">The groups they answer for; at least one.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Result<AgentSeat>> SignOnAsync(string number, IReadOnlyList<string> skills, Actor actor, CancellationToken cancellationToken = default)
    {
        if (number.Length is 0 or > 8 || !number.All(char.IsAsciiDigit)) return Task.FromResult<Result<AgentSeat>>(new SeatRefused(number, "a telephone's number is one to eight digits", "look at the label of the telephone"));
        if (skills.Count == 0 || skills.Any(s => s.Length == 0 || s.Any(char.IsWhiteSpace))) return Task.FromResult<Result<AgentSeat>>(new SeatRefused(number, "no group was chosen", "choose at least one group to answer for"));
        return ChangeAsync(number, "seat.sign-on", actor, (before, now) =>
        {
            if (before is { Wish: not SeatWish.Off } && before.Name != actor.Name) return new SeatRefused(number, $"{before.Name} sits there", "let them sign off first, or use another telephone");
            return new AgentSeat(number, actor.Name, [.. skills.Distinct()], SeatWish.Ready, (before?.Revision ?? 0) + 1, now);
        }, cancellationToken);
    }

    /// <summary>Changes what somebody wishes to be at their telephone. A call that is talked goes on.</summary>
    public Task<Result<AgentSeat>> WishAsync(string number, SeatWish wish, Actor actor, CancellationToken cancellationToken = default) =>
        ChangeAsync(number, wish switch { SeatWish.Off => "seat.sign-off", SeatWish.Ready => "seat.ready", _ => "seat.pause" }, actor, (before, now) =>
            before is null or { Wish: SeatWish.Off } ? new SeatRefused(number, "nobody sits there", "sign on first")
            : before with { Wish = wish, Revision = before.Revision + 1, ChangedAt = now }, cancellationToken);

    private async Task<Result<AgentSeat>> ChangeAsync(string number, string action, Actor actor, Func<AgentSeat?, Instant, Result<AgentSeat>> change, CancellationToken cancellationToken)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var now = clock.GetCurrentInstant();
        var before = (await unit.Telephone.SeatsAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(s => s.Number == number);
        var changed = change(before, now);
        if (!changed.IsOk) return changed;
        await unit.Telephone.PutAsync(changed.Value, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = now, Actor = actor, Action = action, Subject = $"seat {number}", Before = before is null ? null : $"{before.Name} {before.Wish}", After = $"{changed.Value.Name} {changed.Value.Wish}" }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return changed;
    }
}

/// <summary>A seat cannot be taken or changed so.</summary>
/// <param name="Number">The telephone.</param>
/// <param name="Problem">Why, as a clause.</param>
/// <param name="Remedy">What to do, as a clause.</param>
public sealed record SeatRefused(string Number, string Problem, string Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "service.seat-refused";

    /// <inheritdoc/>
    public override string Message => $"Telephone '{Number}': {Problem}; {Remedy}.";
}
