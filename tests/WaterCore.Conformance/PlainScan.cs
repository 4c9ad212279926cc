using WaterCore.Search;

namespace WaterCore.Conformance;

/// <summary>
/// The slow way: looks at every record for every clue, by rules written anew and without grams. Knows pinyin and simplified characters from
/// the same table, nothing else of the library's search.
/// </summary>
public sealed class PlainScan
{
    private readonly List<SearchRecord> _records;
    private readonly Dictionary<string, List<int>> _names = new(StringComparer.Ordinal), _runs = new(StringComparer.Ordinal);
    private readonly List<(string[] Numbers, string[] AddressNumbers, string Address, string Name, string All)> _plain = [];

    public PlainScan(IEnumerable<SearchRecord> records)
    {
        _records = records.ToList();
        for (var i = 0; i < _records.Count; i++)
        {
            string Text(SearchFieldKind kind) => _records[i].First(kind)!.ToLowerInvariant();
            string Number(SearchFieldKind kind) => string.Concat(Text(kind).Where(char.IsAsciiDigit));
            var address = Text(SearchFieldKind.Address);
            var blank = string.Concat(address.Select(c => char.IsAsciiDigit(c) ? c : ' '));
            _plain.Add((
                [Number(SearchFieldKind.Account), Number(SearchFieldKind.Phone), Number(SearchFieldKind.Meter)], blank.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                Simple(address), Simple(Text(SearchFieldKind.Name)), string.Join('|', _records[i].Fields.Select(f => Simple(f.Text.ToLowerInvariant())))));
            Note(_names, Text(SearchFieldKind.Name), i);
            foreach (var run in string.Concat(address.Select(c => char.IsAsciiDigit(c) ? ' ' : c)).Split(' ', StringSplitOptions.RemoveEmptyEntries)) Note(_runs, run, i);
        }
    }

    /// <summary>The keys of all that fit, by rank and then key.</summary>
    public List<(int Rank, long Key)> Find(string clue)
    {
        var parts = Cut(clue).Distinct().ToList();
        var alone = parts.TrueForAll(p => p.Length == 1 && !char.IsAsciiDigit(p[0]));
        var worst = new int[_records.Count];
        foreach (var part in parts)
        {
            var fits = Part(part, alone);
            for (var i = 0; i < worst.Length; i++) worst[i] = worst[i] < 0 || fits[i] < 0 ? -1 : Math.Max(worst[i], fits[i]);
        }
        var found = new List<(int, long)>();
        for (var i = 0; i < worst.Length; i++)
            if (worst[i] >= 0) found.Add((parts.Count == 1 ? worst[i] : worst[i] <= 3 ? 3 : worst[i] <= 6 ? 6 : 7, _records[i].Key));
        found.Sort();
        return found;
    }

    // The MatchKind of each record as a number, or -1.
    private int[] Part(string part, bool alone)
    {
        var fits = new int[_records.Count];
        Array.Fill(fits, -1);
        if (char.IsAsciiDigit(part[0])) { Digits(part, fits); return fits; }
        var simple = Simple(part);
        var latin = char.IsAsciiLetter(part[0]);
        for (var i = 0; i < fits.Length; i++)
        {
            var (_, _, address, name, all) = _plain[i];
            if (latin) { if (all.Contains(simple, StringComparison.Ordinal)) fits[i] = 3; }
            else if (name == simple) fits[i] = 0;
            else if (name.StartsWith(simple, StringComparison.Ordinal)) fits[i] = 1;
            else if (name.Contains(simple, StringComparison.Ordinal) || (!alone && address.Contains(simple, StringComparison.Ordinal)) || (alone && part.Length > 1 && address.Contains(simple, StringComparison.Ordinal))) fits[i] = 3;
        }
        if (latin && part.Length == 1)
        {
            foreach (var (name, at) in _names)
                if (Pinyin.ReadingsOf(name[0]).Any(r => r[0] == part[0])) Better(fits, at, 6);
            return fits;
        }
        if (part.Length == 1) return fits;
        foreach (var (texts, isName) in new[] { (_names, true), (_runs, false) })
            foreach (var (text, at) in texts)
                for (var start = 0; start < text.Length; start++)
                {
                    if (!latin) { if (SameSound(part, text, start)) { Better(fits, at, 5); break; } continue; }
                    if (Spellings(text, start, part, isName).DefaultIfEmpty(99).Min() is var kind and < 99) Better(fits, at, kind);
                }
        return fits;
    }

    private void Digits(string part, int[] fits)
    {
        var number = string.Concat(part.TakeWhile(char.IsAsciiDigit));
        for (var i = 0; i < fits.Length; i++)
        {
            var (numbers, houses, address, _, _) = _plain[i];
            if (number.Length < 4)
            {
                for (var at = address.IndexOf(part, StringComparison.Ordinal); at >= 0 && fits[i] < 0; at = address.IndexOf(part, at + 1, StringComparison.Ordinal))
                    if ((at == 0 || !char.IsAsciiDigit(address[at - 1])) && (at + number.Length == address.Length || !char.IsAsciiDigit(address[at + number.Length]))) fits[i] = 3;
                continue;
            }
            if (numbers.Contains(part)) fits[i] = 0;
            else if (numbers.Any(n => n.EndsWith(part, StringComparison.Ordinal))) fits[i] = 2;
            else if (numbers.Concat(houses).Any(n => n.Contains(part, StringComparison.Ordinal))) fits[i] = 3;
        }
        if (part.Length < 6) return;
        for (var s = 0; s + 1 < part.Length; s++)
        {
            var letters = part.ToCharArray();
            (letters[s], letters[s + 1]) = (letters[s + 1], letters[s]);
            var swapped = new string(letters);
            for (var i = 0; i < fits.Length; i++)
                if (fits[i] < 0 && _plain[i].Numbers.Any(n => n.Contains(swapped, StringComparison.Ordinal))) fits[i] = 7;
        }
    }

    private static bool SameSound(string part, string text, int start) =>
        start + part.Length <= text.Length && Enumerable.Range(0, part.Length).All(i => Pinyin.ReadingsOf(part[i]).Intersect(Pinyin.ReadingsOf(text[start + i])).Any());

    // Spells the text from a place on in every way that is allowed, as far as the clue agrees: 4 pinyin, 6 cut short.
    private static IEnumerable<int> Spellings(string text, int start, string clue, bool isName)
    {
        var open = new Stack<(string Said, int At, int Whole, int Short)>([("", start, 0, 0)]);
        while (open.TryPop(out var state))
        {
            if (state.At == text.Length) continue;
            foreach (var reading in Pinyin.ReadingsOf(text[state.At]))
            {
                var ways = new List<(string Letters, bool Whole)>();
                if (state.Short == 0) ways.Add((reading, true));
                if (clue.Length <= 12)
                {
                    ways.Add((reading[..1], false));
                    if (reading is ['z' or 'c' or 's', 'h', ..]) ways.Add((reading[..2], false));
                }
                // The last may be any beginning.
                if (clue.Length > state.Said.Length && reading.StartsWith(clue[state.Said.Length..], StringComparison.Ordinal)) ways.Add((clue[state.Said.Length..], false));
                foreach (var (letters, whole) in ways)
                {
                    var said = state.Said + letters;
                    var (full, cut) = whole ? (state.Whole + 1, state.Short) : (state.Whole, state.Short + 1);
                    if (said == clue)
                    {
                        if (full + cut == 1 && (cut == 1 || !isName)) continue;
                        if (full == 0 && cut == 2 && !isName) continue;
                        yield return cut == 0 ? 4 : 6;
                    }
                    else if (clue.StartsWith(said, StringComparison.Ordinal)) open.Push((said, state.At + 1, full, cut));
                }
            }
        }
    }

    // Runs of digits, of letters and of others; a short number keeps the single character after it.
    private static List<string> Cut(string clue)
    {
        var parts = new List<string>();
        foreach (var piece in clue.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var runs = new List<string>();
            foreach (var c in piece)
                if (runs.Count > 0 && Kind(runs[^1][0]) == Kind(c)) runs[^1] += c;
                else runs.Add(c.ToString());
            for (var i = 0; i < runs.Count; i++)
                if (Kind(runs[i][0]) == 0 && runs[i].Length < 4 && i + 1 < runs.Count && runs[i + 1].Length == 1 && Kind(runs[i + 1][0]) == 2) { parts.Add(runs[i] + runs[i + 1]); i++; }
                else parts.Add(runs[i]);
        }
        return parts;
    }

    private static int Kind(char c) => char.IsAsciiDigit(c) ? 0 : char.IsAsciiLetter(c) ? 1 : 2;

    private static void Better(int[] fits, List<int> at, int kind)
    {
        foreach (var i in at)
            if (fits[i] < 0 || kind < fits[i]) fits[i] = kind;
    }

    private static void Note(Dictionary<string, List<int>> texts, string text, int at)
    {
        if (!texts.TryGetValue(text, out var list)) texts[text] = list = [];
        if (list.Count == 0 || list[^1] != at) list.Add(at);
    }

    private static string Simple(string text) => string.Concat(text.Select(Pinyin.Simplified));
}
