using WaterCore.Metering;

namespace WaterCore.Host.Service;

internal static partial class Texts
{
    public static readonly Wording ReadingDesk = new("抄表录入", "Reading desk");
    public static readonly Wording ReadingDeskText = new("逐行输入止码后回车，光标自动到下一行；每行即时保存并校验。方向键上下移动。", "Type an index and press Enter: the next line is next, and each line is saved and checked at once. The arrow keys go up and down.");
    public static readonly Wording Book = new("抄表册", "Book");
    public static readonly Wording Books = new("抄表册", "Books");
    public static readonly Wording NoBooks = new("还没有抄表册：抄表册说明每本册里有哪些水表、按什么次序走、哪些月份抄。建好后在这里逐册录入。", "There are no books yet. A book says which meters are read on one walk, in which order and in which months; once there is one, its readings are typed in here.");
    public static readonly Wording NoBooksAsk = new("请有“导入数据”权限的同事（账务员或经理）在“抄表册”页面建立。", "Ask somebody who may import data, such as a biller or manager, to make one on the page Books.");
    public static readonly Wording MakeBooks = new("建立抄表册", "Make books");
    public static readonly Wording MakeBooksText = new("粘贴 CSV：第一行是列名，以后每行一块表。cycle 写 monthly（每月）、odd（单月）或 even（双月）；walk 是次序；meter 是表号。已在别的册中的表会移过来。大文件请在服务器上执行 watercore book import 文件。",
        "Paste CSV: the names of the columns first, then a meter a line. cycle is monthly, odd or even; walk is the order; meter its number. A meter that stands in another book moves. For a large file, run watercore book import FILE on the server.");
    public static readonly Wording BooksMade = new("已导入 {0} 行。", "Rows imported: {0}.");
    public static readonly Wording BooksThere = new("没有新内容：这些行已在抄表册中。", "Nothing is new: these rows are in the books already.");
    public static readonly Wording BooksRefused = new("有 {0} 行不能导入，未作任何更改。", "Nothing was changed, for rows that cannot be imported: {0}.");
    public static readonly Wording Places = new("表位数", "Places");
    public static readonly Wording Month = new("月份", "Month");
    public static readonly Wording ReadOn = new("抄表日期", "Read on");
    public static readonly Wording Walk = new("序", "No.");
    public static readonly Wording Previous = new("上次", "Before");
    public static readonly Wording ExpectedBand = new("预期", "Expected");
    public static readonly Wording NewIndex = new("本次止码", "Index now");
    public static readonly Wording OutcomeOf = new("结果", "Outcome");
    public static readonly Wording ReadingAccepted = new("已采纳，用水 {0}", "accepted, {0} used");
    public static readonly Wording ReadingThere = new("已采纳", "accepted");
    public static readonly Wording ReadingHeld = new("待复核（{0} 号）：{1}", "held ({0}): {1}");
    public static readonly Wording Blocked = new("堵表", "blocked");
    public static readonly Wording NotRead = new("未抄", "not read");
    public static readonly Wording DoneOf = new("已录 {0} / {1}，待复核 {2}", "{0} of {1} entered, {2} held");
    public static readonly Wording NotAnIndex = new("“{0}”不是读数，请写数字，至多三位小数；堵表写 b，未抄写 n。", "“{0}” is not an index; write digits with at most three decimals, b for blocked, n for not read.");
    public static readonly Wording NotAnIndexPlain = new("“{0}”不是读数，请只写数字。", "“{0}” is not an index; write digits only.");
    public static readonly Wording LettersHelp = new("没有读数：b 堵表，n 未抄；止码后加 r 表示过圈。", "Without an index: b blocked, n not read; r after the index for a rollover.");
    public static readonly Wording BadDay = new("“{0}”不是日期，请写作 2026-03-25。", "“{0}” is not a day; write for instance 2026-03-25.");
    public static readonly Wording NotInBookMonth = new("该册本月不抄，请换月份；若未导入请先导入。", "The book is not read in that month; choose another, or import it first.");

    public static readonly Wording HeldTray = new("异常读数", "Held readings");
    public static readonly Wording HeldTrayText = new("被规则拦下的读数在此等候，复核之前不会出账。", "Readings that the rules hold wait here; nothing bills them before somebody has decided.");
    public static readonly Wording NothingHeld = new("没有待复核的读数。", "Nothing is held.");
    public static readonly Wording Evidence = new("依据", "What was seen");
    public static readonly Wording ToDo = new("先做什么", "What to do first");
    public static readonly Wording Accept = new("采纳", "Accept");
    public static readonly Wording Reject = new("退回", "Reject");
    public static readonly Wording TurnText = new("止码变小的原因", "Why it is lower");
    public static readonly Wording NoTurn = new("无", "nothing");
    public static readonly Wording RolledOver = new("过圈", "rolled over");
    public static readonly Wording RanBack = new("倒转", "ran backwards");
    public static readonly Wording Accepted = new("{0} 号已采纳。", "Held reading {0} was accepted.");
    public static readonly Wording Rejected = new("{0} 号已退回。", "Held reading {0} was rejected.");
    public static readonly Wording Photo = new("照片", "Photo");
    public static readonly Wording Source = new("来源", "Came in by");

    public static readonly Wording OwnReading = new("自助报数", "Send a reading");
    public static readonly Wording OwnReadingText = new("请抄写水表黑色数字（整吨）；如能附上照片，核对会更快。", "Copy the black digits of the meter, whole cubic metres; a photo makes checking quicker.");
    public static readonly Wording OwnReadingDone = new("已收到，谢谢。自 {0} 以来用水 {1}。", "Thank you. Since {0} you used {1}.");
    public static readonly Wording OwnReadingKnown = new("此读数已收到过，无需再报。", "This reading is here already; there is nothing more to do.");
    public static readonly Wording OwnReadingHeld = new("已收到，但与往常不同，工作人员会先核对。看到的情况：{0}。", "Thank you. It is unlike before, so somebody will look at it first. What was seen: {0}.");
    public static readonly Wording LastReadingWas = new("上次读数 {0}（{1}）", "The last reading was {0}, on {1}");
    public static readonly Wording PhotoHelp = new("可选，JPEG 或 PNG，至多 6 MB", "If you like: JPEG or PNG, at most 6 MB");
    public static readonly Wording BadPhoto = new("照片须为 6 MB 以内的 JPEG 或 PNG。", "A photo is a JPEG or PNG of at most 6 MB.");
    public static readonly Wording Send = new("提交", "Send");
    public static readonly Wording NoMeter = new("此户没有在用水表。", "No meter is in place at this account.");

    /// <summary>The name of a kind of visit.</summary>
    public static Wording Of(VisitStatus status) => status switch
    {
        VisitStatus.Read => ReadOnDial, VisitStatus.Estimated => Estimated, VisitStatus.Blocked => Blocked, _ => NotRead,
    };
}
