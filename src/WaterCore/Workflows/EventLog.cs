using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime.Text;
using WaterCore.Values;

namespace WaterCore.Workflows;

/// <summary>Writes the record of work as an object-centric event log for process-mining tools (OCEL 2.0, JSON).</summary>
/// <remarks>Objects are items, positions and people; an event is an action. Source of the format: ocel-standard.org, version 2.0, JSON schema.</remarks>
public static class EventLog
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a log.</summary>
    /// <param name="to">Where to; stays open.</param>
    /// <param name="acts">The actions, in any order.</param>
    /// <param name="definitions">The definition of each item, for its type.</param>
    public static void Write(Stream to, IReadOnlyList<WorkAct> acts, IReadOnlyDictionary<Id<WorkItem>, string> definitions)
    {
        using var json = new Utf8JsonWriter(to, Options);
        json.WriteStartObject();
        Types(json, "objectTypes", ["position", "person", .. definitions.Values.Distinct().Order(StringComparer.Ordinal)]);
        Types(json, "eventTypes", acts.Select(a => a.Action.CodeOf()).Distinct().Order(StringComparer.Ordinal), "step", "target", "note");
        json.WriteStartArray("objects");
        foreach (var (id, definition) in definitions.OrderBy(d => d.Key)) Object(json, Item(id), definition);
        foreach (var position in acts.Select(a => a.Actor.Position).Distinct().Order(StringComparer.Ordinal)) Object(json, "position:" + position, "position");
        foreach (var person in acts.Select(a => a.Actor.Name).Distinct().Order(StringComparer.Ordinal)) Object(json, "person:" + person, "person");
        json.WriteEndArray();
        json.WriteStartArray("events");
        foreach (var act in acts.OrderBy(a => a.At).ThenBy(a => a.Item).ThenBy(a => a.Revision)) Event(json, act);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Item(Id<WorkItem> id) => string.Create(CultureInfo.InvariantCulture, $"item:{id.Value}");

    private static void Types(Utf8JsonWriter json, string name, IEnumerable<string> types, params string[] attributes)
    {
        json.WriteStartArray(name);
        foreach (var type in types)
        {
            json.WriteStartObject();
            json.WriteString("name", type);
            json.WriteStartArray("attributes");
            foreach (var attribute in attributes)
            {
                json.WriteStartObject();
                json.WriteString("name", attribute);
                json.WriteString("type", "string");
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Object(Utf8JsonWriter json, string id, string type)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("type", type);
        json.WriteStartArray("attributes");
        json.WriteEndArray();
        json.WriteStartArray("relationships");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Event(Utf8JsonWriter json, WorkAct act)
    {
        json.WriteStartObject();
        json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"{act.Item.Value}/{act.Revision}"));
        json.WriteString("type", act.Action.CodeOf());
        json.WriteString("time", InstantPattern.ExtendedIso.Format(act.At));
        json.WriteStartArray("attributes");
        foreach (var (name, value) in new[] { ("step", act.Step), ("target", act.Target), ("note", act.Note) })
        {
            if (string.IsNullOrEmpty(value)) continue;
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("value", value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("relationships");
        foreach (var (id, qualifier) in new[] { (Item(act.Item), "work"), ("position:" + act.Actor.Position, "at"), ("person:" + act.Actor.Name, "by") })
        {
            json.WriteStartObject();
            json.WriteString("objectId", id);
            json.WriteString("qualifier", qualifier);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
