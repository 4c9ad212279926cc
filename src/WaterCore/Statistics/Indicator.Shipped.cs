using WaterCore.Values;

namespace WaterCore.Statistics;

public sealed partial record Indicator
{
    private static readonly Wording s_cycle = new("一个抄表周期", "a billing cycle");
    private static readonly Wording s_month = new("任意整月", "whole months");
    private static readonly Wording s_byTheEnd = new("期末（含）前销账的收款；期末未作废的账单", "receipts allocated by the last day of the period; bills that live at its end");
    private static readonly Wording s_newYear = new("自一月一日至期末", "from new year to the end of the period");

    /// <summary>The indicators that come with the library, each in its latest version.</summary>
    /// <remarks>
    /// Cities count differently and GB/T 32063 was not at hand, so these are working definitions; a utility states its own beside them.
    /// What counts is fixed by days that are over, so a figure comes out the same whenever it is worked out again.
    /// </remarks>
    public static IReadOnlyList<Indicator> Shipped { get; } =
    [
        new()
        {
            Code = "reading-accuracy", Name = new("抄表准确率", "Meter-reading accuracy"), Version = 1, By = ["area", "branch"], Period = s_month,
            Numerator = Rows("检验为正确的实抄读数", "dial readings found right", FactSource.Tested, "readings", new FactFilter("right", ["0-right"])),
            Denominator = Rows("期内受检验的实抄读数", "dial readings put to the test", FactSource.Tested, "readings"),
            CutOff = new("同一水表下一次实抄在期内，即受检验；下一次读数更小且无解释，或期末前其账单作废且未按该读数重开，为错误", "tested when the next dial reading of the meter is of the period; wrong when that is lower and nothing explains it, or when the bill it closed was cancelled by the end and none that it closes lives"),
        },
        new()
        {
            Code = "reading-rate", Name = new("抄见率", "Reading rate"), Version = 1, By = ["area", "class"], Period = s_cycle,
            Numerator = Rows("实抄表数", "meters read", FactSource.Readings, "meters", new FactFilter("reading", ["1-read"])),
            Denominator = Rows("应抄表数", "meters due", FactSource.Readings, "meters"),
            CutOff = new("读数日期在周期内；以周期内最后一次读数为准", "readings dated within the cycle; the last of them counts"),
        },
        new()
        {
            Code = "estimated-share", Name = new("估抄账单占比", "Share of bills on an estimate"), Version = 1, LessIsBetter = true, By = ["area", "class"], Period = s_cycle,
            Numerator = Rows("按估抄读数开账的账单数", "bills that an estimated reading closes", FactSource.Closings, "bills", new FactFilter("reading", ["2-estimated"])),
            Denominator = Rows("已开账单数", "bills issued", FactSource.Closings, "bills"),
            CutOff = new("计算时未作废的账单", "bills not cancelled when the figure is worked out"),
        },
        new()
        {
            Code = "bills-issued", Name = new("开账户次", "Bills issued"), Version = 1, Scale = IndicatorScale.Sum, By = ["class", "area"], Period = s_cycle,
            Numerator = Rows("已开账单数", "bills issued", FactSource.Closings, "bills"), CutOff = new("计算时未作废的账单", "bills not cancelled when the figure is worked out"),
        },
        new()
        {
            Code = "entry-days", Name = new("数据录入时间", "Data-entry time"), Version = 1, Scale = IndicatorScale.DaysEach, LessIsBetter = true, By = ["area", "reader"], Period = s_month,
            Numerator = Rows("从领单到入账的时间（秒）", "seconds from the sheet going out to the reading accepted", FactSource.Entries, "seconds"),
            Denominator = Rows("有领单记录的入账读数", "readings accepted whose sheet is known", FactSource.Entries, "timed"),
            CutOff = new("期内入账的实抄读数；无抄表单的不计", "dial readings accepted in the period; those without a sheet are left out"),
        },
        new()
        {
            Code = "entry-errors", Name = new("首次录入差错率", "First-pass entry errors"), Version = 1, LessIsBetter = true, By = ["reader", "area"], Period = s_month,
            Numerator = Rows("复核认定错误的录入", "entries that a look found wrong", FactSource.Entries, "entries", new FactFilter("entry", ["3-wrong"])),
            Denominator = Rows("期内办结的录入", "entries settled in the period", FactSource.Entries, "entries"),
            CutOff = new("按入账或驳回之日；未复核的留待下期", "by the day it was accepted or rejected; what still waits counts later"),
        },
        new()
        {
            Code = "collection-current", Name = new("当期水费回收率", "Collection ratio, current"), Version = 1, By = ["class", "area"], Period = s_month, CutOff = s_byTheEnd,
            Numerator = Rows("本期账款已收", "received of the period's bills", FactSource.Dues, "received"), Denominator = Rows("本期账款", "billed in the period", FactSource.Dues, "billed"),
        },
        new()
        {
            Code = "collection-cumulative", Name = new("累计水费回收率", "Collection ratio, since new year"), Version = 1, FromNewYear = true, By = ["class", "area"], Period = s_newYear, CutOff = s_byTheEnd,
            Numerator = Rows("本年账款已收", "received of the year's bills", FactSource.Dues, "received"), Denominator = Rows("本年账款", "billed since new year", FactSource.Dues, "billed"),
        },
        new()
        {
            Code = "collection-old", Name = new("陈欠回收率", "Collection ratio, old arrears"), Version = 1, By = ["class", "area"], Period = s_month, CutOff = s_byTheEnd,
            Numerator = Rows("期内收回的陈欠", "received in the period of what was open before", FactSource.OldDues, "received"), Denominator = Rows("期初未收账款", "open when the period began", FactSource.OldDues, "open"),
        },
        new()
        {
            Code = "arrears", Name = new("期末应收未收", "Receivables at the end"), Version = 1, Scale = IndicatorScale.Sum, LessIsBetter = true, By = ["age", "class", "area"], Period = s_month,
            Numerator = Rows("期末未收账款", "open at the end", FactSource.Arrears, "amount"), CutOff = new("期末余额，按逾期天数分账龄", "what is open at the end, by days overdue"),
        },
        new()
        {
            Code = "arrears-overdue", Name = new("逾期占比", "Share of receivables overdue"), Version = 1, LessIsBetter = true, By = ["class", "area"], Period = s_month,
            Numerator = Rows("期末逾期未收", "overdue at the end", FactSource.Arrears, "amount", new FactFilter("age", ["00"], true)), Denominator = Rows("期末未收账款", "open at the end", FactSource.Arrears, "amount"),
            CutOff = new("期末余额；到期日的次日起为逾期", "what is open at the end; overdue from the day after it was due"),
        },
        new()
        {
            Code = "days-receivable", Name = new("应收账款天数", "Days receivable"), Version = 1, Scale = IndicatorScale.DaysOfPeriod, LessIsBetter = true, By = ["class", "area"], Period = s_month,
            Numerator = Rows("期末未收账款", "open at the end", FactSource.Arrears, "amount"), Denominator = Rows("本期账款", "billed in the period", FactSource.Dues, "billed"),
            CutOff = new("期末余额；账款按出账日", "what is open at the end; bills by the day of issue"),
        },
        new()
        {
            Code = "promise-to-pay", Name = new("承诺缴费兑现率", "Promises to pay kept"), Version = 1, By = ["maker", "area"], Period = s_month,
            Numerator = Rows("已兑现", "kept", FactSource.Promises, "promises", new FactFilter("kept", ["yes"])), Denominator = Rows("期内到期的承诺", "promises that ended in the period", FactSource.Promises, "promises"),
            CutOff = new("承诺期内收到承诺金额（未写金额的，期末无逾期）", "the promised amount came in while the promise stood; one without an amount: nothing was overdue at its end"),
        },
        new()
        {
            Code = "promise-kept", Name = new("服务承诺兑现率", "Service promise kept"), Version = 1, By = ["kind", "branch"], Period = s_month,
            Numerator = Rows("在承诺时限内办结", "done within the promise", FactSource.Items, "done", new FactFilter("promise", ["1-kept"])),
            Denominator = Rows("期内办结且有承诺时限的工单", "items with a promise that were done in the period", FactSource.Items, "done", new FactFilter("promise", ["1-kept", "2-late"])),
            CutOff = new("按归档之日；挂起的时间不计", "by the day it was archived; the clock's stands are left out"),
        },
        new()
        {
            Code = "position-in-time", Name = new("岗位按时办理率", "In time at positions"), Version = 1, By = ["position", "kind"], Period = s_month,
            Numerator = Rows("按时离开岗位", "stays that ended in time", FactSource.Visits, "visits", new FactFilter("in-time", ["yes"])), Denominator = Rows("期内结束的岗位停留", "stays that ended in the period", FactSource.Visits, "visits"),
            CutOff = new("按离开岗位之时；期限按工作日历", "by when it left the position; limits by the work calendar"),
        },
        new()
        {
            Code = "days-to-connect", Name = new("报装用时", "Time to connect"), Version = 1, Scale = IndicatorScale.DaysEach, LessIsBetter = true, By = ["branch", "area"], Period = s_month,
            Numerator = Rows("从受理到归档的时间（秒）", "seconds from the application to its archive", FactSource.Items, "seconds", new FactFilter("kind", ["new-connection", "new-connection-simple"])),
            Denominator = Rows("期内办结的报装", "new connections done in the period", FactSource.Items, "done", new FactFilter("kind", ["new-connection", "new-connection-simple"])),
            CutOff = new("按归档之日；自然日", "by the day it was archived; calendar days"),
        },
        new()
        {
            Code = "hotline-answered", Name = new("热线接通率", "Hotline answer rate"), Version = 1, By = ["hour", "day"], Period = s_month,
            Numerator = Rows("人工接听", "taken by a person", FactSource.Calls, "taken"), Denominator = Rows("请求人工的来电", "calls that asked for a person", FactSource.Calls, "asked"),
            CutOff = new("按来电时间；自助办结且未请求人工的不计", "by when the call came; calls that asked for nobody are left out"),
        },
        new()
        {
            Code = "first-contact", Name = new("一次解决率", "First-contact solution"), Version = 1, By = ["channel", "position"], Period = s_month,
            Numerator = Rows("当场答复的来访", "contacts answered at once", FactSource.Contacts, "contacts", new FactFilter("direction", ["in"]), new FactFilter("outcome", ["1-answered"])),
            Denominator = Rows("提出新诉求的来访", "contacts with a new wish", FactSource.Contacts, "contacts", new FactFilter("direction", ["in"]), new FactFilter("outcome", ["1-answered", "2-case"])),
            CutOff = new("按来访时间；仅登记的和续办的不计", "by when it came; those only noted and those of a case that was there are left out"),
        },
        new()
        {
            Code = "complaints", Name = new("千户投诉件数", "Complaints per thousand accounts"), Version = 1, Scale = IndicatorScale.PerThousand, LessIsBetter = true, By = ["area"], Period = s_month,
            Numerator = Rows("期内投诉", "complaints of the period", FactSource.Cases, "cases", new FactFilter("kind", ["complaint"])), Denominator = Rows("期末户数", "accounts at the end", FactSource.Accounts, "accounts"),
            CutOff = new("按受理时间", "by when the complaint came"),
        },
        new()
        {
            Code = "repair-in-time", Name = new("报修及时率", "Repair in time"), Version = 1, By = ["category", "area"], Period = s_month,
            Numerator = Rows("时限内答复的报修", "repairs answered within their limit", FactSource.Limits, "cases", new FactFilter("kind", ["repair"]), new FactFilter("in-time", ["yes"])),
            Denominator = Rows("期内到期的报修", "repairs whose limit was over in the period", FactSource.Limits, "cases", new FactFilter("kind", ["repair"])),
            CutOff = new("按时限到期之时；以首次答复为准；并入他单的不计", "by when the limit was over; the first answer counts; merged ones are left out"),
        },
        new()
        {
            Code = "satisfaction", Name = new("满意率", "Satisfaction"), Version = 1, By = ["kind", "position"], Period = s_month,
            Numerator = Rows("评 4、5 分", "rated 4 or 5", FactSource.Ratings, "content"), Denominator = Rows("期内评价的工单", "cases rated in the period", FactSource.Ratings, "ratings"),
            CutOff = new("每件工单期内最后一次评价", "the last rating of each case in the period"),
        },
        new()
        {
            Code = "non-revenue-water", Name = new("产销差率（有总表的片区）", "Non-revenue water, where master meters are"), Version = 1, LessIsBetter = true, By = ["district", "area"], Period = s_month,
            Numerator = Rows("总表水量与分表水量之差", "supplied through master meters less what their meters used", FactSource.Districts, "lost"), Denominator = Rows("总表水量", "supplied through master meters", FactSource.Districts, "supplied"),
            CutOff = new("从期前最后一次到期内最后一次读数，含估抄", "from the last reading before the period to the last in it, estimates too"),
        },
    ];

    private static IndicatorTerm Rows(string chinese, string english, FactSource source, string measure, params FactFilter[] where) => new(new(chinese, english), source, measure) { Where = where };
}
