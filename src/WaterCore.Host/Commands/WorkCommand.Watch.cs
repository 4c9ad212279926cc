using System.CommandLine;
using NodaTime;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Workflows;
using static WaterCore.Host.Commands.WorkArguments;

namespace WaterCore.Host.Commands;

internal static partial class WorkCommand
{
    private static Command Board()
    {
        var office = new Option<string?>("--office") { Description = "One branch only", HelpName = "BRANCH" };
        var json = MoneyArguments.Json();
        var command = new Command("board", "What is overdue, what is due today, and positions with work and nobody to do it") { office, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (watch, utility) = (session.Get<WorkSupervision>(), session.Get<Utility>());
            var overdue = await watch.OverdueAsync(parsed.GetValue(office), cancellationToken).ConfigureAwait(false);
            var today = await watch.DueTodayAsync(parsed.GetValue(office), cancellationToken).ConfigureAwait(false);
            var vacant = await watch.VacanciesAsync(cancellationToken).ConfigureAwait(false);
            object Row(DueRow r) => new { item = r.Item.Id.Value, workflow = r.Item.Definition, r.Branch.Step, r.Branch.Position, clock = r.Clock.ToString().ToLowerInvariant(), due = At(r.Due, utility), r.Item.Subject };
            if (parsed.GetValue(json))
            {
                Screen.Json(new { overdue = overdue.Select(Row), dueToday = today.Select(Row), vacant = vacant.Select(v => v.Position) });
                return ExitCode.Done;
            }
            foreach (var (title, rows) in new[] { ("overdue", overdue), ("due today", today) })
            {
                Console.Out.WriteLine($"{title}: {rows.Count}");
                if (rows.Count > 0)
                    Screen.Table(["item", "workflow", "step", "position", "clock", "due", "subject"], rows.Take(100).Select(r => (IReadOnlyList<string>)
                        [r.Item.Id.ToString(), r.Item.Definition, r.Branch.Step, r.Branch.Position, r.Clock.ToString().ToLowerInvariant(), At(r.Due, utility), r.Item.Subject]));
                Console.Out.WriteLine();
            }
            Console.Out.WriteLine($"vacant with work: {(vacant.Count == 0 ? "none" : string.Join(", ", vacant.Select(v => v.Position)))}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Report()
    {
        var (from, to) = Days();
        var json = MoneyArguments.Json();
        var command = new Command("report", "Figures of a time: on-time rate, rework, time by step, bottleneck, ways actually taken") { from, to, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var utility = session.Get<Utility>();
            var report = await session.Get<WorkSupervision>().ReportAsync(Begin(parsed, from, utility), End(parsed, to, utility), cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json)) Screen.Json(Json(report));
            else Print(report);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Export()
    {
        var file = new Argument<string>("FILE") { Description = "Where to write, as OCEL 2.0 JSON" };
        var (from, to) = Days();
        var command = new Command("export", "Write the record of work as an event log for process-mining tools") { file, from, to };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (utility, path) = (session.Get<Utility>(), parsed.GetRequiredValue(file));
            await using var stream = File.Create(path);
            await session.Get<WorkSupervision>().ExportAsync(stream, Begin(parsed, from, utility), End(parsed, to, utility), cancellationToken).ConfigureAwait(false);
            Console.Out.WriteLine($"{path}: {Screen.Number(stream.Length)} bytes");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Simulate()
    {
        var seed = new Option<long>("--seed") { Description = "Which year; the same seed gives the same one", HelpName = "N", DefaultValueFactory = _ => 1 };
        var items = new Option<int>("--items") { Description = "How many items are begun", HelpName = "N", DefaultValueFactory = _ => 30_000 };
        var json = MoneyArguments.Json();
        var command = new Command("simulate", "Live through a made-up year of a branch with 40 positions and 60 people; nothing is stored") { seed, items, json };
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(items) < 1) throw new BadUseException("--items is at least 1.");
            var year = await Screen.ProgressAsync("a year of work, in days", 248, report => Task.Run(() => WorkSimulation.Run(parsed.GetValue(seed), parsed.GetValue(items), progress: new Told(report)))).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                Screen.Json(new { year.Begun, year.Archived, year.Cancelled, year.Open, year.Acts, year.Faults, year.VacantDays, promiseKept = year.PromiseKept.ToString(), refused = year.Refused.ToDictionary(r => r.Key.ToString(), r => r.Value), report = Json(year.Report) });
                return year.Faults == 0 ? ExitCode.Done : ExitCode.SomeRefused;
            }
            Screen.Pairs(("items begun", Screen.Number(year.Begun)), ("archived", Screen.Number(year.Archived)), ("cancelled", Screen.Number(year.Cancelled)), ("still open", Screen.Number(year.Open)), ("actions", Screen.Number(year.Acts)),
                ("branches not in exactly one position, or gaps in a record", Screen.Number(year.Faults)), ("days a position with work stood vacant", Screen.Number(year.VacantDays)), ("promise kept", year.PromiseKept.ToString()),
                ("refused by the engine", string.Join(", ", year.Refused.Select(r => $"{r.Key} {r.Value}"))));
            Print(year.Report);
            return year.Faults == 0 ? ExitCode.Done : ExitCode.SomeRefused;
        });
        return command;
    }

    private static void Print(WorkReport report)
    {
        Screen.Pairs(("stays that left in time", report.OnTime.ToString()), ("sent back, rejected or withdrawn", report.Rework.ToString()), ("bottleneck", report.Bottleneck is { } b ? $"{b.Definition}/{b.Step}, {Screen.Number(b.LateMinutes)} minutes late in all" : "none"));
        Console.Out.WriteLine();
        Screen.Table(["step", "stays", "in time", "median minutes", "late minutes"], report.Steps.Select(s => (IReadOnlyList<string>)[$"{s.Definition}/{s.Step}", Screen.Number(s.Visits), s.OnTime.ToString(), Screen.Number(s.MedianMinutes), Screen.Number(s.LateMinutes)]));
        Console.Out.WriteLine();
        Screen.Table(["position", "in time"], report.OnTimeByPosition.Select(p => (IReadOnlyList<string>)[p.Key, p.Value.ToString()]));
        Console.Out.WriteLine();
        Console.Out.WriteLine($"ways taken: {report.Variants.Count}");
        foreach (var variant in report.Variants.Take(20)) Console.Out.WriteLine($"{Screen.Number(variant.Items),8}  {variant.Definition}: {variant.Way}");
    }

    private static object Json(WorkReport r) => new
    {
        onTime = r.OnTime, rework = r.Rework, bottleneck = r.Bottleneck is { } b ? $"{b.Definition}/{b.Step}" : null, closed = r.Closed.ToDictionary(c => c.Key, c => new { c.Value.Archived, c.Value.Cancelled }),
        steps = r.Steps.Select(s => new { workflow = s.Definition, s.Step, s.Visits, onTime = s.OnTime, s.MedianMinutes, s.LateMinutes }), positions = r.OnTimeByPosition, variants = r.Variants.Take(100),
    };

    private static (Option<string?> From, Option<string?> To) Days() => (
        new("--from") { Description = "The first day (default: from the beginning)", HelpName = "DAY" },
        new("--to") { Description = "The day after the last (default: until now)", HelpName = "DAY" });

    private static Instant Begin(ParseResult parsed, Option<string?> from, Utility utility) => WorkArguments.Start(utility, "--from", parsed.GetValue(from)) ?? Instant.MinValue;

    private static Instant End(ParseResult parsed, Option<string?> to, Utility utility) => WorkArguments.Start(utility, "--to", parsed.GetValue(to)) ?? Instant.MaxValue;

    private sealed class Told(Action<long> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
