using System.Text;
using WaterCore.Values;

namespace WaterCore.Search;

/// <summary>
/// What a caller knows of a record, in any order and any writing: parts of a name, of an address or of numbers, pinyin, initials.
/// Parts of one kind of writing stand for themselves; all of them must fit one record.
/// </summary>
/// <remarks>Of digits and letters see <see cref="MatchKind"/>. Full width, case and traditional characters make no difference. Immutable.</remarks>
public sealed class Clue
{
    private const int DirectRank = (int)MatchKind.Inside, EarRank = (int)MatchKind.Initials, TypoRank = (int)MatchKind.Transposed;

    private readonly IReadOnlyList<Atom> _atoms;
    private readonly bool _onlyShort;

    private Clue(string text, IReadOnlyList<Atom> atoms)
    {
        (Text, _atoms) = (text, atoms);
        _onlyShort = atoms.All(a => a.Short);
        Steps = atoms.Count == 1 ? Alone(atoms[0]) : Together(atoms, _onlyShort);
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The looks at the index that together find all records that fit, the best rank first.</summary>
    public IReadOnlyList<ClueStep> Steps { get; }

    /// <summary>Reads a clue.</summary>
    /// <returns>The clue, or <see cref="ClueTooShort"/>.</returns>
    public static Result<Clue> Read(string text)
    {
        var atoms = new List<Atom>();
        foreach (var piece in Pieces(text))
        {
            var folded = Folded.Of(piece);
            var runs = Folded.Runs(folded.Key).ToList();
            for (var i = 0; i < runs.Count; i++)
            {
                var (kind, start, length) = runs[i];
                // "17号" is house 17, not building 17.
                var withUnit = kind == 0 && length < 4 && i + 1 < runs.Count && runs[i + 1] is (2, _, 1);
                if (withUnit) i++;
                var key = folded.Key.Substring(start, withUnit ? length + 1 : length);
                if (atoms.Exists(a => a.Text == key)) continue;
                atoms.Add(kind switch
                {
                    0 when length < 4 => new HouseNumberAtom(key, length),
                    0 => new NumberAtom(key),
                    1 => new LatinAtom(key),
                    _ => new TextAtom(key, folded.Plain.Substring(start, length)),
                });
            }
        }
        var clue = atoms.Count == 0 ? null : new Clue(text, atoms);
        return clue is { Steps.Count: > 0 } ? clue : new ClueTooShort(text.Trim());
    }

    /// <summary>Whether a record fits, how well and why; null when it does not.</summary>
    public ClueMatch? Match(SearchRecord record)
    {
        var fields = FoldedField.Of(record);
        var why = new FieldMatch[_atoms.Count];
        var worst = 0;
        for (var i = 0; i < why.Length; i++)
        {
            FieldMatch? best = null;
            foreach (var field in fields)
                if (_atoms[i].Fit(field, _onlyShort) is { } kind && (best is null || kind < best.Value.Kind))
                    best = new FieldMatch(_atoms[i].Text, kind, field.Kind, field.Text);
            if (best is not { } found) return null;
            why[i] = found;
            worst = Math.Max(worst, (int)found.Kind);
        }
        return new ClueMatch(why.Length == 1 ? worst : worst <= DirectRank ? DirectRank : worst <= EarRank ? EarRank : TypoRank, why);
    }

    private static List<ClueStep> Alone(Atom atom) =>
        atom.Looks(namesOnly: atom.Short).Select(l => new ClueStep((int)l.Kind, l.Query)).ToList();

    private static List<ClueStep> Together(IReadOnlyList<Atom> atoms, bool onlyShort)
    {
        // What is too short to search by is still looked at on the record.
        var looks = atoms.Where(a => onlyShort || !a.Short).Select(a => a.Looks(onlyShort).ToList()).Where(l => l.Count > 0).ToList();
        var steps = new List<ClueStep>();
        if (looks.Count == 0) return steps;
        foreach (var rank in (int[])[DirectRank, EarRank, TypoRank])
        {
            // A record of this rank may fit the better way in all parts but one.
            var parts = looks.ConvertAll(l => GramQuery.AnyOf(Broadest(l, rank)));
            if (parts.Contains(null)) continue;
            if (rank == DirectRank || looks.Exists(l => l.Exists(x => Stage(x.Kind) == rank)))
                steps.Add(new ClueStep(rank, GramQuery.AllOf(parts.OfType<GramQuery>())));
            else if (rank == EarRank && atoms.Any(a => a.Short)) steps.Add(new ClueStep(rank, GramQuery.AllOf(parts.OfType<GramQuery>())));
        }
        return steps;
    }

    // The look for Inside finds all of the ranks above it.
    private static IEnumerable<GramQuery?> Broadest(List<(MatchKind Kind, GramQuery Query)> looks, int rank) =>
        looks.Where(l => l.Kind == MatchKind.Inside || ((int)l.Kind > DirectRank && (int)l.Kind <= rank)).Select(l => l.Query);

    private static int Stage(MatchKind kind) => kind <= MatchKind.Inside ? DirectRank : kind <= MatchKind.Initials ? EarRank : TypoRank;

    private static IEnumerable<string> Pieces(string text)
    {
        var piece = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c)) { piece.Append(c); continue; }
            if (piece.Length > 0) yield return piece.ToString();
            piece.Clear();
        }
        if (piece.Length > 0) yield return piece.ToString();
    }
}
