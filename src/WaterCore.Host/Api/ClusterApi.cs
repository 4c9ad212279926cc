using NodaTime.Text;
using WaterCore.Host.Accounts;
using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Api;

/// <param name="Nodes">The hosts; none where this one is alone.</param>
/// <param name="Duties">What one host does at a time, and which.</param>
/// <param name="Runs">Runs that are under way, and how far each is.</param>
internal sealed record ClusterAnswer(IReadOnlyList<ClusterNode> Nodes, IReadOnlyList<DutyAnswer> Duties, IReadOnlyList<OpenRunAnswer> Runs);

internal sealed record DutyAnswer(string Name, string Holder, long Epoch);

internal sealed record OpenRunAnswer(long Run, string Kind, string Key, string StartedBy, string StartedAt, int Partitions, int Done, long Accounts, long Made);

/// <summary>The hosts, what each is in charge of, and the runs that any of them works on.</summary>
internal static class ClusterApi
{
    public static void MapCluster(this RouteGroupBuilder api) =>
        api.MapGet("/cluster", AnswerAsync).RequireAuthorization(Permissions.PluginsRead).WithTags("service").Produces<ClusterAnswer>().WithSummary("The hosts that share the work, and the runs among them");

    private static async Task<IResult> AnswerAsync(IServiceProvider services, DutyRoster duties, PartitionedRuns runs, CancellationToken cancellationToken)
    {
        var open = new List<OpenRunAnswer>();
        foreach (var run in await runs.OpenAsync(cancellationToken))
        {
            var now = await runs.ProgressAsync(run.Id, cancellationToken);
            open.Add(new OpenRunAnswer(run.Id, run.Kind, run.Key, run.Actor.Name, InstantPattern.ExtendedIso.Format(run.StartedAt), now.Partitions, now.Done, now.Gone, now.Made));
        }
        var held = (await duties.ListAsync(cancellationToken)).Select(d => new DutyAnswer(d.Name, d.Holder, d.Epoch)).ToList();
        return TypedResults.Ok(new ClusterAnswer(services.GetService<IClusterView>()?.Nodes ?? [], held, open));
    }
}
