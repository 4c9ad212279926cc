using NodaTime;
using WaterCore.Values;

namespace WaterCore.Receivables;

/// <summary>The utility's own terms of payment: due days, late rules, limits, dunning. Data, given at the start.</summary>
public sealed record ReceivablePolicy
{
    /// <summary>The late rule of contracts that have none of their own.</summary>
    public LateRule Late { get; init; } = LateRule.National1998;

    /// <summary>Late rules of contracts, by the code of their tariff.</summary>
    public IReadOnlyDictionary<string, LateRule> LateByTariff { get; init; } = new Dictionary<string, LateRule>();

    /// <summary>In which order credits pay charges.</summary>
    public AllocationOrder Order { get; init; } = AllocationOrder.OldestFirst;

    /// <summary>Above this amount, in minor units, a refund, adjustment, write-off or correction needs a second person.</summary>
    public long AloneUpToMinor { get; init; } = 20_000;

    /// <summary>The most that one refund pays out, in minor units, whoever approves.</summary>
    public long RefundLimitMinor { get; init; } = 1_000_000;

    /// <summary>
    /// The most that is given up in one write-off, in minor units, by the code or the role of a position (岗位): whoever makes it or approves it must hold one that reaches.
    /// Empty for no such limits. It comes on top of <see cref="AloneUpToMinor"/>.
    /// </summary>
    public IReadOnlyDictionary<string, long> WriteOffByPosition { get; init; } = new Dictionary<string, long>();

    /// <summary>Bands of ageing.</summary>
    public Ageing Ageing { get; init; } = Ageing.Usual;

    /// <summary>How arrears are pursued.</summary>
    public DunningPolicy Dunning { get; init; } = DunningPolicy.Usual;

    /// <summary>The calendar of days on which nobody is asked to pay; null for none.</summary>
    public Func<LocalDate, bool>? IsHoliday { get; init; }

    /// <summary>The late rule of a tariff's contracts.</summary>
    public LateRule LateRuleOf(string tariff) => LateByTariff.GetValueOrDefault(tariff, Late);

    /// <summary>The last day to pay a charge. A charge other than a bill is due when it is made.</summary>
    public LocalDate DueOn(OpenCharge charge) => charge.Charge.Bill is null ? charge.IssuedOn : LateRuleOf(charge.Tariff).DueOn(charge.IssuedOn, IsHoliday);
}
