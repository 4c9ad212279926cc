using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>
/// What the hotline can say and do out of storage: who calls, balance, last bill, why it is higher, the own reading, cases, call-backs,
/// notices. What cannot be had is answered with <see cref="DialogueActs.Unavailable"/>, and the dialogue offers a person. Each call is
/// kept when it is over, with a contact on the customer's record.
/// </summary>
/// <param name="context">Where everything is kept, the utility, the time.</param>
/// <param name="guard">Counts wrong PINs.</param>
/// <param name="readings">Takes readings by keypad.</param>
/// <param name="service">Takes cases.</param>
/// <param name="engines">Names the steps of applications; null where none are told.</param>
/// <param name="payLinks">Sends links to pay; null where none are sent.</param>
public sealed partial class HotlineFacts(MoneyContext context, IIdentificationGuard guard, OwnReadingDesk readings, ServiceDesk service, WorkflowEngines? engines = null, PayLinkMessages? payLinks = null) : IHotlineFacts
{
    // For accounts that are not there, so that the answer takes as long as for those that are.
    private static readonly PinHash Nobody = PinHash.Of("", new byte[16]);

    /// <inheritdoc/>
    public ValueTask<Answered> AnswerAsync(Ask ask, Conversation conversation, CancellationToken cancellationToken = default)
    {
        if (ask.Act.Personal && ask.Account is null) throw new InvalidOperationException($"{ask} needs an identified caller; a checked dialogue sees to that.");
        return ask.Act.Name switch
        {
            DialogueActs.Identify => IdentifyAsync(ask.Entered["account"], ask.Entered["pin"], conversation, cancellationToken),
            "balance" => OnHistoryAsync(ask.Account!, (_, history) => ValueTask.FromResult(Balance(history)), cancellationToken),
            "last-bill" => OnHistoryAsync(ask.Account!, async (unit, history) => LastBill(await LiveAsync(unit, history, cancellationToken).ConfigureAwait(false)), cancellationToken),
            "why-higher" => OnHistoryAsync(ask.Account!, (unit, history) => WhyAsync(unit, history, ask.Account!, cancellationToken), cancellationToken),
            "own-reading" => ReadingAsync(ask, conversation, insist: false, cancellationToken),
            "own-reading-insist" => ReadingAsync(ask, conversation, insist: true, cancellationToken),
            "report-fault" => ReportAsync("repair", ask, conversation, cancellationToken),
            "report-no-water" => ReportAsync("repair.no-water", ask, conversation, cancellationToken),
            "report-leak" => ReportAsync("repair.leak", ask, conversation, cancellationToken),
            "report-meter" => ReportAsync("repair.meter", ask, conversation, cancellationToken),
            "call-back" => CallBackAsync(ask, conversation, cancellationToken),
            "case-progress" => ProgressAsync(ask.Account!, cancellationToken),
            "application-progress" => ApplicationAsync(ask.Account!, cancellationToken),
            "pay-link" => PayLinkAsync(ask.Account!, conversation, cancellationToken),
            "outages" => OutagesAsync(ask, conversation, cancellationToken),
            _ => ValueTask.FromResult(new Answered(DialogueActs.Unavailable)),
        };
    }

    /// <inheritdoc/>
    public async ValueTask EndedAsync(CallRecord call, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await unit.Telephone.AddAsync(call, cancellationToken).ConfigureAwait(false);
        await ContactAsync(unit, call, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask RecordedAsync(CallRecording recording, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await unit.Telephone.AddAsync(recording, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Answered> IdentifyAsync(string number, string pin, Conversation conversation, CancellationToken cancellationToken)
    {
        if (await guard.AdmitAsync(conversation.Id, number, conversation.From, cancellationToken).ConfigureAwait(false) != IdentificationVerdict.Admitted) return new("locked");
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var account = await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false);
        var known = account is null ? null : (await unit.Telephone.FindPinAsync(account.Id, cancellationToken).ConfigureAwait(false))?.Hash;
        // A wrong number and a wrong PIN sound the same: nobody learns here which accounts exist.
        if (!(known ?? Nobody).Matches(pin) || known is null) return new("wrong");
        await guard.SucceededAsync(conversation.Id, number, conversation.From, cancellationToken).ConfigureAwait(false);
        return new(DialogueActs.Identified) { Account = number };
    }

    private async ValueTask<Answered> OnHistoryAsync(string number, Func<IUnitOfWork, AccountHistory, ValueTask<Answered>> answer, CancellationToken cancellationToken)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var account = await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false);
        if (account is null) return new(DialogueActs.Unavailable);
        var history = (await unit.Accounts.HistoriesAsync([account.Id], context.Utility.Currency, cancellationToken).ConfigureAwait(false))[0];
        return await answer(unit, history).ConfigureAwait(false);
    }

    /// <summary>The bills that were not cancelled, newest first.</summary>
    private static async ValueTask<IReadOnlyList<Bill>> LiveAsync(IUnitOfWork unit, AccountHistory history, CancellationToken cancellationToken)
    {
        var cancelled = history.Bills.Where(b => b.CancelledOn is not null).Select(b => b.Key).ToHashSet();
        return [.. (await unit.Bills.OfAccountAsync(history.Account, cancellationToken).ConfigureAwait(false)).Where(b => !cancelled.Contains(b.Key))];
    }

    private Answered Balance(AccountHistory history)
    {
        if (history.Bills.Count == 0 && history.Entries.Count == 0) return new("none");
        var balance = history.BalanceOn(context.Today);
        if (balance.Minor == 0) return new("settled");
        return new(balance.Minor > 0 ? "owes" : "credit")
        {
            Values = new Dictionary<string, FactValue>
            {
                ["balance"] = new AmountValue(balance.Minor > 0 ? balance : -balance),
                ["bills"] = new NumberValue(history.OpenOn(context.Today).Count(c => c.Open.Minor > 0)),
            },
        };
    }

    private async ValueTask<Answered> ReadingAsync(Ask ask, Conversation conversation, bool insist, CancellationToken cancellationToken)
    {
        var index = ask.Entered["reading"];
        var taken = await readings.TakeAsync(new OwnReading(ask.Account!, index, "telephone", conversation.Id) { Insist = insist }, cancellationToken).ConfigureAwait(false);
        if (taken.Fault is OwnReadingRefused { Several: true }) return new("several");
        var outcome = !taken.IsOk ? "refused" : taken.Value == OwnReadingOutcome.Doubtful ? "doubtful" : "ok";
        return new(outcome) { Values = new Dictionary<string, FactValue> { ["reading_said"] = new DigitsValue(index) } };
    }

    private static Answered LastBill(IReadOnlyList<Bill> bills) => bills.Count == 0 ? new("none") : new("ok")
    {
        Values = new Dictionary<string, FactValue>
        {
            ["bill_total"] = new AmountValue(bills[0].Total), ["bill_usage"] = new UsageValue(bills[0].Usage),
            ["bill_from"] = new DateValue(bills[0].Key.From), ["bill_to"] = new DateValue(bills[0].To.PlusDays(-1)),
        },
    };
}
