namespace WaterCore.Values;

/// <summary>A file that people write says something that cannot be used: where, what, and what to write instead.</summary>
/// <param name="File">The file's name as the caller gave it.</param>
/// <param name="Line">The line, from 1; 0 when no line is to blame.</param>
/// <param name="Field">The entry or field; empty for the whole file.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to write instead.</param>
public abstract record FileFault(string File, int Line, string Field, Wording Problem, Wording Remedy) : Fault
{
    /// <summary>The sentence in English.</summary>
    public sealed override string Message => In(Language.English);

    /// <summary>The sentence in one language.</summary>
    public string In(Language language)
    {
        var place = $"{File}{(Line > 0 ? $":{Line}" : "")}";
        return language == Language.Chinese
            ? $"{place}：{(Field.Length > 0 ? Field + "：" : "")}{Problem.Zh}；{Remedy.Zh}。"
            : $"{place}: {(Field.Length > 0 ? Field + ": " : "")}{Problem.En}; {Remedy.En}.";
    }
}
