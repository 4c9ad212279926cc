using System.CommandLine;
using NodaTime;
using NodaTime.Text;
using WaterCore.Organization;
using WaterCore.Workflows;

namespace WaterCore.Host.Commands;

/// <summary>What the verbs about work have in common.</summary>
internal static class WorkArguments
{
    public static Option<string?> As() => new("--as") { Description = "Who acts, in which position, such as p01@front-desk.1", HelpName = "PERSON@POSITION" };

    public static Option<string?> Key() => new("--key") { Description = "A key of your own: the same request with the same key has one effect", HelpName = "KEY" };

    public static Option<string> InLanguage()
    {
        var option = new Option<string>("--language") { Description = "zh or en", HelpName = "LANGUAGE", DefaultValueFactory = _ => "en" };
        option.AcceptOnlyFromAmong("zh", "en");
        return option;
    }

    public static Language Spoken(ParseResult parsed, Option<string> option) => parsed.GetValue(option) == "zh" ? Language.Chinese : Language.English;

    /// <summary>The actor; the program itself when none is named.</summary>
    /// <exception cref="BadUseException">The text is not PERSON@POSITION.</exception>
    public static Actor Actor(string? text) => text is null
        ? Organization.Actor.System
        : text.Split('@') is [{ Length: > 0 } person, { Length: > 0 } position] ? new Actor(person, position) : throw new BadUseException($"--as {text} is not PERSON@POSITION; write for instance p01@front-desk.1.");

    /// <summary><c>name=value</c> pairs.</summary>
    /// <exception cref="BadUseException">One has no name.</exception>
    public static Dictionary<string, string> Form(IEnumerable<string>? fields)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in fields ?? [])
        {
            var at = field.IndexOf('=', StringComparison.Ordinal);
            if (at < 1) throw new BadUseException($"--field {field} is not NAME=VALUE; write for instance diameter=40.");
            form[field[..at]] = field[(at + 1)..];
        }
        return form;
    }

    /// <exception cref="BadUseException">The text is not a number.</exception>
    public static Id<WorkItem> Item(string text) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id) && id > 0
            ? new(id)
            : throw new BadUseException($"'{text}' is not the number of a work item; take it from work tray.");

    /// <summary>A day's first moment where the utility is.</summary>
    public static Instant? Start(Utility utility, string option, string? text) => MoneyArguments.Day(option, text) is { } day ? utility.Zone.AtStartOfDay(day).ToInstant() : null;

    public static string At(Instant? at, Utility utility) =>
        at is { } i ? LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Format(i.InZone(utility.Zone).LocalDateTime) : "-";

    /// <summary>Writes a fault in the language; with every finding on a line of its own.</summary>
    public static int Refuse(Fault fault, Language language)
    {
        if (fault is WorkflowRefused refused) foreach (var finding in refused.Findings) Console.Error.WriteLine(finding.In(language));
        else if (fault is Operations.OrganizationRefused organization) foreach (var one in organization.Faults) Console.Error.WriteLine(one.Message);
        else Console.Error.WriteLine(fault switch { WorkRefused work => work.In(language), Operations.ApplicationRefused application => application.In(language), _ => fault.Message });
        return ExitCode.SomeRefused;
    }
}
