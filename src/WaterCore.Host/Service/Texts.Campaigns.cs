using WaterCore.Service;

namespace WaterCore.Host.Service;

internal static partial class Texts
{
    public static readonly Wording Campaigns = new("外呼任务", "Campaigns");
    public static readonly Wording CampaignsText = new("系统在允许的时段自动拨打提醒电话；同一号码的多笔欠费合并为一次，已缴清的不再拨打。", "The service calls by itself within the hours allowed; debts on one number are one call, and who has paid is not called.");
    public static readonly Wording CampaignName = new("任务名称", "Name");
    public static readonly Wording CampaignAccounts = new("户号", "Accounts");
    public static readonly Wording CampaignAccountsHelp = new("以空格或换行分隔；留空则取今日催缴级次为电话的户", "separated by spaces or lines; empty for those whose dunning step is a call today");
    public static readonly Wording CampaignLines = new("同时线路", "Lines");
    public static readonly Wording CampaignPace = new("每分钟拨打", "Calls a minute");
    public static readonly Wording CampaignCreate = new("新建任务", "Make the campaign");
    public static readonly Wording CampaignMadeText = new("已建立：{0}个号码；{1}户无法拨打。", "Made: {0} numbers; {1} accounts cannot be called.");
    public static readonly Wording CampaignSoFar = new("已完成{0}/{1}个号码，拨打{2}次，通话{3}分钟，正在拨打{4}个", "{0} of {1} numbers done, {2} calls, {3} minutes connected, {4} under way");
    public static readonly Wording CampaignPause = new("暂停", "Pause");
    public static readonly Wording CampaignResume = new("继续", "Resume");
    public static readonly Wording CampaignFinish = new("结束", "Finish");
    public static readonly Wording CampaignResults = new("结果清单", "Result list");
    public static readonly Wording CampaignResult = new("结果", "Result");
    public static readonly Wording CampaignTries = new("次数", "Tries");
    public static readonly Wording PaidSince = new("任务后已缴", "Paid since");

    public static readonly Wording CampaignScript = new("话术", "Script");
    public static readonly Wording CampaignArea = new("仅限片区", "Only this area");
    public static readonly Wording CampaignMachines = new("识别录音电话（对真人静音约两秒）", "Listen for machines (two seconds of silence for people)");

    private static readonly Wording s_reminder = new("欠费提醒", "Reminder of unpaid bills"), s_announcement = new("停水通知", "Supply notices"), s_quiet = new("等待可联系时段", "waits for the hours in which people are contacted"),
        s_budget = new("已达联系次数上限，等待", "was contacted as often as is fair, and waits"), s_tryDelivered = new("已送达", "delivered"), s_tryOptedOut = new("按键拒绝", "opted out by key"), s_notDelivered = new("接听未听完", "not heard to the end"),
        s_busy = new("忙", "busy"), s_noAnswer = new("无人接听", "no answer"), s_rejected = new("拒接", "rejected"), s_invalidNumber = new("空号", "no such number"), s_congestion = new("线路拥塞", "congestion"), s_unreachable = new("无法接通", "unreachable"),
        s_lostCall = new("中断", "lost"), s_tryNotAllowed = new("不允许拨打", "may not be dialled"), s_machine = new("录音电话", "machine");

    /// <summary>The name of a shipped script.</summary>
    public static Wording ScriptName(string script) => script == "announcement" ? s_announcement : s_reminder;

    /// <summary>Why a number waits, by the code of the governor's reason.</summary>
    public static Wording WaitsFor(string reason) => reason == "budget" ? s_budget : s_quiet;

    /// <summary>The name of what a try came to.</summary>
    public static Wording Of(TryOutcome outcome) => outcome switch
    {
        TryOutcome.Delivered => s_tryDelivered, TryOutcome.OptedOut => s_tryOptedOut, TryOutcome.NotDelivered => s_notDelivered, TryOutcome.Busy => s_busy, TryOutcome.NoAnswer => s_noAnswer, TryOutcome.Rejected => s_rejected,
        TryOutcome.InvalidNumber => s_invalidNumber, TryOutcome.Congestion => s_congestion, TryOutcome.Unreachable => s_unreachable, TryOutcome.Lost => s_lostCall, TryOutcome.Machine => s_machine, _ => s_tryNotAllowed,
    };

    private static readonly Wording s_running = new("进行中", "Running"), s_pausedCampaign = new("已暂停", "Paused"), s_finished = new("已结束", "Finished"),
        s_targetOpen = new("待拨打", "To be called"), s_delivered = new("已送达", "Delivered"), s_paid = new("已缴清", "Paid"), s_optedOut = new("拒绝外呼", "Opted out"), s_invalid = new("空号", "No such number"),
        s_notReached = new("未接通", "Not reached"), s_expired = new("已过期", "Expired"), s_notAllowed = new("不允许拨打", "May not be dialled");

    /// <summary>The name of how a campaign stands.</summary>
    public static Wording Of(CampaignState state) => state switch { CampaignState.Running => s_running, CampaignState.Paused => s_pausedCampaign, _ => s_finished };

    /// <summary>The name of what became of a number.</summary>
    public static Wording Of(TargetResult result) => result switch
    {
        TargetResult.Open => s_targetOpen, TargetResult.Delivered => s_delivered, TargetResult.Paid => s_paid, TargetResult.OptedOut => s_optedOut, TargetResult.InvalidNumber => s_invalid,
        TargetResult.NotReached => s_notReached, TargetResult.Expired => s_expired, _ => s_notAllowed,
    };
}
