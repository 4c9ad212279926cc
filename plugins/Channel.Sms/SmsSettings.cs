using System.Globalization;
using WaterCore.Plugins;

namespace WaterCore.Channel.Sms;

/// <summary>How text messages go out, and what the gateway calls each field.</summary>
internal sealed record SmsSettings(Uri Url, string User, string Password, string From, string? HookUrl, string HookToken, int MaxParts)
{
    private const int ShortestToken = 16;

    public string FieldUser { get; init; } = "username";

    public string FieldPassword { get; init; } = "password";

    public string FieldTo { get; init; } = "to";

    public string FieldFrom { get; init; } = "from";

    public string FieldText { get; init; } = "text";

    /// <summary>The request of another gateway; null for Kannel's.</summary>
    public SmsTemplate? Template { get; init; }

    /// <summary>What the far end calls the fields of its reports and of messages in, and which states of a report say that it arrived, and that it never will.</summary>
    public string ReportId { get; init; } = "id";

    public string ReportStatus { get; init; } = "status";

    public IReadOnlyCollection<string> ReportArrived { get; init; } = ["1"];

    public IReadOnlyCollection<string> ReportFailed { get; init; } = ["2", "16"];

    public string InId { get; init; } = "id";

    public string InFrom { get; init; } = "from";

    public string InText { get; init; } = "text";

    public static SmsSettings Read(PluginContext context)
    {
        if (!Uri.TryCreate(context.Require("Url"), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new PluginSettingException($"setting 'Url' is '{context.Find("Url")}'; write the gateway's address, such as http://127.0.0.1:13013/cgi-bin/sendsms");
        // The password goes with every message: over a line that anybody can read it would be everybody's.
        if (url.Scheme == "http" && !url.IsLoopback) throw new PluginSettingException("setting 'Url' needs https when the gateway is not on this machine");
        var token = context.Require("HookToken");
        if (token.Length < ShortestToken) throw new PluginSettingException($"setting 'HookToken' has fewer than {ShortestToken} characters; write a long random one");
        var parts = context.Find("MaxParts") is not { } text ? 6
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 20 ? number
            : throw new PluginSettingException($"setting 'MaxParts' is '{text}'; write 1 to 20");
        var settings = new SmsSettings(url, context.Require("User"), context.Require("Password"), context.Require("From"), context.Find("HookUrl")?.TrimEnd('/'), token, parts);
        return settings with
        {
            FieldUser = context.Find("FieldUser") ?? settings.FieldUser, FieldPassword = context.Find("FieldPassword") ?? settings.FieldPassword, FieldTo = context.Find("FieldTo") ?? settings.FieldTo,
            FieldFrom = context.Find("FieldFrom") ?? settings.FieldFrom, FieldText = context.Find("FieldText") ?? settings.FieldText,
            Template = SmsTemplate.Read(context), ReportId = context.Find("ReportId") ?? settings.ReportId, ReportStatus = context.Find("ReportStatus") ?? settings.ReportStatus,
            ReportArrived = List(context.Find("ReportArrived")) ?? settings.ReportArrived, ReportFailed = List(context.Find("ReportFailed")) ?? settings.ReportFailed,
            InId = context.Find("InId") ?? settings.InId, InFrom = context.Find("InFrom") ?? settings.InFrom, InText = context.Find("InText") ?? settings.InText,
        };
    }

    private static string[]? List(string? text) => text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
