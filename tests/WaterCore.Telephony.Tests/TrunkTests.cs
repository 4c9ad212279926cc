using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NodaTime;
using WaterCore.Ports;
using WaterCore.Telephony.Tests.Sip;

namespace WaterCore.Telephony.Tests;

/// <summary>A line outside that wants a user and a password, and one that is encrypted.</summary>
public sealed class TrunkTests
{
    private const string User = "07568800", Password = "Deep-well-1907";

    [SkippableFact]
    public async Task Operator_ThatWantsAPassword_IsRegisteredWith_AndTakesCalls()
    {
        Missing.SkipWithoutAsterisk();
        using var outside = new SipOperator(User, Password);
        await using var asterisk = await PrivateAsterisk.StartOwnAsync(c => c with { Operator = $"127.0.0.1:{outside.Port}", OperatorUser = User, OperatorPassword = Password });
        await Wait.UntilAsync(() => outside.Answered.Contains("REGISTER 200"), "the registration: " + string.Join(", ", outside.Answered));
        Assert.Equal("REGISTER 401", outside.Answered.First());

        var telephony = await asterisk.ConnectAsync();
        var log = new EventLog(telephony);
        Assert.Null(await telephony.PlaceAsync(new OutgoingCall { Id = new("t-1"), To = "138486", RingFor = Duration.FromSeconds(5) }));
        Assert.Equal(CallOutcome.Busy, (await log.FirstAsync<CallEnded>()).Outcome);
        Assert.Equal(["INVITE 407", "INVITE 486"], outside.Answered.Where(a => a.StartsWith("INVITE", StringComparison.Ordinal)).Distinct());
        Assert.DoesNotContain(Password, string.Concat(Directory.EnumerateFiles(Path.Combine(asterisk.Configuration.Directory, "log")).Select(File.ReadAllText)));
    }

    [SkippableFact]
    public async Task Operator_OverTls_IsRegisteredWithWhenItsCertificateIsVouchedFor_AndNotOtherwise()
    {
        Missing.SkipWithoutAsterisk();
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var folder = new Host.Tests.Commands.TemporaryFolder();
        var vouches = Path.Combine(folder.Path, "operator.pem");
        File.WriteAllText(vouches, certificate.ExportCertificatePem());
        foreach (var known in new[] { true, false })
        {
            using var outside = new SipOperator(User, Password, certificate);
            await using var asterisk = await PrivateAsterisk.StartOwnAsync(c => c with
            {
                Operator = $"127.0.0.1:{outside.Port}", OperatorUser = User, OperatorPassword = Password, OperatorTls = true, TlsPort = PrivateAsterisk.Free(udp: false),
                CertificateAuthorities = known ? vouches : "/etc/ssl/certs/ca-certificates.crt",
            });
            if (known) await Wait.UntilAsync(() => outside.Answered.Contains("REGISTER 200"), "the registration: " + string.Join(", ", outside.Answered) + File.ReadAllText(Path.Combine(asterisk.Configuration.Directory, "log", "full")));
            else
            {
                await Wait.UntilAsync(() => !outside.Answered.IsEmpty, "the attempt");
                await Task.Delay(1000);
            }
            Assert.Equal(known, outside.Answered.Any(a => a.StartsWith("REGISTER", StringComparison.Ordinal)));
        }
    }
}
