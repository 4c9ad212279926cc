using WaterCore.Billing;
using WaterCore.Values;

namespace WaterCore.Receivables;

/// <summary>In which order a credit pays charges.</summary>
public enum AllocationOrder
{
    /// <summary>The oldest first, whatever it is.</summary>
    OldestFirst,

    /// <summary>Bills before late charges and other charges; the oldest first within each.</summary>
    BillsFirst,

    /// <summary>Late charges and other charges before bills; the oldest first within each.</summary>
    ChargesFirst,
}

/// <summary>Shares credits over charges. Pure; what is left over stays as credit.</summary>
public static class AllocationPolicy
{
    /// <summary>Which credit pays how much of which charge.</summary>
    /// <param name="credits">Credits in the order in which they are used up.</param>
    /// <param name="charges">Open charges; charges at or below zero are left alone.</param>
    /// <param name="order">The order in which charges are paid.</param>
    /// <param name="named">Bills that come first of all, in this order; null for none.</param>
    public static IReadOnlyList<(Id<AccountEntry> Credit, ChargeRef Charge, Money Amount)> Share(
        IReadOnlyList<OpenCredit> credits, IReadOnlyList<OpenCharge> charges, AllocationOrder order, IReadOnlyList<BillKey>? named = null)
    {
        var first = (named ?? []).Select((bill, place) => (bill, place)).ToDictionary(n => n.bill, n => n.place);
        var queue = charges.Where(c => c.Open.Minor > 0)
            .OrderBy(c => c.Charge.Bill is { } bill && first.TryGetValue(bill, out var place) ? place : first.Count)
            .ThenBy(c => order switch { AllocationOrder.BillsFirst => c.Charge.Bill is null ? 1 : 0, AllocationOrder.ChargesFirst => c.Charge.Bill is null ? 0 : 1, _ => 0 })
            .ThenBy(c => c.IssuedOn)
            .Select(c => (c.Charge, Left: c.Open.Minor)).ToList();
        var shares = new List<(Id<AccountEntry>, ChargeRef, Money)>();
        var next = 0;
        foreach (var credit in credits)
        {
            var left = credit.Left.Minor;
            while (left > 0 && next < queue.Count)
            {
                var part = Math.Min(left, queue[next].Left);
                shares.Add((credit.Entry.Id, queue[next].Charge, new Money(part, credit.Left.Currency)));
                left -= part;
                if ((queue[next] = queue[next] with { Left = queue[next].Left - part }).Left == 0) next++;
            }
        }
        return shares;
    }
}
