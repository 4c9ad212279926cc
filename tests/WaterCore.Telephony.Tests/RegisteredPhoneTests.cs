using WaterCore.Telephony.Tests.Fakes;
using WaterCore.Telephony.Tests.Sip;

namespace WaterCore.Telephony.Tests;

/// <summary>Agents' telephones that register with a password, at the host's own Asterisk.</summary>
public sealed class RegisteredPhoneTests
{
    private const string Number = "602", Secret = "Spring-water-77";

    private static CodedSpeech Speech => PrivateAsterisk.OneSpeech;

    [SkippableFact]
    public async Task Agent_AtATelephoneThatRegistered_GetsTheCaller_AndAWrongPasswordDoesNot()
    {
        Missing.SkipWithoutAsterisk();
        await using var host = new HostInHand();
        host.Settings["WaterCore__Plugins__Asterisk__Phones"] = $"{Number}={Secret}";
        host.Settings["WaterCore__Hotline__Desks__front-desk"] = Number;
        host.Start();
        await host.HealthAsync("Healthy");
        Assert.Equal(401, await host.DeskPhone.RegisterAsync(host.SipPort, Number, "guess"));
        Assert.Equal(200, await host.DeskPhone.RegisterAsync(host.SipPort, Number, Secret));

        var call = await host.CallAsync();
        await Speech.HearsAsync(call, "欢迎致电");
        call.Press("0");
        var agent = await host.DeskPhone.NextAsync();
        Assert.Equal(Number, agent.Number);
        await Wait.UntilAsync(() => agent.Audio.Heard().Length > 0, "the agent to be joined");
        agent.Audio.Speak(Tones.Of(0xABC));
        await Wait.UntilAsync(() => call.Codes().Contains(0xABC), "the caller to hear the agent");
        call.HangUp();
        Assert.Equal("BYE", await agent.Ended.WaitAsync(TimeSpan.FromSeconds(10)));

        // The next caller waits while the first call is written down, hears the place in the queue, and may leave it by the star key.
        var next = await host.CallAsync("13800000002");
        await Speech.HearsAsync(next, "欢迎致电");
        next.Press("0");
        await Speech.HearsAsync(next, "位客户");
        Assert.Equal(["您前面还有", "零", "位客户，预计等待"], Speech.Heard(next).Skip(Speech.Heard(next).ToList().IndexOf("您前面还有")).Take(3));
        next.Press("*");
        await Speech.HearsAsync(next, "人工坐席正忙");
        next.HangUp();
    }
}
