using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using WaterCore.Documents;
using WaterCore.Values;

namespace WaterCore.Tests.Documents;

public sealed class AmountWordsTests
{
    // The first seven are the examples of the People's Bank of China's rules for filling in notes, annex 1 of the 1997 measures.
    [Theory]
    [InlineData(140950, "壹仟肆佰零玖元伍角整")]
    [InlineData(600714, "陆仟零柒元壹角肆分")]
    [InlineData(168032, "壹仟陆佰捌拾元叁角贰分")]
    [InlineData(10700053, "壹拾万零柒仟元伍角叁分")]
    [InlineData(1640902, "壹万陆仟肆佰零玖元零贰分")]
    [InlineData(32504, "叁佰贰拾伍元零肆分")]
    [InlineData(0, "零元整")]
    [InlineData(5, "伍分")]
    [InlineData(50, "伍角整")]
    [InlineData(12850, "壹佰贰拾捌元伍角整")]
    [InlineData(10000500, "壹拾万零伍元整")]
    [InlineData(100000000_00, "壹亿元整")]
    [InlineData(100010000_00, "壹亿零壹万元整")]
    [InlineData(1_0000_0000_0000_00, "壹万亿元整")]
    [InlineData(1_2000_0000_0000_00, "壹万贰仟亿元整")]
    [InlineData(-12091, "负壹佰贰拾元零玖角壹分", "负壹佰贰拾元玖角壹分")]
    public void Amount_InFinancialNumerals_IsWrittenByTheRules(long fen, params string[] allowed) =>
        Assert.Contains(AmountWords.Chinese(Money.Cny(fen)), allowed);

    // Read back by a reader of its own: what is written says the amount and no other.
    [Property(MaxTest = 2000)]
    public Property Amount_ReadBack_IsItself() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).SelectMany(a => Gen.Choose(0, 60_000).Select(b => (long)a * b)).ToArbitrary(), fen => Read(AmountWords.Chinese(Money.Cny(fen))) == fen);

    private static long Read(string text)
    {
        const string digits = "零壹贰叁肆伍陆柒捌玖";
        long total = 0, section = 0, digit = 0, yuan = 0;
        foreach (var c in text)
        {
            if (digits.IndexOf(c) is >= 0 and var value) digit = value;
            else if (c is '拾' or '佰' or '仟') { section += Math.Max(digit, 0) * (c == '拾' ? 10 : c == '佰' ? 100 : 1000); digit = 0; }
            else if (c == '万') { total += (section + digit) * 10_000; section = digit = 0; }
            else if (c == '亿') { total = (total + section + digit) * 100_000_000; section = digit = 0; }
            else if (c == '元') { yuan = (total + section + digit) * 100; digit = 0; }
            else if (c == '角') { yuan += digit * 10; digit = 0; }
            else if (c == '分') { yuan += digit; digit = 0; }
        }
        return yuan;
    }
}
