using System.Collections.Frozen;
using NodaTime;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>Amounts, dates and numbers as people say them on the telephone, as parts out of a small closed vocabulary.</summary>
/// <remarks>Whatever these functions return, <see cref="Vocabulary"/> has: prepare that once, and no call needs to render speech.</remarks>
public static class SpokenText
{
    /// <summary>Every part that any of these functions can return, in one language.</summary>
    public static FrozenSet<SpeechPart> Vocabulary(Language language) => language == Language.Chinese ? SpokenChinese.Vocabulary : SpokenEnglish.Vocabulary;

    /// <summary>An amount: 123.45 CNY is <c>一百 二十 三 元 四角 五分</c>; <c>one hundred twenty three yuan forty five fen</c>.</summary>
    public static IReadOnlyList<SpeechPart> Amount(Money amount, Language language) => language == Language.Chinese
        ? Parts(language, SpokenChinese.Amount(amount))
        : Parts(language, SpokenEnglish.Amount(amount));

    /// <summary>A day: <c>二 零 二 六 年 三月 一日</c>; <c>March the first twenty twenty six</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is not between 1000 and 9999.</exception>
    public static IReadOnlyList<SpeechPart> Date(LocalDate day, Language language)
    {
        if (day.Year is < 1000 or > 9999) throw new ArgumentOutOfRangeException(nameof(day), "A year that is spoken has four digits.");
        return Parts(language, language == Language.Chinese ? SpokenChinese.Date(day) : SpokenEnglish.Date(day));
    }

    /// <summary>A whole number as a quantity: 20015 is <c>两万 零 十五</c> in parts; may be negative.</summary>
    public static IReadOnlyList<SpeechPart> Number(long number, Language language) =>
        Parts(language, language == Language.Chinese ? SpokenChinese.Quantity(number) : SpokenEnglish.Number(number));

    /// <summary>A volume with its unit; thousandths as digits after the point.</summary>
    public static IReadOnlyList<SpeechPart> Usage(Volume volume, Language language) =>
        Parts(language, language == Language.Chinese ? SpokenChinese.Usage(volume) : SpokenEnglish.Usage(volume));

    /// <summary>Digits one by one with a pause between groups, as account and telephone numbers are read; other characters are left out, letters are spelled.</summary>
    public static IReadOnlyList<SpeechPart> Digits(string number, Language language)
    {
        var said = number.Where(char.IsAsciiLetterOrDigit).ToArray();
        var parts = new List<SpeechPart>(said.Length + 4);
        var sizes = Groups(said.Length);
        for (int i = 0, group = 0, left = sizes.Count > 0 ? sizes[0] : 0; i < said.Length; i++, left--)
        {
            if (left == 0)
            {
                parts.Add(SpeechPart.Pause(language));
                left = sizes[++group];
            }
            var c = said[i];
            parts.Add(new(language, !char.IsAsciiDigit(c) ? char.ToUpperInvariant(c).ToString()
                : language == Language.Chinese ? SpokenChinese.PhoneDigit(c) : SpokenEnglish.Digit(c)));
        }
        return parts;
    }

    // People read three or four at a time, and mobile numbers as 3-4-4.
    private static List<int> Groups(int length)
    {
        if (length <= 4) return length == 0 ? [] : [length];
        if (length is 5 or 6 or 9) return [.. Enumerable.Repeat(3, length / 3), .. length % 3 > 0 ? new[] { length % 3 } : []];
        var first = length % 4;
        var fours = Enumerable.Repeat(4, length / 4).ToList();
        if (first == 1) return [3, .. fours[1..], 2];
        return first == 0 ? fours : [first, .. fours];
    }

    private static List<SpeechPart> Parts(Language language, IEnumerable<string> words) => words.Select(w => new SpeechPart(language, w)).ToList();
}
