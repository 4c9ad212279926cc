using System.CommandLine;
using WaterCore.Host.Service;
using WaterCore.Operations;

namespace WaterCore.Host.Commands;

/// <summary><c>why</c>: why a bill is higher or lower than the one before.</summary>
internal static class WhyCommand
{
    public static Command Create()
    {
        var bill = new Argument<string>("BILL") { Description = "A bill's number, or an account's number for its latest bill" };
        var language = WorkArguments.InLanguage();
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        var command = new Command("why", "Say why a bill is higher or lower than the one before, in parts that add up to the cent") { bill, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var why = await session.Get<BillDesk>().WhyAsync(parsed.GetRequiredValue(bill), cancellationToken).ConfigureAwait(false);
            var spoken = WorkArguments.Spoken(parsed, language);
            if (!why.IsOk) throw new BadUseException(Texts.Fault(why.Fault, spoken));
            var (before, after, comparison) = why.Value;
            if (parsed.GetValue(json))
                Screen.Json(new
                {
                    before = before.Number, after = after.Number, difference = comparison.Difference.ToAmountString(), currency = comparison.Difference.Currency.Code,
                    parts = comparison.Parts.Select(p => new { reason = p.Reason.ToString(), amount = p.Amount.ToAmountString(), zh = p.Sentence.Zh, en = p.Sentence.En }),
                });
            else
                Console.Out.Write($"{before.Number} → {after.Number}\n{comparison.Explain(spoken)}");
            return ExitCode.Done;
        });
        return command;
    }
}
