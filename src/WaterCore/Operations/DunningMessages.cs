using System.Text.Json;
using NodaTime;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Makes messages of what the dunning run decided. Calls, letters and orders are left to those who make them.</summary>
/// <param name="utility">The utility.</param>
/// <param name="templates">The templates.</param>
/// <param name="channels">The open channels.</param>
/// <param name="clock">The time.</param>
public sealed class DunningMessages(Organization.Utility utility, MessageTemplates templates, IEnumerable<IChannel> channels, IClock clock) : IOutboxConsumer
{
    private readonly IReadOnlyList<IChannel> _channels = [.. channels];

    /// <inheritdoc/>
    public bool Wants(string topic) => topic.StartsWith("dunning.", StringComparison.Ordinal);

    /// <inheritdoc/>
    public async ValueTask TakeAsync(IUnitOfWork unit, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken = default)
    {
        var drafts = new List<DeliveryDraft>();
        var current = await Replies.TemplatesAsync(unit, templates, cancellationToken).ConfigureAwait(false);
        foreach (var message in messages)
        {
            using var body = JsonDocument.Parse(message.Body);
            string Text(string name) => body.RootElement.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
            var template = Text("action") switch { "Notice" or "Message" => current.Find("dunning"), "Warning" => current.Find("suspension-warning"), _ => null };
            if (template is null || await unit.Customers.FindAccountAsync(Text("account"), cancellationToken).ConfigureAwait(false) is not { } account) continue;
            var customer = await unit.Customers.FindCustomerAsync(account.Customer, cancellationToken).ConfigureAwait(false);
            var values = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["name"] = customer!.Name, ["account"] = account.Number, ["amount"] = $"{Text("overdue")} {Text("currency")}", ["utility"] = utility.Name,
            };
            drafts.Add(new DeliveryDraft(message.Key, template, account, customer, values));
        }
        if (drafts.Count == 0) return;
        var made = await DeliveryMaking.MakeAsync(unit, drafts, _channels, await unit.Deliveries.NextIdAsync(cancellationToken).ConfigureAwait(false), clock.GetCurrentInstant(), cancellationToken).ConfigureAwait(false);
        await unit.Deliveries.AddAsync(made, cancellationToken).ConfigureAwait(false);
    }
}
