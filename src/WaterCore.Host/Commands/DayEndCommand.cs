using System.CommandLine;
using WaterCore.Operations;
using WaterCore.Organization;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>dayend</c>: counts a drawer, closes a period.</summary>
internal static class DayEndCommand
{
    public static Command Create()
    {
        var drawer = new Option<string>("--drawer") { Description = "The cash drawer", HelpName = "NAME", DefaultValueFactory = _ => "1" };
        var counted = new Option<string?>("--counted") { Description = "What was counted in it; the drawer takes nothing more today", HelpName = "AMOUNT" };
        var close = new Option<string?>("--close-before") { Description = "Close all days before this one for posting", HelpName = "DAY" };
        Option<string> who = Operator();
        Option<bool> json = Json();
        var command = new Command("dayend", "Count a cash drawer at the end of the day, or close an accounting period") { drawer, counted, close, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var before = Day("--close-before", parsed.GetValue(close));
            if (parsed.GetValue(counted) is null && before is null) throw new BadUseException("There is nothing to do; give --counted AMOUNT, or --close-before DAY.");
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (desk, actor) = (session.Get<DayEnd>(), Actor(parsed.GetValue(who)!));
            if (parsed.GetValue(counted) is { } text)
            {
                var made = (await desk.CloseDrawerAsync(parsed.GetValue(drawer)!, Amount(text, session.Get<Utility>().Currency), actor, cancellationToken).ConfigureAwait(false)).Or();
                if (parsed.GetValue(json)) Screen.Json(new { drawer = made.Drawer, day = Iso(made.Day), expected = made.Expected.ToAmountString(), counted = made.Counted.ToAmountString(), difference = made.Difference.ToAmountString() });
                else Screen.Pairs(("drawer", made.Drawer), ("day", Iso(made.Day)), ("expected", Screen.Amount(made.Expected)), ("counted", Screen.Amount(made.Counted)), ("difference", Screen.Amount(made.Difference)));
            }
            if (before is { } day)
            {
                var open = (await desk.ClosePeriodAsync(day, actor, cancellationToken).ConfigureAwait(false)).Or();
                if (parsed.GetValue(json)) Screen.Json(new { openFrom = Iso(open) });
                else Screen.Pairs(("open from", Iso(open)));
            }
            return ExitCode.Done;
        });
        return command;
    }
}
