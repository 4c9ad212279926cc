using WaterCore.Values;

namespace WaterCore.Statistics;

/// <summary>What a measure counts, which says how it is shown.</summary>
public enum MeasureKind
{
    /// <summary>Things.</summary>
    Count,

    /// <summary>Thousandths of the volume unit.</summary>
    Volume,

    /// <summary>Minor units of the utility's currency.</summary>
    Money,
}

/// <summary>A measure of a source.</summary>
/// <param name="Code">Its name for programs.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Kind">What it counts.</param>
public sealed record Measure(string Code, Wording Name, MeasureKind Kind)
{
    /// <summary>The dimension over which it does not add up: the same water is in the water line and in the sewage line. Null when it adds up over all.</summary>
    public string? NotAcross { get; init; }
}

/// <summary>A dimension by which a source can be looked at.</summary>
/// <param name="Code">Its name for programs.</param>
/// <param name="Name">Its name for people.</param>
public sealed record Dimension(string Code, Wording Name);

/// <summary>A table of facts that reports and pivots are made of: what each row is, by what it can be grouped, and what adds up.</summary>
/// <param name="Code">Its name for programs.</param>
/// <param name="Name">Its name for people, with what one row is.</param>
/// <param name="Dimensions">By what it can be grouped; the last ones tell one row from another.</param>
/// <param name="Measures">What adds up.</param>
public sealed record FactSource(string Code, Wording Name, IReadOnlyList<Dimension> Dimensions, IReadOnlyList<Measure> Measures)
{
    private static readonly Dimension s_account = new("account", new("户号", "Account"));
    private static readonly Dimension s_class = new("class", new("用水性质", "Use class"));
    private static readonly Dimension s_tariff = new("tariff", new("水价", "Tariff"));
    private static readonly Dimension s_bill = new("bill", new("账单", "Bill"));
    private static readonly Dimension s_month = new("month", new("月份", "Month"));
    private static readonly Measure s_volume = new("volume", new("水量", "Volume"), MeasureKind.Volume);
    private static readonly Measure s_amount = new("amount", new("金额", "Amount"), MeasureKind.Money);

    /// <summary>Live bills issued in the days; one row for each.</summary>
    public static FactSource Bills { get; } = new("bills", new("出账（每张未作废账单一行）", "Bills issued, a row for each that is not cancelled"),
        [s_class, s_tariff, s_month, s_account, s_bill], [new("bills", new("账单数", "Bills"), MeasureKind.Count), s_volume, s_amount]);

    /// <summary>The lines of those bills, a row for each: the price components.</summary>
    public static FactSource Lines { get; } = new("lines", new("费用项目（每个账单明细一行）", "Price components, a row for each line of a bill"),
        [new("component", new("费用项目", "Component")), s_class, s_tariff, s_month, s_account, s_bill], [new("lines", new("明细数", "Lines"), MeasureKind.Count), s_volume with { NotAcross = "component" }, s_amount]);

    /// <summary>The volume of those bills by the blocks of their water charge, a row for each block of a bill.</summary>
    public static FactSource Blocks { get; } = new("blocks", new("阶梯水量（账单的每一级一行）", "Volume by block, a row for each block of a bill"),
        [s_class, new("block", new("阶梯", "Block")), s_tariff, s_month, s_account, s_bill], [new("bills", new("户次", "Bills"), MeasureKind.Count), s_volume, s_amount]);

    /// <summary>Payments taken in the days, a row for each; a reversed one stands with its reversal, which is below zero.</summary>
    public static FactSource Receipts { get; } = new("receipts", new("收款（每笔缴费或冲正一行）", "Receipts, a row for each payment or reversal"),
        [new("channel", new("渠道", "Channel")), new("tender", new("收款方式", "Paid by")), new("branch", new("网点", "Branch")), new("day", new("日期", "Day")), s_month, s_account, new("receipt", new("收据", "Receipt"))],
        [new("payments", new("笔数", "Payments"), MeasureKind.Count), s_amount]);

    /// <summary>What accounts owe at the end of the days by age, a row for each account and band.</summary>
    public static FactSource Arrears { get; } = new("arrears", new("欠费（每户每个账龄一行）", "Arrears, a row for each account and age"),
        [new("age", new("账龄（逾期天数）", "Days overdue")), s_account], [new("accounts", new("户数", "Accounts"), MeasureKind.Count), s_amount]);

    /// <summary>Meters that were due in the days and how they were read, a row for each.</summary>
    public static FactSource Readings { get; } = new("readings", new("抄表（每块应抄水表一行）", "Reading work, a row for each meter due"),
        [new("reading", new("抄见状态", "How read")), s_account, new("meter", new("水表", "Meter"))], [new("meters", new("表数", "Meters"), MeasureKind.Count)]);

    /// <summary>Live bills issued in the days and what was allocated to each by their end, a row for each.</summary>
    public static FactSource Dues { get; } = new("dues", new("账款回收（每张账单一行）", "Bills and what was received of them, a row for each"),
        [new("paid", new("缴清", "Paid")), s_tariff, s_month, s_account, s_bill], [new("bills", new("账单数", "Bills"), MeasureKind.Count), new("billed", new("账款", "Billed"), MeasureKind.Money), new("received", new("已收", "Received"), MeasureKind.Money)]);

    /// <summary>Bills that were open when the days began and what was allocated to each in them, a row for each.</summary>
    public static FactSource OldDues { get; } = new("old-dues", new("陈欠回收（每张账单一行）", "Bills open at the beginning and what was received of them, a row for each"),
        [s_month, s_account, s_bill], [new("bills", new("账单数", "Bills"), MeasureKind.Count), new("open", new("期初未收", "Open before"), MeasureKind.Money), new("received", new("期内收回", "Received"), MeasureKind.Money)]);

    /// <summary>Promises to pay that came to their end in the days, a row for each.</summary>
    public static FactSource Promises { get; } = new("promises", new("承诺缴费（每项一行）", "Promises to pay, a row for each"),
        [new("kept", new("兑现", "Kept")), new("maker", new("经办人", "Agreed with")), s_account], [new("promises", new("承诺数", "Promises"), MeasureKind.Count), s_amount]);

    /// <summary>All sources.</summary>
    public static IReadOnlyList<FactSource> All { get; } = [Bills, Lines, Blocks, Receipts, Arrears, Readings, Dues, OldDues, Promises];

    /// <summary>The place of a dimension, or -1.</summary>
    public int Place(string dimension)
    {
        for (var i = 0; i < Dimensions.Count; i++) if (Dimensions[i].Code == dimension) return i;
        return -1;
    }
}

/// <summary>One row of a source: a value for each dimension and each measure.</summary>
/// <param name="Values">The values of its dimensions, in their order.</param>
/// <param name="Amounts">Its measures, in their order.</param>
public readonly record struct FactRecord(IReadOnlyList<string> Values, IReadOnlyList<long> Amounts);
