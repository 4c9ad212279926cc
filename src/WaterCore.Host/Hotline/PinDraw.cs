using System.Globalization;
using System.Security.Cryptography;
using WaterCore.Service;

namespace WaterCore.Host.Hotline;

/// <summary>Draws PINs and their salts.</summary>
internal static class PinDraw
{
    public static byte[] Salt() => RandomNumberGenerator.GetBytes(16);

    /// <summary>A PIN that the rule allows, each as likely as another.</summary>
    public static string Pin(string account)
    {
        while (true)
        {
            var pin = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
            if (PinRule.Check(pin, account) is null) return pin;
        }
    }
}
