using System.CommandLine;
using NodaTime;
using NodaTime.Text;
using WaterCore.Applications;
using WaterCore.Host.Files;
using WaterCore.Operations;
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

    /// <summary>What is wrong with a file, in the language that was asked for.</summary>
    public static string Words(Fault fault, Language language) => fault is FileFault file ? file.In(language) : fault.Message;

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

    /// <summary>A document out of a file.</summary>
    /// <exception cref="BadUseException">There is no such file, or it is empty or too large.</exception>
    public static BroughtDocument Document(string name, string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw new BadUseException($"There is no file {path} to attach as {name}; nothing was done.");
        if (file.Length is 0 or > ApplicationDesk.MaxDocumentBytes) throw new BadUseException($"The file {path} has {Screen.Number(file.Length)} bytes; a document has 1 byte to {ApplicationDesk.MaxDocumentBytes >> 20} MiB.");
        return new BroughtDocument(name, file.Name, MediaTypes.Of(file.Name), File.ReadAllBytes(file.FullName));
    }

    /// <summary>
    /// What was brought: <c>NAME=FILE</c>, or a file whose name without its ending says what it is, such as <c>identity.jpg</c>; a plain word is the name of a document that was seen on paper.
    /// </summary>
    /// <exception cref="BadUseException">A file is not there.</exception>
    public static (IReadOnlyList<string> Seen, IReadOnlyList<BroughtDocument> Files) Brought(IEnumerable<string>? given)
    {
        var (seen, files) = (new List<string>(), new List<BroughtDocument>());
        foreach (var one in given ?? [])
        {
            var at = one.IndexOf('=', StringComparison.Ordinal);
            if (at > 0) files.Add(Document(one[..at], one[(at + 1)..]));
            else if (one.AsSpan().IndexOfAny('.', '/', '\\') >= 0 || File.Exists(one)) files.Add(Document(Path.GetFileNameWithoutExtension(one), one));
            else seen.Add(one);
        }
        return (seen, files);
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
        else if (fault is Operations.OrganizationRefused organization) foreach (var one in organization.Faults) Console.Error.WriteLine(one.In(language));
        else Console.Error.WriteLine(fault switch { WorkRefused work => work.In(language), Operations.ApplicationRefused application => application.In(language), _ => Words(fault, language) });
        return ExitCode.SomeRefused;
    }
}
