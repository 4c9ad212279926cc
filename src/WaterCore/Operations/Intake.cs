using System.Text.Json;
using NodaTime;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What an import did. A file with a refused row is refused whole; nothing of it is kept.</summary>
/// <param name="Rows">Rows in the file.</param>
/// <param name="Added">Rows that brought something new.</param>
/// <param name="Unchanged">Rows that say what is known already.</param>
/// <param name="Refused">The rows that cannot be taken; when there are any, nothing was added.</param>
/// <param name="Repeated">True when this very file was imported before.</param>
public sealed record IntakeResult(int Rows, int Added, int Unchanged, IReadOnlyList<RowRefused> Refused, bool Repeated)
{
    /// <summary>Readings that wait in the tray.</summary>
    public int Held { get; init; }

    /// <summary>Visits without an index: blocked or not read.</summary>
    public int NoIndex { get; init; }
}

/// <summary>Takes a file in: whole or not at all, once.</summary>
internal static class FileIntake
{
    /// <summary>Does the work of a file in one unit, and notes the file's digest so that the same file again changes nothing.</summary>
    public static async Task<IntakeResult> OnceAsync(
        IStorage storage, IClock clock, Actor actor, string scope, SourceTable table,
        Func<IUnitOfWork, Task<IntakeResult>> work, CancellationToken cancellationToken)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Keys.FindAsync(scope, table.Digest, cancellationToken).ConfigureAwait(false) is not null)
            return new IntakeResult(table.Rows.Count, 0, table.Rows.Count, [], true);
        var result = await work(unit).ConfigureAwait(false);
        if (result.Refused.Count > 0) return result;

        var now = clock.GetCurrentInstant();
        var answer = JsonSerializer.Serialize(new IntakeAnswer(result.Rows, result.Added), IntakeJson.Default.IntakeAnswer);
        await unit.Keys.AddAsync(new AnsweredRequest(scope, table.Digest, table.Digest, answer, now), cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = now, Actor = actor, Action = scope, Subject = $"file {table.Name}", After = $"{result.Added} added, sha256 {table.Digest}" }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    /// <summary>Columns that are missing or not known refuse the file on its heading line.</summary>
    public static RowRefused? Heading(SourceTable table, IReadOnlyList<string> needed, IReadOnlyList<string> allowed, string freePrefix = "")
    {
        foreach (var column in needed)
            if (!table.Columns.Contains(column)) return new RowRefused(table.Name, 1, column, new("缺少此列", "the column is missing"), new($"请添加；标题行须有 {string.Join("、", needed)}", $"add it; the heading needs {string.Join(", ", needed)}"));
        foreach (var column in table.Columns)
            if (!needed.Contains(column) && !allowed.Contains(column) && !(freePrefix.Length > 0 && column.StartsWith(freePrefix, StringComparison.Ordinal)))
                return new RowRefused(table.Name, 1, column, new("没有此列", "the column is not known"), new(
                    $"可用 {string.Join("、", needed.Concat(allowed))}{(freePrefix.Length > 0 ? $"，或以 {freePrefix}名称 给出水价所需的事实" : "")}",
                    $"use {string.Join(", ", needed.Concat(allowed))}{(freePrefix.Length > 0 ? $", or {freePrefix}NAME for a fact that the tariff asks for" : "")}"));
        return table.Columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? new RowRefused(table.Name, 1, twice.Key, new("此列出现两次", "the column stands there twice"), new("请只留一列", "keep one"))
            : null;
    }
}

internal sealed record IntakeAnswer(int Rows, int Added);

[System.Text.Json.Serialization.JsonSerializable(typeof(IntakeAnswer))]
internal sealed partial class IntakeJson : System.Text.Json.Serialization.JsonSerializerContext;
