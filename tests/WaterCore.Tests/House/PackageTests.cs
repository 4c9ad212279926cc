using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace WaterCore.Tests.House;

/// <summary>The package as somebody outside gets it: packed, looked into, and built against from a folder of its own.</summary>
public sealed class PackageTests(PackageTests.Packed packed) : IClassFixture<PackageTests.Packed>
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    // Runs after the example's own text. ServiceCollection is in the abstractions, which come with WaterCore.
    private const string Registration = """
        using Microsoft.Extensions.DependencyInjection;

        internal static class Registration
        {
            public static void Print()
            {
                System.Console.WriteLine("AddWaterCore adds:");
                foreach (var service in new ServiceCollection().AddWaterCore()) System.Console.WriteLine(service.ServiceType.FullName);
            }
        }
        """;

    [Fact]
    public void Nuspec_OfThePackage_NamesReadmeLicenceAndFourDependencies()
    {
        using var package = ZipFile.OpenRead(packed.File(".nupkg"));
        using var spec = package.GetEntry("WaterCore.nuspec")!.Open();
        var metadata = XDocument.Load(spec).Root!.Elements().Single();
        XElement Of(string name) => metadata.Elements().Single(e => e.Name.LocalName == name);

        Assert.Equal("PACKAGE.md", Of("readme").Value);
        Assert.Equal(("expression", "Apache-2.0"), (Of("license").Attribute("type")!.Value, Of("license").Value));
        Assert.NotEmpty(Of("description").Value);
        Assert.Equal(
            ["Microsoft.Extensions.DependencyInjection.Abstractions", "NodaTime", "Stateless", "YamlDotNet"],
            Of("dependencies").Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Package_LookedInto_HoldsReadmeDocsAndNothingUnexpected()
    {
        using var package = ZipFile.OpenRead(packed.File(".nupkg"));
        using var symbols = ZipFile.OpenRead(packed.File(".snupkg"));

        Assert.Equal(["LICENSE-UNICODE.txt", "PACKAGE.md", "WaterCore.nuspec", "lib/net10.0/WaterCore.dll", "lib/net10.0/WaterCore.xml"], Own(package));
        Assert.Contains("lib/net10.0/WaterCore.pdb", Own(symbols));
        using var docs = package.GetEntry("lib/net10.0/WaterCore.xml")!.Open();
        Assert.Contains(XDocument.Load(docs).Descendants("member"), m => m.Attribute("name")!.Value == "M:WaterCore.Billing.BillingCalculator.Calculate(WaterCore.Billing.BillingCase)");
    }

    [Fact]
    public async Task Example_BuiltOutsideTheSolution_PrintsWhatThePackageSays()
    {
        var folder = Directory.CreateDirectory(Path.Combine(packed.Folder, "Outside")).FullName;
        var machinePackages = (await Dotnet.RunAsync(folder, "nuget", "locals", "global-packages", "--list")).Split(": ", 2)[1].Trim();
        var readme = Repository.Read("src/WaterCore/PACKAGE.md");
        void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
        Write("Directory.Build.props", "<Project />");
        Write("global.json", Repository.Read("global.json"));
        Write("Program.cs", Block(readme, "csharp") + "\nRegistration.Print();\n");
        Write("Registration.cs", Registration);
        Write("Outside.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings><NuGetAudit>false</NuGetAudit></PropertyGroup>
              <ItemGroup><PackageReference Include="WaterCore" Version="[{packed.Version}]" /></ItemGroup>
            </Project>
            """);
        // Its own packages folder, so that no WaterCore of another day is found and none is left behind; what the machine has is only read.
        Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <fallbackPackageFolders><add key="machine" value="{machinePackages}" /></fallbackPackageFolders>
              <packageSources><add key="packed-here" value="{packed.Folder}" /></packageSources>
            </configuration>
            """);

        var output = await Dotnet.RunAsync(folder, "run", "--project", "Outside.csproj");

        Assert.Single(Directory.GetDirectories(Path.Combine(folder, "packages", "watercore")));
        var parts = output.Split("AddWaterCore adds:\n");
        Assert.Equal(Block(readme, "text"), parts[0]);
        Assert.Contains("WaterCore.Operations.BillingRun", parts[1].Split('\n'));
    }

    [Fact]
    public void Example_OfThePackage_IsTenLinesAndStandsInTheReadmeWithItsOutput()
    {
        var package = Repository.Read("src/WaterCore/PACKAGE.md");
        var readme = Repository.Read("README.md");
        var example = Block(package, "csharp");

        Assert.InRange(example.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 5, 10);
        Assert.Contains($"```csharp\n{example}```", readme);
        Assert.Contains($"```text\n{Block(package, "text")}```", readme);
    }

    private static string Block(string markdown, string language)
    {
        var block = Regex.Match(markdown, $"^```{language}\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(block.Success, $"There is no ```{language} block.");
        return block.Groups[1].Value;
    }

    private static IEnumerable<string> Own(ZipArchive package) => package.Entries.Select(e => e.FullName)
        .Where(n => !n.StartsWith("_rels/", StringComparison.Ordinal) && !n.StartsWith("package/", StringComparison.Ordinal) && n != "[Content_Types].xml").Order(StringComparer.Ordinal);

    /// <summary>One pack for all, under a version that no cache knows, in a folder that goes afterwards.</summary>
    public sealed class Packed : IAsyncLifetime
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("watercore-package-").FullName;

        public string Version { get; } = $"0.1.0-test.{DateTime.UtcNow:yyyyMMddHHmmss}.{Environment.ProcessId}";

        public string File(string end) => Path.Combine(Folder, $"WaterCore.{Version}{end}");

        // What the tests run on is packed as it stands: building it again, under another version, would change it beneath them.
        public Task InitializeAsync() => Dotnet.RunAsync(Repository.Root, "pack", "src/WaterCore", "--no-build", "-c", Configuration, "-o", Folder, $"-p:Version={Version}", $"-p:NuspecOutputPath={Folder}/spec/");

        public Task DisposeAsync()
        {
            Directory.Delete(Folder, recursive: true);
            return Task.CompletedTask;
        }
    }
}
