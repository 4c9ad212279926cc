using NodaTime;
using NodaTime.Text;
using WaterCore.Host.Commands;
using WaterCore.Operations;
using WaterCore.Organization;

namespace WaterCore.Host.Files;

/// <summary>
/// An organisation as a table, one row a holder: branch, department, position, role, name, rights (apart by spaces), person, person_name, from; to and parent if wanted.
/// A row without a person is a position that nobody holds. What repeats, such as a branch, is taken from its first row.
/// </summary>
internal static class OrganizationTable
{
    private static readonly string[] s_needed = ["branch", "department", "position", "role", "name", "rights", "person", "person_name", "from"];

    /// <exception cref="BadUseException">A column or a cell cannot be read.</exception>
    public static OrganizationData Read(SourceTable table)
    {
        foreach (var column in table.Columns.Except([.. s_needed, "to", "parent"])) throw new BadUseException($"{table.Name}: the column '{column}' is not known; use {string.Join(", ", s_needed)}, to and parent.");
        foreach (var column in s_needed.Except(table.Columns)) throw new BadUseException($"{table.Name}: the column '{column}' is missing; write it into the first line.");
        var branches = new Dictionary<string, Branch>(StringComparer.Ordinal);
        var units = new Dictionary<string, OrgUnit>(StringComparer.Ordinal);
        var positions = new Dictionary<string, Position>(StringComparer.Ordinal);
        var people = new Dictionary<string, Operator>(StringComparer.Ordinal);
        var holdings = new List<Holding>();
        foreach (var row in table.Rows)
        {
            string? Cell(string column) => table.Columns.ToList().IndexOf(column) is >= 0 and var i && i < row.Cells.Count && row.Cells[i].Trim() is { Length: > 0 } text ? text : null;
            string Need(string column) => Cell(column) ?? throw new BadUseException($"{table.Name}:{row.Line}: {column}: it is empty; write a value.");
            LocalDate Day(string column) => LocalDatePattern.Iso.Parse(Need(column)) is { Success: true, Value: var day } ? day : throw new BadUseException($"{table.Name}:{row.Line}: {column}: '{Cell(column)}' is not a date; write it as 2026-01-31.");
            branches.TryAdd(Need("branch"), new Branch(Need("branch"), Wording.Same(Need("branch")), Cell("parent")));
            units.TryAdd(Need("department"), new OrgUnit(Need("department"), Wording.Same(Need("department")), Need("branch")));
            positions.TryAdd(Need("position"), new Position(Need("position"), Need("role"), Wording.Same(Need("name")), Need("department"),
                [.. (Cell("rights") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(r => new Permission(r))]));
            if (Cell("person") is not { } person) continue;
            people.TryAdd(person, new Operator(person, Need("person_name")));
            holdings.Add(new Holding(Need("position"), person, Day("from"), Cell("to") is null ? null : Day("to")));
        }
        return new OrganizationData { Branches = [.. branches.Values], Units = [.. units.Values], Positions = [.. positions.Values], Operators = [.. people.Values], Holdings = holdings };
    }
}
