using SkiaSharp;

namespace WaterCore.Documents.Skia;

/// <summary>Draws the shapes of a plot.</summary>
internal static class PlotPainter
{
    public static void Paint(SKCanvas canvas, IReadOnlyList<PlotShape> shapes, Face face)
    {
        foreach (var shape in shapes)
        {
            using var paint = new SKPaint { IsAntialias = true };
            switch (shape)
            {
                case PlotBox box:
                    paint.Color = SKColor.Parse(box.Color);
                    canvas.DrawRect((float)box.X, (float)box.Y, (float)box.Width, (float)box.Height, paint);
                    break;
                case PlotDot dot:
                    paint.Color = SKColor.Parse(dot.Color);
                    canvas.DrawCircle((float)dot.X, (float)dot.Y, (float)dot.Radius, paint);
                    break;
                case PlotLine line:
                    (paint.Color, paint.StrokeWidth) = (SKColor.Parse(line.Color), (float)line.Thickness);
                    for (var i = 1; i < line.Points.Count; i++)
                        canvas.DrawLine((float)line.Points[i - 1].X, (float)line.Points[i - 1].Y, (float)line.Points[i].X, (float)line.Points[i].Y, paint);
                    break;
                case PlotWords words:
                    paint.Color = SKColor.Parse(words.Color);
                    var text = face.Clean(words.Text);
                    var width = face.Measure(text, (float)words.Size);
                    canvas.DrawText(text, (float)words.X - (words.Anchor < 0 ? 0 : words.Anchor == 0 ? width / 2 : width), (float)words.Y, face.Font((float)words.Size), paint);
                    break;
                default:
                    throw new InvalidOperationException($"{shape.GetType().Name} is not a shape that can be drawn; update the Documents.Skia plugin.");
            }
        }
    }
}
