using NodaTime;
using WaterCore.Customers;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Ports;

public partial interface IUnitOfWork
{
    /// <summary>Contacts, cases and how people want to be reached.</summary>
    IServiceStore Service => throw OlderPlugin.Without("contacts and cases");
}

/// <summary>What to look for among cases; what is null does not matter.</summary>
public sealed record CaseQuery
{
    /// <summary>The category or one above it.</summary>
    public string? Category { get; init; }

    /// <summary>How it stands.</summary>
    public CaseState? State { get; init; }

    /// <summary>The position that has it.</summary>
    public string? Position { get; init; }

    /// <summary>Whose.</summary>
    public Id<Customer>? Customer { get; init; }

    /// <summary>The supply zone.</summary>
    public string? Zone { get; init; }

    /// <summary>The incident they belong to.</summary>
    public Id<Incident>? Incident { get; init; }

    /// <summary>Only those on which something is owed: open or answered.</summary>
    public bool Live { get; init; }

    /// <summary>Only those that belong to no incident.</summary>
    public bool Loose { get; init; }

    /// <summary>Those opened at or after this.</summary>
    public Instant? From { get; init; }

    /// <summary>Those opened before this.</summary>
    public Instant? Until { get; init; }

    /// <summary>Only cases below this id; to go on where a page ended.</summary>
    public Id<ServiceCase>? Before { get; init; }

    /// <summary>How many at most.</summary>
    public int Take { get; init; } = 100;
}

/// <summary>The store of the Service room. Cases change by revision; contacts, acts and choices are append-only.</summary>
public interface IServiceStore
{
    /// <summary>The next free id of contacts and cases, which share one sequence.</summary>
    ValueTask<long> NextIdAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds contacts; a door's reference is unique for ever.</summary>
    ValueTask AddAsync(IReadOnlyList<Interaction> interactions, CancellationToken cancellationToken = default);

    /// <summary>A contact by its door's own number, or null.</summary>
    ValueTask<Interaction?> FindInteractionAsync(string channel, string reference, CancellationToken cancellationToken = default);

    /// <summary>The contacts of a customer, the latest first.</summary>
    ValueTask<IReadOnlyList<Interaction>> InteractionsOfAsync(Id<Customer> customer, int take, CancellationToken cancellationToken = default);

    /// <summary>The contacts of a case, in order.</summary>
    ValueTask<IReadOnlyList<Interaction>> InteractionsOfAsync(Id<ServiceCase> serviceCase, CancellationToken cancellationToken = default);

    /// <summary>The contacts from one instant, included, to another, not included, in order.</summary>
    IAsyncEnumerable<Interaction> InteractionsAsync(Instant from, Instant to, CancellationToken cancellationToken = default);

    /// <summary>How many contacts came from an address at or after an instant.</summary>
    ValueTask<int> CountFromAsync(MessageAddress address, Instant since, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("counts of contacts");

    /// <summary>Adds a new case.</summary>
    ValueTask AddAsync(ServiceCase serviceCase, CancellationToken cancellationToken = default);

    /// <summary>Replaces a case that is stored with the revision before the given one's.</summary>
    /// <exception cref="StorageConflictException">It is stored with another revision: somebody else acted first.</exception>
    ValueTask UpdateAsync(ServiceCase serviceCase, CancellationToken cancellationToken = default);

    /// <summary>A case, or null.</summary>
    ValueTask<ServiceCase?> FindCaseAsync(Id<ServiceCase> id, CancellationToken cancellationToken = default);

    /// <summary>Cases that fit a query, the latest first.</summary>
    ValueTask<IReadOnlyList<ServiceCase>> CasesAsync(CaseQuery query, CancellationToken cancellationToken = default);

    /// <summary>Appends an act; case and revision are unique.</summary>
    ValueTask AppendAsync(CaseEvent caseEvent, CancellationToken cancellationToken = default);

    /// <summary>The acts on a case, in order.</summary>
    ValueTask<IReadOnlyList<CaseEvent>> EventsOfAsync(Id<ServiceCase> serviceCase, CancellationToken cancellationToken = default);

    /// <summary>The acts on cases from one instant, included, to another, not included; in order of case and revision.</summary>
    IAsyncEnumerable<CaseEvent> EventsAsync(Instant from, Instant to, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("figures of cases");

    /// <summary>Notes a customer's address; one that is there already stays.</summary>
    ValueTask PutAsync(ContactPoint point, CancellationToken cancellationToken = default);

    /// <summary>Takes a customer's address away.</summary>
    ValueTask RemoveAsync(ContactPoint point, CancellationToken cancellationToken = default);

    /// <summary>The addresses of customers: the telephone on the contract first, then the others in the order they came.</summary>
    ValueTask<ILookup<Id<Customer>, MessageAddress>> AddressesOfAsync(IReadOnlyCollection<Id<Customer>> customers, CancellationToken cancellationToken = default);

    /// <summary>The customers who have an address, by its <see cref="MessageAddress.Key"/>; in order of id.</summary>
    ValueTask<IReadOnlyList<Customer>> CustomersAtAsync(string addressKey, CancellationToken cancellationToken = default);

    /// <summary>The open accounts of a customer, in order of id.</summary>
    ValueTask<IReadOnlyList<Account>> AccountsOfAsync(Id<Customer> customer, CancellationToken cancellationToken = default);

    /// <summary>Stores how a customer wants to be reached, in place of what was said before.</summary>
    ValueTask PutAsync(ContactPreferences preferences, CancellationToken cancellationToken = default);

    /// <summary>How customers want to be reached; those who said nothing are left out.</summary>
    ValueTask<IReadOnlyDictionary<Id<Customer>, ContactPreferences>> PreferencesOfAsync(IReadOnlyCollection<Id<Customer>> customers, CancellationToken cancellationToken = default);

    /// <summary>Appends a yes or no.</summary>
    ValueTask AppendAsync(ContactChoice choice, CancellationToken cancellationToken = default);

    /// <summary>What subjects said, in order.</summary>
    ValueTask<ILookup<string, ContactChoice>> ChoicesOfAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken = default);
}
