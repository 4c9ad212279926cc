using System.CommandLine;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Workflows;

namespace WaterCore.Host.Commands;

/// <summary><c>workflow</c>: the definitions of how work goes from position to position.</summary>
internal static class WorkflowCommand
{
    public static Command Create() => new("workflow", "Check, publish and list the definitions of work") { Check(), Publish(), List(), Show(), Cities() };

    /// <summary>The text of a workflow file, or of a shipped workflow by its code.</summary>
    /// <exception cref="BadUseException">There is neither.</exception>
    private static (string Text, string File) Read(string path) =>
        File.Exists(path) ? (File.ReadAllText(path), Path.GetFileName(path))
        : ShippedWorkflows.Codes.Contains(path) ? (ShippedWorkflows.Text(path), path + ".yaml")
        : throw new BadUseException($"The workflow {path} is neither a file nor shipped; the shipped workflows are: {string.Join(", ", ShippedWorkflows.Codes)}.");

    private static Command Check()
    {
        var file = new Argument<string>("FILE") { Description = "A workflow file, or the code of a shipped workflow" };
        var (language, json) = (WorkArguments.InLanguage(), MoneyArguments.Json());
        var command = new Command("check", "Say everything that keeps a draft from being published, against the organisation as it is") { file, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (text, name) = Read(parsed.GetRequiredValue(file));
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var all = (await session.Get<WorkflowDesk>().CheckAsync(text, name, cancellationToken).ConfigureAwait(false)).All;
            var spoken = WorkArguments.Spoken(parsed, language);
            if (parsed.GetValue(json)) Screen.Json(all.Select(f => new { f.Rule, f.File, f.Line, f.Step, problem = f.Problem.In(spoken), remedy = f.Remedy.In(spoken) }));
            else if (all.Count == 0) Console.Out.WriteLine(spoken == Language.Chinese ? $"{name}：可以发布" : $"{name}: nothing keeps it from being published");
            else foreach (var finding in all) Console.Out.WriteLine(finding.In(spoken));
            return all.Count == 0 ? ExitCode.Done : ExitCode.SomeRefused;
        });
        return command;
    }

    private static Command Publish()
    {
        var files = new Argument<string[]>("FILE") { Description = "Workflow files, or codes of shipped workflows; 'shipped' for all of these", Arity = ArgumentArity.OneOrMore };
        var (who, language) = (WorkArguments.As(), WorkArguments.InLanguage());
        who.Required = true;
        var command = new Command("publish", "Publish drafts as the next versions; running items stay on theirs, and the same file again changes nothing") { files, who, language };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var drafts = parsed.GetRequiredValue(files).SelectMany(f => f == "shipped" ? ShippedWorkflows.Codes : [f]).Select(Read).ToList();
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            foreach (var (text, name) in drafts)
            {
                var published = await session.Get<WorkflowDesk>().PublishAsync(text, name, WorkArguments.Actor(parsed.GetValue(who)), cancellationToken).ConfigureAwait(false);
                if (!published.IsOk) return WorkArguments.Refuse(published.Fault, WorkArguments.Spoken(parsed, language));
                Console.Out.WriteLine($"workflow {published.Value.Code} version {published.Value.Version}, sha256 {published.Value.Digest}");
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var (language, json) = (WorkArguments.InLanguage(), MoneyArguments.Json());
        var command = new Command("list", "The latest version of each published workflow") { language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            await using var unit = await session.Get<IStorage>().ReadAsync(cancellationToken).ConfigureAwait(false);
            var spoken = WorkArguments.Spoken(parsed, language);
            var rows = (await unit.Work.LatestWorkflowsAsync(cancellationToken).ConfigureAwait(false)).Select(w => (Published: w, Definition: WorkflowFile.Read(w.Document, w.Code + ".yaml").Value)).ToList();
            if (parsed.GetValue(json)) Screen.Json(rows.Select(r => new { r.Published.Code, r.Published.Version, name = r.Definition.Name.In(spoken), steps = r.Definition.Steps.Count, promise = r.Definition.Promise?.In(spoken), r.Published.Digest }));
            else Screen.Table(["workflow", "version", "steps", "promise", "name"], rows.Select(r => (IReadOnlyList<string>)[r.Published.Code, $"{r.Published.Version}", $"{r.Definition.Steps.Count}", r.Definition.Promise?.In(spoken) ?? "-", r.Definition.Name.In(spoken)]));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var code = new Argument<string>("CODE") { Description = "A published or shipped workflow" };
        var version = new Option<int?>("--version") { Description = "Which version (default: the latest)", HelpName = "N" };
        var command = new Command("show", "Write a workflow's file, to copy and edit") { code, version };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            await using var unit = await session.Get<IStorage>().ReadAsync(cancellationToken).ConfigureAwait(false);
            var name = parsed.GetRequiredValue(code);
            var found = parsed.GetValue(version) is { } v ? await unit.Work.FindWorkflowAsync(name, v, cancellationToken).ConfigureAwait(false) : await unit.Work.FindLatestWorkflowAsync(name, cancellationToken).ConfigureAwait(false);
            Console.Out.Write(found?.Document ?? (parsed.GetValue(version) is null ? Read(name).Text : throw new BadUseException($"There is no version {parsed.GetValue(version)} of the workflow {name}; see workflow list.")));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Cities()
    {
        var city = new Argument<string?>("CITY") { Description = "Write the file of this city's variant, to check, edit and publish (default: list them)", Arity = ArgumentArity.ZeroOrOne };
        var (language, json) = (WorkArguments.InLanguage(), MoneyArguments.Json());
        var command = new Command("cities", "What cities promise for a new connection, with the source; and the shipped definition with a city's limits") { city, language, json };
        command.SetAction(parsed =>
        {
            var spoken = WorkArguments.Spoken(parsed, language);
            if (parsed.GetValue(city) is { } wanted)
            {
                var found = CityLimits.Find(wanted) ?? throw new BadUseException($"There is no city {wanted}; there are: {string.Join(", ", CityLimits.All.Select(c => c.City))}.");
                Console.Out.Write($"# {found.Source}\n{WorkflowFile.Write(found.Apply())}");
            }
            else if (parsed.GetValue(json)) Screen.Json(CityLimits.All.Select(c => new { c.City, name = c.Name.In(spoken), c.Workflow, promise = c.Promise.In(spoken), c.Source }));
            else Screen.Table(["city", "workflow", "promise", "name", "source"], CityLimits.All.Select(c => (IReadOnlyList<string>)[c.City, c.Workflow, c.Promise.In(spoken), c.Name.In(spoken), c.Source]));
            return ExitCode.Done;
        });
        return command;
    }
}
