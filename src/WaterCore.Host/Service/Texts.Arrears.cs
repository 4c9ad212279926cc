using WaterCore.Receivables;

namespace WaterCore.Host.Service;

internal static partial class Texts
{
    public static readonly Wording Arrears = new("欠费与催缴", "Arrears");
    public static readonly Wording ArrearsText = new("按账龄查看欠费，并说明每户应走到哪一级催缴、为什么。试算不留痕、不发通知。", "What is owed by age, and for each account the step that is next and why. A trial notes nothing and sends nothing.");
    public static readonly Wording Look = new("试算", "Look");
    public static readonly Wording RunDunning = new("执行催缴", "Run it");
    public static readonly Wording DunningDone = new("已执行，共 {0} 户进入催缴，通知已排队发送。", "Done: {0} accounts went a step further, and their messages are on the way.");
    public static readonly Wording DunningDry = new("试算结果：{0} 户应进入催缴。", "A trial: {0} accounts would go a step further.");
    public static readonly Wording LookUnderWay = new("{0} 正在计算，请稍候。", "{0} is looking already; wait until it has finished.");
    public static readonly Wording LookProgress = new("已查看 {0} 户", "{0} accounts looked at");
    public static readonly Wording DaysOverdue = new("逾期天数", "Days overdue");
    public static readonly Wording Accounts = new("户数", "Accounts");
    public static readonly Wording NotDue = new("未到期", "not due");
    public static readonly Wording Overdue = new("逾期金额", "Overdue");
    public static readonly Wording OverdueAccounts = new("逾期户数", "Accounts overdue");
    public static readonly Wording AllOpen = new("未缴合计", "All that is open");
    public static readonly Wording DunningStepName = new("催缴级次", "Step");
    public static readonly Wording AllSteps = new("全部级次", "All steps");
    public static readonly Wording NoStep = new("无", "none");
    public static readonly Wording Explanation = new("说明", "Why");
    public static readonly Wording ExplainAccount = new("查某一户为何催缴或未催缴", "Why an account is, or is not, pursued");
    public static readonly Wording Explain = new("说明原因", "Explain");
    public static readonly Wording ArrearsChart = new("各账龄欠费金额，单位 {0}", "What is owed by age, in {0}");
    public static readonly Wording Dunning = new("催缴", "Dunning");
    public static readonly Wording SetHold = new("停催或争议", "Spare for a time");
    public static readonly Wording HoldText = new("到期自动失效；原因会出现在催缴说明中。", "It ends by itself, and its reason stands in the explanation.");
    public static readonly Wording HoldUntil = new("停至", "Until");
    public static readonly Wording HoldDone = new("已登记，停至 {0}。", "Noted, until {0}.");
    public static readonly Wording BadHoldDay = new("请给出今天以后的日期。", "Give a day after today.");

    private static readonly Dictionary<string, Wording> s_steps = new(StringComparer.Ordinal)
    {
        ["message"] = new("短信提醒", "message"), ["call"] = new("电话催缴", "call"), ["letter"] = new("催款函", "letter"), ["warning"] = new("停水通知", "warning"),
        ["suspension"] = new("停水", "suspension"), ["restoration"] = new("复水", "restoration"), ["notice"] = new("催缴通知", "notice"),
    };

    /// <summary>The name of a step of dunning; a utility's own steps are called by their code.</summary>
    public static Wording Step(string code) => s_steps.GetValueOrDefault(code) ?? Wording.Same(code);

    /// <summary>The name of a kind of hold.</summary>
    public static Wording Of(HoldKind kind) => kind switch
    {
        HoldKind.DunningLock => new("停催", "no dunning"), HoldKind.Dispute => new("费用争议", "dispute"), HoldKind.Promise => new("承诺缴费", "promise to pay"), _ => new("分期协议", "instalments"),
    };
}
