using NodaTime;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Finds out who a contact is from and makes its record. Shared by every door.</summary>
internal static class ContactIntake
{
    private const int LongestSubject = 200, LongestText = 20_000;

    /// <summary>Who and where, as far as it is known.</summary>
    public sealed record Who(Customer? Customer, Account? Account, MessageAddress? Address, Premise? Premise)
    {
        /// <summary>How many customers have the address; 0 when it was not looked for.</summary>
        public int Sharing { get; init; }
    }

    public static Fault? Check(ContactDraft draft)
    {
        if (string.IsNullOrWhiteSpace(draft.Channel)) return new ContactInvalid("channel", "name the door, such as Counter or Phone");
        if (string.IsNullOrWhiteSpace(draft.Subject)) return new ContactInvalid("subject", "say in one line what it is about");
        if (draft.Subject.Length > LongestSubject || draft.Subject.Any(char.IsControl)) return new ContactInvalid("subject", $"it is one line of at most {LongestSubject} characters");
        return draft.Text is { Length: > LongestText } ? new ContactInvalid("text", $"it has more than {LongestText} characters; keep the rest in a document") : null;
    }

    /// <summary>The customer of the account, else the only customer with the address; nobody when there are several.</summary>
    public static async Task<Result<Who>> FindAsync(IUnitOfWork unit, ContactDraft draft, CancellationToken cancellationToken)
    {
        var address = draft.FromAddress ?? MessageAddress.Of(draft.From);
        if (draft.From is { Length: > 0 } text && address is null) return new ContactInvalid("from", $"'{text}' is neither a telephone number nor a mail address");
        Account? account = null;
        Customer? customer = null;
        var sharing = 0;
        if (draft.Account is { Length: > 0 } number)
        {
            account = await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false);
            if (account is null) return new AccountNotFound(number);
            customer = await unit.Customers.FindCustomerAsync(account.Customer, cancellationToken).ConfigureAwait(false);
        }
        else if (address is not null)
        {
            var found = await unit.Service.CustomersAtAsync(address.Key, cancellationToken).ConfigureAwait(false);
            sharing = found.Count;
            if (found.Count == 1)
            {
                customer = found[0];
                var accounts = await unit.Service.AccountsOfAsync(customer.Id, cancellationToken).ConfigureAwait(false);
                if (accounts.Count == 1) account = accounts[0];
            }
        }
        var premise = account is null ? null : (await unit.Customers.AgreementsOfAsync(account.Id, cancellationToken).ConfigureAwait(false)) is { Count: > 0 } terms ? terms[^1].Premise : null;
        return new Who(customer, account, address, premise) { Sharing = sharing };
    }

    public static IReadOnlyList<ContactFile> FilesOf(Interaction contact, ContactDraft draft) => [.. draft.Files.Select((f, i) => new ContactFile(contact.Id, i + 1, f.Name, f.MediaType, f.Bytes, f.Digest))];

    public static Interaction Record(long id, ContactDraft draft, Who who, Actor actor, Instant at, ContactOutcome outcome, Id<ServiceCase>? serviceCase) => new()
    {
        Id = new(id), At = at, Channel = draft.Channel.Trim(), Direction = draft.Direction, Reference = string.IsNullOrWhiteSpace(draft.Reference) ? null : draft.Reference.Trim(),
        Customer = who.Customer?.Id, Account = who.Account?.Id, Address = who.Address, Subject = CardNumbers.Hide(draft.Subject.Trim()),
        Text = string.IsNullOrWhiteSpace(draft.Text) ? null : CardNumbers.Hide(draft.Text.Trim()), Owner = actor.Name, OwnerPosition = actor.Position, Outcome = outcome, Case = serviceCase, Thread = string.IsNullOrWhiteSpace(draft.Thread) ? null : draft.Thread,
    };
}
