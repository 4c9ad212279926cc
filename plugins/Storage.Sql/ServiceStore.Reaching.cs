using System.Text.Json;
using WaterCore.Customers;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

internal sealed partial class ServiceStore
{
    // By the same rule as MessageAddress.Key; the index has the same expression.
    private const string PhoneKey = "replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '(', ''), ')', ''), '+86', '')";

    public ValueTask PutAsync(ContactPoint point, CancellationToken cancellationToken = default) => unit.AddAsync(
        "contact_point", ["customer", "address_key", "kind", "address_value", "at"], [point],
        static (row, p) => row.Add(p.Customer.Value).Add(p.Address.Key).Add((long)p.Address.Kind).Add(p.Address.Value).AddSorted(p.At), cancellationToken,
        "on conflict (customer, address_key) do nothing");

    public ValueTask RemoveAsync(ContactPoint point, CancellationToken cancellationToken = default) => unit.ExecuteAsync(
        "delete from contact_point where customer = @customer and address_key = @key", new { customer = point.Customer.Value, key = point.Address.Key }, cancellationToken);

    public async ValueTask<ILookup<Id<Customer>, MessageAddress>> AddressesOfAsync(IReadOnlyCollection<Id<Customer>> customers, CancellationToken cancellationToken = default)
    {
        var ids = new { customers = unit.List(customers.Select(c => c.Value)) };
        var contract = await unit.QueryAsync(
            $"select id, phone from customer where {unit.IsIn("id", "customers")} and phone is not null order by id", ids,
            static row => (Customer: new Id<Customer>(row.Long()), Address: MessageAddress.Of(row.Text())), cancellationToken).ConfigureAwait(false);
        var more = await unit.QueryAsync(
            $"select customer, kind, address_value from contact_point where {unit.IsIn("customer", "customers")} order by customer, at, address_key", ids,
            static row => (Customer: new Id<Customer>(row.Long()), Address: (MessageAddress?)new MessageAddress((AddressKind)row.Int(), row.Text())), cancellationToken).ConfigureAwait(false);
        return contract.Concat(more).Where(p => p.Address is not null).DistinctBy(p => (p.Customer, p.Address!.Key)).ToLookup(p => p.Customer, p => p.Address!);
    }

    public ValueTask<IReadOnlyList<Customer>> CustomersAtAsync(string addressKey, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"""
        select id, name, phone from customer where phone is not null and {PhoneKey} = @phone and @phone <> ''
        union select id, name, phone from customer where id in (select customer from contact_point where address_key = @key)
        union select id, name, phone from customer where phone is not null and @mail <> '' and {PhoneKey} = @dashless and lower(phone) = @mail
        order by id
        """, new
        {
            key = addressKey, phone = Rest(addressKey, "tel:"), mail = Rest(addressKey, "mail:"),
            // A mail address that stands in the place of the telephone is looked for through the same index; in capitals it is found as it is written there.
            dashless = Rest(addressKey, "mail:").Replace("-", "", StringComparison.Ordinal),
        },
        static row => new Customer { Id = new(row.Long()), Name = row.Text(), Phone = row.TextOrNull() }, cancellationToken);

    public ValueTask<IReadOnlyList<Account>> AccountsOfAsync(Id<Customer> customer, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {CustomerStore.AccountColumns} from account a where a.customer = @customer and a.closed_on is null order by a.id", new { customer = customer.Value }, CustomerStore.ReadAccount, cancellationToken);

    public ValueTask PutAsync(ContactPreferences preferences, CancellationToken cancellationToken = default) => unit.AddAsync(
        "contact_preference", ["customer", "language", "channels"], [preferences],
        static (row, p) => row.Add(p.Customer.Value).Add((long?)p.Language).Add(JsonSerializer.Serialize(p.Channels)), cancellationToken,
        "on conflict (customer) do update set language = excluded.language, channels = excluded.channels");

    public async ValueTask<IReadOnlyDictionary<Id<Customer>, ContactPreferences>> PreferencesOfAsync(IReadOnlyCollection<Id<Customer>> customers, CancellationToken cancellationToken = default) => (await unit.QueryAsync(
        $"select customer, language, channels from contact_preference where {unit.IsIn("customer", "customers")}", new { customers = unit.List(customers.Select(c => c.Value)) },
        static row => new ContactPreferences(new(row.Long())) { Language = (Language?)row.IntOrNull(), Channels = JsonSerializer.Deserialize<string[]>(row.Text())! },
        cancellationToken).ConfigureAwait(false)).ToDictionary(p => p.Customer);

    public async ValueTask AppendAsync(ContactChoice choice, CancellationToken cancellationToken = default)
    {
        var sequence = await Plus(unit.NumberInTurnAsync("contact_choice", "select coalesce(max(sequence), 0) from contact_choice", cancellationToken)).ConfigureAwait(false);
        await unit.AddAsync(
            "contact_choice", ["sequence", "subject", "purpose", "channel", "allowed", "at", "source"], [choice],
            (row, c) => row.Add(sequence).Add(c.Subject).Add(c.Purpose).Add(c.Channel).Add(c.Allowed ? 1 : 0).AddSorted(c.At).Add(c.Source), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ILookup<string, ContactChoice>> ChoicesOfAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken = default) => (await unit.QueryAsync(
        $"select sequence, subject, purpose, channel, allowed, at, source from contact_choice where {unit.IsIn("subject", "subjects")} order by sequence", new { subjects = unit.List(subjects) },
        static row =>
        {
            var sequence = row.Long();
            return new ContactChoice(row.Text(), row.Text(), row.Text(), row.Long() == 1, row.At(), row.Text()) { Sequence = sequence };
        }, cancellationToken).ConfigureAwait(false)).ToLookup(c => c.Subject);

    private static string Rest(string key, string prefix) => key.StartsWith(prefix, StringComparison.Ordinal) ? key[prefix.Length..] : "";
}
