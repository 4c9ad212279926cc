using System.Runtime.CompilerServices;
using WaterCore.Operations;
using WaterCore.Tariffs;

namespace WaterCore.Tests.Tariffs;

public sealed class ReadmeTests
{
    [Fact]
    public void WholeFile_InTheReadme_IsATariffWithoutErrors()
    {
        var readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", "src", "WaterCore", "Tariffs", "README.md"));
        var text = readme.Split("```yaml")[1].Split("```")[0];
        Assert.DoesNotContain(TariffCheck.Check(text, "README.md"), f => f.Severity == FindingSeverity.Error);
        Assert.Equal(2, TariffFile.Read(text, "README.md").Value.Classes.Count);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
