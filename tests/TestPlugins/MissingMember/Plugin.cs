using WaterCore.Plugins;

[assembly: Plugin("MissingMember", "storage")]

namespace TestPlugins;

public sealed class MissingMemberPlugin : IPlugin;
