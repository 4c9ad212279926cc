using System.Security.Cryptography;
using System.Text;

namespace WaterCore.Host.Accounts;

/// <summary>The one-time code that guards the set-up page: whoever can read the service's log may make the first administrator.</summary>
internal sealed partial class SetUpCode
{
    // Without letters and digits that look alike.
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private readonly string _code = RandomNumberGenerator.GetString(Alphabet, 12);

    /// <summary>The code as it is printed: three groups of four.</summary>
    public string Printed => $"{_code[..4]}-{_code[4..8]}-{_code[8..]}";

    /// <summary>Whether a text is the code, however it is spaced; compared in fixed time.</summary>
    public bool Fits(string text)
    {
        var given = new string([.. text.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), Encoding.ASCII.GetBytes(_code));
    }

    /// <summary>Prints the code to the log.</summary>
    public void Print(ILogger log, string url) => SetUpNeeded(log, url, Printed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody can sign in yet. Open {Url} and give the set-up code {Code}")]
    private static partial void SetUpNeeded(ILogger log, string url, string code);
}
