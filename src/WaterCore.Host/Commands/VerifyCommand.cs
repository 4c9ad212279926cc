using System.CommandLine;
using WaterCore.Operations;

namespace WaterCore.Host.Commands;

/// <summary><c>verify</c>: works every bill out again and checks what must hold over the whole database.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        var command = new Command("verify", "Work every bill out again and check what must hold over the whole database") { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            return await RunAsync(session, parsed.GetValue(json), cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>Verifies with a progress bar and prints what was found.</summary>
    public static async Task<int> RunAsync(HostSession session, bool json, CancellationToken cancellationToken)
    {
        var result = await Screen.ProgressAsync("verifying", 0, report => session.Get<Verification>().VerifyAsync(new BillCommand.Told<long>(report), cancellationToken)).ConfigureAwait(false);
        if (json)
        {
            Screen.Json(new { bills = result.Bills, auditEntries = result.AuditEntries, digest = result.Digest, findings = result.Findings });
        }
        else
        {
            foreach (var finding in result.Findings) Console.Error.WriteLine($"{finding.Rule}: {finding.Subject}: {finding.Problem}");
            Screen.Pairs(
                ("bills worked out again", Screen.Number(result.Bills)), ("audit entries followed", Screen.Number(result.AuditEntries)),
                ("digest of all bills", result.Digest), ("findings", result.Findings.Count == 0 ? "none" : Screen.Number(result.Findings.Count)));
        }
        return result.Findings.Count == 0 ? ExitCode.Done : ExitCode.SomeRefused;
    }
}
