using System.Text;
using WaterCore.Text;
using WaterCore.Values;

namespace WaterCore.Receivables;

/// <summary>A file of terms of payment says something that cannot be used: where, what, and what to write instead.</summary>
/// <param name="File">The file's name as the caller gave it.</param>
/// <param name="Line">The line, from 1; 0 when no line is to blame.</param>
/// <param name="Field">The field.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record PolicyFault(string File, int Line, string Field, Wording Problem, Wording Remedy) : FileFault(File, Line, Field, Problem, Remedy)
{
    /// <inheritdoc/>
    public override string Code => "receivables.policy-file";
}

/// <summary>
/// Reads the terms of payment of a utility: YAML with the late rules of its contracts, the order in which money pays, limits, bands of ageing, and how arrears
/// are pursued, under the law of a place. What is left out is as <see cref="ReceivablePolicy"/> has it.
/// </summary>
public static class ReceivablePolicyFile
{
    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The text, at most 256 KiB.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="currency">The currency of its amounts.</param>
    /// <returns>The terms, or the first <see cref="PolicyFault"/>. A step that the law forbids to come so soon is one.</returns>
    public static Result<ReceivablePolicy> Read(string text, string file, Currency currency)
    {
        Exception Refuse(int line, string field, Wording problem, Wording remedy) => new PolicyFaultException(new PolicyFault(file, line, field, problem, remedy));
        try
        {
            return new Reader(Refuse, currency).Whole(YamlTree.Read(text, "policy", Refuse));
        }
        catch (PolicyFaultException e)
        {
            return e.Fault;
        }
    }

    /// <summary>The shipped terms as a file, to copy and edit.</summary>
    public static string ShippedText()
    {
        using var stream = typeof(ReceivablePolicyFile).Assembly.GetManifestResourceStream("receivables/policy.yaml")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private sealed class Reader(YamlRefusal refuse, Currency currency) : YamlReader(refuse)
    {
        public ReceivablePolicy Whole(YamlTree tree)
        {
            var root = Map(tree, "", new("写上 late:、allocation:、limits:、ageing: 和 dunning:", "write late:, allocation:, limits:, ageing: and dunning:"));
            Keys(root, "", "late", "late_by_tariff", "allocation", "limits", "ageing", "dunning");
            var policy = new ReceivablePolicy();
            if (root.Find("late") is { } late) policy = policy with { Late = Late(late, "late") };
            if (root.Find("late_by_tariff") is { } tariffs)
                policy = policy with { LateByTariff = Map(tariffs, "late_by_tariff", new("写上价格方案的代码和规则", "write the code of a tariff and its rule")).Entries.ToDictionary(e => e.Key, e => Late(e.Value, $"late_by_tariff.{e.Key}"), StringComparer.Ordinal) };
            if (root.Find("allocation") is { } order)
                policy = policy with
                {
                    Order = OneOf(order, "allocation", "oldest-first", "bills-first", "charges-first") switch { "bills-first" => AllocationOrder.BillsFirst, "charges-first" => AllocationOrder.ChargesFirst, _ => AllocationOrder.OldestFirst },
                };
            if (root.Find("limits") is { } limits)
            {
                var map = Map(limits, "limits", new("写上 alone:、refund: 和 write_off:", "write alone:, refund: and write_off:"));
                Keys(map, "limits", "alone", "refund", "write_off");
                if (map.Find("alone") is { } alone) policy = policy with { AloneUpToMinor = Minor(alone, "limits.alone") };
                if (map.Find("refund") is { } refund) policy = policy with { RefundLimitMinor = Minor(refund, "limits.refund") };
                if (map.Find("write_off") is { } off)
                    policy = policy with { WriteOffByPosition = Map(off, "limits.write_off", new("写上岗位代码和最高金额", "write the code of a position and its most")).Entries.ToDictionary(e => e.Key, e => Minor(e.Value, $"limits.write_off.{e.Key}"), StringComparer.Ordinal) };
            }
            if (root.Find("ageing") is { } ageing)
            {
                var days = List(ageing, "ageing").Items.Select(i => Whole(i, "ageing", 1, 10_000)).ToList();
                if (days.Count == 0 || days.Zip(days.Skip(1)).Any(p => p.First >= p.Second)) throw Refuse(ageing, "ageing", new("分段没有递增", "the bands do not rise"), new("写递增的天数，例如 [30, 60, 90]", "write days that rise, such as [30, 60, 90]"));
                policy = policy with { Ageing = new Ageing(days) };
            }
            return root.Find("dunning") is { } dunning ? policy with { Dunning = Dunning(dunning) } : policy;
        }

        private LateRule Late(YamlTree node, string field)
        {
            var map = Map(node, field, new("写上 code:、rate: 和 days:", "write code:, rate: and days:"));
            Keys(map, field, "code", "rate", "days", "due_day", "due_months_later", "grace", "holidays_move_due", "holidays_free", "compound", "on_total", "cap", "floor", "source");
            var rate = Need(map, "rate", $"{field}.rate");
            return new LateRule
            {
                Code = Text(Need(map, "code", $"{field}.code"), $"{field}.code"),
                RatePerDay = Share(rate, $"{field}.rate", Rational.Of(1, 10)),
                DaysToPay = map.Find("days") is { } days ? Whole(days, $"{field}.days", 0, 366) : 15,
                DueDayOfMonth = map.Find("due_day") is { } day ? Whole(day, $"{field}.due_day", 1, 28) : null,
                DueMonthsLater = map.Find("due_months_later") is { } months ? Whole(months, $"{field}.due_months_later", 0, 12) : 0,
                GraceDays = map.Find("grace") is { } grace ? Whole(grace, $"{field}.grace", 0, 366) : 0,
                HolidaysMoveDue = YesNo(map.Find("holidays_move_due"), $"{field}.holidays_move_due"),
                HolidaysAreFree = YesNo(map.Find("holidays_free"), $"{field}.holidays_free"),
                Compound = YesNo(map.Find("compound"), $"{field}.compound"),
                OnTotal = YesNo(map.Find("on_total"), $"{field}.on_total"),
                Cap = map.Find("cap") is { } cap ? Share(cap, $"{field}.cap", Rational.Of(100)) : null,
                FloorMinor = map.Find("floor") is { } floor ? Minor(floor, $"{field}.floor") : 0,
                Source = TextOrNull(map, "source") ?? "",
            };
        }

        private DunningPolicy Dunning(YamlTree node)
        {
            var map = Map(node, "dunning", new("写上 code:、law: 和 steps:", "write code:, law: and steps:"));
            Keys(map, "dunning", "code", "law", "steps");
            var law = Law(Need(map, "law", "dunning.law"));
            var steps = new List<DunningStep>();
            foreach (var item in List(Need(map, "steps", "dunning.steps"), "dunning.steps").Items)
            {
                var step = Step(item);
                if (steps.Exists(s => s.Code == step.Code)) throw Refuse(item, "dunning.steps", new($"步骤“{step.Code}”出现两次", $"the step '{step.Code}' stands twice"), new("每个步骤用自己的代码", "give each a code of its own"));
                if (steps.Count > 0 && step.DaysOverdue < steps[^1].DaysOverdue) throw Refuse(item, "dunning.steps", new($"{step.Code} 排在 {steps[^1].Code} 之后，要求的逾期天数却更少", $"{step.Code} comes after {steps[^1].Code} and asks for fewer days overdue"), new("按逾期天数排列步骤", "order the steps by days overdue"));
                if (step.Action == DunningAction.SuspensionOrder)
                {
                    // The policy would not suspend sooner anyhow; a file that says so would mislead whoever reads it.
                    if (step.DaysOverdue < law.ArrearsDays) throw Refuse(item, "dunning.steps", new($"{step.Code} 在逾期 {step.DaysOverdue} 天后，而法规（{law.Code}）规定 {law.ArrearsDays} 天之前不得停水", $"{step.Code} after {step.DaysOverdue} days, and the law ({law.Code}) allows no suspension before {law.ArrearsDays}"), new($"写 days_overdue: {law.ArrearsDays} 或更多", $"write days_overdue: {law.ArrearsDays} or more"));
                    if (steps.FindLast(s => s.Action == DunningAction.Warning) is null) throw Refuse(item, "dunning.steps", new($"{step.Code} 之前没有停水警告，而法规（{law.Code}）要求警告", $"no warning comes before {step.Code}, which the law ({law.Code}) asks for"), new("在它之前加一个 action: warning 的步骤", "put a step with action: warning before it"));
                    if (steps.Count < law.Rounds) throw Refuse(item, "dunning.steps", new($"{step.Code} 之前只有 {steps.Count} 个步骤，而法规（{law.Code}）要求 {law.Rounds} 个", $"{steps.Count} steps come before {step.Code}, and the law ({law.Code}) asks for {law.Rounds}"), new("在它之前再加步骤", "put further steps before it"));
                }
                steps.Add(step);
            }
            if (steps.Count == 0) throw Refuse(map, "dunning.steps", new("没有步骤", "there is no step"), new("至少写一个", "write at least one"));
            return new DunningPolicy(Text(map, "code"), steps, law);
        }

        private DunningStep Step(YamlTree node)
        {
            var map = Map(node, "dunning.steps", new("写作 {code: ..., action: ..., days_overdue: ...}", "write {code: ..., action: ..., days_overdue: ...}"));
            Keys(map, "dunning.steps", "code", "action", "days_overdue", "least", "after_previous");
            var actions = Enum.GetValues<DunningAction>().Where(a => a != DunningAction.Restoration).ToDictionary(Word, StringComparer.Ordinal);
            return new DunningStep(
                Text(map, "code"), actions[OneOf(Need(map, "action", "dunning.steps.action"), "dunning.steps.action", [.. actions.Keys])],
                Whole(Need(map, "days_overdue", "dunning.steps.days_overdue"), "dunning.steps.days_overdue", 1, 10_000),
                map.Find("least") is { } least ? Minor(least, "dunning.steps.least") : 0,
                map.Find("after_previous") is { } after ? Whole(after, "dunning.steps.after_previous", 0, 10_000) : 0);
        }

        private LegalPack Law(YamlTree node)
        {
            if (node is YamlText) return LegalPack.All.First(l => l.Code == OneOf(node, "dunning.law", [.. LegalPack.All.Select(p => p.Code)]));
            var map = Map(node, "dunning.law", new("写一个自带的法规，或写上 code:、arrears_days: 等", "name a shipped one, or write code:, arrears_days: and so on"));
            Keys(map, "dunning.law", "code", "arrears_days", "rounds", "notice_days", "approval", "restore_hours", "source");
            int Number(string key, int least, int most) => Whole(Need(map, key, $"dunning.law.{key}"), $"dunning.law.{key}", least, most);
            return new LegalPack(
                Text(map, "code"), Number("arrears_days", 0, 3_650), Number("rounds", 1, 20), Number("notice_days", 1, 366), YesNo(map.Find("approval"), "dunning.law.approval"), Number("restore_hours", 1, 720), Text(map, "source"));
        }

        private Rational Share(YamlTree node, string field, Rational most)
        {
            var parts = Text(node, field).Split('/', StringSplitOptions.TrimEntries);
            if (Rational.TryParse(parts[0], out var value) && (parts.Length == 1 || (parts.Length == 2 && Rational.TryParse(parts[1], out var by) && !by.IsZero && !by.IsNegative && Divide(ref value, by))) && !value.IsNegative && value <= most) return value;
            throw Refuse(node, field, new($"“{Text(node, field)}”不是 0 到 {most} 的比率", $"'{Text(node, field)}' is not a share of 0 to {most}"), new("写作 5/1000 或 0.005", "write it as 5/1000 or 0.005"));
        }

        private static bool Divide(ref Rational value, Rational by)
        {
            value /= by;
            return true;
        }

        private long Minor(YamlTree node, string field) =>
            Rational.TryParse(Text(node, field), out var amount) && !amount.IsNegative && amount * Rational.Of(currency.MinorPerUnit) is { IsWhole: true } minor && minor < Rational.Of(1_000_000_000_000_000)
                ? (long)(minor.Numerator / minor.Denominator)
                : throw Refuse(node, field, new($"“{Text(node, field)}”不是零或以上的 {currency.Code} 金额", $"'{Text(node, field)}' is not an amount in {currency.Code} of zero or more"), new("写作 20.00", "write it as 20.00"));

        private static string Word(DunningAction action) => action == DunningAction.SuspensionOrder ? "suspension" : action.ToString().ToLowerInvariant();
    }

    private sealed class PolicyFaultException(PolicyFault fault) : Exception
    {
        public PolicyFault Fault { get; } = fault;
    }
}
