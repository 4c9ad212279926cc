namespace TestPlugins;

/// <summary>A private dependency that two plugins bring in two versions.</summary>
public static class Ruler
{
    public static string Name => $"Ruler {typeof(Ruler).Assembly.GetName().Version}";
}
