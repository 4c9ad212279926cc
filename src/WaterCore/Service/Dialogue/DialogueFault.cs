using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>A dialogue file cannot be published: where, what, and what to write instead.</summary>
/// <param name="File">The file's name as the caller gave it.</param>
/// <param name="Line">The line, from 1; 0 when no line is to blame.</param>
/// <param name="Step">The step of the dialogue; empty for the whole.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record DialogueFault(string File, int Line, string Step, string Problem, string Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "service.dialogue";

    /// <inheritdoc/>
    public override string Message => $"{File}{(Line > 0 ? $":{Line}" : "")}: {(Step.Length > 0 ? Step + ": " : "")}{Problem}; {Remedy}.";
}
