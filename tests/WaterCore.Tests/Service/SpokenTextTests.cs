using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using NodaTime;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Tests.Service;

public class SpokenTextTests
{
    [Theory]
    [InlineData(0, "零 元", "zero yuan")]
    [InlineData(1, "一分", "one fen")]
    [InlineData(2, "两分", "two fen")]
    [InlineData(10, "一角", "ten fen")]
    [InlineData(25, "两角 五分", "twenty five fen")]
    [InlineData(100, "一 元", "one yuan")]
    [InlineData(200, "两 元", "two yuan")]
    [InlineData(105, "一 元 零 五分", "one yuan five fen")]
    [InlineData(202, "两 元 零 二分", "two yuan two fen")]
    [InlineData(1050, "十 元 五角", "ten yuan fifty fen")]
    [InlineData(1220, "十 二 元 两角", "twelve yuan twenty fen")]
    [InlineData(12345, "一百 二十 三 元 四角 五分", "one hundred twenty three yuan forty five fen")]
    [InlineData(11000, "一百 一十 元", "one hundred ten yuan")]
    [InlineData(100_100, "一千 零 一 元", "one thousand one yuan")]
    [InlineData(2_000_000, "两 万 元", "twenty thousand yuan")]
    [InlineData(10_001_000, "十 万 零 一十 元", "one hundred thousand ten yuan")]
    [InlineData(22_000_000, "二十 二 万 元", "two hundred twenty thousand yuan")]
    [InlineData(10_000_000_002, "一 亿 元 零 二分", "one hundred million yuan two fen")]
    [InlineData(19_219_920_000_000_000, "一百 九十 二 万 一千 九百 九十 二 亿 元", "one hundred ninety two trillion one hundred ninety nine billion two hundred million yuan")]
    [InlineData(-350, "负 三 元 五角", "minus three yuan fifty fen")]
    public void Amount_InYuan_IsSaidAsPeopleSayIt(long fen, string zh, string en)
    {
        Assert.Equal(zh, Said(SpokenText.Amount(Money.Cny(fen), Language.Chinese)));
        Assert.Equal(en, Said(SpokenText.Amount(Money.Cny(fen), Language.English)));
    }

    [Theory]
    [InlineData("USD", 101, "一 点 零 一 美元", "one dollar one cent")]
    [InlineData("USD", 250, "二 点 五 美元", "two dollars fifty cents")]
    [InlineData("JPY", 2, "两 J P Y", "two J P Y")]
    [InlineData("KWD", 1005, "一 点 零 零 五 K W D", "one point zero zero five K W D")]
    public void Amount_InAnotherCurrency_IsSaidWithItsName(string currency, long minor, string zh, string en)
    {
        Assert.Equal(zh, Said(SpokenText.Amount(new Money(minor, Currency.Of(currency)), Language.Chinese)));
        Assert.Equal(en, Said(SpokenText.Amount(new Money(minor, Currency.Of(currency)), Language.English)));
    }

    [Theory]
    [InlineData("2026-03-01", "二 零 二 六 年 三月 一日", "March the first twenty twenty six")]
    [InlineData("2005-12-31", "二 零 零 五 年 十二月 三十一日", "December the thirty-first two thousand five")]
    [InlineData("1908-10-20", "一 九 零 八 年 十月 二十日", "October the twentieth nineteen oh eight")]
    [InlineData("1900-01-12", "一 九 零 零 年 一月 十二日", "January the twelfth nineteen hundred")]
    public void Date_IsSaidAsPeopleSayIt(string date, string zh, string en)
    {
        var day = NodaTime.Text.LocalDatePattern.Iso.Parse(date).Value;
        Assert.Equal(zh, Said(SpokenText.Date(day, Language.Chinese)));
        Assert.Equal(en, Said(SpokenText.Date(day, Language.English)));
    }

    [Theory]
    [InlineData("62000171", "六 二 零 零 _ 零 幺 七 幺", "six two zero zero _ zero one seven one")]
    [InlineData("13800000001", "幺 三 八 _ 零 零 零 零 _ 零 零 零 幺", "one three eight _ zero zero zero zero _ zero zero zero one")]
    [InlineData("1234567", "幺 二 三 _ 四 五 六 七", "one two three _ four five six seven")]
    [InlineData("12345", "幺 二 三 _ 四 五", "one two three _ four five")]
    [InlineData("A-7", "A 七", "A seven")]
    [InlineData("", "", "")]
    public void Digits_AreReadOneByOneInGroups(string number, string zh, string en)
    {
        Assert.Equal(zh, Said(SpokenText.Digits(number, Language.Chinese)));
        Assert.Equal(en, Said(SpokenText.Digits(number, Language.English)));
    }

    [Theory]
    [InlineData(2000, "两 立方米", "two cubic metres")]
    [InlineData(1000, "一 立方米", "one cubic metre")]
    [InlineData(2500, "二 点 五 立方米", "two point five cubic metres")]
    [InlineData(15_025, "十 五 点 零 二 五 立方米", "fifteen point zero two five cubic metres")]
    public void Usage_IsSaidWithItsUnit(long thousandths, string zh, string en)
    {
        var usage = new Volume(thousandths, VolumeUnit.CubicMetre);
        Assert.Equal(zh, Said(SpokenText.Usage(usage, Language.Chinese)));
        Assert.Equal(en, Said(SpokenText.Usage(usage, Language.English)));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Vocabulary_HasEveryPart_AtTheEndsOfTheRange(long extreme) => AssertInVocabulary(extreme);

    [Property(MaxTest = 2000)]
    public Property Number_InChinese_ReadBackIsTheNumber() => Prop.ForAll(Numbers().ToArbitrary(), number =>
    {
        AssertInVocabulary(number);
        return ReadChinese(SpokenText.Number(number, Language.Chinese).Select(p => p.Text)) == number;
    });

    [Property(MaxTest = 2000)]
    public Property Number_InEnglish_ReadBackIsTheNumber() => Prop.ForAll(Numbers().ToArbitrary(), number =>
        ReadEnglish(SpokenText.Number(number, Language.English).Select(p => p.Text)) == number);

    // Every length is as likely as any other, and zeros are frequent: that is where Chinese is difficult.
    private static Gen<long> Numbers() => Gen.Choose(1, 18).SelectMany(length => Gen.ArrayOf(Gen.Elements(0, 0, 0, 1, 2, 5, 9), length))
        .Select(digits => digits.Aggregate(0L, (n, d) => (n * 10) + d)).SelectMany(n => Gen.Elements(n, -n));

    private static void AssertInVocabulary(long number)
    {
        foreach (var language in Enum.GetValues<Language>())
        {
            var vocabulary = SpokenText.Vocabulary(language);
            var parts = SpokenText.Number(number, language).Concat(SpokenText.Amount(Money.Cny(number), language)).Concat(SpokenText.Amount(new(number, Currency.Usd), language))
                .Concat(SpokenText.Usage(new(number, VolumeUnit.CubicMetre), language)).Concat(SpokenText.Digits(number.ToString(), language));
            Assert.All(parts, p => Assert.True(vocabulary.Contains(p), p.Text));
        }
    }

    private static string Said(IEnumerable<SpeechPart> parts) => string.Join(' ', parts.Select(p => p.Text.Length == 0 ? "_" : p.Text));

    // A reader of its own, from the characters and not from the parts.
    private static long ReadChinese(IEnumerable<string> parts)
    {
        var text = string.Concat(parts);
        var negative = text.StartsWith('负');
        long total = 0, section = 0, group = 0, digit = 0;
        foreach (var c in negative ? text[1..] : text)
            switch (c)
            {
                case '零': break;
                case '十' or '百' or '千':
                    group += (digit == 0 ? 1 : digit) * (c == '十' ? 10 : c == '百' ? 100 : 1000);
                    digit = 0;
                    break;
                case '万':
                    section = (group + digit) * 10_000;
                    (group, digit) = (0, 0);
                    break;
                case '亿':
                    total = (total + section + group + digit) * 100_000_000;
                    (section, group, digit) = (0, 0, 0);
                    break;
                default:
                    digit = c == '两' ? 2 : "一二三四五六七八九".IndexOf(c) + 1;
                    break;
            }
        total += section + group + digit;
        return negative ? -total : total;
    }

    private static long ReadEnglish(IEnumerable<string> parts)
    {
        string[] ones = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];
        string[] tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
        string[] scales = ["thousand", "million", "billion", "trillion", "quadrillion"];
        long total = 0, group = 0;
        var negative = false;
        foreach (var word in parts)
            if (word == "minus") negative = true;
            else if (word == "hundred") group *= 100;
            else if (Array.IndexOf(ones, word) is >= 0 and var one) group += one;
            else if (Array.IndexOf(tens, word) is >= 0 and var ten) group += (ten + 2) * 10;
            else
            {
                for (var i = 0; i <= Array.IndexOf(scales, word); i++) group *= 1000;
                total += group;
                group = 0;
            }
        return negative ? -(total + group) : total + group;
    }
}
