using NodaTime;
using NodaTime.Text;
using WaterCore.Values;

namespace WaterCore.Metering;

/// <summary>What the rules say to people, in both languages.</summary>
internal static class ReadingText
{
    public static Wording NothingToDo { get; } = new("无需处理", "nothing to do");

    public static Wording LookAtPhoto { get; } = new("先看照片；没有照片就重抄", "look at the photo first; without one, read again");

    public static Wording LookAtPhotoThenLeak { get; } = new("先看照片；读数属实就提醒用户查漏", "look at the photo first; if it is right, tell the customer to look for a leak");

    public static Wording ReadAgainOrSayWhy { get; } = new("看照片或重抄；如确为过圈、倒流或已换表，请注明", "look at the photo or read again; if it rolled over, ran backwards or was exchanged, say so");

    public static Wording LookForBackflow { get; } = new("查表后止回阀和水表方向，由班长确认", "check the check valve and which way the meter sits; a supervisor confirms");

    public static Wording LeaveOutTurn { get; } = new("去掉过圈标记，或改正读数", "leave the rollover out, or correct the index");

    public static Wording CompareNumber { get; } = new("核对表身号和上次行度", "compare the number on the meter and the index before");

    public static Wording KeepOne { get; } = new("两次抄表留一次", "keep one of the two visits");

    public static Wording MakeAppointment { get; } = new("与用户预约上门抄表", "make an appointment with the customer to read it");

    public static Wording AskWhetherEmpty { get; } = new("电话询问是否无人居住", "ask by telephone whether the place is empty");

    public static Wording OpenATap { get; } = new("上门开龙头看指针是否走动；不走则换表", "open a tap and see whether the meter turns; if not, exchange it");

    public static Wording ReadAllOnOneDay { get; } = new("总表和分表同一天重抄", "read the master and its sub-meters on one day");

    public static Wording DoesNotFit(ReadingCase r) =>
        new($"读数 {Index(r.Index)} 超出 {r.Meter.Dials} 位表盘", $"the index {Index(r.Index)} does not fit a dial of {r.Meter.Dials} digits");

    public static Wording Negative(ReadingCase r)
    {
        var floor = r.PreviousEstimated && r.LastTrueIndex is { } last ? last : r.PreviousIndex;
        return new($"读数 {Index(r.Index)} 低于 {Day(r.PreviousDay)} 以前的实抄读数 {Index(floor)}，且未说明原因", $"the index {Index(r.Index)} is lower than {Index(floor)}, read on or before {Day(r.PreviousDay)}, and nothing explains it");
    }

    public static Wording Reversed(ReadingCase r) =>
        new($"注明倒流：{Index(r.PreviousIndex)} → {Index(r.Index)}", $"said to have run backwards, from {Index(r.PreviousIndex)} to {Index(r.Index)}");

    public static Wording Rollover(ReadingCase r, long used, bool truly) => truly
        ? new($"过圈：{Index(r.PreviousIndex)} → {Index(r.Index)}，用水 {Amount(used, r)}", $"rolled over from {Index(r.PreviousIndex)} to {Index(r.Index)}, which makes {Amount(used, r)}")
        : new($"注明过圈，但读数 {Index(r.Index)} 并不低于上次 {Index(r.PreviousIndex)}", $"said to have rolled over, but {Index(r.Index)} is not lower than {Index(r.PreviousIndex)} before");

    public static Wording NotAtThisPoint(ReadingCase r) =>
        new($"水表 {r.Meter.Number} 不在所填户号处", $"meter {r.Meter.Number} does not stand at the account stated");

    public static Wording PreviousMismatch(ReadingCase r, long stated) =>
        new($"所填上次行度 {Index(stated)} 与系统 {Index(r.PreviousIndex)} 不符", $"the index before is stated as {Index(stated)} and known as {Index(r.PreviousIndex)}");

    public static Wording Duplicate(ReadingCase r) =>
        new($"{Day(r.PreviousDay)} 刚抄过（{Index(r.PreviousIndex)}）", $"it was read on {Day(r.PreviousDay)} already ({Index(r.PreviousIndex)})");

    public static Wording EstimatedTooLong(int times) => new($"已连续估抄 {times} 次", $"estimated {times} times in a row");

    public static Wording AbovePipe(ReadingCase r, long used, long most) =>
        new($"用水 {Amount(used, r)}，超过 {r.Meter.Size} 口径昼夜不停的最大流量 {Amount(most, r)}", $"{Amount(used, r)} is more than a {r.Meter.Size} meter can pass day and night, {Amount(most, r)}");

    public static Wording SubMeters(ReadingCase r, long used, long subs) =>
        new($"分表合计 {Amount(subs, r)}，大于总表 {Amount(used, r)}", $"the sub-meters come to {Amount(subs, r)}, more than the master's {Amount(used, r)}");

    public static Wording Zero(ReadingCase r) => new($"用水为零，以往每期都有用水（读数仍为 {Index(r.Index)}）", $"nothing used, where every period had use (the index is still {Index(r.Index)})");

    public static Wording Stuck(int periods) => new($"连续 {periods} 期读数不动", $"the index has not moved for {periods} periods");

    public static Wording High(ReadingCase r, long used, ExpectedUse e) => new(
        $"用水 {Amount(used, r)}，高于预期 {Amount(e.Low, r)} 至 {Amount(e.High, r)}（依据 {e.Periods} 期）", $"{Amount(used, r)} is above the expected {Amount(e.Low, r)} to {Amount(e.High, r)} (from {e.Periods} periods)");

    public static Wording Low(ReadingCase r, long used, ExpectedUse e) => new(
        $"用水 {Amount(used, r)}，低于预期 {Amount(e.Low, r)} 至 {Amount(e.High, r)}（依据 {e.Periods} 期）", $"{Amount(used, r)} is below the expected {Amount(e.Low, r)} to {Amount(e.High, r)} (from {e.Periods} periods)");

    public static Wording Spike(ReadingCase r, long used, long top) =>
        new($"用水 {Amount(used, r)}，远高于历史最高（每 60 天 {Amount(top, r)}）", $"{Amount(used, r)} is far above the most it ever used ({Amount(top, r)} in 60 days)");

    public static Wording Likely(ReadingCase r, ReadingRule rule, long index) => rule switch
    {
        ReadingRule.DigitSwap => new($"两位数字对调则为 {Index(index)}，正合预期", $"with two digits changed round it would be {Index(index)}, as expected"),
        ReadingRule.DigitDropped => new($"补上一位数字则为 {Index(index)}，正合预期", $"with a digit put in it would be {Index(index)}, as expected"),
        ReadingRule.DigitAdded => new($"去掉一位数字则为 {Index(index)}，正合预期", $"with a digit left out it would be {Index(index)}, as expected"),
        _ => new($"小数点移一位则为 {Index(index)}，正合预期（原读数 {Index(r.Index)}）", $"with the decimal mark moved it would be {Index(index)}, as expected (it says {Index(r.Index)})"),
    };

    private static string Index(long index) => new Volume(index, VolumeUnit.CubicMetre).ToNumberString();

    private static string Amount(long used, ReadingCase r) => new Volume(used, r.Meter.Unit).ToString();

    private static string Day(LocalDate day) => LocalDatePattern.Iso.Format(day);
}
