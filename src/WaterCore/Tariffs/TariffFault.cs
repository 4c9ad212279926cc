using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>A tariff file says something that cannot be billed by: where, what, and what to write instead.</summary>
/// <param name="File">The file's name as the caller gave it.</param>
/// <param name="Line">The line, from 1; 0 when no line is to blame.</param>
/// <param name="Field">The field, such as <c>RESIDENTIAL_SINGLE.tier_prices</c>; empty for the whole file.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record TariffFault(string File, int Line, string Field, string Problem, string Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "tariffs.file";

    /// <inheritdoc/>
    public override string Message =>
        $"{File}{(Line > 0 ? $":{Line}" : "")}: {(Field.Length > 0 ? Field + ": " : "")}{Problem}; {Remedy}.";

    /// <summary>The sentence in Chinese.</summary>
    public string Chinese => $"{File}{(Line > 0 ? $":{Line}" : "")}：{(Field.Length > 0 ? Field + "：" : "")}{FindingWords.Chinese(Problem) ?? Problem}；{FindingWords.Chinese(Remedy) ?? Remedy}。";
}

/// <summary>A case cannot be rated by its tariff: which class and field, and why.</summary>
/// <param name="Tariff">The tariff's code or file.</param>
/// <param name="Class">The use class.</param>
/// <param name="Field">The field or charge that could not be worked out.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to give instead.</param>
public sealed record RateRefused(string Tariff, string Class, string Field, string Problem, string Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "tariffs.rate-refused";

    /// <inheritdoc/>
    public override string Message => $"{Tariff}, class {Class}, {Field}: {Problem}; {Remedy}.";

    /// <summary>The sentence in Chinese.</summary>
    public string Chinese => $"{Tariff}，类别 {Class}，{Field}：{FindingWords.Chinese(Problem) ?? Problem}；{FindingWords.Chinese(Remedy) ?? Remedy}。";
}

/// <summary>Carries a fault out of nested reading; never leaves the room.</summary>
internal sealed class TariffFaultException(Fault fault) : Exception(fault.Message)
{
    public Fault Fault { get; } = fault;
}
