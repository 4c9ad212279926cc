using System.CommandLine;
using System.Text;
using WaterCore.Host.Files;
using WaterCore.Operations;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>point</c>: a collection point that works on its own machine while its line is down.</summary>
internal static class PointCommand
{
    public static Command Create() => new("point", "A collection point on its own machine: begin from a backup, take out what was done there, bring it in at the main office") { Begin(), TakeOut(), Bring() };

    private static Command Begin()
    {
        var from = new Option<string>("--from") { Description = "A backup of the main office's database, as backup writes it", HelpName = "FILE", Required = true };
        var command = new Command("begin", "Make the point's database from a backup; then serve it with WaterCore__Branch set to the point's name") { from };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var database = parsed.GetValue(HostSession.Database);
            await HostSession.RestoreAsync(database, Path.GetFullPath(parsed.GetRequiredValue(from)), cancellationToken).ConfigureAwait(false);
            await using var session = await HostSession.OpenAsync(database, cancellationToken: cancellationToken).ConfigureAwait(false);
            var aside = await session.Get<PointBringIn>().BeginAsync([Service.WebhookSender.Reader], cancellationToken).ConfigureAwait(false);
            Screen.Pairs(("point's database", database ?? "as configured"), ("messages of the main office put aside", Screen.Number(aside)));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command TakeOut()
    {
        var name = new Option<string>("--name") { Description = "The point's name, as its receipts carry it", HelpName = "NAME", Required = true };
        var file = new Option<string>("--out") { Description = "The file to carry to the main office", HelpName = "FILE", Required = true };
        var command = new Command("take-out", "Write the payments and readings of this point to a file; again, the file has all of them again") { name, file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var lines = await session.Get<PointBringIn>().TakeOutAsync(parsed.GetRequiredValue(name), cancellationToken).ConfigureAwait(false);
            using var writer = new StreamWriter(TableFile.OpenWrite(parsed.GetRequiredValue(file)), new UTF8Encoding(false)) { NewLine = "\n" };
            foreach (var line in lines) await writer.WriteLineAsync(line).ConfigureAwait(false);
            Screen.Pairs(("taken out", Screen.Number(lines.Count - 1)), ("file", parsed.GetRequiredValue(file)));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Bring()
    {
        var file = new Argument<string>("FILE") { Description = "The file of the point" };
        Option<string> who = Operator();
        var json = Json();
        var command = new Command("bring", "Bring a point's payments and readings in, each once; what does not fit is listed") { file, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string[] lines;
            try
            {
                lines = await File.ReadAllLinesAsync(parsed.GetRequiredValue(file), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new BadUseException($"{parsed.GetRequiredValue(file)} cannot be read: {e.Message.TrimEnd('.')}.");
            }
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            IReadOnlyList<PointLine> done;
            try
            {
                done = await session.Get<PointBringIn>().BringAsync(lines, Actor(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false);
            }
            catch (InvalidDataException e)
            {
                throw new BadUseException($"{parsed.GetRequiredValue(file)}: {e.Message}");
            }
            int Count(BroughtIn outcome) => done.Count(d => d.Outcome == outcome);
            var open = done.Where(d => d.Outcome is BroughtIn.Differs or BroughtIn.Refused).ToList();
            if (parsed.GetValue(json)) Screen.Json(new { added = Count(BroughtIn.Added), before = Count(BroughtIn.Before), differs = Count(BroughtIn.Differs), refused = Count(BroughtIn.Refused), lines = open.Select(d => new { line = d.Line, what = d.What, outcome = d.Outcome.ToString(), note = d.Note }) });
            else
            {
                if (open.Count > 0)
                {
                    Screen.Table(["line", "what", "outcome", "note"], open.Select(d => (IReadOnlyList<string>)[$"{d.Line}", d.What, d.Outcome == BroughtIn.Differs ? "differs" : "refused", d.Note]));
                    Console.Out.WriteLine();
                }
                Screen.Pairs(("brought in", Screen.Number(Count(BroughtIn.Added))), ("brought in before", Screen.Number(Count(BroughtIn.Before))), ("here, but different", Screen.Number(Count(BroughtIn.Differs))), ("refused", Screen.Number(Count(BroughtIn.Refused))));
            }
            return open.Count == 0 ? ExitCode.Done : ExitCode.SomeRefused;
        });
        return command;
    }
}
