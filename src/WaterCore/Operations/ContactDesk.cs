using NodaTime;
using WaterCore.Audit;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A customer's contacts, addresses, wishes and refusals.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
public sealed class ContactDesk(IStorage storage, IClock clock)
{
    /// <summary>A customer as the service desk sees one.</summary>
    /// <param name="number">The number of one of the customer's accounts.</param>
    /// <param name="take">How many contacts and cases at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<CustomerContacts>> OfAccountAsync(string number, int take = 50, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } account) return new AccountNotFound(number);
        return await LoadAsync(unit, account.Customer, take, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The customers who have a telephone number or mail address, as the service desk sees them: who is calling.</summary>
    public async Task<IReadOnlyList<CustomerContacts>> AtAddressAsync(MessageAddress address, int take = 10, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var found = new List<CustomerContacts>();
        foreach (var customer in (await unit.Service.CustomersAtAsync(address.Key, cancellationToken).ConfigureAwait(false)).Take(20))
            found.Add(await LoadAsync(unit, customer.Id, take, cancellationToken).ConfigureAwait(false));
        return found;
    }

    /// <summary>Notes, or takes away, an address of the customer of an account.</summary>
    public Task<Result<CustomerContacts>> AddressAsync(string number, string address, bool remove, Actor actor, CancellationToken cancellationToken = default) =>
        MessageAddress.Of(address) is not { } to
            ? Task.FromResult<Result<CustomerContacts>>(new ContactInvalid("address", $"'{address}' is neither a telephone number nor a mail address"))
            : ChangeAsync(number, actor, "contact.address", (remove ? "removed " : "added ") + to.Kind, (unit, customer, now) =>
            {
                var point = new ContactPoint(customer, to, now);
                return remove ? unit.Service.RemoveAsync(point, cancellationToken) : unit.Service.PutAsync(point, cancellationToken);
            }, cancellationToken);

    /// <summary>Notes an address that its own owner proved to be the customer's.</summary>
    internal Task<Result<CustomerContacts>> AddressAsync(string number, MessageAddress address, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(number, actor, "contact.address", "added " + address.Kind, (unit, customer, now) => unit.Service.PutAsync(new ContactPoint(customer, address, now), cancellationToken), cancellationToken);

    /// <summary>Notes how the customer of an account wants to be reached.</summary>
    public Task<Result<CustomerContacts>> PreferAsync(string number, Language? language, IReadOnlyList<string> channels, Actor actor, CancellationToken cancellationToken = default) =>
        ChangeAsync(number, actor, "contact.preference", $"{language?.ToString() ?? "the utility's language"}; {string.Join(", ", channels)}", (unit, customer, _) =>
            unit.Service.PutAsync(new ContactPreferences(customer) { Language = language, Channels = channels }, cancellationToken), cancellationToken);

    /// <summary>Notes a yes or no of the customer of an account to being contacted.</summary>
    /// <param name="number">The account's number.</param>
    /// <param name="purpose">The code of a purpose that people can refuse, or <see cref="ContactChoice.Any"/>.</param>
    /// <param name="channel">A door, or <see cref="ContactChoice.Any"/>.</param>
    /// <param name="allowed">Yes or no.</param>
    /// <param name="actor">Who notes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Result<CustomerContacts>> ChooseAsync(string number, string purpose, string channel, bool allowed, Actor actor, CancellationToken cancellationToken = default) =>
        CheckPurpose(purpose) is { } fault ? Task.FromResult<Result<CustomerContacts>>(fault)
        : ChangeAsync(number, actor, "contact.choice", $"{purpose} by {channel}: {(allowed ? "yes" : "no")}", (unit, customer, now) =>
            unit.Service.AppendAsync(new ContactChoice(ContactChoice.SubjectOf(customer), purpose, channel, allowed, now, $"{ContactChannels.Counter}, {actor.Name}"), cancellationToken), cancellationToken);

    /// <summary>Notes a yes or no that came from an address itself, such as "stop" by text message; it holds for everybody who shares the address.</summary>
    public async Task<Fault?> ChooseAsync(MessageAddress address, string purpose, bool allowed, string channel, Actor actor, CancellationToken cancellationToken = default)
    {
        if (CheckPurpose(purpose) is { } fault) return fault;
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var now = clock.GetCurrentInstant();
        await unit.Service.AppendAsync(new ContactChoice(address.Key, purpose, ContactChoice.Any, allowed, now, $"{channel}, {actor.Name}"), cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = now, Actor = actor, Action = "contact.choice", Subject = $"address {address.Masked()}", After = $"{purpose}: {(allowed ? "yes" : "no")}" }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }

    private static ContactInvalid? CheckPurpose(string purpose) =>
        purpose == ContactChoice.Any ? null
        : ContactPurpose.Find(purpose) is not { } known ? new("purpose", $"there is no purpose '{purpose}'; take * or one of {string.Join(", ", ContactPurpose.All.Where(p => p.MayRefuse).Select(p => p.Code))}")
        : known.MayRefuse ? null : new("purpose", $"nobody can opt out of '{purpose}': safety or the law asks for it");

    private async Task<Result<CustomerContacts>> ChangeAsync(
        string number, Actor actor, string action, string after, Func<IUnitOfWork, Id<Customer>, Instant, ValueTask> change, CancellationToken cancellationToken)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } account) return new AccountNotFound(number);
        var now = clock.GetCurrentInstant();
        await change(unit, account.Customer, now).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = now, Actor = actor, Action = action, Subject = $"account {number}", After = after }, cancellationToken).ConfigureAwait(false);
        var loaded = await LoadAsync(unit, account.Customer, 50, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return loaded;
    }

    private static async Task<CustomerContacts> LoadAsync(IUnitOfWork unit, Id<Customer> id, int take, CancellationToken cancellationToken)
    {
        var customer = await unit.Customers.FindCustomerAsync(id, cancellationToken).ConfigureAwait(false);
        var addresses = (await unit.Service.AddressesOfAsync([id], cancellationToken).ConfigureAwait(false))[id].ToList();
        var choices = await unit.Service.ChoicesOfAsync([ContactChoice.SubjectOf(id), .. addresses.Select(a => a.Key)], cancellationToken).ConfigureAwait(false);
        return new CustomerContacts(
            customer!, await unit.Service.AccountsOfAsync(id, cancellationToken).ConfigureAwait(false), await unit.Service.InteractionsOfAsync(id, take, cancellationToken).ConfigureAwait(false),
            await unit.Service.CasesAsync(new CaseQuery { Customer = id, Take = take }, cancellationToken).ConfigureAwait(false), addresses,
            (await unit.Service.PreferencesOfAsync([id], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(id, new ContactPreferences(id)),
            [.. choices.SelectMany(c => c).OrderBy(c => c.Sequence)]);
    }
}
