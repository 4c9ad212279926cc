using System.Reflection;
using NodaTime;
using SkiaSharp;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Documents.Skia;

/// <summary>Prints by Skia's own PDF writer. Only the characters that are used are embedded.</summary>
internal sealed class SkiaDocuments(FontFiles files) : IDocuments
{
    private static readonly string s_version = typeof(SKDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
    private readonly Lazy<Result<(SKTypeface Regular, SKTypeface Bold)>> _faces = new(() => Load(files));

    public string Description => $"SkiaSharp {s_version}, {(_faces.Value.IsOk ? _faces.Value.Value.Regular.FamilyName : "no font")}";

    public async ValueTask<Result<PrintedPages>> PrintAsync(IAsyncEnumerable<Sheet> sheets, Stream to, Instant at, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        if (!_faces.Value.IsOk) return _faces.Value.Fault;
        var replaced = new SortedSet<string>(StringComparer.Ordinal);
        var (typeface, strong) = _faces.Value.Value;
        using var face = new Face(typeface, replaced);
        using var bold = new Face(strong, replaced);
        var (count, pages) = (0L, 0L);
        using var stream = new SKManagedWStream(to, disposeManagedStream: false);
        SKDocument? document = null;
        try
        {
            await foreach (var sheet in sheets.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                document ??= SKDocument.CreatePdf(stream, Metadata(sheet, at));
                var layout = new PageLayout(sheet, face, bold);
                foreach (var page in layout.Pages)
                {
                    using var canvas = document.BeginPage(layout.Width, layout.Height);
                    foreach (var draw in page) draw(canvas);
                    document.EndPage();
                }
                pages += layout.Pages.Count;
                if (++count % 25 == 0) progress?.Report(count);
            }
            if (document is null) return new DocumentsRefused("there was nothing to print", "choose a cycle that has bills");
            document.Close();
        }
        finally
        {
            document?.Dispose();
        }
        progress?.Report(count);
        return new PrintedPages(count, pages, [.. replaced]);
    }

    public Result<long> Draw(Plot plot, int width, int height, Stream to)
    {
        if (!_faces.Value.IsOk) return _faces.Value.Fault;
        using var face = new Face(_faces.Value.Value.Regular, []);
        using var surface = SKSurface.Create(new SKImageInfo(width * 2, height * 2));
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale(2);
        PlotPainter.Paint(surface.Canvas, PlotDrawing.Of(plot, width, height), face);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        png.SaveTo(to);
        return png.Size;
    }

    private static SKDocumentPdfMetadata Metadata(Sheet sheet, Instant at) => new()
    {
        Title = sheet.Title, Author = sheet.Issuer, Producer = "WaterCore", Creator = "WaterCore", Creation = at.ToDateTimeUtc(), Modified = at.ToDateTimeUtc(),
        RasterDpi = SKDocumentPdfMetadata.DefaultRasterDpi, EncodingQuality = SKDocumentPdfMetadata.DefaultEncodingQuality,
    };

    private static Result<(SKTypeface, SKTypeface)> Load(FontFiles files)
    {
        const string remedy = "install Noto Sans CJK (Debian: apt-get install fonts-noto-cjk), or give WaterCore:Plugins:Skia:Font the path of a font with Chinese characters";
        if (files.Regular is null) return new DocumentsRefused($"the font Noto Sans CJK is in none of {string.Join(", ", files.Looked)}", remedy);
        if (Face.Load(files.Regular) is not { } regular) return new DocumentsRefused($"'{files.Regular}' is no font with Chinese characters that Skia can read", remedy);
        return (regular, files.Bold is null ? regular : Face.Load(files.Bold) ?? regular);
    }
}
