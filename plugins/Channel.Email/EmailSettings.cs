using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using MailKit.Security;
using MimeKit;
using WaterCore.Plugins;

namespace WaterCore.Channel.Email;

/// <summary>How mail goes out and comes in.</summary>
internal sealed record EmailSettings(string Host, int Port, SecureSocketOptions Security, MailboxAddress From, string? User, string? Password)
{
    private const int MegaByte = 1024 * 1024;

    /// <summary>The mailbox that mail comes in by; null when none is read.</summary>
    public MailboxSettings? Mailbox { get; init; }

    /// <summary>Certificates that are trusted beside the machine's own, such as that of the utility's own authority.</summary>
    public X509Certificate2Collection Trusted { get; init; } = [];

    /// <summary>Whether the server is asked to say so when a message arrived, too; that it did not is always asked for.</summary>
    public bool TellArrival { get; init; }

    /// <summary>What is taken in.</summary>
    public MailLimits Limits { get; init; } = new();

    public static EmailSettings Read(PluginContext context)
    {
        if (!MailboxAddress.TryParse(context.Require("From"), out var from) || from.Domain.Length == 0) throw new PluginSettingException($"setting 'From' is '{context.Find("From")}'; write a mail address such as \"Water <service@example.org>\"");
        var security = SecurityOf(context, "Security", "StartTls");
        var user = context.Find("User");
        // A password over a line that anybody can read is worse than none.
        if (user is not null && security == SecureSocketOptions.None) throw new PluginSettingException("setting 'User' needs 'Security' to be StartTls or Tls");
        return new EmailSettings(context.Require("Host"), Number(context, "Port", 587, 65535), security, from, user, user is null ? null : context.Require("Password"))
        {
            Mailbox = MailboxSettings.Read(context), Trusted = Certificates(context), TellArrival = string.Equals(context.Find("TellArrival"), "true", StringComparison.OrdinalIgnoreCase),
            Limits = new MailLimits
            {
                MessageBytes = MegaByte * Number(context, "MaxMessageMegabytes", 25, 100), AttachmentBytes = MegaByte * Number(context, "MaxAttachmentMegabytes", 10, 100),
                Attachments = Number(context, "MaxAttachments", 10, 100),
            },
        };
    }

    internal static int Number(PluginContext context, string name, int usual, int most) => context.Find(name) is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number
        : throw new PluginSettingException($"setting '{name}' is '{text}'; write 1 to {most}");

    internal static SecureSocketOptions SecurityOf(PluginContext context, string name, string usual) => (context.Find(name) ?? usual).ToLowerInvariant() switch
    {
        "starttls" => SecureSocketOptions.StartTls,
        "tls" => SecureSocketOptions.SslOnConnect,
        "none" => SecureSocketOptions.None,
        var other => throw new PluginSettingException($"setting '{name}' is '{other}'; write StartTls, Tls or None"),
    };

    private static X509Certificate2Collection Certificates(PluginContext context)
    {
        var found = new X509Certificate2Collection();
        if (context.Find("TrustedCertificates") is not { } file) return found;
        try
        {
            found.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new PluginSettingException($"setting 'TrustedCertificates' is '{file}', which cannot be read ({e.Message.TrimEnd('.')}); name a file of certificates in PEM");
        }
        return found.Count > 0 ? found : throw new PluginSettingException($"setting 'TrustedCertificates' is '{file}', which has no certificate; name a file of certificates in PEM");
    }
}

/// <summary>The mailbox that mail comes in by.</summary>
internal sealed record MailboxSettings(string Host, int Port, SecureSocketOptions Security, string User, string Password, string Folder)
{
    public static MailboxSettings? Read(PluginContext context)
    {
        if (context.Find("ImapHost") is not { } host) return null;
        var security = EmailSettings.SecurityOf(context, "ImapSecurity", "Tls");
        if (security == SecureSocketOptions.None) throw new PluginSettingException("setting 'ImapSecurity' is None, which would show the mailbox's password to everybody; write Tls or StartTls");
        return new MailboxSettings(host, EmailSettings.Number(context, "ImapPort", 993, 65535), security, context.Require("ImapUser"), context.Require("ImapPassword"), context.Find("ImapFolder") ?? "INBOX");
    }
}

/// <summary>What is taken in of a mail; what is more is refused with a word.</summary>
internal sealed record MailLimits
{
    /// <summary>The most bytes of a whole mail, as it lies in the mailbox.</summary>
    public int MessageBytes { get; init; } = 25 * 1024 * 1024;

    /// <summary>The most bytes of one attachment, decoded.</summary>
    public int AttachmentBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>The most attachments of a mail.</summary>
    public int Attachments { get; init; } = 10;

    /// <summary>How deep parts may lie in parts.</summary>
    public int Depth { get; init; } = 20;

    /// <summary>How many parts there may be.</summary>
    public int Parts { get; init; } = 200;

    /// <summary>The most characters of text that are kept.</summary>
    public int Characters { get; init; } = 15_000;
}
