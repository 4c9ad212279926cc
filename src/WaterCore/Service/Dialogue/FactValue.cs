using System.Globalization;
using NodaTime;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>A value that a sentence of a dialogue carries; it knows how it is said and how it is written.</summary>
public abstract record FactValue
{
    /// <summary>The parts to be spoken.</summary>
    public abstract IReadOnlyList<SpeechPart> Spoken(Language language);

    /// <summary>The text for channels that are read, such as SMS.</summary>
    public abstract string Written(Language language);
}

/// <summary>An amount of money.</summary>
public sealed record AmountValue(Money Amount) : FactValue
{
    /// <inheritdoc/>
    public override IReadOnlyList<SpeechPart> Spoken(Language language) => SpokenText.Amount(Amount, language);

    /// <inheritdoc/>
    public override string Written(Language language) =>
        Amount.Currency == Currency.Cny && language == Language.Chinese ? Amount.ToAmountString() + "元" : Amount.ToString();
}

/// <summary>A day.</summary>
public sealed record DateValue(LocalDate Day) : FactValue
{
    /// <inheritdoc/>
    public override IReadOnlyList<SpeechPart> Spoken(Language language) => SpokenText.Date(Day, language);

    /// <inheritdoc/>
    public override string Written(Language language) => language == Language.Chinese
        ? string.Create(CultureInfo.InvariantCulture, $"{Day.Year}年{Day.Month}月{Day.Day}日")
        : NodaTime.Text.LocalDatePattern.Iso.Format(Day);
}

/// <summary>A volume of water.</summary>
public sealed record UsageValue(Volume Usage) : FactValue
{
    /// <inheritdoc/>
    public override IReadOnlyList<SpeechPart> Spoken(Language language) => SpokenText.Usage(Usage, language);

    /// <inheritdoc/>
    public override string Written(Language language) => Usage.ToString();
}

/// <summary>A whole number.</summary>
public sealed record NumberValue(long Number) : FactValue
{
    /// <inheritdoc/>
    public override IReadOnlyList<SpeechPart> Spoken(Language language) => SpokenText.Number(Number, language);

    /// <inheritdoc/>
    public override string Written(Language language) => Number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A number that is read digit by digit, such as an account number.</summary>
public sealed record DigitsValue(string Digits) : FactValue
{
    /// <inheritdoc/>
    public override IReadOnlyList<SpeechPart> Spoken(Language language) => SpokenText.Digits(Digits, language);

    /// <inheritdoc/>
    public override string Written(Language language) => Digits;
}

/// <summary>A text as a person wrote it, such as a notice; its sound is prepared when it is published.</summary>
public sealed record TextValue(Wording Text) : FactValue
{
    /// <inheritdoc/>
    public override IReadOnlyList<SpeechPart> Spoken(Language language) => [new(language, Text.In(language))];

    /// <inheritdoc/>
    public override string Written(Language language) => Text.In(language);
}

/// <summary>Amounts with what each is for, one after the other; the texts are prepared before anybody calls.</summary>
/// <param name="Shares">What each is for, and the amount, not below zero.</param>
public sealed record SharesValue(IReadOnlyList<(Wording What, Money Amount)> Shares) : FactValue
{
    /// <inheritdoc/>
    public override IReadOnlyList<SpeechPart> Spoken(Language language) => [.. Shares.SelectMany(s => SpokenText.Amount(s.Amount, language).Prepend(new SpeechPart(language, s.What.In(language))))];

    /// <inheritdoc/>
    public override string Written(Language language) => string.Join(language == Language.Chinese ? "；" : "; ",
        Shares.Select(s => s.What.In(language) + (language == Language.Chinese ? "" : " ") + new AmountValue(s.Amount).Written(language)));
}
