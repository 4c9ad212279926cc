using System.Text.Json;
using WaterCore.Host.Plugins;

namespace WaterCore.Host.Tests.Plugins;

public sealed class PluginReportTests
{
    [Fact]
    public void Registered_OpenedBrokenOpenedAgainAndClosed_SaysSoEachTime()
    {
        var report = Staged.Load(Staged.Root, "Good:Whom=x").Report;

        report.MarkOpen("good");
        Assert.Equal((PluginState.Open, null), (report.Of("Good").State, report.Of("Good").Reason));
        report.MarkFailed("Good", "the database is locked");
        Assert.Equal(["Required plugin 'Good' has failed: the database is locked"], report.Blockers);
        report.MarkClosed("Good");
        Assert.Equal((PluginState.Failed, "the database is locked"), (report.Of("Good").State, report.Of("Good").Reason));
        report.MarkOpen("Good");
        Assert.Empty(report.Blockers);
        report.MarkClosed("Good");
        Assert.Equal(PluginState.Closed, report.Of("Good").State);
    }

    [Theory]
    [InlineData("Good")]
    [InlineData("ThrowsOnRegister")]
    [InlineData("Nobody")]
    public void Mark_OfAPluginWithoutServices_IsTheCallersBug(string name)
    {
        var report = Staged.Load(Staged.Root, "ThrowsOnRegister:x=").Report;

        Assert.Throws<InvalidOperationException>(() => report.MarkOpen(name));
        Assert.Throws<InvalidOperationException>(() => report.MarkClosed(name));
        Assert.Throws<InvalidOperationException>(() => report.MarkFailed(name, "no"));
    }

    [Fact]
    public void Table_OfAReport_HasALineForEachPluginWithTheReasonWhole()
    {
        using var folder = new PluginFolder();
        folder.CopyGood();
        var text = new StringWriter { NewLine = "\n" };

        PluginTable.Write(Staged.Load(folder.Root, "Good:x=", "Pump:Required=false").Report, text);

        Assert.Equal($"""
            name  kinds             version  built for  required  state       reason
            Good  storage, channel  0.1.0    {Staged.Core,-9}  yes       Registered
            Pump                                        no        Refused     there is no folder '{folder.Root}/Pump'

            """, text.ToString());
    }

    [Fact]
    public void Json_OfAReport_HasTheSameFacts()
    {
        using var folder = new PluginFolder();
        folder.CopyGood();
        var text = new StringWriter();

        PluginTable.WriteJson(Staged.Load(folder.Root, "Good:x=").Report, text);

        var good = JsonDocument.Parse(text.ToString()).RootElement[0];
        Assert.Equal(["name", "kinds", "version", "builtFor", "state", "reason", "required"], good.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("Good", "registered", true), (good.GetProperty("name").GetString(), good.GetProperty("state").GetString(), good.GetProperty("required").GetBoolean()));
    }
}
