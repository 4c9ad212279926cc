using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using WaterCore.Organization;
using WaterCore.Workflows;

namespace WaterCore.Storage.Sql;

/// <summary>What of an item and its branches nobody searches by, as JSON beside the columns.</summary>
internal static class WorkState
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(WorkItem item) => JsonSerializer.Serialize(
        new ItemRow(
            item.Form, OrNull(item.Documents), item.Clocks.Count == 0 ? null : [.. item.Clocks.Select(c => new ClockRow((int)c.Kind, c.Limit.Amount, (int)c.Limit.Unit, Stands(c.Stands), SortedInstant.Text(c.Due)))],
            item.Trail.Count == 0 ? null : [.. item.Trail.Select(Passed)], item.Doers.Count == 0 ? null : [.. item.Doers.Select(d => new[] { d.Duty.Code, d.Name })]),
        s_options);

    public static string? Write(WorkBranch branch) => branch.Stands.Count == 0 && branch.SuspendReason is null && branch.SentFrom is null
        ? null
        : JsonSerializer.Serialize(new BranchRow(Stands(branch.Stands), branch.SuspendReason, branch.SentFrom is { } from ? Passed(from) : null), s_options);

    public static WorkItem Read(WorkItem item, string json)
    {
        var row = JsonSerializer.Deserialize<ItemRow>(json, s_options)!;
        return item with
        {
            Form = row.Form, Documents = row.Documents ?? [],
            Clocks = row.Clocks is null ? [] : [.. row.Clocks.Select(c => new ItemClock((ClockKind)c.Kind, new TimeLimit(c.Amount, (LimitUnit)c.Unit), Stands(c.Stands), At(c.Due)))],
            Trail = row.Trail is null ? [] : [.. row.Trail.Select(Passed)],
            Doers = row.Doers is null ? [] : [.. row.Doers.Select(d => new Doer(new Permission(d[0]), d[1]))],
        };
    }

    public static WorkBranch Read(WorkBranch branch, string? json)
    {
        if (json is null) return branch;
        var row = JsonSerializer.Deserialize<BranchRow>(json, s_options)!;
        return branch with { Stands = Stands(row.Stands), SuspendReason = row.Reason, SentFrom = row.From is null ? null : Passed(row.From) };
    }

    private static string[] Passed(Passed passed) => [passed.Path, passed.Step, passed.Position];

    private static Passed Passed(string[] row) => new(row[0], row[1], row[2]);

    private static string?[][]? Stands(IReadOnlyList<Stand> stands) => stands.Count == 0 ? null : [.. stands.Select(s => new[] { SortedInstant.Text(s.From), SortedInstant.Text(s.To) })];

    private static IReadOnlyList<Stand> Stands(string?[][]? rows) => rows is null ? [] : [.. rows.Select(r => new Stand(At(r[0])!.Value, At(r[1])))];

    private static Instant? At(string? text) => text is null ? null : InstantPattern.ExtendedIso.Parse(text).Value;

    private static IReadOnlyList<string>? OrNull(IReadOnlyList<string> words) => words.Count == 0 ? null : words;

    private sealed record ItemRow(IReadOnlyDictionary<string, string> Form, IReadOnlyList<string>? Documents, ClockRow[]? Clocks, string[][]? Trail, string[][]? Doers);

    private sealed record ClockRow(int Kind, int Amount, int Unit, string?[][]? Stands, string? Due);

    private sealed record BranchRow(string?[][]? Stands, string? Reason, string[]? From);
}
