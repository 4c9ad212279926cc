using NodaTime;
using WaterCore.Organization;
using WaterCore.Workflows;

namespace WaterCore.Tests.Workflows;

public sealed class ShippedWorkflowTests
{
    private static readonly LocalDate Day = new(2026, 3, 2);

    public static TheoryData<string> Codes => new(ShippedWorkflows.Codes);

    [Fact]
    public void Shipped_AreThese() => Assert.Equal(
        ["change-of-owner", "change-of-use", "closing", "complaint", "leak-relief", "meter-exchange", "meter-test", "new-connection", "new-connection-express", "new-connection-simple", "relocation", "repair", "restart", "restoration", "size-change", "suspension", "temporary-stop", "temporary-supply"], ShippedWorkflows.Codes);

    [Theory]
    [MemberData(nameof(Codes))]
    public void Shipped_MayBePublished(string code) =>
        Assert.Empty(WorkflowCheck.Check(ShippedWorkflows.Load(code), new OrganizationChart(SampleOrganization.Create(Day)), Day, Applications.ApplicationEffect.Needs));

    public static TheoryData<string> Cities => new(CityLimits.All.Select(c => c.City));

    [Theory]
    [MemberData(nameof(Cities))]
    public void ACitysVariant_MayBePublished_AndItsFileReadsBackTheSame(string city)
    {
        var draft = CityLimits.Find(city)!.Apply();
        Assert.Empty(WorkflowCheck.Check(draft, new OrganizationChart(SampleOrganization.Create(Day)), Day, Applications.ApplicationEffect.Needs));
        Assert.Equal(WorkflowFile.Write(draft), WorkflowFile.Write(WorkflowFile.Read(WorkflowFile.Write(draft), city).Value));
        Assert.Equal(CityLimits.Find(city)!.Promise, draft.Promise);
    }

    [Fact]
    public void ACityThatCountsWorks_LetsTheClockRunThere_AndOneThatDoesNotStopsIt()
    {
        Assert.DoesNotContain(ClockKind.Promised, CityLimits.Find("jindakun-other")!.Apply().Find("construction")!.Stops);
        Assert.Contains(ClockKind.Promised, CityLimits.Find("nanan-2020")!.Apply().Find("charges")!.Stops);
    }
}
