using System.Globalization;
using System.Security.Cryptography;
using NodaTime;
using WaterCore.Audit;
using WaterCore.Customers;
using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>
/// Signs how far the audit trail went and sends it off the machine: appended to a file in <c>WaterCore:CheckpointFolder</c>, which should lie on another
/// machine, and as a message to <c>WaterCore:CheckpointMail</c>. Every <c>WaterCore:CheckpointMinutes</c>, 60 when not set, when there is something new.
/// Of several hosts one does it, with its own key: whoever verifies keeps the public key of each.
/// </summary>
internal sealed partial class AuditCheckpoints(
    IStorage storage, IClock clock, Outbound outbound, IConfiguration configuration, AuditKeyFolder keys, DutyRoster duties, TimeProvider time, ILogger<AuditCheckpoints> log)
    : DutyService("checkpoints", Minutes(configuration), duties, time)
{
    /// <summary>The file of checkpoints in the folder.</summary>
    public const string File = "audit-checkpoints.jsonl";

    private long _sent;

    /// <summary>Makes and sends one; null when nothing is new since the last.</summary>
    public async Task<AuditCheckpoint?> SendAsync(CancellationToken cancellationToken = default)
    {
        ChainedAuditEntry last;
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (unit.ConfigureAwait(false))
        {
            var found = await unit.Audit.LastAsync(null, 1, cancellationToken).ConfigureAwait(false);
            if (found.Count == 0 || found[0].Sequence <= _sent) return null;
            last = found[0];
        }
        using var key = AuditKey.Open(keys.Folder);
        var checkpoint = AuditCheckpoint.Sign(key, last.Sequence, last.Hash, clock.GetCurrentInstant());
        if (configuration["WaterCore:CheckpointFolder"] is { Length: > 0 } folder)
            await System.IO.File.AppendAllTextAsync(Path.Combine(Directory.CreateDirectory(folder).FullName, File), checkpoint.ToLine() + "\n", cancellationToken).ConfigureAwait(false);
        if (configuration["WaterCore:CheckpointMail"] is { Length: > 0 } address)
        {
            var sent = await outbound.SendAsync(new OutgoingMessage
            {
                Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), To = new MessageAddress(AddressKind.Email, address), Language = Language.English,
                Subject = $"Audit checkpoint {last.Sequence.ToString(CultureInfo.InvariantCulture)}", Body = checkpoint.ToLine(),
            }, cancellationToken).ConfigureAwait(false);
            if (!sent.IsOk) NotSent(log, sent.Fault.Message);
        }
        _sent = last.Sequence;
        return checkpoint;
    }

    protected override TimeSpan First => TimeSpan.Zero;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration["WaterCore:CheckpointFolder"] is { Length: > 0 } || configuration["WaterCore:CheckpointMail"] is { Length: > 0 }) return base.ExecuteAsync(stoppingToken);
        Nowhere(log);
        return Task.CompletedTask;
    }

    protected override Task OnceAsync(CancellationToken cancellationToken) => SendAsync(cancellationToken);

    // The next one covers what this one would have.
    protected override bool Passes(Exception failure) => base.Passes(failure) || failure is IOException or UnauthorizedAccessException or InvalidOperationException;

    protected override void Tell(string problem) => NotSent(log, problem);

    private static TimeSpan Minutes(IConfiguration configuration) => TimeSpan.FromMinutes(
        int.TryParse(configuration["WaterCore:CheckpointMinutes"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given is >= 1 and <= 1440 ? given : 60);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An audit checkpoint was not sent: {Problem}")]
    private static partial void NotSent(ILogger log, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Audit checkpoints go nowhere; set WaterCore:CheckpointFolder to a folder on another machine, or WaterCore:CheckpointMail")]
    private static partial void Nowhere(ILogger log);
}

/// <summary>Where the key of checkpoints lies.</summary>
internal sealed record AuditKeyFolder(string Folder);
