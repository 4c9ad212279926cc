using WaterCore.Values;

namespace WaterCore.Workflows;

/// <summary>What people do with work.</summary>
public enum ActionKind
{
    /// <summary>Take it into hand (签收).</summary>
    Accept,

    /// <summary>Complete the step and send it on (提交).</summary>
    Submit,

    /// <summary>Decide for it (同意).</summary>
    Approve,

    /// <summary>Decide against it (不同意).</summary>
    Reject,

    /// <summary>Back to an earlier step (退回).</summary>
    SendBack,

    /// <summary>Take back what was sent, while nobody has accepted it (撤回).</summary>
    Withdraw,

    /// <summary>To another position, with a reason (转办).</summary>
    Hand,

    /// <summary>Ask another position for a part; the step waits for it (协办).</summary>
    SplitOff,

    /// <summary>Let it rest for a reason that stops clocks (挂起).</summary>
    Suspend,

    /// <summary>Go on (恢复).</summary>
    Resume,

    /// <summary>Press for it (催办).</summary>
    Urge,

    /// <summary>End it without result (终止).</summary>
    Cancel,

    /// <summary>End it and put it into the archive (归档).</summary>
    Archive,

    /// <summary>Begin: the engine's own mark for the first arrival (发起).</summary>
    Start,

    /// <summary>Move to another version of the definition (换版).</summary>
    Migrate,
}

/// <summary>The words for actions: in files, and for people.</summary>
public static class ActionWords
{
    private static readonly (ActionKind Kind, string Code, Wording Name)[] All =
    [
        (ActionKind.Accept, "accept", new("签收", "accept")), (ActionKind.Submit, "submit", new("提交", "submit")),
        (ActionKind.Approve, "approve", new("同意", "approve")), (ActionKind.Reject, "reject", new("不同意", "reject")),
        (ActionKind.SendBack, "send-back", new("退回", "send back")), (ActionKind.Withdraw, "withdraw", new("撤回", "withdraw")),
        (ActionKind.Hand, "hand", new("转办", "hand on")), (ActionKind.SplitOff, "split-off", new("协办", "split off a part")),
        (ActionKind.Suspend, "suspend", new("挂起", "suspend")), (ActionKind.Resume, "resume", new("恢复", "resume")),
        (ActionKind.Urge, "urge", new("催办", "urge")), (ActionKind.Cancel, "cancel", new("终止", "cancel")),
        (ActionKind.Archive, "archive", new("归档", "archive")), (ActionKind.Start, "start", new("发起", "start")),
        (ActionKind.Migrate, "migrate", new("换版", "move to another version")),
    ];

    /// <summary>The word in files and logs, such as <c>send-back</c>.</summary>
    public static string CodeOf(this ActionKind kind) => All[(int)kind].Code;

    /// <summary>The word for people.</summary>
    public static Wording NameOf(this ActionKind kind) => All[(int)kind].Name;

    /// <summary>The action of a word, or null.</summary>
    public static ActionKind? Of(string code)
    {
        foreach (var (kind, word, _) in All) if (word == code) return kind;
        return null;
    }

    /// <summary>Whether the action completes the step.</summary>
    public static bool Completes(this ActionKind kind) => kind is ActionKind.Submit or ActionKind.Approve or ActionKind.Reject;
}
