namespace WaterCore.Host.Service;

internal static partial class Texts
{
    public static readonly Wording BillCompared = new("与上期账单相比", "Compared with the bill before");
    public static readonly Wording BillMore = new("比账单 {0} 多 {1}。", "{1} more than bill {0}.");
    public static readonly Wording BillLess = new("比账单 {0} 少 {1}。", "{1} less than bill {0}.");
    public static readonly Wording BillSame = new("与账单 {0} 金额相同。", "As much as bill {0}.");
    public static readonly Wording PartOfDifference = new("差额构成", "Part of the difference");
    public static readonly Wording AmountOfDifference = new("差额", "Difference");

    public static readonly Wording CheckTariff = new("检查", "Check");
    public static readonly Wording FindingCounts = new("错误 {0} 处，警告 {1} 处", "errors: {0}, warnings: {1}");
    public static readonly Wording FindingKind = new("程度", "Kind");
    public static readonly Wording FindingError = new("错误", "error");
    public static readonly Wording FindingWarning = new("警告", "warning");
    public static readonly Wording FindingLine = new("行", "Line");
    public static readonly Wording FindingField = new("位置", "Where");
    public static readonly Wording FindingProblem = new("问题", "Problem");
    public static readonly Wording FindingRemedy = new("处理办法", "Remedy");

    public static readonly Wording CompareTariffs = new("水价比较与测算", "Compare and try out tariffs");
    public static readonly Wording CompareTariffsText = new(
        "在发布之前看清新价：每种用量谁多付、多付多少，全体用户的收入怎么变。新价可以选已发布的、随附的，也可以粘贴草稿。",
        "See a new tariff before it is published: who pays more at which usage and by how much, and what becomes of the revenue of the whole base. The new one may be published, shipped, or a draft pasted here.");
    public static readonly Wording OldTariff = new("现价", "Old tariff");
    public static readonly Wording NewTariff = new("新价", "New tariff");
    public static readonly Wording NewDraft = new("新价草稿（填写后以草稿为准）", "Draft of the new tariff (if there is one, it counts)");
    public static readonly Wording ShowDifference = new("比较", "Compare");
    public static readonly Wording TryOut = new("测算", "Try out");
    public static readonly Wording TryOutCycle = new("账期（空为全部账单）", "Cycle (empty for all bills)");
    public static readonly Wording NothingToTry = new("没有按水价 {0} 出的账单可供测算。", "There is no bill of tariff {0} to try it out on.");
    public static readonly Wording NoSuchTariff = new("没有水价“{0}”。", "There is no tariff '{0}'.");
    public static readonly Wording NoClassInCommon = new("两个水价没有共同的用水性质。", "The two tariffs have no class in common.");
    public static readonly Wording BillsRead = new("已读取 {0} 张账单", "{0} bills read");
    public static readonly Wording BillsTried = new("已测算 {0} 张账单", "{0} bills tried out");
    public static readonly Wording DifferenceText = new("差额为新价减现价，取整之前；每张账单每行取整至多差半分。", "Differences are new less old, before rounding; a bill rounds each line by at most half a cent.");
}
