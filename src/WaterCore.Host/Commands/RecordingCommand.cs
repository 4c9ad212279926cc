using System.CommandLine;
using System.Globalization;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Service;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>recording</c>: recordings of talks with agents.</summary>
internal static class RecordingCommand
{
    public static Command Create()
    {
        var command = new Command("recording", "Recordings of talks with agents: list them, take one out, erase old ones; who hears one stands in the audit trail");
        command.Add(List());
        command.Add(Take());
        command.Add(Erase());
        return command;
    }

    private static Command List()
    {
        var from = new Option<string?>("--from") { Description = "The first day (default: today)", HelpName = "DAY" };
        var until = new Option<string?>("--until") { Description = "The last day (default: the first)", HelpName = "DAY" };
        Option<bool> json = Json();
        var command = new Command("list", "Show the recordings of some days") { from, until, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var utility = session.Get<Utility>();
            var first = Day("--from", parsed.GetValue(from)) ?? utility.DayOf(session.Get<NodaTime.IClock>().GetCurrentInstant());
            var list = await session.Get<RecordingDesk>().ListAsync(first, Day("--until", parsed.GetValue(until)) ?? first, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json)) Screen.Json(list.Select(Answer));
            else
                Screen.Table(["recording", "from", "seconds", "telephone", "account", "call", "erased"], list.Select(r => (IReadOnlyList<string>)
                    [r.Name, NodaTime.Text.InstantPattern.General.Format(r.From), Seconds(r).ToString(CultureInfo.InvariantCulture), r.Agent, r.Account ?? "", r.Call, r.ErasedAt is { } at ? NodaTime.Text.InstantPattern.General.Format(at) : ""]));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A recording as programs get it.</summary>
    public static object Answer(CallRecording r) => new
    {
        name = r.Name, call = r.Call, account = r.Account, agent = r.Agent, from = NodaTime.Text.InstantPattern.General.Format(r.From), seconds = Seconds(r), bytes = r.Bytes, sha256 = r.Sha256,
        erasedAt = r.ErasedAt is { } at ? NodaTime.Text.InstantPattern.General.Format(at) : null,
    };

    private static long Seconds(CallRecording r) => (long)(r.Until - r.From).TotalSeconds;

    private static Command Take()
    {
        var name = new Argument<string>("RECORDING") { Description = "Its name" };
        var output = new Option<string>("--output") { Description = "The WAV file to write", HelpName = "FILE", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why it is heard, such as the number of a complaint", HelpName = "TEXT", Required = true };
        Option<string> who = Operator();
        var command = new Command("take", "Copy a recording to a file, to be heard") { name, output, reason, who };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            await using var sound = (await session.Get<RecordingDesk>().OpenAsync(parsed.GetRequiredValue(name), parsed.GetRequiredValue(reason), Actor(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or();
            await using var file = File.Create(parsed.GetRequiredValue(output));
            await sound.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            Screen.Pairs(("file", Path.GetFullPath(parsed.GetRequiredValue(output))), ("bytes", Screen.Number(file.Length)));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Erase()
    {
        var days = new Option<int>("--older-than-days") { Description = "How many days recordings are kept", HelpName = "DAYS", Required = true };
        Option<string> who = Operator();
        var command = new Command("erase", "Erase the sound of recordings that are older than they may be kept; that there was one stays on record") { days, who };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(days) < 1) throw new BadUseException("--older-than-days is less than 1; write how many days recordings are kept.");
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            Screen.Pairs(("erased", Screen.Number(await session.Get<RecordingDesk>().EraseAsync(parsed.GetValue(days), Actor(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false))));
            return ExitCode.Done;
        });
        return command;
    }
}
