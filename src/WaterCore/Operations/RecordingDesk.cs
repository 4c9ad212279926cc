using NodaTime;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>The recordings of talks: who hears one is in the audit trail, and after their time they are erased.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
/// <param name="utility">The utility.</param>
/// <param name="files">Where the sound lies.</param>
public sealed class RecordingDesk(IStorage storage, IClock clock, Utility utility, IRecordingFiles files)
{
    private const int Batch = 100;

    /// <summary>Recordings of some days, newest first.</summary>
    public async Task<IReadOnlyList<CallRecording>> ListAsync(LocalDate from, LocalDate until, int most = 500, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Telephone.RecordingsAsync(utility.Zone.AtStartOfDay(from).ToInstant(), utility.Zone.AtStartOfDay(until.PlusDays(1)).ToInstant(), most, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a recording to be heard, and notes who hears it and why.</summary>
    /// <param name="name">Which.</param>
    /// <param name="reason">Why, such as a complaint's number.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Stream>> OpenAsync(string name, string reason, Actor actor, CancellationToken cancellationToken = default)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        // The name leads to a file, so it is looked up before it is used as one.
        if (await unit.Telephone.FindRecordingAsync(name, cancellationToken).ConfigureAwait(false) is not { } recording) return new RecordingGone(name, "there is none of this name");
        if (recording.ErasedAt is not null) return new RecordingGone(name, "it was erased after its time");
        if (files.Open(name) is not { } file) return new RecordingGone(name, "its file is not on this machine");
        await unit.Audit.AppendAsync(new AuditEntry { At = clock.GetCurrentInstant(), Actor = actor, Action = "recording.heard", Subject = $"recording {name}", Reason = reason }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return file;
    }

    /// <summary>Erases the sound of recordings that are older than they may be kept.</summary>
    /// <param name="days">How many days they are kept; from 1.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>How many were erased.</returns>
    public async Task<int> EraseAsync(int days, Actor actor, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(days);
        var now = clock.GetCurrentInstant();
        for (var erased = 0; ;)
        {
            var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = unit.ConfigureAwait(false);
            var old = await unit.Telephone.RecordingsBeforeAsync(now - Duration.FromDays(days), Batch, cancellationToken).ConfigureAwait(false);
            if (old.Count == 0) return erased;
            foreach (var recording in old)
            {
                // First the sound: a note of an erasure that did not happen would be worse than a sound without a note, which is erased at the next run.
                files.Delete(recording.Name);
                await unit.Telephone.ErasedAsync(recording.Name, now, cancellationToken).ConfigureAwait(false);
            }
            await unit.Audit.AppendAsync(new AuditEntry { At = now, Actor = actor, Action = "recording.erase", Subject = $"{old.Count} recordings up to {old[^1].Name}", Reason = $"kept {days} days" }, cancellationToken).ConfigureAwait(false);
            await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
            erased += old.Count;
        }
    }
}

/// <summary>A recording cannot be heard.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Why">Why, as a clause.</param>
public sealed record RecordingGone(string Name, string Why) : Fault
{
    /// <inheritdoc/>
    public override string Code => "service.recording-gone";

    /// <inheritdoc/>
    public override string Message => $"Recording '{Name}' cannot be heard: {Why}; the list of recordings shows which can.";
}
