using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Service;

namespace WaterCore.Host.Shared;

internal sealed record IncidentAnswer(
    long Number, string Category, string? Zone, string? Place, string State, string OpenedAt, string OpenedBy, string? Zh, string? En, string? Expected, long? Announcement, string? AnnouncedAt, string? RestoredAt, string? ClosedAt);

internal sealed record IncidentFileAnswer(IncidentAnswer Incident, int Reports, IReadOnlyDictionary<string, int> ByChannel, int Customers, int Open, IReadOnlyList<CaseAnswer> CallBacks, string? FirstReport);

/// <summary>Incidents as programs get them, from the API and from <c>--json</c>.</summary>
internal static class IncidentAnswers
{
    public static IncidentAnswer Of(Incident i, Utility utility) => new(
        i.Id.Value, i.Category, i.Zone, i.Place, i.State.ToString().ToLowerInvariant(), Show.At(i.OpenedAt, utility), i.OpenedBy, i.Text?.Zh, i.Text?.En, At(i.Expected, utility), i.Announcement?.Value,
        At(i.AnnouncedAt, utility), At(i.RestoredAt, utility), At(i.ClosedAt, utility));

    public static IncidentFileAnswer Of(IncidentView view, Utility utility) => new(
        Of(view.Incident, utility), view.Reports, view.ByChannel, view.Customers, view.Open, [.. view.CallBacks.Select(c => ServiceAnswers.Of(c, utility))], At(view.FirstReport, utility));

    private static string? At(NodaTime.Instant? at, Utility utility) => at is null ? null : Show.At(at, utility);
}
