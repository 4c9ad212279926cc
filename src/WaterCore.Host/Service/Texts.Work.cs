using WaterCore.Workflows;

namespace WaterCore.Host.Service;

internal static partial class Texts
{
    public static readonly Wording Trays = new("我的待办", "My trays");
    public static readonly Wording TraysText = new("按岗位列出您今天可办理的工作，最急的在前。每隔几秒自动更新。", "What lies in the positions you may act in today, the most urgent first. It brings itself up to date every few seconds.");
    public static readonly Wording NoPosition = new("您今天没有在任何岗位上，请联系管理员任职或代岗。", "You hold no position today; ask for an appointment or to stand in.");
    public static readonly Wording TrayEmpty = new("此岗位没有待办。", "Nothing lies here.");
    public static readonly Wording Position = new("岗位", "Position");
    public static readonly Wording WorkNumber = new("工单", "Item");
    public static readonly Wording About = new("事项", "About");
    public static readonly Wording Flow = new("流程", "Workflow");
    public static readonly Wording StepName = new("环节", "Step");
    public static readonly Wording CameAt = new("到达", "Came");
    public static readonly Wording DueAt = new("限办时间", "Due");
    public static readonly Wording TimeLeft = new("剩余", "Left");
    public static readonly Wording Late = new("超时 {0}", "{0} late");
    public static readonly Wording Resting = new("挂起，不计时", "resting, no clock");
    public static readonly Wording Minutes = new("{0} 分钟", "{0} min");
    public static readonly Wording Hours = new("{0} 小时 {1} 分", "{0} h {1} min");
    public static readonly Wording DaysHours = new("{0} 天 {1} 小时", "{0} d {1} h");
    public static readonly Wording UrgedTimes = new("催办 {0} 次", "urged {0} times");
    public static readonly Wording WorkAccepted = new("签收人", "In hand of");
    public static readonly Wording NotInHand = new("待签收", "not accepted yet");

    public static readonly Wording Apply = new("业务受理", "Applications");
    public static readonly Wording ApplyText = new("选择业务，填写受理环节的表单；提交后工单进入您的待办。", "Choose a service and fill in what its first step asks; the item then lies in your tray.");
    public static readonly Wording ChooseService = new("业务", "Service");
    public static readonly Wording Office = new("营业所", "Branch");
    public static readonly Wording ActAs = new("以岗位", "Act as");
    public static readonly Wording Begin = new("受理", "Begin");
    public static readonly Wording NoWorkflows = new("还没有发布流程。", "No workflow is published yet.");
    public static readonly Wording FindWork = new("查工单", "Find work");
    public static readonly Wording SubjectPart = new("事项中的文字", "A part of the subject");

    public static readonly Wording Neighbours = new("邻户", "Neighbours");
    public static readonly Wording NeighboursText = new("同一抄表册相邻的用户和同一总表后的用户，用来判断是一户的事还是一段管的事。", "Accounts beside it on the reader's round and behind the same master meter: to see whether it is one house or a stretch of main.");
    public static readonly Wording PlacesAway = new("相隔户数", "Places away");
    public static readonly Wording SameMaster = new("同一总表", "Same master meter");
    public static readonly Wording AccountWork = new("办理中的业务", "Applications and work");
    public static readonly Wording WorkRecord = new("办理记录", "Record");
    public static readonly Wording WorkForm = new("表单", "Form");
    public static readonly Wording Documents = new("材料", "Documents");
    public static readonly Wording FileOfDocument = new("{0} 的文件", "File of {0}");
    public static readonly Wording FileNotTaken = new("{0} 的文件无法读取：须为 1 字节到 {1} MiB。", "The file of {0} cannot be taken: it has 1 byte to {1} MiB.");
    public static readonly Wording NoDocuments = new("还没有材料。", "None yet.");
    public static readonly Wording Where = new("当前位置", "Where it is");
    public static readonly Wording ActOn = new("办理", "Act");
    public static readonly Wording NotYours = new("此环节不在您的岗位上，只能查看。", "This lies in another position; you can look at it.");
    public static readonly Wording SendBackTo = new("退回到", "Send back to");
    public static readonly Wording HandTo = new("转给岗位", "Hand to");
    public static readonly Wording WhySuspended = new("挂起原因", "Why it rests");
    public static readonly Wording Remark = new("意见或原因", "Remark or reason");
    public static readonly Wording ActDone = new("已{0}。", "Done: {0}.");
    public static readonly Wording UsedTime = new("用时", "Used");
    public static readonly Wording LegalClock = new("法定时限", "Legal limit");
    public static readonly Wording PromisedClock = new("承诺时限", "Promised");
    public static readonly Wording InternalClock = new("环节时限", "Step limit");
    public static readonly Wording ClosedAt = new("办结", "Ended");
    public static readonly Wording OpenState = new("办理中", "under way");
    public static readonly Wording ArchivedState = new("已归档", "archived");
    public static readonly Wording CancelledState = new("已终止", "cancelled");
    public static readonly Wording ChooseOne = new("请选择", "Choose");

    public static readonly Wording Board = new("督办看板", "Live board");
    public static readonly Wording BoardText = new("自动更新，无需刷新。", "It brings itself up to date.");
    public static readonly Wording UpdatedAt = new("更新于 {0}", "As of {0}");
    public static readonly Wording OverdueWork = new("已超时", "Overdue");
    public static readonly Wording DueToday = new("今日到期", "Due today");
    public static readonly Wording VacantPositions = new("空岗", "Vacant positions");
    public static readonly Wording NoVacancies = new("没有空岗积压。", "No work lies where nobody is.");
    public static readonly Wording ByPosition = new("各岗位待办", "By position");
    public static readonly Wording OpenItems = new("在办", "Open");
    public static readonly Wording Urge = new("催办", "Urge");
    public static readonly Wording UrgeReason = new("请尽快办理", "please see to it");
    public static readonly Wording NothingLate = new("没有超时的工作。", "Nothing is late.");
    public static readonly Wording LastThirtyDays = new("近 30 天", "The last 30 days");
    public static readonly Wording DoneInTime = new("按时", "In time");
    public static readonly Wording Median = new("中位用时", "Median");

    public static readonly Wording Organization = new("组织与岗位", "Organisation");
    public static readonly Wording OrganizationText = new("工作在岗位之间流转，人只是在一段时间内担任岗位。每次更改整体校验、留痕，旧版本保留。", "Work travels between positions; people hold them for a time. Every change is checked as a whole and kept on record.");
    public static readonly Wording NoOrganization = new("还没有组织机构。可先载入示例，再改成自己的。", "There is no organisation yet. Load the sample and make it your own.");
    public static readonly Wording LoadSample = new("载入示例组织", "Load the sample");
    public static readonly Wording Branches = new("营业所", "Branches");
    public static readonly Wording Units = new("部门", "Departments");
    public static readonly Wording Positions = new("岗位", "Positions");
    public static readonly Wording Holders = new("在岗人员", "Held by");
    public static readonly Wording Vacant = new("空岗", "vacant");
    public static readonly Wording StandsIn = new("代 {0}", "for {0}");
    public static readonly Wording Rights = new("权限", "Rights");
    public static readonly Wording Appoint = new("任职", "Appoint");
    public static readonly Wording Leave = new("离任", "Leave");
    public static readonly Wording Absence = new("代岗", "Stand in");
    public static readonly Wording Person = new("人员", "Person");
    public static readonly Wording FromDay = new("自", "From");
    public static readonly Wording ToDay = new("至（不含）", "To, not included");
    public static readonly Wording Successor = new("接任人（可空）", "Successor, if any");
    public static readonly Wording AbsentPerson = new("离岗人", "Who is away");
    public static readonly Wording StandIn = new("代岗人（可空）", "Who stands in, if any");
    public static readonly Wording OrganizationFileText = new("整个组织为一份文件，可复制、比对、修改后整体保存。", "The whole organisation as one file, to copy, compare and store again.");
    public static readonly Wording WholeFile = new("组织文件", "As a file");
    public static readonly Wording OrganizationRevision = new("第 {0} 版", "revision {0}");

    public static readonly Wording Workflows = new("流程定义", "Workflows");
    public static readonly Wording WorkflowsText = new("流程就是数据：环节、岗位、时限、去向、表单。发布后新工单走新版，在办的走旧版。", "A workflow is data: steps, positions, limits, ways, forms. Once published, new items follow it and running ones stay on theirs.");
    public static readonly Wording ShippedWorkflow = new("随产品附带", "Comes with the product");
    public static readonly Wording PublishedVersion = new("已发布第 {0} 版", "published, version {0}");
    public static readonly Wording CopyOf = new("以此流程为样本", "Begin as a copy of");
    public static readonly Wording NewCode = new("新流程代码（小写字母、数字、连字符）", "Code of the new one (small letters, digits, hyphens)");
    public static readonly Wording CopyWorkflow = new("新建流程", "Make a new one");
    public static readonly Wording NotACode = new("“{0}”不能作流程代码，请用小写字母、数字和连字符。", "'{0}' cannot be the code of a workflow; use small letters, digits and hyphens.");
    public static readonly Wording MayNotPublish = new("您可以查看并试改；发布须由有流程定义权限的人员办理，未发布的修改不会保存。", "You may look and try; to publish asks for the right to define workflows, and what is not published is not kept.");
    public static readonly Wording NotPublished = new("未发布", "not published");
    public static readonly Wording EditWorkflow = new("编辑", "Edit");
    public static readonly Wording Drawing = new("流程图", "Drawing");
    public static readonly Wording StepsTab = new("环节", "Steps");
    public static readonly Wording TextTab = new("文本", "Text");
    public static readonly Wording Checks = new("发布检查", "Checks before publishing");
    public static readonly Wording ChecksClean = new("检查通过，可以发布。", "Nothing keeps it from being published.");
    public static readonly Wording WorkflowPublished = new("已发布 {0} 第 {1} 版。", "Published {0}, version {1}.");
    public static readonly Wording NoDefiner = new("您今天没有持有“流程定义”权限的岗位。", "You hold no position today with the right to define workflows.");
    public static readonly Wording CodeName = new("代码", "Code");
    public static readonly Wording NameZh = new("中文名称", "Name, Chinese");
    public static readonly Wording NameEn = new("英文名称", "Name, English");
    public static readonly Wording RoleOf = new("岗位类型", "Role");
    public static readonly Wording Limit = new("时限", "Limit");
    public static readonly Wording LimitHelp = new("如 1 working day、6 natural days、24 hours", "1 working day, 6 natural days, 24 hours");
    public static readonly Wording Duty = new("所需权限", "Right needed");
    public static readonly Wording Actions = new("可做的操作", "What may be done");
    public static readonly Wording Ways = new("去向", "Ways on");
    public static readonly Wording On = new("操作", "On");
    public static readonly Wording When = new("条件", "When");
    public static readonly Wording To = new("到", "To");
    public static readonly Wording AddWay = new("加去向", "Add a way");
    public static readonly Wording Fields = new("表单字段", "Form fields");
    public static readonly Wording FieldType = new("类型", "Type");
    public static readonly Wording Needed = new("必填", "Required");
    public static readonly Wording Choices = new("选项", "Choices");
    public static readonly Wording AddField = new("加字段", "Add a field");
    public static readonly Wording AddStep = new("加环节", "Add a step");
    public static readonly Wording RemoveStep = new("删环节", "Remove the step");
    public static readonly Wording MoveUp = new("上移", "Up");
    public static readonly Wording MoveDown = new("下移", "Down");
    public static readonly Wording RemoveLine = new("删除", "Remove");
    public static readonly Wording JoinHere = new("并行分支在此汇合", "Parallel branches meet here");
    public static readonly Wording Promise = new("承诺时限", "Promise");
    public static readonly Wording WordsHelp = new("用空格分开", "Separated by spaces");

    public static readonly Wording NotReadable = new("“{0}”读不懂", "“{0}” cannot be read");

    public static readonly Wording PortalApply = new("办理业务", "Apply for a service");
    public static readonly Wording MyApplications = new("我的办理", "My applications");
    public static readonly Wording NoApplications = new("还没有办理中的业务。", "You have not applied for anything yet.");
    public static readonly Wording NoServices = new("目前没有可在线办理的业务，请到营业厅办理。", "Nothing can be applied for here at present; please come to the office.");
    public static readonly Wording PromisedWithin = new("承诺 {0} 内办结", "Promised within {0}");
    public static readonly Wording PromisedUntil = new("承诺 {0} 前办结", "promised by {0}");
    public static readonly Wording InYourWords = new("补充说明", "In your own words");
    public static readonly Wording KioskWelcome = new("自助服务", "Help yourself");
    public static readonly Wording KioskText = new("请点选要办的事。离开时请点“结束”；长时间无操作会自动返回并退出。", "Touch what you want to do. Touch “End” when you leave; without a touch for a while it goes back here and forgets you.");
    public static readonly Wording KioskEnd = new("结束", "End");
    public static readonly Wording PrintPage = new("打印", "Print");
    public static readonly Wording WaitingState = new("等待中", "waiting");
    private static readonly Wording s_fieldText = new("文字", "text");
    private static readonly Wording s_fieldNumber = new("数字", "number");
    private static readonly Wording s_fieldDate = new("日期", "date");
    private static readonly Wording s_fieldYesNo = new("是或否", "yes or no");
    private static readonly Wording s_fieldChoice = new("选项", "choice");

    /// <summary>The name of a kind of field.</summary>
    public static Wording Of(FieldKind kind) => kind switch { FieldKind.Number => s_fieldNumber, FieldKind.Date => s_fieldDate, FieldKind.YesNo => s_fieldYesNo, FieldKind.Choice => s_fieldChoice, _ => s_fieldText };

    /// <summary>A time limit as people say it.</summary>
    public static string LimitOf(WaterCore.Organization.TimeLimit limit, Language language) => limit.In(language);

    /// <summary>The name of how an item stands.</summary>
    public static Wording Of(WorkStatus status) => status switch { WorkStatus.Open => OpenState, WorkStatus.Archived => ArchivedState, _ => CancelledState };

    /// <summary>The name of a clock.</summary>
    public static Wording Of(ClockKind kind) => kind switch { ClockKind.Legal => LegalClock, ClockKind.Promised => PromisedClock, _ => InternalClock };
}
