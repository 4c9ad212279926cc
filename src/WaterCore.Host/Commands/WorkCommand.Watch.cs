using System.CommandLine;
using NodaTime;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Workflows;
using static WaterCore.Host.Commands.WorkArguments;

namespace WaterCore.Host.Commands;

internal static partial class WorkCommand
{
    private static Command Board()
    {
        var office = Office();
        var (language, json) = (InLanguage(), MoneyArguments.Json());
        var command = new Command("board", "How each position stands; what is overdue, due today or nearly; and positions with work and nobody to do it") { office, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (watch, utility) = (session.Get<WorkSupervision>(), session.Get<Utility>());
            var overdue = await watch.OverdueAsync(parsed.GetValue(office), cancellationToken).ConfigureAwait(false);
            var today = await watch.DueTodayAsync(parsed.GetValue(office), cancellationToken).ConfigureAwait(false);
            var vacant = await watch.VacanciesAsync(cancellationToken).ConfigureAwait(false);
            var loads = await session.Get<WorkWatch>().LoadsAsync(parsed.GetValue(office), cancellationToken).ConfigureAwait(false);
            var warned = await session.Get<WorkWatch>().WarningsAsync(parsed.GetValue(office), cancellationToken).ConfigureAwait(false);
            var zh = Spoken(parsed, language) == Language.Chinese;
            object Row(DueRow r) => new { item = r.Item.Id.Value, workflow = r.Item.Definition, r.Branch.Step, r.Branch.Position, clock = r.Clock.ToString().ToLowerInvariant(), due = At(r.Due, utility), r.Item.Subject };
            if (parsed.GetValue(json))
            {
                Screen.Json(new { overdue = overdue.Select(Row), dueToday = today.Select(Row), warned = warned.Select(Row), vacant = vacant.Select(v => v.Position), positions = loads.Select(l => new { l.Office, l.Position, l.Open, l.Overdue, l.DueToday, l.Warned, oldest = At(l.Oldest, utility), l.Vacant }) });
                return ExitCode.Done;
            }
            Screen.Table(zh ? ["营业所", "岗位", "在办", "逾期", "今日到期", "预警", "最早到达", ""] : ["branch", "position", "open", "overdue", "due today", "warned", "oldest", ""], loads.Select(l => (IReadOnlyList<string>)
                [l.Office, l.Position, $"{l.Open}", $"{l.Overdue}", $"{l.DueToday}", $"{l.Warned}", At(l.Oldest, utility), l.Vacant ? zh ? "空岗" : "VACANT" : ""]));
            Console.Out.WriteLine();
            foreach (var (title, rows) in new[] { (zh ? "逾期" : "overdue", overdue), (zh ? "今日到期" : "due today", today), (zh ? "预警" : "most of the time is gone", warned) })
            {
                Console.Out.WriteLine($"{title}: {rows.Count}");
                if (rows.Count > 0)
                    Screen.Table(zh ? ["工单", "流程", "环节", "岗位", "时钟", "到期", "事由"] : ["item", "workflow", "step", "position", "clock", "due", "subject"], rows.Take(100).Select(r => (IReadOnlyList<string>)
                        [r.Item.Id.ToString(), r.Item.Definition, r.Branch.Step, r.Branch.Position, r.Clock.ToString().ToLowerInvariant(), At(r.Due, utility), r.Item.Subject]));
                Console.Out.WriteLine();
            }
            Console.Out.WriteLine($"{(zh ? "空岗且有工作" : "vacant with work")}: {(vacant.Count == 0 ? zh ? "无" : "none" : string.Join(", ", vacant.Select(v => v.Position)))}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Forecast()
    {
        var office = Office();
        var (language, json) = (InLanguage(), MoneyArguments.Json());
        var command = new Command("forecast", "Open work that will be late as a rule, by what such stays took before") { office, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (utility, zh) = (session.Get<Utility>(), Spoken(parsed, language) == Language.Chinese);
            var rows = await session.Get<WorkWatch>().ForecastAsync(parsed.GetValue(office), cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json)) Screen.Json(rows.Select(r => new { item = r.Item.Id.Value, workflow = r.Item.Definition, r.Branch.Path, r.Branch.Step, r.Branch.Position, clock = r.Clock.ToString().ToLowerInvariant(), due = At(r.Due, utility), r.LeftMinutes, r.ExpectedMinutes, risk = r.Risk, r.Item.Subject }));
            else if (rows.Count == 0) Console.Out.WriteLine(zh ? "按以往用时，没有将要逾期的工作" : "by what such work took before, nothing that is open will be late");
            else Screen.Table(zh ? ["工单", "流程", "环节", "岗位", "时钟", "到期", "剩余(分)", "预计还需(分)", "同类超时", "事由"] : ["item", "workflow", "step", "position", "clock", "due", "minutes left", "minutes expected", "such stays late", "subject"],
                rows.Take(200).Select(r => (IReadOnlyList<string>)[r.Item.Id.ToString(), r.Item.Definition, r.Branch.Step, r.Branch.Position, r.Clock.ToString().ToLowerInvariant(), At(r.Due, utility), Screen.Number(r.LeftMinutes), Screen.Number(r.ExpectedMinutes), r.Risk.ToString(), r.Item.Subject]));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Escalate()
    {
        var (language, json) = (InLanguage(), MoneyArguments.Json());
        var command = new Command("escalate", "Urge what is overdue, once for each level it has reached, and tell those who supervise; again at once it does nothing") { language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var zh = Spoken(parsed, language) == Language.Chinese;
            var total = (await session.Get<WorkSupervision>().OverdueAsync(null, cancellationToken).ConfigureAwait(false)).Count;
            var done = await Screen.ProgressAsync(zh ? "升级督办" : "escalating", total, report => session.Get<WorkWatch>().EscalateAsync(new Told(report), cancellationToken)).ConfigureAwait(false);
            if (parsed.GetValue(json)) Screen.Json(done.Select(d => new { item = d.Item.Value, d.Path, d.Position, d.Level, d.OverdueMinutes, d.Told }));
            else
            {
                Console.Out.WriteLine(zh ? $"新升级：{done.Count}" : $"escalated: {done.Count}");
                if (done.Count > 0) Screen.Table(zh ? ["工单", "分支", "岗位", "级别", "逾期(分)"] : ["item", "path", "position", "level", "overdue minutes"], done.Select(d => (IReadOnlyList<string>)[d.Item.ToString(), d.Path, d.Position, $"{d.Level}", Screen.Number(d.OverdueMinutes)]));
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string?> Office() => new("--office") { Description = "One branch only", HelpName = "BRANCH" };

    private static Command Report()
    {
        var (from, to) = Days();
        var (language, json) = (InLanguage(), MoneyArguments.Json());
        var command = new Command("report", "Figures of a time: throughput, on-time rate by kind and position, rework, time by step, bottleneck, ways actually taken against the drawn ones") { from, to, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var utility = session.Get<Utility>();
            var report = await session.Get<WorkSupervision>().ReportAsync(Begin(parsed, from, utility), End(parsed, to, utility), cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json)) Screen.Json(Json(report));
            else Print(report, Spoken(parsed, language));
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
        var stored = new Option<bool>("--stored") { Description = "Write every action of the year to the database, which has no work in it yet, and hold the two against each other at the end" };
        var (language, json) = (InLanguage(), MoneyArguments.Json());
        var command = new Command("simulate", "Live through a made-up year of a branch with 40 positions and 60 people; nothing is stored without --stored") { seed, items, stored, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(items) < 1) throw new BadUseException("--items is at least 1.");
            var (zh, keep) = (Spoken(parsed, language) == Language.Chinese, parsed.GetValue(stored));
            await using var session = keep ? await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false) : null;
            var differences = new List<string>();
            var year = await Screen.ProgressAsync(zh ? "一年的工作（天）" : "a year of work, in days", 248, report => Task.Run(async () =>
            {
                if (session is null) return WorkSimulation.Run(parsed.GetValue(seed), parsed.GetValue(items), progress: new Told(report));
                var kept = new StoredYear(session.Get<IStorage>(), session.Get<Utility>(), session.Get<IClock>());
                var lived = await kept.LiveAsync(parsed.GetValue(seed), parsed.GetValue(items), new Told(report), cancellationToken).ConfigureAwait(false);
                if (!lived.IsOk) throw new BadUseException(lived.Fault.Message);
                differences.AddRange(lived.Value.Differences);
                return lived.Value.Year;
            })).ConfigureAwait(false);
            var code = year.Faults == 0 && differences.Count == 0 ? ExitCode.Done : ExitCode.SomeRefused;
            if (parsed.GetValue(json))
            {
                Screen.Json(new { year.Begun, year.Archived, year.Cancelled, year.Open, year.Acts, year.Faults, stored = keep, differences, year.VacantDays, promiseKept = year.PromiseKept.ToString(), refused = year.Refused.ToDictionary(r => r.Key.ToString(), r => r.Value), report = Json(year.Report) });
                return code;
            }
            Screen.Pairs((zh ? "发起" : "items begun", Screen.Number(year.Begun)), (zh ? "归档" : "archived", Screen.Number(year.Archived)), (zh ? "终止" : "cancelled", Screen.Number(year.Cancelled)), (zh ? "在办" : "still open", Screen.Number(year.Open)), (zh ? "动作" : "actions", Screen.Number(year.Acts)),
                (zh ? "分支不在唯一岗位或记录有缺" : "branches not in exactly one position, or gaps in a record", Screen.Number(year.Faults)), (zh ? "有工作而空岗的天数" : "days a position with work stood vacant", Screen.Number(year.VacantDays)), (zh ? "承诺兑现" : "promise kept", year.PromiseKept.ToString()),
                (zh ? "引擎拒绝" : "refused by the engine", string.Join(", ", year.Refused.Select(r => $"{r.Key} {r.Value}"))));
            if (keep) Console.Out.WriteLine(zh ? $"数据库与模拟不符：{differences.Count}" : $"differences between the database and the year: {differences.Count}");
            foreach (var difference in differences.Take(20)) Console.Out.WriteLine("  " + difference);
            Print(year.Report, Spoken(parsed, language));
            return code;
        });
        return command;
    }

    private static void Print(WorkReport report, Language language)
    {
        var zh = language == Language.Chinese;
        Screen.Pairs(
            (zh ? "按时离开的停留" : "stays that left in time", report.OnTime.ToString()), (zh ? "退回、不同意、撤回" : "sent back, rejected or withdrawn", report.Rework.ToString()), (zh ? "完全按图流转的工单" : "items that went as drawn", report.AsDrawn.ToString()),
            (zh ? "瓶颈" : "bottleneck", report.Bottleneck is { } b ? zh ? $"{b.Definition}/{b.Step}，合计逾期 {Screen.Number(b.LateMinutes)} 分钟" : $"{b.Definition}/{b.Step}, {Screen.Number(b.LateMinutes)} minutes late in all" : zh ? "无" : "none"));
        Console.Out.WriteLine();
        Screen.Table(zh ? ["业务", "发起", "归档", "终止", "按时", "天数中位"] : ["kind", "begun", "archived", "cancelled", "in time", "median days"], report.Kinds.Select(k => (IReadOnlyList<string>)
            [k.Definition, Screen.Number(k.Begun), Screen.Number(k.Archived), Screen.Number(k.Cancelled), k.OnTime.ToString(), k.MedianDays is { } d ? $"{d}" : "-"]));
        Console.Out.WriteLine();
        Screen.Table(zh ? ["环节", "停留", "按时", "用时中位(分)", "逾期(分)"] : ["step", "stays", "in time", "median minutes", "late minutes"], report.Steps.Select(s => (IReadOnlyList<string>)[$"{s.Definition}/{s.Step}", Screen.Number(s.Visits), s.OnTime.ToString(), Screen.Number(s.MedianMinutes), Screen.Number(s.LateMinutes)]));
        Console.Out.WriteLine();
        Screen.Table(zh ? ["岗位", "按时"] : ["position", "in time"], report.OnTimeByPosition.Select(p => (IReadOnlyList<string>)[p.Key, p.Value.ToString()]));
        Console.Out.WriteLine();
        Console.Out.WriteLine(zh ? $"实际路径 {report.Variants.Count} 种（↩退回 ⟲撤回 ⇄转办 ✕终止）" : $"ways taken: {report.Variants.Count} (↩ sent back, ⟲ withdrawn, ⇄ handed on, ✕ cancelled)");
        foreach (var variant in report.Variants.Take(20)) Console.Out.WriteLine($"{Screen.Number(variant.Items),8} {(variant.Drawn ? "=" : " ")} {variant.Definition}: {variant.Way}");
    }

    private static object Json(WorkReport r) => new
    {
        onTime = r.OnTime, rework = r.Rework, asDrawn = r.AsDrawn, kinds = r.Kinds, bottleneck = r.Bottleneck is { } b ? $"{b.Definition}/{b.Step}" : null, closed = r.Closed.ToDictionary(c => c.Key, c => new { c.Value.Archived, c.Value.Cancelled }),
        steps = r.Steps.Select(s => new { workflow = s.Definition, s.Step, s.Visits, onTime = s.OnTime, s.MedianMinutes, s.LateMinutes }), positions = r.OnTimeByPosition, variants = r.Variants.Take(100),
    };

    private static (Option<string?> From, Option<string?> To) Days() => (
        new("--from") { Description = "The first day (default: from the beginning)", HelpName = "DAY" },
        new("--to") { Description = "The day after the last (default: until now)", HelpName = "DAY" });

    private static Instant Begin(ParseResult parsed, Option<string?> from, Utility utility) => WorkArguments.Start(utility, "--from", parsed.GetValue(from)) ?? Instant.MinValue;

    private static Instant End(ParseResult parsed, Option<string?> to, Utility utility) => WorkArguments.Start(utility, "--to", parsed.GetValue(to)) ?? Instant.MaxValue;

    private sealed class Told(Action<long> report) : IProgress<int>, IProgress<long>
    {
        public void Report(int value) => report(value);

        public void Report(long value) => report(value);
    }
}
