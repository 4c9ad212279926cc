using WaterCore.Search;

namespace WaterCore.Conformance;

/// <summary>
/// The slow way: looks at every record for every clue, by rules written anew and without grams. Knows pinyin and simplified characters from
/// the same table, nothing else of the library's search.
/// </summary>
public sealed class PlainScan
{
    private readonly List<long> _keys;
    private readonly Fields _numbers = new(), _addresses = new(), _names = new(), _all = new();

    // Where each distinct name, and each distinct stretch of an address between numbers, can begin to be spoken: by first letter.
    private readonly Dictionary<char, List<(string Text, int Start, bool IsName, List<int> At)>> _spoken = [];

    public PlainScan(IReadOnlyList<SearchRecord> records)
    {
        _keys = records.Select(r => r.Key).ToList();
        Dictionary<string, List<int>> names = new(StringComparer.Ordinal), runs = new(StringComparer.Ordinal);
        for (var i = 0; i < records.Count; i++)
        {
            string Text(SearchFieldKind kind) => records[i].First(kind)!.ToLowerInvariant();
            foreach (var kind in (SearchFieldKind[])[SearchFieldKind.Account, SearchFieldKind.Phone, SearchFieldKind.Meter])
                _numbers.Add(string.Concat(Text(kind).Where(char.IsAsciiDigit)), i);
            _addresses.Add(Simple(Text(SearchFieldKind.Address)), i);
            _names.Add(Simple(Text(SearchFieldKind.Name)), i);
            foreach (var field in records[i].Fields) _all.Add(Simple(field.Text.ToLowerInvariant()), i);
            Note(names, Text(SearchFieldKind.Name), i);
            foreach (var run in string.Concat(Text(SearchFieldKind.Address).Select(c => char.IsAsciiDigit(c) ? ' ' : c)).Split(' ', StringSplitOptions.RemoveEmptyEntries)) Note(runs, run, i);
        }
        foreach (var (texts, isName) in new[] { (names, true), (runs, false) })
            foreach (var (text, at) in texts)
                for (var start = 0; start < text.Length; start++)
                    foreach (var letter in Pinyin.ReadingsOf(text[start]).Select(r => r[0]).Distinct())
                    {
                        if (!_spoken.TryGetValue(letter, out var list)) _spoken[letter] = list = [];
                        list.Add((text, start, isName, at));
                    }
        foreach (var fields in (Fields[])[_numbers, _addresses, _names, _all]) fields.Close();
    }

    /// <summary>The keys of all that fit, by rank and then key.</summary>
    public List<(int Rank, long Key)> Find(string clue)
    {
        var parts = Cut(clue).Distinct().ToList();
        var worst = new int[_keys.Count];
        foreach (var part in parts)
        {
            var fits = Part(part);
            for (var i = 0; i < worst.Length; i++) worst[i] = worst[i] < 0 || fits[i] < 0 ? -1 : Math.Max(worst[i], fits[i]);
        }
        var found = new List<(int, long)>();
        for (var i = 0; i < worst.Length; i++)
            if (worst[i] >= 0) found.Add((parts.Count == 1 ? worst[i] : worst[i] <= 3 ? 3 : worst[i] <= 6 ? 6 : 7, _keys[i]));
        found.Sort();
        return found;
    }

    // The MatchKind of each record as a number, or -1.
    private int[] Part(string part)
    {
        var fits = new int[_keys.Count];
        Array.Fill(fits, -1);
        if (char.IsAsciiDigit(part[0])) { Digits(part, fits); return fits; }
        var simple = Simple(part);
        if (char.IsAsciiLetter(part[0]))
        {
            foreach (var (i, _, _) in _all.With(simple)) fits[i] = 3;
            foreach (var (text, start, isName, at) in _spoken.GetValueOrDefault(part[0], []))
                if (part.Length == 1) { if (isName && start == 0) Better(fits, at, 6); }
                else if (Spellings(text, start, part, isName).DefaultIfEmpty(99).Min() is var kind and < 99) Better(fits, at, kind);
            return fits;
        }
        foreach (var (i, first, last) in _names.With(simple)) Better(fits, i, first && last ? 0 : first ? 1 : 3);
        if (part.Length > 1)
            foreach (var (i, _, _) in _addresses.With(simple)) Better(fits, i, 3);
        if (part.Length > 1)
            foreach (var letter in Pinyin.ReadingsOf(part[0]).Select(r => r[0]).Distinct())
                foreach (var (text, start, _, at) in _spoken.GetValueOrDefault(letter, []))
                    if (SameSound(part, text, start)) Better(fits, at, 5);
        return fits;
    }

    private void Digits(string part, int[] fits)
    {
        if (part.TakeWhile(char.IsAsciiDigit).Count() < 4)
        {
            foreach (var (i, _, _) in _addresses.With(part, aNumberOfItsOwn: true)) fits[i] = 3;
            return;
        }
        foreach (var (i, _, _) in _addresses.With(part)) fits[i] = 3;
        foreach (var (i, first, last) in _numbers.With(part)) Better(fits, i, first && last ? 0 : last ? 2 : 3);
        if (part.Length < 6) return;
        for (var s = 0; s + 1 < part.Length; s++)
        {
            var letters = part.ToCharArray();
            (letters[s], letters[s + 1]) = (letters[s + 1], letters[s]);
            foreach (var (i, _, _) in _numbers.With(new string(letters))) Better(fits, i, 7);
        }
    }

    private static bool SameSound(string part, string text, int start) =>
        start + part.Length <= text.Length && Enumerable.Range(0, part.Length).All(i => Pinyin.ReadingsOf(part[i]).Any(r => Pinyin.ReadingsOf(text[start + i]).Contains(r)));

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
                // The last may be any beginning, after whole ones or as the second.
                if ((state.Short == 0 || state.Whole + state.Short == 1) && clue.Length > state.Said.Length && reading.StartsWith(clue[state.Said.Length..], StringComparison.Ordinal)) ways.Add((clue[state.Said.Length..], false));
                foreach (var (letters, whole) in ways)
                {
                    var said = state.Said + letters;
                    var (full, cut) = whole ? (state.Whole + 1, state.Short) : (state.Whole, state.Short + 1);
                    if (said == clue)
                    {
                        if (full + cut == 1 && (cut == 1 || !isName)) continue;
                        if (full + cut == 2 && cut > 0 && !isName) continue;
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
        foreach (var i in at) Better(fits, i, kind);
    }

    private static void Better(int[] fits, int i, int kind)
    {
        if (fits[i] < 0 || kind < fits[i]) fits[i] = kind;
    }

    private static void Note(Dictionary<string, List<int>> texts, string text, int at)
    {
        if (!texts.TryGetValue(text, out var list)) texts[text] = list = [];
        if (list.Count == 0 || list[^1] != at) list.Add(at);
    }

    private static string Simple(string text) => string.Concat(text.Select(Pinyin.Simplified));

    /// <summary>All fields of a kind in one long text, bars between: looking through it is as plain as a scan can be, and fast enough.</summary>
    private sealed class Fields
    {
        private readonly System.Text.StringBuilder _text = new("|");
        private readonly List<int> _starts = [], _records = [];
        private string _all = "";

        public void Add(string text, int record)
        {
            _starts.Add(_text.Length);
            _records.Add(record);
            _text.Append(text).Append('|');
        }

        public void Close() => _all = _text.ToString();

        /// <summary>The records of the fields that have a part; whether it stands first and last there.</summary>
        public IEnumerable<(int Record, bool First, bool Last)> With(string part, bool aNumberOfItsOwn = false)
        {
            for (var at = _all.IndexOf(part, StringComparison.Ordinal); at >= 0; at = _all.IndexOf(part, at + 1, StringComparison.Ordinal))
            {
                var (before, after) = (_all[at - 1], _all[at + part.Length]);
                if (aNumberOfItsOwn && (char.IsAsciiDigit(before) || (char.IsAsciiDigit(after) && char.IsAsciiDigit(part[^1])))) continue;
                var field = _starts.BinarySearch(at);
                yield return (_records[field >= 0 ? field : ~field - 1], before == '|', after == '|');
            }
        }
    }
}
