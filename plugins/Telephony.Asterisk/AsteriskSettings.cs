using System.Globalization;
using System.Net;
using WaterCore.Plugins;

namespace WaterCore.Telephony.Asterisk;

/// <summary>How to reach an Asterisk and what it may be used for.</summary>
public sealed record AsteriskSettings
{
    /// <summary>The address of its HTTP server; on this machine unless <see cref="AllowRemote"/>.</summary>
    public Uri Url { get; init; } = new("http://127.0.0.1:8088/");

    /// <summary>Whether <see cref="Url"/> may lie on another machine. The password and all digits then cross the network unencrypted with http.</summary>
    public bool AllowRemote { get; init; }

    /// <summary>The ARI user.</summary>
    public string User { get; init; } = "watercore";

    /// <summary>Its password.</summary>
    public required string Password { get; init; }

    /// <summary>The name of the Stasis application, as the dial plan has it.</summary>
    public string Application { get; init; } = "watercore";

    /// <summary>The entity id that Asterisk must report, or null: guards against talking to an instance with another configuration.</summary>
    public string? EntityId { get; init; }

    /// <summary>The PJSIP endpoint of the line to the outside.</summary>
    public string Trunk { get; init; } = "trunk";

    /// <summary>The PJSIP endpoints of desks, by the number that is dialled for them. Not limited by the rules for calls outside.</summary>
    public IReadOnlySet<string> Extensions { get; init; } = new HashSet<string>();

    /// <summary>With what a number outside must begin to be dialled; none means that no call leaves the house.</summary>
    public IReadOnlyList<string> AllowedPrefixes { get; init; } = [];

    /// <summary>Calls outside in any minute.</summary>
    public int CallsPerMinute { get; init; } = 30;

    /// <summary>Calls outside in any 24 hours.</summary>
    public int CallsPerDay { get; init; } = 2000;

    /// <summary>The number shown to those who are called, or null.</summary>
    public string? ShownNumber { get; init; }

    /// <summary>How many calls at once; one more is turned away with congestion. An IVR call costs about 0.3 to 0.75 % of a core.</summary>
    public int MaxCalls { get; init; } = 300;

    /// <summary>How long Asterisk may take to answer anything before the link counts as broken. One that is frozen is noticed after one and a half times as long.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>The context of the dial plan in which it is listened who answered, or null when there is none.</summary>
    public string? MachineContext { get; init; }

    /// <summary>After how long without a link the calls before it are given up as lost.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The settings of the plugin's configuration section.</summary>
    /// <exception cref="PluginSettingException">A setting is missing or wrong.</exception>
    public static AsteriskSettings Of(PluginContext context)
    {
        if (!Uri.TryCreate(context.Find("Url") ?? "http://127.0.0.1:8088/", UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new PluginSettingException("setting 'Url' is not an http address");
        return new AsteriskSettings
        {
            Url = url, AllowRemote = Bool(context, "AllowRemote"), User = context.Find("User") ?? "watercore", Password = context.Require("Password"),
            Application = context.Find("Application") ?? "watercore", EntityId = context.Find("EntityId"), Trunk = context.Find("Trunk") ?? "trunk",
            Extensions = List(context, "Extensions").ToHashSet(), MachineContext = context.Find("MachineContext"),
        }.Limited(context);
    }

    /// <summary>The settings for a private Asterisk of this configuration; what may be dialled comes from the plugin's section.</summary>
    /// <exception cref="PluginSettingException">A setting is wrong.</exception>
    public static AsteriskSettings Of(PluginContext context, AsteriskConfiguration own) => own.Settings().Limited(context);

    private AsteriskSettings Limited(PluginContext context) => (this with
    {
        AllowedPrefixes = List(context, "AllowedPrefixes"), CallsPerMinute = Int(context, "CallsPerMinute", 30), CallsPerDay = Int(context, "CallsPerDay", 2000),
        ShownNumber = context.Find("ShownNumber"), MaxCalls = Int(context, "MaxCalls", 300),
    }).Checked();

    /// <summary>These settings, when they are safe.</summary>
    /// <exception cref="PluginSettingException">They are not.</exception>
    public AsteriskSettings Checked()
    {
        if (!AllowRemote && !(Url.IsLoopback || (IPAddress.TryParse(Url.Host, out var address) && IPAddress.IsLoopback(address))))
            throw new PluginSettingException($"setting 'Url' is {Url.Host}, which is not this machine; reach it through a tunnel, or set 'AllowRemote' to true");
        if (Extensions.FirstOrDefault(e => e.Length is 0 or > 8 || !e.All(char.IsAsciiDigit)) is { } extension)
            throw new PluginSettingException($"setting 'Extensions' has '{extension}', which is not one to eight digits");
        if (AllowedPrefixes.FirstOrDefault(p => !p.TrimStart('+').All(char.IsAsciiDigit)) is { } prefix)
            throw new PluginSettingException($"setting 'AllowedPrefixes' has '{prefix}', which is not digits");
        foreach (var (name, value) in new[] { ("Application", Application), ("Trunk", Trunk), ("MachineContext", MachineContext ?? "none") })
            if (value.Length == 0 || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                throw new PluginSettingException($"setting '{name}' is not letters and digits");
        return this;
    }

    internal static List<string> List(PluginContext context, string key) =>
        [.. (context.Find(key) ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    internal static bool Bool(PluginContext context, string key) => context.Find(key) is { } text &&
        (bool.TryParse(text, out var value) ? value : throw new PluginSettingException($"setting '{key}' is neither true nor false"));

    internal static int Int(PluginContext context, string key, int fallback) => context.Find(key) is not { } text ? fallback
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value
        : throw new PluginSettingException($"setting '{key}' is not a number above zero");
}
