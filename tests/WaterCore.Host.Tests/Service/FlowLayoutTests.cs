using WaterCore.Host.Shared;
using WaterCore.Workflows;

namespace WaterCore.Host.Tests.Service;

public sealed class FlowLayoutTests
{
    public static TheoryData<string> Shipped => [.. ShippedWorkflows.Codes];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Drawing_OfADefinition_ShowsEveryStepAndWay_WithoutOneOverTheOther(string code)
    {
        var definition = ShippedWorkflows.Load(code);
        var layout = FlowLayout.Of(definition);
        Assert.Equal(definition.Steps.Select(s => s.Code).Order(StringComparer.Ordinal), layout.Steps.Select(s => s.Step.Code).Order(StringComparer.Ordinal));
        Assert.Equal(definition.Steps.Sum(s => s.Next.Sum(n => n.To.Count)), layout.Arrows.Count);
        foreach (var a in layout.Steps)
        {
            Assert.True(a.X >= 0 && a.Y >= 0 && a.X + FlowLayout.BoxWidth <= layout.Width && a.Y + FlowLayout.BoxHeight <= layout.Height);
            foreach (var b in layout.Steps.Where(b => b.Step != a.Step))
                Assert.False(Math.Abs(a.X - b.X) < FlowLayout.BoxWidth && Math.Abs(a.Y - b.Y) < FlowLayout.BoxHeight, $"{a.Step.Code} lies over {b.Step.Code}.");
        }
        // What is done later is drawn lower.
        Assert.All(layout.Arrows.Where(a => !a.Back), a => Assert.True(a.To.Y > a.From.Y));
    }
}
