using WaterCore.Tariffs;

namespace WaterCore.Tests.Tariffs;

public sealed class ShippedTariffsTests
{
    public static TheoryData<string> Codes => new(ShippedTariffs.Codes);

    [Fact]
    public void Codes_AreFortySchedules() => Assert.Equal(40, ShippedTariffs.Codes.Count);

    [Theory]
    [MemberData(nameof(Codes))]
    public void Load_OfEveryShippedFile_ReadsItWithSourcesAndItsOwnCode(string code)
    {
        var read = TariffFile.Read(ShippedTariffs.Text(code), code + ".yaml");
        Assert.True(read.IsOk, read.IsOk ? "" : read.Fault.Message);
        Assert.Equal(code, read.Value.Code);
        Assert.NotEmpty(read.Value.Sources);
        Assert.Contains(read.Value.Sources, s => s.Contains("grade", StringComparison.Ordinal));
        Assert.All(read.Value.Classes.Values, c => Assert.NotEmpty(c.Charges));
    }
}
