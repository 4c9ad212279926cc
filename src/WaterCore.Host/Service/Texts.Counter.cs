namespace WaterCore.Host.Service;

internal static partial class Texts
{
    public static readonly Wording Counter = new("收费", "Counter");
    public static readonly Wording CounterText = new("输入户号回车；金额已按欠费填好，再回车即收款。", "Type the account and press Enter; the amount is what is owed, and Enter again takes it.");
    public static readonly Wording OpenAccount = new("打开", "Open");
    public static readonly Wording Owed = new("应缴", "Owed");
    public static readonly Wording OtherCharge = new("违约金或其他费用", "late or other charge");
    public static readonly Wording OpenCharges = new("未缴费用", "Open charges");
    public static readonly Wording Due = new("到期日", "Due");
    public static readonly Wording NothingOpen = new("没有未缴费用；多收的转入预存。", "Nothing is open; what is paid waits as credit.");
    public static readonly Wording PayAmount = new("收款金额", "Amount");
    public static readonly Wording Tender = new("收款方式", "Paid by");
    public static readonly Wording Received = new("实收现金", "Cash handed over");
    public static readonly Wording Change = new("找零", "Change");
    public static readonly Wording TakePayment = new("收款", "Take payment");
    public static readonly Wording PaymentDone = new("已收款，收据 {0}", "Taken: receipt {0}");
    public static readonly Wording PaymentAgain = new("此笔已收过，没有重复收取。", "This very payment was taken before and counted once.");
    public static readonly Wording PaidCharges = new("销账", "Paid charges");
    public static readonly Wording WaitsAsCredit = new("转预存", "Waits as credit");
    public static readonly Wording BalanceAfter = new("缴后欠费", "Owed after it");
    public static readonly Wording NotAnAmount = new("“{0}”不是金额，请写作 128.50。", "“{0}” is not an amount; write for instance 128.50.");
    public static readonly Wording TooLittleCash = new("实收 {0} 少于收款金额 {1}。", "{0} was handed over, which is less than {1}.");

    public static readonly Wording Receipt = new("收据", "Receipt");
    public static readonly Wording ReceiptNumber = new("收据号", "Receipt no.");
    public static readonly Wording Cashier = new("收费员", "Cashier");
    public static readonly Wording PrintReceipt = new("打印收据", "Print the receipt");
    public static readonly Wording Reversed = new("已冲正", "Reversed");
    public static readonly Wording ReversedText = new("已由 {0} 于 {1} 冲正：{2}", "Reversed by {0} on {1}: {2}");
    public static readonly Wording Reverse = new("冲正", "Reverse");
    public static readonly Wording ReverseText = new("冲正后该笔款项视同未收，已销的费用重新欠费。超过 {0} 须由另一人在此授权。", "The payment counts as never taken, and what it paid is open again. Above {0} a second person approves here.");
    public static readonly Wording ApproverName = new("授权人登录名", "Approver's sign-in name");
    public static readonly Wording ApproverPassword = new("授权人密码", "Approver's password");
    public static readonly Wording ReversalDone = new("已冲正，分录 {0}。", "Reversed: entry {0}.");
    public static readonly Wording WhyReversed = new("冲正原因", "Why it is reversed");
    public static readonly Wording ReasonNeeded = new("请填写原因。", "Say why.");

    public static readonly Wording Drawer = new("钱箱", "Drawer");
    public static readonly Wording DrawerOf = new("钱箱 {0} · {1}", "Drawer {0} · {1}");
    public static readonly Wording DrawerName = new("钱箱名称", "Drawer");
    public static readonly Wording PaymentsToday = new("今日收款", "Payments today");
    public static readonly Wording NoPayments = new("今日还没有收款。", "No payments yet today.");
    public static readonly Wording DayEnd = new("日结", "Day-end");
    public static readonly Wording DayEndText = new("先清点，后对账：清点并提交之前不显示账面金额。日结后该钱箱当日不再收款。", "Count first: what should be there is shown once the count is handed in. The drawer then takes nothing more that day.");
    public static readonly Wording Note = new("面额", "Note or coin");
    public static readonly Wording Pieces = new("张数", "Pieces");
    public static readonly Wording Counted = new("清点合计", "Counted");
    public static readonly Wording Expected = new("账面金额", "Expected");
    public static readonly Wording Difference = new("长短款", "Difference");
    public static readonly Wording CloseDrawer = new("提交日结", "Hand in the count");
    public static readonly Wording DrawerIsClosed = new("今日已日结。", "Counted and closed for today.");
    public static readonly Wording Balanced = new("账款相符。", "Counted and expected agree.");
    public static readonly Wording CountedBy = new("清点人", "Counted by");

    private static readonly Dictionary<string, Wording> s_tenders = new(StringComparer.Ordinal)
    {
        ["cash"] = new("现金", "cash"), ["card"] = new("银行卡", "card"), ["wechat"] = new("微信", "WeChat Pay"), ["alipay"] = new("支付宝", "Alipay"), ["transfer"] = new("转账", "transfer"), ["cheque"] = new("支票", "cheque"),
    };

    /// <summary>The ways of paying at a counter.</summary>
    public static IEnumerable<string> Tenders => s_tenders.Keys;

    /// <summary>The name of a way of paying.</summary>
    public static Wording TenderName(string tender) => s_tenders.GetValueOrDefault(tender) ?? Wording.Same(tender);
}
