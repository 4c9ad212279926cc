using WaterCore.Applications;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Ports;
using WaterCore.Search;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A search.</summary>
public sealed record SearchRequest
{
    /// <summary>What is known, in any writing; several clues with spaces between.</summary>
    public required string Clue { get; init; }

    /// <summary>Why it is searched, in the searcher's words; noted in the audit.</summary>
    public required string Purpose { get; init; }

    /// <summary>How many hits to give, 1 to <see cref="AnyClueSearch.CountCap"/>.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>Whether names, telephone numbers and addresses are shown whole; noted in the audit.</summary>
    public bool Reveal { get; init; }
}

/// <summary>What a search found, before masking.</summary>
/// <param name="Hits">The first hits by rank.</param>
/// <param name="Count">How many there are, up to <see cref="AnyClueSearch.CountCap"/>.</param>
/// <param name="CountIsCapped">True when there are more than <paramref name="Count"/>.</param>
/// <param name="IsComplete">False when the clue is so common that the search was broken off; a further clue helps.</param>
public sealed record SearchFinding(IReadOnlyList<(SearchRecord Record, ClueMatch Match)> Hits, int Count, bool CountIsCapped, bool IsComplete);

/// <summary>What a search gives.</summary>
/// <param name="Hits">The first hits, the best rank first, of the same rank in order of account.</param>
/// <param name="Count">How many there are, up to <see cref="AnyClueSearch.CountCap"/>.</param>
/// <param name="CountIsCapped">True when there are more than <paramref name="Count"/>.</param>
/// <param name="IsComplete">False when the clue is so common that the search was broken off; a further clue helps.</param>
public sealed record SearchResult(IReadOnlyList<SearchHit> Hits, int Count, bool CountIsCapped, bool IsComplete);

/// <summary>An account that fits a clue.</summary>
/// <param name="Id">The account.</param>
/// <param name="Account">Its number.</param>
/// <param name="Name">The customer's name, masked unless revealed.</param>
/// <param name="Phone">The telephone number, masked unless revealed; empty when none is known.</param>
/// <param name="Address">The first address, masked unless revealed; empty when none is known.</param>
/// <param name="Meters">The numbers of its meters, also of those removed since.</param>
/// <param name="Rank">Lower is better.</param>
/// <param name="Why">Why it fits, one reason for each part of the clue.</param>
public sealed record SearchHit(Id<Account> Id, string Account, string Name, string Phone, string Address, IReadOnlyList<string> Meters, int Rank, IReadOnlyList<Wording> Why);

/// <summary>All that hangs on an account.</summary>
/// <param name="Who">The account as search shows it.</param>
/// <param name="Account">The account.</param>
/// <param name="Agreements">Its terms with the premise of each, oldest first.</param>
/// <param name="Meters">Its meters, each with its installation, or null for a meter removed since.</param>
/// <param name="Bills">Its bills, newest first.</param>
public sealed record AccountLinks(
    SearchHit Who, Account Account, IReadOnlyList<(ServiceAgreement Agreement, Premise Premise)> Agreements,
    IReadOnlyList<(Meter Meter, MeterInstallation? Installation)> Meters, IReadOnlyList<Bill> Bills)
{
    /// <summary>What was applied for, the newest first.</summary>
    public IReadOnlyList<Application> Applications { get; init; } = [];

    /// <summary>The customer's cases, the latest first.</summary>
    public IReadOnlyList<ServiceCase> Cases { get; init; } = [];

    /// <summary>The customer's contacts, the latest first.</summary>
    public IReadOnlyList<Interaction> Contacts { get; init; } = [];

    /// <summary>Who is served beside it: in the round of the meter reader, and behind the same master meter. No network of mains is kept, so this stands for the same main.</summary>
    public IReadOnlyList<NeighbourAccount> Neighbours { get; init; } = [];
}

/// <summary>A look at personal data needs a purpose.</summary>
public sealed record PurposeMissing : Fault
{
    /// <inheritdoc/>
    public override string Code => "search.purpose-missing";

    /// <inheritdoc/>
    public override string Message => "A search shows personal data, so it needs a purpose; say what it is for, such as 'caller asks for a bill'.";
}

/// <summary>The storage keeps no index for search.</summary>
/// <param name="Storage">Which storage.</param>
public sealed record SearchNotKept(string Storage) : Fault
{
    /// <inheritdoc/>
    public override string Code => "search.not-kept";

    /// <inheritdoc/>
    public override string Message => $"The storage {Storage} keeps no index for search; use a version of its plugin that does.";
}

/// <summary>There is no account of this number.</summary>
/// <param name="Account">What was asked for.</param>
public sealed record AccountUnknown(string Account) : Fault
{
    /// <inheritdoc/>
    public override string Code => "search.account-unknown";

    /// <inheritdoc/>
    public override string Message => $"There is no account {Account}; find it by what is known of it, such as the name and the last four digits of the phone.";
}
