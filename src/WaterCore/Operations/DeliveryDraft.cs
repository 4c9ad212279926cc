using NodaTime;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A message for one account, not made yet.</summary>
internal sealed record DeliveryDraft(string Key, MessageTemplate Template, Account Account, Customer Customer, IReadOnlyDictionary<string, string> Values)
{
    public Id<Notice>? Notice { get; init; }

    public Instant? ValidUntil { get; init; }
}

/// <summary>Makes messages of drafts: finds the ways to each person, the language, and fills the template.</summary>
internal static class DeliveryMaking
{
    /// <summary>The messages, in the order of the drafts, with ids from <paramref name="firstId"/> on. Someone without any address gets one too: it ends in the tray, as does one whose template cannot be filled.</summary>
    public static async Task<IReadOnlyList<Delivery>> MakeAsync(
        IUnitOfWork unit, IReadOnlyList<DeliveryDraft> drafts, IReadOnlyList<IChannel> channels, long firstId, Instant now, CancellationToken cancellationToken)
    {
        var customers = drafts.Select(d => d.Customer.Id).Distinct().ToList();
        var addresses = await unit.Service.AddressesOfAsync(customers, cancellationToken).ConfigureAwait(false);
        var wishes = await unit.Service.PreferencesOfAsync(customers, cancellationToken).ConfigureAwait(false);
        var made = new List<Delivery>(drafts.Count);
        foreach (var draft in drafts)
        {
            var wish = wishes.GetValueOrDefault(draft.Customer.Id);
            var routes = Routes([.. addresses[draft.Customer.Id]], wish?.Channels ?? [], channels);
            var language = wish?.Language ?? Language.Chinese;
            var filled = draft.Template.Fill(language, draft.Values);
            var (subject, body) = filled.IsOk ? filled.Value : (draft.Template.Subject.In(language), "");
            made.Add(new Delivery
            {
                Id = new(firstId + made.Count), Key = draft.Key, Purpose = draft.Template.Purpose.Code, Template = draft.Template.Code, Notice = draft.Notice, ValidUntil = draft.ValidUntil,
                Person = routes.Count > 0 ? routes[0].Address.Key : ContactChoice.SubjectOf(draft.Customer.Id), Customer = draft.Customer.Id, Account = draft.Account.Id, Language = language,
                Subject = subject, Body = body, Routes = routes, NextAt = now, CreatedAt = now,
                // One message that cannot be made keeps no other from going out.
                State = filled.IsOk ? DeliveryState.Waiting : DeliveryState.Dead, Reason = filled.IsOk ? null : filled.Fault.Message, Values = filled.IsOk ? null : draft.Values,
            });
        }
        return made;
    }

    /// <summary>Every channel with every address that it takes: the doors that the person named first, then in the order in which the channels were configured.</summary>
    public static IReadOnlyList<ContactRoute> Routes(IReadOnlyList<MessageAddress> addresses, IReadOnlyList<string> wanted, IReadOnlyList<IChannel> channels)
    {
        if (addresses.Count == 0) return [];
        int Rank(string channel) => wanted.Select((w, i) => string.Equals(w, channel, StringComparison.OrdinalIgnoreCase) ? i : int.MaxValue).Append(int.MaxValue).Min();
        return [.. channels.OrderBy(c => Rank(c.Name)).SelectMany(c => addresses.Where(a => c.Takes(a.Kind)).Select(a => new ContactRoute(c.Name, a)))];
    }
}
