namespace WaterCore.Host.Service;

internal static partial class Texts
{
    public static readonly Wording SignIn = new("登录", "Sign in");
    public static readonly Wording SignOut = new("退出", "Sign out");
    public static readonly Wording SignInWith = new("用{0}账号登录", "Sign in with {0}");
    public static readonly Wording SignInName = new("登录名", "Sign-in name");
    public static readonly Wording PersonName = new("姓名", "Name");
    public static readonly Wording Password = new("密码", "Password");
    public static readonly Wording CurrentPassword = new("当前密码", "Current password");
    public static readonly Wording NewPassword = new("新密码", "New password");
    public static readonly Wording PasswordRule = new("12 到 128 个字符，不含登录名", "12 to 128 characters, without the sign-in name");
    public static readonly Wording ChangePassword = new("更改密码", "Change password");
    public static readonly Wording MustChange = new("首次登录请更改管理员所设的密码。", "Choose a password of your own in place of the one you were given.");

    public static readonly Wording SetUp = new("初始化", "Set-up");
    public static readonly Wording SetUpText = new("系统还没有任何登录账号。请创建第一位安全管理员，由其添加其他人员。", "Nobody can sign in yet. Make the first security administrator, who adds everybody else.");
    public static readonly Wording SetUpCode = new("初始化码", "Set-up code");
    public static readonly Wording SetUpCodeHelp = new("在服务日志中，例如 ABCD-EFGH-JKMN", "In the log of the service, such as ABCD-EFGH-JKMN");
    public static readonly Wording SetUpButton = new("创建管理员", "Make administrator");

    public static readonly Wording Logins = new("登录账号", "Logins");
    public static readonly Wording LoginsText = new("系统、安全、审计三种管理员不得由同一人兼任。", "System, security and audit administrator exclude each other.");
    public static readonly Wording AddLogin = new("添加人员", "Add a person");
    public static readonly Wording FirstPassword = new("初始密码", "First password");
    public static readonly Wording Roles = new("角色", "Roles");
    public static readonly Wording Barred = new("停用", "Barred");
    public static readonly Wording Active = new("正常", "Active");
    public static readonly Wording Bar = new("停用", "Bar");
    public static readonly Wording LetIn = new("恢复", "Let in again");
    public static readonly Wording Edit = new("修改角色", "Change roles");
    public static readonly Wording State = new("状态", "State");
    public static readonly Wording Saved = new("已保存。", "Saved.");

    public static readonly Wording SecondFactor = new("第二重验证", "Second factor");
    public static readonly Wording SecondFactorText = new("用手机验证器扫描下图，再输入它显示的六位验证码。", "Scan this with an authenticator app on your phone, then type the six digits that it shows.");
    public static readonly Wording SecondFactorTyped = new("无法扫描时输入密钥：", "If you cannot scan, type this key:");
    public static readonly Wording SecondFactorPutUp = new("启用", "Put it up");
    public static readonly Wording SecondFactorUp = new("已启用。更换手机请联系安全管理员。", "It is up. For another phone ask the security administrator.");
    public static readonly Wording SecondCodeText = new("请输入手机验证器显示的六位验证码。", "Type the six digits that your authenticator app shows.");
    public static readonly Wording SecondFactorDown = new("解除第二重验证", "Take second factor away");

    public static readonly Wording CodeSubject = new("登录验证码", "Your sign-in code");
    public static readonly Wording CodeBody = new("您的登录验证码是 {0}，10 分钟内有效。工作人员不会向您索要验证码，请勿转告他人。", "Your sign-in code is {0}, good for 10 minutes. Nobody at the utility will ask you for it; do not tell it to anyone.");
    public static readonly Wording GetCode = new("获取验证码", "Send me a code");
    public static readonly Wording Code = new("验证码", "Code");
    public static readonly Wording CodeSent = new("如果该户号存在并留有联系方式，验证码已发送，10 分钟内有效。", "If the account exists and has a contact on file, a code is on its way; it is good for 10 minutes.");
    public static readonly Wording CodeAgain = new("重新获取", "Ask for another");
    public static readonly Wording CodeHelp = new("验证码会发送到您在营业厅登记的手机或邮箱。", "The code goes to the phone or mail address that you left with the utility.");
}
