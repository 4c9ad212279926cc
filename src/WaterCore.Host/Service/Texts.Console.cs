namespace WaterCore.Host.Service;

internal static partial class Texts
{
    public static readonly Wording Console = new("营业工作台", "Staff console");
    public static readonly Wording Welcome = new("您好，{0}。从左侧选择，或在上方查找客户。", "Hello, {0}. Choose on the left, or find a customer above.");
    public static readonly Wording YourRoles = new("您的角色", "Your roles");
    public static readonly Wording NoRoles = new("还没有角色，请联系安全管理员。", "None yet; ask the security administrator.");

    public static readonly Wording Billing = new("出账", "Billing");
    public static readonly Wording BillingText = new("按抄表周期批量出账。中断后再次启动会继续，不会重复出账。", "Bills a cycle. Cut off and started again it goes on, and nothing is billed twice.");
    public static readonly Wording Cycle = new("抄表周期", "Cycle");
    public static readonly Wording CycleMonth = new("起始月份", "First month");
    public static readonly Wording CycleMonths = new("月数", "Months");
    public static readonly Wording CycleMonthHelp = new("例如 2026-01", "Such as 2026-01");
    public static readonly Wording BadCycle = new("月份写作 2026-01，月数为 1 到 12。", "Write the month as 2026-01, and 1 to 12 months.");
    public static readonly Wording StartRun = new("开始出账", "Start the run");
    public static readonly Wording RunUnderWay = new("{0} 的出账正在进行，请等待完成。", "A run of {0} is under way; wait until it has finished.");
    public static readonly Wording Running = new("进行中", "Running");
    public static readonly Wording Finished = new("已完成", "Finished");
    public static readonly Wording RunStopped = new("已中断，再次启动即可继续。", "Stopped; start it again to go on.");
    public static readonly Wording RunFailed = new("出错：{0}", "Failed: {0}");
    public static readonly Wording RunUnexpected = new("原因见服务日志", "see the log of the service");
    public static readonly Wording ProgressText = new("已处理 {0} / {1} 户，出账 {2} 张", "{0} of {1} accounts gone through, {2} bills made");
    public static readonly Wording Candidates = new("处理户数", "Accounts");
    public static readonly Wording Billed = new("已出账", "Billed");
    public static readonly Wording Skipped = new("无需出账", "Skipped");
    public static readonly Wording Parked = new("待处理", "Parked");
    public static readonly Wording ParkedText = new("待处理账单及原因", "Parked and skipped, and why");
    public static readonly Wording Reason = new("原因", "Reason");
    public static readonly Wording Kind = new("类别", "Kind");
    public static readonly Wording Runs = new("历次出账", "Runs");
    public static readonly Wording StartedAt = new("开始时间", "Started");
    public static readonly Wording FinishedAt = new("完成时间", "Finished");
    public static readonly Wording Run = new("批次", "Run");
    private static readonly Wording s_cycleRun = new("周期出账", "Cycle");
    private static readonly Wording s_correctionRun = new("更正重开", "Correction");
    public static readonly Wording ShowOutcomes = new("查看未出账", "See what was not billed");
    public static readonly Wording NoOutcomes = new("该周期全部已出账。", "Everything in this cycle was billed.");
    public static readonly Wording FirstOf = new("共 {1} 条，显示前 {0} 条", "The first {0} of {1}");

    public static readonly Wording Tariffs = new("水价", "Tariffs");
    public static readonly Wording NoTariffs = new("还没有发布水价。", "No tariff is published yet.");
    public static readonly Wording TariffCode = new("代码", "Code");
    public static readonly Wording TariffName = new("名称", "Name");
    public static readonly Wording PublishedAt = new("发布时间", "Published");
    public static readonly Wording Revisions = new("版本", "Revisions");
    public static readonly Wording Digest = new("摘要", "Digest");
    public static readonly Wording Document = new("水价文件", "Document");
    public static readonly Wording PublishTariff = new("发布新版本", "Publish a revision");
    public static readonly Wording PublishTariffText = new("粘贴水价文件全文；含糊之处会被拒绝并指明行号。已发布的版本永不更改。", "Paste the whole file; what is ambiguous is refused with its line. A published revision never changes.");
    public static readonly Wording Publish = new("发布", "Publish");
    public static readonly Wording Published = new("已发布 {0} 第 {1} 版。", "Published {0}, revision {1}.");

    public static readonly Wording Plugins = new("插件", "Plugins");
    public static readonly Wording PluginsText = new("插件在启动时加载一次；更改后请重启服务。", "Plugins load once, at the start; restart the service after a change.");
    public static readonly Wording PluginName = new("名称", "Name");
    public static readonly Wording Kinds = new("类型", "Kinds");
    public static readonly Wording Version = new("版本", "Version");
    public static readonly Wording BuiltFor = new("适用版本", "Built for");
    public static readonly Wording Required = new("必需", "Required");
    public static readonly Wording Storage = new("存储", "Storage");
    private static readonly Wording s_kindStorage = new("存储", "storage");
    private static readonly Wording s_kindTelephony = new("电话", "telephony");
    private static readonly Wording s_kindChannel = new("消息渠道", "channel");
    private static readonly Wording s_kindSpeech = new("语音合成", "speech");
    private static readonly Wording s_kindDocuments = new("文档打印", "documents");
    private static readonly Wording s_kindCluster = new("集群", "cluster");
    private static readonly Wording s_found = new("已发现", "Found");
    private static readonly Wording s_checked = new("已检查", "Checked");
    private static readonly Wording s_loaded = new("已加载", "Loaded");
    private static readonly Wording s_registered = new("已注册", "Registered");
    private static readonly Wording s_open = new("运行中", "Open");
    private static readonly Wording s_closed = new("已关闭", "Closed");
    private static readonly Wording s_refused = new("被拒绝", "Refused");
    private static readonly Wording s_failed = new("失败", "Failed");

    public static readonly Wording Audit = new("审计", "Audit");
    public static readonly Wording AuditText = new("只增不改，逐条链接；任何单独改动都会断链。", "Only ever added to, and chained: no entry can be changed alone.");
    public static readonly Wording Sequence = new("序号", "No.");
    public static readonly Wording At = new("时间", "When");
    public static readonly Wording Who = new("操作人", "Who");
    public static readonly Wording Role = new("岗位", "Position");
    public static readonly Wording Action = new("操作", "Action");
    public static readonly Wording Subject = new("对象", "Subject");
    public static readonly Wording Before = new("变更前", "Before");
    public static readonly Wording After = new("变更后", "After");
    public static readonly Wording Older = new("更早", "Older");
    public static readonly Wording Newest = new("最新", "Newest");

    /// <summary>What made the bills of a run.</summary>
    public static Wording Of(WaterCore.Billing.BillingRunKind kind) => kind == WaterCore.Billing.BillingRunKind.Cycle ? s_cycleRun : s_correctionRun;

    /// <summary>The name of what a plugin offers; a kind that is not known stays as the plugin says it.</summary>
    public static Wording PluginKind(string kind) => kind switch
    {
        "storage" => s_kindStorage, "telephony" => s_kindTelephony, "channel" => s_kindChannel, "speech" => s_kindSpeech, "documents" => s_kindDocuments, "cluster" => s_kindCluster, _ => Wording.Same(kind),
    };

    /// <summary>The name of a plugin's state.</summary>
    public static Wording Of(Host.Plugins.PluginState state) => state switch
    {
        Host.Plugins.PluginState.Found => s_found,
        Host.Plugins.PluginState.Checked => s_checked,
        Host.Plugins.PluginState.Loaded => s_loaded,
        Host.Plugins.PluginState.Registered => s_registered,
        Host.Plugins.PluginState.Open => s_open,
        Host.Plugins.PluginState.Closed => s_closed,
        Host.Plugins.PluginState.Refused => s_refused,
        _ => s_failed,
    };
}
