using WaterCore.Text;
using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>Reads the text of a formula: <c>+ - * / ( )</c>, decimal numbers and names. Nothing else is a formula.</summary>
internal ref struct FormulaParser
{
    public const int MaxDepth = 64;
    public const int MaxLength = 4000;

    private readonly ReadOnlySpan<char> _text;
    private readonly int _line;
    private readonly string _file;
    private readonly string _field;
    private int _at;
    private int _depth;

    private FormulaParser(string text, string file, int line, string field)
    {
        _text = text.AsSpan();
        (_file, _line, _field) = (file, line, field);
    }

    /// <exception cref="TariffFaultException">The text is not a formula.</exception>
    public static Formula Parse(string text, string file, int line, string field)
    {
        if (text.Length > MaxLength)
            throw YamlTree.Fault(file, line, field, $"the formula is longer than {MaxLength} characters", "name parts of it and use the names");
        var parser = new FormulaParser(text, file, line, field);
        var formula = parser.Sum();
        parser.SkipSpace();
        return parser._at == text.Length ? formula : throw parser.Refuse("an operator");
    }

    private Formula Sum()
    {
        var left = Product();
        for (var op = Operator('+', '-'); op != '\0'; op = Operator('+', '-')) left = new BinaryFormula(_line, op, left, Product());
        return left;
    }

    private Formula Product()
    {
        var left = Factor();
        for (var op = Operator('*', '/'); op != '\0'; op = Operator('*', '/')) left = new BinaryFormula(_line, op, left, Factor());
        return left;
    }

    private Formula Factor()
    {
        if (++_depth > MaxDepth)
            throw YamlTree.Fault(_file, _line, _field, $"the formula is nested more than {MaxDepth} deep", "name parts of it and use the names");
        SkipSpace();
        if (_at == _text.Length) throw Refuse("a number, a name or '('");
        var c = _text[_at];
        Formula result;
        if (c == '(')
        {
            _at++;
            result = Sum();
            if (Operator(')', ')') == '\0') throw Refuse("')'");
        }
        else if (c is '-' or '+')
        {
            _at++;
            result = c == '-' ? new NegateFormula(_line, Factor()) : Factor();
        }
        else if (char.IsAsciiDigit(c) || c == '.')
        {
            var start = _at;
            while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.')) _at++;
            if (!Rational.TryParse(_text[start.._at], out var number)) throw Refuse("a decimal number", start);
            result = new NumberFormula(_line, number);
        }
        else if (char.IsLetter(c) || c == '_')
        {
            var start = _at;
            while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_')) _at++;
            result = new NameFormula(_line, _text[start.._at].ToString());
        }
        else
        {
            throw Refuse("a number, a name or '('");
        }
        _depth--;
        return result;
    }

    private char Operator(char a, char b)
    {
        SkipSpace();
        if (_at < _text.Length && (_text[_at] == a || _text[_at] == b)) return _text[_at++];
        return '\0';
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
    }

    private readonly TariffFaultException Refuse(string expected, int at = -1)
    {
        var here = at >= 0 ? at : _at;
        var found = here < _text.Length ? $"'{_text[here..Math.Min(_text.Length, here + 12)]}'" : "the end";
        return YamlTree.Fault(_file, _line, _field, $"'{_text}' is not a formula: {found} stands where {expected} should", "use + - * / ( ), numbers and names");
    }
}
