using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>
/// What the hotline can say out of storage: who calls, balance, last bill, why it is higher. What no store holds yet (readings by
/// keypad, cases, notices, call-backs) is answered with <see cref="DialogueActs.Unavailable"/>, and the dialogue offers a person.
/// </summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="pins">The PINs.</param>
/// <param name="guard">Counts wrong PINs.</param>
/// <param name="utility">The utility.</param>
public sealed class HotlineFacts(IStorage storage, IPins pins, IdentificationGuard guard, Utility utility) : IHotlineFacts
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
            "balance" => OnBillsAsync(ask.Account!, Balance, cancellationToken),
            "last-bill" => OnBillsAsync(ask.Account!, LastBill, cancellationToken),
            "why-higher" => OnBillsAsync(ask.Account!, WhyHigher, cancellationToken),
            _ => ValueTask.FromResult(new Answered(DialogueActs.Unavailable)),
        };
    }

    /// <inheritdoc/>
    public ValueTask EndedAsync(Conversation conversation, CancellationToken cancellationToken = default)
    {
        guard.Ended(conversation.Id);
        return ValueTask.CompletedTask;
    }

    private async ValueTask<Answered> IdentifyAsync(string number, string pin, Conversation conversation, CancellationToken cancellationToken)
    {
        if (guard.Admit(conversation.Id, number, conversation.From) != IdentificationVerdict.Admitted) return new("locked");
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var account = await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false);
        var known = account is null ? null : await pins.FindAsync(account.Id, cancellationToken).ConfigureAwait(false);
        // A wrong number and a wrong PIN sound the same: nobody learns here which accounts exist.
        if (!(known ?? Nobody).Matches(pin) || known is null) return new("wrong");
        guard.Succeeded(conversation.Id, number, conversation.From);
        return new(DialogueActs.Identified) { Account = number };
    }

    private async ValueTask<Answered> OnBillsAsync(string number, Func<IReadOnlyList<Bill>, Answered> answer, CancellationToken cancellationToken)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var account = await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false);
        if (account is null) return new(DialogueActs.Unavailable);
        return answer(await unit.Bills.OfAccountAsync(account.Id, cancellationToken).ConfigureAwait(false));
    }

    // Payments are not kept yet: what is owed is what was billed.
    private Answered Balance(IReadOnlyList<Bill> bills) => bills.Count == 0 ? new("none") : new("ok")
    {
        Values = new Dictionary<string, FactValue>
        {
            ["balance"] = new AmountValue(bills.Aggregate(Money.Zero(utility.Currency), (sum, bill) => sum + bill.Total)),
            ["bills"] = new NumberValue(bills.Count),
        },
    };

    private static Answered LastBill(IReadOnlyList<Bill> bills) => bills.Count == 0 ? new("none") : new("ok")
    {
        Values = new Dictionary<string, FactValue>
        {
            ["bill_total"] = new AmountValue(bills[0].Total), ["bill_usage"] = new UsageValue(bills[0].Usage),
            ["bill_from"] = new DateValue(bills[0].Key.From), ["bill_to"] = new DateValue(bills[0].To.PlusDays(-1)),
        },
    };

    private static Answered WhyHigher(IReadOnlyList<Bill> bills)
    {
        if (bills.Count < 2) return new("none");
        var (last, before) = (bills[0], bills.Skip(1).FirstOrDefault(b => b.Key.ServicePoint == bills[0].Key.ServicePoint));
        if (before is null) return new("none");
        var values = new Dictionary<string, FactValue> { ["bill_total"] = new AmountValue(last.Total), ["before_total"] = new AmountValue(before.Total) };
        if (last.Total <= before.Total) return new("not-higher") { Values = values };
        // Days are named only when they explain it: a day's use that did not grow by itself.
        var perDayGrew = (Int128)last.Usage.Thousandths * before.Period.Days > (Int128)before.Usage.Thousandths * last.Period.Days;
        if (last.Period.Days > before.Period.Days && !perDayGrew)
        {
            values["days"] = new NumberValue(last.Period.Days);
            values["before_days"] = new NumberValue(before.Period.Days);
            return new("more-days") { Values = values };
        }
        if (last.Usage <= before.Usage) return new("other") { Values = values };
        values["usage"] = new UsageValue(last.Usage);
        values["before_usage"] = new UsageValue(before.Usage);
        return new("more-water") { Values = values };
    }
}
