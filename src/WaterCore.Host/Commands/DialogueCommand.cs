using System.CommandLine;
using WaterCore.Service;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>dialogue</c>: what callers are led through, checked and drawn.</summary>
internal static class DialogueCommand
{
    private static readonly string[] s_shipped = ["hotline", DialogueFile.CallBack, .. DialogueFile.ShippedScripts];

    public static Command Create()
    {
        var command = new Command("dialogue", "Check a dialogue of the telephone, draw it, or write a shipped one out to change it");
        command.Add(Check());
        command.Add(Draw());
        command.Add(Write());
        return command;
    }

    private static Argument<string> Which() => new("DIALOGUE") { Description = $"A shipped one ({string.Join(", ", s_shipped)}) or a file" };

    private static Command Check()
    {
        var which = Which();
        Option<bool> json = Json();
        var command = new Command("check", "Check that every way through it ends, offers a person, and says nothing personal before identification") { which, json };
        command.SetAction((parsed, _) => Task.FromResult(Checked(parsed.GetRequiredValue(which), dialogue =>
        {
            var parts = Enum.GetValues<Language>().Sum(l => dialogue.FixedParts(l).Count());
            if (parsed.GetValue(json)) Screen.Json(new { dialogue = dialogue.Name, steps = dialogue.Steps.Count, sentences = parts });
            else Screen.Pairs(("dialogue", dialogue.Name), ("steps", Screen.Number(dialogue.Steps.Count)), ("sentences to be spoken", Screen.Number(parts)), ("check", "nothing is wrong"));
        })));
        return command;
    }

    private static Command Draw()
    {
        var which = Which();
        var output = new Option<string>("--output") { Description = "The file: .svg, or .dot for Graphviz", HelpName = "FILE", Required = true };
        var language = new Option<string>("--language") { Description = "zh or en", DefaultValueFactory = _ => "zh" };
        language.AcceptOnlyFromAmong("zh", "en");
        var command = new Command("draw", "Draw it: a box for each step, with every way out of it") { which, output, language };
        command.SetAction((parsed, _) => Task.FromResult(Checked(parsed.GetRequiredValue(which), dialogue =>
        {
            var (file, words) = (parsed.GetRequiredValue(output), parsed.GetValue(language) == "en" ? Language.English : Language.Chinese);
            File.WriteAllText(file, file.EndsWith(".dot", StringComparison.OrdinalIgnoreCase) ? DialoguePicture.ToDot(dialogue, words) : DialogueSvg.Write(dialogue, words));
            Screen.Pairs(("picture", Path.GetFullPath(file)), ("steps", Screen.Number(dialogue.Steps.Count)));
        })));
        return command;
    }

    private static Command Write()
    {
        var which = new Argument<string>("NAME") { Description = "A shipped dialogue" };
        which.AcceptOnlyFromAmong(s_shipped);
        var command = new Command("show", "Print a shipped dialogue; save it, change it, check it, and name the file as WaterCore:Hotline:Dialogue") { which };
        command.SetAction((parsed, _) =>
        {
            Console.Out.Write(DialogueFile.ShippedText(parsed.GetRequiredValue(which)));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static int Checked(string which, Action<Dialogue> act)
    {
        if (!s_shipped.Contains(which) && !File.Exists(which)) throw new BadUseException($"There is no file {which}, and no shipped dialogue of that name; write one of {string.Join(", ", s_shipped)}, or a path.");
        var read = s_shipped.Contains(which) ? DialogueFile.Shipped(which) : DialogueFile.Read(File.ReadAllText(which), Path.GetFileName(which));
        if (!read.IsOk) throw new BadUseException(read.Fault.Message);
        act(read.Value);
        return ExitCode.Done;
    }
}
