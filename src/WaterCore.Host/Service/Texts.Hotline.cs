namespace WaterCore.Host.Service;

internal static partial class Texts
{
    public static readonly Wording Pin = new("电话查询密码", "PIN for the telephone");
    public static readonly Wording PinText = new("客户拨打热线查询时凭户号和六位密码。请先核对客户身份证件；密码只显示一次，任何人无法再查看。", "On the hotline a customer identifies by account number and a six-digit PIN. See the identity card first; the PIN is shown once and nobody can look it up.");
    public static readonly Wording PinDraw = new("生成新密码", "Draw a new PIN");
    public static readonly Wording PinDrawn = new("新密码：{0}。请告知客户，本页关闭后不再显示。", "The new PIN is {0}. Tell the customer; it is not shown again.");

    public static readonly Wording Hotline = new("热线", "Hotline");
    public static readonly Wording HotlineNotThere = new("没有配置电话交换机；请配置 WaterCore:Plugins:Asterisk 和 WaterCore:Plugins:Espeak。", "No telephone exchange is configured; add sections WaterCore:Plugins:Asterisk and WaterCore:Plugins:Espeak.");
    public static readonly Wording HotlineStarting = new("热线正在启动，请稍候。", "The hotline is starting; wait a moment.");
    public static readonly Wording MySeat = new("我的坐席", "My seat");
    public static readonly Wording MyTelephone = new("分机", "Telephone");
    public static readonly Wording MySkills = new("接听岗位", "Groups");
    public static readonly Wording SeatOn = new("签入", "Sign on");
    public static readonly Wording SeatOff = new("签出", "Sign off");
    public static readonly Wording SeatReady = new("示闲", "Ready");
    public static readonly Wording SeatPause = new("示忙", "Pause");
    public static readonly Wording Caller = new("来电", "Caller");
    public static readonly Wording CallerUnknown = new("没有户号登记这个号码。", "No account has this number.");
    public static readonly Wording CallerIdentified = new("已凭密码验证", "identified by PIN");
    public static readonly Wording CallerByNumber = new("仅凭来电号码，请先核对身份", "by the number only: check who it is first");
    public static readonly Wording LastCalls = new("最近来电", "Last calls");
    public static readonly Wording CallersWaiting = new("等待中", "Waiting");
    public static readonly Wording Group = new("岗位", "Group");
    public static readonly Wording WaitedSeconds = new("已等（秒）", "Waited (s)");
    public static readonly Wording ForSeconds = new("时长（秒）", "For (s)");
    public static readonly Wording Agents = new("坐席", "Agents");
    public static readonly Wording Agent = new("坐席", "Agent");
    public static readonly Wording CallsNow = new("正在通话", "Calls now");
    public static readonly Wording Stage = new("阶段", "Stage");
    public static readonly Wording DialogueStep = new("菜单位置", "Step");
    public static readonly Wording DialogueSteps = new("菜单路径", "Steps");
    public static readonly Wording CallEnded = new("结束方式", "Ended");
    public static readonly Wording HotlineFigures = new("热线统计", "Hotline figures");
    public static readonly Wording Offered = new("来电数", "Calls");
    public static readonly Wording SelfServed = new("自助完成", "Served by the dialogue");
    public static readonly Wording AskedForPerson = new("请求人工", "Asked for a person");
    public static readonly Wording AnsweredByPerson = new("人工接听", "Answered by a person");
    public static readonly Wording AnsweredInTime = new("20秒内接听", "Within 20 seconds");
    public static readonly Wording AbandonedCalls = new("等待中放弃", "Gave up waiting");
    public static readonly Wording WaitMedian = new("等待中位数 / 最长（秒）", "Wait, median / longest (s)");
    public static readonly Wording TalkMedian = new("通话中位数（秒）", "Talk, median (s)");
    public static readonly Wording CallsByHour = new("按小时来电", "Calls by hour");
    public static readonly Wording GaveUpAt = new("未办成即挂断的位置", "Hung up unserved at");
    public static readonly Wording CaseFromCall = new("来电登记", "A case from this call");
    public static readonly Wording OpenCases = new("未结工单", "Open cases");
    public static readonly Wording LastContacts = new("最近联系", "Last contacts");
    public static readonly Wording Recordings = new("通话录音", "Recordings");
    public static readonly Wording RecordingsText = new("收听须注明原因，并记入审计。", "Say why you listen; it goes into the audit trail.");
    public static readonly Wording RecordingErased = new("已按期删除", "erased after its time");
    public static readonly Wording Listen = new("收听", "Listen");
    public static readonly Wording ListenReason = new("原因", "Why");
    public static readonly Wording Seconds = new("秒", "Seconds");
    public static readonly Wording DialogueDrawing = new("菜单图与各步来电数", "The dialogue, with the callers at each step");
    public static readonly Wording SelfServiceShare = new("自助率", "Self-service share");
    public static readonly Wording CallsFrom = new("起", "From");
    public static readonly Wording CallsUntil = new("止", "Until");
    public static readonly Wording Calls = new("来电记录", "Calls");

    private static readonly Wording s_ready = new("空闲", "Ready"), s_ringing = new("振铃", "Ringing"), s_talking = new("通话", "Talking"), s_wrapUp = new("整理", "Wrap-up"), s_paused = new("示忙", "Paused"),
        s_inDialogue = new("自助菜单", "Dialogue"), s_waits = new("等待人工", "Waiting"), s_booked = new("已预约回电", "Call back booked"), s_selfService = new("自助完成", "Served itself"), s_hungUp = new("用户挂断", "Hung up"), s_abandoned = new("等待中放弃", "Gave up waiting"),
        s_talked = new("人工接听", "Talked"), s_lost = new("中断", "Lost");

    /// <summary>The name of what an agent does.</summary>
    public static Wording Of(WaterCore.Service.AgentState state) => state switch
    {
        WaterCore.Service.AgentState.Ready => s_ready, WaterCore.Service.AgentState.Ringing => s_ringing, WaterCore.Service.AgentState.Talking => s_talking, WaterCore.Service.AgentState.WrapUp => s_wrapUp, _ => s_paused,
    };

    /// <summary>The name of where a call is.</summary>
    public static Wording Of(WaterCore.Operations.CallStage stage) => stage switch
    {
        WaterCore.Operations.CallStage.Dialogue => s_inDialogue, WaterCore.Operations.CallStage.Waiting => s_waits, WaterCore.Operations.CallStage.CallBack => s_booked, _ => s_talking,
    };

    /// <summary>The name of how a call ended.</summary>
    public static Wording Of(WaterCore.Service.CallEnding ending) => ending switch
    {
        WaterCore.Service.CallEnding.SelfService => s_selfService, WaterCore.Service.CallEnding.HungUp => s_hungUp, WaterCore.Service.CallEnding.Abandoned => s_abandoned, WaterCore.Service.CallEnding.Talked => s_talked, _ => s_lost,
    };
}
