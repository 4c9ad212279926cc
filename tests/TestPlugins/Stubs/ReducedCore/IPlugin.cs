#pragma warning disable CA1040, CA1019, CA1813   // the shape is the point
namespace WaterCore.Plugins;

public interface IPlugin;

[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PluginAttribute(string name, params string[] kinds) : Attribute
{
    public string Name { get; } = name;

    public IReadOnlyList<string> Kinds { get; } = kinds;
}
