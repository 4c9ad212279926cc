using System.CommandLine;
using System.Diagnostics;
using NodaTime.Text;
using WaterCore.Operations;
using WaterCore.Organization;

namespace WaterCore.Host.Commands;

/// <summary><c>bill</c>: bills a cycle from storage.</summary>
internal static class BillCommand
{
    public static Command Create()
    {
        var cycle = new Option<string>("--cycle") { Description = "The first month of the cycle, such as 2026-01", HelpName = "MONTH", Required = true };
        var months = new Option<int>("--months") { Description = "Months of the cycle, 1 to 12", HelpName = "N", DefaultValueFactory = _ => 2 };
        var json = new Option<bool>("--json") { Description = "Write the summary as JSON" };
        var command = new Command("bill", "Bill a cycle from storage; each account ends as billed, skipped or parked, and running it again bills nothing twice") { cycle, months, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var days = Cycle(parsed.GetRequiredValue(cycle), parsed.GetValue(months));
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            await RunAsync(session, days, parsed.GetValue(json), cancellationToken).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The days of a cycle.</summary>
    /// <exception cref="BadUseException">The month or the number of months cannot be read.</exception>
    public static Period Cycle(string month, int months)
    {
        var first = LocalDatePattern.Iso.Parse(month + "-01");
        if (!first.Success) throw new BadUseException($"--cycle {month} is not a month; write for instance 2026-01.");
        if (months is < 1 or > 12) throw new BadUseException($"--months {months} is not 1 to 12.");
        return new Period(first.Value, first.Value.PlusMonths(months));
    }

    /// <summary>Bills a cycle with a progress bar and prints what came of it.</summary>
    public static async Task<BillingRunResult> RunAsync(HostSession session, Period cycle, bool json, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        long accounts;
        var unit = await session.Get<Ports.IStorage>().ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (unit.ConfigureAwait(false)) accounts = await unit.Customers.CountAccountsAsync(cancellationToken).ConfigureAwait(false);
        var result = await Screen.ProgressAsync($"billing {cycle}", accounts, report =>
            session.Get<BillingRun>().BillAsync(cycle, Actor.System, new Told<BillingProgress>(p => report(p.Done)), cancellationToken)).ConfigureAwait(false);
        await session.Get<AdvanceRun>().SettleAsync(Actor.System, cancellationToken).ConfigureAwait(false);
        var seconds = watch.Elapsed.TotalSeconds;
        if (json)
        {
            Screen.Json(new
            {
                run = result.Run.Value, cycle = cycle.ToString(), candidates = result.Candidates, billed = result.Billed, skipped = result.Skipped, parked = result.Parked,
                volume = result.Volume.ToDictionary(v => v.Key.Code, v => v.Value / 1000m), amount = result.Amount.ToDictionary(a => a.Key.Code, a => a.Value.ToDecimal()), seconds = Math.Round(seconds, 3),
            });
            return result;
        }
        Screen.Pairs(
        [
            ("cycle", cycle.ToString()), ("candidates", Screen.Number(result.Candidates)), ("billed", Screen.Number(result.Billed)),
            .. result.Skipped.Select(s => ($"skipped: {s.Key}", Screen.Number(s.Value))), .. result.Parked.Select(p => ($"parked: {p.Key}", Screen.Number(p.Value))),
            .. result.Volume.Select(v => ("volume", $"{v.Value / 1000m:#,##0.###} {v.Key.Display}")), .. result.Amount.Values.Select(a => ("amount", Screen.Amount(a))),
            ("seconds", seconds.ToString("F2", System.Globalization.CultureInfo.InvariantCulture)),
        ]);
        return result;
    }

    /// <summary>Calls back at once, on the thread that reports.</summary>
    internal sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
