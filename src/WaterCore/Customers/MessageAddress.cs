using System.Text;

namespace WaterCore.Customers;

/// <summary>What kind of address a message goes to.</summary>
public enum AddressKind
{
    /// <summary>A telephone number.</summary>
    Phone,

    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A name that a third party gave, such as a follower's of an official account (公众号).</summary>
    Handle,
}

/// <summary>Where a message goes, or came from.</summary>
/// <param name="Kind">What kind of address it is.</param>
/// <param name="Value">The address as the customer gave it.</param>
public sealed record MessageAddress(AddressKind Kind, string Value)
{
    /// <summary>
    /// The same for every way of writing one address: <c>tel:13800000017</c> for "+86 138-0000-0017", <c>mail:li@example.org</c> for "Li@Example.org".
    /// </summary>
    public string Key => Kind switch
    {
        AddressKind.Phone => "tel:" + Plain(Value),
        AddressKind.Email => "mail:" + Value.Trim().ToLowerInvariant(),
        _ => "id:" + Value,
    };

    /// <summary>The address with all but its ends hidden, for screens and logs: <c>138****17</c>, <c>l***@example.org</c>.</summary>
    public string Masked()
    {
        if (Kind == AddressKind.Email && Value.IndexOf('@', StringComparison.Ordinal) is > 0 and var at) return Value[..1] + "***" + Value[at..];
        return Value.Length < 7 ? "****" : string.Concat(Value.AsSpan(0, 3), "****", Value.AsSpan(Value.Length - 2));
    }

    /// <summary>An address by its looks: with an @ it is mail, with five digits or more a telephone; otherwise null.</summary>
    public static MessageAddress? Of(string? text)
    {
        if (text?.Trim() is not { Length: > 0 and <= 254 } value || value.Any(char.IsControl)) return null;
        if (value.IndexOf('@', StringComparison.Ordinal) is var at and >= 0)
            return at > 0 && at < value.Length - 1 && at == value.LastIndexOf('@') && !value.Any(char.IsWhiteSpace) ? new(AddressKind.Email, value) : null;
        var plain = Plain(value);
        return plain.Length is >= 5 and <= 20 && plain.All(char.IsAsciiDigit) ? new(AddressKind.Phone, value) : null;
    }

    // Spaces, dashes, brackets and the country's own code are ways of writing; storages know the same rule, see 0060_service.sql.
    private static string Plain(string phone)
    {
        var plain = new StringBuilder(phone.Length);
        foreach (var c in phone)
            if (c is not (' ' or '-' or '(' or ')')) plain.Append(c);
        var text = plain.ToString();
        return text.StartsWith("+86", StringComparison.Ordinal) ? text[3..] : text;
    }
}
