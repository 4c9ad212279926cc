using System.Text.Json;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

/// <summary>Incidents, what came with contacts, edited templates, positions of premises, conversations by text.</summary>
internal sealed class DeskStore(SqlUnit unit) : IDeskStore
{
    private const string IncidentColumns = "id, category, zone, place, state, opened_at, opened_by, zh, en, expected, announcement, announced_at, restored_at, closed_at, revision";
    private const string TemplateColumns = "code, revision, purpose, subject_zh, subject_en, body_zh, body_en, at, by_whom";

    public ValueTask<long> NextIncidentAsync(CancellationToken cancellationToken = default) => unit.NumberInTurnAsync("incident", "select coalesce(max(id), 0) + 1 from incident", cancellationToken);

    public ValueTask AddAsync(Incident incident, CancellationToken cancellationToken = default) => unit.AddAsync(
        "incident", IncidentColumns.Split(", "), [incident],
        static (row, i) => row.Add(i.Id.Value).Add(i.Category).AddOrNull(i.Zone).AddOrNull(i.Place).Add((long)i.State).AddSorted(i.OpenedAt).Add(i.OpenedBy).AddOrNull(i.Text?.Zh).AddOrNull(i.Text?.En)
            .AddSorted(i.Expected).Add(i.Announcement?.Value).AddSorted(i.AnnouncedAt).AddSorted(i.RestoredAt).AddSorted(i.ClosedAt).Add(i.Revision), cancellationToken);

    public async ValueTask UpdateAsync(Incident incident, CancellationToken cancellationToken = default)
    {
        var i = incident;
        var changed = await unit.ChangeAsync(
            """
            update incident set zone = @zone, place = @place, state = @state, zh = @zh, en = @en, expected = @expected, announcement = @announcement, announced_at = @announced,
                restored_at = @restored, closed_at = @closed, revision = @revision
            where id = @id and revision = @revision - 1
            """, new
            {
                id = i.Id.Value, zone = i.Zone, place = i.Place, state = (long)i.State, zh = i.Text?.Zh, en = i.Text?.En, expected = SortedInstant.Text(i.Expected), announcement = i.Announcement?.Value,
                announced = SortedInstant.Text(i.AnnouncedAt), restored = SortedInstant.Text(i.RestoredAt), closed = SortedInstant.Text(i.ClosedAt), revision = i.Revision,
            }, cancellationToken).ConfigureAwait(false);
        if (changed != 1) throw unit.Conflict($"Incident {i.Id} is not stored with revision {i.Revision - 1}: somebody else acted first.");
    }

    public ValueTask<Incident?> FindIncidentAsync(Id<Incident> id, CancellationToken cancellationToken = default) => unit.FindAsync(
        $"select {IncidentColumns} from incident where id = @id", new { id = id.Value }, ReadIncident, cancellationToken);

    public ValueTask<IReadOnlyList<Incident>> IncidentsAsync(bool openOnly, int take, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {IncidentColumns} from incident {(openOnly ? "where state = 0" : "")} order by id desc limit @take", new { take }, ReadIncident, cancellationToken);

    public ValueTask AddAsync(IReadOnlyList<ContactFile> files, CancellationToken cancellationToken = default) => unit.AddAsync(
        "contact_file", ["interaction", "place", "name", "media_type", "bytes", "digest"], files,
        static (row, f) => row.Add(f.Contact.Value).Add(f.Place).Add(f.Name).Add(f.MediaType).Add(f.Bytes).Add(f.Digest), cancellationToken);

    public ValueTask<IReadOnlyList<ContactFile>> FilesOfAsync(Id<ServiceCase> serviceCase, CancellationToken cancellationToken = default) => unit.QueryAsync(
        "select f.interaction, f.place, f.name, f.media_type, f.bytes, f.digest from contact_file f join interaction i on i.id = f.interaction where i.case_id = @id order by f.interaction, f.place",
        new { id = serviceCase.Value }, static row => new ContactFile(new(row.Long()), row.Int(), row.Text(), row.Text(), row.Long(), row.Text()), cancellationToken);

    public ValueTask AppendAsync(TemplateRevision revision, CancellationToken cancellationToken = default) => unit.AddAsync(
        "message_template", TemplateColumns.Split(", "), [revision],
        static (row, t) => row.Add(t.Code).Add(t.Revision).Add(t.Purpose).Add(t.Subject.Zh).Add(t.Subject.En).Add(t.Body.Zh).Add(t.Body.En).AddSorted(t.At).Add(t.By), cancellationToken);

    public ValueTask<IReadOnlyList<TemplateRevision>> TemplatesAsync(string? code = null, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {TemplateColumns} from message_template t where {(code is null ? "revision = (select max(l.revision) from message_template l where l.code = t.code)" : "code = @code")} order by code, revision desc",
        new { code }, static row => new TemplateRevision(row.Text(), row.Int(), row.Text(), new(row.Text(), row.Text()), new(row.Text(), row.Text()), row.At(), row.Text()), cancellationToken);

    public ValueTask PutAsync(Id<Premise> premise, MapPoint position, CancellationToken cancellationToken = default) => unit.AddAsync(
        "premise_position", ["premise", "latitude_e7", "longitude_e7"], [(premise, position)], static (row, p) => row.Add(p.premise.Value).Add(p.position.LatitudeE7).Add(p.position.LongitudeE7), cancellationToken,
        "on conflict (premise) do update set latitude_e7 = excluded.latitude_e7, longitude_e7 = excluded.longitude_e7");

    public ValueTask<IReadOnlyList<(Id<Premise> Premise, MapPoint Position)>> PositionsAsync(MapPoint least, MapPoint most, int take, CancellationToken cancellationToken = default) => unit.QueryAsync(
        "select premise, latitude_e7, longitude_e7 from premise_position where latitude_e7 between @south and @north and longitude_e7 between @west and @east order by premise limit @take",
        new { south = (long)least.LatitudeE7, west = (long)least.LongitudeE7, north = (long)most.LatitudeE7, east = (long)most.LongitudeE7, take },
        static row => (new Id<Premise>(row.Long()), new MapPoint(row.Int(), row.Int())), cancellationToken);

    public ValueTask PutAsync(TextTalk talk, CancellationToken cancellationToken = default) => unit.AddAsync(
        "text_talk", ["address_key", "step", "language", "account", "entered", "at"], [talk],
        static (row, t) => row.Add(t.Address).Add(t.Step).Add((long)t.Language).AddOrNull(t.Account).Add(JsonSerializer.Serialize(t.Entered)).AddSorted(t.At), cancellationToken,
        "on conflict (address_key) do update set step = excluded.step, language = excluded.language, account = excluded.account, entered = excluded.entered, at = excluded.at");

    public ValueTask<TextTalk?> FindTalkAsync(string address, CancellationToken cancellationToken = default) => unit.FindAsync(
        "select address_key, step, language, account, entered, at from text_talk where address_key = @address", new { address },
        static row => new TextTalk(row.Text(), row.Text(), (Language)row.Int(), row.TextOrNull(), JsonSerializer.Deserialize<Dictionary<string, string>>(row.Text())!, row.At()), cancellationToken);

    public ValueTask RemoveTalkAsync(string address, CancellationToken cancellationToken = default) => unit.ExecuteAsync("delete from text_talk where address_key = @address", new { address }, cancellationToken);

    internal static MapPoint? Position(RowReader row)
    {
        var (latitude, longitude) = (row.IntOrNull(), row.IntOrNull());
        return latitude is { } y && longitude is { } x ? new MapPoint(y, x) : null;
    }

    private static Incident ReadIncident(RowReader row)
    {
        var incident = new Incident
        {
            Id = new(row.Long()), Category = row.Text(), Zone = row.TextOrNull(), Place = row.TextOrNull(), State = (IncidentState)row.Int(), OpenedAt = row.At(), OpenedBy = row.Text(),
        };
        var (zh, en) = (row.TextOrNull(), row.TextOrNull());
        return incident with
        {
            Text = zh is null ? null : new Wording(zh, en!), Expected = row.AtOrNull(), Announcement = row.LongOrNull() is { } notice ? new Id<SupplyNotice>(notice) : null, AnnouncedAt = row.AtOrNull(),
            RestoredAt = row.AtOrNull(), ClosedAt = row.AtOrNull(), Revision = row.Long(),
        };
    }
}
