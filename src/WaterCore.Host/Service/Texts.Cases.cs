using WaterCore.Service;

namespace WaterCore.Host.Service;

internal static partial class Texts
{
    public static readonly Wording Cases = new("工单", "Cases");
    public static readonly Wording CasesText = new("报修、投诉、咨询、建议、表扬：谁受理、在哪个岗位、何时到期。", "Repairs, complaints, enquiries, suggestions, praise: who took them, which position has them, when they are due.");
    public static readonly Wording Case = new("工单号", "Case");
    public static readonly Wording Contacts = new("接触记录与工单", "Contacts and cases");
    public static readonly Wording NoContacts = new("还没有接触记录。", "There is no contact on record yet.");
    public static readonly Wording NoCases = new("没有符合条件的工单。", "No case fits.");
    public static readonly Wording Category = new("类别", "Category");
    public static readonly Wording CaseSubject = new("事由", "Subject");
    public static readonly Wording WhatWasSaid = new("内容", "What was said");
    public static readonly Wording Place = new("地点", "Place");
    public static readonly Wording ContactChannel = new("渠道", "Channel");
    public static readonly Wording Way = new("方向", "Way");
    public static readonly Wording WayIn = new("来", "in");
    public static readonly Wording WayOut = new("去", "out");
    public static readonly Wording LedTo = new("结果", "Led to");
    public static readonly Wording FirstOwner = new("首问负责人", "First-contact owner");
    public static readonly Wording AtPosition = new("当前岗位", "At position");
    public static readonly Wording CaseDue = new("到期", "Due");
    public static readonly Wording OpenedAt = new("受理时间", "Opened");
    public static readonly Wording Answer = new("答复", "Answer");
    public static readonly Wording AnswerNow = new("当场答复（可留空）", "Answered at once (may stay empty)");
    public static readonly Wording Rating = new("满意度", "Rating");
    public static readonly Wording CallBackAt = new("回访地址（可留空）", "Call back at (may stay empty)");
    public static readonly Wording OpenCase = new("受理工单", "Open a case");
    public static readonly Wording CaseOpenedText = new("已受理，工单号 {0}。", "Case {0} is open.");
    public static readonly Wording CaseSimilarText = new("可能与以下工单相同：{0}", "It may be the same as: {0}");
    public static readonly Wording History = new("办理过程", "What was done");
    public static readonly Wording CaseNote = new("备注", "Note");
    public static readonly Wording ActAnswer = new("答复", "Answer");
    public static readonly Wording ActHand = new("转派", "Hand over");
    public static readonly Wording ActNote = new("加备注", "Add a remark");
    public static readonly Wording ActCallBackContent = new("已回访，满意", "Called back, content");
    public static readonly Wording ActCallBackUnhappy = new("已回访，不满意", "Called back, not content");
    public static readonly Wording ActCallBackMissed = new("未接通", "Not reached");
    public static readonly Wording ActReopen = new("重新打开", "Open again");
    public static readonly Wording ActMerge = new("合并到工单", "Merge into case");
    public static readonly Wording AllStates = new("全部状态", "any state");
    public static readonly Wording AllCategories = new("全部类别", "any category");
    public static readonly Wording ReachedAt = new("联系方式", "Reached at");
    public static readonly Wording Wishes = new("联系意愿", "Wishes");
    public static readonly Wording SaidNo = new("不接收{0}（{1}）", "no to {0} ({1})");
    public static readonly Wording SaidYes = new("同意接收{0}（{1}）", "yes to {0} ({1})");
    public static readonly Wording Everything = new("所有可退订通知", "everything that can be refused");
    public static readonly Wording AnyChannel = new("所有渠道", "any channel");
    public static readonly Wording UnknownPerson = new("未识别", "not known");

    private static readonly Wording s_caseOpen = new("办理中", "open"), s_caseAnswered = new("已答复，待回访", "answered, call-back owed"), s_caseClosed = new("已办结", "done"), s_caseMerged = new("已合并", "merged");
    private static readonly Wording s_noted = new("已记录", "noted"), s_answered = new("当场答复", "answered"), s_opened = new("开工单", "case opened"), s_continued = new("并入工单", "case continued"), s_asked = new("已询问身份", "asked who it is");
    private static readonly Wording s_actOpen = new("受理", "opened"), s_actHand = new("转派", "handed over"), s_actNote = new("备注", "remark"), s_actAnswer = new("答复", "answered"), s_actCall = new("回访", "called back"),
        s_actReopen = new("重开", "opened again"), s_actRate = new("评价", "rated"), s_actMerge = new("合并", "merged"), s_actWork = new("派工", "work started");

    /// <summary>How a case stands.</summary>
    public static Wording Of(CaseState state) => state switch { CaseState.Open => s_caseOpen, CaseState.Answered => s_caseAnswered, CaseState.Closed => s_caseClosed, _ => s_caseMerged };

    /// <summary>What a contact led to.</summary>
    public static Wording Of(ContactOutcome outcome) => outcome switch
    {
        ContactOutcome.Answered => s_answered, ContactOutcome.CaseOpened => s_opened, ContactOutcome.CaseContinued => s_continued, ContactOutcome.Asked => s_asked, _ => s_noted,
    };

    /// <summary>An act on a case.</summary>
    public static Wording Of(CaseAct act) => act switch
    {
        CaseAct.Open => s_actOpen, CaseAct.Answer => s_actAnswer, CaseAct.HandOver => s_actHand, CaseAct.CallBack => s_actCall, CaseAct.Reopen => s_actReopen,
        CaseAct.Rate => s_actRate, CaseAct.Merge => s_actMerge, CaseAct.StartWork => s_actWork, _ => s_actNote,
    };
    public static readonly Wording InChinese = new("中文", "Chinese");
    public static readonly Wording InEnglish = new("英文", "English");
}
