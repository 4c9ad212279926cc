using WaterCore.Receivables;

namespace WaterCore.Host.Service;

internal static partial class Texts
{
    public static readonly Wording Approvals = new("资金审批", "Approvals");
    public static readonly Wording ApprovalsText = new("冲正、退款、调整、核销和转账，由一人申请、另一人审批；批准后立即入账，申请人与审批人都留痕。", "Reversals, refunds, adjustments, write-offs and transfers: one person asks, another decides. What is granted is done at once, with both names on record.");
    public static readonly Wording NoApprovals = new("没有待审的申请。", "Nothing waits for a decision.");
    public static readonly Wording AskApproval = new("提出申请", "Ask for one");
    public static readonly Wording ApprovalWhat = new("事项", "What");
    public static readonly Wording AskedBy = new("申请人", "Asked by");
    public static readonly Wording DecidedBy = new("审批人", "Decided by");
    public static readonly Wording ToAccount = new("转入户号", "To account");
    public static readonly Wording EntryNumber = new("分录号", "Entry");
    public static readonly Wording AdjustKind = new("调整类别", "Kind of adjustment");
    public static readonly Wording ApprovalNote = new("审批意见", "What you say");
    public static readonly Wording ApprovalStands = new("状态", "State");
    public static readonly Wording Grant = new("批准", "Grant");
    public static readonly Wording Refuse = new("驳回", "Refuse");
    public static readonly Wording LatelyDecided = new("最近已审", "Decided lately");
    public static readonly Wording ApprovalAsked = new("申请 {0} 已提交，等待另一人审批。", "Request {0} waits for another person.");
    public static readonly Wording ApprovalGranted = new("申请 {0} 已批准并入账。", "Request {0} is granted and done.");
    public static readonly Wording ApprovalRefused = new("申请 {0} 已驳回。", "Request {0} is refused.");

    public static Wording Of(ApprovalAct act) => act switch
    {
        ApprovalAct.Reverse => new("冲正", "reversal"), ApprovalAct.Refund => new("退款", "refund"), ApprovalAct.Adjust => new("调整", "adjustment"),
        ApprovalAct.WriteOff => new("坏账核销", "write-off"), _ => new("转账", "transfer"),
    };

    public static Wording Of(ApprovalState state) => state switch
    {
        ApprovalState.Waiting => new("待审", "waits"), ApprovalState.Granted => new("已批准", "granted"), _ => new("已驳回", "refused"),
    };
}
