using System.Collections.Frozen;
using NodaTime;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>English numbers without "and", so that every part is one word that can be joined to any other.</summary>
internal static class SpokenEnglish
{
    private static readonly string[] Ones =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly string[] Scales = ["", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion"];

    private static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private static readonly string[] Days =
    [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth",
        "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first", "twenty-second",
        "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
    ];

    public static FrozenSet<SpeechPart> Vocabulary { get; } = Words().Select(w => new SpeechPart(Language.English, w)).ToFrozenSet();

    public static IEnumerable<string> Amount(Money amount)
    {
        if (amount.Minor < 0) yield return "minus";
        var minor = UInt128.CreateChecked(Int128.Abs(amount.Minor));
        var per = (UInt128)amount.Currency.MinorPerUnit;
        var (whole, part) = ((long)(minor / per), (int)(minor % per));
        var (one, many, smallOne, small) = amount.Currency.Code switch
        {
            "CNY" => ("yuan", "yuan", "fen", "fen"),
            "USD" => ("dollar", "dollars", "cent", "cents"),
            _ => ("", "", "", ""),
        };
        if (one.Length == 0)
        {
            foreach (var word in Decimal(whole, part, amount.Currency.MinorDigits)) yield return word;
            foreach (var letter in amount.Currency.Code) yield return letter.ToString();
            yield break;
        }
        if (whole > 0 || part == 0)
        {
            foreach (var word in Number(whole)) yield return word;
            yield return whole == 1 ? one : many;
        }
        if (part == 0) yield break;
        foreach (var word in Number(part)) yield return word;
        yield return part == 1 ? smallOne : small;
    }

    public static IEnumerable<string> Date(LocalDate day)
    {
        yield return Months[day.Month - 1];
        yield return "the";
        yield return Days[day.Day - 1];
        var (high, low) = (day.Year / 100, day.Year % 100);
        if (high % 10 == 0 && low < 10)
        {
            foreach (var word in Number(day.Year)) yield return word;
            yield break;
        }
        foreach (var word in Number(high)) yield return word;
        if (low == 0) yield return "hundred";
        else if (low < 10) yield return "oh";
        if (low > 0) foreach (var word in Number(low)) yield return word;
    }

    public static IEnumerable<string> Usage(Volume volume)
    {
        if (volume.Thousandths < 0) yield return "minus";
        var thousandths = Int128.Abs(volume.Thousandths);
        foreach (var word in Decimal((long)(thousandths / 1000), (int)(thousandths % 1000), 3)) yield return word;
        var one = thousandths == 1000;
        yield return volume.Unit.Code switch
        {
            "m3" => one ? "cubic metre" : "cubic metres",
            "kl" => one ? "kilolitre" : "kilolitres",
            "ccf" => "hundred cubic feet",
            "kgal" => "thousand gallons",
            _ => one ? "unit" : "units",
        };
    }

    public static string Digit(char digit) => Ones[digit - '0'];

    public static IEnumerable<string> Number(long number)
    {
        if (number == 0) return ["zero"];
        var words = new List<string>();
        if (number < 0) words.Add("minus");
        var rest = UInt128.CreateChecked(Int128.Abs(number));
        var groups = new List<int>();
        for (; rest > 0; rest /= 1000) groups.Add((int)(rest % 1000));
        for (var i = groups.Count - 1; i >= 0; i--)
        {
            if (groups[i] == 0) continue;
            if (groups[i] >= 100) words.AddRange([Ones[groups[i] / 100], "hundred"]);
            var low = groups[i] % 100;
            if (low >= 20) words.Add(Tens[low / 10]);
            if (low is > 0 and < 20) words.Add(Ones[low]);
            else if (low % 10 > 0) words.Add(Ones[low % 10]);
            if (i > 0) words.Add(Scales[i]);
        }
        return words;
    }

    private static IEnumerable<string> Decimal(long whole, int part, int digits)
    {
        foreach (var word in Number(whole)) yield return word;
        if (part == 0) yield break;
        yield return "point";
        foreach (var digit in part.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(digits, '0').TrimEnd('0')) yield return Digit(digit);
    }

    private static IEnumerable<string> Words()
    {
        string[] single =
        [
            "", "minus", "point", "hundred", "the", "oh", "yuan", "fen", "dollar", "dollars", "cent", "cents", "cubic metre", "cubic metres",
            "kilolitre", "kilolitres", "hundred cubic feet", "thousand gallons", "unit", "units",
        ];
        return single.Concat(Ones).Concat(Tens.Skip(2)).Concat(Scales.Skip(1)).Concat(Months).Concat(Days)
            .Concat(Enumerable.Range('A', 26).Select(c => ((char)c).ToString())).Distinct();
    }
}
