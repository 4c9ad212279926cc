using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Sets the PINs with which customers identify themselves on the telephone. Nobody can read one back.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
public sealed class PinDesk(IStorage storage, NodaTime.IClock clock)
{
    /// <summary>Sets a PIN in place of the one before.</summary>
    /// <param name="number">The account's number.</param>
    /// <param name="pin">Six digits that <see cref="PinRule"/> allows.</param>
    /// <param name="salt">At least 16 bytes drawn at random for this PIN.</param>
    /// <param name="actor">Who sets it; the customer's identity was seen before.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null when it was set, or why not.</returns>
    public async Task<Fault?> SetAsync(string number, string pin, ReadOnlyMemory<byte> salt, Actor actor, CancellationToken cancellationToken = default)
    {
        if (PinRule.Check(pin, number) is { } weak) return weak;
        // Before the unit: it takes its time, and others wait for their turn to write.
        var hash = PinHash.Of(pin, salt.Span);
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } account) return new AccountNotFound(number);
        var now = clock.GetCurrentInstant();
        var before = await unit.Telephone.FindPinAsync(account.Id, cancellationToken).ConfigureAwait(false);
        await unit.Telephone.PutAsync(new AccountPin(account.Id, hash, now), cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry
        {
            At = now, Actor = actor, Action = "pin.set", Subject = $"account {number}", Before = before is null ? "none" : "a PIN", After = "a PIN",
        }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }
}
