using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Where customers pay on the web.</summary>
/// <param name="Address">The address that is sent.</param>
public sealed record PayLink(Uri Address);

/// <summary>Sends a link to pay to somebody who asked for it on the telephone, at the address on record: no card is ever read out or keyed in there.</summary>
/// <param name="context">Where everything is kept, the utility, the time.</param>
/// <param name="templates">The templates.</param>
/// <param name="channels">The open channels.</param>
/// <param name="link">Where they pay; null when there is no such page.</param>
public sealed class PayLinkMessages(MoneyContext context, MessageTemplates templates, IEnumerable<IChannel> channels, PayLink? link = null)
{
    private readonly IReadOnlyList<IChannel> _channels = [.. channels];

    /// <summary>Sends it; the same call about the same account gets one message.</summary>
    /// <returns>Whether it is on its way; false when there is no page to pay at, nothing to pay, or no address that an open channel takes.</returns>
    public async Task<bool> SendAsync(string number, string call, CancellationToken cancellationToken = default)
    {
        if (link is null || _channels.Count == 0 || templates.Find("pay-link") is not { } template) return false;
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } account
            || await unit.Customers.FindCustomerAsync(account.Customer, cancellationToken).ConfigureAwait(false) is not { } customer) return false;
        var balance = (await unit.Accounts.HistoriesAsync([account.Id], context.Utility.Currency, cancellationToken).ConfigureAwait(false))[0].BalanceOn(context.Today);
        if (balance.Minor <= 0) return false;
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = customer.Name, ["account"] = account.Number, ["amount"] = $"{balance.ToAmountString()} {balance.Currency.Code}", ["link"] = link.Address.ToString(), ["utility"] = context.Utility.Name,
        };
        var draft = new DeliveryDraft($"pay-link {call} {account.Number}", template, account, customer, values);
        var made = await DeliveryMaking.MakeAsync(unit, [draft], _channels, await unit.Deliveries.NextIdAsync(cancellationToken).ConfigureAwait(false), context.Clock.GetCurrentInstant(), cancellationToken).ConfigureAwait(false);
        if (made[0].Routes.Count == 0) return false;
        // Asked for twice in one call, it is on its way already.
        await unit.Deliveries.AddAsync(made, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }
}
