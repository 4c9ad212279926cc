using WaterCore.Values;

namespace WaterCore.Organization;

/// <summary>A right that hangs on a position, such as <c>survey.do</c>. Equal when the code is equal; a utility may add its own.</summary>
/// <param name="Code">Lower-case words with dots.</param>
public readonly record struct Permission(string Code)
{
    /// <summary>Take applications and requests in.</summary>
    public static readonly Permission Accept = new("work.accept");

    /// <summary>Work on items in the tray.</summary>
    public static readonly Permission Handle = new("work.handle");

    /// <summary>Urge, hand on for others, cancel and see every tray (督办).</summary>
    public static readonly Permission Supervise = new("work.supervise");

    /// <summary>Define and publish workflows.</summary>
    public static readonly Permission Define = new("work.define");

    /// <summary>Survey a site (踏勘).</summary>
    public static readonly Permission Survey = new("survey.do");

    /// <summary>Review and approve (审批).</summary>
    public static readonly Permission Approve = new("review.approve");

    /// <summary>Quote charges (预算).</summary>
    public static readonly Permission Quote = new("charges.quote");

    /// <summary>Take money (收款).</summary>
    public static readonly Permission TakeMoney = new("money.take");

    /// <summary>Give money back (退款).</summary>
    public static readonly Permission Refund = new("money.refund");

    /// <summary>Issue and take back materials (领料).</summary>
    public static readonly Permission IssueMaterial = new("material.issue");

    /// <summary>Build, repair, install and exchange (施工).</summary>
    public static readonly Permission Construct = new("works.do");

    /// <summary>Accept finished works (验收).</summary>
    public static readonly Permission AcceptWorks = new("works.accept");

    /// <summary>Order water to be cut off or restored (停复水).</summary>
    public static readonly Permission OrderSuspension = new("supply.order");

    /// <summary>Call customers back after the work (回访).</summary>
    public static readonly Permission CallBack = new("service.callback");

    /// <summary>Close and archive (归档).</summary>
    public static readonly Permission Archive = new("work.archive");

    /// <summary>The shipped permissions with their names.</summary>
    public static IReadOnlyList<KeyValuePair<Permission, Wording>> Shipped { get; } =
    [
        new(Accept, new("受理", "take requests in")),
        new(Handle, new("办理", "work on items")),
        new(Supervise, new("督办", "supervise work")),
        new(Define, new("流程定义", "define workflows")),
        new(Survey, new("踏勘", "survey sites")),
        new(Approve, new("审批", "review and approve")),
        new(Quote, new("预算", "quote charges")),
        new(TakeMoney, new("收款", "take money")),
        new(Refund, new("退款", "give money back")),
        new(IssueMaterial, new("领料发放", "issue materials")),
        new(Construct, new("施工", "build and repair")),
        new(AcceptWorks, new("验收", "accept works")),
        new(OrderSuspension, new("停复水指令", "order suspension and restoration")),
        new(CallBack, new("回访", "call customers back")),
        new(Archive, new("归档", "archive")),
    ];

    /// <summary>The code.</summary>
    public override string ToString() => Code;
}
