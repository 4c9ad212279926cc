using WaterCore.Organization;

namespace WaterCore.Host.Accounts;

/// <summary>What one may do. Each is also the name of a policy; an endpoint names one of them, or <see cref="Staff"/> or <see cref="Customer"/>.</summary>
internal static class Permissions
{
    public const string CustomerRead = "customer.read";
    public const string BillRead = "bill.read";
    public const string TariffRead = "tariff.read";
    public const string TariffPublish = "tariff.publish";
    public const string DataImport = "data.import";
    public const string BillingRead = "billing.read";
    public const string BillingRun = "billing.run";
    public const string VerifyRun = "verify.run";
    public const string WorkUse = "work.use";
    public const string WorkSupervise = "work.supervise";
    public const string WorkDefine = "work.define";
    public const string PluginsRead = "plugins.read";
    public const string CaseRead = "case.read";
    public const string CaseHandle = "case.handle";
    public const string NoticeSend = "notice.send";
    public const string AuditRead = "audit.read";
    public const string LoginManage = "login.manage";
    public const string KeyManage = "key.manage";
    public const string PinSet = "pin.set";
    public const string HotlineServe = "hotline.serve";
    public const string HotlineWatch = "hotline.watch";
    public const string CampaignRun = "campaign.run";
    public const string PaymentTake = "payment.take";
    public const string PaymentReverse = "payment.reverse";
    public const string PaymentApprove = "payment.approve";
    public const string RefundMake = "refund.make";
    public const string ApprovalUse = "approval.use";
    public const string ArrearsRead = "arrears.read";
    public const string DunningRun = "dunning.run";
    public const string ReadingEnter = "reading.enter";
    public const string ReadingReview = "reading.review";
    public const string ReportRead = "report.read";

    /// <summary>Anybody of the staff who is signed in; a policy, not a permission.</summary>
    public const string Staff = "staff";

    /// <summary>A customer who is signed in, for the own account only; a policy, not a permission.</summary>
    public const string Customer = "customer";

    /// <summary>The type of the claim that carries a permission.</summary>
    public const string Claim = "permission";

    /// <summary>All permissions with their names.</summary>
    public static IReadOnlyDictionary<string, Wording> All { get; } = new Dictionary<string, Wording>(StringComparer.Ordinal)
    {
        [CustomerRead] = new("查看客户", "see customers"),
        [BillRead] = new("查看账单", "see bills"),
        [TariffRead] = new("查看水价", "see tariffs"),
        [TariffPublish] = new("发布水价", "publish tariffs"),
        [DataImport] = new("导入数据", "import data"),
        [BillingRead] = new("查看出账", "see billing runs"),
        [BillingRun] = new("执行出账", "run billing"),
        [VerifyRun] = new("执行核验", "verify the database"),
        [WorkUse] = new("办理工单", "work on items"),
        [WorkSupervise] = new("督办", "supervise work"),
        [WorkDefine] = new("定义流程与机构", "define workflows and the organisation"),
        [PluginsRead] = new("查看插件", "see plugins"),
        [CaseRead] = new("查看工单", "see cases and contacts"),
        [CaseHandle] = new("受理工单", "take and handle cases"),
        [NoticeSend] = new("发送通知", "send notices"),
        [AuditRead] = new("查看审计", "see the audit trail"),
        [LoginManage] = new("管理登录账号", "manage logins"),
        [KeyManage] = new("管理接口密钥", "manage API keys"),
        [PinSet] = new("设置电话查询密码", "set PINs for the telephone"),
        [HotlineServe] = new("接听热线", "answer the hotline"),
        [HotlineWatch] = new("查看热线与统计", "watch the hotline and its figures"),
        [CampaignRun] = new("外呼任务", "run campaigns by telephone"),
        [PaymentTake] = new("收费", "take payments"),
        [PaymentReverse] = new("冲正收费", "reverse payments"),
        [PaymentApprove] = new("授权冲正与退款", "approve reversals and refunds"),
        [RefundMake] = new("退款与调整", "refund and adjust"),
        [ApprovalUse] = new("提出并查看资金审批", "ask for and see approvals"),
        [ArrearsRead] = new("查看欠费", "see arrears"),
        [DunningRun] = new("催缴", "pursue arrears"),
        [ReadingEnter] = new("录入读数", "enter readings"),
        [ReadingReview] = new("复核读数", "review held readings"),
        [ReportRead] = new("查看报表", "see reports"),
    };
}

/// <summary>A role: a name for permissions that belong together. Positions carry permissions of their own beside these.</summary>
/// <param name="Code">The code.</param>
/// <param name="Name">The name.</param>
/// <param name="Permissions">What its holder may do.</param>
internal sealed record Role(string Code, Wording Name, IReadOnlyList<string> Permissions)
{
    /// <summary>The shipped roles. The three of <see cref="Login.AdministratorRoles"/> touch no customer's data.</summary>
    public static IReadOnlyList<Role> All { get; } =
    [
        new("system", new("系统管理员", "System administrator"), [Accounts.Permissions.PluginsRead, Accounts.Permissions.VerifyRun]),
        new("security", new("安全管理员", "Security administrator"), [Accounts.Permissions.LoginManage, Accounts.Permissions.KeyManage]),
        new("audit", new("审计管理员", "Audit administrator"), [Accounts.Permissions.AuditRead]),
        new("clerk", new("营业员", "Counter clerk"),
        [
            Accounts.Permissions.CustomerRead, Accounts.Permissions.BillRead, Accounts.Permissions.TariffRead, Accounts.Permissions.WorkUse, Accounts.Permissions.CaseRead, Accounts.Permissions.CaseHandle,
            Accounts.Permissions.PinSet, Accounts.Permissions.HotlineServe,
        ]),
        new("cashier", new("收费员", "Cashier"),
        [
            Accounts.Permissions.CustomerRead, Accounts.Permissions.BillRead, Accounts.Permissions.TariffRead, Accounts.Permissions.PaymentTake, Accounts.Permissions.PaymentReverse, Accounts.Permissions.ApprovalUse, Accounts.Permissions.WorkUse,
        ]),
        new("reader", new("抄表员", "Meter reader"),
        [
            Accounts.Permissions.ReadingEnter, Accounts.Permissions.WorkUse,
        ]),
        new("reviewer", new("抄表复核员", "Reading reviewer"),
        [
            Accounts.Permissions.CustomerRead, Accounts.Permissions.BillRead, Accounts.Permissions.ReadingEnter, Accounts.Permissions.ReadingReview, Accounts.Permissions.WorkUse,
        ]),
        new("collector", new("催费员", "Collector"),
        [
            Accounts.Permissions.CustomerRead, Accounts.Permissions.BillRead, Accounts.Permissions.ArrearsRead, Accounts.Permissions.DunningRun, Accounts.Permissions.WorkUse, Accounts.Permissions.CampaignRun,
        ]),
        new("accountant", new("财务主管", "Accountant"),
        [
            Accounts.Permissions.CustomerRead, Accounts.Permissions.BillRead, Accounts.Permissions.ArrearsRead, Accounts.Permissions.PaymentApprove, Accounts.Permissions.RefundMake, Accounts.Permissions.ApprovalUse, Accounts.Permissions.WorkUse, Accounts.Permissions.ReportRead,
        ]),
        new("biller", new("账务员", "Biller"),
        [
            Accounts.Permissions.CustomerRead, Accounts.Permissions.BillRead, Accounts.Permissions.TariffRead, Accounts.Permissions.DataImport, Accounts.Permissions.BillingRead, Accounts.Permissions.BillingRun, Accounts.Permissions.VerifyRun, Accounts.Permissions.WorkUse, Accounts.Permissions.ReportRead,
        ]),
        new("manager", new("经理", "Manager"),
        [
            Accounts.Permissions.CustomerRead, Accounts.Permissions.BillRead, Accounts.Permissions.TariffRead, Accounts.Permissions.TariffPublish, Accounts.Permissions.DataImport, Accounts.Permissions.BillingRead,
            Accounts.Permissions.BillingRun, Accounts.Permissions.VerifyRun, Accounts.Permissions.PluginsRead, Accounts.Permissions.PaymentApprove, Accounts.Permissions.ApprovalUse, Accounts.Permissions.ArrearsRead, Accounts.Permissions.DunningRun,
            Accounts.Permissions.ReadingReview, Accounts.Permissions.WorkUse, Accounts.Permissions.WorkDefine, Accounts.Permissions.CaseRead, Accounts.Permissions.CaseHandle, Accounts.Permissions.HotlineServe,
            Accounts.Permissions.HotlineWatch, Accounts.Permissions.CampaignRun, Accounts.Permissions.WorkSupervise, Accounts.Permissions.ReportRead, Accounts.Permissions.NoticeSend,
        ]),
    ];

    /// <summary>A role, or null when the code is not known.</summary>
    public static Role? Find(string code) => All.FirstOrDefault(r => r.Code == code);

    /// <summary>What the holder of these roles may do.</summary>
    public static IEnumerable<string> PermissionsOf(IEnumerable<string> roles) => roles.SelectMany(r => Find(r)?.Permissions ?? []).Distinct(StringComparer.Ordinal);
}
