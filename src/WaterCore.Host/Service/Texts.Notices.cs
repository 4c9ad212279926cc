using WaterCore.Service;

namespace WaterCore.Host.Service;

internal static partial class Texts
{
    public static readonly Wording Notices = new("通知", "Notices");
    public static readonly Wording NoticesText = new("先查看谁会收到、通过哪个渠道、谁联系不上，再发送。", "See who would get it, by which channel, and who cannot be reached, before it goes out.");
    public static readonly Wording Template = new("模板", "Template");
    public static readonly Wording Zones = new("供水分区（逗号分隔，空为全部）", "Supply zones (separated by commas; empty for all)");
    public static readonly Wording Streets = new("街道（逗号分隔，空为全部）", "Streets (separated by commas; empty for all)");
    public static readonly Wording AccountNumbers = new("户号（逗号或换行分隔，空为全部）", "Accounts (separated by commas or lines; empty for all)");
    public static readonly Wording Preview = new("预览", "Preview");
    public static readonly Wording PreviewChanged = new("预览之后有改动：请看新的预览，再点发送。", "Something was changed after the preview; look at the new one, then send.");
    public static readonly Wording SendNotice = new("发送", "Send");
    public static readonly Wording NoticeSentText = new("已生成 {0} 条消息。", "{0} messages were made.");
    public static readonly Wording ChannelsClosed = new("未开通：{0}。只能通过这些渠道联系的人收不到。", "Not open: {0}. Who can be reached only by these gets nothing.");
    public static readonly Wording PreviewAccounts = new("范围内户数", "Accounts in the area");
    public static readonly Wording PreviewPeople = new("将收到的人", "People who get it");
    public static readonly Wording PreviewRefused = new("已退订", "Said no");
    public static readonly Wording PreviewUnreachable = new("联系不上的户", "Accounts nobody can be reached at");
    public static readonly Wording DeadTray = new("无法送达", "Could not be delivered");
    public static readonly Wording DeadEmpty = new("没有无法送达的消息。", "Everything could be delivered.");
    public static readonly Wording TryAgain = new("重试", "Try again");
    public static readonly Wording DeliveryFigures = new("送达情况", "Delivery");
    public static readonly Wording HowMany = new("数量", "Count");
    public static readonly Wording OrderedAt = new("下达时间", "Ordered");
    public static readonly Wording SamePerson = new("同一人", "Same person");

    private static readonly Wording s_waiting = new("待发送", "waiting"), s_sending = new("发送中", "sending"), s_sent = new("已发送", "sent"), s_arrived = new("已送达", "delivered"),
        s_dead = new("无法送达", "could not be delivered"), s_dropped = new("不发送", "not to go out");

    // Why a message did not go out; a channel's own words stay as they are.
    private static readonly Dictionary<string, Wording> s_reasons = new(StringComparer.Ordinal)
    {
        ["no-address"] = new("没有可用的联系方式", "no address that an open channel takes"), ["all-failed"] = new("所有渠道均失败", "every channel failed"), ["refused"] = new("客户已退订", "the person said no"),
        ["no-consent"] = new("未获同意", "no consent"), ["settled"] = new("事由已消除", "its cause is gone"), ["expired"] = new("已过有效期", "too late"), ["merged"] = new("已并入另一条", "part of another"),
        ["quiet-hours"] = new("非联系时段", "quiet hours"), ["budget"] = new("已达次数上限", "budget used up"),
    };

    private static readonly Dictionary<string, Wording> s_places = new(StringComparer.Ordinal)
    {
        ["from"] = new("何时起", "From when"), ["until"] = new("到何时", "Until when"), ["reason"] = new("原因", "Reason"), ["amount"] = new("金额", "Amount"), ["due"] = new("缴费期限", "Due on"),
        ["case"] = new("工单号", "Case"), ["link"] = new("网址", "Web address"),
    };

    /// <summary>What is asked for to fill a place of a template; a utility's own place is called as the template calls it.</summary>
    public static Wording NoticePlace(string place) => s_places.TryGetValue(place, out var name) ? name : Wording.Same(place);

    /// <summary>How a message stands.</summary>
    public static Wording Of(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => s_waiting, DeliveryState.Sending => s_sending, DeliveryState.Sent => s_sent, DeliveryState.Delivered => s_arrived, DeliveryState.Dead => s_dead, _ => s_dropped,
    };

    /// <summary>Why a message stands as it does.</summary>
    public static Wording WhyNot(string? reason)
    {
        if (reason is null) return Wording.Same("–");
        var code = reason.Split(' ', ':')[0];
        return !s_reasons.TryGetValue(code, out var text) ? Wording.Same(reason) : reason.Length == code.Length ? text : new(text.Zh + reason[code.Length..], text.En + reason[code.Length..]);
    }
}
