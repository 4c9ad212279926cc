using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Tests.Receivables;

public sealed class PaymentChannelsTests
{
    [Theory]
    [InlineData("counter", "柜台", "counter")]
    [InlineData("point.P3", "收费点 P3", "collection point P3")]
    [InlineData("wallet", "wallet", "wallet")] // a provider's own name
    public void Channel_IsCalledAsPeopleCallIt(string channel, string zh, string en) => Assert.Equal(new Wording(zh, en), PaymentChannels.NameOf(channel));

    [Fact]
    public void PaymentsOfAPoint_CarryItsName() => Assert.Equal("收费点 P3", PaymentChannels.NameOf(PaymentChannels.OfPoint("P3")).Zh);
}
