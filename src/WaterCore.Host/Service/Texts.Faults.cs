namespace WaterCore.Host.Service;

internal static partial class Texts
{
    // The faults that staff meet in a billing run, in Chinese; the English sentence comes with the fault and has the details.
    private static readonly Dictionary<string, string> s_faults = new(StringComparer.Ordinal)
    {
        ["service.campaign-refused"] = "外呼任务不能这样建立或更改，请按说明更正。",
        ["service.campaign-not-found"] = "没有这个外呼任务。",
        ["service.seat-refused"] = "不能这样签入或更改坐席：号码须为1至8位数字，至少选一个岗位，且分机无他人在用。",
        ["service.recording-gone"] = "没有这段录音，或已按期删除。",
        ["service.notice-refused"] = "通知不能这样发布或结束，请按说明更正。",
        ["service.weak-pin"] = "密码太简单，请换六位不成规律、不是日期的数字。",
        ["billing.no-meter"] = "没有在用水表，请装表或终止合同。",
        ["billing.register-not-read"] = "表已抄而其另一计数器当日没有已采纳的读数，请补抄或估抄该日。",
        ["billing.not-corrected"] = "这张账单没有更正过，没有更正单。",
        ["billing.no-reading"] = "本周期没有已采纳的读数，请抄表或估抄。",
        ["billing.already-billed"] = "本周期已出账，不重复收费。",
        ["billing.tariff-not-published"] = "合同所用水价尚未发布，请发布水价或更正合同。",
        ["billing.units-differ"] = "水表与水价的计量单位不同，请更正其一。",
        ["billing.bill-not-found"] = "没有这张账单，请核对户号或账单号。",
        ["billing.no-bill-before"] = "这是该用水点的第一张账单，没有上期可比。",
        ["tariffs.not-comparable"] = "两个水价的币种或计量单位不同，无法比较。",
        ["billing.bill-differs"] = "账单与复算结果不一致，请执行核验。",
        ["metering.index-ran-back"] = "本次读数小于上次，请确认是过圈、换表、倒转还是误抄。",
        ["billing.batch-refused"] = "批量计费拒绝此批，请按说明处理。",
        ["metering.not-estimated"] = "无法估抄，请现场抄表。",
        ["metering.sub-meters-exceed-master"] = "分表用量之和超过总表，请核对读数。",
        ["search.clue-too-short"] = "线索太短，请再补充一些。",
        ["search.purpose-missing"] = "查询会显示个人信息，请说明用途。",
        ["search.account-unknown"] = "没有这个户号，请用姓名、电话后四位等线索查找。",
        ["statistics.report-refused"] = "报表无法按此条件生成，请更正维度或度量。",
        ["statistics.list-refused"] = "常用查询无法保存或执行：请检查名称是否重复、线索是否可查。",
        ["search.not-kept"] = "此存储插件没有检索索引，请更新插件；仍可按户号查找。",
        ["tariffs.rate-refused"] = "水价无法计算此户，请按说明补充或更正。",
        ["service.case-not-found"] = "没有这张工单，请核对工单号。",
        ["service.case-act-refused"] = "工单的当前状态不允许此操作，请先查看其状态。",
        ["service.case-changed"] = "他人已先处理此工单，请重新打开。",
        ["service.template"] = "消息模板有误或缺少内容，请补全。",
        ["service.invalid"] = "填写有误，请按说明更正。",
        ["tariffs.file"] = "水价文件有误，请按说明更正。",
    };

    /// <summary>The codes of faults that have a Chinese sentence.</summary>
    public static IEnumerable<string> FaultCodes => s_faults.Keys;

    /// <summary>A fault as a person reads it. In Chinese, what is wrong with a tariff carries the fault's own sentence too, for its line and field.</summary>
    public static string Fault(string code, string message, Language language) =>
        language != Language.Chinese || !s_faults.TryGetValue(code, out var text) ? message
        : code.StartsWith("tariffs.", StringComparison.Ordinal) ? $"{text}（{message}）" : text;

    /// <summary>A fault as a person reads it.</summary>
    public static string Fault(Fault fault, Language language) =>
        fault is Accounts.AccessRefused access ? access.Text.In(language)
        : language == Language.Chinese && Chinese(fault) is { } sentence ? sentence
        : Fault(fault.Code, fault.Message, language);
}
