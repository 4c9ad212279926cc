namespace WaterCore.Host.Experiments.Years;

/// <summary>
/// All that the six simulated years assume, in one place. No value was chosen with an eye on the published table: each stands as its source
/// gives it, or as a round number where no source was found, and is then marked so. Shares are in hundred-thousandths.
/// </summary>
internal sealed record YearsAssumptions
{
    public int Misread { get; init; } = 300;
    public int SlipPerDigit { get; init; } = 100;
    public int NotRead { get; init; } = 4_000;
    public int ReviewFinds { get; init; } = 90_000;
    public int LowerNoticed { get; init; } = 90_000;
    public int FieldEntryStep { get; init; } = 25_000;
    public int HandInDays { get; init; } = 5;
    public int OldSeconds { get; init; } = 66;
    public int NewSeconds { get; init; } = 30;
    public int Clerks { get; init; } = 1;
    public int ClerkHours { get; init; } = 6;
    public int ReviewDays { get; init; } = 2;
    public int LateShare { get; init; } = 17_000;
    public int AutoPay { get; init; } = 14_000;
    public int AutoPayStep { get; init; } = 2_500;
    public int Message { get; init; } = 29_000;
    public int Letter { get; init; } = 88_000;
    public int Warning { get; init; } = 75_000;
    public int PhoneKnown { get; init; } = 80_000;
    public int HandReminders { get; init; } = 2_000;
    public int Defaults { get; init; } = 3_000;
    public int TakeoverDays { get; init; } = 365;
    public int ComplaintDays { get; init; } = 30;
    public int CutOffDays { get; init; } = 60;

    private const string None = "";

    /// <summary>Each assumption with its source and a range to try; an empty source says that none was found.</summary>
    public static IReadOnlyList<Assumption> All { get; } =
    [
        new("misread", new("读错表盘（每次）", "dial misread, a reading"), "1/100,000", "Swain and Guttmann, NUREG/CR-1278 (1983), reading an analogue display: 0.003", a => a.Misread, (a, v) => a with { Misread = v }, 100, 900),
        new("slip-per-digit", new("写错或键错（每位）", "slip in writing or typing, a digit"), "1/100,000", "Swain and Guttmann, NUREG/CR-1278 (1983), recording more than three digits: 0.001 a symbol", a => a.SlipPerDigit, (a, v) => a with { SlipPerDigit = v }, 30, 300),
        new("not-read", new("未抄到，估抄", "not read and estimated"), "1/100,000", "target of a utility: reading rate of at least 96 % (qhdjkx, in the collected Chinese rules)", a => a.NotRead, (a, v) => a with { NotRead = v }, 2_000, 8_000),
        new("review-finds", new("复核发现错误", "a person who looks at a held reading finds the error"), "1/100,000", "Swain and Guttmann, NUREG/CR-1278 (1983), a checker misses 0.1", a => a.ReviewFinds, (a, v) => a with { ReviewFinds = v }, 70_000, 99_000),
        new("lower-noticed", new("旧方式发现读数变小", "the old way notices an index lower than the last"), "1/100,000", None, a => a.LowerNoticed, (a, v) => a with { LowerNoticed = v }, 0, 100_000),
        new("field-entry-step", new("新方式每年增加现场录入的份额", "share keyed on the spot, added each WaterCore year"), "1/100,000", None, a => a.FieldEntryStep, (a, v) => a with { FieldEntryStep = v }, 0, 25_000),
        new("hand-in-days", new("纸质抄表册每几个工作日上交", "paper books are handed in every so many working days"), "days", "a county's water stations: a batch of books every five days (yl3v.com, about 2014)", a => a.HandInDays, (a, v) => a with { HandInDays = v }, 1, 10),
        new("old-seconds", new("旧方式录入一条（十分之一秒）", "typing one reading the old way, tenths of a second"), "0.1 s", "Card, Moran and Newell (1980): 14 keys of 0.28 s and two times 1.35 s to think", a => a.OldSeconds, (a, v) => a with { OldSeconds = v }, 40, 130),
        new("new-seconds", new("新方式录入一条（十分之一秒）", "typing one reading on the sheet, tenths of a second"), "0.1 s", "Card, Moran and Newell (1980): 6 keys of 0.28 s and once 1.35 s to think", a => a.NewSeconds, (a, v) => a with { NewSeconds = v }, 20, 60),
        new("clerks", new("每六万户的录入员", "clerks who type, for 60,000 accounts"), "persons", None, a => a.Clerks, (a, v) => a with { Clerks = v }, 1, 3),
        new("clerk-hours", new("每日录入时数", "hours of typing a day"), "hours", None, a => a.ClerkHours, (a, v) => a with { ClerkHours = v }, 4, 8),
        new("review-days", new("复核用时（工作日）", "working days until a held reading is decided"), "days", None, a => a.ReviewDays, (a, v) => a with { ReviewDays = v }, 1, 5),
        new("late-share", new("逾期份额（每期账单）", "bills not paid by the due day"), "1/100,000", "Washington County Service Authority, 18,000 accounts: 17 % late (Knotts, On Tap, summer 2002)", a => a.LateShare, (a, v) => a with { LateShare = v }, 8_000, 30_000),
        new("auto-pay", new("旧方式下银行代扣份额", "accounts that pay by themselves, the old way"), "1/100,000", "E Source digital metrics survey 2016: 14 %", a => a.AutoPay, (a, v) => a with { AutoPay = v }, 5_000, 30_000),
        new("auto-pay-step", new("新方式每年增加的代扣份额", "accounts that pay by themselves, added each WaterCore year"), "1/100,000", "E Source digital metrics survey: 14 % in 2016, 19 % in 2018", a => a.AutoPayStep, (a, v) => a with { AutoPayStep = v }, 0, 8_000),
        new("message", new("短信或电话后缴费", "pay after a message or a call"), "1/100,000", "Tulsa 2018: 48 % paid in time without a text, 63 % with one, so 29 % of those who would not have (Tulsa World, 2018-12-08)", a => a.Message, (a, v) => a with { Message = v }, 10_000, 50_000),
        new("letter", new("书面催缴后缴费", "pay after a written reminder"), "1/100,000", "Washington County Service Authority: of 17 % late, 2 % come to a notice of shut-off (Knotts 2002)", a => a.Letter, (a, v) => a with { Letter = v }, 50_000, 95_000),
        new("warning", new("停水通知后缴费", "pay after a notice of suspension"), "1/100,000", "Washington County Service Authority: three of four (Knotts 2002)", a => a.Warning, (a, v) => a with { Warning = v }, 50_000, 90_000),
        new("phone-known", new("留有电话的户", "accounts with a telephone on file"), "1/100,000", None, a => a.PhoneKnown, (a, v) => a with { PhoneKnown = v }, 50_000, 100_000),
        new("hand-reminders", new("每六万户每月人工催缴", "reminders by hand a month, for 60,000 accounts"), "reminders", "ten days of one person at 200 doors a day (yihuohao.com: a reader does 200 households a day); the ten days are a guess", a => a.HandReminders, (a, v) => a with { HandReminders = v }, 500, 8_000),
        new("defaults", new("每年不再缴费的户", "payers who stop paying for good, a year"), "1/100,000", "AWWA: 0.5 to 1.5 % of revenue is never collected (waterfm.com); 1 % at two bills of six lost to each is 3 % of accounts", a => a.Defaults, (a, v) => a with { Defaults = v }, 1_000, 6_000),
        new("takeover-days", new("停缴户多久换新用户", "days until somebody else takes the place over"), "days", None, a => a.TakeoverDays, (a, v) => a with { TakeoverDays = v }, 90, 730),
        new("complaint-days", new("错误账单多久更正", "days until a bill that is far too high is put right"), "days", None, a => a.ComplaintDays, (a, v) => a with { ComplaintDays = v }, 10, 60),
        new("cut-off-days", new("年后多少天内收到算当年", "receipts count until so many days after the year"), "days", None, a => a.CutOffDays, (a, v) => a with { CutOffDays = v }, 0, 60),
    ];
}

/// <summary>One assumption.</summary>
/// <param name="Code">Its name for programs.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Unit">The unit of the value.</param>
/// <param name="Source">Where the value is from; empty when no source was found and it is a round number.</param>
/// <param name="Get">The value.</param>
/// <param name="With">The same assumptions with another value.</param>
/// <param name="Low">The least value that the sweep tries.</param>
/// <param name="High">The greatest.</param>
internal sealed record Assumption(string Code, Wording Name, string Unit, string Source, Func<YearsAssumptions, int> Get, Func<YearsAssumptions, int, YearsAssumptions> With, int Low, int High);
