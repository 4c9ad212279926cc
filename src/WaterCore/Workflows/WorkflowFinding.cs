using WaterCore.Values;

namespace WaterCore.Workflows;

/// <summary>What keeps a definition from being published: which rule, where, what is wrong and what to do.</summary>
/// <param name="Rule">The rule, such as <c>unreachable</c>.</param>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1; 0 when no line is to blame.</param>
/// <param name="Step">The step, or the form field of a step; empty for the whole definition.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
public sealed record WorkflowFinding(string Rule, string File, int Line, string Step, Wording Problem, Wording Remedy)
{
    /// <summary>The sentence in one language.</summary>
    public string In(Language language)
    {
        var place = $"{File}{(Line > 0 ? $":{Line}" : "")}: {(Step.Length > 0 ? Step + ": " : "")}";
        return language == Language.Chinese ? $"{place}{Problem.Zh}；{Remedy.Zh}。" : $"{place}{Problem.En}; {Remedy.En}.";
    }

    /// <summary>In English.</summary>
    public override string ToString() => In(Language.English);
}
