using WaterCore.Tariffs;

namespace WaterCore.Billing;

/// <summary>The attributes and numbers that a batch reads, in the order of their columns, and the inputs that no row of it may have.</summary>
internal sealed class BatchDictionary
{
    private readonly List<(string Name, SortedSet<string> Texts)> _texts = [];
    private readonly HashSet<string> _excluded = new(StringComparer.Ordinal);
    private List<BatchAttribute>? _attributes;

    /// <summary>The attributes; fixed when first asked for.</summary>
    public IReadOnlyList<BatchAttribute> Attributes => _attributes ??= _texts.Select(t => new BatchAttribute(t.Name, [.. t.Texts])).ToList();

    /// <summary>Numeric inputs.</summary>
    public List<string> Numbers { get; } = [];

    /// <summary>Inputs that go to the single path: a relief, a quota, an input in the place of a part.</summary>
    public IReadOnlyCollection<string> Excluded => _excluded;

    /// <summary>The names by which formulas read the usage.</summary>
    public HashSet<string> UsageNames { get; } = new(StringComparer.Ordinal);

    public void Exclude(string name) => _excluded.Add(name);

    /// <summary>Notes the texts that the keys of a look-up give its attributes.</summary>
    public void Note(IReadOnlyList<string> by, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            var parts = by.Count == 1 ? [key] : key.Split('|');
            if (parts.Length < by.Count) continue;
            for (var a = 0; a < by.Count; a++)
            {
                var texts = Of(by[a]);
                if (parts.Length == by.Count) texts.Add(parts[a]);
                else
                    // A text may hold the mark that joins texts: any run of parts may be one.
                    for (var from = a; from < parts.Length; from++)
                        for (var to = from + 1; to <= parts.Length; to++) texts.Add(string.Join('|', parts[from..to]));
                if (texts.Count > byte.MaxValue) throw new BatchRefusedException("", $"'{by[a]}' has more than 255 texts");
            }
        }
    }

    public int Attribute(string name) => Attributes.ToList().FindIndex(a => a.Name == name);

    public int Number(string name)
    {
        if (Numbers.IndexOf(name) is >= 0 and var at) return at;
        Numbers.Add(name);
        return Numbers.Count - 1;
    }

    /// <summary>The texts that a mixed number of codes stands for; null when one of them is code 0.</summary>
    public ICaseInputs? Texts(int[] attributes, int[] sizes, long mixed)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var a = attributes.Length - 1; a >= 0; a--)
        {
            var code = (int)(mixed % sizes[a]);
            mixed /= sizes[a];
            if (code == 0) return null;
            texts[Attributes[attributes[a]].Name] = Attributes[attributes[a]].Texts[code - 1];
        }
        return new CaseInputs(texts);
    }

    private SortedSet<string> Of(string name)
    {
        var found = _texts.FirstOrDefault(t => t.Name == name);
        if (found.Texts is not null) return found.Texts;
        var texts = new SortedSet<string>(StringComparer.Ordinal);
        _texts.Add((name, texts));
        return texts;
    }
}
