using WaterCore.Ports;

namespace WaterCore.Operations;

/// <summary>How duties are held in this process.</summary>
/// <param name="Holder">A name that no other process has and no later one gets again; empty where the process is alone, and every duty is its own without asking.</param>
/// <param name="Patience">How long a duty must be still before another process takes it. Above the longest pause of a process that lives.</param>
public sealed record DutySettings(string Holder, TimeSpan Patience)
{
    /// <summary>One process.</summary>
    public static DutySettings Alone { get; } = new("", TimeSpan.FromSeconds(6));
}

/// <summary>Sees to it that a duty, such as a telephone line or a campaign, is done in one process at a time, and goes on elsewhere when its process dies.</summary>
/// <param name="storage">Where it is kept who has what.</param>
/// <param name="settings">How.</param>
/// <param name="time">Measures how long a duty has been still.</param>
public sealed class DutyRoster(IStorage storage, DutySettings settings, TimeProvider time)
{
    private TimeSpan Beat => settings.Patience / 4;

    /// <summary>
    /// Waits for the duty, does the work while it is held, and gives it back. The work's token is cancelled when the duty is lost; the duty is waited for again then.
    /// </summary>
    /// <param name="duty">The name.</param>
    /// <param name="work">The work, told the epoch of the holding. Comes to its end soon after its token is cancelled.</param>
    /// <param name="cancellationToken">Ends it: the work first, and then the holding.</param>
    /// <returns>When the work has ended by itself, or the token was cancelled.</returns>
    public async Task HoldAsync(string duty, Func<long, CancellationToken, Task> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (settings.Holder.Length == 0)
        {
            await work(0, cancellationToken).ConfigureAwait(false);
            return;
        }
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await TakeAsync(duty, cancellationToken).ConfigureAwait(false) is not { } held) return;
            using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var doing = work(held.Epoch, lost.Token);
            var last = await BeatAsync(held, doing, cancellationToken).ConfigureAwait(false);
            await lost.CancelAsync().ConfigureAwait(false);
            await doing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (last is null) continue;
            await GiveBackAsync(last).ConfigureAwait(false);
            if (!cancellationToken.IsCancellationRequested) await doing.ConfigureAwait(false);
            return;
        }
    }

    /// <summary>Who has which duty, for people.</summary>
    public async Task<IReadOnlyList<Duty>> ListAsync(CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Duties.ListAsync(cancellationToken).ConfigureAwait(false);
    }

    // The duty when it is ours; null when there is no more waiting.
    private async Task<Duty?> TakeAsync(string name, CancellationToken cancellationToken)
    {
        Duty? watched = null;
        var since = time.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var seen = await LookAsync(name, cancellationToken).ConfigureAwait(false);
                if (seen != watched) (watched, since) = (seen, time.GetTimestamp());
                if (seen is null || seen.Holder.Length == 0 || time.GetElapsedTime(since) >= settings.Patience)
                {
                    var mine = new Duty(name, settings.Holder, (seen?.Epoch ?? 0) + 1, 0);
                    if (await ReplaceAsync(seen, mine, cancellationToken).ConfigureAwait(false)) return mine;
                    continue;
                }
            }
            catch (StorageUnavailableException)
            {
                // Nobody can be seen to be still while the database is away.
                (watched, since) = (null, time.GetTimestamp());
            }
            catch (OperationCanceledException)
            {
                return null;
            }
            await WaitAsync(Beat, cancellationToken).ConfigureAwait(false);
        }
        return null;
    }

    // Beats until the work ends or the token is cancelled (what is held then), or the duty is lost (null).
    private async Task<Duty?> BeatAsync(Duty held, Task doing, CancellationToken cancellationToken)
    {
        var beaten = time.GetTimestamp();
        while (true)
        {
            await Task.WhenAny(doing, WaitAsync(Beat, cancellationToken)).ConfigureAwait(false);
            if (doing.IsCompleted || cancellationToken.IsCancellationRequested) return held;
            try
            {
                var began = time.GetTimestamp();
                var next = held with { Beat = held.Beat + 1 };
                if (!await ReplaceAsync(held, next, cancellationToken).ConfigureAwait(false)) return null;
                (held, beaten) = (next, began);
            }
            catch (Exception e) when (e is StorageUnavailableException or StorageConflictException or OperationCanceledException)
            {
                // Let go before anybody else may take it. (A beat that was written and not told of counts as lost: safe, and rare.)
                if (time.GetElapsedTime(beaten) >= settings.Patience - Beat) return null;
            }
        }
    }

    private async Task GiveBackAsync(Duty held)
    {
        try
        {
            await ReplaceAsync(held, held with { Holder = "", Beat = held.Beat + 1 }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StorageUnavailableException or StorageConflictException)
        {
            // It is taken when it has been still long enough.
        }
    }

    private async Task<Duty?> LookAsync(string name, CancellationToken cancellationToken)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Duties.FindAsync(name, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> ReplaceAsync(Duty? seen, Duty next, CancellationToken cancellationToken)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (!await unit.Duties.ReplaceAsync(seen, next, cancellationToken).ConfigureAwait(false)) return false;
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task WaitAsync(TimeSpan span, CancellationToken cancellationToken) =>
        await Task.Delay(span, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
