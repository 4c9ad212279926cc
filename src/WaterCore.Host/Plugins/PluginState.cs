namespace WaterCore.Host.Plugins;

/// <summary>How far a plugin has come. Each state but the last two is reached from the one before it.</summary>
internal enum PluginState
{
    /// <summary>There is a folder. Without a section in the configuration it stays so, and none of its code runs.</summary>
    Found,

    /// <summary>Its metadata fits this host; none of its code has run.</summary>
    Checked,

    /// <summary>Its assembly is loaded and every type in it is whole.</summary>
    Loaded,

    /// <summary>Its services are in the host's collection.</summary>
    Registered,

    /// <summary>The host has opened a service of it.</summary>
    Open,

    /// <summary>The host has closed its services.</summary>
    Closed,

    /// <summary>The host did not run its code; the reason says why. Trying again helps only after a change to the plugin or the configuration.</summary>
    Refused,

    /// <summary>Its code ran and failed; the reason is what it said.</summary>
    Failed,
}
