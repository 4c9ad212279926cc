namespace WaterCore.Host.Service;

internal static partial class Texts
{
    public static readonly Wording Pin = new("电话查询密码", "PIN for the telephone");
    public static readonly Wording PinText = new("客户拨打热线查询时凭户号和六位密码。请先核对客户身份证件；密码只显示一次，任何人无法再查看。", "On the hotline a customer identifies by account number and a six-digit PIN. See the identity card first; the PIN is shown once and nobody can look it up.");
    public static readonly Wording PinDraw = new("生成新密码", "Draw a new PIN");
    public static readonly Wording PinDrawn = new("新密码：{0}。请告知客户，本页关闭后不再显示。", "The new PIN is {0}. Tell the customer; it is not shown again.");
}
