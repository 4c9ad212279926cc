using WaterCore.Customers;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A contact as the one who takes it describes it.</summary>
public record ContactDraft
{
    /// <summary>The door; see <see cref="ContactChannels"/>.</summary>
    public required string Channel { get; init; }

    /// <summary>What it is about, one line of at most 200 characters.</summary>
    public required string Subject { get; init; }

    /// <summary>What was said, at most 20,000 characters; or null.</summary>
    public string? Text { get; init; }

    /// <summary>Which way.</summary>
    public ContactDirection Direction { get; init; }

    /// <summary>The door's own number of it; the same number again is the same contact. Or null.</summary>
    public string? Reference { get; init; }

    /// <summary>The account's number, or null when it is not known or not about one.</summary>
    public string? Account { get; init; }

    /// <summary>The telephone or mail address it came from, or null. Finds the customer when exactly one has it.</summary>
    public string? From { get; init; }

    /// <summary>The address it came from, when its kind cannot be told by its looks; else null.</summary>
    public MessageAddress? FromAddress { get; init; }

    /// <summary>The far end's name of it, to which an answer belongs; or null.</summary>
    public string? Thread { get; init; }

    /// <summary>What came with it, kept already.</summary>
    public IReadOnlyList<KeptFile> Files { get; init; } = [];

    /// <summary>Whether the sender gets a word back: a receipt when known, a question when not.</summary>
    public bool Acknowledge { get; init; }

    /// <summary>What the sender is told at once, or null.</summary>
    public string? Told { get; init; }
}

/// <summary>A file that is kept.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MediaType">What the sender says that it is.</param>
/// <param name="Bytes">How many bytes.</param>
/// <param name="Digest">Its digest, as <see cref="Ports.IContactFiles"/> gave it.</param>
public sealed record KeptFile(string Name, string MediaType, long Bytes, string Digest);

/// <summary>A case as the one who takes it describes it.</summary>
public sealed record CaseDraft : ContactDraft
{
    /// <summary>The code of its category.</summary>
    public required string Category { get; init; }

    /// <summary>Where, as people say it; null for the account's address.</summary>
    public string? Place { get; init; }

    /// <summary>The supply zone; null for the account's.</summary>
    public string? Zone { get; init; }

    /// <summary>The telephone or mail address to call back, or null when nobody asked for it.</summary>
    public string? CallBack { get; init; }

    /// <summary>The position that gets it; null for the category's.</summary>
    public string? Position { get; init; }

    /// <summary>What was answered at once, or null.</summary>
    public string? Answer { get; init; }
}

/// <summary>A contact that was taken.</summary>
/// <param name="Contact">The record.</param>
/// <param name="Repeated">It was on record before, under the same number of its door.</param>
public sealed record ContactTaken(Interaction Contact, bool Repeated);

/// <summary>A case that was opened.</summary>
/// <param name="Case">The case.</param>
/// <param name="Contact">The contact that brought it.</param>
/// <param name="Similar">Live cases that may be the same: of the same customer or place and category, in the last 30 days.</param>
/// <param name="Repeated">It was opened before, by a contact of the same number.</param>
public sealed record CaseOpened(ServiceCase Case, Interaction Contact, IReadOnlyList<ServiceCase> Similar, bool Repeated)
{
    /// <summary>The incident that it is a report of, or null.</summary>
    public Incident? Incident { get; init; }
}

/// <summary>All that is on record of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Category">The names of its category from the top down.</param>
/// <param name="Events">Every act, in order.</param>
/// <param name="Contacts">Its contacts, in order.</param>
/// <param name="Customer">Whose it is, or null.</param>
/// <param name="Account">The account it is about, or null.</param>
public sealed record CaseView(ServiceCase Case, Wording Category, IReadOnlyList<CaseEvent> Events, IReadOnlyList<Interaction> Contacts, Customer? Customer, Account? Account)
{
    /// <summary>What came with its contacts.</summary>
    public IReadOnlyList<ContactFile> Files { get; init; } = [];

    /// <summary>Messages to people about it, in order.</summary>
    public IReadOnlyList<Delivery> Messages { get; init; } = [];
}

/// <summary>A customer as the service desk sees one.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Accounts">The open accounts.</param>
/// <param name="Contacts">The latest contacts, the latest first.</param>
/// <param name="Cases">The latest cases, the latest first.</param>
/// <param name="Addresses">Where the customer can be reached.</param>
/// <param name="Preferences">How the customer wants to be reached.</param>
/// <param name="Choices">What the customer, and everybody who shares an address, said about being contacted; in order.</param>
public sealed record CustomerContacts(
    Customer Customer, IReadOnlyList<Account> Accounts, IReadOnlyList<Interaction> Contacts, IReadOnlyList<ServiceCase> Cases,
    IReadOnlyList<MessageAddress> Addresses, ContactPreferences Preferences, IReadOnlyList<ContactChoice> Choices);
