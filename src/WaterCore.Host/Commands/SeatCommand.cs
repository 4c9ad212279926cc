using System.CommandLine;
using WaterCore.Operations;
using WaterCore.Service;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>seat</c>: who answers at which telephone.</summary>
internal static class SeatCommand
{
    public static Command Create()
    {
        var command = new Command("seat", "Agents' telephones: who sits where, sign on and off; a running service follows within a second");
        command.Add(List());
        command.Add(SignOn());
        command.Add(Wish("sign-off", "Leave a telephone; a call that is talked goes on", SeatWish.Off));
        command.Add(Wish("pause", "Take no calls for now", SeatWish.Paused));
        command.Add(Wish("ready", "Take calls again", SeatWish.Ready));
        return command;
    }

    private static Argument<string> Number() => new("NUMBER") { Description = "The number of the telephone" };

    private static Command List()
    {
        Option<bool> json = Json();
        var command = new Command("list", "Show all seats and what their people wish to be") { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var seats = await session.Get<SeatDesk>().ListAsync(cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json)) Screen.Json(seats.Select(Answer));
            else Screen.Table(["telephone", "who", "groups", "wishes to be", "since"], seats.Select(s => (IReadOnlyList<string>)[s.Number, s.Name, string.Join(' ', s.Skills), s.Wish.ToString().ToLowerInvariant(), NodaTime.Text.InstantPattern.General.Format(s.ChangedAt)]));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A seat as programs get it.</summary>
    public static object Answer(AgentSeat s) => new { number = s.Number, name = s.Name, skills = s.Skills, wish = s.Wish.ToString().ToLowerInvariant(), changedAt = NodaTime.Text.InstantPattern.General.Format(s.ChangedAt) };

    private static Command SignOn()
    {
        var number = Number();
        var groups = new Option<string[]>("--group") { Description = "A group to answer for, such as front-desk; may be given several times", Required = true, AllowMultipleArgumentsPerToken = true };
        Option<string> who = Operator();
        var command = new Command("sign-on", "Sit down at a telephone") { number, groups, who };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            Print((await session.Get<SeatDesk>().SignOnAsync(parsed.GetRequiredValue(number), parsed.GetRequiredValue(groups), Actor(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or());
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Wish(string verb, string description, SeatWish wish)
    {
        var number = Number();
        Option<string> who = Operator();
        var command = new Command(verb, description) { number, who };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            Print((await session.Get<SeatDesk>().WishAsync(parsed.GetRequiredValue(number), wish, Actor(parsed.GetValue(who)!), cancellationToken).ConfigureAwait(false)).Or());
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(AgentSeat seat) => Screen.Pairs(("telephone", seat.Number), ("who", seat.Name), ("groups", string.Join(' ', seat.Skills)), ("wishes to be", seat.Wish.ToString().ToLowerInvariant()));
}
