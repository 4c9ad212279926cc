using NodaTime;
using WaterCore.Documents;
using WaterCore.Values;

namespace WaterCore.Ports;

/// <summary>Puts sheets on paper. A documents plugin implements this; it only draws, and decides nothing.</summary>
/// <remarks>Safe for use by several threads. The same sheets and the same instant give the same bytes.</remarks>
public interface IDocuments
{
    /// <summary>What it is, for people: <c>SkiaSharp 3.119.4, Noto Sans CJK SC</c>.</summary>
    string Description { get; }

    /// <summary>Writes sheets as one PDF, each on pages of its own, as they come: a run of any length takes little memory for each.</summary>
    /// <param name="sheets">The sheets, in order.</param>
    /// <param name="to">Where the PDF goes; left open. Nothing is written when it is refused.</param>
    /// <param name="at">The instant that the file says it was made at.</param>
    /// <param name="progress">Told how many sheets are done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many pages there are; or a <see cref="DocumentsRefused"/> when it cannot print, such as without a font.</returns>
    ValueTask<Result<PrintedPages>> PrintAsync(IAsyncEnumerable<Sheet> sheets, Stream to, Instant at, IProgress<long>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Draws a plot as PNG.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="width">Points; two pixels each.</param>
    /// <param name="height">Points.</param>
    /// <param name="to">Where the picture goes; left open.</param>
    Result<long> Draw(Plot plot, int width, int height, Stream to);
}

/// <summary>What was printed.</summary>
/// <param name="Sheets">How many sheets.</param>
/// <param name="Pages">On how many pages.</param>
/// <param name="Replaced">Characters that the font does not have, each printed as 〓; none, as a rule.</param>
public sealed record PrintedPages(long Sheets, long Pages, IReadOnlyList<string> Replaced);

/// <summary>Documents cannot be printed.</summary>
/// <param name="Problem">Why, as a clause.</param>
/// <param name="Remedy">What to do, as a clause.</param>
public sealed record DocumentsRefused(string Problem, string Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "documents.refused";

    /// <inheritdoc/>
    public override string Message => $"Nothing was printed: {Problem}; {Remedy}.";
}
