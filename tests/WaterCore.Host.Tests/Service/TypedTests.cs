using WaterCore.Host.Service;
using WaterCore.Host.Shared;
using WaterCore.Host.Tests.Commands;
using WaterCore.Metering;

namespace WaterCore.Host.Tests.Service;

public sealed class TypedTests
{
    [Theory]
    [InlineData("1234", VisitStatus.Read, 1_234_000L, IndexTurn.None)]
    [InlineData(" 12.5 ", VisitStatus.Read, 12_500L, IndexTurn.None)]
    [InlineData("0", VisitStatus.Read, 0L, IndexTurn.None)]
    [InlineData("3R", VisitStatus.Read, 3_000L, IndexTurn.Rollover)]
    [InlineData("b", VisitStatus.Blocked, null, IndexTurn.None)]
    [InlineData("N", VisitStatus.NotRead, null, IndexTurn.None)]
    public void Typed_AnIndexOrALetter_IsUnderstood(string text, VisitStatus status, long? index, IndexTurn turn) =>
        Assert.Equal(new TypedIndex(status, index, turn), TypedIndex.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1,5")]
    [InlineData("1.2345")]
    [InlineData("1e3")]
    [InlineData("br")]
    [InlineData("r")]
    [InlineData("99999999999999999999")]
    [InlineData("=1+1")]
    public void Typed_AnythingElse_IsNot(string text) => Assert.Null(TypedIndex.Parse(text));

    [Fact]
    public async Task Photo_IsKeptByWhatItIs_NotByWhatItIsCalled()
    {
        using var folder = new TemporaryFolder();
        var store = new PhotoStore(Path.Combine(folder.Path, "photos"));
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
        var name = await store.KeepAsync(new MemoryStream(png));
        Assert.True(MeterPhoto.IsName(name));
        Assert.Equal(name, await store.KeepAsync(new MemoryStream(png)));
        await using (var kept = store.Open(name!)) Assert.Equal(png.Length, kept!.Length);
        Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "photos")));
        Assert.Null(await store.KeepAsync(new MemoryStream("<svg onload=alert(1)>"u8.ToArray())));
        Assert.Null(await store.KeepAsync(new MemoryStream([.. png, .. new byte[PhotoStore.Most]])));
        foreach (var other in new[] { "../keys/key.xml", "", name![..^4], name + "/..", name.ToUpperInvariant() }) Assert.Null(store.Open(other));
    }

    [Fact]
    public async Task Photo_ThatCameByAChannel_IsShownFromItsContact_AndNothingElseThatCameIs()
    {
        using var folder = new TemporaryFolder();
        var contacts = new ContactFolder(Path.Combine(folder.Path, "contacts"));
        var store = new PhotoStore(Path.Combine(folder.Path, "photos"), contacts);
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 74, 70];
        var photo = await contacts.KeepAsync(jpeg) + ".jpg";
        using (var bytes = new MemoryStream())
        {
            await using (var shown = store.Open(photo)) await shown!.CopyToAsync(bytes);
            Assert.Equal(jpeg, bytes.ToArray());
        }
        Assert.Null(store.Open(await contacts.KeepAsync("<html>not a photo</html>"u8.ToArray()) + ".jpg"));
    }
}
