using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using WaterCore.Audit;
using WaterCore.Host.Files;
using WaterCore.Ports;

namespace WaterCore.Host.Commands;

/// <summary><c>audit</c>: takes the trail out, and verifies a trail that was taken out, without any database.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "Take the audit trail out, and verify one without the database, by its chain and by signed checkpoints") { Export(), Verify() };

    private static Command Export()
    {
        var file = new Option<string>("--out") { Description = "The file to write, one entry a line in JSON", HelpName = "FILE", Required = true };
        var command = new Command("export", "Write the whole trail to a file") { file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var count = 0L;
            using (var writer = new StreamWriter(TableFile.OpenWrite(path), new UTF8Encoding(false)) { NewLine = "\n" })
            {
                var unit = await session.Get<IStorage>().ReadAsync(cancellationToken).ConfigureAwait(false);
                await using var _ = unit.ConfigureAwait(false);
                await foreach (var entry in unit.Audit.StreamAsync(cancellationToken).ConfigureAwait(false))
                {
                    await writer.WriteLineAsync(AuditFile.ToLine(entry)).ConfigureAwait(false);
                    count++;
                }
            }
            Screen.Pairs(("entries", Screen.Number(count)), ("file", path));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Verify()
    {
        var file = new Argument<string>("FILE") { Description = "The trail, as audit export writes it" };
        var checkpoints = new Option<string?>("--checkpoints") { Description = "The file of checkpoints, as it arrived on the other machine (default: the chain alone, which cannot notice a cut at the end)", HelpName = "FILE" };
        var key = new Option<string?>("--key") { Description = "The public key that signed the checkpoints, audit-checkpoint.pub", HelpName = "FILE" };
        var json = MoneyArguments.Json();
        var command = new Command("verify", "Hold a trail against its chain and against signed checkpoints; needs no database") { file, checkpoints, key, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (signedFile, keyFile) = (parsed.GetValue(checkpoints), parsed.GetValue(key));
            if (signedFile is not null && keyFile is null) throw new BadUseException("--checkpoints needs --key, the public key that signed them: audit-checkpoint.pub from the data folder.");
            if (keyFile is not null && signedFile is null) throw new BadUseException("--key needs --checkpoints: a chain has no signature of its own. Leave --key out to follow the chain alone.");
            using var publicKey = keyFile is null ? null : ECDsa.Create();
            AuditVerdict verdict;
            try
            {
                publicKey?.ImportFromPem(await File.ReadAllTextAsync(keyFile!, cancellationToken).ConfigureAwait(false));
                var signed = new List<AuditCheckpoint>();
                foreach (var (line, number) in (signedFile is null ? [] : await File.ReadAllLinesAsync(signedFile, cancellationToken).ConfigureAwait(false)).Select((l, i) => (l, i + 1)).Where(l => l.l.Length > 0))
                    signed.Add(AuditCheckpoint.FromLine(line) ?? throw new BadUseException($"{signedFile}:{number} is no checkpoint."));
                using var reader = new StreamReader(parsed.GetRequiredValue(file), Encoding.UTF8);
                verdict = await AuditVerifier.VerifyAsync(AuditFile.ReadAsync(reader, cancellationToken), signed, publicKey, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or CryptographicException or ArgumentException)
            {
                throw new BadUseException(e.Message);
            }
            if (parsed.GetValue(json)) Screen.Json(new { entries = verdict.Entries, checkpoints = verdict.Checkpoints, covered = verdict.Covered, findings = verdict.Findings });
            else
            {
                foreach (var finding in verdict.Findings) await Console.Error.WriteLineAsync(finding).ConfigureAwait(false);
                Screen.Pairs(
                    ("entries", Screen.Number(verdict.Entries)), ("checkpoints", Screen.Number(verdict.Checkpoints)), ("attested up to entry", Screen.Number(verdict.Covered)),
                    ("chained but not attested yet", Screen.Number(Math.Max(0, verdict.Entries - verdict.Covered))), ("findings", verdict.Findings.Count == 0 ? "none" : Screen.Number(verdict.Findings.Count)));
                if (verdict.Checkpoints == 0)
                    Console.Out.WriteLine("Only the chain was followed: it shows an entry that was changed, taken out or put in. Without checkpoints nobody can notice that the end of the trail was cut off, or the whole of it made anew; "
                        + "have them sent to another machine (WaterCore:CheckpointFolder or WaterCore:CheckpointMail) and give them with --checkpoints and --key.");
            }
            return verdict.Findings.Count == 0 ? ExitCode.Done : ExitCode.SomeRefused;
        });
        return command;
    }
}
