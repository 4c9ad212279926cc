using NodaTime;
using NodaTime.Text;
using WaterCore.Values;

namespace WaterCore.Organization;

/// <summary>A stretch of time in which a clock stood still.</summary>
/// <param name="From">When it was stopped.</param>
/// <param name="To">When it went on, not included; null while it stands.</param>
public readonly record struct Pause(LocalDateTime From, LocalDateTime? To);

/// <summary>One line of a deadline's explanation: a stretch of time, whether it was counted, and why.</summary>
/// <param name="From">Where the stretch begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Counted">How many units of the limit it used up; 0 when it was skipped.</param>
/// <param name="Why">Why it was counted or skipped.</param>
public sealed record DeadlineLine(LocalDateTime From, LocalDateTime To, int Counted, Wording Why)
{
    /// <summary>The line in one language.</summary>
    public string In(Language language)
    {
        var counted = Counted > 0 ? (language == Language.Chinese ? "计入" : "counted") : (language == Language.Chinese ? "不计" : "skipped");
        return $"{Local(From)} – {Local(To)}  {counted}  {Why.In(language)}";
    }

    internal static string Local(LocalDateTime at) => LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Format(at);
}

/// <summary>A deadline that explains itself (到期时间及其推算).</summary>
/// <param name="Start">When the clock started.</param>
/// <param name="Limit">How much time was given.</param>
/// <param name="Due">When the time is over; what is done at this very moment is in time.</param>
/// <param name="Lines">What was counted and what was skipped, in order.</param>
public sealed record Deadline(LocalDateTime Start, TimeLimit Limit, LocalDateTime Due, IReadOnlyList<DeadlineLine> Lines)
{
    /// <summary>The whole explanation, one line each.</summary>
    public string Explain(Language language) => string.Join('\n',
        Lines.Select(l => l.In(language)).Prepend(language == Language.Chinese
            ? $"自 {DeadlineLine.Local(Start)} 起，时限{Limit.In(language)}，到期 {DeadlineLine.Local(Due)}"
            : $"From {DeadlineLine.Local(Start)}, limit {Limit.In(language)}, due {DeadlineLine.Local(Due)}"));
}
