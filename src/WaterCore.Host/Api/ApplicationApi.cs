using System.Globalization;
using System.Security.Claims;
using NodaTime.Text;
using WaterCore.Applications;
using WaterCore.Host.Accounts;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Workflows;

namespace WaterCore.Host.Api;

internal sealed record ApplicationFeeAnswer(string Name, string Amount, string Currency, long Entry);

internal sealed record DocumentAnswer(string Name, string FileName, string MediaType, long Bytes, string Sha256, string At, string By);

/// <summary>An application with where it is: for each open branch step, position and, while it rests, why.</summary>
internal sealed record ApplicationAnswer(
    long Id, string Kind, string Customer, string? Phone, string? Address, string MadeAt, WorkStatus Status, string? ClosedAt, string? PromisedBy, IReadOnlyList<string> Where,
    IReadOnlyDictionary<string, string> Form, IReadOnlyList<ApplicationFeeAnswer> Fees, IReadOnlyList<DocumentAnswer> Documents);

/// <param name="Kind">The code of a published workflow, such as new-connection.</param>
/// <param name="Office">The branch that serves it.</param>
/// <param name="As">The position in which the caller acts.</param>
/// <param name="Account">The number of the account it is about; not for a new connection.</param>
/// <param name="Customer">Who asks; may be left out when an account is named.</param>
/// <param name="Phone">A telephone number.</param>
/// <param name="Address">Where; needed for a new connection.</param>
/// <param name="Words">What is asked for in the customer's own words.</param>
/// <param name="Form">What is known of the form already.</param>
internal sealed record ApplyRequest(string Kind, string Office, string As, string? Account, string? Customer, string? Phone, string? Address, string? Words, Dictionary<string, string>? Form) : IApiBody;

/// <param name="As">The position in which the caller acts.</param>
/// <param name="Name">What it is, as the step asks for it, such as identity.</param>
/// <param name="FileName">The file's name.</param>
/// <param name="MediaType">Such as image/jpeg.</param>
/// <param name="Content">The content in base 64, at most 20 MiB of it.</param>
internal sealed record AttachRequest(string As, string Name, string FileName, string MediaType, string Content) : IApiBody;

internal sealed record MaterialAnswer(string Code, string Name, string Quantity, string Unit);

/// <param name="As">The position in which the caller acts; it needs the right to issue materials.</param>
/// <param name="Material">The material's code.</param>
/// <param name="Quantity">Decimal text in its unit: above zero into the store, below zero out of it.</param>
/// <param name="Item">The work item that it is issued for or comes back from; null when it was bought.</param>
/// <param name="Note">The number of the slip, or why.</param>
/// <param name="Name">Its name, when it is new.</param>
/// <param name="Unit">In what it is counted, when it is new.</param>
internal sealed record MaterialRequest(string As, string Material, string Quantity, long? Item, string? Note, string? Name, string? Unit) : IApiBody;

/// <summary>What customers ask for, its documents, and the store.</summary>
internal static class ApplicationApi
{
    public static void MapApplications(this RouteGroupBuilder api)
    {
        api.MapGet("/applications", SearchAsync).RequireAuthorization(Permissions.WorkUse).WithTags("applications").Produces<PageOf<ApplicationAnswer>>().WithSummary("Lists applications, the latest first, or those that a clue finds");
        api.MapGet("/applications/{id:long}", FindAsync).RequireAuthorization(Permissions.WorkUse).WithTags("applications").Produces<ApplicationAnswer>().WithSummary("One application with its form, its documents and where it lies");
        api.MapPost("/applications", ApplyAsync).RequireAuthorization(Permissions.WorkUse).Idempotent().WithTags("applications").Produces<ApplicationAnswer>().WithSummary("Takes an application in and begins its work");
        api.MapPost("/applications/{id:long}/documents", AttachAsync).RequireAuthorization(Permissions.WorkUse).Idempotent().WithTags("applications").Produces<DocumentAnswer>().WithSummary("Attaches a document to an application");
        api.MapGet("/documents/{sha256}", ContentAsync).RequireAuthorization(Permissions.WorkUse).WithTags("applications").Produces<byte[]>(contentType: "application/octet-stream").WithSummary("The bytes of a document, by their hash");
        api.MapGet("/materials", StockAsync).RequireAuthorization(Permissions.WorkUse).WithTags("materials").Produces<IReadOnlyList<MaterialAnswer>>().WithSummary("The materials and what is in stock");
        api.MapPost("/materials/moves", MoveAsync).RequireAuthorization(Permissions.WorkUse).Idempotent().WithTags("materials").Produces<MaterialAnswer>().WithSummary("Takes materials in, or gives them out to an application");
    }

    private static async Task<IResult> SearchAsync(string clue, string? after, int? limit, ApplicationDesk desk, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(clue)
            ? ApiAnswers.Problem(400, "api.clue", "clue is an account number, or a part of a name, a telephone number or an address.")
            : ApiAnswers.Paged(await desk.SearchAsync(clue, ApiAnswers.MostItems, cancellationToken), after, limit, Answer);

    private static async Task<IResult> FindAsync(long id, ApplicationDesk desk, CancellationToken cancellationToken) =>
        await desk.FindAsync(new(id), cancellationToken) is { } file ? TypedResults.Ok(Answer(file)) : ApiAnswers.Problem(404, "applications.not-found", $"There is no application {id}.");

    private static async Task<IResult> ApplyAsync(ApplyRequest body, HttpRequest request, ApplicationDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var made = await desk.ApplyAsync(
            new ApplicationRequest { Kind = body.Kind, Office = body.Office, Account = body.Account, Customer = body.Customer, Phone = body.Phone, Address = body.Address, Words = body.Words, Form = body.Form },
            new Actor(user.Actor().Name, body.As), Key(request, user), cancellationToken);
        return made.IsOk ? TypedResults.Ok(Answer(made.Value)) : ApiAnswers.Problem(made.Fault);
    }

    private static async Task<IResult> AttachAsync(long id, AttachRequest body, ApplicationDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var content = new byte[body.Content.Length];
        if (!Convert.TryFromBase64String(body.Content, content, out var count)) return ApiAnswers.Problem(400, "api.content", "content is not base 64.");
        var attached = await desk.AttachAsync(new(id), body.Name, body.FileName, body.MediaType, content.AsMemory(0, count), new Actor(user.Actor().Name, body.As), cancellationToken);
        return attached.IsOk ? TypedResults.Ok(Answer(attached.Value)) : ApiAnswers.Problem(attached.Fault);
    }

    // As a download of no kind: what somebody brought never runs in a browser.
    private static async Task<IResult> ContentAsync(string sha256, ApplicationDesk desk, CancellationToken cancellationToken) =>
        await desk.ContentAsync(sha256, cancellationToken) is { } content
            ? TypedResults.File(content, "application/octet-stream", sha256)
            : ApiAnswers.Problem(404, "documents.not-found", "There is no document of this hash.");

    private static async Task<IResult> StockAsync(MaterialDesk desk, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<MaterialAnswer>>([.. (await desk.StockAsync(cancellationToken)).Select(Answer)]);

    private static async Task<IResult> MoveAsync(MaterialRequest body, HttpRequest request, MaterialDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (!decimal.TryParse(body.Quantity, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var units) || units is <= -1_000_000_000 or >= 1_000_000_000 || decimal.Truncate(units * 1000) != units * 1000)
            return ApiAnswers.Problem(400, "api.quantity", "quantity is decimal text with at most three decimals, such as 1 or -2.5.");
        var (thousandths, actor, key) = ((long)(units * 1000), new Actor(user.Actor().Name, body.As), Key(request, user));
        var moved = body.Item is not { } item ? await desk.ReceiveAsync(new Material(body.Material, body.Name ?? body.Material, body.Unit ?? "piece"), thousandths, body.Note ?? "", actor, key, cancellationToken)
            : thousandths < 0 ? await desk.IssueAsync(new(item), body.Material, -thousandths, body.Note ?? "", actor, key, cancellationToken)
            : await desk.ReturnAsync(new(item), body.Material, thousandths, body.Note ?? "", actor, key, cancellationToken);
        return moved.IsOk ? TypedResults.Ok(Answer(moved.Value)) : ApiAnswers.Problem(moved.Fault);
    }

    private static string Key(HttpRequest request, ClaimsPrincipal user) => $"api {user.Identity?.Name} {request.Headers[Idempotent.Header]}";

    private static MaterialAnswer Answer(MaterialStock s) => new(s.Material.Code, s.Material.Name, (s.Thousandths / 1000m).ToString("0.###", CultureInfo.InvariantCulture), s.Material.Unit);

    private static DocumentAnswer Answer(AttachedDocument d) => new(d.Name, d.FileName, d.MediaType, d.Bytes, d.Sha256, InstantPattern.ExtendedIso.Format(d.At), d.By);

    private static ApplicationAnswer Answer(ApplicationFile f) => new(
        f.Item.Id.Value, f.Application.Kind, f.Application.Customer, f.Application.Phone, f.Application.Address, InstantPattern.ExtendedIso.Format(f.Application.MadeAt), f.Item.Status,
        f.Item.ClosedAt is { } ended ? InstantPattern.ExtendedIso.Format(ended) : null, f.Item.PromisedBy is { } by ? InstantPattern.ExtendedIso.Format(by) : null,
        [.. f.Item.Branches.Select(b => $"{b.Step} at {b.Position}{(b.SuspendReason is { } why ? $", rests: {why}" : "")}")], f.Item.Form,
        [.. f.Fees.Select(x => new ApplicationFeeAnswer(x.Name, x.Amount.ToAmountString(), x.Amount.Currency.Code, x.Entry))], [.. f.Documents.Select(Answer)]);
}
