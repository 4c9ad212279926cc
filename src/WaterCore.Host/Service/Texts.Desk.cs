using WaterCore.Service;

namespace WaterCore.Host.Service;

internal static partial class Texts
{
    public static readonly Wording Incidents = new("突发事件", "Incidents");
    public static readonly Wording IncidentsText = new("同一原因的大量报告合并为一个事件：一次公告、一份回访清单。", "Many reports of one cause are one incident: one announcement, one call-back list.");
    public static readonly Wording IncidentNumber = new("事件号", "Incident");
    public static readonly Wording NoIncidents = new("没有突发事件。", "There is no incident.");
    public static readonly Wording IncidentReports = new("报告数", "Reports");
    public static readonly Wording IncidentCustomers = new("涉及客户", "Customers");
    public static readonly Wording IncidentOpen = new("未答复", "Not answered");
    public static readonly Wording FirstReport = new("首次报告", "First report");
    public static readonly Wording AnnouncedAt = new("公告时间", "Announced");
    public static readonly Wording RestoredAt = new("恢复时间", "Restored");
    public static readonly Wording ExpectedAt = new("预计恢复", "Expected back");
    public static readonly Wording AnnounceZh = new("公告（中文，一句话）", "Announcement in Chinese, one sentence");
    public static readonly Wording AnnounceEn = new("公告（英文，一句话）", "Announcement in English, one sentence");
    public static readonly Wording ExpectedHours = new("几小时后恢复", "Hours until supply is back");
    public static readonly Wording Announce = new("发布公告", "Announce");
    public static readonly Wording AnnounceHelp = new("热线与网上营业厅立即播报，书面报告者会收到消息。", "The telephone line and the portal say it at once; who reported it in writing is told.");
    public static readonly Wording RestoreAnswer = new("给报告者的答复", "What those who reported it are answered");
    public static readonly Wording Restore = new("已恢复供水", "Supply is back");
    public static readonly Wording CallBackList = new("待回访清单", "To be called back");
    public static readonly Wording NobodyToCall = new("没有待回访的人。", "Nobody is to be called back.");
    public static readonly Wording PartOfIncident = new("属于突发事件", "Part of incident");
    public static readonly Wording OpenIncidentText = new("供水尚未恢复", "supply not restored");
    public static readonly Wording OpenByHand = new("手工建立", "Open by hand");

    public static readonly Wording CaseFiguresTitle = new("诉求分析", "What people ask and complain about");
    public static readonly Wording CaseFiguresText = new("趋势、与同期相比的热点、重复投诉、每千户件数、答复与办结用时、满意度。", "Trends, hot topics against the season, repeat complainers, cases per thousand accounts, time to answer and to solution, satisfaction.");
    public static readonly Wording LastDays = new("最近天数", "Last days");
    public static readonly Wording CasesCount = new("件数", "Cases");
    public static readonly Wording HotTopics = new("热点", "Hot topics");
    public static readonly Wording UsualCount = new("通常件数", "Usual");
    public static readonly Wording HotMark = new("热点", "hot");
    public static readonly Wording AgainstSeason = new("同期", "same season");
    public static readonly Wording AgainstBefore = new("此前各期", "spans before");
    public static readonly Wording NothingBefore = new("此前无记录", "no earlier record");
    public static readonly Wording NoRepeaters = new("没有三次及以上的用户。", "Nobody came three times or more.");
    public static readonly Wording AccountsCount = new("户数", "Accounts");
    public static readonly Wording Average = new("平均分", "Average");
    public static readonly Wording Repeaters = new("重复报修投诉", "Repeat complainers");
    public static readonly Wording TimesReopened = new("重开次数", "Opened again");
    public static readonly Wording PerThousand = new("每千户件数", "Cases per thousand accounts");
    public static readonly Wording InThousand = new("每千户", "Per 1,000");
    public static readonly Wording TimeToAnswer = new("首次答复用时", "Time to first answer");
    public static readonly Wording TimeToSolution = new("办结用时", "Time to solution");
    public static readonly Wording NineInTen = new("九成不超过", "Nine in ten within");
    public static readonly Wording SatisfactionBy = new("满意度（1–5）", "Satisfaction (1 to 5)");
    public static readonly Wording Ratings = new("评价数", "Ratings");
    public static readonly Wording WeeklyCases = new("每周件数", "Cases by week");
    public static readonly Wording Unstated = new("未知", "not known");

    public static readonly Wording MessageTemplatesTitle = new("消息模板", "Message templates");
    public static readonly Wording MessageTemplatesText = new("{place} 处由系统填入。先用真实数据预览，保存后新消息即用新版本。", "{place} is filled in. Preview with real data; what is made after saving reads so.");
    public static readonly Wording SubjectZh = new("主题（中文）", "Subject in Chinese");
    public static readonly Wording SubjectEn = new("主题（英文）", "Subject in English");
    public static readonly Wording BodyZh = new("正文（中文）", "Text in Chinese");
    public static readonly Wording BodyEn = new("正文（英文）", "Text in English");
    public static readonly Wording SaveTemplate = new("保存新版本", "Save as a new revision");
    public static readonly Wording TemplateSavedText = new("已保存为第 {0} 版。", "Saved as revision {0}.");
    public static readonly Wording AsShipped = new("出厂版本", "as shipped");
    public static readonly Wording PlacesOf = new("可用的填空", "Places");
    public static readonly Wording AreaMapText = new("在图上逐点单击，圈出通知范围；每个点是一处或相近的几处用水地址。", "Click the corners of the area; each dot is a premise, or several that lie together.");
    public static readonly Wording AreaBack = new("撤回一点", "Take the last corner back");
    public static readonly Wording AreaClear = new("清除范围", "Clear the area");
    public static readonly Wording PolygonText = new("地图多边形（纬度,经度 …，可空）", "Polygon on the map (latitude,longitude …; may stay empty)");

    public static readonly Wording Attachments = new("附件", "Attachments");
    public static readonly Wording MessagesSent = new("发出的消息", "Messages sent");

    public static readonly Wording SupplyNews = new("停水公告", "Supply notices");
    public static readonly Wording SupplyNewsText = new("正在停水或计划停水的地区。", "Where water is off, or will be.");
    public static readonly Wording NoSupplyNews = new("目前没有停水公告。", "There is no supply notice at present.");
    public static readonly Wording Everywhere = new("全部地区", "everywhere");
    public static readonly Wording MyCases = new("报修与投诉", "Repairs and complaints");
    public static readonly Wording NewCase = new("报修、投诉、咨询、建议", "Report, complain, ask, suggest");
    public static readonly Wording WhatHappened = new("一句话说明", "In one line");
    public static readonly Wording YourWords = new("详细情况", "In your words");
    public static readonly Wording CaseTakenText = new("已受理，工单号 {0}。", "We have it; its number is {0}.");
    public static readonly Wording NoOwnCases = new("还没有工单。", "There is nothing yet.");
    public static readonly Wording HowContent = new("您满意吗？", "Are you content?");
    public static readonly Wording RateIt = new("评价", "Rate");
    public static readonly Wording RatedText = new("您的评价：{0}", "You rated it {0}");
    public static readonly Wording NotSolved = new("没有解决", "It is not solved");
    public static readonly Wording ContactWishes = new("联系方式与订阅", "How we contact you");
    public static readonly Wording ContactWishesText = new("停水、水质等安全通知，以及法律要求的通知不能退订。", "Notices for your safety and those that the law asks for always come.");
    public static readonly Wording WishLanguage = new("语言", "Language");
    public static readonly Wording WishChannel = new("首选渠道", "Channel first tried");
    public static readonly Wording NoWish = new("不限", "any");
    public static readonly Wording WishPurposes = new("愿意接收", "I want to get");
    public static readonly Wording WishSaved = new("已保存。", "Saved.");
    public static readonly Wording SaveWishes = new("保存", "Save");
    public static readonly Wording KnownAddresses = new("登记的联系方式", "Where we reach you");

    private static readonly Wording[] s_stars = [new("1 很不满意", "1, not at all"), new("2 不满意", "2, not really"), new("3 一般", "3, so so"), new("4 满意", "4, yes"), new("5 很满意", "5, very much")];

    /// <summary>What a rating of 1 to 5 says.</summary>
    public static Wording Stars(int rating) => s_stars[rating - 1];

    private static readonly Wording s_incidentOpen = new("处理中", "open"), s_incidentRestored = new("已恢复，待回访", "restored"), s_incidentClosed = new("已结束", "closed");

    /// <summary>How an incident stands.</summary>
    public static Wording Of(IncidentState state) => state switch { IncidentState.Open => s_incidentOpen, IncidentState.Restored => s_incidentRestored, _ => s_incidentClosed };
}
