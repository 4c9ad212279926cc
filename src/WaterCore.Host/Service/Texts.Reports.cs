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
}
