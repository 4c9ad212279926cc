using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailKit.Security;
using MimeKit;
using WaterCore.Channel.Email;

namespace WaterCore.Host.Tests.Service;

/// <summary>A real Postfix and a real Dovecot from private configurations on free ports of this machine, with certificates of their own. Mail to @far.example comes back.</summary>
public sealed class MailServers : IAsyncLifetime
{
    public const string Missing = "It needs packages postfix and dovecot-imapd, and to run as root.";

    private const string Uid = "65534", PostfixPrograms = "/usr/lib/postfix/sbin";
    private readonly string _folder = Directory.CreateTempSubdirectory("watercore-mail-").FullName;
    private readonly int[] _ports = FreePorts(3);
    private readonly List<Process> _processes = [];

    public bool Run { get; private set; }

    public int SmtpPort => _ports[0];

    public int ImapPort => _ports[2];

    public X509Certificate2Collection Trusted { get; } = [];

    public async Task InitializeAsync()
    {
        if (!File.Exists("/usr/sbin/postfix") || !File.Exists("/usr/sbin/dovecot") || Environment.UserName != "root") return;
        await OnceAsync("/bin/chmod", "755", _folder);
        await MakeCertificateAsync();
        foreach (var folder in new[] { "postfix", "queue", "data", "mail", "dovecot" }) Directory.CreateDirectory(Path.Combine(_folder, folder));
        await OwnAsync("postfix:root", "data");
        await OwnAsync($"{Uid}:{Uid}", "mail");
        await File.WriteAllTextAsync(Path.Combine(_folder, "postfix/main.cf"), Main());
        await File.WriteAllTextAsync(Path.Combine(_folder, "postfix/master.cf"), Master());
        await File.WriteAllTextAsync(Path.Combine(_folder, "dovecot.conf"), Dovecot());
        Start("/usr/sbin/postfix", "-c", Path.Combine(_folder, "postfix"), "start-fg");
        Start("/usr/sbin/dovecot", "-F", "-c", Path.Combine(_folder, "dovecot.conf"));
        foreach (var port in _ports) await ListensAsync(port);
        Run = true;
    }

    public async Task DisposeAsync()
    {
        if (_processes.Count > 0) await OnceAsync("/usr/sbin/postfix", "-c", Path.Combine(_folder, "postfix"), "stop");
        foreach (var process in _processes)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The settings of the utility's own mailbox.</summary>
    internal EmailSettings Settings() => new("127.0.0.1", SmtpPort, SecureSocketOptions.StartTls, new MailboxAddress("供水公司", "service@water.example"), null, null)
    {
        Mailbox = new MailboxSettings("127.0.0.1", ImapPort, SecureSocketOptions.SslOnConnect, "service@water.example", "secret", "INBOX"), Trusted = Trusted,
    };

    /// <summary>Lets somebody send a mail to the utility.</summary>
    public async Task SendAsync(MimeMessage mail)
    {
        using var client = new MailKit.Net.Smtp.SmtpClient();
        await client.ConnectAsync("127.0.0.1", SmtpPort, SecureSocketOptions.None);
        await client.SendAsync(mail);
        await client.DisconnectAsync(true);
    }

    /// <summary>The first mail in somebody's mailbox that fits; waits for it.</summary>
    public async Task<MimeMessage> FindAsync(string user, Func<MimeMessage, bool> fits)
    {
        using var client = new MailKit.Net.Imap.ImapClient { ServerCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == Trusted[0].GetCertHashString() };
        await client.ConnectAsync("127.0.0.1", ImapPort, SecureSocketOptions.SslOnConnect);
        await client.AuthenticateAsync(user, "secret");
        for (var tries = 0; tries < 150; tries++)
        {
            await client.Inbox.OpenAsync(MailKit.FolderAccess.ReadOnly);
            for (var i = 0; i < client.Inbox.Count; i++)
                if (await client.Inbox.GetMessageAsync(i) is var mail && fits(mail)) return mail;
            await client.Inbox.CloseAsync();
            await Task.Delay(100);
        }
        throw new TimeoutException($"No such mail came for {user}.");
    }

    private string Main() => $"""
        compatibility_level = 3.6
        queue_directory = {_folder}/queue
        data_directory = {_folder}/data
        daemon_directory = {PostfixPrograms}
        command_directory = /usr/sbin
        mail_owner = postfix
        setgid_group = postdrop
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = mail.water.example
        mydestination =
        local_recipient_maps =
        alias_maps =
        mynetworks = 127.0.0.0/8
        smtpd_relay_restrictions = permit_mynetworks, reject
        virtual_mailbox_domains = water.example, people.example
        virtual_mailbox_base = {_folder}/mail
        virtual_mailbox_maps = inline:{'{'} service@water.example=service/, li@people.example=li/, wang@people.example=wang/ {'}'}
        virtual_uid_maps = static:{Uid}
        virtual_gid_maps = static:{Uid}
        relay_domains = far.example
        transport_maps = inline:{'{'} far.example=smtp:[127.0.0.1]:{_ports[1]} {'}'}
        smtpd_tls_cert_file = {_folder}/certificate.pem
        smtpd_tls_key_file = {_folder}/key.pem
        smtpd_tls_security_level = may
        message_size_limit = 60000000
        virtual_mailbox_limit = 0
        mailbox_size_limit = 0
        maillog_file = {_folder}/postfix.log
        maillog_file_prefixes = {_folder}

        """;

    // The second door takes no recipient, so that what is relayed to it comes back.
    private string Master() => $"""
        127.0.0.1:{_ports[0]} inet n - n - - smtpd
        127.0.0.1:{_ports[1]} inet n - n - - smtpd -o smtpd_recipient_restrictions=reject -o smtpd_relay_restrictions=reject
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        proxymap unix - - n - - proxymap
        smtp unix - - n - - smtp
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd

        """;

    private string Dovecot() => $"""
        base_dir = {_folder}/dovecot/run
        state_dir = {_folder}/dovecot/state
        log_path = {_folder}/dovecot.log
        protocols = imap
        listen = 127.0.0.1
        ssl = required
        ssl_cert = <{_folder}/certificate.pem
        ssl_key = <{_folder}/key.pem
        first_valid_uid = 100
        mail_location = maildir:{_folder}/mail/%n
        service imap-login {'{'}
          inet_listener imap {'{'}
            port = 0
          {'}'}
          inet_listener imaps {'{'}
            port = {_ports[2]}
            ssl = yes
          {'}'}
        {'}'}
        passdb {'{'}
          driver = static
          args = password=secret
        {'}'}
        userdb {'{'}
          driver = static
          args = uid={Uid} gid={Uid} home={_folder}/mail/%n
        {'}'}

        """;

    private async Task MakeCertificateAsync()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(_folder, "certificate.pem"), made.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(_folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        await OnceAsync("/bin/chmod", "600", Path.Combine(_folder, "key.pem"));
        Trusted.Add(X509CertificateLoader.LoadCertificate(made.RawData));
    }

    private Task OwnAsync(string who, string what) => OnceAsync("/bin/chown", who, Path.Combine(_folder, what));

    private static async Task OnceAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await Task.WhenAll(process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
    }

    private void Start(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
    }

    private async Task ListensAsync(int port)
    {
        for (var tries = 0; tries < 200; tries++)
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(100);
            }
        var log = string.Join('\n', Directory.GetFiles(_folder, "*.log").Select(File.ReadAllText));
        throw new TimeoutException($"Nothing listens at port {port}.\n{log}");
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(l => l.Start());
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        listeners.ForEach(l => l.Stop());
        return ports;
    }
}

[CollectionDefinition(Name)]
public sealed class MailCollection : ICollectionFixture<MailServers>
{
    public const string Name = "mail";
}
