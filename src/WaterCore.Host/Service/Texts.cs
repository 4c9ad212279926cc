namespace WaterCore.Host.Service;

/// <summary>Every text that a page shows, in both languages. A page has no words of its own, and a test reads the pages to see that.</summary>
internal static partial class Texts
{
    public static readonly Wording Product = new("水务客户服务系统", "Water customer service");
    public static readonly Wording OtherLanguage = new("English", "中文");
    public static readonly Wording Search = new("户号、姓名、拼音、电话、地址、表号", "Account, name, phone, address, meter, bill");
    public static readonly Wording SearchButton = new("查找", "Find");
    public static readonly Wording SearchNothing = new("没有找到“{0}”。请换一个线索，例如姓名加电话后四位。", "Nothing was found for “{0}”. Try another clue, such as the name and the last four digits of the phone.");
    public static readonly Wording SearchPurpose = new("柜台办理", "service at the counter");
    public static readonly Wording Why = new("匹配依据", "Why");
    public static readonly Wording ShowPhone = new("显示（留痕）", "show (noted)");
    public static readonly Wording Save = new("保存", "Save");
    public static readonly Wording Close = new("关闭", "Close");
    public static readonly Wording More = new("更多", "More");
    public static readonly Wording Yes = new("是", "yes");
    public static readonly Wording No = new("否", "no");
    public static readonly Wording Menu = new("菜单", "Menu");
    public static readonly Wording SkipToContent = new("跳到正文", "Skip to content");
    public static readonly Wording NotAllowed = new("您的岗位没有此项权限，请联系安全管理员。", "Your role does not include this; ask the security administrator.");
    public static readonly Wording PageNotFound = new("没有这个页面。", "There is no such page.");
    public static readonly Wording Reconnecting = new("连接中断，正在重新连接……", "The connection was lost; connecting again …");
    public static readonly Wording WentWrong = new("出错了，请重新载入页面。", "Something went wrong; load the page again.");
    public static readonly Wording Reload = new("重新载入", "Load again");

    public static readonly Wording Start = new("首页", "Start");
    public static readonly Wording CustomersDoor = new("我是用水客户", "I am a customer");
    public static readonly Wording CustomersDoorText = new("查余额、账单和用水量", "See your bills, how they came about, and your usage");
    public static readonly Wording StaffDoor = new("我是工作人员", "I work here");
    public static readonly Wording StaffDoorText = new("进入营业工作台", "Go to the staff console");

    private static readonly Wording s_notFound = new("没有找到这一页。", "There is no such page.");
    private static readonly Wording s_forbidden = new("没有权限，请联系安全管理员。", "You may not do this; ask the security administrator.");
    private static readonly Wording s_unauthorized = new("请先登录。", "Sign in first.");
    private static readonly Wording s_tooMany = new("请求过于频繁，请稍后再试。", "There were too many requests; try again in a minute.");
    private static readonly Wording s_unavailable = new("数据库暂时不可用，请稍后再试。", "The database cannot be used right now; try again later.");
    private static readonly Wording s_badRequest = new("请求无法读取；表单可能已过期，请重新打开页面。", "The request could not be read; the form may be too old, so open the page again.");
    private static readonly Wording s_conflict = new("在此期间已有其他更改，请重新打开后再试。", "Another change came first; open it again and try once more.");
    private static readonly Wording s_error = new("服务出错，已记入日志。", "Something went wrong in the service; it was written to the log.");

    /// <summary>What a status code means for people.</summary>
    public static Wording Status(int code) => code switch
    {
        400 => s_badRequest, 401 => s_unauthorized, 403 => s_forbidden, 404 or 405 => s_notFound, 409 => s_conflict, 429 => s_tooMany, 503 => s_unavailable, _ => s_error,
    };
}
