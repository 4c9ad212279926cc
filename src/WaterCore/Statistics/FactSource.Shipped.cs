using WaterCore.Values;

namespace WaterCore.Statistics;

public sealed partial record FactSource
{
    private static readonly Dimension s_account = new("account", new("户号", "Account"));
    private static readonly Dimension s_class = new("class", new("用水性质", "Use class"));
    private static readonly Dimension s_tariff = new("tariff", new("水价", "Tariff"));
    private static readonly Dimension s_area = new("area", new("片区", "Area"));
    private static readonly Dimension s_branch = new("branch", new("营业所", "Branch"));
    private static readonly Dimension s_bill = new("bill", new("账单", "Bill"));
    private static readonly Dimension s_month = new("month", new("月份", "Month"));
    private static readonly Dimension s_day = new("day", new("日期", "Day"));
    private static readonly Dimension s_meter = new("meter", new("水表", "Meter"));
    private static readonly Dimension s_kind = new("kind", new("类别", "Kind"));
    private static readonly Dimension s_category = new("category", new("工单分类", "Category"));
    private static readonly Dimension s_position = new("position", new("岗位", "Position"));
    private static readonly Dimension s_channel = new("channel", new("渠道", "Channel"));
    private static readonly Dimension s_case = new("case", new("工单", "Case"));
    private static readonly Dimension s_item = new("item", new("业务工单", "Work item"));
    private static readonly Dimension s_inTime = new("in-time", new("是否按时", "In time"));
    private static readonly Measure s_volume = new("volume", new("水量", "Volume"), MeasureKind.Volume);
    private static readonly Measure s_amount = new("amount", new("金额", "Amount"), MeasureKind.Money);

    /// <summary>Bills issued in the days, a row for each, and those of an earlier month that were cancelled in them, which are below zero.</summary>
    public static FactSource Bills { get; } = new("bills", new("出账（每张账单一行；以前月份开出、本期作废的为负）", "Bills issued, a row for each; one of an earlier month that was cancelled now is below zero"),
        [s_class, s_tariff, s_area, s_branch, s_month, s_account, s_bill], [Count("bills", "账单数", "Bills"), s_volume, s_amount]);

    /// <summary>The lines of those bills, a row for each: the price components.</summary>
    public static FactSource Lines { get; } = new("lines", new("费用项目（每个账单明细一行）", "Price components, a row for each line of a bill"),
        [new("component", new("费用项目", "Component")), s_class, s_tariff, s_area, s_branch, s_month, s_account, s_bill],
        [Count("lines", "明细数", "Lines"), s_volume with { NotAcross = "component" }, s_amount]);

    /// <summary>The volume of those bills by the blocks of their water charge, a row for each block of a bill.</summary>
    public static FactSource Blocks { get; } = new("blocks", new("阶梯水量（账单的每一级一行）", "Volume by block, a row for each block of a bill"),
        [s_class, new("block", new("阶梯", "Block")), s_tariff, s_area, s_branch, s_month, s_account, s_bill], [Count("bills", "户次", "Bills"), s_volume, s_amount]);

    /// <summary>Payments taken in the days, a row for each; a reversed one stands with its reversal, which is below zero.</summary>
    public static FactSource Receipts { get; } = new("receipts", new("收款（每笔缴费或冲正一行）", "Receipts, a row for each payment or reversal"),
        [s_channel, new("tender", new("收款方式", "Paid by")), new("till", new("收费网点", "Till")), s_day, s_month, s_class, s_area, s_branch, s_account, new("receipt", new("收据", "Receipt"))],
        [Count("payments", "笔数", "Payments"), s_amount]);

    /// <summary>What accounts owe at the end of the days by age, a row for each account and band.</summary>
    public static FactSource Arrears { get; } = new("arrears", new("欠费（每户每个账龄一行）", "Arrears, a row for each account and age"),
        [new("age", new("账龄（逾期天数）", "Days overdue")), s_class, s_area, s_branch, s_account], [Count("accounts", "户数", "Accounts") with { NotAcross = "age" }, s_amount]);

    /// <summary>Meters that were due in the days and how they were read, a row for each.</summary>
    public static FactSource Readings { get; } = new("readings", new("抄表（每块应抄水表一行）", "Reading work, a row for each meter due"),
        [new("reading", new("抄见状态", "How read")), s_class, s_area, s_branch, s_account, s_meter], [Count("meters", "表数", "Meters")]);

    /// <summary>Live bills issued in the days and what was allocated to each by their end, a row for each.</summary>
    public static FactSource Dues { get; } = new("dues", new("账款回收（每张账单一行）", "Bills and what was received of them, a row for each"),
        [new("paid", new("缴清", "Paid")), s_class, s_tariff, s_area, s_branch, s_month, s_account, s_bill],
        [Count("bills", "账单数", "Bills"), new("billed", new("账款", "Billed"), MeasureKind.Money), new("received", new("已收", "Received"), MeasureKind.Money)]);

    /// <summary>Bills that were open when the days began and what was allocated to each in them, a row for each.</summary>
    public static FactSource OldDues { get; } = new("old-dues", new("陈欠回收（每张账单一行）", "Bills open at the beginning and what was received of them, a row for each"),
        [s_month, s_class, s_area, s_branch, s_account, s_bill],
        [Count("bills", "账单数", "Bills"), new("open", new("期初未收", "Open before"), MeasureKind.Money), new("received", new("期内收回", "Received"), MeasureKind.Money)]);

    /// <summary>Promises to pay that came to their end in the days, a row for each.</summary>
    public static FactSource Promises { get; } = new("promises", new("承诺缴费（每项一行）", "Promises to pay, a row for each"),
        [new("kept", new("兑现", "Kept")), new("maker", new("经办人", "Agreed with")), s_area, s_branch, s_account], [Count("promises", "承诺数", "Promises"), s_amount]);

    /// <summary>Bills of the cycles that begin in the days as they were first issued, by the reading that closes each; a row for each.</summary>
    public static FactSource Closings { get; } = new("closings", new("账单的止码（每张账单一行）", "Bills by their closing reading, a row for each"),
        [new("reading", new("抄见状态", "How read")), s_class, s_area, s_branch, s_account, s_meter, s_bill], [Count("bills", "账单数", "Bills"), s_volume]);

    /// <summary>Dial readings that the next dial reading of their meter, taken in the days, put to the test; a row for each.</summary>
    public static FactSource Tested { get; } = new("tested", new("读数检验（下次实抄检验上次实抄，每次一行）", "Readings put to the test by the next one, a row for each"),
        [new("right", new("检验结果", "Found")), s_class, s_area, s_branch, s_account, s_meter, s_day], [Count("readings", "读数", "Readings")]);

    /// <summary>Readings that were entered and settled in the days: accepted at first, accepted after a look, or found wrong; a row for each.</summary>
    public static FactSource Entries { get; } = new("entries", new("读数录入（每次录入一行）", "Entries of readings, a row for each"),
        [new("entry", new("录入结果", "Entry")), new("reader", new("抄表员", "Reader")), s_area, s_branch, s_month, s_account, s_meter, s_day],
        [Count("entries", "录入数", "Entries"), Count("timed", "有时长的录入数", "Entries with a time"), Count("seconds", "录入用时（秒）", "Seconds")]);

    /// <summary>Accounts that were open at the end of the days, or opened or closed in them; a row for each.</summary>
    public static FactSource Accounts { get; } = new("accounts", new("用户（每户一行）", "Accounts, a row for each"),
        [s_class, s_tariff, s_area, s_branch, s_account], [Count("accounts", "期末户数", "Accounts at the end"), Count("opened", "新增", "Opened"), Count("closed", "销户", "Closed")]);

    /// <summary>What went through the meters of districts that have a master meter (总表) in the days, a row for each meter and district.</summary>
    public static FactSource Districts { get; } = new("districts", new("分区供用水（总表辖区内每块水表一行）", "Water of districts with a master meter, a row for each meter"),
        [new("district", new("总表", "Master meter")), new("part", new("供或用", "Part")), s_area, s_meter],
        [new("supplied", new("供水量", "Supplied"), MeasureKind.Volume), new("used", new("用水量", "Used"), MeasureKind.Volume), new("lost", new("产销差水量", "Not accounted for"), MeasureKind.Volume)]);

    /// <summary>Stays of work at positions that ended in the days, a row for each.</summary>
    public static FactSource Visits { get; } = new("visits", new("岗位办理（每次停留一行）", "Stays of work at positions, a row for each"),
        [s_kind, new("step", new("环节", "Step")), s_position, s_branch, s_inTime, new("action", new("动作", "Left by")), s_month, s_item],
        [Count("visits", "停留次数", "Stays"), Count("minutes", "工作分钟", "Working minutes")]);

    /// <summary>Work items that were open at the end of the days, or began or ended in them; a row for each.</summary>
    public static FactSource Items { get; } = new("applications", new("业务工单（每件一行）", "Applications and other work, a row for each"),
        [s_kind, new("state", new("状态", "State")), new("promise", new("承诺时限", "Promise")), s_branch, s_area, new("waiting", new("等待时长", "Waited")), s_month, s_item],
        [Count("items", "件数", "Items"), Count("waiting", "在办", "Open at the end"), Count("made", "新受理", "Came in"), Count("done", "办结", "Done"), Count("cancelled", "终止", "Without result"), Count("seconds", "办结用时（秒）", "Seconds until done")]);

    /// <summary>Contacts in the days, in and out, a row for each.</summary>
    public static FactSource Contacts { get; } = new("contacts", new("接触（每次一行）", "Contacts, a row for each"),
        [new("direction", new("方向", "Direction")), s_channel, new("outcome", new("结果", "Led to")), s_position, s_branch, s_month, s_day, new("contact", new("接触", "Contact"))], [Count("contacts", "次数", "Contacts")]);

    /// <summary>Cases that came in the days, a row for each.</summary>
    public static FactSource Cases { get; } = new("cases", new("工单（按受理，每件一行）", "Cases by the day they came, a row for each"),
        [s_kind, s_category, s_channel, s_position, s_area, new("answered", new("期末是否答复", "Answered by the end")), s_month, s_case], [Count("cases", "件数", "Cases")]);

    /// <summary>Cases whose limit was over in the days, a row for each.</summary>
    public static FactSource Limits { get; } = new("limits", new("工单时限（按到期，每件一行）", "Cases by the day they were due, a row for each"),
        [s_kind, s_category, s_inTime, s_position, s_area, s_month, s_case], [Count("cases", "件数", "Cases")]);

    /// <summary>What people said of cases in the days, 1 to 5; the last of each case, a row for each.</summary>
    public static FactSource Ratings { get; } = new("ratings", new("评价（每件工单的最后一次）", "Ratings, the last of each case"),
        [s_kind, s_category, s_position, new("rating", new("评分", "Rating")), s_case], [Count("ratings", "评价数", "Ratings"), Count("content", "满意（4、5 分）", "Content (4 or 5)"), Count("points", "总分", "Points")]);

    /// <summary>Calls to the hotline in the days, a row for each.</summary>
    public static FactSource Calls { get; } = new("calls", new("热线来电（每通一行）", "Calls to the hotline, a row for each"),
        [new("ending", new("结束方式", "Ended")), new("person", new("人工服务", "Person")), new("hour", new("时段", "Hour")), s_day, s_month, s_account, new("call", new("通话", "Call"))],
        [Count("calls", "来电", "Calls"), Count("asked", "请求人工", "Asked for a person"), Count("taken", "人工接听", "Taken by a person"), Count("in-time", "20 秒内接听", "Taken in 20 s"), Count("seconds", "等待（秒）", "Seconds waited")]);

    /// <summary>All sources.</summary>
    public static IReadOnlyList<FactSource> All { get; } =
        [Bills, Lines, Blocks, Receipts, Arrears, Readings, Dues, OldDues, Promises, Closings, Tested, Entries, Accounts, Districts, Visits, Items, Contacts, Cases, Limits, Ratings, Calls];

    private static Measure Count(string code, string chinese, string english) => new(code, new(chinese, english), MeasureKind.Count);
}
