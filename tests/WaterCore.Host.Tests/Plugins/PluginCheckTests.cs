using Mono.Cecil;
using WaterCore.Host.Plugins;

namespace WaterCore.Host.Tests.Plugins;

/// <summary>The plugin Good, changed in one point of its metadata or its folder.</summary>
public sealed class PluginCheckTests
{
    private const string Kinds = "storage, telephony, channel, speech, documents, cluster";

    public static TheoryData<string> SharedAssemblies => ["NodaTime", "Microsoft.Extensions.DependencyInjection.Abstractions", "System.Runtime"];

    [Theory]
    [MemberData(nameof(SharedAssemblies))]
    public void SharedAssembly_NewerThanTheHosts_IsRefusedWithBothVersions(string name)
    {
        using var folder = new PluginFolder();
        folder.CopyGood(good => good.MainModule.AssemblyReferences.Single(want => want.Name == name).Version = new Version(99, 1, 0, 0));
        var have = System.Reflection.Assembly.Load(name).GetName().Version;

        Refused(folder, $"it was built for {name} 99.1.0.0, this host has {have}");
    }

    [Fact]
    public void SharedAssembly_NewerThanTheHostsButBroughtAlong_IsRefusedToo()
    {
        using var folder = new PluginFolder();
        var good = folder.CopyGood(good => good.MainModule.AssemblyReferences.Single(want => want.Name == "NodaTime").Version = new Version(99, 1, 0, 0));
        File.Copy(typeof(NodaTime.Instant).Assembly.Location, Path.Combine(good, "NodaTime.dll"));

        Refused(folder, $"it was built for NodaTime 99.1.0.0, this host has {typeof(NodaTime.Instant).Assembly.GetName().Version}");
    }

    [Theory]
    [InlineData("Microsoft.Extensions.Pumps")]
    [InlineData("Microsoft.AspNetCore.Pumps")]
    public void SharedAssembly_ThatNobodyHas_IsRefused(string name)
    {
        using var folder = new PluginFolder();
        folder.CopyGood(good => good.MainModule.AssemblyReferences.Single(want => want.Name == "NodaTime").Name = name);

        Refused(folder, $"it was built for {name} {typeof(NodaTime.Instant).Assembly.GetName().Version}, which neither this host nor its folder has");
    }

    [Fact]
    public void Kind_ThatIsUnknown_IsRefusedWithTheKnownOnes()
    {
        using var folder = new PluginFolder();
        folder.CopyGood(good => Kind(good, "weather"));

        Refused(folder, $"it offers 'weather', which this host does not know; it knows {Kinds}");
    }

    [Fact]
    public void Kind_ThatIsNotNamed_IsRefused()
    {
        using var folder = new PluginFolder();
        folder.CopyGood(good => Kind(good));

        Refused(folder, $"it names no kind; name one of {Kinds}");
    }

    [Fact]
    public void Name_ThatIsNotTheFolders_IsRefused()
    {
        using var folder = new PluginFolder();
        folder.CopyGood(name: "Better");

        Refused(folder, "it calls itself 'Good', but its folder is 'Better'; rename the folder", "Better");
    }

    [Fact]
    public void Class_ThatIsNotPublic_IsRefused()
    {
        using var folder = new PluginFolder();
        folder.CopyGood(good => good.MainModule.GetType("TestPlugins.GoodPlugin").IsPublic = false);

        Refused(folder, "its class 'TestPlugins.GoodPlugin' must be public and have a public constructor without parameters");
    }

    [Fact]
    public void Class_ThatIsThereTwice_IsRefused()
    {
        using var folder = new PluginFolder();
        folder.CopyGood(good =>
        {
            var first = good.MainModule.GetType("TestPlugins.GoodPlugin");
            first.IsSealed = false;
            good.MainModule.Types.Add(new TypeDefinition("TestPlugins", "OtherPlugin", first.Attributes, first));
        });

        Refused(folder, "it has 2 classes that implement IPlugin (TestPlugins.GoodPlugin, TestPlugins.OtherPlugin); leave one");
    }

    [Fact]
    public void Dependency_OfABaseClassThatIsNotInTheFolder_IsRefusedByName()
    {
        using var folder = new PluginFolder();
        folder.CopyGood(good =>
        {
            var lost = new AssemblyNameReference("Lost", new Version(1, 0, 0, 0));
            good.MainModule.AssemblyReferences.Add(lost);
            good.MainModule.Types.Add(new TypeDefinition("TestPlugins", "Heir", TypeAttributes.Public, new TypeReference("Lost", "Base", good.MainModule, lost)));
        });

        Refused(folder, "its folder has no assembly 'Lost'; publish it again");
    }

    [Fact]
    public void Folder_WithoutDepsFile_IsRefused()
    {
        using var folder = new PluginFolder();
        File.Delete(Path.Combine(folder.CopyGood(), "Good.deps.json"));

        Refused(folder, "its folder has no .deps.json file; set EnableDynamicLoading in its project and publish it again");
    }

    [Fact]
    public void Folder_WithTwoDepsFiles_IsRefused()
    {
        using var folder = new PluginFolder();
        File.WriteAllText(Path.Combine(folder.CopyGood(), "Best.deps.json"), "{}");

        Refused(folder, "its folder has 2 .deps.json files (Best.deps.json, Good.deps.json); leave only the plugin's own");
    }

    [Fact]
    public void Folder_WithoutItsAssembly_IsRefused()
    {
        using var folder = new PluginFolder();
        File.Delete(Path.Combine(folder.CopyGood(), "Good.dll"));

        Refused(folder, "its folder has Good.deps.json but no Good.dll");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(2000)]
    public void Assembly_CutShort_IsRefused(int length)
    {
        using var folder = new PluginFolder();
        using (var file = File.OpenWrite(Path.Combine(folder.CopyGood(), "Good.dll"))) file.SetLength(length);

        Refused(folder, "it is not a .NET assembly");
    }

    [Fact]
    public void DepsFile_ThatIsNotJson_IsRefusedOnOneLine()
    {
        using var folder = new PluginFolder();
        File.WriteAllText(Path.Combine(folder.CopyGood(), "Good.deps.json"), "{ not\njson");

        var plugin = Staged.Load(folder.Root, "Good:x=").Report.Of("Good");
        Assert.Equal(PluginState.Refused, plugin.State);
        Assert.StartsWith("it cannot be loaded: ", plugin.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', plugin.Reason!);
    }

    [SkippableFact]
    public void Folders_ThatDifferInCaseOnly_AreRefusedTogether()
    {
        using var folder = new PluginFolder();
        folder.CopyGood();
        Skip.If(Directory.Exists(Path.Combine(folder.Root, "GOOD")), "the file system does not tell case apart");
        folder.CopyGood(name: "good");

        var plugin = Assert.Single(Staged.Load(folder.Root, "Good:x=").Report.Plugins);
        Assert.Equal((PluginState.Refused, "there are 2 folders of this name, which differ in case only; leave one"), (plugin.State, plugin.Reason));
    }

    [Fact]
    public void Required_ThatIsNeitherTrueNorFalse_IsRefusedAndCountsAsRequired()
    {
        var (report, services) = Staged.Load(Staged.Root, "Good:Required=maybe");

        Assert.Equal(["Required plugin 'Good' cannot be loaded: setting 'Required' is 'maybe'; write true or false"], report.Blockers);
        Assert.Empty(services.FromPlugins());
    }

    private static void Refused(PluginFolder folder, string reason, string name = "Good")
    {
        var (report, services) = Staged.Load(folder.Root, $"{name}:x=");
        Assert.Equal((PluginState.Refused, reason), (report.Of(name).State, report.Of(name).Reason));
        Assert.Empty(services.FromPlugins());
    }

    private static void Kind(AssemblyDefinition good, params string[] kinds)
    {
        var text = good.MainModule.TypeSystem.String;
        var attribute = good.CustomAttributes.Single(attribute => attribute.AttributeType.Name == "PluginAttribute");
        attribute.ConstructorArguments[1] = new CustomAttributeArgument(new ArrayType(text), kinds.Select(kind => new CustomAttributeArgument(text, kind)).ToArray());
    }
}
