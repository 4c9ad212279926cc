using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using WaterCore.Organization;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>The secrets shared with payment providers, by the provider's name, which is the channel of its payments.</summary>
/// <param name="Secrets">At least 16 characters each.</param>
public sealed record PaymentProviders(IReadOnlyDictionary<string, string> Secrets);

/// <summary>A message of a payment provider that is not taken.</summary>
/// <param name="Kind"><c>unsigned</c>: it may come from anybody. <c>stale</c>: its time is not about now. <c>unreadable</c>: it is signed, and says nothing that can be taken.</param>
/// <param name="Problem">What is wrong, with the remedy; for the provider's engineers.</param>
public sealed record CallbackRefused(string Kind, string Problem) : Fault
{
    /// <inheritdoc/>
    public override string Code => $"receivables.callback-{Kind}";

    /// <inheritdoc/>
    public override string Message => Problem;
}

/// <summary>
/// Takes payments that a web or wallet provider tells of by itself (支付回调). A message is signed with a secret that both sides know, is of about now, and names the
/// provider's own number of the payment: the same number again is the same payment, and is answered as it was.
/// </summary>
/// <remarks>
/// The signature is HMAC-SHA-256, in lower-case hexadecimal, of <c>TIMESTAMP.BODY</c>: the seconds since 1970 as the header says them, a point, the bytes of the body.
/// The body is JSON: <c>{"account":"6200018","amount":"20.00","currency":"CNY","reference":"P-1"}</c>.
/// </remarks>
/// <param name="context">What it works with.</param>
/// <param name="providers">Who may send.</param>
public sealed class PaymentCallback(MoneyContext context, PaymentProviders providers)
{
    /// <summary>How far a message's time may be from now.</summary>
    public static readonly Duration Window = Duration.FromMinutes(5);

    /// <summary>The longest body that is looked at, in bytes.</summary>
    public const int MaxBody = 16 * 1024;

    /// <summary>Takes a message.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="timestamp">Seconds since 1970, as text.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="body">The body as it came.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<PaymentTaken>> TakeAsync(string provider, string timestamp, string signature, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        if (body.Length > MaxBody) return new CallbackRefused("unreadable", $"The body is longer than {MaxBody} bytes; send one payment.");
        // An unknown provider and a wrong signature look the same from outside.
        if (!providers.Secrets.TryGetValue(provider, out var secret) || !Matches(signature, Sign(secret, timestamp, body.Span)))
            return new CallbackRefused("unsigned", "The signature is not right; sign TIMESTAMP.BODY with the shared secret by HMAC-SHA-256, in lower-case hexadecimal.");
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253_402_300_799
            || Abs(Instant.FromUnixTimeSeconds(seconds) - context.Clock.GetCurrentInstant()) > Window)
            return new CallbackRefused("stale", "The timestamp is not within five minutes of now; send seconds since 1970, and set the clock.");
        var request = Read(provider, body.Span);
        return request.IsOk ? await new PaymentDesk(context).TakeAsync(request.Value, new Actor(provider, "payment-provider"), cancellationToken).ConfigureAwait(false) : request.Fault;
    }

    /// <summary>The signature of a message.</summary>
    public static string Sign(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.UTF8.GetBytes(timestamp + "."));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private Result<PaymentRequest> Read(string provider, ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var json = JsonDocument.ParseValue(ref reader);
            string? Text(string name) => json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            var currency = context.Utility.Currency;
            if (Text("account") is not { Length: > 0 and <= 40 } account || Text("reference") is not { Length: > 0 and <= 100 } reference || Text("amount") is not { } amount)
                return new CallbackRefused("unreadable", "account, amount and reference are needed, as JSON strings.");
            if (Text("currency") is { } named && named != currency.Code) return new CallbackRefused("unreadable", $"The currency is {named}; accounts are kept in {currency}.");
            return decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var units) && Minor(units, currency) is { } minor
                ? new PaymentRequest { Account = account, Amount = new Money(minor, currency), Channel = provider, Reference = reference, Tender = Text("tender") ?? "wallet" }
                : new CallbackRefused("unreadable", $"The amount '{amount}' is not one of {currency}; write digits with a decimal point, such as 20.00.");
        }
        catch (JsonException)
        {
            return new CallbackRefused("unreadable", "The body is not JSON.");
        }
    }

    private static long? Minor(decimal units, Currency currency)
    {
        if (units > 1_000_000_000_000m) return null;
        for (var i = 0; i < currency.MinorDigits; i++) units *= 10;
        return units == decimal.Truncate(units) ? (long)units : null;
    }

    private static Duration Abs(Duration duration) => duration < Duration.Zero ? -duration : duration;

    private static bool Matches(string given, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(right));
}
