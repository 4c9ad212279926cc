using NodaTime;
using WaterCore.Values;

namespace WaterCore.Organization;

/// <summary>Who may act in a position on a day.</summary>
/// <param name="Operator">The sign-in name.</param>
/// <param name="StandsInFor">The absent holder; null for a holder.</param>
public readonly record struct Holder(string Operator, string? StandsInFor);

/// <summary>The organisation as one value: asked by day, changed by making the next one. Safe for use by several threads.</summary>
public sealed class OrganizationChart
{
    private readonly Dictionary<string, Position> _positions;
    private readonly Dictionary<string, Branch> _branches;
    private readonly Dictionary<string, OrgUnit> _units;
    private readonly ILookup<string, Holding> _holdings;
    private readonly ILookup<string, Substitute> _substitutes;
    private readonly Dictionary<(string Role, string Branch), Position[]> _served = [];

    /// <summary>A chart. <see cref="Contradictions"/> says what does not fit together.</summary>
    /// <exception cref="ArgumentException">A code stands twice.</exception>
    public OrganizationChart(OrganizationData data)
    {
        Data = data;
        _positions = data.Positions.ToDictionary(p => p.Code, StringComparer.Ordinal);
        _branches = data.Branches.ToDictionary(b => b.Code, StringComparer.Ordinal);
        _units = data.Units.ToDictionary(u => u.Code, StringComparer.Ordinal);
        _holdings = data.Holdings.ToLookup(h => h.Position, StringComparer.Ordinal);
        _substitutes = data.Substitutes.ToLookup(s => s.Position, StringComparer.Ordinal);
        foreach (var role in data.Positions.GroupBy(p => p.Role, StringComparer.Ordinal))
            foreach (var branch in data.Branches)
                _served[(role.Key, branch.Code)] = Serving(role, branch);
    }

    /// <summary>The rows that it is made of.</summary>
    public OrganizationData Data { get; }

    /// <summary>A position, or null.</summary>
    public Position? FindPosition(string code) => _positions.GetValueOrDefault(code);

    /// <summary>The positions of a role that serve a branch: its own, or else those of the nearest branch above it. In order of code.</summary>
    public IReadOnlyList<Position> Serving(string role, string branch) => _served.GetValueOrDefault((role, branch)) ?? [];

    /// <summary>All positions of a role.</summary>
    public IEnumerable<Position> OfRole(string role) => Data.Positions.Where(p => p.Role == role);

    /// <summary>The branch of a position; null when its department is not known.</summary>
    public string? BranchOf(Position position) => _units.GetValueOrDefault(position.Unit)?.Branch;

    /// <summary>Who may act in a position on a day: holders who are there, and those who stand in for the others.</summary>
    public IReadOnlyList<Holder> HoldersOf(string position, LocalDate day)
    {
        var found = new List<Holder>(2);
        foreach (var holding in _holdings[position])
        {
            if (!holding.Covers(day)) continue;
            var absence = Absence(position, holding.Operator, day);
            if (absence is null) found.Add(new Holder(holding.Operator, null));
            else if (absence.StandIn is { } standIn) found.Add(new Holder(standIn, holding.Operator));
        }
        return found;
    }

    /// <summary>Whether a person may act in a position on a day.</summary>
    public bool MayAct(string signIn, string position, LocalDate day)
    {
        foreach (var holding in _holdings[position])
        {
            if (!holding.Covers(day)) continue;
            var absence = Absence(position, holding.Operator, day);
            if (absence is null ? holding.Operator == signIn : absence.StandIn == signIn) return true;
        }
        return false;
    }

    /// <summary>The positions in which a person may act on a day.</summary>
    public IEnumerable<Position> PositionsOf(string signIn, LocalDate day) => Data.Positions.Where(p => MayAct(signIn, p.Code, day));

    /// <summary>Whether an actor has a right on a day: acts in a position that is the actor's that day, and the position has the right.</summary>
    public bool Allows(Actor actor, Permission permission, LocalDate day) =>
        FindPosition(actor.Position) is { } position && position.Allows(permission) && MayAct(actor.Name, actor.Position, day);

    /// <summary>Positions in which nobody can act on a day (空岗报警).</summary>
    public IEnumerable<PositionVacant> Vacancies(LocalDate day) =>
        Data.Positions.Where(p => HoldersOf(p.Code, day).Count == 0).Select(p => new PositionVacant(p.Code, day));

    /// <summary>What does not fit together on a day: unknown codes, two holdings of one position by one person, rights that nobody may have both of.</summary>
    public IEnumerable<OrganizationFault> Contradictions(LocalDate day)
    {
        var people = Data.Operators.Select(o => o.SignIn).ToHashSet(StringComparer.Ordinal);
        foreach (var branch in Data.Branches)
            if (branch.Parent is { } parent && !_branches.ContainsKey(parent)) yield return new(new($"分支机构 {branch.Code}", $"branch {branch.Code}"), new($"没有其上级机构 {parent}", $"the branch above it, {parent}, is not known"), new("请添加该机构", "add that branch"));
        foreach (var unit in Data.Units)
            if (!_branches.ContainsKey(unit.Branch)) yield return new(new($"部门 {unit.Code}", $"department {unit.Code}"), new($"没有所属机构 {unit.Branch}", $"its branch {unit.Branch} is not known"), new("请添加该机构", "add that branch"));
        foreach (var position in Data.Positions)
            if (!_units.ContainsKey(position.Unit)) yield return new(new($"岗位 {position.Code}", $"position {position.Code}"), new($"没有所属部门 {position.Unit}", $"its department {position.Unit} is not known"), new("请添加该部门", "add that department"));
        foreach (var holding in Data.Holdings)
        {
            if (!_positions.ContainsKey(holding.Position)) yield return new(new($"岗位 {holding.Position}", $"position {holding.Position}"), new("有人任职，但没有这个岗位", "somebody holds it, but it is not known"), new("请添加该岗位", "add the position"));
            if (!people.Contains(holding.Operator)) yield return new(new($"人员 {holding.Operator}", $"operator {holding.Operator}"), new($"在岗位 {holding.Position} 任职，但没有这个人员", $"holds {holding.Position} but is not known"), new("请添加该人员", "add the operator"));
            if (holding.To is { } to && to <= holding.From) yield return new(new($"人员 {holding.Operator}", $"operator {holding.Operator}"), new($"在岗位 {holding.Position} 的任期止早于起", $"the holding of {holding.Position} ends before it begins"), new("请更正日期", "correct its days"));
            if (_holdings[holding.Position].Any(o => !ReferenceEquals(o, holding) && o.Operator == holding.Operator && Starts(o, holding) && o.Covers(holding.From)))
                yield return new(new($"人员 {holding.Operator}", $"operator {holding.Operator}"), new($"同日在岗位 {holding.Position} 重复任职", $"holds {holding.Position} twice on the same days"), new("请结束其中一次任职", "end one of the two holdings"));
        }
        foreach (var separation in Data.Separations.Where(s => s.Never))
            foreach (var person in people.Order(StringComparer.Ordinal))
            {
                var rights = PositionsOf(person, day).SelectMany(p => p.Permissions).ToHashSet();
                if (rights.Contains(separation.First) && rights.Contains(separation.Second))
                    yield return new(new($"人员 {person}", $"operator {person}"), new($"同时有权限 {separation.First} 与 {separation.Second}，二者不得由一人兼有", $"has both {separation.First} and {separation.Second}, which nobody may have together"), new("请去掉其中一个岗位", "take one of the positions away"));
            }
    }

    /// <summary>A person is appointed to a position from a day on.</summary>
    /// <returns>The next chart, or the fault that keeps it from being.</returns>
    public Result<OrganizationChart> Appoint(string position, string signIn, LocalDate from)
    {
        if (FindPosition(position) is null) return new OrganizationFault(new($"岗位 {position}", $"position {position}"), new("没有这个岗位", "it is not known"), new("请先添加岗位", "add the position first"));
        if (Data.Operators.All(o => o.SignIn != signIn)) return NoSuchPerson(signIn);
        var next = new OrganizationChart(Data with { Holdings = [.. Data.Holdings, new Holding(position, signIn, from)] });
        return next.Contradictions(from).FirstOrDefault() is { } fault && !Contradictions(from).Contains(fault) ? fault : next;
    }

    /// <summary>A person leaves on a day (离任): every holding ends before it, and positions that would stand empty go to the successor.</summary>
    /// <remarks>Open work stays in its positions, so nothing of it is lost; <see cref="Vacancies"/> of the next chart says which stand empty.</remarks>
    /// <param name="signIn">Who leaves.</param>
    /// <param name="day">The first day on which the person is gone.</param>
    /// <param name="successor">Who takes the positions over; null when nobody does yet.</param>
    public Result<OrganizationChart> Leave(string signIn, LocalDate day, string? successor = null)
    {
        if (successor is not null && Data.Operators.All(o => o.SignIn != successor)) return NoSuchPerson(successor);
        var holdings = new List<Holding>(Data.Holdings.Count + 4);
        foreach (var holding in Data.Holdings)
        {
            if (holding.Operator != signIn || (holding.To is { } to && to <= day)) { holdings.Add(holding); continue; }
            if (holding.From < day) holdings.Add(holding with { To = day });
            if (successor is not null && !Data.Holdings.Any(h => h.Position == holding.Position && h.Operator == successor && h.Covers(day) && h.To is null))
                holdings.Add(new Holding(holding.Position, successor, holding.From > day ? holding.From : day, holding.To));
        }
        return new OrganizationChart(Data with { Holdings = holdings });
    }

    /// <summary>A holder is away and another stands in (代岗), in place of an absence noted before from the same day.</summary>
    /// <param name="absence">Where, who, who stands in, and for which days.</param>
    /// <returns>The next chart, or the fault that keeps it from being.</returns>
    public Result<OrganizationChart> Substitute(Substitute absence)
    {
        if (FindPosition(absence.Position) is null) return new OrganizationFault(new($"岗位 {absence.Position}", $"position {absence.Position}"), new("没有这个岗位", "it is not known"), new("请更正代码", "correct the code"));
        if (!Data.Holdings.Any(h => h.Position == absence.Position && h.Operator == absence.Absent && h.Covers(absence.Days.From)))
            return new OrganizationFault(new($"人员 {absence.Absent}", $"operator {absence.Absent}"), new($"当日不在岗位 {absence.Position}", $"does not hold {absence.Position} on that day"), new("请指明在该岗位的人员", "name a holder of the position"));
        if (absence.StandIn == absence.Absent) return new OrganizationFault(new($"人员 {absence.Absent}", $"operator {absence.Absent}"), new("不能为自己代岗", "cannot stand in for the own absence"), new("请指明他人，或留空", "name another person, or nobody"));
        if (absence.StandIn is { } standIn && Data.Operators.All(o => o.SignIn != standIn)) return NoSuchPerson(standIn);
        return new OrganizationChart(Data with
        {
            Substitutes = [.. Data.Substitutes.Where(s => s.Position != absence.Position || s.Absent != absence.Absent || s.Days.From != absence.Days.From), absence],
        });
    }

    private static OrganizationFault NoSuchPerson(string signIn) =>
        new(new($"人员 {signIn}", $"operator {signIn}"), new("没有这个人员", "there is no such person"), new("请先添加人员", "add the operator first"));

    private static bool Starts(Holding a, Holding b) => a.From < b.From || (a.From == b.From && a.To is null);

    private Substitute? Absence(string position, string signIn, LocalDate day)
    {
        foreach (var substitute in _substitutes[position])
            if (substitute.Absent == signIn && substitute.Days.Contains(day)) return substitute;
        return null;
    }

    private Position[] Serving(IEnumerable<Position> role, Branch branch)
    {
        var all = role.ToList();
        var at = branch;
        for (var up = 0; up <= _branches.Count; up++) // bounded, in case branches stand above each other in a circle
        {
            var own = all.Where(p => BranchOf(p) == at.Code).OrderBy(p => p.Code, StringComparer.Ordinal).ToArray();
            if (own.Length > 0 || at.Parent is null || !_branches.TryGetValue(at.Parent, out var above)) return own;
            at = above;
        }
        return [];
    }
}
