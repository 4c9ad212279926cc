using System.CommandLine;
using WaterCore.Ports;

namespace WaterCore.Host.Commands;

/// <summary>What a process ends with.</summary>
internal static class ExitCode
{
    /// <summary>Everything asked for was done.</summary>
    public const int Done = 0;

    /// <summary>Done, but some rows were refused, or something was found not to hold.</summary>
    public const int SomeRefused = 1;

    /// <summary>The call itself is wrong: an unknown option, a file that is not there or cannot be read.</summary>
    public const int BadUse = 2;

    /// <summary>The configuration, a plugin or the database keeps it from starting (EX_CONFIG of sysexits.h).</summary>
    public const int CannotStart = 78;
}

/// <summary>A call that cannot be carried out as it stands; the message is one sentence with the remedy.</summary>
internal sealed class BadUseException(string message) : Exception(message);

/// <summary>The host cannot start; each message is one sentence with the remedy.</summary>
internal sealed class CannotStartException(params IReadOnlyList<string> reasons) : Exception(string.Join(Environment.NewLine, reasons))
{
    public IReadOnlyList<string> Reasons { get; } = reasons;
}

/// <summary>The command line: one binary, a verb per act, exit codes that mean something.</summary>
internal static class CommandLine
{
    /// <summary>Runs a call and gives its exit code. Trouble is a sentence on standard error, never a stack trace.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("WaterCore, the customer-service core of a water utility.");
        root.Options.Add(HostSession.Database);
        foreach (var command in (Command[])
                 [
                     DemoCommand.Create(), RateCommand.Create(), TariffCommand.Create(), ImportCommand.Create(), BillCommand.Create(),
                     ShowCommand.Create(), WhyCommand.Create(), FindCommand.Create(), IndicatorsCommand.Create(), VerifyCommand.Create(), ReadingsCommand.Create(),
                     MeterCommand.Create(), SheetCommand.CreateBook(), SheetCommand.CreateSheet(), SheetCommand.CreateEstimate(), HeldCommand.Create(), PluginsCommand.Create(),
                     PayCommand.Create(), TransferCommand.Create(), ApprovalCommand.Create(), AccountCommand.Create(), BranchCommand.Create(), ArrearsCommand.Create(), DunCommand.Create(), LateFeesCommand.Create(),
                     DayEndCommand.Create(), RebillCommand.Create(), BankCommand.Create(), PrintCommand.Create(), ReportCommand.Create(),
                     OrganizationCommand.Create(), WorkflowCommand.Create(), WorkCommand.Create(), ApplicationCommand.Create(), MaterialCommand.Create(),
                     CaseCommand.Create(), ContactCommand.Create(), NoticeCommand.Create(), OutboxCommand.Create(), OutageCommand.Create(), PinCommand.Create(), CallsCommand.Create(), CampaignCommand.Create(),
                     BackupCommand.CreateBackup(), BackupCommand.CreateRestore(), AuditCommand.Create(), PointCommand.Create(), OperatorsCommand.Create(),
                     ServeCommand.Create(), SetupCommand.Create(),
                 ])
            root.Add(command);

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            await Console.Error.WriteLineAsync($"See watercore {string.Join(' ', args.TakeWhile(a => !a.StartsWith('-')).Take(1))} --help.").ConfigureAwait(false);
            return ExitCode.BadUse;
        }
        try
        {
            // The service ends by itself, in its own time; any other call is cut off when it does not end when asked.
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
            if (parsed.CommandResult.Command.Name == ServeCommand.Name) configuration.ProcessTerminationTimeout = null;
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (BadUseException e)
        {
            return await EndAsync(ExitCode.BadUse, e.Message).ConfigureAwait(false);
        }
        catch (CannotStartException e)
        {
            return await EndAsync(ExitCode.CannotStart, [.. e.Reasons]).ConfigureAwait(false);
        }
        catch (StorageUnavailableException e)
        {
            return await EndAsync(ExitCode.CannotStart, e.Message).ConfigureAwait(false);
        }
        catch (StorageConflictException e)
        {
            return await EndAsync(ExitCode.SomeRefused, $"Another change came first: {e.Message} Run the same command again.").ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await EndAsync(ExitCode.BadUse, e.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return await EndAsync(130, "Stopped; run the same command again to go on.").ConfigureAwait(false);
        }
    }

    private static async Task<int> EndAsync(int code, params string[] lines)
    {
        foreach (var line in lines) await Console.Error.WriteLineAsync(line).ConfigureAwait(false);
        return code;
    }
}
