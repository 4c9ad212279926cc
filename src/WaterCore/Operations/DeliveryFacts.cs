using NodaTime;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What the governor must know of the people of a batch, read in one state of the database.</summary>
internal sealed class DeliveryFacts
{
    private readonly Dictionary<string, List<LocalDateTime>> _recent = new(StringComparer.Ordinal);
    private ILookup<string, ContactChoice> _choices = null!;
    private HashSet<Id<Account>> _settled = [];
    private Utility _utility = null!;
    private LocalDateTime _now;

    private const string Telephone = "tel:";
    private static readonly Duration s_week = Duration.FromDays(7);
    private static readonly string[] s_counted = [.. ContactPurpose.All.Where(p => p.Counted).Select(p => p.Code)];

    /// <summary>When counted contacts went to people in the last week, by their address: messages that were sent, and calls that somebody picked up.</summary>
    public static async Task<ILookup<string, Instant>> RecentAsync(IUnitOfWork unit, IReadOnlyCollection<string> people, Instant now, CancellationToken cancellationToken)
    {
        var sent = await unit.Deliveries.SentToAsync(people, s_counted, now - s_week, cancellationToken).ConfigureAwait(false);
        // A campaign keeps a number as it dials it.
        var dialled = people.Where(p => p.StartsWith(Telephone, StringComparison.Ordinal)).SelectMany(p => new[] { (p[Telephone.Length..], p), ("+86" + p[Telephone.Length..], p) }).ToDictionary();
        if (dialled.Count == 0) return sent;
        var called = await unit.Campaigns.ReachedAsync(dialled.Keys, s_counted, now - s_week, cancellationToken).ConfigureAwait(false);
        return called.Count == 0 ? sent
            : sent.SelectMany(p => p.Select(at => (p.Key, At: at))).Concat(called.SelectMany(c => c.Select(at => (Key: dialled[c.Key], At: at)))).ToLookup(c => c.Key, c => c.At, StringComparer.Ordinal);
    }

    public static async Task<DeliveryFacts> LoadAsync(IUnitOfWork unit, IReadOnlyList<Delivery> due, Utility utility, Instant now, CancellationToken cancellationToken)
    {
        var facts = new DeliveryFacts { _utility = utility, _now = now.InZone(utility.Zone).LocalDateTime };
        foreach (var person in await RecentAsync(unit, [.. due.Select(d => d.Person).Distinct()], now, cancellationToken).ConfigureAwait(false)) facts._recent[person.Key] = [.. person.Select(at => at.InZone(utility.Zone).LocalDateTime)];
        facts._choices = await unit.Service.ChoicesOfAsync([.. due.SelectMany(DeliveryRun.Subjects).Distinct()], cancellationToken).ConfigureAwait(false);
        // The last-moment check: whoever owes nothing any more, money that waits as credit counted, is not reminded.
        var debts = due.Where(d => IsDebt(d) && d.Account is not null).Select(d => d.Account!.Value).Distinct().ToList();
        if (debts.Count > 0)
        {
            var day = utility.DayOf(now);
            facts._settled = [.. (await unit.Accounts.HistoriesAsync(debts, utility.Currency, cancellationToken).ConfigureAwait(false)).Where(h => h.OpenOn(day).Sum(c => c.Open.Minor) <= h.AdvanceOn(day).Minor).Select(h => h.Account)];
        }
        return facts;
    }

    public ContactFacts Of(Delivery d) => new()
    {
        Purpose = ContactPurpose.Find(d.Purpose) ?? ContactPurpose.Marketing, Now = _now, Routes = d.Routes, Failed = d.Failed, Choices = [.. DeliveryRun.Subjects(d).SelectMany(s => _choices[s])],
        Recent = _recent.GetValueOrDefault(d.Person) ?? [], Settled = IsDebt(d) && d.Account is { } account && _settled.Contains(account), ValidUntil = d.ValidUntil?.InZone(_utility.Zone).LocalDateTime,
    };

    /// <summary>Counts a message of this batch against the person's budget.</summary>
    public void Sent(Delivery d)
    {
        if (ContactPurpose.Find(d.Purpose) is not { Counted: true }) return;
        if (!_recent.TryGetValue(d.Person, out var recent)) _recent[d.Person] = recent = [];
        recent.Add(_now);
    }

    private static bool IsDebt(Delivery d) => d.Purpose == ContactPurpose.Dunning.Code || d.Purpose == ContactPurpose.Warning.Code;
}
