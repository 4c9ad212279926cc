using Microsoft.Extensions.DependencyInjection;
using WaterCore.Plugins;
using WaterCore.Ports;

[assembly: Plugin("Espeak", "speech")]

namespace WaterCore.Speech.Espeak;

/// <summary>Offers <see cref="ISpeech"/> by eSpeak NG and by recordings.</summary>
public sealed class EspeakPlugin : IPlugin
{
    /// <inheritdoc/>
    public void ConfigureServices(IServiceCollection services, PluginContext context)
    {
        var settings = EspeakSettings.Of(context);
        services.AddSingleton<ISpeech>(_ => new EspeakSpeech(settings));
    }
}
