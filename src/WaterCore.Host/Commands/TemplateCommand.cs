using System.CommandLine;
using WaterCore.Operations;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>notice template</c>: one template, looked at with real data and edited.</summary>
internal static class TemplateCommand
{
    private static readonly Argument<string> s_code = new("CODE") { Description = "The template's code; see notice templates" };

    public static Command Create() => new("template", "One template: its revisions, how it reads with real data, a new revision") { Show(), Draft("preview"), Draft("edit") };

    private static Command Show()
    {
        var json = Json();
        var command = new Command("show", "Print a template and its revisions") { s_code, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (desk, code) = (session.Get<TemplateDesk>(), parsed.GetRequiredValue(s_code));
            var template = (await desk.AllAsync(cancellationToken).ConfigureAwait(false)).Find(code) ?? throw new BadUseException($"There is no template {code}; see notice templates.");
            var history = await desk.HistoryAsync(code, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json)) Screen.Json(new { template.Code, template.Subject, template.Body, places = template.Places.Order(StringComparer.Ordinal), revisions = history.Select(r => new { r.Revision, r.By, at = r.At.ToString(), r.Body }) });
            else
            {
                Screen.Pairs(("subject zh", template.Subject.Zh), ("subject en", template.Subject.En), ("text zh", template.Body.Zh), ("text en", template.Body.En), ("places", string.Join(" ", template.Places.Order(StringComparer.Ordinal).Select(p => "{" + p + "}"))));
                Screen.Table(["revision", "by", "text zh"], history.Select(r => (IReadOnlyList<string>)[r.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture), r.By, r.Body.Zh]));
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Draft(string verb)
    {
        Option<string?> Text(string name, string description) => new(name) { Description = description + " (default: as it is)", HelpName = "TEXT" };
        var (subjectZh, subjectEn, zh, en) = (Text("--subject-zh", "The subject in Chinese"), Text("--subject-en", "The subject in English"), Text("--zh", "The text in Chinese"), Text("--en", "The text in English"));
        var (who, json) = (Operator(), Json());
        var command = new Command(verb, verb == "edit" ? "Save a new revision; what is made from now on reads so" : "Print how it would read for the first real accounts; saves nothing") { s_code, subjectZh, subjectEn, zh, en, json };
        if (verb == "edit") command.Options.Add(who);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (desk, code) = (session.Get<TemplateDesk>(), parsed.GetRequiredValue(s_code));
            var now = (await desk.AllAsync(cancellationToken).ConfigureAwait(false)).Find(code) ?? throw new BadUseException($"There is no template {code}; see notice templates.");
            var subject = new Wording(parsed.GetValue(subjectZh) ?? now.Subject.Zh, parsed.GetValue(subjectEn) ?? now.Subject.En);
            var body = new Wording(parsed.GetValue(zh) ?? now.Body.Zh, parsed.GetValue(en) ?? now.Body.En);
            if (verb == "edit")
            {
                var saved = (await desk.EditAsync(code, subject, body, CaseCommand.Desk(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or();
                if (parsed.GetValue(json)) Screen.Json(new { saved.Code, saved.Revision });
                else Console.Out.WriteLine($"{saved.Code} is saved as revision {saved.Revision}");
                return ExitCode.Done;
            }
            var samples = (await desk.PreviewAsync(code, subject, body, cancellationToken).ConfigureAwait(false)).Or();
            if (parsed.GetValue(json)) Screen.Json(samples);
            else foreach (var s in samples) Console.Out.WriteLine($"{s.Account}\n    {s.Subject.Zh}: {s.Body.Zh}\n    {s.Subject.En}: {s.Body.En}");
            return ExitCode.Done;
        });
        return command;
    }
}
