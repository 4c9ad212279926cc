using NodaTime;
using WaterCore.Customers;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>An address of a customer beside the telephone on the contract.</summary>
/// <param name="Customer">Whose.</param>
/// <param name="Address">Where.</param>
/// <param name="At">Since when it is known.</param>
public sealed record ContactPoint(Id<Customer> Customer, MessageAddress Address, Instant At);

/// <summary>How a customer wants to be reached.</summary>
/// <param name="Customer">The customer.</param>
public sealed record ContactPreferences(Id<Customer> Customer)
{
    /// <summary>The language of messages; null for the utility's own.</summary>
    public Language? Language { get; init; }

    /// <summary>The doors in the order wanted; those not named come after, in the utility's order.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];
}

/// <summary>A yes or no to being contacted. Never changed: the latest that fits is what holds.</summary>
/// <param name="Subject">Who: <c>customer 17</c>, or the key of an address, which holds for everybody who shares it.</param>
/// <param name="Purpose">The code of a purpose, or <see cref="Any"/>.</param>
/// <param name="Channel">A door, or <see cref="Any"/>.</param>
/// <param name="Allowed">Yes or no.</param>
/// <param name="At">When.</param>
/// <param name="Source">By which door the word came and who noted it.</param>
public sealed record ContactChoice(string Subject, string Purpose, string Channel, bool Allowed, Instant At, string Source)
{
    /// <summary>Every purpose, or every door.</summary>
    public const string Any = "*";

    /// <summary>The place in the order, given by the storage.</summary>
    public long Sequence { get; init; }

    /// <summary>The subject that stands for a customer.</summary>
    public static string SubjectOf(Id<Customer> customer) => $"customer {customer}";

    /// <summary>Whether it speaks of a purpose and a door.</summary>
    public bool Fits(string purpose, string channel) =>
        (Purpose == Any || Purpose == purpose) && (Channel == Any || string.Equals(Channel, channel, StringComparison.OrdinalIgnoreCase));

    /// <summary>What holds of some choices: no when any subject's latest word is no, yes when one says yes, else null.</summary>
    public static bool? Of(IEnumerable<ContactChoice> choices, string purpose, string channel)
    {
        bool? all = null;
        foreach (var subject in choices.Where(c => c.Fits(purpose, channel)).GroupBy(c => c.Subject))
            all = subject.MaxBy(c => c.Sequence)!.Allowed && all != false;
        return all;
    }
}
