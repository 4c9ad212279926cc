using System.CommandLine;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>calls</c>: the hotline's figures of some days.</summary>
internal static class CallsCommand
{
    private const int Most = 1_000_000;

    public static Command Create()
    {
        var from = new Option<string?>("--from") { Description = "The first day (default: today)", HelpName = "DAY" };
        var until = new Option<string?>("--until") { Description = "The last day (default: the first)", HelpName = "DAY" };
        Option<bool> json = Json();
        var command = new Command("calls", "The hotline's figures: offered, served, answered, abandoned, waiting, and where callers gave up") { from, until, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var utility = session.Get<Utility>();
            var first = Day("--from", parsed.GetValue(from)) ?? utility.DayOf(session.Get<NodaTime.IClock>().GetCurrentInstant());
            var last = Day("--until", parsed.GetValue(until)) ?? first;
            if (last < first) throw new BadUseException("--until is before --from; exchange them.");
            await using var unit = await session.Get<IStorage>().ReadAsync(cancellationToken).ConfigureAwait(false);
            var calls = await unit.Telephone.CallsAsync(utility.Zone.AtStartOfDay(first).ToInstant(), utility.Zone.AtStartOfDay(last.PlusDays(1)).ToInstant(), Most, cancellationToken).ConfigureAwait(false);
            var f = CallStatistics.Of(calls, DialogueFile.Shipped(), utility.Zone);
            if (parsed.GetValue(json))
            {
                Screen.Json(new { from = Iso(first), until = Iso(last), figures = Answer(f) });
                return ExitCode.Done;
            }
            Screen.Pairs(
                ("days", $"{Iso(first)} – {Iso(last)}"), ("calls", Screen.Number(f.Offered)), ("served by the dialogue", f.Offered == 0 ? "0" : $"{Screen.Number(f.SelfServed)} ({100.0 * f.SelfServed / f.Offered:0.0} %)"), ("asked for a person", Screen.Number(f.AskedForPerson)),
                ("answered", $"{Screen.Number(f.Answered)}, {Screen.Number(f.AnsweredInTime)} within {CallStatistics.InTime.TotalSeconds:0} s"), ("gave up waiting", Screen.Number(f.Abandoned)),
                ("wait", $"median {f.WaitMedianSeconds} s, longest {f.WaitMaxSeconds} s"), ("talk", $"median {f.TalkMedianSeconds} s"));
            if (f.Steps.Count == 0) return ExitCode.Done;
            Console.Out.WriteLine();
            Screen.Table(["step", "calls", "hung up unserved"], f.Steps.Select(s => (IReadOnlyList<string>)[s.Step, Screen.Number(s.Calls), Screen.Number(f.GaveUpAt.FirstOrDefault(g => g.Step == s.Step).Calls)]));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Figures as programs get them.</summary>
    public static object Answer(CallStatistics f) => new
    {
        offered = f.Offered, selfServed = f.SelfServed, selfServiceShare = f.Offered == 0 ? 0 : Math.Round((double)f.SelfServed / f.Offered, 3), askedForPerson = f.AskedForPerson, answered = f.Answered,
        answeredInTime = f.AnsweredInTime, abandoned = f.Abandoned, waitMedianSeconds = f.WaitMedianSeconds, waitMaxSeconds = f.WaitMaxSeconds, talkMedianSeconds = f.TalkMedianSeconds, byHour = f.ByHour,
        steps = f.Steps.Select(s => new { step = s.Step, calls = s.Calls }), gaveUpAt = f.GaveUpAt.Select(s => new { step = s.Step, calls = s.Calls }),
    };
}
