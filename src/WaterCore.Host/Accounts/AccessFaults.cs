namespace WaterCore.Host.Accounts;

/// <summary>A sign-in, a set-up or a change of rights is refused. The message says no more than the asker may know.</summary>
/// <param name="Reason">The code's last word, such as <c>wrong</c>.</param>
/// <param name="Text">The sentence in both languages.</param>
internal sealed record AccessRefused(string Reason, Wording Text) : Fault
{
    /// <inheritdoc/>
    public override string Code => $"access.{Reason}";

    /// <inheritdoc/>
    public override string Message => Text.En;

    /// <summary>Name or password is wrong; not which.</summary>
    public static AccessRefused Wrong { get; } = new("wrong", new("登录名或密码不对。", "The name or the password is wrong."));

    /// <summary>The identity provider knows the person, and there is no login here.</summary>
    public static AccessRefused NoLoginHere { get; } = new("no-login-here", new("您在此系统没有登录账号，请联系安全管理员。", "You have no login here; ask the security administrator for one."));

    /// <summary>Signing in with the identity provider did not work.</summary>
    public static AccessRefused SingleFailed { get; } = new("single-failed", new("统一身份认证未完成，请重试，或使用本地账号登录。", "Signing in with the organisation's account did not work; try again, or use a login of this system."));

    /// <summary>Too many attempts.</summary>
    public static AccessRefused TooMany { get; } = new("too-many-attempts", new("尝试次数过多，请 15 分钟后再试。", "There were too many attempts; try again in 15 minutes."));

    /// <summary>The one-time code does not fit.</summary>
    public static AccessRefused WrongCode { get; } = new("wrong-code", new("验证码不对或已失效，请重新获取。", "The code is wrong or no longer good; ask for a new one."));

    /// <summary>Set-up is done.</summary>
    public static AccessRefused SetUpAlready { get; } = new("set-up-already", new("已完成初始化，请由安全管理员添加登录账号。", "The set-up was done already; let the security administrator add logins."));

    /// <summary>The set-up code does not fit.</summary>
    public static AccessRefused WrongSetUpCode { get; } = new("wrong-set-up-code", new("初始化码不对，请查看服务日志。", "The set-up code is wrong; it stands in the log of the service."));

    /// <summary>The sign-in name cannot be used.</summary>
    public static AccessRefused BadName { get; } = new("bad-name", new("登录名须为 2 到 40 个字母、数字、点、横线或汉字。", "A sign-in name has 2 to 40 letters, digits, dots or dashes."));

    /// <summary>The name is taken.</summary>
    public static AccessRefused NameTaken { get; } = new("name-taken", new("该登录名已被使用，请换一个。", "The sign-in name is taken; choose another."));

    /// <summary>The password is too easy to guess.</summary>
    public static AccessRefused WeakPassword { get; } = new("weak-password", new("密码须为 12 到 128 个字符，不含登录名，且不少于 5 种不同字符。", "A password has 12 to 128 characters, at least 5 different ones, and not the sign-in name."));

    /// <summary>Administrator roles were mixed.</summary>
    public static AccessRefused RolesExclude { get; } = new("roles-exclude", new("系统、安全、审计三种管理员不得由同一人兼任，只保留其一。", "System, security and audit administrator exclude each other; keep one."));

    /// <summary>A role is not known.</summary>
    public static AccessRefused UnknownRole { get; } = new("unknown-role", new("没有这个角色，请从列表中选择。", "There is no such role; choose from the list."));

    /// <summary>Nobody changes the own rights.</summary>
    public static AccessRefused OwnRights { get; } = new("own-rights", new("不能更改自己的权限，请由另一位安全管理员办理。", "Nobody changes the own rights; ask another security administrator."));

    /// <summary>The code of the second factor does not fit.</summary>
    public static AccessRefused WrongSecondCode { get; } = new("wrong-second-code", new("验证码不对，或此码已用过；请输入应用中的最新验证码。", "The code is wrong or was used already; type the one that the app shows now."));

    /// <summary>The half-done sign-in is too old.</summary>
    public static AccessRefused SignInAgain { get; } = new("sign-in-again", new("登录已超时，请重新登录。", "The sign-in took too long; begin again."));

    /// <summary>Four eyes are two people.</summary>
    public static AccessRefused SamePerson { get; } = new("same-person", new("授权人不能是经办人本人。", "The one who approves is another person than the one who asks."));

    /// <summary>The second person has no right to approve.</summary>
    public static AccessRefused MayNotApprove { get; } = new("may-not-approve", new("该人员没有授权权限，请由财务主管或经理授权。", "That person may not approve; ask an accountant or a manager."));

    /// <summary>There is no such login.</summary>
    public static AccessRefused NoLogin { get; } = new("no-login", new("没有这个登录账号。", "There is no such login."));
}
