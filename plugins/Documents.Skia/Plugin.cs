using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using WaterCore.Documents.Skia;
using WaterCore.Plugins;
using WaterCore.Ports;

[assembly: Plugin("Skia", "documents")]

namespace WaterCore.Documents.Skia;

/// <summary>Offers documents: PDF and PNG by Skia.</summary>
public sealed class SkiaPlugin : IPlugin
{
    /// <inheritdoc/>
    public void ConfigureServices(IServiceCollection services, PluginContext context)
    {
        var (font, bold) = (context.Find("Font"), context.Find("BoldFont"));
        if (font is null && bold is not null) throw new PluginSettingException("setting 'BoldFont' needs 'Font' beside it");
        foreach (var (key, path) in new[] { ("Font", font), ("BoldFont", bold) })
            if (path is not null && !File.Exists(path)) throw new PluginSettingException(string.Create(CultureInfo.InvariantCulture, $"setting '{key}' is '{path}', and there is no such file; give the path of a font with Chinese characters, such as NotoSansCJK-Regular.ttc"));
        services.AddSingleton<IDocuments>(_ => new SkiaDocuments(FontFiles.Find(font, bold)));
    }
}
