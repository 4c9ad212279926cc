using NodaTime;
using WaterCore.Audit;
using WaterCore.Documents;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Statistics;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A list that cannot be saved or run as it is asked for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Problem">Why, as a clause with what to do.</param>
public sealed record SavedListRefused(string Name, string Problem) : Fault
{
    /// <inheritdoc/>
    public override string Code => "statistics.list-refused";

    /// <inheritdoc/>
    public override string Message => $"The list '{Name}': {Problem}.";
}

/// <summary>Searches and pivots kept under a name: saved, run anew, and given as a table that exports.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
/// <param name="search">Runs searches.</param>
/// <param name="reports">Makes pivots.</param>
public sealed class SavedLists(IStorage storage, IClock clock, AnyClueSearch search, Reports reports)
{
    /// <summary>The most rows that a search gives as a list.</summary>
    public const int MostRows = 5_000;

    private const int LongestName = 60;

    /// <summary>All of them, in order of name.</summary>
    public async Task<IReadOnlyList<SavedList>> AllAsync(CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.SavedLists.AllAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One by its name, or null.</summary>
    public async Task<SavedList?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        (await AllAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(l => l.Name == name);

    /// <summary>Keeps a search or a pivot.</summary>
    public async Task<Result<SavedList>> SaveAsync(SavedList draft, Actor actor, CancellationToken cancellationToken = default)
    {
        var list = draft with { Name = draft.Name.Trim(), Owner = actor.Name, At = clock.GetCurrentInstant() };
        if (list.Name.Length is 0 or > LongestName || list.Name.Any(char.IsControl)) return new SavedListRefused(list.Name, $"a name has 1 to {LongestName} characters; give another");
        if ((list.Clue is null) == (list.Source is null)) return new SavedListRefused(list.Name, "it is a search or a pivot; give a clue, or facts");
        if (list.Pivot().Problem is { } problem) return new SavedListRefused(list.Name, problem);
        if (list.Clue is { } clue && WaterCore.Search.Clue.Read(clue) is { IsOk: false } unread) return unread.Fault;
        try
        {
            await ChangeAsync("list.save", list.Name, list.Clue is null ? $"pivot of {list.Source}" : "search", actor, unit => unit.SavedLists.AddAsync(list, cancellationToken), cancellationToken).ConfigureAwait(false);
            return list;
        }
        catch (StorageConflictException)
        {
            return new SavedListRefused(list.Name, "there is one of that name already; remove it first, or give another name");
        }
    }

    /// <summary>Takes one away.</summary>
    public async Task<Result<string>> RemoveAsync(string name, Actor actor, CancellationToken cancellationToken = default)
    {
        try
        {
            await ChangeAsync("list.remove", name, null, actor, unit => unit.SavedLists.RemoveAsync(name, cancellationToken), cancellationToken).ConfigureAwait(false);
            return name;
        }
        catch (StorageConflictException)
        {
            return NotThere(name);
        }
    }

    /// <summary>What it finds now. A search is noted in the audit with its purpose, as every search is.</summary>
    /// <param name="name">Which.</param>
    /// <param name="days">The days of a pivot.</param>
    /// <param name="purpose">What a search is for.</param>
    /// <param name="actor">Who runs it.</param>
    /// <param name="language">The language.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<SheetTable>> RunAsync(string name, Period days, string purpose, Actor actor, Language language, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is not { } list) return NotThere(name);
        var (report, problem) = list.Pivot();
        if (problem is not null) return new SavedListRefused(name, problem);
        if (report is not null)
        {
            var made = await reports.TablesAsync([report], days, language, null, cancellationToken).ConfigureAwait(false);
            return made.IsOk ? made.Value[0] with { Title = list.Name } : made.Fault;
        }
        var found = await search.ListAsync(new SearchRequest { Clue = list.Clue!, Purpose = purpose }, MostRows, actor, cancellationToken).ConfigureAwait(false);
        if (!found.IsOk) return found.Fault;
        string[] titles = language == Language.Chinese ? ["户号", "户名", "电话", "地址", "水表", "线索"] : ["Account", "Name", "Phone", "Address", "Meters", "Why"];
        return new SheetTable
        {
            Title = list.Name, Columns = [.. titles.Select(t => new SheetColumn(t))],
            Rows = [.. found.Value.Hits.Select(h => new SheetRow(Cell.Of(h.Account), Cell.Of(h.Name), Cell.Of(h.Phone), Cell.Of(h.Address), Cell.Of(string.Join(' ', h.Meters)), Cell.Of(string.Join("; ", h.Why.Select(w => w.In(language))))))],
        };
    }

    private static SavedListRefused NotThere(string name) => new(name, "there is none of that name; list those there are");

    private async Task ChangeAsync(string action, string name, string? after, Actor actor, Func<IUnitOfWork, ValueTask> change, CancellationToken cancellationToken)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await change(unit).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = clock.GetCurrentInstant(), Actor = actor, Action = action, Subject = $"list {name}", After = after }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
