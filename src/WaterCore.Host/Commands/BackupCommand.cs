using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Commands;

/// <summary>What a backup says of itself, in a file beside it.</summary>
/// <param name="Storage">What it was taken from.</param>
/// <param name="TakenAt">When.</param>
/// <param name="Sha256">The digest of the file.</param>
/// <param name="Bills">Bills in it.</param>
/// <param name="Digest">The digest of all bills.</param>
/// <param name="AuditEntries">Entries of the audit trail.</param>
/// <param name="AuditHash">The hash of the last of them, which covers all.</param>
internal sealed record BackupNote(string Storage, string TakenAt, string Sha256, long Bills, string Digest, long AuditEntries, string AuditHash);

/// <summary><c>backup</c> and <c>restore</c>: a copy that was opened and verified before it counts as one, and a restore that ends with the same digests or not at all.</summary>
internal static class BackupCommand
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command CreateBackup()
    {
        var file = new Option<string>("--out") { Description = "The file to write; what it holds is noted in FILE.json beside it", HelpName = "FILE", Required = true };
        var command = new Command("backup", "Copy the whole database to a file while the service goes on, open the copy and verify it") { file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(file));
            var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            await using var _ = session.ConfigureAwait(false);
            var (storage, at) = (session.Get<IStorage>(), session.Get<IClock>().GetCurrentInstant());
            await storage.BackUpAsync(path, cancellationToken).ConfigureAwait(false);
            // A copy of the copy is opened, so that the backup itself stays as it was written.
            var copy = await storage.OpenBackupAsync(path, cancellationToken).ConfigureAwait(false);
            await using var __ = copy.ConfigureAwait(false);
            var facts = await FactsAsync(copy, cancellationToken).ConfigureAwait(false);
            var note = new BackupNote(storage.Description, InstantPattern.ExtendedIso.Format(at), await Sha256Async(path, cancellationToken).ConfigureAwait(false), facts.Bills, facts.Digest, facts.AuditEntries, facts.AuditHash);
            await File.WriteAllTextAsync(path + ".json", JsonSerializer.Serialize(note, s_json) + "\n", cancellationToken).ConfigureAwait(false);
            Screen.Pairs(("backup", path), ("bytes", Screen.Number(new FileInfo(path).Length)), ("sha256", note.Sha256), ("bills", Screen.Number(note.Bills)), ("digest of all bills", note.Digest), ("audit entries", Screen.Number(note.AuditEntries)), ("findings", "none"));
            return ExitCode.Done;
        });
        return command;
    }

    public static Command CreateRestore()
    {
        var file = new Argument<string>("FILE") { Description = "The backup, with FILE.json beside it" };
        var command = new Command("restore", "Fill a new database from a backup and verify that it is the same") { file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(file));
            var note = await NoteAsync(path, cancellationToken).ConfigureAwait(false);
            if (await Sha256Async(path, cancellationToken).ConfigureAwait(false) != note.Sha256) throw new BadUseException($"{path} is not what was backed up: its SHA-256 is another than {note.Sha256}. Take another copy of the backup.");
            var database = parsed.GetValue(HostSession.Database);
            await HostSession.RestoreAsync(database, path, cancellationToken).ConfigureAwait(false);
            var session = await HostSession.OpenAsync(database, cancellationToken: cancellationToken).ConfigureAwait(false);
            await using var _ = session.ConfigureAwait(false);
            var facts = await FactsAsync(session.Get<IStorage>(), cancellationToken).ConfigureAwait(false);
            if ((facts.Bills, facts.Digest, facts.AuditEntries, facts.AuditHash) != (note.Bills, note.Digest, note.AuditEntries, note.AuditHash))
                throw new BadUseException($"The restored database does not have the digests of the backup ({facts.Digest}, {facts.AuditHash}); do not use it.");
            Screen.Pairs(("restored from", path), ("taken at", note.TakenAt), ("bills", Screen.Number(facts.Bills)), ("digest of all bills", facts.Digest), ("audit entries", Screen.Number(facts.AuditEntries)), ("the same as the backup", "yes"));
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<(long Bills, string Digest, long AuditEntries, string AuditHash)> FactsAsync(IStorage storage, CancellationToken cancellationToken)
    {
        var result = await Screen.ProgressAsync("verifying", 0, report => new Verification(storage).VerifyAsync(new BillCommand.Told<long>(report), cancellationToken)).ConfigureAwait(false);
        if (result.Findings.Count > 0) throw new BadUseException($"The copy does not verify: {result.Findings[0].Rule}: {result.Findings[0].Subject}: {result.Findings[0].Problem}. Run verify on the database itself.");
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var last = await unit.Audit.LastAsync(null, 1, cancellationToken).ConfigureAwait(false);
        return (result.Bills, result.Digest, result.AuditEntries, last.Count > 0 ? last[0].Hash : "");
    }

    private static async Task<BackupNote> NoteAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize<BackupNote>(await File.ReadAllTextAsync(path + ".json", cancellationToken).ConfigureAwait(false), s_json) ?? throw new JsonException("it is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new BadUseException($"{path}.json, which says what the backup holds, cannot be read: {e.Message.TrimEnd('.')}.");
        }
    }

    private static async Task<string> Sha256Async(string path, CancellationToken cancellationToken)
    {
        try
        {
            var stream = File.OpenRead(path);
            await using var _ = stream.ConfigureAwait(false);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadUseException($"{path} cannot be read: {e.Message.TrimEnd('.')}.");
        }
    }
}
