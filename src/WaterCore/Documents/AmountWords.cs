using System.Text;
using WaterCore.Values;

namespace WaterCore.Documents;

/// <summary>Amounts in the financial numerals that receipts and invoices carry (大写金额), which cannot be altered with a stroke.</summary>
/// <remarks>
/// After the rules of the People's Bank of China for filling in notes (支付结算办法, annex 1, 1997): one 零 for zeros between digits,
/// 整 after yuan or jiao, no 整 after fen.
/// </remarks>
public static class AmountWords
{
    private const string Digits = "零壹贰叁肆伍陆柒捌玖";
    private static readonly string[] s_places = ["", "拾", "佰", "仟"];
    private static readonly string[] s_groups = ["", "万", "亿", "万亿"];

    /// <summary>An amount of yuan in Chinese financial numerals: 壹佰贰拾捌元伍角整. Other currencies are written in digits, for they have no such form.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The amount is 10^15 yuan or more.</exception>
    public static string Chinese(Money amount)
    {
        if (amount.Currency != Currency.Cny) return amount.ToString();
        var minor = Math.Abs(amount.Minor);
        var (yuan, jiao, fen) = (minor / 100, (int)(minor / 10 % 10), (int)(minor % 10));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(yuan, 1_000_000_000_000_000, nameof(amount));
        var text = new StringBuilder(amount.Minor < 0 ? "负" : "");
        if (yuan > 0) text.Append(Whole(yuan)).Append('元');
        if (minor == 0) text.Append("零元");
        if (jiao > 0) text.Append(Digits[jiao]).Append('角');
        else if (fen > 0 && yuan > 0) text.Append('零');
        return (fen > 0 ? text.Append(Digits[fen]).Append('分') : text.Append('整')).ToString();
    }

    private static string Whole(long number)
    {
        var text = new StringBuilder();
        var zero = false;
        for (var group = s_groups.Length - 1; group >= 0; group--)
        {
            var four = (int)(number / (long)Math.Pow(10_000, group) % 10_000);
            if (four == 0)
            {
                zero |= text.Length > 0;
                continue;
            }
            for (var place = 3; place >= 0; place--)
            {
                var digit = four / (int)Math.Pow(10, place) % 10;
                if (digit == 0)
                {
                    zero |= text.Length > 0;
                    continue;
                }
                if (zero) text.Append('零');
                zero = false;
                text.Append(Digits[digit]).Append(s_places[place]);
            }
            // 万亿 is said once: 壹万贰仟亿, not 壹万亿贰仟亿.
            text.Append(group == 3 && number / 100_000_000 % 10_000 > 0 ? "万" : s_groups[group]);
        }
        return text.ToString();
    }
}
