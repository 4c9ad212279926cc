using WaterCore.Billing;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Why a bill is not as the one before, as the hotline says it: the parts that the bill's own explanation has, to the minor unit.</summary>
public sealed partial class HotlineFacts
{
    // As short as an ear takes them; the sentences with the facts are on the bill. The amount follows.
    private static readonly IReadOnlyDictionary<DifferenceReason, (Wording More, Wording Less)> s_reasons = new Dictionary<DifferenceReason, (Wording, Wording)>
    {
        [DifferenceReason.UseClass] = Both("用水性质变化", "the use class"),
        [DifferenceReason.Household] = Both("登记人口变化", "the registered persons"),
        [DifferenceReason.OneOff] = Both("本期一次性事项", "facts of this bill alone"),
        [DifferenceReason.Price] = Both("水价调整", "the prices"),
        [DifferenceReason.Days] = Both("计费天数不同", "the days billed"),
        [DifferenceReason.Volume] = Both("每日用水量变化", "the water used a day"),
        [DifferenceReason.Block] = Both("阶梯级别变化", "the dearer blocks"),
    };

    private static (Wording More, Wording Less) Both(string zh, string en) => (new(zh + "，多", $"for {en}, more by"), new(zh + "，少", $"for {en}, less by"));

    private async ValueTask<Answered> WhyAsync(IUnitOfWork unit, AccountHistory history, string number, CancellationToken cancellationToken)
    {
        var bills = await LiveAsync(unit, history, cancellationToken).ConfigureAwait(false);
        if (bills.Count >= 2 && await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is { } account
            && await new BillDesk(context.Storage).WhyAsync(BillDesk.NumberOf(bills[0], account), cancellationToken).ConfigureAwait(false) is { IsOk: true, Value: { Comparison: { Parts.Count: > 0 } comparison } })
            return With("parts", ("bill_total", new AmountValue(comparison.After.Total)), ("before_total", new AmountValue(comparison.Before.Total)),
                ("reasons", new SharesValue([.. comparison.Parts.Select(p => (p.Amount.Minor > 0 ? s_reasons[p.Reason].More : s_reasons[p.Reason].Less, p.Amount.Minor > 0 ? p.Amount : -p.Amount))])));
        // Bills that cannot be worked out again, as those of an older system, are compared by what stands on them.
        return WhyHigher(bills);
    }

    private static Answered WhyHigher(IReadOnlyList<Bill> bills)
    {
        if (bills.Count < 2) return new("none");
        var (last, before) = (bills[0], bills.Skip(1).FirstOrDefault(b => b.Key.ServicePoint == bills[0].Key.ServicePoint));
        if (before is null) return new("none");
        var values = new Dictionary<string, FactValue> { ["bill_total"] = new AmountValue(last.Total), ["before_total"] = new AmountValue(before.Total) };
        if (last.Total <= before.Total) return new("not-higher") { Values = values };
        // Days are named only when they explain it: a day's use that did not grow by itself.
        var perDayGrew = (Int128)last.Usage.Thousandths * before.Period.Days > (Int128)before.Usage.Thousandths * last.Period.Days;
        if (last.Period.Days > before.Period.Days && !perDayGrew)
        {
            values["days"] = new NumberValue(last.Period.Days);
            values["before_days"] = new NumberValue(before.Period.Days);
            return new("more-days") { Values = values };
        }
        if (last.Usage <= before.Usage) return new("other") { Values = values };
        values["usage"] = new UsageValue(last.Usage);
        values["before_usage"] = new UsageValue(before.Usage);
        return new("more-water") { Values = values };
    }
}
