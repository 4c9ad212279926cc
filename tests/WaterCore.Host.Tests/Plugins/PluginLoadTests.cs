using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using WaterCore.Host.Plugins;
using WaterCore.Plugins;

namespace WaterCore.Host.Tests.Plugins;

/// <summary>Real plugins, each built by the build of this project, one for each way to go well or wrong.</summary>
public sealed class PluginLoadTests
{
    [Fact]
    public void Good_WithSection_IsRegisteredAndItsServicesWork()
    {
        var (report, services) = Staged.Load(Staged.Root, "Good:Whom=Zhuhai");

        var plugin = report.Of("Good");
        Assert.Equal((PluginState.Registered, null, true), (plugin.State, plugin.Reason, plugin.Required));
        Assert.Equal(["storage", "channel"], plugin.Kinds);
        Assert.Equal("0.1.0", plugin.Version);
        Assert.Equal(Staged.Core.ToString(), plugin.BuiltFor);
        Assert.Equal(["Good"], report.Offering(typeof(Func<Instant>)));
        Assert.Empty(report.Blockers);
        Assert.Empty(report.Degradations);
        using var provider = services.BuildServiceProvider();
        Assert.Equal("Good greets Zhuhai with Ruler 1.0.0.0", provider.GetRequiredService<Func<string>>()());
        Assert.Equal(Instant.FromUnixTimeSeconds(7), provider.GetRequiredService<Func<Instant>>()());
        Assert.Same(report, provider.GetRequiredService<PluginReport>());
    }

    [Fact]
    public void TwoPlugins_WithTwoVersionsOfOneDependency_EachHasItsOwn()
    {
        var (_, services) = Staged.Load(Staged.Root, "Good:Whom=Doumen", "Second:x=");

        using var provider = services.BuildServiceProvider();
        Assert.Equal(["Good greets Doumen with Ruler 1.0.0.0", "Second has Ruler 2.0.0.0"], provider.GetServices<Func<string>>().Select(say => say()));
    }

    [Fact]
    public void Context_OfGood_HasItsFolderAndItsSettingsButNotTheHostsOwn()
    {
        var (_, services) = Staged.Load(Staged.Root, "Good:Required=false", "good:Deep:Key=7");

        using var provider = services.BuildServiceProvider();
        var context = provider.GetRequiredService<PluginContext>();
        Assert.Equal(("Good", Path.Combine(Staged.Root, "Good"), Environment.CurrentDirectory), (context.Name, context.Directory, context.DataDirectory));
        Assert.Equal("7", context.Find("Deep:Key"));
        Assert.Null(context.Find("Required"));
    }

    [Fact]
    public void Section_EmptyInJson_EnablesItsPlugin()
    {
        using var folder = new PluginFolder();
        folder.CopyGood();
        using var json = new MemoryStream(Encoding.UTF8.GetBytes("""{ "WaterCore": { "Plugins": { "Good": {} } } }"""));
        var configuration = new ConfigurationBuilder().AddJsonStream(json)
            .AddInMemoryCollection([KeyValuePair.Create("WaterCore:PluginPath", (string?)".")]).Build();

        var report = PluginHost.Load(configuration, folder.Root, new ServiceCollection());

        Assert.Equal((PluginState.Registered, true), (report.Of("Good").State, report.Of("Good").Required));
    }

    public static TheoryData<string, string, string> Broken => new()
    {
        { "NewerContract", "Refused", $"it was built for WaterCore 9.0.0.0, this host has {Staged.Core}" },
        { "MissingMember", "Refused", "its class 'TestPlugins.MissingMemberPlugin' has no member 'ConfigureServices', which an interface of this host asks for; "
            + $"build it again for WaterCore {Staged.Core}" },
        { "ShipsOwnCore", "Refused", "its folder ships its own WaterCore.dll; reference WaterCore with Private=false and ExcludeAssets=runtime" },
        { "NoPlugin", "Refused", "it has no class that implements IPlugin" },
        { "NoAttribute", "Refused", "it has no plugin attribute; add [assembly: Plugin(\"Name\", \"kind\")]" },
        { "NotAnAssembly", "Refused", "it is not a .NET assembly" },
        { "ThrowsOnRegister", "Failed", "it threw InvalidOperationException when it registered its services: the pump is dry, and so is the well" },
        { "MissingSetting", "Failed", "setting 'ConnectionString' is missing" },
        { "Absent", "Refused", $"there is no folder '{Path.Combine(Staged.Root, "Absent")}'" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void BrokenPlugin_Required_BlocksTheStartWithASentenceAndRegistersNothing(string name, string state, string reason)
    {
        var (report, services) = Staged.Load(Staged.Root, $"{name}:x=");

        var plugin = report.Of(name);
        Assert.Equal((state, reason, true), (plugin.State.ToString(), plugin.Reason, plugin.Required));
        Assert.Equal([$"Required plugin '{name}' cannot be loaded: {reason}"], report.Blockers);
        Assert.Empty(report.Degradations);
        Assert.Empty(services.FromPlugins());
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void BrokenPlugin_Optional_DegradesTheHostAndLeavesTheOthersWhole(string name, string state, string reason)
    {
        var (report, services) = Staged.Load(Staged.Root, $"{name}:Required=false", "Good:Whom=Zhuhai");

        Assert.Equal((state, false), (report.Of(name).State.ToString(), report.Of(name).Required));
        Assert.Equal([$"Optional plugin '{name}' cannot be loaded: {reason}"], report.Degradations);
        Assert.Empty(report.Blockers);
        using var provider = services.BuildServiceProvider();
        Assert.Equal("Good greets Zhuhai with Ruler 1.0.0.0", Assert.Single(provider.GetServices<Func<string>>())());
    }

    [Fact]
    public void NewerContract_Refused_SaysInTheReportWhatItIs()
    {
        var plugin = Staged.Load(Staged.Root, "NewerContract:x=").Report.Of("NewerContract");

        Assert.Equal(("storage", "0.1.0", "9.0.0.0"), (plugin.Kinds.Single(), plugin.Version, plugin.BuiltFor));
        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name == "NewerContract");
    }

    [Fact]
    public void NotEnabled_WithoutSection_IsFoundAndItsCodeRunsOnlyOnceItHasOne()
    {
        const string trace = "TestPlugins.NotEnabled ran";
        var (report, services) = Staged.Load(Staged.Root);

        var plugin = report.Of("NotEnabled");
        Assert.Equal((PluginState.Found, "not enabled: the configuration has no section WaterCore:Plugins:NotEnabled", false), (plugin.State, plugin.Reason, plugin.Required));
        Assert.Equal(["speech"], plugin.Kinds);
        Assert.Empty(services.FromPlugins());
        Assert.Null(AppContext.GetData(trace));
        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name == "NotEnabled");

        // The trace is left when it does run, so its absence above means something.
        Assert.Equal(PluginState.Registered, Staged.Load(Staged.Root, "NotEnabled:x=").Report.Of("NotEnabled").State);
        Assert.Equal(true, AppContext.GetData(trace));
    }

    [Fact]
    public void EveryFolder_WithoutSections_IsFoundAndNothingIsWrong()
    {
        var (report, services) = Staged.Load(Staged.Root);

        Assert.Equal(Directory.GetDirectories(Staged.Root).Length, report.Plugins.Count);
        Assert.All(report.Plugins, plugin => Assert.Equal(PluginState.Found, plugin.State));
        Assert.Empty(report.Blockers);
        Assert.Empty(report.Degradations);
        Assert.Empty(services.FromPlugins());
    }
}
