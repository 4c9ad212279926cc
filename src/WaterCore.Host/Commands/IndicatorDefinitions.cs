using System.CommandLine;
using WaterCore.Statistics;

namespace WaterCore.Host.Commands;

/// <summary><c>indicators show</c>, <c>check</c> and <c>sources</c>: definitions as a file.</summary>
internal static class IndicatorDefinitions
{
    public static Command Show()
    {
        var command = new Command("show", "Print the shipped definitions, to read and to copy from");
        command.SetAction(_ => Console.Out.Write(IndicatorFile.ShippedText()));
        return command;
    }

    public static Command Check()
    {
        var file = new Argument<string>("FILE") { Description = "A file of definitions" };
        var language = WorkArguments.InLanguage();
        var command = new Command("check", "Read a file of a utility's own definitions (WaterCore:IndicatorFile)") { file, language };
        command.SetAction(parsed =>
        {
            var spoken = WorkArguments.Spoken(parsed, language);
            var shipped = IndicatorSet.Shipped.Latest.Select(i => (i.Code, i.Version)).ToHashSet();
            Screen.Table(["indicator", "version", "name", "numerator", "denominator"], Read(parsed.GetRequiredValue(file), spoken).Latest.Where(i => !shipped.Contains((i.Code, i.Version))).Select(i =>
                (IReadOnlyList<string>)[i.Code, Screen.Number(i.Version), i.Name.In(spoken), Text(i.Numerator, spoken), i.Denominator is { } of ? Text(of, spoken) : "–"]));
            return ExitCode.Done;
        });
        return command;
    }

    public static Command Sources()
    {
        var command = new Command("sources", "What can be counted: the facts that are kept, by what they can be looked at, and what adds up");
        command.SetAction(_ => Screen.Table(["source", "what", "dimensions", "measures"], FactSource.All.Select(s =>
            (IReadOnlyList<string>)[s.Code, s.Name.En, string.Join(' ', s.Dimensions.Select(d => d.Code)), string.Join(' ', s.Measures.Select(m => m.Code))])));
        return command;
    }

    /// <summary>The shipped definitions with a file's.</summary>
    /// <exception cref="BadUseException">It cannot be used.</exception>
    public static IndicatorSet Read(string path, Language language = Language.English)
    {
        if (!File.Exists(path)) throw new BadUseException($"There is no file {path}; correct the path.");
        var own = IndicatorFile.Read(File.ReadAllText(path), path);
        if (!own.IsOk) throw new BadUseException(WorkArguments.Words(own.Fault, language));
        var set = IndicatorSet.Shipped.With(own.Value, path);
        return set.IsOk ? set.Value : throw new BadUseException(WorkArguments.Words(set.Fault, language));
    }

    private static string Text(IndicatorTerm term, Language language) => $"{term.Name.In(language)} ({term.Source.Code}.{term.Measure}{string.Concat(term.Where.Select(w => $", {w.Dimension}{(w.IsNot ? " not" : "")} {string.Join('|', w.Values)}"))})";
}
