using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;
using WaterCore.Text;
using WaterCore.Values;

namespace WaterCore.Organization;

/// <summary>An organisation file says something that cannot be read: where, what, and what to write instead.</summary>
/// <param name="File">The file's name as the caller gave it.</param>
/// <param name="Line">The line, from 1; 0 when no line is to blame.</param>
/// <param name="Field">The entry or field; empty for the whole file.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record OrganizationFileFault(string File, int Line, string Field, Wording Problem, Wording Remedy) : FileFault(File, Line, Field, Problem, Remedy)
{
    /// <inheritdoc/>
    public override string Code => "organization.file";
}

/// <summary>Reads and writes an organisation as YAML: branches, departments, positions, people, who holds what, absences, separations of duties.</summary>
/// <remarks>What is written reads back equal. Where <c>separations:</c> is left out, the shipped ones hold.</remarks>
public static class OrganizationFile
{
    // A position, its holder and a person take about 300 bytes: room for tens of thousands of posts.
    private const int MaxBytes = 16 << 20;

    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The text, at most 16 MiB.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <returns>The rows, or the first <see cref="OrganizationFileFault"/>. Whether they fit together is asked of the chart.</returns>
    public static Result<OrganizationData> Read(string text, string file)
    {
        Exception Refuse(int line, string field, Wording problem, Wording remedy) => new FaultException(new OrganizationFileFault(file, line, field, problem, remedy));
        try
        {
            return new Reader(Refuse).Whole(YamlTree.Read(text, "organisation", Refuse, MaxBytes));
        }
        catch (FaultException e)
        {
            return e.Fault;
        }
    }

    /// <summary>The file of an organisation.</summary>
    public static string Write(OrganizationData data)
    {
        var text = new StringBuilder(256 + (data.Positions.Count * 300));
        Rows("branches", data.Branches, b => [("branch", Word(b.Code)), ("name", Name(b.Name)), ("parent", Word(b.Parent))]);
        Rows("departments", data.Units, u => [("department", Word(u.Code)), ("name", Name(u.Name)), ("branch", Word(u.Branch))]);
        Rows("positions", data.Positions, p =>
            [("position", Word(p.Code)), ("role", Word(p.Role)), ("name", Name(p.Name)), ("department", Word(p.Unit)), ("rights", $"[{string.Join(", ", p.Permissions.Select(r => Word(r.Code)))}]")]);
        Rows("people", data.Operators, o => [("person", Word(o.SignIn)), ("name", Word(o.Name))]);
        Rows("holdings", data.Holdings, h => [("position", Word(h.Position)), ("person", Word(h.Operator)), ("from", Day(h.From)), ("to", Day(h.To))]);
        Rows("absences", data.Substitutes, s => [("position", Word(s.Position)), ("absent", Word(s.Absent)), ("stand_in", Word(s.StandIn)), ("from", Day(s.Days.From)), ("to", Day(s.Days.To))]);
        Rows("separations", data.Separations, s => [("first", Word(s.First.Code)), ("second", Word(s.Second.Code)), ("never", s.Never ? "yes" : null)]);
        return text.ToString();

        void Rows<T>(string key, IReadOnlyList<T> rows, Func<T, (string Key, string? Value)[]> write)
        {
            text.Append(CultureInfo.InvariantCulture, $"{key}:{(rows.Count == 0 ? " []" : "")}\n");
            foreach (var row in rows)
                text.Append("  - {").AppendJoin(", ", write(row).Where(f => f.Value is not null).Select(f => $"{f.Key}: {f.Value}")).Append("}\n");
        }
    }

    private static string Name(Wording name) => $"{{zh: {Word(name.Zh)}, en: {Word(name.En)}}}";

    private static string? Day(LocalDate? day) => day is { } d ? LocalDatePattern.Iso.Format(d) : null;

    private static string? Word(string? word)
    {
        if (word is null) return null;
        if (word.Length > 0 && char.IsLetterOrDigit(word[0]) && word.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_')) return word;
        var quoted = new StringBuilder("\"");
        foreach (var c in word)
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (c < ' ') quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else quoted.Append(c);
        return quoted.Append('"').ToString();
    }

    private sealed class Reader(YamlRefusal refuse) : YamlReader(refuse)
    {
        public OrganizationData Whole(YamlTree tree)
        {
            var root = Map(tree, "", new("写上 branches:、departments:、positions:、people: 和 holdings:", "write branches:, departments:, positions:, people: and holdings:"));
            Keys(root, "", "branches", "departments", "positions", "people", "holdings", "absences", "separations");
            var data = new OrganizationData
            {
                Branches = Rows(root, "branches", m => new Branch(Unique(m, "branch"), Name(m), TextOrNull(m, "parent")), "branch", "name", "parent"),
                Units = Rows(root, "departments", m => new OrgUnit(Unique(m, "department"), Name(m), Text(m, "branch")), "department", "name", "branch"),
                Positions = Rows(root, "positions", m => new Position(Unique(m, "position"), Text(m, "role"), Name(m), Text(m, "department"), Words(m.Find("rights"), "rights").ConvertAll(r => new Permission(r))),
                    "position", "role", "name", "department", "rights"),
                Operators = Rows(root, "people", m => new Operator(Unique(m, "person"), Text(m, "name")), "person", "name"),
                Holdings = Rows(root, "holdings", m => new Holding(Text(m, "position"), Text(m, "person"), Date(Need(m, "from", "holdings"), "from"), m.Find("to") is { } to ? Date(to, "to") : null),
                    "position", "person", "from", "to"),
                Substitutes = Rows(root, "absences", m => new Substitute(Text(m, "position"), Text(m, "absent"), TextOrNull(m, "stand_in"), Days(m)), "position", "absent", "stand_in", "from", "to"),
            };
            return root.Find("separations") is null ? data : data with
            {
                Separations = Rows(root, "separations", m => new SeparationOfDuties(new(Text(m, "first")), new(Text(m, "second")), YesNo(m.Find("never"), "never")), "first", "second", "never"),
            };
        }

        private readonly HashSet<string> _codes = new(StringComparer.Ordinal);

        private string Unique(YamlMap map, string key) => _codes.Add($"{key} {Text(map, key)}")
            ? Text(map, key)
            : throw Refuse(map, key, new($"{key} {Text(map, key)} 出现两次", $"the {key} {Text(map, key)} stands here twice"), new("给其中一个换代码", "give one of the two another code"));

        private List<T> Rows<T>(YamlMap root, string key, Func<YamlMap, T> read, params string[] keys)
        {
            if (root.Find(key) is not { } node) return [];
            return List(node, key).Items.Select(item =>
            {
                var map = Map(item, key, new($"写作 {{{keys[0]}: ..., ...}}", $"write {{{keys[0]}: ..., ...}}"));
                Keys(map, key, keys);
                return read(map);
            }).ToList();
        }

        // A name may be one text for both languages.
        private Wording Name(YamlMap map) => Need(map, "name", "name") is YamlText { Text.Length: > 0 } one ? Values.Wording.Same(one.Text) : Wording(Need(map, "name", "name"), "name");

        private Period Days(YamlMap map)
        {
            var (from, to) = (Date(Need(map, "from", "absences"), "from"), Date(Need(map, "to", "absences"), "to"));
            return to > from ? new Period(from, to) : throw Refuse(map, "to", new("缺勤在开始之前就结束", "the absence ends before it begins"), new("to: 写最后一天的次日", "write the day after its last as to:"));
        }
    }

    private sealed class FaultException(Fault fault) : Exception(fault.Message)
    {
        public Fault Fault { get; } = fault;
    }
}
