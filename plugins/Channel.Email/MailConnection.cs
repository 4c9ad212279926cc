using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace WaterCore.Channel.Email;

/// <summary>Sends with an envelope number, and asks the server to say when a mail did not arrive.</summary>
internal sealed class ReportingSmtpClient(MailNames names, bool tellArrival) : SmtpClient
{
    protected override string? GetEnvelopeId(MimeMessage message) => names.Known(message.MessageId) is { } name ? name[..name.IndexOf('@', StringComparison.Ordinal)] : null;

    protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(MimeMessage message, MailboxAddress mailbox) =>
        tellArrival ? DeliveryStatusNotification.Failure | DeliveryStatusNotification.Success : DeliveryStatusNotification.Failure;
}

/// <summary>What both ways have in common: whom to trust, and what can go wrong on the line.</summary>
internal static class MailConnection
{
    public const int TimeoutMs = 20_000;

    public static void Prepare(MailService service, EmailSettings settings)
    {
        service.Timeout = TimeoutMs;
        service.CheckCertificateRevocation = false;
        if (settings.Trusted.Count > 0) service.ServerCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(settings, certificate, errors);
    }

    public static bool IsTrouble(Exception e) => e is ProtocolException or CommandException or ServiceNotAuthenticatedException or ServiceNotConnectedException
        or MailKit.Security.AuthenticationException or MailKit.Security.SslHandshakeException or SocketException or IOException or TimeoutException or NotSupportedException;

    // A name that does not fit stays an error: only who signed it may be another than the machine knows.
    private static bool IsTrusted(EmailSettings settings, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(settings.Trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var presented = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(presented);
    }
}
