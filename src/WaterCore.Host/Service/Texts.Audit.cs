using WaterCore.Service;
using WaterCore.Workflows;

namespace WaterCore.Host.Service;

internal static partial class Texts
{
    // What was done, by the code of the trail. A test reads the program's codes and looks for each here.
    private static readonly Dictionary<string, Wording> s_audited = new(StringComparer.Ordinal)
    {
        ["account.branch"] = new("变更营业所", "branch changed"), ["advance.settled"] = new("预存抵扣", "credit used"), ["application.fee"] = new("业务收费", "fee of an application"),
        ["approval.ask"] = new("申请审批", "approval asked for"), ["approval.grant"] = new("审批同意", "approved"), ["approval.refuse"] = new("审批不同意", "not approved"),
        ["bank.sent"] = new("银行代扣送盘", "sent to the bank"), ["bank.returned"] = new("银行代扣回盘", "returned by the bank"), ["mandate.set"] = new("设置代扣协议", "direct debit agreed"),
        ["bill.corrected"] = new("更正账单", "bill corrected"), ["billing.batch"] = new("出账批次", "batch billed"), ["billing.run"] = new("开始出账", "billing run begun"),
        ["campaign.create"] = new("新建外呼任务", "campaign made"), ["campaign.set"] = new("更改外呼任务", "campaign changed"), ["campaign.finish"] = new("外呼任务完成", "campaign finished"),
        ["contact.address"] = new("更改联系方式", "address changed"), ["contact.choice"] = new("更改接收意愿", "choice of messages"), ["contact.note"] = new("登记接触", "contact noted"), ["contact.preference"] = new("更改联系偏好", "preferences changed"),
        ["credit.transferred"] = new("余额转户", "credit transferred"), ["customer.phone-shown"] = new("查看完整电话", "phone number shown"),
        ["delivery.retry"] = new("重发消息", "message tried again"), ["deposit.taken"] = new("收取押金", "deposit taken"), ["deposit.returned"] = new("退还押金", "deposit returned"), ["deposit.used"] = new("押金抵费", "deposit used"),
        ["document.attach"] = new("附加材料", "document attached"), ["drawer.closed"] = new("钱箱日结", "drawer closed"), ["dunning.batch"] = new("催缴批次", "dunning batch"), ["dunning.order-refused"] = new("停水单未受理", "dunning order refused"),
        ["entry.reversed"] = new("冲正分录", "entry reversed"), ["held.accept"] = new("采纳异常读数", "held reading accepted"), ["held.reject"] = new("否定异常读数", "held reading rejected"),
        ["hold.set"] = new("登记承诺或争议", "hold set"), ["hold.ended"] = new("结束承诺或争议", "hold ended"), ["hotline.caller-shown"] = new("向坐席显示来电客户", "caller shown"),
        ["import.books"] = new("导入抄表册", "books imported"), ["import.customers"] = new("导入客户", "customers imported"), ["import.readings"] = new("导入读数", "readings imported"),
        ["incident.open"] = new("登记突发事件", "incident opened"), ["incident.announce"] = new("通报突发事件", "incident announced"), ["incident.restore"] = new("恢复供水", "supply restored"), ["incident.close"] = new("关闭突发事件", "incident closed"),
        ["key.make"] = new("生成接口密钥", "API key made"), ["key.revoke"] = new("吊销接口密钥", "API key revoked"), ["late-charges"] = new("计收违约金", "late charges"),
        ["list.save"] = new("保存常用查询", "list saved"), ["list.remove"] = new("删除常用查询", "list removed"),
        ["login.add"] = new("新增登录账号", "login added"), ["login.change"] = new("更改登录账号", "login changed"), ["login.password"] = new("更改登录密码", "password changed"), ["login.set-up"] = new("设立首个登录账号", "first login set up"),
        ["login.second-factor-up"] = new("启用二次验证", "second factor set"), ["login.second-factor-down"] = new("停用二次验证", "second factor taken away"), ["material.move"] = new("材料出入库", "material moved"),
        ["meter.exchange"] = new("换表", "meter exchanged"), ["meter.install"] = new("装表", "meter installed"), ["meter.master"] = new("设置总分表", "master meter set"), ["meter.remove"] = new("拆表", "meter removed"),
        ["notice.bills"] = new("生成账单通知", "bill messages made"), ["notice.end"] = new("结束停水公告", "supply notice ended"), ["notice.publish"] = new("发布停水公告", "supply notice published"), ["notice.send"] = new("发送通知", "notice sent"),
        ["organization.appoint"] = new("任命", "appointed"), ["organization.leave"] = new("离任", "left"), ["organization.load"] = new("载入组织机构", "organisation loaded"), ["organization.substitute"] = new("安排代岗", "stand-in named"),
        ["payment.taken"] = new("收款", "payment taken"), ["period.closed"] = new("关账", "period closed"), ["pin.set"] = new("设置电话查询密码", "PIN set"), ["premise.places"] = new("导入坐标", "places imported"),
        ["reading.entered"] = new("录入读数", "reading entered"), ["readings.estimate"] = new("估抄", "readings estimated"), ["recording.erase"] = new("删除录音", "recording erased"), ["recording.heard"] = new("收听录音", "recording heard"), ["refund.made"] = new("退款", "refund made"),
        ["search.find"] = new("查找客户", "search"), ["search.find-revealed"] = new("查找客户（显示完整信息）", "search, shown in full"), ["search.links"] = new("查看关联户", "links looked at"),
        ["search.links-revealed"] = new("查看关联户（显示完整信息）", "links, shown in full"), ["search.list"] = new("执行常用查询", "list run"),
        ["seat.sign-on"] = new("坐席签入", "seat signed on"), ["seat.sign-off"] = new("坐席签出", "seat signed off"), ["seat.ready"] = new("坐席就绪", "seat ready"), ["seat.pause"] = new("坐席小休", "seat paused"),
        ["sheet.out"] = new("发出抄表单", "reading sheet given out"), ["tariff.publish"] = new("发布水价", "tariff published"), ["template.edit"] = new("更改消息模板", "template edited"), ["workflow.publish"] = new("发布流程", "workflow published"),
    };

    private static readonly Wording s_program = new("程序", "the program"), s_customer = new("客户", "customer");

    // What stands before a number or name in the subject of an entry.
    private static readonly Dictionary<string, string> s_auditedThings = new(StringComparer.Ordinal)
    {
        ["account"] = "户号", ["account id"] = "内部户号", ["accounts id"] = "内部户号", ["accounting period"] = "会计期间", ["address"] = "联系方式", ["approval"] = "审批", ["batch"] = "批次", ["bill"] = "账单", ["billing-run"] = "出账批次", ["book"] = "抄表册",
        ["campaign"] = "外呼任务", ["case"] = "工单", ["clue"] = "线索", ["contact"] = "接触", ["drawer"] = "钱箱", ["file"] = "文件", ["incident"] = "突发事件", ["key"] = "密钥", ["list"] = "常用查询", ["login"] = "登录账号", ["material"] = "材料",
        ["message"] = "消息", ["meter"] = "水表", ["notice"] = "通知", ["operator"] = "人员", ["organization"] = "组织机构", ["partition"] = "分区", ["position"] = "岗位", ["recording"] = "录音", ["seat"] = "坐席", ["tariff"] = "水价", ["template"] = "模板",
        ["work"] = "业务单", ["workflow"] = "流程",
    };

    // Words of what the program notes of a state, of its own making; what people wrote stays as it is.
    private static readonly Dictionary<string, string> s_auditedWords = new(StringComparer.Ordinal)
    {
        ["accepted"] = "已采纳", ["held"] = "待复核", ["rejected"] = "已否定", ["desk"] = "柜台", ["portal"] = "网上营业厅", ["added"] = "新增", ["removed"] = "移除", ["revision"] = "版本", ["version"] = "版本", ["roles"] = "角色", ["batch"] = "批次",
        ["zones"] = "分区", ["zone"] = "分区", ["streets"] = "街道", ["accounts"] = "户",
        ["estimated"] = "估抄", ["at"] = "在", ["to"] = "至", ["until"] = "至", ["none"] = "无", ["all"] = "全部", ["yes"] = "是", ["no"] = "否", ["by"] = "按",
        ["Open"] = "办理中", ["Answered"] = "已答复", ["Closed"] = "已办结", ["Arrived"] = "待签收", ["Working"] = "办理中", ["Suspended"] = "已挂起", ["Waiting"] = "等待汇合", ["Archived"] = "已归档", ["Cancelled"] = "已终止",
    };

    // What it counts, after a number only: a document may be called premises.
    private static readonly Dictionary<string, string> s_auditedCounts = new(StringComparer.Ordinal)
    {
        ["bills"] = "张账单", ["hits"] = "条结果", ["rows"] = "行", ["premises"] = "个用水点", ["stops"] = "个表位", ["messages"] = "条消息", ["numbers"] = "个号码", ["steps"] = "步",
    };

    private static readonly Dictionary<string, Wording> s_auditedKeys = new(StringComparer.Ordinal)
    {
        ["account"] = new("户号", "account"), ["agreement"] = new("协议号", "agreement"), ["allocated"] = new("已抵费用", "allocated"), ["allocations"] = new("抵费笔数", "allocations"), ["amount"] = new("金额", "amount"), ["approver"] = new("授权人", "approver"),
        ["balance"] = new("账户余额", "balance"), ["before"] = new("此前", "before"), ["bills"] = new("账单", "bills"), ["branch"] = new("营业所", "branch"), ["charges"] = new("笔数", "charges"), ["count"] = new("笔数", "count"), ["counted"] = new("清点", "counted"),
        ["day"] = new("日期", "day"), ["difference"] = new("差额", "difference"), ["drawer"] = new("钱箱", "drawer"), ["entry"] = new("分录", "entry"), ["expected"] = new("应有", "expected"), ["failed"] = new("失败", "failed"), ["from"] = new("自", "from"),
        ["held"] = new("押金余额", "held"), ["kind"] = new("类别", "kind"), ["ledger"] = new("科目", "ledger"), ["number"] = new("号码", "number"), ["of"] = new("原分录", "of"), ["on"] = new("日期", "on"), ["paid"] = new("成功", "paid"), ["parts"] = new("期数", "parts"),
        ["receipt"] = new("收据", "receipt"), ["reversal"] = new("冲正分录", "reversal"), ["to"] = new("至", "to"), ["until"] = new("至", "until"), ["year"] = new("年份", "year"),
    };

    /// <summary>What an entry of the trail says was done; the code itself when it is not known, as with an entry of an older program.</summary>
    public static Wording Audited(string code)
    {
        var dot = code.IndexOf('.', StringComparison.Ordinal);
        var (room, act) = dot < 0 ? (code, "") : (code[..dot], code[(dot + 1)..]);
        return s_audited.TryGetValue(code, out var known) ? known
            : room == "work" && ActionWords.Of(act) is { } kind ? new("业务单：" + kind.NameOf().Zh, "work: " + kind.NameOf().En)
            : room == "case" && Enum.TryParse<CaseAct>(act.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var done) ? new("工单：" + Of(done).Zh, "case: " + Of(done).En)
            : room == "adjustment" ? new("账户调整", "adjustment") : room == "write-off" ? new("核销", "write-off") : Wording.Same(code);
    }

    /// <summary>In which position somebody acted, as people call it; a position of the organisation stays as its code.</summary>
    public static Wording AuditedPosition(WaterCore.Organization.Actor actor) =>
        actor == WaterCore.Organization.Actor.System ? s_program : actor.Position == "customer" ? s_customer : WaterCore.Host.Accounts.Role.Find(actor.Position)?.Name ?? Wording.Same(actor.Position);

    /// <summary>What the name of a field of an entry means to people.</summary>
    public static string AuditedKey(string key, Language language) => s_auditedKeys.TryGetValue(key, out var name) ? name.In(language) : key;

    /// <summary>The subject of an entry: in Chinese with its kind in Chinese.</summary>
    public static string AuditedThing(string subject, Language language)
    {
        if (language != Language.Chinese) return subject;
        var kind = s_auditedThings.Keys.Where(k => subject == k || subject.StartsWith(k + " ", StringComparison.Ordinal)).MaxBy(k => k.Length);
        if (kind is null) return subject;
        var rest = subject[kind.Length..];
        // What people named stays as it is; where the program counts, its own words are in Chinese too.
        if (kind is "tariff" or "workflow" or "accounts id") rest = rest.Replace(" revision ", " 版本 ", StringComparison.Ordinal).Replace(" version ", " 版本 ", StringComparison.Ordinal).Replace(" to ", " 至 ", StringComparison.Ordinal);
        return s_auditedThings[kind] + rest;
    }

    /// <summary>A word that the program wrote into an entry.</summary>
    /// <param name="word">The word.</param>
    /// <param name="counted">Whether a number stands before it.</param>
    /// <param name="language">The reader's language.</param>
    public static string AuditedWord(string word, bool counted, Language language) =>
        language == Language.Chinese && (s_auditedWords.TryGetValue(word, out var chinese) || (counted && s_auditedCounts.TryGetValue(word, out chinese))) ? chinese : word;
}
