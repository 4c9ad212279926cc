using System.Text;
using WaterCore.Channel.Email;
using WaterCore.Host.Files;
using WaterCore.Ports;

namespace WaterCore.Host.Tests.Service;

/// <summary>Mail by people who mean harm, and by programs that mean nothing: every one ends in a message, a report, or a word why not.</summary>
public sealed class HostileMailTests
{
    // The same seed makes the same mails on every machine.
    private const int Fuzzed = 10_000, Seed = 20260301;

    private static readonly EmailSettings s_settings = new("127.0.0.1", 1, MailKit.Security.SecureSocketOptions.None, new MimeKit.MailboxAddress("w", "service@water.example"), null, null);
    private static readonly MailNames s_names = new(s_settings);

    private const string Plain = "From: li@people.example\r\nTo: service@water.example\r\nSubject: s\r\nMessage-ID: <a@people.example>\r\nMIME-Version: 1.0\r\n";

    [Fact]
    public async Task TenThousandFuzzedMails_AreEachAMessageAReportOrAWordWhyNot()
    {
        var random = new Random(Seed);
        var seeds = Seeds().Select(Encoding.UTF8.GetBytes).ToList();
        var (messages, reports, unreadable) = (0, 0, 0);
        for (var i = 0; i < Fuzzed; i++)
        {
            var intake = await ReadAsync(Mutated(seeds[random.Next(seeds.Count)], seeds[random.Next(seeds.Count)], random));
            Assert.True(intake.Messages.Count + intake.Reports.Count + intake.Unreadable.Count > 0);
            messages += intake.Messages.Count;
            reports += intake.Reports.Count;
            unreadable += intake.Unreadable.Count;
            foreach (var message in intake.Messages)
            {
                Assert.True(message.Subject.Length <= 150 && !message.Subject.Any(char.IsControl) && message.Text.Length <= 15_001 && message.Attachments.Count <= 10);
                Assert.All(message.Attachments, a => Assert.True(a.Name is { Length: > 0 } and not ("." or "..") && !a.Name.Contains('/', StringComparison.Ordinal) && !a.Name.Any(char.IsControl)));
                // Nobody guesses the name of a message of ours.
                Assert.All(message.AnswerTo, a => Assert.Equal(s_names.Of("d7"), a));
            }
        }
        Assert.True(messages > 1_000 && unreadable > 100 && reports > 100, $"{messages} messages, {reports} reports, {unreadable} unreadable");
    }

    [Fact]
    public async Task PartsInParts_AThousandDeep_AreReadSoFarAndNoFarther()
    {
        var mail = new StringBuilder(Plain);
        for (var i = 0; i < 1_000; i++) mail.Append($"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n");
        mail.Append("Content-Type: text/plain\r\n\r\nhello");
        var message = Assert.Single((await ReadAsync(mail.ToString())).Messages);
        Assert.True(message.Text.Length < 60_000);
    }

    [Fact]
    public async Task TwentyThousandParts_AreReadSoFar_AndTheRestIsSaid()
    {
        var mail = new StringBuilder(Plain).Append("Content-Type: multipart/mixed; boundary=b\r\n\r\n");
        for (var i = 0; i < 20_000; i++) mail.Append("--b\r\nContent-Disposition: attachment; filename=x\r\n\r\nx\r\n");
        var message = Assert.Single((await ReadAsync(mail.Append("--b--").ToString())).Messages);
        Assert.Equal(10, message.Attachments.Count);
        Assert.Contains(message.Problems, p => p.Contains("more than 200 parts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Attachment_ThatIsLargerThanItLooks_IsLeftOut_AndSaid()
    {
        var reader = new MailReader(new MailLimits { AttachmentBytes = 1024 * 1024 }, s_names);
        var mail = Plain + "Content-Type: application/zip\r\nContent-Disposition: attachment; filename=\"a.zip\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Convert.ToBase64String(new byte[1024 * 1024 + 1], Base64FormattingOptions.InsertLineBreaks);
        var message = Assert.Single((await reader.ReadAsync(new MemoryStream(Encoding.ASCII.GetBytes(mail)), "1", default)).Messages);
        Assert.Empty(message.Attachments);
        Assert.Equal("a.zip: it has more than 1 MB", Assert.Single(message.Problems));
    }

    [Fact]
    public async Task Report_ForgedByCountingUp_IsNone()
    {
        var forged = Report("<d7@water.example>", "d7");
        var intake = await ReadAsync(forged);
        Assert.Empty(intake.Reports);
        var own = await ReadAsync(Report($"<{s_names.Of("d7")}>", s_names.Local("d7")));
        Assert.Equal(new DeliveryReport(s_names.Of("d7"), false, "failed 5.1.1"), Assert.Single(own.Reports));
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied\r\n")]
    [InlineData("Precedence: bulk\r\n")]
    [InlineData("List-Id: <l.example>\r\n")]
    [InlineData("Return-Path: <>\r\n")]
    public async Task Machine_IsKnownForOne(string header) => Assert.True(Assert.Single((await ReadAsync(Plain + header + "\r\nI am away")).Messages).IsAutomatic);

    [Fact]
    public async Task Page_WithoutText_IsReadAsText_AndRunsNothing()
    {
        var message = Assert.Single((await ReadAsync(Plain + "Content-Type: text/html\r\n\r\n<html><head><title>t</title><script>alert(1)</script></head><body><p>No &amp; water</p><img src=http://spy/></body>")).Messages);
        Assert.Equal("No & water", message.Text.Trim());
    }

    [Fact]
    public async Task Formula_InASubject_IsTextInASheet()
    {
        var message = Assert.Single((await ReadAsync(Plain.Replace("Subject: s", "Subject: =cmd|' /C calc'!A0", StringComparison.Ordinal) + "\r\nx")).Messages);
        Assert.Equal("=cmd|' /C calc'!A0", message.Subject);
        Assert.Equal("'=cmd|' /C calc'!A0", CsvText.Cell(message.Subject));
    }

    private static Task<ChannelIntake> ReadAsync(string mail) => ReadAsync(Encoding.UTF8.GetBytes(mail));

    private static Task<ChannelIntake> ReadAsync(byte[] mail) => new MailReader(new MailLimits(), s_names).ReadAsync(new MemoryStream(mail), "1", new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);

    private static string Report(string id, string envelope) =>
        $"From: MAILER-DAEMON@far.example\r\nTo: service@water.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nno\r\n" +
        $"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; far.example\r\nOriginal-Envelope-Id: {envelope}\r\n\r\nFinal-Recipient: rfc822; x@far.example\r\nAction: failed\r\nStatus: 5.1.1\r\n" +
        $"\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {id}\r\nSubject: s\r\n\r\nx\r\n--b--\r\n";

    private static IEnumerable<string> Seeds() =>
    [
        Plain + "Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Convert.ToBase64String(Encoding.UTF8.GetBytes("没有水")),
        Plain + $"In-Reply-To: <{s_names.Of("d7")}>\r\nReferences: <a@b> <{s_names.Of("d7")}>\r\n\r\nbalance 6200017",
        Plain + "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain\r\n\r\ntext\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>page</p>\r\n--c--\r\n" +
            "--b\r\nContent-Type: image/png; name=\"=?utf-8?B?5rC06KGoLnBuZw==?=\"\r\nContent-Disposition: attachment; filename*=utf-8''..%2F..%2Fx.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n",
        Report($"<{s_names.Of("d7")}>", s_names.Local("d7")),
        Plain + "Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: uuencode\r\n\r\nbegin 644 x\r\n#0V%T\r\nend\r\n",
        Plain.Replace("Subject: s", "Subject: =?utf-8?Q?=0D=0ABcc:_all@people.example?=", StringComparison.Ordinal) + "\r\nx",
        Plain + "Content-Type: message/rfc822\r\n\r\n" + Plain + "\r\ninner",
        "\r\n\r\n", "From: @\r\n\r\n",
    ];

    // Bytes changed, cut out, doubled, or those of another mail put in.
    private static byte[] Mutated(byte[] mail, byte[] other, Random random)
    {
        var bytes = mail.ToList();
        for (var change = random.Next(1, 8); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, length); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 3: bytes.InsertRange(at, Enumerable.Range(0, length).Select(_ => (byte)random.Next(256))); break;
                default: var from = random.Next(other.Length); bytes.InsertRange(at, other.Skip(from).Take(length)); break;
            }
        }
        return [.. bytes];
    }
}
