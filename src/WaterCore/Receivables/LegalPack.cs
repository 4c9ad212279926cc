using WaterCore.Values;

namespace WaterCore.Receivables;

/// <summary>What the law of a place asks for before supply may be suspended. No policy's step goes below it.</summary>
/// <param name="Code">Its name.</param>
/// <param name="ArrearsDays">The least age of the oldest overdue charge.</param>
/// <param name="Rounds">How many dunning steps must have come before the warning or be it.</param>
/// <param name="NoticeDays">Full days between the warning and the suspension.</param>
/// <param name="NeedsApproval">Whether an authority must agree.</param>
/// <param name="RestoreHours">Hours after payment in which supply is restored.</param>
/// <param name="Source">Where it is from.</param>
public sealed record LegalPack(string Code, int ArrearsDays, int Rounds, int NoticeDays, bool NeedsApproval, int RestoreHours, string Source)
{
    /// <summary>15 days after dunning; restored within 24 hours (a utility in Sichuan).</summary>
    public static LegalPack Sichuan { get; } = new("sichuan", 15, 1, 15, false, 24, "htsmyxgs.com, utility rules");

    /// <summary>Two rounds, then five days' notice (Zhejiang, Keqiao).</summary>
    public static LegalPack Zhejiang { get; } = new("zhejiang", 15, 2, 5, false, 24, "chpcth.com 2019-12-23");

    /// <summary>Two months (Wenzhou).</summary>
    public static LegalPack Wenzhou { get; } = new("wenzhou", 60, 1, 1, false, 24, "lgzls.com.cn 2008-10-10");

    /// <summary>Two payment cycles, with the government's approval (Tianjin 2006; the cycle taken as two months).</summary>
    public static LegalPack Tianjin { get; } = new("tianjin", 120, 1, 1, true, 24, "Tianjin act of 2006, sina.com.cn 2006-11-29");

    /// <summary>The hardest of all that were found and need no approval: two months, two rounds, 15 days' notice, 12 hours.</summary>
    public static LegalPack Strictest { get; } = new("strictest", 60, 2, 15, false, 12, "the hardest of the rules above");

    /// <summary>All packs.</summary>
    public static IReadOnlyList<LegalPack> All { get; } = [Sichuan, Zhejiang, Wenzhou, Tianjin, Strictest];

    /// <summary>Why a suspension is not allowed yet, or null.</summary>
    internal Wording? Forbids(DunningFacts facts, IReadOnlyList<DunningTaken> taken, int daysOverdue)
    {
        if (daysOverdue < ArrearsDays) return new($"欠费未满{ArrearsDays}天，依法不得停水。", $"The law ({Code}) allows no suspension before the arrears are {ArrearsDays} days old.");
        if (taken.Count < Rounds) return new($"催缴未满{Rounds}次，依法不得停水。", $"The law ({Code}) allows no suspension before {Rounds} rounds of dunning.");
        if (taken.LastOrDefault(t => t.Action == DunningAction.Warning) is not { } warning) return new("未发停水通知，依法不得停水。", $"The law ({Code}) allows no suspension without a warning.");
        if (NodaTime.Period.DaysBetween(warning.Day, facts.Day) is var days && days < NoticeDays)
            return new($"停水通知发出{days}天，须满{NoticeDays}天。", $"The warning is {days} days old; the law ({Code}) asks for {NoticeDays}.");
        return NeedsApproval && !facts.SuspensionApproved ? new("未经主管部门批准，不得停水。", $"The law ({Code}) allows no suspension without the authority's approval.") : null;
    }
}
