using System.CommandLine;
using WaterCore.Host.Service;
using WaterCore.Operations;
using WaterCore.Ports;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>inbox</c>: takes in what people wrote.</summary>
internal static class InboxCommand
{
    public static Command Create() => new("inbox", "What people write: mail and other channels that are asked for it") { Fetch() };

    private static Command Fetch()
    {
        var json = Json();
        var command = new Command("fetch", "Take in what is new in the mailboxes; the service does so by itself") { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (inbox, boxes, problems, taken) = (session.Get<Inbox>(), session.Get<IEnumerable<IChannelInbox>>().ToList(), new List<string>(), 0);
            if (boxes.Count == 0) throw new CannotStartException("No channel is asked for messages; configure one, such as WaterCore:Plugins:Email with ImapHost.");
            foreach (var box in boxes)
                for (var more = true; more;)
                {
                    var fetched = await box.FetchAsync(InboxService.AtOnce, async (intake, token) => await inbox.TakeAsync(box.Name, intake, problems.Add, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                    if (!fetched.IsOk) problems.Add(fetched.Fault.Message);
                    taken += fetched.IsOk ? fetched.Value : 0;
                    more = fetched is { IsOk: true, Value: InboxService.AtOnce };
                }
            if (parsed.GetValue(json)) Screen.Json(new { taken, problems });
            else Screen.Pairs([("taken in", Screen.Number(taken)), .. problems.Select(p => ("problem", p))]);
            return problems.Count > 0 ? ExitCode.SomeRefused : ExitCode.Done;
        });
        return command;
    }
}
