using NodaTime;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What a pass over the queue did.</summary>
/// <param name="Taken">Messages of the outbox that were taken in.</param>
/// <param name="Sent">Messages that a channel took.</param>
/// <param name="Waiting">Messages put off: quiet hours, budget, or a channel that is busy.</param>
/// <param name="Dropped">Messages that are not to go out.</param>
/// <param name="Dead">Messages that came to lie in the tray.</param>
public readonly record struct DeliveryPass(long Taken, long Sent, long Waiting, long Dropped, long Dead)
{
    /// <summary>Whether there was anything to do.</summary>
    public bool IsIdle => Taken + Sent + Waiting + Dropped + Dead == 0;

    /// <summary>Both together.</summary>
    public static DeliveryPass operator +(DeliveryPass a, DeliveryPass b) => new(a.Taken + b.Taken, a.Sent + b.Sent, a.Waiting + b.Waiting, a.Dropped + b.Dropped, a.Dead + b.Dead);
}

/// <summary>
/// Takes the outbox in and sends what is due (消息发送). At least once: a message is marked before a channel gets it, and after a crash it is given again under the same number,
/// by which the channel knows it. One sender at a time on a storage.
/// </summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="utility">The utility.</param>
/// <param name="clock">The time.</param>
/// <param name="governor">Decides whether, when and how.</param>
/// <param name="channels">The open channels.</param>
/// <param name="consumers">What becomes of the outbox's messages.</param>
/// <param name="templates">The templates, for what could not be filled before; null for the shipped ones.</param>
public sealed class DeliveryRun(
    IStorage storage, Utility utility, IClock clock, ContactGovernor governor, IEnumerable<IChannel> channels, IEnumerable<IOutboxConsumer> consumers, MessageTemplates? templates = null)
{
    /// <summary>How often a channel is given a message that it cannot take now.</summary>
    public const int MostAttempts = 8;

    private const int BatchSize = 1_000, AtOnce = 8;
    private static readonly Duration s_lease = Duration.FromMinutes(5), s_firstPause = Duration.FromMinutes(1), s_longestPause = Duration.FromHours(6);

    private readonly Dictionary<string, IChannel> _channels = channels.GroupBy(c => c.Name).ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);
    private readonly IReadOnlyList<IOutboxConsumer> _consumers = [.. consumers];

    /// <summary>Makes what an earlier process was sending when it ended due at once. For the only sender there is, when it starts.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken = default)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Deliveries.ReleaseAsync(clock.GetCurrentInstant(), cancellationToken).ConfigureAwait(false) > 0) await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Passes until nothing is left to do now.</summary>
    public async Task<DeliveryPass> DrainAsync(IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var all = default(DeliveryPass);
        while (await PassAsync(cancellationToken).ConfigureAwait(false) is { IsIdle: false } pass)
        {
            all += pass;
            progress?.Report(all.Sent);
        }
        return all;
    }

    /// <summary>One batch of the outbox and one of the queue.</summary>
    public async Task<DeliveryPass> PassAsync(CancellationToken cancellationToken = default)
    {
        var taken = await TakeInAsync(cancellationToken).ConfigureAwait(false);
        var (sending, pass) = await DecideAsync(cancellationToken).ConfigureAwait(false);
        if (sending.Count > 0)
        {
            var outcomes = new Result<string>[sending.Count];
            await Parallel.ForAsync(0, sending.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = CancellationToken.None }, async (i, _) =>
                outcomes[i] = await SendAsync(sending[i], cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            pass += await NoteAsync(sending, outcomes).ConfigureAwait(false);
        }
        return pass with { Taken = taken };
    }

    /// <summary>Notes what the far end says of a message some time after it took it.</summary>
    /// <param name="channel">The door.</param>
    /// <param name="reference">The far end's number of it.</param>
    /// <param name="arrived">Whether it arrived; if not, the next way is tried.</param>
    /// <param name="words">What the far end says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the message is known.</returns>
    public async Task<bool> ReportAsync(string channel, string reference, bool arrived, string words, CancellationToken cancellationToken = default)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Deliveries.FindAsync(channel, reference, cancellationToken).ConfigureAwait(false) is not { } found) return false;
        // A report that comes twice, or late, changes nothing.
        if (found.State != DeliveryState.Sent) return true;
        await unit.Deliveries.UpdateAsync([arrived ? found with { State = DeliveryState.Delivered, Reason = words } : Elsewhere(found, words)], cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Takes a message out of the tray and tries all ways again.</summary>
    public async Task<Result<Delivery>> RetryAsync(Id<Delivery> id, Actor actor, CancellationToken cancellationToken = default)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Deliveries.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { State: DeliveryState.Dead } dead) return new ContactInvalid("message", $"there is no message {id} in the tray");
        var now = clock.GetCurrentInstant();
        var again = dead with { State = DeliveryState.Waiting, Failed = [], Attempts = 0, NextAt = now, Reason = null };
        if (dead.Values is { } values)
        {
            var template = (await Replies.TemplatesAsync(unit, templates ?? MessageTemplates.Shipped, cancellationToken).ConfigureAwait(false)).Find(dead.Template);
            if (template?.Fill(dead.Language, values) is not { IsOk: true, Value: var (subject, body) }) return new ContactInvalid("message", $"its template still cannot be filled ({dead.Reason?.TrimEnd('.')}); mend the template first");
            again = again with { Subject = subject, Body = body, Values = null };
        }
        await unit.Deliveries.UpdateAsync([again], cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new Audit.AuditEntry { At = now, Actor = actor, Action = "delivery.retry", Subject = $"message {id}", Before = dead.Reason }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return again;
    }

    /// <summary>How many messages stand how.</summary>
    public async Task<IReadOnlyList<DeliveryFigure>> FiguresAsync(Id<Notice>? notice = null, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Deliveries.FiguresAsync(notice, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Messages in a state, the latest first; the tray is those that are dead.</summary>
    public async Task<IReadOnlyList<Delivery>> ListAsync(DeliveryState state, int take = 100, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Deliveries.InStateAsync(state, take, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Who may have said something about a message to a person.</summary>
    internal static IEnumerable<string> Subjects(Delivery d) => d.Routes.Select(r => r.Address.Key).Concat(d.Customer is { } c ? [ContactChoice.SubjectOf(c)] : []).Distinct();

    private async Task<long> TakeInAsync(CancellationToken cancellationToken)
    {
        var reading = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (reading.ConfigureAwait(false))
            if ((await reading.Outbox.PendingAsync(1, cancellationToken).ConfigureAwait(false)).Count == 0) return 0;
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var pending = await unit.Outbox.PendingAsync(BatchSize, cancellationToken).ConfigureAwait(false);
        foreach (var consumer in _consumers)
            if (pending.Where(m => consumer.Wants(m.Topic)).ToList() is { Count: > 0 } wanted) await consumer.TakeAsync(unit, wanted, cancellationToken).ConfigureAwait(false);
        var now = clock.GetCurrentInstant();
        foreach (var message in pending) await unit.Outbox.DeliveredAsync(message.Sequence, now, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return pending.Count;
    }

    // Decides about what is due, on what is true in this very unit of work, and marks what is to be sent.
    private async Task<(IReadOnlyList<Delivery> Sending, DeliveryPass Pass)> DecideAsync(CancellationToken cancellationToken)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var now = clock.GetCurrentInstant();
        var due = await unit.Deliveries.DueAsync(now, BatchSize, cancellationToken).ConfigureAwait(false);
        if (due.Count == 0) return ([], default);
        var people = await DeliveryFacts.LoadAsync(unit, due, utility, now, cancellationToken).ConfigureAwait(false);
        var (changed, sending, carriers) = (new List<Delivery>(due.Count), new List<int>(), new Dictionary<(string, string), int>());
        var pass = default(DeliveryPass);
        foreach (var d in due)
        {
            var facts = people.Of(d);
            if (facts.Purpose.Merges && d.State == DeliveryState.Waiting && !facts.Settled && carriers.TryGetValue((d.Person, d.Purpose), out var carrier))
            {
                changed[carrier] = changed[carrier] with { Body = changed[carrier].Body + "\n" + d.Body };
                changed.Add(d with { State = DeliveryState.Dropped, Reason = $"merged into {changed[carrier].Id}" });
                pass += new DeliveryPass(0, 0, 0, 1, 0);
                continue;
            }
            // What was being sent when the process ended was decided then: it goes again the same way, or the far end would know it as another.
            var decision = d.State == DeliveryState.Sending && RouteOf(d) is { } same
                ? new ContactDecision(ContactVerdict.Send, "again", new("重发", "again"), same) : governor.Decide(facts);
            switch (decision.Verdict)
            {
                case ContactVerdict.Send:
                    carriers[(d.Person, d.Purpose)] = changed.Count;
                    sending.Add(changed.Count);
                    people.Sent(d);
                    changed.Add(d with { State = DeliveryState.Sending, Attempts = d.Attempts + 1, NextAt = now + s_lease, Channel = decision.Route!.Channel, Reason = null });
                    break;
                case ContactVerdict.Wait:
                    pass += new DeliveryPass(0, 0, 1, 0, 0);
                    changed.Add(d with { State = DeliveryState.Waiting, NextAt = decision.At!.Value.InZoneLeniently(utility.Zone).ToInstant(), Reason = decision.Reason });
                    break;
                default:
                    var dead = decision.Verdict == ContactVerdict.Unreachable;
                    pass += dead ? new DeliveryPass(0, 0, 0, 0, 1) : new DeliveryPass(0, 0, 0, 1, 0);
                    changed.Add(d with { State = dead ? DeliveryState.Dead : DeliveryState.Dropped, Reason = dead && d.Reason is { } why ? $"{decision.Reason}: {why}" : decision.Reason });
                    break;
            }
        }
        await unit.Deliveries.UpdateAsync(changed, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return (sending.ConvertAll(i => changed[i]), pass);
    }

    private async Task<Result<string>> SendAsync(Delivery d, CancellationToken cancellationToken)
    {
        if (RouteOf(d) is not { } route || !_channels.TryGetValue(route.Channel, out var channel)) return new MessageRefused(d.Channel ?? "", "the channel is not open any more", false);
        try
        {
            return await channel.SendAsync(new OutgoingMessage { Id = $"d{d.Id}", To = route.Address, Subject = d.Subject, Body = d.Body, Language = d.Language, Html = MailLayout.Of(d, utility.Name), InReplyTo = d.Thread }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A plugin that fails leaves no partial effect: the message is tried again.
            return new MessageRefused(route.Channel, $"the channel failed ({e.GetType().Name})", true);
        }
        catch (OperationCanceledException)
        {
            return new MessageRefused(route.Channel, "the service stopped", true);
        }
    }

    private async Task<DeliveryPass> NoteAsync(IReadOnlyList<Delivery> sending, Result<string>[] outcomes)
    {
        // What went out is noted even when the service is told to stop.
        var unit = await storage.WriteAsync().ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var (now, changed, contacts) = (clock.GetCurrentInstant(), new List<Delivery>(sending.Count), new List<Interaction>(sending.Count));
        var next = await unit.Service.NextIdAsync().ConfigureAwait(false);
        var pass = default(DeliveryPass);
        for (var i = 0; i < sending.Count; i++)
        {
            var (d, outcome) = (sending[i], outcomes[i]);
            if (outcome.IsOk)
            {
                changed.Add(d with { State = DeliveryState.Sent, SentAt = now, Reference = outcome.Value.Length == 0 ? null : outcome.Value });
                contacts.Add(new Interaction
                {
                    Id = new(next++), At = now, Channel = d.Channel!, Direction = ContactDirection.Out, Case = d.Case, Reference = $"message {d.Id} {now.ToUnixTimeTicks()}", Customer = d.Customer, Account = d.Account, Address = RouteOf(d)!.Address,
                    Subject = d.Subject, Text = d.Body, Owner = Actor.System.Name, OwnerPosition = Actor.System.Position,
                });
                pass += new DeliveryPass(0, 1, 0, 0, 0);
                continue;
            }
            var words = outcome.Fault is MessageRefused refused ? refused.Problem : outcome.Fault.Message;
            changed.Add(outcome.Fault.Transient && d.Attempts < MostAttempts ? d with { State = DeliveryState.Waiting, NextAt = now + Pause(d.Attempts), Reason = words } : Elsewhere(d, words));
            pass += new DeliveryPass(0, 0, 1, 0, 0);
        }
        await unit.Deliveries.UpdateAsync(changed).ConfigureAwait(false);
        await unit.Service.AddAsync(contacts).ConfigureAwait(false);
        await unit.CommitAsync().ConfigureAwait(false);
        return pass;
    }

    private static Duration Pause(int attempts) => s_firstPause * (1 << Math.Min(attempts - 1, 10)) is var pause && pause < s_longestPause ? pause : s_longestPause;

    // The way failed for good: the governor looks for the next one at once.
    private Delivery Elsewhere(Delivery d, string words) =>
        d with { State = DeliveryState.Waiting, Failed = RouteOf(d) is { } route ? [.. d.Failed, route] : d.Failed, Attempts = 0, NextAt = clock.GetCurrentInstant(), Reason = words };

    // The way that was chosen: the first of its door that has not failed.
    private static ContactRoute? RouteOf(Delivery d) => d.Routes.FirstOrDefault(r => r.Channel == d.Channel && !d.Failed.Contains(r));
}
