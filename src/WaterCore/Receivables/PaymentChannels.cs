using WaterCore.Values;

namespace WaterCore.Receivables;

/// <summary>The doors by which payments come, as people call them.</summary>
public static class PaymentChannels
{
    private const string Point = "point.";

    private static readonly Dictionary<string, Wording> s_names = new(StringComparer.Ordinal)
    {
        ["counter"] = new("柜台", "counter"), ["bank-debit"] = new("银行代扣", "bank debit"), ["web"] = new("网上", "web"), ["bank"] = new("银行", "bank"), ["deposit"] = new("押金", "deposit"),
    };

    /// <summary>The channel of payments that were brought in from a collection point (收费点).</summary>
    public static string OfPoint(string point) => Point + point;

    /// <summary>The name of a channel; of a provider's own its own.</summary>
    public static Wording NameOf(string channel) => s_names.TryGetValue(channel, out var name) ? name
        : channel.StartsWith(Point, StringComparison.Ordinal) ? new($"收费点 {channel[Point.Length..]}", $"collection point {channel[Point.Length..]}") : Wording.Same(channel);
}
