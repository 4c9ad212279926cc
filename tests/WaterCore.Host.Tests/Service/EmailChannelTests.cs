using System.Net;
using System.Net.Sockets;
using WaterCore.Channel.Email;
using WaterCore.Plugins;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Host.Tests.Service;

public sealed class EmailChannelTests
{
    private static readonly OutgoingMessage Code = new()
    {
        Id = "a1b2", To = new MessageAddress(AddressKind.Email, "li@example.org"), Subject = "登录验证码\r\nBcc: other@example.org", Body = "您的登录验证码是 123456。", Language = Language.Chinese,
    };

    [Fact]
    public async Task Send_ToAServerThatTakesIt_GoesToTheOneAddressWithOneSubject()
    {
        await using var server = new MailServer("250 taken");
        var sent = await Channel(server.Port).SendAsync(Code);
        Assert.True(sent.IsOk, sent.Fault?.Message);
        var mail = MimeKit.MimeMessage.Load(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(server.Mail)));
        Assert.Equal(["li@example.org"], server.Recipients);
        Assert.Equal("登录验证码 Bcc: other@example.org", mail.Subject);
        Assert.Equal("您的登录验证码是 123456。", mail.TextBody?.TrimEnd());
        Assert.Empty(mail.Bcc);
        Assert.Equal("a1b2@example.com", mail.MessageId);
    }

    [Theory]
    [InlineData("450 later", true)]
    [InlineData("550 never", false)]
    public async Task Send_ToAServerThatRefuses_IsAFaultThatSaysWhetherToTryAgain(string answer, bool again)
    {
        await using var server = new MailServer(answer);
        var sent = await Channel(server.Port).SendAsync(Code);
        Assert.Equal(("channel.message-refused", again), (sent.Fault?.Code, sent.Fault?.Transient));
        Assert.DoesNotContain("123456", sent.Fault!.Message);
    }

    [Fact]
    public async Task Send_WhereNoServerListens_IsAFault()
    {
        int port;
        await using (var gone = new MailServer("250 taken")) port = gone.Port;
        Assert.Equal("channel.message-refused", (await Channel(port).SendAsync(Code)).Fault?.Code);
    }

    [Theory]
    [InlineData("From", "nobody", "setting 'From'")]
    [InlineData("Port", "0", "setting 'Port'")]
    [InlineData("Security", "maybe", "setting 'Security'")]
    [InlineData("User", "me", "setting 'User'")]
    public void Settings_ThatCannotBe_AreRefusedByName(string key, string value, string says)
    {
        var settings = Settings(25);
        settings[key] = value;
        Assert.StartsWith(says, Assert.Throws<PluginSettingException>(() => EmailPlugin.Read(new PluginContext("Email", settings))).Message);
    }

    private static EmailChannel Channel(int port) => new(EmailPlugin.Read(new PluginContext("Email", Settings(port))));

    private static Dictionary<string, string> Settings(int port) => new()
    {
        ["Host"] = "127.0.0.1", ["Port"] = $"{port}", ["Security"] = "None", ["From"] = "Water <service@example.com>",
    };

    /// <summary>As much of a mail server as one message needs (RFC 5321).</summary>
    private sealed class MailServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _work;

        public MailServer(string answerToMail)
        {
            _listener.Start();
            _work = ServeAsync(answerToMail);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public List<string> Recipients { get; } = [];

        public string Mail { get; private set; } = "";

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task ServeAsync(string answerToMail)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream());
            await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 test");
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("RCPT TO:", StringComparison.OrdinalIgnoreCase)) Recipients.Add(line[8..].Trim().Trim('<', '>').Split('>')[0]);
                if (line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
                {
                    await writer.WriteLineAsync("354 go on");
                    while (await reader.ReadLineAsync() is { } text && text != ".") Mail += text + "\r\n";
                    await writer.WriteLineAsync(answerToMail);
                }
                else await writer.WriteLineAsync(line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase) ? "221 bye" : "250 ok");
            }
        }
    }
}
