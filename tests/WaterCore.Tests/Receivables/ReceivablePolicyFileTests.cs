using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Tests.Receivables;

public sealed class ReceivablePolicyFileTests
{
    private static Result<ReceivablePolicy> Read(string text) => ReceivablePolicyFile.Read(text, "terms.yaml", Currency.Cny);

    [Fact]
    public void ShippedFile_SaysWhatIsUsedWithoutOne()
    {
        var (read, used) = (Read(ReceivablePolicyFile.ShippedText()).Value, new ReceivablePolicy());
        Assert.Equal(used.Late, read.Late);
        Assert.Equal((used.Order, used.AloneUpToMinor, used.RefundLimitMinor), (read.Order, read.AloneUpToMinor, read.RefundLimitMinor));
        Assert.Equal(used.Ageing.Limits, read.Ageing.Limits);
        Assert.Equal((used.Dunning.Code, used.Dunning.Law), (read.Dunning.Code, read.Dunning.Law));
        Assert.Equal(used.Dunning.Steps, read.Dunning.Steps);
    }

    [Fact]
    public void File_OfEveryPart_IsRead()
    {
        var policy = Read("""
            late: {code: a, rate: 0.003, due_day: 25, due_months_later: 1, grace: 2, holidays_move_due: yes, compound: yes, cap: 3/10, floor: 1.00}
            late_by_tariff: {shop: {code: b, rate: 5/1000, days: 10, holidays_free: yes, on_total: yes}}
            allocation: charges-first
            limits: {alone: 50, refund: 300.50, write_off: {supervisor: 5000}}
            ageing: [15, 45]
            dunning:
              code: mild
              law: {code: here, arrears_days: 20, rounds: 2, notice_days: 7, approval: yes, restore_hours: 8, source: 本地办法}
              steps:
                - {code: a, action: letter, days_overdue: 5}
                - {code: w, action: warning, days_overdue: 12, least: 10.00}
                - {code: s, action: suspension, days_overdue: 20, after_previous: 8}
            """).Value;
        Assert.Equal((Rational.Of(3, 1000), 25, 1, 2, true, true, Rational.Of(3, 10), 100L), (policy.Late.RatePerDay, policy.Late.DueDayOfMonth, policy.Late.DueMonthsLater, policy.Late.GraceDays, policy.Late.HolidaysMoveDue, policy.Late.Compound, policy.Late.Cap, policy.Late.FloorMinor));
        Assert.Equal(("b", 10, true, true), (policy.LateRuleOf("shop").Code, policy.LateRuleOf("shop").DaysToPay, policy.LateRuleOf("shop").HolidaysAreFree, policy.LateRuleOf("shop").OnTotal));
        Assert.Equal((AllocationOrder.ChargesFirst, 50_00L, 300_50L), (policy.Order, policy.AloneUpToMinor, policy.RefundLimitMinor));
        Assert.Equal([KeyValuePair.Create("supervisor", 5000_00L)], policy.WriteOffByPosition);
        Assert.Equal([15, 45], policy.Ageing.Limits);
        Assert.Equal(new LegalPack("here", 20, 2, 7, true, 8, "本地办法"), policy.Dunning.Law);
        Assert.Equal([DunningAction.Letter, DunningAction.Warning, DunningAction.SuspensionOrder], policy.Dunning.Steps.Select(s => s.Action));
    }

    [Theory]
    [InlineData("late: {code: a, rate: 5}", 1, "is not a share of 0 to 0.1")]
    [InlineData("late: {code: a, rate: 1/0}", 1, "is not a share")]
    [InlineData("late: {code: a}", 1, "is missing")]
    [InlineData("late: {code: a, rate: 1/1000, due_day: 31}", 1, "not a whole number of 1 to 28")]
    [InlineData("limits: {alone: 1.005}", 1, "not an amount in CNY")]
    [InlineData("ageing: [60, 30]", 1, "do not rise")]
    [InlineData("dunnning: {}", 1, "the key 'dunnning' is not known")]
    [InlineData("dunning: {code: x, law: nowhere, steps: []}", 1, "'nowhere' is not known")]
    [InlineData("dunning:\n  code: x\n  law: zhejiang\n  steps:\n    - {code: a, action: letter, days_overdue: 9}\n    - {code: b, action: letter, days_overdue: 3}", 6, "asks for fewer days")]
    [InlineData("dunning:\n  code: x\n  law: zhejiang\n  steps:\n    - {code: w, action: warning, days_overdue: 5}\n    - {code: s, action: suspension, days_overdue: 9}", 6, "allows no suspension before 15")]
    [InlineData("dunning:\n  code: x\n  law: zhejiang\n  steps:\n    - {code: l, action: letter, days_overdue: 5}\n    - {code: m, action: letter, days_overdue: 9}\n    - {code: s, action: suspension, days_overdue: 30}", 7, "no warning comes before s")]
    [InlineData("dunning:\n  code: x\n  law: zhejiang\n  steps:\n    - {code: w, action: warning, days_overdue: 5}\n    - {code: s, action: suspension, days_overdue: 30}", 6, "asks for 2")]
    public void File_ThatCannotBeUsed_IsRefusedAtItsLine(string text, int line, string problem)
    {
        var fault = Assert.IsType<PolicyFault>(Read(text).Fault);
        Assert.Equal(line, fault.Line);
        Assert.Contains(problem, fault.Problem.En, StringComparison.Ordinal);
        Assert.StartsWith($"terms.yaml:{line}: ", fault.Message, StringComparison.Ordinal);
        Assert.Matches($"^terms\\.yaml:{line}：.*[一-鿿].*；.*[一-鿿].*。$", fault.In(Language.Chinese));
    }
}
