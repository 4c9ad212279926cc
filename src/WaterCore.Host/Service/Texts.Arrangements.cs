namespace WaterCore.Host.Service;

/// <summary>Texts of the page of deposits, promises and instalments of an account.</summary>
internal static partial class Texts
{
    public static readonly Wording Arrangements = new("押金、承诺与分期", "Deposit, promises and instalments");
    public static readonly Wording OwedNow = new("当前欠费", "Owed now");
    public static readonly Wording SecondPerson = new("第二人授权", "The second person");
    public static readonly Wording DepositHeld = new("现存押金", "Deposit held");
    public static readonly Wording DepositText = new("押金不抵扣任何费用，退还或抵缴须另行办理。退还或抵缴超过 {0} 须第二人授权。", "A deposit pays no charge by itself; it is returned or used by an act of its own. To return or use more than {0} asks for a second person.");
    public static readonly Wording TakeDeposit = new("收取押金", "Take a deposit");
    public static readonly Wording ReturnDeposit = new("退还押金", "Return it");
    public static readonly Wording UseDeposit = new("抵缴欠费", "Use it for what is owed");
    public static readonly Wording DepositDone = new("已办理 {0}，现存押金 {1}。", "{0} done; {1} is held now.");
    public static readonly Wording DepositReceipt = new("已办理 {0}，收据 {1}，现存押金 {2}。", "{0} taken, receipt {1}; {2} is held now.");
    public static readonly Wording NewPromise = new("登记承诺", "Note a promise");
    public static readonly Wording PromiseBy = new("承诺日期", "Pays by");
    public static readonly Wording AmountOrAll = new("金额（不填为全部欠费）", "Amount (empty: all that is owed)");
    public static readonly Wording NewPlan = new("签订分期", "Agree on instalments");
    public static readonly Wording PlanText = new("按月等额分期；按期缴纳期间不催缴，逾期一期即恢复。超过 {0} 须第二人授权。", "Equal monthly parts; while they are paid nobody duns, and the day after one is missed it goes on. More than {0} asks for a second person.");
    public static readonly Wording Parts = new("期数", "Parts");
    public static readonly Wording FirstDue = new("首期到期日", "First due");
    public static readonly Wording HoldSet = new("已登记，至 {0} 止。", "Noted, until {0}.");
    public static readonly Wording CancelHold = new("取消", "Cancel");
    public static readonly Wording HoldCancelled = new("已取消。", "Cancelled.");
    public static readonly Wording BrokenHold = new("已违约", "broken");
    public static readonly Wording RunningHold = new("履行中", "running");
    public static readonly Wording EndedHold = new("已结束", "ended");
    public static readonly Wording NoHolds = new("没有承诺、分期或停催。", "There are no promises, instalments or locks.");
    public static readonly Wording HoldState = new("状态", "State");
    public static readonly Wording BadAmount = new("请填写金额，如 128.50。", "Write an amount, such as 128.50.");
    public static readonly Wording DayNeeded = new("请填写日期。", "Give a day.");
}
