using System.Security.Claims;
using WaterCore.Documents;
using WaterCore.Host.Accounts;
using WaterCore.Host.Api;
using WaterCore.Host.Service;
using WaterCore.Operations;

namespace WaterCore.Host.Shared;

/// <summary>Bills and receipts as PDF, for staff and for the customer whose they are.</summary>
internal static class PaperEndpoints
{
    public static void MapWaterCorePaper(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/console/bills/{number}/pdf", BillAsync).RequireAuthorization(Permissions.BillRead);
        routes.MapGet("/console/bills/{number}/correction/pdf", CorrectionAsync).RequireAuthorization(Permissions.BillRead);
        routes.MapGet("/portal/bills/{number}/correction/pdf", async (HttpContext context, PrintDesk desk, string number, CancellationToken cancellationToken) =>
            IsOwn(context, number) ? await CorrectionAsync(context, desk, number, cancellationToken) : TypedResults.NotFound()).RequireAuthorization(Permissions.Customer);
        routes.MapGet("/console/receipts/{number}/pdf", async (HttpContext context, PrintDesk desk, string number, CancellationToken cancellationToken) =>
            await PdfAsync(desk, await desk.ReceiptAsync(number, Languages.Of(context), cancellationToken), cancellationToken)).RequireAuthorization(Permissions.CustomerRead);
        routes.MapGet("/portal/bills/{number}/pdf", OwnBillAsync).RequireAuthorization(Permissions.Customer);
    }

    /// <summary>A bill as PDF.</summary>
    public static async Task<IResult> BillAsync(HttpContext context, PrintDesk desk, string number, CancellationToken cancellationToken) =>
        await PdfAsync(desk, await desk.BillAsync(number, Languages.Of(context), cancellationToken), cancellationToken);

    /// <summary>A correction note as PDF, by the number of a bill that it is about.</summary>
    public static async Task<IResult> CorrectionAsync(HttpContext context, PrintDesk desk, string number, CancellationToken cancellationToken) =>
        await PdfAsync(desk, await desk.CorrectionAsync(number, Languages.Of(context), cancellationToken), cancellationToken);

    /// <summary>Whether a bill's number is one of the customer's own account.</summary>
    public static bool IsOwn(HttpContext context, string bill) =>
        context.User.FindFirstValue(CustomerSession.AccountClaim) is { } account && bill.LastIndexOf('-') is > 0 and var dash && bill[..dash] == account;

    private static async Task<IResult> OwnBillAsync(HttpContext context, PrintDesk desk, BillDesk bills, string number, CancellationToken cancellationToken)
    {
        // Another's bill is as good as none: that it exists is not told.
        var view = await bills.ShowAsync(number, cancellationToken);
        if (!view.IsOk || view.Value.Account.Number != context.User.FindFirstValue(CustomerSession.AccountClaim)) return TypedResults.NotFound();
        return await BillAsync(context, desk, number, cancellationToken);
    }

    private static async Task<IResult> PdfAsync(PrintDesk desk, Result<Sheet> sheet, CancellationToken cancellationToken)
    {
        if (!sheet.IsOk) return ApiAnswers.Problem(sheet.Fault);
        var pdf = new MemoryStream();
        var printed = await desk.PrintAsync(sheet.Value, pdf, cancellationToken);
        if (!printed.IsOk) return ApiAnswers.Problem(StatusCodes.Status503ServiceUnavailable, printed.Fault.Code, printed.Fault.Message);
        pdf.Position = 0;
        return TypedResults.File(pdf, "application/pdf", sheet.Value.Number + ".pdf");
    }
}
