using System.Globalization;
using System.Security.Cryptography;
using WaterCore.Plugins;

namespace WaterCore.Telephony.Asterisk;

/// <summary>
/// A private Asterisk: its own folder, its own password, only the modules that are needed, on loopback unless told otherwise. Writes
/// the configuration; <see cref="AsteriskProcess"/> runs it.
/// </summary>
public sealed record AsteriskConfiguration
{
    /// <summary>The folder for everything; made, and readable by its owner only.</summary>
    public required string Directory { get; init; }

    /// <summary>The UDP port for SIP.</summary>
    public required int SipPort { get; init; }

    /// <summary>The TCP port for ARI, on loopback always.</summary>
    public required int HttpPort { get; init; }

    /// <summary>The first UDP port for sound; two for each call.</summary>
    public required int FirstRtpPort { get; init; }

    /// <summary>How many UDP ports for sound.</summary>
    public int RtpPorts { get; init; } = 1000;

    /// <summary>The address for SIP and sound.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The line outside: host and port of the operator's SIP server.</summary>
    public required string Operator { get; init; }

    /// <summary>The user name at the operator, or null when the operator knows this office by its address.</summary>
    public string? OperatorUser { get; init; }

    /// <summary>The password at the operator; needed with <see cref="OperatorUser"/>.</summary>
    public string? OperatorPassword { get; init; }

    /// <summary>Whether it says to the operator where it is (SIP registration); only with <see cref="OperatorUser"/>.</summary>
    public bool Registers { get; init; } = true;

    /// <summary>Whether signals go to the operator over TLS, with the operator's certificate checked, and sound as SRTP.</summary>
    public bool OperatorTls { get; init; }

    /// <summary>The TCP port for TLS.</summary>
    public int TlsPort { get; init; } = 5061;

    /// <summary>The file with the certificates of those who may vouch for the operator.</summary>
    public string CertificateAuthorities { get; init; } = "/etc/ssl/certs/ca-certificates.crt";

    /// <summary>The addresses from which the operator's calls come.</summary>
    public IReadOnlyList<string> OperatorAddresses { get; init; } = ["127.0.0.1"];

    /// <summary>The desks: the number that is dialled for each, and the SIP address at which it answers, such as <c>sip:601@127.0.0.1:5070</c>.</summary>
    public IReadOnlyDictionary<string, string> Desks { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Telephones that register: the number that is dialled for each, which is its user name too, and its password of at least twelve
    /// characters. They can be called and cannot call.
    /// </summary>
    public IReadOnlyDictionary<string, string> Phones { get; init; } = new Dictionary<string, string>();

    /// <summary>What callers hear while no host is connected, a WAV file of 8 kHz; null to turn them away with congestion.</summary>
    public string? FallbackPrompt { get; init; }

    /// <summary>How many calls at once.</summary>
    public int MaxCalls { get; init; } = 300;

    /// <summary>Where Asterisk's modules are.</summary>
    public string Modules { get; init; } = "/usr/lib/asterisk/modules";

    /// <summary>The password of the ARI user, drawn at random.</summary>
    public string Password { get; init; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    /// <summary>What Asterisk reports as its own, drawn at random: a host that finds another one talks to the wrong Asterisk.</summary>
    public string EntityId { get; init; } = "02:" + string.Join(':', RandomNumberGenerator.GetBytes(5).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));

    /// <summary>The main configuration file.</summary>
    public string MainFile => Path.Combine(Directory, "etc", "asterisk.conf");

    /// <summary>The configuration of a private Asterisk out of the plugin's section.</summary>
    /// <exception cref="PluginSettingException">A setting is missing or wrong.</exception>
    public static AsteriskConfiguration Of(PluginContext context)
    {
        var configuration = new AsteriskConfiguration
        {
            Directory = context.Path("Directory", "asterisk"), SipPort = AsteriskSettings.Int(context, "SipPort", 5060), HttpPort = AsteriskSettings.Int(context, "HttpPort", 8088),
            FirstRtpPort = AsteriskSettings.Int(context, "FirstRtpPort", 10_000), RtpPorts = AsteriskSettings.Int(context, "RtpPorts", 1000), Address = context.Find("Address") ?? "127.0.0.1",
            Operator = context.Require("Operator"), OperatorAddresses = AsteriskSettings.List(context, "OperatorAddresses") is { Count: > 0 } some ? some : ["127.0.0.1"],
            OperatorUser = context.Find("OperatorUser"), OperatorPassword = context.Find("OperatorPassword"), Registers = context.Find("Registers") is null || AsteriskSettings.Bool(context, "Registers"),
            OperatorTls = AsteriskSettings.Bool(context, "OperatorTls"), TlsPort = AsteriskSettings.Int(context, "TlsPort", 5061), CertificateAuthorities = context.Find("CertificateAuthorities") ?? "/etc/ssl/certs/ca-certificates.crt",
            Desks = Pairs(context, "Desks"), Phones = Pairs(context, "Phones"), MaxCalls = AsteriskSettings.Int(context, "MaxCalls", 300),
            FallbackPrompt = context.Find("FallbackPrompt") is null ? null : context.Path("FallbackPrompt", ""), Modules = context.Find("Modules") ?? "/usr/lib/asterisk/modules",
        };
        try
        {
            configuration.Check();
        }
        catch (ArgumentException e)
        {
            throw new PluginSettingException(e.Message.TrimEnd('.'), e);
        }
        return configuration;
    }

    private static Dictionary<string, string> Pairs(PluginContext context, string key)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var pair in AsteriskSettings.List(context, key))
        {
            var sign = pair.IndexOf('=', StringComparison.Ordinal);
            if (sign is < 1 or > 8 || !pair[..sign].All(char.IsAsciiDigit) || sign == pair.Length - 1)
                throw new PluginSettingException($"setting '{key}' has '{pair}', which is not NUMBER=VALUE; write for instance 601=sip:601@192.0.2.20");
            pairs[pair[..sign]] = pair[(sign + 1)..];
        }
        return pairs;
    }

    /// <summary>Settings for a host on the same machine.</summary>
    public AsteriskSettings Settings() => new()
    {
        Url = new Uri($"http://127.0.0.1:{HttpPort}/"), Password = Password, EntityId = EntityId, MaxCalls = MaxCalls, MachineContext = AsteriskFiles.MachineContext, Extensions = Desks.Keys.Concat(Phones.Keys).ToHashSet(),
    };

    /// <summary>Writes all files anew.</summary>
    /// <exception cref="ArgumentException">A value would break out of its line.</exception>
    /// <exception cref="PlatformNotSupportedException">On Windows, where Asterisk does not run.</exception>
    public void Write()
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("Asterisk does not run on Windows.");
        Check();
        WriteFiles();
    }

    private void Check()
    {
        foreach (var value in new[] { Directory, Address, Operator, OperatorUser ?? "", OperatorPassword ?? "", CertificateAuthorities, FallbackPrompt ?? "", Modules }.Concat(OperatorAddresses).Concat(Desks.Keys).Concat(Desks.Values).Concat(Phones.Keys).Concat(Phones.Values))
            if (value.Any(c => char.IsControl(c) || c is ';' or ',' or '$' or '"' or ' ' or '\\')) throw new ArgumentException($"'{value}' has a character that Asterisk's files give a meaning to.");
        if (Phones.FirstOrDefault(p => p.Value.Length < 12) is { Key: { } weak }) throw new ArgumentException($"The password of telephone {weak} has fewer than twelve characters.");
        if (OperatorUser is null != OperatorPassword is null) throw new ArgumentException("OperatorUser and OperatorPassword go together: give both, or neither.");
        if (OperatorTls && !File.Exists(CertificateAuthorities)) throw new ArgumentException($"There is no file {CertificateAuthorities} with those who may vouch for the operator; install ca-certificates, or set CertificateAuthorities.");
        if (FallbackPrompt is not null && PlayableFile.Check(FallbackPrompt) is { } fault) throw new ArgumentException(fault.Message);
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private void WriteFiles()
    {
        var owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var folder in new[] { "", "etc", "run", "log", "lib", "lib/moh", "cache", "spool", "spool/recording", "spool/monitor", "spool/tmp", "spool/outgoing" })
            System.IO.Directory.CreateDirectory(Path.Combine(Directory, folder), owner);
        foreach (var (name, text) in AsteriskFiles.Of(this))
        {
            var path = Path.Combine(Directory, "etc", name);
            File.WriteAllText(path, text.ReplaceLineEndings("\n"));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        File.WriteAllBytes(Path.Combine(Directory, "lib", "moh", "hold.wav"), HoldTone());
    }

    // A soft note every two seconds: the module wants a file, and a caller must hear that the line is alive.
    private static byte[] HoldTone()
    {
        const int rate = 8000, seconds = 2;
        using var file = new MemoryStream();
        using var write = new BinaryWriter(file);
        write.Write("RIFF"u8);
        write.Write(36 + rate * seconds * 2);
        write.Write("WAVEfmt "u8);
        foreach (var (number, wide) in new[] { (16, true), (1, false), (1, false), (rate, true), (rate * 2, true), (2, false), (16, false) })
            if (wide) write.Write(number);
            else write.Write((short)number);
        write.Write("data"u8);
        write.Write(rate * seconds * 2);
        for (var i = 0; i < rate * seconds; i++) write.Write((short)(i < rate / 4 ? 1500 * Math.Sin(Math.PI * i * 4 / rate) * Math.Sin(2 * Math.PI * 440 * i / rate) : 0));
        return file.ToArray();
    }

    internal static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}
