using NodaTime;
using NodaTime.Text;
using WaterCore.Values;

namespace WaterCore.Organization;

/// <summary>The organisation contradicts itself: which entry, and what to do.</summary>
/// <param name="Subject">The position, person or department.</param>
/// <param name="Problem">What is wrong, as a clause.</param>
/// <param name="Remedy">What to do, as a clause.</param>
public sealed record OrganizationFault(Wording Subject, Wording Problem, Wording Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "organization.contradiction";

    /// <inheritdoc/>
    public override string Message => In(Language.English);

    /// <summary>The sentence in a language.</summary>
    public string In(Language language) => language == Language.Chinese ? $"{Subject.Zh}：{Problem.Zh}，{Remedy.Zh}。" : $"{Subject.En}: {Problem.En}; {Remedy.En}.";

    /// <summary>The remedy for a branch that is not known.</summary>
    internal static Wording UseBranch(IEnumerable<string> known) => known.Any()
        ? Wording.UseOneOf(known)
        : new("请先导入组织机构", "import the organisation first");
}

/// <summary>A position has nobody who could do its work on a day (空岗).</summary>
/// <param name="Position">The position's code.</param>
/// <param name="Day">The day.</param>
public sealed record PositionVacant(string Position, LocalDate Day) : Fault
{
    /// <inheritdoc/>
    public override string Code => "organization.vacant";

    /// <inheritdoc/>
    public override string Message =>
        $"Nobody holds position {Position} on {LocalDatePattern.Iso.Format(Day)}; appoint a holder or name a substitute.";
}
