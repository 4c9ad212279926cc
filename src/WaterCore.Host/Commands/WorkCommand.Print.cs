using NodaTime;
using WaterCore.Organization;
using WaterCore.Workflows;
using static WaterCore.Host.Commands.WorkArguments;

namespace WaterCore.Host.Commands;

internal static partial class WorkCommand
{
    private static object Answer(WorkItem i, Utility utility) => new
    {
        id = i.Id.Value, workflow = i.Definition, i.Version, i.Office, i.Subject, status = i.Status.ToString().ToLowerInvariant(), i.Revision, began = At(i.StartedAt, utility), ended = i.ClosedAt is null ? null : At(i.ClosedAt, utility),
        i.Urged, i.Form, i.Documents,
        branches = i.Branches.Select(b => new { b.Path, b.Step, b.Position, phase = b.Phase.ToString().ToLowerInvariant(), b.Holder, entered = At(b.Entered, utility), due = At(b.Due, utility), b.SuspendReason }),
        clocks = i.Clocks.Select(c => new { kind = c.Kind.ToString().ToLowerInvariant(), limit = c.Limit.ToString(), due = At(c.Due, utility) }),
    };

    internal static string Where(WorkItem item, Utility utility) => item.Status == WorkStatus.Open
        ? string.Join(", ", item.Branches.Select(b => $"{b.Step} at {b.Position} ({b.Phase.ToString().ToLowerInvariant()}{(b.SuspendReason is { } why ? $", {why}" : "")}{(b.Due is { } due ? $", due {At(due, utility)}" : "")})"))
        : $"{item.Status.ToString().ToLowerInvariant()} {At(item.ClosedAt, utility)}";

    private static void Print(IEnumerable<(WorkItem Item, WorkBranch Branch, Instant? Due)> rows, Utility utility, IClock clock, bool json)
    {
        var now = clock.GetCurrentInstant();
        if (json) Screen.Json(rows.Select(r => new { item = r.Item.Id.Value, workflow = r.Item.Definition, r.Branch.Path, r.Branch.Step, r.Branch.Position, phase = r.Branch.Phase.ToString().ToLowerInvariant(), due = At(r.Due, utility), overdue = r.Due < now, r.Item.Urged, r.Item.Subject }));
        else Screen.Table(["item", "workflow", "step", "position", "phase", "due", "", "subject"], rows.Select(r => (IReadOnlyList<string>)
            [r.Item.Id.ToString(), r.Item.Definition, r.Branch.Step, r.Branch.Position, r.Branch.Phase.ToString().ToLowerInvariant(), At(r.Due, utility), (r.Due < now ? "late" : "") + (r.Item.Urged > 0 ? $" urged {r.Item.Urged}" : ""), r.Item.Subject]));
    }

    private static void Print(Operations.WorkHistory history, Utility utility, WorkCalendar calendar, Language language)
    {
        var (item, zh) = (history.Item, language == Language.Chinese);
        Screen.Pairs((zh ? "工单" : "item", $"{item.Id}  {item.Definition} v{item.Version}  {item.Subject}"), (zh ? "状态" : "where", Where(item, utility)), (zh ? "发起" : "began", At(item.StartedAt, utility)));
        Console.Out.WriteLine();
        Screen.Table(zh ? ["环节", "岗位", "办理人", "到达", "签收", "到期", "离开", "动作", "用时(分)", "备注"] : ["step", "position", "holder", "entered", "opened", "due", "left", "by", "minutes", "note"],
            history.Visits.Select(v => (IReadOnlyList<string>)[v.Step, v.Position, v.Holder ?? "-", At(v.Entered, utility), At(v.Opened, utility), At(v.Due, utility), At(v.Left, utility) + (v.OnTime ? "" : zh ? " 逾期" : " LATE"), v.Action.NameOf().In(language), Screen.Number(v.UsedMinutes), v.Note ?? ""]));
        foreach (var clock in item.Clocks)
        {
            Console.Out.WriteLine();
            Console.Out.WriteLine(clock.Kind == ClockKind.Legal ? (zh ? "法定时限" : "legal limit") : zh ? "承诺时限" : "promise");
            LocalDateTime Local(Instant at) => at.InZone(utility.Zone).LocalDateTime;
            if (clock.Due is null) Console.Out.WriteLine(zh ? $"{clock.Limit.In(language)}，计时中止" : $"{clock.Limit.In(language)}, the clock stands still");
            else Console.Out.WriteLine(calendar.Deadline(Local(item.StartedAt), clock.Limit, [.. clock.Stands.Select(s => new Pause(Local(s.From), s.To is { } to ? Local(to) : null))]).Explain(language));
        }
    }
}
