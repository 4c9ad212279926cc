using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime.Text;
using WaterCore.Organization;

namespace WaterCore.Audit;

/// <summary>The audit trail as a file, one entry a line in JSON: what auditors take away, and what the offline verifier reads.</summary>
public static class AuditFile
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one entry.</summary>
    public static string ToLine(ChainedAuditEntry entry)
    {
        var line = new JsonObject
        {
            ["sequence"] = entry.Sequence, ["at"] = InstantPattern.ExtendedIso.Format(entry.Entry.At), ["actor"] = entry.Entry.Actor.Name, ["position"] = entry.Entry.Actor.Position,
            ["action"] = entry.Entry.Action, ["subject"] = entry.Entry.Subject,
        };
        if (entry.Entry.Before is { } before) line["before"] = before;
        if (entry.Entry.After is { } after) line["after"] = after;
        if (entry.Entry.Reason is { } reason) line["reason"] = reason;
        line["hash"] = entry.Hash;
        return line.ToJsonString(s_plain);
    }

    /// <summary>Reads one entry; null when the line is none.</summary>
    public static ChainedAuditEntry? FromLine(string line)
    {
        try
        {
            if (JsonNode.Parse(line) is not JsonObject o || (string?)o["at"] is not { } at || InstantPattern.ExtendedIso.Parse(at) is not { Success: true, Value: var instant }) return null;
            string? Text(string name) => (string?)o[name];
            return Text("actor") is { } actor && Text("position") is { } position && Text("action") is { } action && Text("subject") is { } subject && Text("hash") is { } hash && o["sequence"] is { } sequence
                ? new ChainedAuditEntry((long)sequence, new AuditEntry { At = instant, Actor = new Actor(actor, position), Action = action, Subject = subject, Before = Text("before"), After = Text("after"), Reason = Text("reason") }, hash)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Reads a file line by line.</summary>
    /// <exception cref="InvalidDataException">A line is no entry; the message says which.</exception>
    public static async IAsyncEnumerable<ChainedAuditEntry> ReadAsync(TextReader reader, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var number = 1; await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line; number++)
        {
            if (line.Length == 0) continue;
            yield return FromLine(line) ?? throw new InvalidDataException($"Line {number} is no audit entry.");
        }
    }
}
