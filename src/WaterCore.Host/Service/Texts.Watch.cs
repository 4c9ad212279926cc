namespace WaterCore.Host.Service;

/// <summary>Early warning, forecast and figures on the board.</summary>
internal static partial class Texts
{
    public static readonly Wording
        WarnedWork = new("预警：时限将尽", "Most of the time is gone"),
        WillBeLate = new("预计逾期", "Will be late as a rule"),
        WillBeLateText = new("按以往同类停留的用时推算，单位为工作分钟。", "By what such stays took before, in working minutes."),
        NothingForetold = new("按以往用时，没有将要逾期的工作。", "By what such work took before, nothing that is open will be late."),
        MinutesLeft = new("剩余", "Left"),
        MinutesExpected = new("预计还需", "Expected"),
        SuchStaysLate = new("同类超时", "Such stays late"),
        OnTimeShare = new("按时", "In time"),
        BegunCount = new("发起", "Begun"),
        MedianDaysTitle = new("天数中位", "Median days"),
        Bottleneck = new("瓶颈", "Bottleneck"),
        BottleneckText = new("{0}：合计逾期 {1} 分钟", "{0}: {1} minutes late in all"),
        AsDrawnText = new("完全按图流转：{0}", "Went as drawn: {0}"),
        ReworkText = new("退回、不同意、撤回：{0}", "Sent back, rejected or withdrawn: {0}");
}
