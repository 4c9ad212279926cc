using System.Globalization;
using WaterCore.Values;

namespace WaterCore.Workflows;

/// <summary>One comparison: a field, an operator, a value.</summary>
/// <param name="Field">The form field.</param>
/// <param name="Operator"><c>= != &lt; &lt;= &gt; &gt;=</c>.</param>
/// <param name="Value">A number or a word.</param>
public readonly record struct Comparison(string Field, string Operator, string Value)
{
    /// <summary>Whether it holds; false when the field has no value. Numbers compare as numbers; words only for equality.</summary>
    public bool Holds(IReadOnlyDictionary<string, string> form)
    {
        if (!form.TryGetValue(Field, out var actual)) return false;
        if (Number(actual) is { } a && Number(Value) is { } b)
            return Operator switch { "=" => a == b, "!=" => a != b, "<" => a < b, "<=" => a <= b, ">" => a > b, _ => a >= b };
        return Operator switch { "=" => actual == Value, "!=" => actual != Value, _ => false };
    }

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
}

/// <summary>A condition on form data: comparisons joined by <c>and</c>, and those by <c>or</c>; <c>and</c> binds closer. Nothing else is a condition.</summary>
/// <param name="Text">As written.</param>
/// <param name="Any">True when all comparisons of one of these hold.</param>
public sealed record Condition(string Text, IReadOnlyList<IReadOnlyList<Comparison>> Any)
{
    private static readonly string[] Operators = ["=", "!=", "<", "<=", ">", ">="];

    /// <summary>The fields it looks at.</summary>
    public IEnumerable<Comparison> Comparisons => Any.SelectMany(all => all);

    /// <summary>Whether it holds.</summary>
    public bool Holds(IReadOnlyDictionary<string, string> form)
    {
        foreach (var all in Any)
        {
            var holds = true;
            foreach (var comparison in all) holds &= comparison.Holds(form);
            if (holds) return true;
        }
        return false;
    }

    /// <summary>Reads <c>diameter &gt; 40 and outside_works = yes or kind = other</c>; words and operators stand apart.</summary>
    public static bool TryParse(string text, out Condition condition)
    {
        condition = null!;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length % 4 != 3) return false;
        var any = new List<IReadOnlyList<Comparison>>();
        var all = new List<Comparison>();
        for (var i = 0; i < words.Length; i += 4)
        {
            if (!Operators.Contains(words[i + 1])) return false;
            all.Add(new Comparison(words[i], words[i + 1], words[i + 2]));
            if (i + 3 == words.Length) break;
            if (words[i + 3] == "or") { any.Add(all); all = []; }
            else if (words[i + 3] != "and") return false;
        }
        any.Add(all);
        condition = new Condition(text, any);
        return true;
    }
}
