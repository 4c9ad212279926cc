using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace WaterCore.Tests.House;

/// <summary>
/// A storage made elsewhere: from the template, with nothing but the packages, in a folder that knows nothing of this one; then every rule is run on it.
/// All of them with <c>WATERCORE_WHOLE_SUITE=true</c>; otherwise without the comparison of thousands of searches, which takes longer than all else together.
/// </summary>
public sealed class TemplateTests : IDisposable
{
    private static readonly string Version = $"0.1.0-made.{DateTime.UtcNow:yyyyMMddHHmmss}.{Environment.ProcessId}";

    private static readonly string Configuration = Directory.GetParent(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!.Name;

    private readonly string _folder = Directory.CreateTempSubdirectory("watercore-elsewhere-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Storage_MadeFromTheTemplateAndThePackagesAlone_HoldsEveryRule()
    {
        var packages = Path.Combine(_folder, "packed");
        foreach (var project in new[] { "src/WaterCore", "plugins/Storage.Sql", "tests/WaterCore.Conformance", "tests/WaterCore.Templates" })
            await Dotnet.RunAsync(Repository.Root, "pack", project, "--no-build", "-c", Configuration, "-o", packages, $"-p:Version={Version}", $"-p:NuspecOutputPath={packages}/spec/");
        var machine = (await Dotnet.RunAsync(_folder, "nuget", "locals", "global-packages", "--list")).Split(": ", 2)[1].Trim();
        File.WriteAllText(Path.Combine(_folder, "Directory.Build.props"), "<Project><PropertyGroup><NuGetAudit>false</NuGetAudit></PropertyGroup></Project>");
        File.WriteAllText(Path.Combine(_folder, "global.json"), Repository.Read("global.json"));
        File.WriteAllText(Path.Combine(_folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <fallbackPackageFolders><add key="machine" value="{machine}" /></fallbackPackageFolders>
              <packageSources><clear /><add key="packed-here" value="{packages}" /></packageSources>
            </configuration>
            """);
        var hive = Path.Combine(_folder, "hive");
        await Dotnet.RunAsync(_folder, "new", "install", Path.Combine(packages, $"WaterCore.Templates.{Version}.nupkg"), "--debug:custom-hive", hive);
        await Dotnet.RunAsync(_folder, "new", "watercore-storage", "-n", "Acme.Storage", "--WaterCoreVersion", Version, "--debug:custom-hive", hive);
        Assert.DoesNotContain("MyStore", File.ReadAllText(Path.Combine(_folder, "Acme.Storage", "Acme.Storage", "Plugin.cs")), StringComparison.Ordinal);

        var results = Path.Combine(_folder, "results.trx");
        string[] few = Environment.GetEnvironmentVariable("WATERCORE_WHOLE_SUITE") == "true" ? [] : ["--filter", "FullyQualifiedName!~Search_ThousandsOfClues"];
        await Dotnet.RunAsync(Path.Combine(_folder, "Acme.Storage"), ["test", "Acme.Storage.Tests", "-c", Configuration, "--logger", $"trx;LogFileName={results}", .. few]);

        var outcomes = XDocument.Load(results).Descendants().Where(e => e.Name.LocalName == "UnitTestResult").ToList();
        Assert.All(outcomes, o => Assert.Equal("Passed", (string?)o.Attribute("outcome")));
        // As many as there are rules: every one was run, none left out by the packaging.
        var rules = Directory.GetFiles(Path.Combine(Repository.Root, "tests/WaterCore.Conformance"), "StorageConformance*.cs").Sum(f => Regex.Count(File.ReadAllText(f), @"^    public (async )?(Task|void) \w+_\w+\(", RegexOptions.Multiline));
        var methods = outcomes.Select(o => ((string)o.Attribute("testName")!).Split('(')[0]).Distinct().Count();
        Assert.Equal(rules - few.Length / 2, methods);
    }
}
