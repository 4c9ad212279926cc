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
    public static Command Create() => new("audit", "Take the audit trail out, and verify one against signed checkpoints without the database") { Export(), Verify() };

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
        var checkpoints = new Option<string>("--checkpoints") { Description = "The file of checkpoints, as it arrived on the other machine", HelpName = "FILE", Required = true };
        var key = new Option<string>("--key") { Description = "The public key, audit-checkpoint.pub", HelpName = "FILE", Required = true };
        var json = MoneyArguments.Json();
        var command = new Command("verify", "Hold a trail against its chain and against signed checkpoints; needs no database") { file, checkpoints, key, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var publicKey = ECDsa.Create();
            AuditVerdict verdict;
            try
            {
                publicKey.ImportFromPem(await File.ReadAllTextAsync(parsed.GetRequiredValue(key), cancellationToken).ConfigureAwait(false));
                var signed = new List<AuditCheckpoint>();
                foreach (var (line, number) in (await File.ReadAllLinesAsync(parsed.GetRequiredValue(checkpoints), cancellationToken).ConfigureAwait(false)).Select((l, i) => (l, i + 1)).Where(l => l.l.Length > 0))
                    signed.Add(AuditCheckpoint.FromLine(line) ?? throw new BadUseException($"{parsed.GetRequiredValue(checkpoints)}:{number} is no checkpoint."));
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
            }
            return verdict.Findings.Count == 0 ? ExitCode.Done : ExitCode.SomeRefused;
        });
        return command;
    }
}
