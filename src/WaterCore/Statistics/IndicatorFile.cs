using System.Text;
using WaterCore.Text;
using WaterCore.Values;

namespace WaterCore.Statistics;

/// <summary>A file of indicators says something that cannot be used: where, what, and what to write instead.</summary>
/// <param name="File">The file's name as the caller gave it.</param>
/// <param name="Line">The line, from 1; 0 when no line is to blame.</param>
/// <param name="Field">The field.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record IndicatorFault(string File, int Line, string Field, Wording Problem, Wording Remedy) : FileFault(File, Line, Field, Problem, Remedy)
{
    /// <inheritdoc/>
    public override string Code => "statistics.indicator-file";
}

/// <summary>Reads definitions of indicators: YAML with a numerator and a denominator over the facts that are kept. The shipped ones are such a file.</summary>
public static class IndicatorFile
{
    private const int LongestCode = 40;

    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The text, at most 256 KiB.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <returns>Its definitions, in order; or the first <see cref="IndicatorFault"/>.</returns>
    public static Result<IReadOnlyList<Indicator>> Read(string text, string file)
    {
        Exception Refuse(int line, string field, Wording problem, Wording remedy) => new IndicatorFaultException(new IndicatorFault(file, line, field, problem, remedy));
        try
        {
            return new Reader(Refuse).Whole(YamlTree.Read(text, "list of indicators", Refuse));
        }
        catch (IndicatorFaultException e)
        {
            return e.Fault;
        }
    }

    /// <summary>The shipped definitions as a file, to read and to copy from.</summary>
    public static string ShippedText()
    {
        using var stream = typeof(IndicatorFile).Assembly.GetManifestResourceStream("statistics/indicators.yaml")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private sealed class IndicatorFaultException(IndicatorFault fault) : Exception
    {
        public IndicatorFault Fault { get; } = fault;
    }

    private sealed class Reader(YamlRefusal refuse) : YamlReader(refuse)
    {
        private static readonly Dictionary<string, IndicatorScale> s_scales = new(StringComparer.Ordinal)
        {
            ["percent"] = IndicatorScale.Percent, ["sum"] = IndicatorScale.Sum, ["days-of-period"] = IndicatorScale.DaysOfPeriod, ["days-each"] = IndicatorScale.DaysEach, ["per-thousand"] = IndicatorScale.PerThousand,
        };

        public List<Indicator> Whole(YamlTree tree)
        {
            var root = Map(tree, "", new("写上 indicators: 和列表", "write indicators: and a list"));
            Keys(root, "", "standard", "indicators");
            Wording? standard = root.Find("standard") is { } node ? Wording(node, "standard") : null;
            var read = new List<Indicator>();
            foreach (var item in List(Need(root, "indicators", "indicators"), "indicators").Items)
            {
                var indicator = One(item, standard);
                if (read.Exists(i => i.Code == indicator.Code && i.Version == indicator.Version))
                    throw Refuse(item, indicator.Code, new($"它的第 {indicator.Version} 版出现两次", $"version {indicator.Version} of it stands here twice"), new("公式改了就用下一个版本号", "give a changed formula the next version"));
                read.Add(indicator);
            }
            return read.Count > 0 ? read : throw Refuse(root, "indicators", new("没有指标", "there is none"), new("至少写一个", "write at least one"));
        }

        private Indicator One(YamlTree node, Wording? standard)
        {
            var map = Map(node, "indicators", new("写上 code:、version:、name:、numerator: 等", "write code:, version:, name:, numerator: and so on"));
            Keys(map, "indicators", "code", "version", "name", "numerator", "denominator", "scale", "from_new_year", "less_is_better", "by", "period", "cut_off", "standard");
            var code = Text(map, "code");
            if (code.Length > LongestCode || !code.All(c => c == '-' || char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))) throw Refuse(map, "code", new($"“{code}”不能作代码", $"'{code}' is no code"), new($"用小写字母、数字和连字符，至多 {LongestCode} 个", $"write at most {LongestCode} small letters, digits and dashes"));
            var indicator = new Indicator
            {
                Code = code, Version = Whole(Need(map, "version", $"{code}.version"), $"{code}.version", 1, 1_000), Name = Wording(Need(map, "name", $"{code}.name"), $"{code}.name"),
                Numerator = Term(Need(map, "numerator", $"{code}.numerator"), $"{code}.numerator"), Denominator = map.Find("denominator") is { } of ? Term(of, $"{code}.denominator") : null,
                Scale = map.Find("scale") is { } scale ? s_scales[OneOf(scale, $"{code}.scale", [.. s_scales.Keys])] : IndicatorScale.Percent,
                FromNewYear = YesNo(map.Find("from_new_year"), $"{code}.from_new_year"), LessIsBetter = map.Find("less_is_better") is { } less ? YesNo(less, $"{code}.less_is_better") : null,
                By = Words(map.Find("by"), $"{code}.by"), Period = Wording(Need(map, "period", $"{code}.period"), $"{code}.period"), CutOff = Wording(Need(map, "cut_off", $"{code}.cut_off"), $"{code}.cut_off"),
                Standard = map.Find("standard") is { } own ? Wording(own, $"{code}.standard") : standard ?? throw Refuse(map, $"{code}.standard", new("没有写所依据的标准", "the standard that it follows is missing"), new("在此写 standard:，或在文件开头写一次", "write standard: here, or once at the head of the file")),
            };
            return indicator.Problem() is { } problem ? throw Refuse(map, code, problem, new("改正，或去掉", "correct it, or leave it out")) : indicator;
        }

        private IndicatorTerm Term(YamlTree node, string field)
        {
            var map = Map(node, field, new("写上 name:、source: 和 measure:", "write name:, source: and measure:"));
            Keys(map, field, "name", "source", "measure", "where");
            var named = OneOf(Need(map, "source", $"{field}.source"), $"{field}.source", [.. FactSource.All.Select(s => s.Code)]);
            return new IndicatorTerm(Wording(Need(map, "name", $"{field}.name"), $"{field}.name"), FactSource.All.First(s => s.Code == named), Text(map, "measure"))
            {
                Where = map.Find("where") is not { } where ? [] : [.. Map(where, $"{field}.where", new("写上维度和它的值", "write a dimension and its values")).Entries.Select(e => Filter(e.Key, e.Value, $"{field}.where.{e.Key}"))],
            };
        }

        private FactFilter Filter(string dimension, YamlTree values, string field)
        {
            var isNot = values is YamlMap;
            if (values is YamlMap map)
            {
                Keys(map, field, "not");
                values = Need(map, "not", field);
            }
            return Words(values, field) is { Count: > 0 } words ? new FactFilter(dimension, words, isNot) : throw Refuse(values, field, new("这里没有值", "no value stands here"), new("写 [一, 二]", "write [one, two]"));
        }
    }
}
