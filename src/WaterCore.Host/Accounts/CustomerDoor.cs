using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using WaterCore.Customers;
using WaterCore.Host.Service;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Accounts;

/// <summary>Lets a customer in by account number and a one-time code that goes to the contact on file, never to one that is typed in.</summary>
internal sealed partial class CustomerDoor(IStorage storage, IClock clock, IPasswordHasher<SignInCode> hasher, Attempts attempts, Outbound outbound, ILogger<CustomerDoor> log)
{
    private const int TriesOfACode = 5;
    private static readonly Duration s_life = Duration.FromMinutes(10);
    private static readonly SignInCode s_none = new() { Account = "", Hash = "", ExpiresAt = default };

    /// <summary>Sends a code. Whether there is such an account, and a contact, is not told to the asker.</summary>
    public async Task SendAsync(string number, Language language, CancellationToken cancellationToken = default)
    {
        number = number.Trim();
        // Hashed in either case, so that the time does not tell.
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        var hash = hasher.HashPassword(s_none, code);
        if (number.Length is 0 or > 40 || await ContactAsync(number, cancellationToken).ConfigureAwait(false) is not { } contact) return;
        if (!await attempts.TakeAsync($"code sent {number}", Attempts.CodesSent, cancellationToken).ConfigureAwait(false))
        {
            TooManyCodes(log);
            return;
        }
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using (unit.ConfigureAwait(false))
        {
            await unit.Access.PutAsync(new SignInCode { Account = number, Hash = hash, ExpiresAt = clock.GetCurrentInstant() + s_life }, cancellationToken).ConfigureAwait(false);
            await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        var sent = await outbound.SendAsync(new OutgoingMessage
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), To = contact, Language = language,
            Subject = Texts.CodeSubject.In(language), Body = string.Format(CultureInfo.InvariantCulture, Texts.CodeBody.In(language), code),
        }, cancellationToken).ConfigureAwait(false);
        if (!sent.IsOk) NotSent(log, sent.Fault.Message);
    }

    /// <summary>Tries a code. The right one is good once.</summary>
    public async Task<Result<Account>> EnterAsync(string number, string code, CancellationToken cancellationToken = default)
    {
        number = number.Trim();
        code = code.Trim();
        if (number.Length is 0 or > 40 || code.Length != 6) return AccessRefused.WrongCode;
        if (!await attempts.TakeAsync($"code tried {number}", Attempts.CodesTried, cancellationToken).ConfigureAwait(false)) return AccessRefused.TooMany;
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Access.FindCodeAsync(number, cancellationToken).ConfigureAwait(false) is not { } sent
            || sent.Tries >= TriesOfACode || sent.ExpiresAt <= clock.GetCurrentInstant()) return AccessRefused.WrongCode;

        // Compared within the change, so that of two who bring the right code at once one comes in.
        if (hasher.VerifyHashedPassword(s_none, sent.Hash, code) == PasswordVerificationResult.Failed)
        {
            await unit.Access.PutAsync(sent with { Tries = sent.Tries + 1 }, cancellationToken).ConfigureAwait(false);
            await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
            return AccessRefused.WrongCode;
        }
        await unit.Access.ForgetCodeAsync(number, cancellationToken).ConfigureAwait(false);
        var account = await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return account is null ? AccessRefused.WrongCode : account;
    }

    private async Task<MessageAddress?> ContactAsync(string number, CancellationToken cancellationToken)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } account) return null;
        var customer = await unit.Customers.FindCustomerAsync(account.Customer, cancellationToken).ConfigureAwait(false);
        return customer?.Phone is { Length: > 0 } phone ? new MessageAddress(phone.Contains('@', StringComparison.Ordinal) ? AddressKind.Email : AddressKind.Phone, phone) : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A one-time code could not be sent: {Problem}")]
    private static partial void NotSent(ILogger log, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An account asked for more one-time codes than one day allows")]
    private static partial void TooManyCodes(ILogger log);
}
