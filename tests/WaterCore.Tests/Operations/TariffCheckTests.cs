using WaterCore.Operations;
using WaterCore.Tariffs;
using Xunit.Abstractions;

namespace WaterCore.Tests.Operations;

public sealed class TariffCheckTests(ITestOutputHelper output)
{
    public static TheoryData<string> Codes => new(ShippedTariffs.Codes);

    [Theory]
    [MemberData(nameof(Codes))]
    public void Check_OfEveryShippedTariff_FindsNoError(string code) =>
        Assert.DoesNotContain(TariffCheck.Check(ShippedTariffs.Text(code), code), f => f.Severity == FindingSeverity.Error);

    [SkippableFact]
    public void Zz()
    {
        var root = SharedData.Path_("owrs/files");
        foreach (var f in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            foreach (var x in TariffCheck.Check(File.ReadAllText(f), Path.GetRelativePath(root, f))) output.WriteLine(x.ToString());
        foreach (var c in ShippedTariffs.Codes) foreach (var x in TariffCheck.Check(ShippedTariffs.Text(c), c)) output.WriteLine(x.ToString());
    }
}
