using System.Collections.Frozen;
using System.Globalization;
using NodaTime;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>Mandarin: two is 两 before a measure word, 一 is 幺 in telephone numbers, a gap of zeros is one 零.</summary>
internal static class SpokenChinese
{
    private const string Names = "零一二三四五六七八九";

    private const int Wan = 10_000, Yi = 100_000_000;

    public static FrozenSet<SpeechPart> Vocabulary { get; } = Words().Select(w => new SpeechPart(Language.Chinese, w)).ToFrozenSet();

    public static IEnumerable<string> Amount(Money amount)
    {
        if (amount.Minor < 0) yield return "负";
        var minor = UInt128.CreateChecked(Int128.Abs(amount.Minor));
        var per = (UInt128)amount.Currency.MinorPerUnit;
        var (whole, part) = ((long)(minor / per), (int)(minor % per));
        if (amount.Currency != Currency.Cny)
        {
            foreach (var word in Decimal(whole, part, amount.Currency.MinorDigits)) yield return word;
            if (amount.Currency == Currency.Usd) yield return "美元";
            else foreach (var letter in amount.Currency.Code) yield return letter.ToString();
            yield break;
        }
        var (jiao, fen) = (part / 10, part % 10);
        if (whole > 0 || part == 0)
        {
            foreach (var word in Quantity(whole)) yield return word;
            yield return "元";
        }
        if (jiao > 0) yield return Counted(jiao) + "角";
        else if (whole > 0 && fen > 0) yield return "零";
        if (fen > 0) yield return (jiao > 0 || whole > 0 ? Names[fen].ToString() : Counted(fen)) + "分";
    }

    public static IEnumerable<string> Date(LocalDate day)
    {
        foreach (var digit in day.Year.ToString(CultureInfo.InvariantCulture)) yield return Names[digit - '0'].ToString();
        yield return "年";
        yield return Small(day.Month) + "月";
        yield return Small(day.Day) + "日";
    }

    public static IEnumerable<string> Usage(Volume volume)
    {
        if (volume.Thousandths < 0) yield return "负";
        var thousandths = Int128.Abs(volume.Thousandths);
        foreach (var word in Decimal((long)(thousandths / 1000), (int)(thousandths % 1000), 3)) yield return word;
        yield return volume.Unit.Code switch { "m3" => "立方米", "kl" => "千升", "ccf" => "百立方英尺", "kgal" => "千加仑", _ => "单位" };
    }

    /// <summary>A number before a measure word, where a bare two is 两.</summary>
    public static IEnumerable<string> Quantity(long number)
    {
        if (number == 2) return ["两"];
        if (number == -2) return ["负", "两"];
        return Number(number);
    }

    public static string PhoneDigit(char digit) => digit == '1' ? "幺" : Names[digit - '0'].ToString();

    private static IEnumerable<string> Decimal(long whole, int part, int digits)
    {
        foreach (var word in part == 0 ? Quantity(whole) : Number(whole)) yield return word;
        if (part == 0) yield break;
        yield return "点";
        foreach (var digit in part.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0').TrimEnd('0')) yield return Names[digit - '0'].ToString();
    }

    private static List<string> Number(long number)
    {
        if (number == 0) return ["零"];
        var words = new List<string>();
        if (number < 0) words.Add("负");
        Write(UInt128.CreateChecked(Int128.Abs(number)), words);
        return words;
    }

    // 亿 counts whatever stands before it, itself with 万 and 亿: 一百九十二万一千亿.
    private static void Write(UInt128 number, List<string> words)
    {
        if (number < Yi)
        {
            Below((int)number, words, leads: true);
            return;
        }
        var (high, low) = (number / Yi, (int)(number % Yi));
        if (high == 2) words.Add("两");
        else Write(high, words);
        words.Add("亿");
        if (low is > 0 and < 10_000_000) words.Add("零");
        if (low > 0) Below(low, words, leads: false);
    }

    private static void Below(int number, List<string> words, bool leads)
    {
        var (high, low) = (number / Wan, number % Wan);
        if (high > 0)
        {
            if (high == 2) words.Add("两");
            else Group(high, words, leads);
            words.Add("万");
            if (low is > 0 and < 1000) words.Add("零");
        }
        if (low > 0) Group(low, words, leads && high == 0);
    }

    private static void Group(int group, List<string> words, bool leads)
    {
        var (thousands, hundreds, tens, ones) = (group / 1000, group / 100 % 10, group / 10 % 10, group % 10);
        if (thousands > 0) words.Add(Counted(thousands) + "千");
        if (hundreds > 0) words.Add(Counted(hundreds) + "百");
        else if (thousands > 0 && (tens > 0 || ones > 0)) words.Add("零");
        if (tens > 0) words.Add((tens == 1 && leads && group < 20 ? "" : Names[tens].ToString()) + "十");
        else if (hundreds > 0 && ones > 0) words.Add("零");
        if (ones > 0) words.Add(Names[ones].ToString());
    }

    private static string Counted(int digit) => digit == 2 ? "两" : Names[digit].ToString();

    private static string Small(int number) => number switch
    {
        < 10 => Names[number].ToString(),
        < 20 => "十" + (number > 10 ? Names[number - 10] : ""),
        _ => Names[number / 10] + "十" + (number % 10 > 0 ? Names[number % 10] : ""),
    };

    private static IEnumerable<string> Words()
    {
        string[] single = ["", "负", "点", "十", "两", "幺", "万", "亿", "元", "美元", "年", "立方米", "千升", "百立方英尺", "千加仑", "单位"];
        var digits = Enumerable.Range(1, 9).ToArray();
        return single.Concat(Names.Select(n => n.ToString()))
            .Concat(digits.SelectMany(d => new[] { Counted(d) + "千", Counted(d) + "百", Names[d] + "十", Counted(d) + "角", Names[d] + "分", Counted(d) + "分" }))
            .Concat(Enumerable.Range(1, 12).Select(m => Small(m) + "月"))
            .Concat(Enumerable.Range(1, 31).Select(d => Small(d) + "日"))
            .Concat(Enumerable.Range('A', 26).Select(c => ((char)c).ToString()))
            .Distinct();
    }
}
