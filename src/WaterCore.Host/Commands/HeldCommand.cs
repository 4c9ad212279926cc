using System.CommandLine;
using NodaTime.Text;
using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Organization;

namespace WaterCore.Host.Commands;

/// <summary><c>held</c>: the tray of held readings.</summary>
internal static class HeldCommand
{
    public static Command Create() => new("held", "Readings that the rules hold: they wait here and are never billed") { List(), Decide("accept"), Decide("reject") };

    private static Command List()
    {
        var language = new Option<string>("--language") { Description = "zh or en", HelpName = "LANGUAGE", DefaultValueFactory = _ => "en" };
        language.AcceptOnlyFromAmong("zh", "en");
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        var command = new Command("list", "Print the readings that wait, with why and what to do first") { language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var spoken = parsed.GetValue(language) == "zh" ? Language.Chinese : Language.English;
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var waiting = await session.Get<HeldDesk>().ListAsync(cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                Screen.Json(waiting.Select(w => new
                {
                    held = w.Held.Id.Value, meter = w.Meter.Number, day = Iso(w.Held.Day), index = Index(w.Held.Index), status = w.Held.Status.ToString(), reader = w.Held.Reader, photo = w.Held.Photo, source = w.Held.Source,
                    verdicts = StoredVerdict.Read(w.Held.Verdicts),
                }));
                return ExitCode.Done;
            }
            foreach (var (held, meter) in waiting)
            {
                Console.Out.WriteLine($"{held.Id}  {meter.Number}  {Iso(held.Day)}  {Index(held.Index)}  {held.Source}");
                foreach (var verdict in StoredVerdict.Read(held.Verdicts))
                    Console.Out.WriteLine($"    {(verdict.Holds ? "" : "? ")}{verdict.Rule}: {verdict.Evidence.In(spoken)}; {verdict.Action.In(spoken)}");
            }
            Console.Out.WriteLine($"{Screen.Number(waiting.Count)} {(spoken == Language.Chinese ? "条待复核" : "waiting")}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Decide(string verb)
    {
        var accept = verb == "accept";
        var number = new Argument<long>("HELD") { Description = "The number that held list prints" };
        var reason = new Option<string>("--reason") { Description = "Why", HelpName = "TEXT", Required = true };
        var turn = new Option<string?>("--turn") { Description = "What explains a lower index: rollover or reversed", HelpName = "TURN" };
        turn.AcceptOnlyFromAmong("rollover", "reversed");
        var who = new Option<string?>("--operator") { Description = "Who decides", HelpName = "NAME" };
        var command = new Command(verb, accept ? "Accept a held reading: it is a reading from now on" : "Reject a held reading: it never becomes a reading") { number, reason, who };
        if (accept) command.Options.Add(turn);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var actor = parsed.GetValue(who) is { Length: > 0 } name ? new Actor(name, "reading-review") : Actor.System;
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var desk = session.Get<HeldDesk>();
            var id = new Id<HeldReading>(parsed.GetValue(number));
            IndexTurn? explained = !accept ? null : parsed.GetValue(turn) switch { "rollover" => IndexTurn.Rollover, "reversed" => IndexTurn.Reversed, _ => null };
            var decided = accept
                ? await desk.AcceptAsync(id, parsed.GetRequiredValue(reason), explained, actor, cancellationToken).ConfigureAwait(false)
                : await desk.RejectAsync(id, parsed.GetRequiredValue(reason), actor, cancellationToken).ConfigureAwait(false);
            if (!decided.IsOk)
            {
                await Console.Error.WriteLineAsync(decided.Fault.Message).ConfigureAwait(false);
                return ExitCode.SomeRefused;
            }
            Console.Out.WriteLine($"held reading {id} {verb}ed");
            return ExitCode.Done;
        });
        return command;
    }

    private static string Iso(NodaTime.LocalDate day) => LocalDatePattern.Iso.Format(day);

    private static string Index(long index) => new Volume(index, VolumeUnit.CubicMetre).ToNumberString();
}
