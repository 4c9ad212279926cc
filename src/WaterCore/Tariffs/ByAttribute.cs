using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>One value, or a value chosen by attributes of the case such as meter size and zone.</summary>
/// <typeparam name="T">The kind of value.</typeparam>
public sealed record ByAttribute<T>
{
    private readonly T? _single;
    private readonly IReadOnlyDictionary<string, T>? _values;

    /// <summary>The same value for every case.</summary>
    public ByAttribute(T value) => (_single, By) = (value, []);

    /// <summary>A value per key.</summary>
    /// <param name="by">The attributes, in order; their values joined by <c>|</c> are the key.</param>
    /// <param name="values">A value per key.</param>
    public ByAttribute(IReadOnlyList<string> by, IReadOnlyDictionary<string, T> values) => (By, _values) = (by, values);

    /// <summary>The attributes it is chosen by; empty for a single value.</summary>
    public IReadOnlyList<string> By { get; }

    /// <summary>The keys, or none for a single value.</summary>
    internal IReadOnlyList<string> Keys => _values is null ? [] : _values.Keys.ToList();

    /// <summary>All values, for checks.</summary>
    public IEnumerable<T> All => _values is null ? [_single!] : _values.Values;

    /// <summary>The value for a case.</summary>
    /// <returns>The value, or what is missing as a clause and what to give.</returns>
    internal bool TryGet(ICaseInputs inputs, out T value, out (string Problem, string Remedy) missing)
    {
        missing = default;
        if (_values is null)
        {
            value = _single!;
            return true;
        }
        var keys = new string[By.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            if (inputs.Find(By[i]) is { } text) { keys[i] = text.Trim(); continue; }
            value = default!;
            missing = ($"the price asks for '{By[i]}', which the case does not have", $"give {By[i]}");
            return false;
        }
        if (_values.TryGetValue(string.Join('|', keys), out value!)) return true;
        missing = ($"there is no price for {string.Join(", ", By)} '{string.Join('|', keys)}'", $"use one of: {string.Join(", ", _values.Keys.Take(12))}");
        return false;
    }
}
