using System.Globalization;
using WaterCore.Values;

namespace WaterCore.Statistics;

/// <summary>The definitions in force: the shipped ones, and a utility's own beside them or in their place. Older versions stay to be had.</summary>
public sealed class IndicatorSet
{
    private readonly IReadOnlyList<Indicator> _all;

    private IndicatorSet(IReadOnlyList<Indicator> all)
    {
        _all = all;
        Latest = [.. all.GroupBy(i => i.Code).Select(g => g.MaxBy(i => i.Version)!)];
    }

    /// <summary>Those that come with the library.</summary>
    public static IndicatorSet Shipped { get; } = new(IndicatorFile.Read(IndicatorFile.ShippedText(), "indicators.yaml") is { IsOk: true } read
        ? read.Value : throw new InvalidOperationException("The shipped indicators cannot be read."));

    /// <summary>Each indicator in its latest version: the shipped ones in their order, then a utility's own.</summary>
    public IReadOnlyList<Indicator> Latest { get; }

    /// <summary>An indicator by its code, in its latest version; or one of its versions as <c>CODE@VERSION</c>. Null when there is none.</summary>
    public Indicator? Find(string code)
    {
        if (code.IndexOf('@', StringComparison.Ordinal) is not (> 0 and var at)) return Latest.FirstOrDefault(i => i.Code == code);
        return int.TryParse(code.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? _all.FirstOrDefault(i => i.Code == code[..at] && i.Version == version) : null;
    }

    /// <summary>These with a utility's own.</summary>
    /// <param name="own">Its definitions.</param>
    /// <param name="file">Where they stand, for messages.</param>
    /// <returns>Both; or <see cref="IndicatorFault"/> when one has the code and version of another: what a version says never changes.</returns>
    public Result<IndicatorSet> With(IReadOnlyList<Indicator> own, string file)
    {
        foreach (var indicator in own)
            if (_all.FirstOrDefault(i => i.Code == indicator.Code) is not null && indicator.Version <= _all.Where(i => i.Code == indicator.Code).Max(i => i.Version))
                return new IndicatorFault(file, 0, indicator.Code, new($"它的第 {indicator.Version} 版已经有了", $"version {indicator.Version} of it is there already"), new("给您的指标另用一个代码，或用下一个版本号取代它", "give yours a code of its own, or the next version to put it in that place"));
        return new IndicatorSet([.. _all, .. own]);
    }
}
