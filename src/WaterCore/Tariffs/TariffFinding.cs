using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>How much a finding weighs.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing; the tariff can be published, and what cannot be billed is refused then.</summary>
    Warning,

    /// <summary>The tariff cannot be published.</summary>
    Error,
}

/// <summary>What a check of a tariff found.</summary>
/// <param name="Severity">How much it weighs.</param>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1; 0 when no line is to blame.</param>
/// <param name="Field">The class and field.</param>
/// <param name="Problem">What is wrong, as a clause.</param>
/// <param name="Remedy">What to do, as a clause.</param>
public sealed record TariffFinding(FindingSeverity Severity, string File, int Line, string Field, string Problem, string Remedy)
{
    /// <summary>The same as a fault, for a caller that refuses it.</summary>
    public TariffFault ToFault() => new(File, Line, Field, Problem, Remedy);

    /// <summary>One sentence with its place.</summary>
    public override string ToString() => $"{(Severity == FindingSeverity.Error ? "error" : "warning")}: {ToFault().Message}";

    /// <summary>What is wrong, in a language.</summary>
    public string ProblemIn(Language language) => In(Problem, language);

    /// <summary>What to do, in a language.</summary>
    public string RemedyIn(Language language) => In(Remedy, language);

    /// <summary>One sentence with its place, in a language.</summary>
    public string In(Language language) => language == Language.English
        ? ToString()
        : $"{(Severity == FindingSeverity.Error ? "错误" : "提示")}：{ToFault().Chinese}";

    private static string In(string clause, Language language) => language == Language.Chinese ? FindingWords.Chinese(clause) ?? clause : clause;

    internal static TariffFinding Error(string file, int line, string field, string problem, string remedy) => new(FindingSeverity.Error, file, line, field, problem, remedy);

    internal static TariffFinding Warning(string file, int line, string field, string problem, string remedy) => new(FindingSeverity.Warning, file, line, field, problem, remedy);
}
