using System.Security.Cryptography;
using System.Text;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>Which PINs are good enough: six digits that a stranger would not try first.</summary>
public static class PinRule
{
    /// <summary>How many digits.</summary>
    public const int Length = 6;

    /// <summary>How many of the million PINs the rule allows, before the account number takes its few.</summary>
    public const int Allowed = 911_866;

    private static readonly HashSet<string> Favourites =
    [
        "123123", "123321", "147258", "147852", "147369", "159357", "159753", "258369", "456852", "520131", "520520", "521521", "789456",
        "456123", "789123", "321321", "741852", "963852", "951753", "753951", "142536", "102030", "131452", "168168", "666888", "888666", "518518",
    ];

    /// <summary>Null when the PIN may be set, or why not.</summary>
    /// <param name="pin">The PIN.</param>
    /// <param name="account">The number of its account, which the PIN must not repeat.</param>
    public static WeakPin? Check(string pin, string account)
    {
        if (pin.Length != Length || !pin.All(char.IsAsciiDigit)) return new("it is not six digits");
        if (account.Contains(pin, StringComparison.Ordinal)) return new("it is part of the account number");
        return Weakness(pin) is { } why ? new(why) : null;
    }

    internal static string? Weakness(string pin)
    {
        if (pin.Distinct().Count() <= 2) return "it has only one or two different digits";
        if (IsRun(pin, 1) || IsRun(pin, 9)) return "its digits run up or down";
        if (pin[..3] == pin[3..] || (pin[..2] == pin[2..4] && pin[..2] == pin[4..])) return "it repeats itself";
        if (pin[0] == pin[1] && pin[2] == pin[3] && pin[4] == pin[5]) return "it is three pairs";
        if (IsDate(pin)) return "it is a date";
        return Favourites.Contains(pin) ? "it is among the PINs that people try first" : null;
    }

    private static bool IsRun(string pin, int step) => pin.Zip(pin.Skip(1)).All(p => (p.First - '0' + step) % 10 == p.Second - '0');

    // Birthdays are the first thing that somebody who knows the customer tries: yymmdd, ddmmyy, mmddyy.
    private static bool IsDate(string pin)
    {
        var (a, b, c) = (Two(pin, 0), Two(pin, 2), Two(pin, 4));
        return Day(b, c) || Day(b, a) || Day(a, b);

        static int Two(string text, int at) => (text[at] - '0') * 10 + text[at + 1] - '0';
        static bool Day(int month, int day) => month is >= 1 and <= 12 && day >= 1 && day <= (month == 2 ? 29 : month is 4 or 6 or 9 or 11 ? 30 : 31);
    }
}

/// <summary>A PIN was not accepted. The message does not repeat it.</summary>
/// <param name="Why">Why, as a clause.</param>
public sealed record WeakPin(string Why) : Fault
{
    /// <inheritdoc/>
    public override string Code => "service.weak-pin";

    /// <inheritdoc/>
    public override string Message => $"The PIN was not accepted: {Why}; choose six digits that are no date, no row and no pattern.";
}

/// <summary>A PIN as it is kept: a salted hash. Six digits are soon tried out by whoever steals the hash, so it is kept like a key.</summary>
/// <param name="Salt">At least 16 bytes drawn at random for this PIN.</param>
/// <param name="Hash">PBKDF2 with SHA-256 of the PIN, 32 bytes.</param>
/// <param name="Iterations">Its iterations.</param>
public sealed record PinHash(ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Hash, int Iterations)
{
    /// <summary>
    /// Iterations of new hashes: a few milliseconds of one core. Six digits are soon tried out by whoever steals a hash, however many there are (all of them take
    /// some core-hours either way); what protects a PIN is that hashes are kept like keys, and that <see cref="IIdentificationGuard"/> counts. More would be paid by every caller.
    /// </summary>
    public const int UsualIterations = 20_000;

    /// <summary>The hash of a PIN.</summary>
    /// <exception cref="ArgumentException">The salt is shorter than 16 bytes.</exception>
    public static PinHash Of(string pin, ReadOnlySpan<byte> salt, int iterations = UsualIterations)
    {
        if (salt.Length < 16) throw new ArgumentException("A salt has at least 16 bytes.", nameof(salt));
        return new(salt.ToArray(), Derive(pin, salt, iterations), iterations);
    }

    /// <summary>Whether this is the hash of a PIN; takes the same time either way.</summary>
    public bool Matches(string pin) => CryptographicOperations.FixedTimeEquals(Derive(pin, Salt.Span, Iterations), Hash.Span);

    private static byte[] Derive(string pin, ReadOnlySpan<byte> salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(pin), salt, iterations, HashAlgorithmName.SHA256, 32);
}
