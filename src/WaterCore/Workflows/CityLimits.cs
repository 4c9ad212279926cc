using System.Text;
using WaterCore.Organization;
using WaterCore.Text;
using WaterCore.Values;

namespace WaterCore.Workflows;

/// <summary>What a city or utility promises for one of the shipped ways, as announced (获得用水承诺时限).</summary>
/// <param name="City">A short name, such as <c>wuhan-2019</c>.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Workflow">The shipped definition it is for.</param>
/// <param name="Promise">What is promised for the whole.</param>
/// <param name="Steps">The limits of stations that differ from the shipped ones.</param>
/// <param name="Outside">Stations that the promise does not count, such as works.</param>
/// <param name="Within">Stations that the promise counts although the shipped definition does not.</param>
/// <param name="Source">Where it was announced, and when.</param>
public sealed record CityLimit(
    string City, Wording Name, string Workflow, TimeLimit Promise, IReadOnlyDictionary<string, TimeLimit> Steps, IReadOnlyList<string> Outside, IReadOnlyList<string> Within, string Source)
{
    /// <summary>The shipped definition with these limits, as a draft to publish or edit; its code stays the same.</summary>
    public WorkflowDefinition Apply()
    {
        var shipped = ShippedWorkflows.Load(Workflow);
        return shipped with { Version = 0, Promise = Promise, Steps = [.. shipped.Steps.Select(Of)] };
    }

    private Step Of(Step step)
    {
        IEnumerable<ClockKind> stops = Outside.Contains(step.Code) ? step.Stops.Append(ClockKind.Promised).Distinct() : Within.Contains(step.Code) ? step.Stops.Where(c => c != ClockKind.Promised) : step.Stops;
        return step with { Limit = Steps.TryGetValue(step.Code, out var limit) ? limit : step.Limit, Stops = [.. stops] };
    }
}

/// <summary>The promises of cities for new connections that come with the package. Facts with their source, not advice.</summary>
public static class CityLimits
{
    private const string Resource = "workflow-cities.yaml";

    /// <summary>All, in the order of the file.</summary>
    public static IReadOnlyList<CityLimit> All { get; } = Read();

    /// <summary>A city's, or null.</summary>
    public static CityLimit? Find(string city) => All.FirstOrDefault(c => c.City == city);

    private static List<CityLimit> Read()
    {
        using var stream = typeof(CityLimits).Assembly.GetManifestResourceStream(Resource)!;
        using var text = new StreamReader(stream, Encoding.UTF8);
        static Exception Refuse(int line, string field, Wording problem, Wording remedy) => new InvalidDataException($"{Resource} line {line}, {field}: {problem.En}; {remedy.En}.");
        return new Reader(Refuse).Cities(YamlTree.Read(text.ReadToEnd(), "list of cities", Refuse));
    }

    private sealed class Reader(YamlRefusal refuse) : YamlReader(refuse)
    {
        public List<CityLimit> Cities(YamlTree tree) => List(tree, "cities").Items.Select(City).ToList();

        private CityLimit City(YamlTree node)
        {
            var map = Map(node, "city", new("写上 city:、name:、of:、promise: 和 source:", "write city:, name:, of:, promise: and source:"));
            Keys(map, "city", "city", "name", "of", "promise", "steps", "outside", "within", "source");
            var workflow = ShippedWorkflows.Load(Text(map, "of"));
            var steps = map.Find("steps") is { } s ? Map(s, "steps", new("写作 环节: 时限", "write station: limit")).Entries.ToDictionary(e => Known(s, workflow, e.Key), e => Limit(e.Value), StringComparer.Ordinal) : [];
            return new CityLimit(
                Text(map, "city"), Wording(Need(map, "name", "name"), "name"), workflow.Code, Limit(Need(map, "promise", "promise")), steps,
                [.. Words(map.Find("outside"), "outside").Select(w => Known(map, workflow, w))], [.. Words(map.Find("within"), "within").Select(w => Known(map, workflow, w))], Text(map, "source"));
        }

        private string Known(YamlTree node, WorkflowDefinition workflow, string step) =>
            workflow.Find(step) is not null ? step : throw Refuse(node, step, new($"流程 {workflow.Code} 没有这个环节", $"the workflow {workflow.Code} has no such step"), new("用它的环节", "use one of its steps"));

        private TimeLimit Limit(YamlTree node) => TimeLimit.TryParse(Text(node, "limit"), out var limit) ? limit : throw Refuse(node, "limit", new("不是时限", "this is no time limit"), new("写 0.5 working days", "write 0.5 working days"));
    }
}
