namespace WaterCore.Host.Service;

internal static partial class Texts
{
    public static readonly Wording Account = new("户号", "Account");
    public static readonly Wording CustomerName = new("户名", "Customer");
    public static readonly Wording Phone = new("电话", "Phone");
    public static readonly Wording Address = new("用水地址", "Address");
    public static readonly Wording Zone = new("片区", "Zone");
    public static readonly Wording UseClass = new("用水性质", "Use class");
    public static readonly Wording Persons = new("用水人口", "Persons");
    public static readonly Wording Since = new("起始日", "Since");
    public static readonly Wording Until = new("终止日", "Until");
    public static readonly Wording Opened = new("立户日", "Opened");
    public static readonly Wording Terms = new("供用水合同", "Terms of supply");
    public static readonly Wording Customer = new("客户", "Customer");
    public static readonly Wording Meter = new("水表", "Meter");
    public static readonly Wording Meters = new("水表", "Meters");
    public static readonly Wording MeterSize = new("口径", "Size");
    public static readonly Wording Installed = new("装表日", "Installed");
    public static readonly Wording Removed = new("拆表日", "Removed");
    public static readonly Wording FirstIndex = new("起码", "First index");
    public static readonly Wording LastIndex = new("止码", "Last index");
    public static readonly Wording Readings = new("抄表读数", "Readings");
    public static readonly Wording Index = new("读数", "Index");
    public static readonly Wording ReadOnDial = new("实抄", "read");
    public static readonly Wording CorrectedFrom = new("，更正前为 {0}", ", corrected from {0}");
    public static readonly Wording MetersDue = new("检定到期水表", "Meters to verify");
    public static readonly Wording MetersDueText = new("按表上登记的检定到期日；未登记的，按口径自装表日起算（JJG 162）：DN25 及以下 6 年、DN50 及以下 4 年到期轮换，以上每 2 年检定。", "By the day noted on the meter; where none is noted, by the bore from the day of installation (JJG 162): to DN25 6 years and to DN50 4 years, then replaced; above, verified every 2 years.");
    public static readonly Wording DueBy = new("截止日", "Due by");
    public static readonly Wording DueOnDay = new("到期日", "Due");
    public static readonly Wording ToReplace = new("轮换", "replace");
    public static readonly Wording ToVerify = new("检定", "verify");
    public static readonly Wording NoMetersDue = new("没有到期的水表。", "No meter is due.");
    public static readonly Wording CorrectionNote = new("账单更正单", "Correction note");
    public static readonly Wording AgreedVolume = new("包费约定", "agreed");
    public static readonly Wording Estimated = new("估抄", "estimated");
    public static readonly Wording Day = new("日期", "Day");
    public static readonly Wording How = new("方式", "How");

    public static readonly Wording Bill = new("账单", "Bill");
    public static readonly Wording Bills = new("账单", "Bills");
    public static readonly Wording NoBills = new("还没有账单。", "There are no bills yet.");
    public static readonly Wording Days = new("计费期间", "Period");
    public static readonly Wording DaysCount = new("{0} 天", "{0} days");
    public static readonly Wording Usage = new("用水量", "Usage");
    public static readonly Wording Amount = new("金额", "Amount");
    public static readonly Wording Total = new("合计", "Total");
    public static readonly Wording Issued = new("出账日", "Issued");
    public static readonly Wording Reading = new("止码", "Reading");
    public static readonly Wording Charge = new("费用项目", "Charge");
    public static readonly Wording Derivation = new("计费过程", "How it came about");
    public static readonly Wording Tariff = new("水价", "Tariff");
    public static readonly Wording Revision = new("第 {0} 版", "revision {0}");
    public static readonly Wording UsageChart = new("用水量走势", "Usage over time");
    public static readonly Wording UsageChartText = new("每期用水量，单位 {0}", "Usage of each bill, in {0}");
    public static readonly Wording BilledSoFar = new("累计已出账", "Billed so far");
    public static readonly Wording LatestBill = new("最近一期账单", "Your latest bill");
    public static readonly Wording HigherText = new("比上期多用 {0}。", "You used {0} more than in the period before.");
    public static readonly Wording LowerText = new("比上期少用 {0}。", "You used {0} less than in the period before.");
    public static readonly Wording SameText = new("与上期用水量相同。", "You used as much as in the period before.");
    public static readonly Wording Money = new("账户往来", "Money");
    public static readonly Wording What = new("事项", "What");
    public static readonly Wording Balance = new("欠费余额", "Owed after it");
    public static readonly Wording YouOwe = new("当前应缴", "You owe");
    public static readonly Wording YourCredit = new("预存余额", "Your credit");
    public static readonly Wording DueOn = new("请于 {0} 前缴纳。", "Please pay by {0}.");
    public static readonly Wording OverdueSince = new("已逾期，应于 {0} 前缴纳。", "Overdue; it was to be paid by {0}.");
    public static readonly Wording Hello = new("您好，{0}", "Hello, {0}");
    public static readonly Wording MyAccount = new("我的用水", "My water");
    public static readonly Wording AllBills = new("全部账单", "All bills");
    public static readonly Wording CorrectBill = new("更正账单", "Correct the bill");
    public static readonly Wording CorrectBillText = new("只填写有误的项目。原账单作废，按更正后的数据重新出账，已缴款重新销账；受影响的后续账单一并更正。差额超过限额须第二人授权。", "Fill in only what was wrong. The bill is cancelled and billed again from what is right, payments are put to what is open then, and later bills that it reaches follow. Above the limit a second person must sign.");
    public static readonly Wording RightIndex = new("正确止码", "Right closing index");
    public static readonly Wording RightUsage = new("核定水量", "Volume by decision");
    public static readonly Wording NothingToCorrect = new("请填写要更正的项目。", "Fill in what was wrong.");
    public static readonly Wording NotANumber = new("“{0}”不是数字，最多三位小数。", "'{0}' is not a number of zero or more with at most three decimals.");
    public static readonly Wording BillCancelled = new("已作废", "cancelled");
    public static readonly Wording BillCancelledText = new("此账单已于 {0} 作废，请勿缴纳。", "This bill was cancelled on {0}; do not pay it.");
    public static readonly Wording Print = new("打印：使用浏览器的打印功能", "To print: use your browser's print");
    public static readonly Wording Pdf = new("下载账单（PDF 文件）", "Bill as PDF");
    public static readonly Wording BillDiffers = new("此账单与复算结果不一致，请联系管理员核验。", "This bill does not come out the same when worked out again; have the database verified.");

    private static readonly Dictionary<string, Wording> s_entries = new(StringComparer.Ordinal)
    {
        ["bill"] = new("账单", "bill"), ["bill-cancelled"] = new("账单作废", "bill cancelled"), ["payment"] = new("缴费", "payment"),
        ["late-charge"] = new("违约金", "late charge"), ["adjustment"] = new("调整", "adjustment"), ["refund"] = new("退款", "refund"),
        ["reversal"] = new("冲正", "reversal"), ["write-off"] = new("坏账核销", "written off"),
    };

    /// <summary>The name of a line of a statement.</summary>
    public static Wording Entry(string what) => s_entries.GetValueOrDefault(what) ?? Wording.Same(what);
}
