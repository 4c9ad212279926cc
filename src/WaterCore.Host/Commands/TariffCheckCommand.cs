using System.CommandLine;
using WaterCore.Operations;
using WaterCore.Tariffs;

namespace WaterCore.Host.Commands;

/// <summary><c>tariff check</c>: everything that is wrong with a tariff file, each finding with its line.</summary>
internal static class TariffCheckCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Tariff files, folders of them, or codes of shipped tariffs", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        var language = WorkArguments.InLanguage();
        var command = new Command("check", "Check tariff files before they are published; the exit code is 1 when one has an error") { files, language, json };
        command.SetAction(async parsed =>
        {
            var paths = parsed.GetRequiredValue(files).SelectMany(Expand).ToList();
            var findings = await Screen.ProgressAsync("checking", paths.Count, report =>
            {
                var all = new List<TariffFinding>();
                for (var i = 0; i < paths.Count; i++)
                {
                    var (text, name) = TariffCommand.Read(paths[i]);
                    all.AddRange(TariffCheck.Check(text, paths.Count > 1 ? paths[i] : name));
                    report(i + 1);
                }
                return Task.FromResult(all);
            }).ConfigureAwait(false);
            var errors = findings.Count(f => f.Severity == FindingSeverity.Error);
            var spoken = WorkArguments.Spoken(parsed, language);
            if (parsed.GetValue(json))
            {
                Screen.Json(new { files = paths.Count, errors, warnings = findings.Count - errors, findings = findings.Select(f => new { severity = Word(f), f.File, f.Line, f.Field, problem = f.ProblemIn(spoken), remedy = f.RemedyIn(spoken) }) });
            }
            else
            {
                foreach (var finding in findings) Console.Out.WriteLine(finding.In(spoken));
                Console.Out.WriteLine(spoken == Language.Chinese
                    ? $"{Screen.Number(paths.Count)} 个文件，{Screen.Number(errors)} 个错误，{Screen.Number(findings.Count - errors)} 个提示"
                    : $"{Screen.Number(paths.Count)} {(paths.Count == 1 ? "file" : "files")}, {Screen.Number(errors)} errors, {Screen.Number(findings.Count - errors)} warnings");
            }
            return errors == 0 ? ExitCode.Done : ExitCode.SomeRefused;
        });
        return command;
    }

    private static string Word(TariffFinding finding) => finding.Severity == FindingSeverity.Error ? "error" : "warning";

    private static IEnumerable<string> Expand(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is ".yaml" or ".yml" or ".owrs").Order(StringComparer.Ordinal)
        : [path];
}
