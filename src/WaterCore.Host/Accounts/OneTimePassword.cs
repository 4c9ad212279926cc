using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace WaterCore.Host.Accounts;

/// <summary>Codes of an authenticator app: six digits that change every 30 seconds (RFC 6238 with SHA-1, which is what the apps speak).</summary>
internal static class OneTimePassword
{
    private const int StepSeconds = 30, Digits = 1_000_000;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A new secret, 160 bits as RFC 4226 recommends.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(20);

    /// <summary>The time step of an instant.</summary>
    public static long StepOf(Instant at) => at.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a time step.</summary>
#pragma warning disable CA5350 // HMAC-SHA-1 is what RFC 6238 and every authenticator app use; its weakness is in collisions, which do not matter here.
    public static string Code(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, mac);
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 0xF)..]) & int.MaxValue;
        return (number % Digits).ToString("D6", CultureInfo.InvariantCulture);
    }
#pragma warning restore CA5350

    /// <summary>The time step whose code this is: now, one before or one after, and later than the last one used; null when it is none.</summary>
    public static long? Fits(byte[] secret, string code, Instant now, long lastStep)
    {
        var typed = Encoding.ASCII.GetBytes(code.Trim());
        for (var step = StepOf(now) - 1; step <= StepOf(now) + 1; step++)
            if (step > lastStep && CryptographicOperations.FixedTimeEquals(typed, Encoding.ASCII.GetBytes(Code(secret, step)))) return step;
        return null;
    }

    /// <summary>A secret as apps take it when it is typed (RFC 4648 base 32).</summary>
    public static string Base32(byte[] secret)
    {
        var text = new StringBuilder();
        for (int i = 0, bits = 0, held = 0; i < secret.Length || bits > 0;)
        {
            if (bits < 5)
            {
                if (i < secret.Length) (held, bits) = ((held << 8) | secret[i++], bits + 8);
                else (held, bits) = (held << (5 - bits), 5);
            }
            text.Append(Alphabet[(held >> (bits - 5)) & 31]);
            bits -= 5;
            held &= (1 << bits) - 1;
        }
        return text.ToString();
    }

    /// <summary>What the picture for the app says.</summary>
    public static string Uri(string utility, string signIn, byte[] secret) =>
        $"otpauth://totp/{System.Uri.EscapeDataString($"{utility}:{signIn}")}?secret={Base32(secret)}&issuer={System.Uri.EscapeDataString(utility)}";
}
