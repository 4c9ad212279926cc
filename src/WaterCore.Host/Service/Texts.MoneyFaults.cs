using WaterCore.Operations;
using WaterCore.Receivables;

namespace WaterCore.Host.Service;

internal static partial class Texts
{
    // The faults of counter, arrears and reading desk in Chinese, with the things they name.
    private static string? Chinese(Fault fault) => fault switch
    {
        FileFault f => f.In(Language.Chinese),
        WaterCore.Tariffs.TariffFault f => f.Chinese,
        WaterCore.Tariffs.RateRefused f => f.Chinese,
        AccountNotFound f => $"没有户号“{f.Number}”，请按姓名、地址或电话查找。",
        AmountNotAboveZero f => $"金额为 {f.Amount}，须大于零。",
        RequestDiffers => "此流水号已用于另一户号或金额，未作任何更改；请换流水号。",
        EntryNotFound f => $"没有可办理的分录“{f.Asked}”，请查账户往来。",
        ReversedAlready f => $"分录 {f.Entry} 已冲正，不能再次冲正。",
        RefundedAlready f => $"款项 {f.Entry} 已退 {f.Refunded}，不能整笔冲正，请退余款。",
        MoreThanThereIs f => $"{f.Asked} 超过可用的 {f.Left}。",
        SecondPersonNeeded f => $"{f.Amount} 超过 {f.Limit}，须由经办人以外的另一人授权。",
        ApprovalNotWaiting f => $"审批 {f.Asked} 不在待审状态，请在审批列表中查看结果。",
        ApprovalOfOneself => "不能审批自己提出的申请，请由另一位有审批权限的人办理。",
        ApprovalInvalid f => $"申请未受理：{f.Field switch { "key" => "请填写流水号", "reason" => "请写明原因（200 字以内）", "entry" => "请指明要冲正的分录", "account" => "请填写户号", "amount" => "请填写大于零的金额（调整为负数时表示减免）", "kind" => "请写明调整类别", "to" => "请填写转入户号", _ => "请写明意见" }}。",
        AboveAuthority f => $"{f.Amount} 超过经办与复核岗位的权限 {f.Limit}，请由权限足够的岗位审批。",
        AboveLimit f => $"{f.Amount} 超过上限 {f.Limit}。",
        PeriodClosed f => $"{Shared.Show.Day(f.Day)} 已关账（{Shared.Show.Day(f.ClosedTo)} 以前），请记入未关账的日期。",
        DrawerClosed f => $"钱箱 {f.Drawer} 在 {Shared.Show.Day(f.Day)} 已日结，今日请用另一钱箱。",
        TransferToItself f => $"转出与转入都是户号 {f.Account}，请给出另一户号。",
        HoldRefused f => $"户号 {f.Account}：{f.Text.Zh}",
        CallbackRefused f => f.Kind switch
        {
            "unsigned" => "支付通知的签名不符，请核对共享密钥与签名方法。",
            "stale" => "支付通知的时间与现在相差超过五分钟，请校准时钟后重发。",
            _ => "支付通知无法读取，请按接口说明填写户号、金额与流水号。",
        },
        CannotRebill f => $"账单 {f.Bill} 不能重开：{f.Why.Zh}；{f.Remedy.Zh}。",
        DayToCome f => $"{Shared.Show.Day(f.Day)} 还没有到，请给出今天或更早的日期。",
        BookNotRead f => $"抄表册 {f.Book}：{NotInBookMonth.Zh}",
        HeldNotDecided f => $"异常读数 {f.Held} 无法这样处理：可能已由他人处理、与后来的读数冲突，或止码变小而未说明原因。",
        OwnReadingRefused f => $"户号 {f.Account} 的读数无法登记：{f.Problem.Zh}；{f.Remedy.Zh}。",
        RowRefused f => f.In(Language.Chinese),
        WaterCore.Organization.OrganizationFault f => f.In(Language.Chinese),
        ReadingNotTaken f => $"水表 {f.Meter}：{f.Text.Zh}",
        NoChannelOpen f => f.In(Language.Chinese),
        WorkNotFound f => $"没有这个在办工单：{f.Asked}。",
        WorkflowNotFound f => $"没有已发布的流程 {f.Asked}，请先发布。",
        WorkNotAllowed f => $"{f.Actor.Name}（{f.Actor.Position}）今天没有权限 {f.Permission}，请在有此权限的岗位上办理。",
        WorkChanged f => $"工单 {f.Item} 已被他人办理，请重新查看后再办。",
        WaterCore.Workflows.WorkRefused f => f.In(Language.Chinese),
        WaterCore.Workflows.WorkflowRefused f => $"未发布，共 {f.Findings.Count} 处：{string.Concat(f.Findings.Select(x => x.In(Language.Chinese)))}",
        OrganizationRefused f => $"组织机构未保存，共 {f.Faults.Count} 处：{string.Join(" ", f.Faults.Select(x => x.In(Language.Chinese)))}",
        Portal.ApplicationIncomplete f => $"请填写：{f.Field.Zh}。",
        _ => null,
    };
}
