using System.Globalization;
using WaterCore.Audit;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What became of a table of places.</summary>
/// <param name="Taken">Premises that lie on the map now.</param>
/// <param name="Refused">The rows that cannot be taken; when there is one, none is.</param>
public sealed record PlacesTaken(int Taken, IReadOnlyList<(int Line, string Problem)> Refused);

/// <summary>Notes where premises lie on the map, so that a notice can go to a drawn area.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
public sealed class PlaceDesk(IStorage storage, NodaTime.IClock clock)
{
    /// <summary>How many places <see cref="KnownAsync"/> gives at most: more dots than that are no picture.</summary>
    public const int MostKnown = 50_000;

    /// <summary>Where premises lie, as far as that is known; at most <see cref="MostKnown"/>.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<MapPoint>> KnownAsync(CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var everywhere = (Least: new MapPoint(-900_000_000, -1_800_000_000), Most: new MapPoint(900_000_000, 1_800_000_000));
        return [.. (await unit.Desk.PositionsAsync(everywhere.Least, everywhere.Most, MostKnown, cancellationToken).ConfigureAwait(false)).Select(p => p.Position)];
    }

    /// <summary>Takes a table of account, latitude, longitude; all or nothing. A place said before is replaced.</summary>
    public async Task<PlacesTaken> TakeAsync(SourceTable table, Actor actor, CancellationToken cancellationToken = default)
    {
        int Column(string name) => table.Columns.Select((c, i) => (c, i)).Where(p => string.Equals(p.c.Trim(), name, StringComparison.OrdinalIgnoreCase)).Select(p => p.i).DefaultIfEmpty(-1).First();
        var (account, latitude, longitude) = (Column("account"), Column("latitude"), Column("longitude"));
        if (account < 0 || latitude < 0 || longitude < 0) return new(0, [(1, "the columns are not account, latitude and longitude; name them so")]);
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var (places, refused) = (new Dictionary<Id<Premise>, MapPoint>(), new List<(int, string)>());
        foreach (var row in table.Rows)
        {
            string Cell(int column) => column < row.Cells.Count ? row.Cells[column].Trim() : "";
            if (MapPoint.Of($"{Cell(latitude)},{Cell(longitude)}") is not { } point)
                refused.Add((row.Line, $"'{Cell(latitude)}' and '{Cell(longitude)}' are no degrees; write for instance 22.2707 and 113.5767"));
            else if (await unit.Customers.FindAccountAsync(Cell(account), cancellationToken).ConfigureAwait(false) is not { } found) refused.Add((row.Line, $"there is no account '{Cell(account)}'"));
            else if (await unit.Customers.AgreementsOfAsync(found.Id, cancellationToken).ConfigureAwait(false) is not { Count: > 0 } terms) refused.Add((row.Line, $"account '{Cell(account)}' has no premise"));
            else places[terms[^1].Premise.Id] = point;
        }
        if (refused.Count > 0) return new(0, refused);
        foreach (var (premise, point) in places) await unit.Desk.PutAsync(premise, point, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry
        {
            At = clock.GetCurrentInstant(), Actor = actor, Action = "premise.places", Subject = table.Name, After = string.Create(CultureInfo.InvariantCulture, $"{places.Count} premises"),
        }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new(places.Count, []);
    }
}
