using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using WaterCore.Plugins;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Speech.Espeak;
using WaterCore.Telephony.Asterisk;
using WaterCore.Telephony.Tests.Sip;
using WaterCore.Values;

namespace WaterCore.Telephony.Tests;

public sealed class PluginTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wc-speech-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static PluginContext Context(params (string, string)[] settings) => new("X", settings.ToDictionary(s => s.Item1, s => s.Item2));

    [Fact]
    public void Asterisk_WithAPassword_OffersTelephony()
    {
        var services = new ServiceCollection();
        new AsteriskPlugin().ConfigureServices(services, Context(("Password", "p")));
        Assert.Equal(typeof(ITelephony), Assert.Single(services).ServiceType);
    }

    [Theory]
    [InlineData("Password", "", "setting 'Password' is missing")]
    [InlineData("Url", "http://pbx.example:8088/", "is not this machine")]
    [InlineData("Url", "ftp://127.0.0.1/", "is not an http address")]
    [InlineData("Extensions", "601,6x2", "'6x2', which is not one to eight digits")]
    [InlineData("AllowedPrefixes", "138,*", "'*', which is not digits")]
    [InlineData("MaxCalls", "-1", "is not a number above zero")]
    [InlineData("Trunk", "trunk,evil", "is not letters and digits")]
    public void Asterisk_WithAWrongSetting_SaysWhich(string key, string value, string problem)
    {
        var settings = new Dictionary<string, string> { ["Password"] = "p", [key] = value };
        Assert.Contains(problem, Assert.Throws<PluginSettingException>(() => AsteriskSettings.Of(new PluginContext("Asterisk", settings))).Message);
    }

    [Fact]
    public async Task Toll_CallsInAMinuteAndADay_AreLimited()
    {
        var (time, calls) = (new FakeTimeProvider(), 0);
        var settings = new AsteriskSettings { Password = "p", AllowedPrefixes = ["138"], Extensions = new HashSet<string> { "601" }, CallsPerMinute = 3, CallsPerDay = 5 };
        var toll = new TollGuard(settings, new TollsInMemory(time));
        for (var i = 0; i < 3; i++) Assert.Equal("PJSIP/13812345678@trunk", (await AdmitAsync()).Endpoint);
        Assert.Contains("in the last minute", (await AdmitAsync()).Problem);
        Assert.Equal("PJSIP/601", (await AdmitAsync("601")).Endpoint);
        time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 2; i++) Assert.NotNull((await AdmitAsync()).Endpoint);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains("in the last 24 hours", (await AdmitAsync()).Problem);
        time.Advance(TimeSpan.FromHours(24));
        Assert.NotNull((await AdmitAsync()).Endpoint);
        Assert.Contains("no allowed prefix", (await AdmitAsync("900123456")).Problem);

        ValueTask<TollGuard.Admission> AdmitAsync(string number = "13812345678") => toll.AdmitAsync(new($"c{++calls}"), number, CancellationToken.None);
    }

    private sealed class BrokenBook : ITollBook
    {
        public ValueTask<TollVerdict> CountAsync(CallId call, int perMinute, int perDay, CancellationToken cancellationToken = default) => throw new TimeoutException("the database is away");
    }

    [Fact]
    public async Task Toll_ThatCannotBeCounted_IsNotDialled()
    {
        var toll = new TollGuard(new AsteriskSettings { Password = "p", AllowedPrefixes = ["138"] }, new BrokenBook());
        var admission = await toll.AdmitAsync(new("c1"), "13812345678", CancellationToken.None);
        Assert.Equal((null, true), (admission.Endpoint, admission.Later));
        Assert.Contains("the database is away", admission.Problem);
    }

    [Theory]
    [InlineData("a;b")]
    [InlineData("a\nb")]
    [InlineData("a,b")]
    [InlineData("${X}")]
    public void Configuration_WithAValueThatBreaksOut_IsNotWritten(string value)
    {
        var configuration = new AsteriskConfiguration { Directory = Path.Combine(_folder, "a"), SipPort = 1, HttpPort = 2, FirstRtpPort = 3, Operator = value };
        Assert.Throws<ArgumentException>(configuration.Write);
        Assert.False(Directory.Exists(configuration.Directory));
    }

    [Fact]
    public void Configuration_IsForItsOwnerOnlyAndBindsLoopback()
    {
        var configuration = new AsteriskConfiguration { Directory = Path.Combine(_folder, "a"), SipPort = 15060, HttpPort = 18088, FirstRtpPort = 20000, Operator = "127.0.0.1:5070" };
        configuration.Write();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(configuration.Directory, "etc", "ari.conf")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(configuration.Directory));
        var all = string.Concat(Directory.EnumerateFiles(Path.Combine(configuration.Directory, "etc")).Select(File.ReadAllText));
        Assert.DoesNotContain("0.0.0.0", all);
        Assert.Contains("bind = 127.0.0.1:15060", all);
        Assert.Contains("bindaddr = 127.0.0.1", all);
        Assert.NotEqual(configuration.Password, new AsteriskConfiguration { Directory = "/", SipPort = 1, HttpPort = 1, FirstRtpPort = 1, Operator = "o" }.Password);
    }

    [Fact]
    public void ALaw_EveryCode_SurvivesDecodingAndEncoding() =>
        Assert.All(Enumerable.Range(0, 256), code => Assert.Equal((byte)code, G711.Encode(G711.Decode((byte)code))));

    [Fact]
    public void Tones_EveryCode_IsTakenForItselfThroughALaw()
    {
        var codes = Enumerable.Range(0, 4096).Where(c => c % 7 == 0).ToList();
        var line = codes.SelectMany(Tones.Of).Select(s => G711.Decode(G711.Encode(s))).ToArray();
        Assert.Equal(codes, Tones.Codes(line));
    }

    [SkippableFact]
    public async Task Espeak_MandarinAndEnglish_SpeakAndAreKeptByContent()
    {
        Missing.SkipWithoutEspeak();
        using var speech = new EspeakSpeech(new EspeakSettings { Cache = _folder });
        var (zh, en) = (new SpeechPart(Language.Chinese, "一百二十三元四角五分"), new SpeechPart(Language.English, "one hundred"));
        Assert.Null(speech.Find(zh));

        var clip = (await speech.PrepareAsync(zh)).Value;
        Assert.True((await speech.PrepareAsync(en)).IsOk);

        Assert.Equal(clip, speech.Find(zh));
        Assert.Null(PlayableFile.Check(clip.Path));
        // Ten syllables; the plain voice reads the characters' English names, which takes several times as long.
        Assert.InRange(clip.Length.TotalSeconds, 1.5, 5);
        var written = File.GetLastWriteTimeUtc(clip.Path);
        using var again = new EspeakSpeech(new EspeakSettings { Cache = _folder });
        Assert.Equal(clip, (await again.PrepareAsync(zh)).Value);
        Assert.Equal(written, File.GetLastWriteTimeUtc(clip.Path));
        using var faster = new EspeakSpeech(new EspeakSettings { Cache = _folder, WordsPerMinute = 200 });
        Assert.NotEqual(clip.Path, (await faster.PrepareAsync(zh)).Value.Path);
    }

    [SkippableFact]
    public async Task Espeak_EveryPartOfTheHotline_HasASound()
    {
        Missing.SkipWithoutEspeak();
        using var speech = new EspeakSpeech(new EspeakSettings { Cache = _folder });
        foreach (var language in Enum.GetValues<Language>())
            foreach (var part in SpokenText.Vocabulary(language))
                Assert.True((await speech.PrepareAsync(part)).IsOk, $"{language}: '{part.Text}'");
    }

    [Fact]
    public async Task Espeak_RecordingOfASentence_IsUsedInItsPlace()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "rec", "zh"));
        File.WriteAllText(Path.Combine(_folder, "rec", "zh", "bye.txt"), "谢谢来电，再见。\n");
        Wave.Write(Path.Combine(_folder, "rec", "zh", "bye.wav"), new short[8000]);
        using var speech = new EspeakSpeech(new EspeakSettings { Cache = _folder, Recordings = Path.Combine(_folder, "rec"), Program = "/nonexistent" });

        var clip = speech.Find(new(Language.Chinese, "谢谢来电，再见。"));

        Assert.Equal((Path.Combine(_folder, "rec", "zh", "bye.wav"), NodaTime.Duration.FromSeconds(1)), (clip!.Value.Path, clip.Value.Length));
        var fault = Assert.IsType<SpeechFailed>((await speech.PrepareAsync(new(Language.Chinese, "别的"))).Fault);
        Assert.Contains("/nonexistent does not start", fault.Message);
    }
}
