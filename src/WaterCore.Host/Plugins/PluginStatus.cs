using System.Text.Json.Serialization;

namespace WaterCore.Host.Plugins;

/// <summary>What the host knows of one plugin: a row of <c>watercore plugins</c>.</summary>
internal sealed record PluginStatus
{
    /// <summary>The folder's name, which is the configuration key.</summary>
    public required string Name { get; init; }

    /// <summary>The kinds of port it says it offers; empty when its metadata could not be read.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Its own version, or null when its metadata could not be read.</summary>
    public string? Version { get; init; }

    /// <summary>The version of WaterCore it was compiled against, or null when its metadata could not be read.</summary>
    public string? BuiltFor { get; init; }

    /// <summary>How far it has come.</summary>
    public PluginState State { get; init; }

    /// <summary>Why it is where it is, as a clause without a full stop; null when there is nothing to say.</summary>
    public string? Reason => Because?.En;

    /// <summary>The reason in both languages.</summary>
    [JsonIgnore]
    public Wording? Because { get; init; }

    /// <summary>Whether the host does without it only by not starting; false for a plugin that is not enabled.</summary>
    public bool Required { get; init; }

    /// <summary>The types of the services it registered; empty unless its registration succeeded.</summary>
    [JsonIgnore]
    public IReadOnlyList<Type> Services { get; init; } = [];

    /// <summary>Whether its registration succeeded, whatever has become of it since.</summary>
    [JsonIgnore]
    public bool IsRegistered { get; init; }

    /// <summary>Whether it is wanted and not usable.</summary>
    [JsonIgnore]
    public bool IsBroken => State is PluginState.Refused or PluginState.Failed;

    /// <summary>The same plugin, refused.</summary>
    public PluginStatus Refused(Wording reason) => this with { State = PluginState.Refused, Because = OneLine(reason) };

    /// <summary>The same plugin, failed.</summary>
    public PluginStatus Failed(Wording reason) => this with { State = PluginState.Failed, Because = OneLine(reason) };

    /// <summary>The sentence for an operator about a broken plugin, on one line.</summary>
    [JsonIgnore]
    public string Problem => (Required ? "Required" : "Optional") + $" plugin '{Name}' "
        + (IsRegistered ? "has failed" : "cannot be loaded") + $": {Reason}";

    // A reason may carry the message of any exception, and the promise to the operator is one line.
    private static Wording OneLine(Wording reason) => new(OneLine(reason.Zh), OneLine(reason.En));

    private static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
