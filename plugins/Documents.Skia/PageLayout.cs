using SkiaSharp;

namespace WaterCore.Documents.Skia;

/// <summary>Lays a sheet out on pages of A4, from top to bottom. Nothing is drawn until all its pages are known, for each says how many there are.</summary>
internal sealed class PageLayout
{
    public const float Margin = 45, Foot = 30;
    private static readonly SKColor Ink = SKColor.Parse("#1B2A36"), Grey = SKColor.Parse("#5B6B7A"), Rule = SKColor.Parse("#C9D3DB"), Accent = SKColor.Parse("#0A6EBD");
    private readonly List<List<Action<SKCanvas>>> _pages = [];
    private readonly Sheet _sheet;
    private readonly Face _face, _bold;
    private float _y;

    public PageLayout(Sheet sheet, Face face, Face bold)
    {
        (_sheet, _face, _bold) = (sheet, face, bold);
        (Width, Height) = sheet.IsLandscape ? (842, 595) : (595, 842);
        Begin();
        Words(Face(true), face.Clean(sheet.Issuer), Margin, _y + 9, 10, Grey);
        Words(_bold, bold.Clean(sheet.Title), Margin, _y + 34, 19, Ink);
        _y += 46;
        foreach (var part in sheet.Parts)
        {
            Add(part);
            _y += 12;
        }
        Feet();
    }

    public float Width { get; }

    public float Height { get; }

    public IReadOnlyList<IReadOnlyList<Action<SKCanvas>>> Pages => _pages;

    private float Inner => Width - 2 * Margin;

    private float Lowest => Height - Margin - Foot;

    private List<Action<SKCanvas>> Page => _pages[^1];

    private void Add(SheetPart part)
    {
        switch (part)
        {
            case SheetFacts facts: Facts(facts); break;
            case SheetFigure figure: Figure(figure); break;
            case SheetNote note: Note(note); break;
            case SheetPlot plot: Plot(plot); break;
            case SheetTable table: new TableLayout(this, table).Add(); break;
            default: throw new InvalidOperationException($"{part.GetType().Name} is not a part that can be printed; update the Documents.Skia plugin.");
        }
    }

    private void Facts(SheetFacts facts)
    {
        const float size = 9.5f, gap = 18;
        var half = (Inner - gap) / 2;
        for (var i = 0; i < facts.Items.Count; i += 2)
        {
            var row = facts.Items.Skip(i).Take(2).Select(f => (Name: _face.Clean(f.Name), Lines: _bold.Wrap(_bold.Clean(f.Value), size, half))).ToList();
            var high = 13f + row.Max(r => r.Lines.Count) * 13f + 4;
            Need(high);
            for (var column = 0; column < row.Count; column++)
            {
                var x = Margin + column * (half + gap);
                Words(_face, row[column].Name, x, _y + 9, 8, Grey);
                for (var line = 0; line < row[column].Lines.Count; line++) Words(_bold, row[column].Lines[line], x, _y + 22 + line * 13, size, Ink);
            }
            _y += high;
        }
    }

    private void Figure(SheetFigure figure)
    {
        const float high = 52;
        Need(high);
        Box(Margin, _y, Inner, high, SKColor.Parse("#EEF5FB"));
        Box(Margin, _y, 3, high, Accent);
        Words(_face, _face.Clean(figure.Name), Margin + 14, _y + 17, 9, Grey);
        var value = _bold.Clean(figure.Value);
        Words(_bold, value, Margin + 14, _y + 40, 18, Ink);
        var at = Margin + 30 + _bold.Measure(value, 18);
        var remark = _face.Wrap(_face.Clean(figure.Remark), 9.5f, Width - Margin - 10 - at);
        for (var i = 0; i < Math.Min(3, remark.Count); i++) Words(_face, remark[i], at, _y + 39 - (remark.Count - 1 - i) * 13, 9.5f, Ink);
        _y += high;
    }

    private void Note(SheetNote note)
    {
        foreach (var paragraph in note.Text.Split('\n'))
            foreach (var line in _face.Wrap(_face.Clean(paragraph), 8.5f, Inner))
            {
                Need(13);
                Words(_face, line, Margin, _y + 9, 8.5f, Grey);
                _y += 13;
            }
    }

    private void Plot(SheetPlot part)
    {
        const float high = 150;
        Need(high);
        var top = _y;
        Page.Add(canvas =>
        {
            canvas.Save();
            canvas.Translate(Margin, top);
            PlotPainter.Paint(canvas, PlotDrawing.Of(part.Plot, (decimal)Inner, (decimal)high), _face);
            canvas.Restore();
        });
        _y += high;
    }

    private void Feet()
    {
        var zh = _sheet.Language == WaterCore.Values.Language.Chinese;
        for (var i = 0; i < _pages.Count; i++)
        {
            var text = _face.Clean(zh ? $"第 {i + 1} 页，共 {_pages.Count} 页" : $"page {i + 1} of {_pages.Count}");
            var (number, at) = (_face.Clean(_sheet.Number), Width - Margin - _face.Measure(text, 8));
            _pages[i].Add(canvas =>
            {
                using var paint = new SKPaint { Color = Grey, IsAntialias = true };
                canvas.DrawText(number, Margin, Height - Margin + 8, _face.Font(8), paint);
                canvas.DrawText(text, at, Height - Margin + 8, _face.Font(8), paint);
            });
        }
    }

    // For a table, which lays out its own rows.

    internal float Y { get => _y; set => _y = value; }

    internal float Available => Inner;

    internal Face Face(bool bold) => bold ? _bold : _face;

    /// <summary>Whether so much does not fit on this page any more.</summary>
    internal bool IsFull(float high) => _y + high > Lowest;

    internal void Need(float high)
    {
        if (IsFull(high) && Page.Count > 0) Begin();
    }

    internal void Begin()
    {
        _pages.Add([]);
        _y = Margin;
    }

    internal void Words(Face face, string text, float x, float y, float size, bool grey) => Words(face, text, x, y, size, grey ? Grey : Ink);

    internal void Line(float y, bool strong) => Box(Margin, y, Inner, strong ? 1f : 0.5f, strong ? Accent : Rule);

    private void Words(Face face, string text, float x, float y, float size, SKColor color)
    {
        if (text.Length == 0) return;
        Page.Add(canvas =>
        {
            using var paint = new SKPaint { Color = color, IsAntialias = true };
            canvas.DrawText(text, x, y, face.Font(size), paint);
        });
    }

    private void Box(float x, float y, float width, float height, SKColor color) => Page.Add(canvas =>
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawRect(x, y, width, height, paint);
    });
}
