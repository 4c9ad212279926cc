namespace WaterCore.Documents.Skia;

/// <summary>Lays a table out: columns as wide as they need, rows that wrap, the head again on each page.</summary>
internal sealed class TableLayout
{
    private const float Gap = 10, Least = 6.5f, Usual = 9f;
    private readonly PageLayout _page;
    private readonly SheetTable _table;
    private readonly float _size;
    private readonly float[] _widths;

    public TableLayout(PageLayout page, SheetTable table)
    {
        (_page, _table) = (page, table);
        _size = Usual;
        _widths = Widths(_size);
        // A wide table is set smaller before its words are broken.
        while (_widths.Sum() + Gap * (_widths.Length - 1) > _page.Available + 0.01f && _size > Least)
        {
            _size -= 0.5f;
            _widths = Widths(_size);
        }
        Fit();
    }

    private float LineHeight => _size + 4;

    public void Add()
    {
        var head = _page.Face(true).Clean(_table.Title);
        if (head.Length > 0)
        {
            _page.Need(20 + 3 * LineHeight);
            _page.Words(_page.Face(true), head, PageLayout.Margin, _page.Y + 11, 11, false);
            _page.Y += 18;
        }
        Head();
        foreach (var row in _table.Rows) Row(row, false);
        if (_table.Total is { } total)
        {
            // Below a head without rows there is a line already.
            if (_table.Rows.Count > 0) _page.Line(_page.Y, true);
            _page.Y += 3;
            Row(total, true);
        }
    }

    private void Head()
    {
        var titles = _table.Columns.Select((c, i) => _page.Face(false).Wrap(_page.Face(false).Clean(c.Title), _size - 0.5f, _widths[i])).ToList();
        var high = titles.Max(t => t.Count) * LineHeight + 5;
        _page.Need(high + 2 * LineHeight);
        Put(titles, _page.Face(false), _size - 0.5f, true);
        _page.Y += high;
        _page.Line(_page.Y, false);
        _page.Y += 2;
    }

    private void Row(SheetRow row, bool bold)
    {
        var face = _page.Face(bold);
        var lines = row.Cells.Select((c, i) => face.Wrap(face.Clean(c.Shown), _size, _widths[i])).ToList();
        var high = lines.Max(l => l.Count) * LineHeight + 5;
        if (_page.IsFull(high))
        {
            _page.Begin();
            Head();
        }
        Put(lines, face, _size, false);
        _page.Y += high;
        if (!bold) _page.Line(_page.Y - 1, false);
    }

    private void Put(List<IReadOnlyList<string>> cells, Face face, float size, bool grey)
    {
        var x = PageLayout.Margin;
        for (var i = 0; i < cells.Count; i++)
        {
            for (var line = 0; line < cells[i].Count; line++)
            {
                var at = _table.Columns[i].IsNumeric ? x + _widths[i] - face.Measure(cells[i][line], size) : x;
                _page.Words(face, cells[i][line], at, _page.Y + LineHeight * (line + 1) - 2, size, grey);
            }
            x += _widths[i] + Gap;
        }
    }

    private float[] Widths(float size)
    {
        var weights = _table.Columns.Sum(c => c.Weight);
        var widths = _table.Columns.Select((c, i) => c.Weight > 0 ? 0 : Natural(i, size)).ToArray();
        if (weights == 0) return widths;
        var left = Math.Max(40, _page.Available - widths.Sum() - Gap * (widths.Length - 1));
        for (var i = 0; i < widths.Length; i++) if (_table.Columns[i].Weight > 0) widths[i] = left * _table.Columns[i].Weight / weights;
        return widths;
    }

    private float Natural(int column, float size)
    {
        var (face, bold) = (_page.Face(false), _page.Face(true));
        var widest = face.Measure(face.Clean(_table.Columns[column].Title), size - 0.5f);
        foreach (var row in _table.Rows) widest = Math.Max(widest, face.Measure(face.Clean(row.Cells[column].Shown), size));
        return _table.Total is { } total ? Math.Max(widest, bold.Measure(bold.Clean(total.Cells[column].Shown), size)) : widest;
    }

    // What is too wide still is taken from the columns of words; what is left over is shared by them.
    private void Fit()
    {
        var over = _widths.Sum() + Gap * (_widths.Length - 1) - _page.Available;
        var words = Enumerable.Range(0, _widths.Length).Where(i => !_table.Columns[i].IsNumeric).ToList();
        if (words.Count == 0) words = [.. Enumerable.Range(0, _widths.Length)];
        var sum = words.Sum(i => _widths[i]);
        if (over > 0) foreach (var i in words) _widths[i] = Math.Max(24, _widths[i] - over * _widths[i] / sum);
        else foreach (var i in words) _widths[i] -= over / words.Count;
    }
}
