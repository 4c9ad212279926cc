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
}
