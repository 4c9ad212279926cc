namespace WaterCore.Host.Service;

internal static partial class Texts
{
    public static readonly Wording Reports = new("营业报表", "Reports");
    public static readonly Wording ReportsText = new("选择月份后统计。每一行都可以打开，查看它所统计的明细。", "Choose a month. Every row opens into what it counts.");
    public static readonly Wording ReportMonth = new("起始月份", "First month");
    public static readonly Wording MakeReports = new("统计", "Make");
    public static readonly Wording AsWorkbook = new("Excel 工作簿", "Excel workbook");
    public static readonly Wording AsPdf = new("PDF 文件", "PDF");
    public static readonly Wording AsCsv = new("CSV 文件", "CSV");
    public static readonly Wording ReportRows = new("明细", "What it counts");
    public static readonly Wording FirstRows = new("显示前 {0} 行，合计为全部。", "The first {0} rows; the sums are of all.");
    public static readonly Wording ReportMail = new("{0} 营业报表", "Customer service report of {0}");
    public static readonly Wording ReportMailBody = new("{0} 的营业报表已生成：\n{1}\n", "The customer service report of {0} is made:\n{1}\n");
    public static readonly Wording ReportSet = new("报表", "Set");
    public static readonly Wording MonthlySet = new("营业月报", "monthly");
    public static readonly Wording MarketSet = new("市场分析", "market");
    public static readonly Wording DemandSet = new("潜在需求", "unmet demand");
    public static readonly Wording Indicators = new("指标", "Indicators");
    public static readonly Wording IndicatorsText = new("每个指标都有定义和版本，可以打开到所统计的每一行，日后重算结果相同。", "Each figure has a definition with a version, opens into every row it counts, and comes out the same when it is worked out again.");
    public static readonly Wording IndicatorName = new("指标", "Indicator");
    public static readonly Wording IndicatorValue = new("数值", "Value");
    public static readonly Wording LastYear = new("上年同期", "A year before");
    public static readonly Wording Formula = new("算式", "Formula");
    public static readonly Wording CutOff = new("口径", "What counts");
    public static readonly Wording StandardFollowed = new("依据", "Standard");
    public static readonly Wording VersionNumber = new("第 {0} 版", "version {0}");
    public static readonly Wording StatedFor = new("适用期间", "Stated for");
    public static readonly Wording TrendTitle = new("趋势", "Trend");
    public static readonly Wording TrendMark = new("异常提示", "Stands out");
    public static readonly Wording AsPicture = new("PNG 图片", "PNG picture");
    public static readonly Wording ByDimension = new("按{0}", "By {0}");
    public static readonly Wording ShowTrend = new("查看", "Show");
    public static readonly Wording TrendMonths = new("月数", "Months");
    public static readonly Wording AnalysisTitle = new("经营分析", "Analysis");
    public static readonly Wording AnalysisText = new("任选一类明细和维度做透视，并与往期对比，变动最大的排在最前。", "Choose facts and dimensions for a pivot; beside it an earlier period, what moved most first.");
    public static readonly Wording FactsChosen = new("明细", "Facts");
    public static readonly Wording GroupedBy = new("维度", "Grouped by");
    public static readonly Wording ThenBy = new("再按", "then by");
    public static readonly Wording MeasureChosen = new("度量", "Measure");
    public static readonly Wording ComparedWith = new("对比（月前）", "Months before");
    public static readonly Wording Now = new("本期", "Now");
    public static readonly Wording BeforeThat = new("对比期", "Before");
    public static readonly Wording MovedBy = new("变动", "Change");
    public static readonly Wording Movers = new("变动排行", "What moved most");
    public static readonly Wording PivotTitle = new("透视表", "Pivot");
}
