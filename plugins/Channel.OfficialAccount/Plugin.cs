using Microsoft.Extensions.DependencyInjection;
using WaterCore.Channel.OfficialAccount;
using WaterCore.Plugins;
using WaterCore.Ports;

[assembly: Plugin("OfficialAccount", "channel")]

namespace WaterCore.Channel.OfficialAccount;

/// <summary>Offers a channel to the followers of an official account (公众号).</summary>
public sealed class OfficialAccountPlugin : IPlugin
{
    /// <inheritdoc/>
    public void ConfigureServices(IServiceCollection services, PluginContext context)
    {
        var settings = AccountSettings.Read(context);
        services.AddSingleton(p => new AccountChannel(settings, p.GetService<TimeProvider>() ?? TimeProvider.System));
        services.AddSingleton<IChannel>(p => p.GetRequiredService<AccountChannel>());
        services.AddSingleton<IChannelHook>(p => new AccountHook(settings, p.GetService<TimeProvider>() ?? TimeProvider.System, p.GetRequiredService<AccountChannel>()));
    }
}

/// <summary>How the account is reached, and how it proves itself.</summary>
internal sealed record AccountSettings(Uri Api, string AppId, string AppSecret, string Token)
{
    private const int ShortestToken = 16;

    public static AccountSettings Read(PluginContext context)
    {
        if (!Uri.TryCreate(context.Find("Api") ?? "https://api.weixin.qq.com", UriKind.Absolute, out var api) || api.Scheme is not ("http" or "https"))
            throw new PluginSettingException($"setting 'Api' is '{context.Find("Api")}'; write an address such as https://api.weixin.qq.com");
        if (api.Scheme == "http" && !api.IsLoopback) throw new PluginSettingException("setting 'Api' needs https when it is not on this machine: the secret goes with each request");
        var token = context.Require("Token");
        if (token.Length < ShortestToken || !token.All(char.IsAsciiLetterOrDigit)) throw new PluginSettingException($"setting 'Token' is not {ShortestToken} letters and digits or more; give the account the same");
        return new AccountSettings(api, context.Require("AppId"), context.Require("AppSecret"), token);
    }
}
