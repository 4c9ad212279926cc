using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Tests.Workflows;

public sealed class WorkflowWriteTests
{
    public static TheoryData<string> Shipped => [.. ShippedWorkflows.Codes];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void File_WrittenAndReadAgain_IsTheSameDefinition(string code)
    {
        var text = WorkflowFile.Write(ShippedWorkflows.Load(code));
        var again = WorkflowFile.Read(text, code + ".yaml");
        Assert.True(again.IsOk, again.Fault?.Message);
        Assert.Equal(text, WorkflowFile.Write(again.Value));
        Assert.Equal(Facts(ShippedWorkflows.Load(code)), Facts(again.Value));
    }

    [Fact]
    public void File_WithWordsThatLookLikeYaml_ReadsBackAsTheyWere()
    {
        foreach (var word in new[] { "a: b", "- x", "\"quoted\"", "back\\slash", "#no comment", "{a, b}", "*alias", "&anchor", "yes", "null", "1e3", "!tag", "<script>", "=cmd|'/c calc'!A0", "句：点" })
        {
            var definition = ShippedWorkflows.Load("repair");
            var named = definition with { Name = new Wording(word, word), Steps = [definition.Steps[0] with { Name = new Wording(word, word) }, .. definition.Steps.Skip(1)] };
            var again = WorkflowFile.Read(WorkflowFile.Write(named), "x.yaml");
            Assert.True(again.IsOk, $"{word}: {again.Fault?.Message}");
            Assert.Equal((word, word), (again.Value.Name.Zh, again.Value.Steps[0].Name.En));
        }
    }

    // All that a definition says, without lines and file.
    private static string Facts(WorkflowDefinition d) => string.Join('\n', d.Steps.Select(s => string.Join('|',
        s.Code, s.Name, s.Position, s.Limit, s.Duty, s.Join, string.Join(',', s.Documents), string.Join(',', s.Fees), string.Join(',', s.Effects), string.Join(',', s.Actions.Order()), string.Join(',', s.HandTo), string.Join(',', s.Stops),
        string.Join(';', s.Form.Select(f => $"{f.Code} {f.Name} {f.Kind} {f.Required} {string.Join('/', f.Choices)}")), string.Join(';', s.Next.Select(n => $"{n.On} {n.When?.Text} {string.Join('/', n.To)}"))))
        .Prepend($"{d.Code} {d.Name} {d.Promise} {d.Legal} {string.Join(';', d.SuspendReasons.Select(r => $"{r.Code} {r.Name} {string.Join('/', r.Stops)}"))}"));
}
