using WaterCore.Customers;
using WaterCore.Service;

namespace WaterCore.Tests.Service.Contacts;

public sealed class ContactTextTests
{
    [Theory]
    [InlineData("+86 138-0000-0017", "tel:13800000017")]
    [InlineData("(0756) 222-1234", "tel:07562221234")]
    [InlineData(" Li@Example.org ", "mail:li@example.org")]
    [InlineData("12345", "tel:12345")]
    public void Address_HoweverItIsWritten_HasOneKey(string text, string key) => Assert.Equal(key, MessageAddress.Of(text)!.Key);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1234")]
    [InlineData("not a number")]
    [InlineData("@example.org")]
    [InlineData("a@b@c")]
    [InlineData("a b@example.org")]
    [InlineData("li@example.org\r\nBcc: all@example.org")]
    [InlineData("138000000171380000001713800000017")]
    public void Address_ThatIsNone_IsNull(string? text) => Assert.Null(MessageAddress.Of(text));

    // 4111 1111 1111 1111 and 6222 0212 3456 7890 123-like numbers of test card ranges; the account and meter numbers fail the check or are too short.
    [Theory]
    [InlineData("my card is 4111 1111 1111 1111, thanks", "my card is **** **** **** 1111, thanks")]
    [InlineData("4111-1111-1111-1111", "****-****-****-1111")]
    [InlineData("卡号5500000000000004。", "卡号************0004。")]
    [InlineData("call 13800000017 about 6200017", "call 13800000017 about 6200017")]
    [InlineData("4111 1111 1111 1112", "4111 1111 1111 1112")]
    [InlineData("2026-03-10 10:00", "2026-03-10 10:00")]
    public void CardNumber_InFreeText_IsHidden(string text, string shown) => Assert.Equal(shown, CardNumbers.Hide(text));

    [Fact]
    public void Categories_AreATree_WithNamesFromTheTopDown()
    {
        var tree = CaseCategories.Shipped;
        Assert.Equal(("报修 / 爆管", "repair / burst main"), (tree.PathOf("repair.burst-main").Zh, tree.PathOf("repair.burst-main").En));
        Assert.Equal("dispatcher", tree.PositionOf("repair.leak"));
        Assert.Equal("repair-crew", tree.PositionOf("repair.burst-main"));
        Assert.All(tree.All, c => Assert.NotNull(tree.LimitOf(c.Code)));
        Assert.Throws<ArgumentException>(() => new CaseCategories([new("a.b", new("甲", "a"))]));
        Assert.Throws<ArgumentException>(() => new CaseCategories([new("a", new("甲", "a")), new("a", new("甲", "a"))]));
    }
}
