using WaterCore.Ports;
using WaterCore.Statistics;

namespace WaterCore.Storage.Sql;

internal sealed class SavedListStore(SqlUnit unit) : ISavedListStore
{
    private const string Columns = "name, clue, source, by_names, measures, owner, at";

    public ValueTask<IReadOnlyList<SavedList>> AllAsync(CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {Columns} from saved_list order by name", null,
        static row => new SavedList { Name = row.Text(), Clue = row.TextOrNull(), Source = row.TextOrNull(), By = Names(row.TextOrNull()), Measures = Names(row.TextOrNull()), Owner = row.Text(), At = row.At() }, cancellationToken);

    public ValueTask AddAsync(SavedList list, CancellationToken cancellationToken = default) => unit.AddAsync(
        "saved_list", Columns.Split(", "), [list],
        static (row, l) => row.Add(l.Name).AddOrNull(l.Clue).AddOrNull(l.Source).AddOrNull(l.Source is null ? null : string.Join(',', l.By)).AddOrNull(l.Source is null ? null : string.Join(',', l.Measures)).Add(l.Owner).Add(l.At), cancellationToken);

    public async ValueTask RemoveAsync(string name, CancellationToken cancellationToken = default)
    {
        if (await unit.ChangeAsync("delete from saved_list where name = @name", new { name }, cancellationToken).ConfigureAwait(false) == 0) throw unit.Conflict($"There is no saved list '{name}'.");
    }

    private static string[] Names(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
}

internal abstract partial class SqlUnit
{
    public ISavedListStore SavedLists => field ??= new SavedListStore(this);
}
