using System.Security.Claims;
using NodaTime;
using NodaTime.Text;
using WaterCore.Host.Accounts;
using WaterCore.Host.Shared;
using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Organization;

namespace WaterCore.Host.Api;

/// <param name="Meter">The meter's number.</param>
/// <param name="Day">The day of the visit, not after today.</param>
/// <param name="Index">Decimal text with at most three decimals; left out for blocked and not-read.</param>
/// <param name="Status">read (when left out), blocked or notRead.</param>
/// <param name="Turn">rollover or reversed, for a lower index.</param>
/// <param name="Reader">Who read it.</param>
internal sealed record ReadingRequest(string Meter, string Day, string? Index, VisitStatus? Status, IndexTurn? Turn, string? Reader) : IApiBody;

/// <summary>What became of a reading.</summary>
/// <param name="Outcome">accepted, held or noted.</param>
/// <param name="Reading">The accepted reading.</param>
/// <param name="Held">The reading that waits in the tray.</param>
/// <param name="Used">What was used since the one before.</param>
/// <param name="Repeated">Whether it was there already.</param>
/// <param name="Replaced">The reading of the same day that waited in the tray, whose place it took.</param>
/// <param name="Verdicts">Why it waits.</param>
internal sealed record ReadingAnswer(string Outcome, long? Reading, long? Held, string? Used, bool Repeated, long? Replaced, IReadOnlyList<VerdictAnswer>? Verdicts);

internal sealed record VerdictAnswer(string Rule, bool Holds, string Evidence, string Action);

internal sealed record HeldAnswer(long Held, string Meter, string Day, string Index, string Reader, string Source, string? Photo, IReadOnlyList<VerdictAnswer> Verdicts);

/// <param name="Reason">Why.</param>
/// <param name="Turn">What explains a lower index, with an acceptance.</param>
internal sealed record DecideRequest(string Reason, IndexTurn? Turn) : IApiBody;

internal sealed record DecidedAnswer(long Held, string Decision, long? Reading);

internal sealed record BookAnswer(string Book, string Cycle, int Places);

internal sealed record StopAnswer(int Walk, string Account, string Meter, string PreviousDay, string Previous, string? Low, string? High, string State);

/// <param name="Meter">The number on the meter.</param>
/// <param name="Size">The tariff's name of the size.</param>
/// <param name="Due">By when.</param>
/// <param name="Installed">Since when it stands there.</param>
/// <param name="What">replace or verify.</param>
/// <param name="Book">The reading book, or null.</param>
/// <param name="Account">Who is served through it, or null.</param>
/// <param name="Address">Where it stands.</param>
/// <param name="Branch">Whose it is, or null for the head office.</param>
internal sealed record MeterDueAnswer(string Meter, string Size, string Due, string Installed, string What, string? Book, string? Account, string Address, string? Branch)
{
    public static MeterDueAnswer Of(MeterInPlace m) =>
        new(m.Meter.Number, m.Meter.Size, Show.Day(m.DueOn), Show.Day(m.InstalledOn), MeterVerification.IsReplaced(m.Meter.Size) ? "replace" : "verify", m.Book, m.Account, m.Address, m.Branch);
}

/// <summary>Readings one by one, the tray of held ones, and books.</summary>
internal static class ReadingApi
{
    public static void MapReadings(this RouteGroupBuilder api)
    {
        api.MapPost("/readings", EnterAsync).RequireAuthorization(Permissions.ReadingEnter).Idempotent().WithTags("readings").Produces<ReadingAnswer>().WithSummary("Takes one reading; what the rules hold waits in the tray");
        api.MapGet("/held-readings", HeldAsync).RequireAuthorization(Permissions.ReadingReview).WithTags("readings").Produces<PageOf<HeldAnswer>>().WithSummary("Readings that the rules hold, with the evidence");
        api.MapPost("/held-readings/{held:long}/acceptance", (long held, DecideRequest body, HeldDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) => DecideAsync(held, true, body, desk, user, cancellationToken))
            .RequireAuthorization(Permissions.ReadingReview).Idempotent().WithTags("readings").Produces<DecidedAnswer>().WithSummary("Accepts a held reading, perhaps with another index");
        api.MapPost("/held-readings/{held:long}/rejection", (long held, DecideRequest body, HeldDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) => DecideAsync(held, false, body, desk, user, cancellationToken))
            .RequireAuthorization(Permissions.ReadingReview).Idempotent().WithTags("readings").Produces<DecidedAnswer>().WithSummary("Rejects a held reading");
        api.MapGet("/books", async (string? after, int? limit, BookDesk desk, CancellationToken cancellationToken) =>
            ApiAnswers.Paged(await desk.ListAsync(cancellationToken), after, limit, b => new BookAnswer(b.Book.Code, b.Book.Cycle.ToString(), b.Places))).RequireAuthorization(Permissions.ReadingEnter).WithTags("readings").Produces<PageOf<BookAnswer>>().WithSummary("The reading books");
        api.MapGet("/meters/due", DueAsync).RequireAuthorization(Permissions.ReadingEnter).WithTags("readings").Produces<PageOf<MeterDueAnswer>>().WithSummary("Meters whose verification is due by a day");
        api.MapGet("/books/{book}/{month}", StopsAsync).RequireAuthorization(Permissions.ReadingEnter).WithTags("readings").Produces<PageOf<StopAnswer>>().WithSummary("A book in a month: each stop, its expected band and its reading");
    }

    /// <summary>Takes a reading. What the rules hold waits in the tray, with their verdicts in the answer.</summary>
    private static async Task<IResult> EnterAsync(ReadingRequest body, ReadingIntake intake, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (LocalDatePattern.Iso.Parse(body.Day) is not { Success: true, Value: var day }) return ApiAnswers.Problem(400, "api.day", $"'{body.Day}' is not a day; write for instance 2026-03-25.");
        var index = body.Index is null ? null : TypedIndex.Thousandths(body.Index.Trim());
        if (body.Index is not null && index is null) return ApiAnswers.Problem(400, "readings.index", $"'{body.Index}' is not an index; write digits with at most three decimals.");
        var taken = await intake.EnterAsync(new TypedReading
        {
            Meter = body.Meter, Day = day, Index = index, Status = body.Status ?? VisitStatus.Read, Turn = body.Turn ?? IndexTurn.None, Reader = body.Reader ?? "", Source = "api",
        }, user.Actor(), cancellationToken);
        if (!taken.IsOk) return ApiAnswers.Problem(taken.Fault);
        var t = taken.Value;
        return TypedResults.Ok(new ReadingAnswer(
            t.Held is not null ? "held" : t.Reading is not null ? "accepted" : "noted", t.Reading?.Id.Value, t.Held?.Id.Value, t.Used?.ToNumberString(), t.Repeated, t.Replaced?.Id.Value, t.Held is { } held ? Verdicts(held) : null));
    }

    /// <summary>Meters to be verified or replaced by a day, the longest overdue first.</summary>
    private static async Task<IResult> DueAsync(string by, string? branch, string? book, string? after, int? limit, MeterDesk desk, CancellationToken cancellationToken) =>
        LocalDatePattern.Iso.Parse(by) is not { Success: true, Value: var day } ? ApiAnswers.Problem(400, "api.day", $"'{by}' is not a day; write for instance 2026-12-31.")
            : ApiAnswers.Paged(await desk.DueAsync(day, branch, book, cancellationToken), after, limit, MeterDueAnswer.Of);

    private static async Task<IResult> HeldAsync(string? after, int? limit, HeldDesk desk, CancellationToken cancellationToken) =>
        ApiAnswers.Paged(await desk.ListAsync(cancellationToken), after, limit, w => new HeldAnswer(
            w.Held.Id.Value, w.Meter.Number, Show.Day(w.Held.Day), Show.Index(w.Held.Index), w.Held.Reader, w.Held.Source, w.Held.Photo, Verdicts(w.Held)));

    private static async Task<IResult> DecideAsync(long held, bool accept, DecideRequest body, HeldDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var decided = accept ? await desk.AcceptAsync(new(held), body.Reason, body.Turn, user.Actor(), cancellationToken) : await desk.RejectAsync(new(held), body.Reason, user.Actor(), cancellationToken);
        return decided.IsOk ? TypedResults.Ok(new DecidedAnswer(held, decided.Value.Decision.ToString(), decided.Value.Reading?.Value)) : ApiAnswers.Problem(decided.Fault);
    }

    private static async Task<IResult> StopsAsync(string book, string month, string? after, int? limit, BookDesk desk, CancellationToken cancellationToken)
    {
        if (LocalDatePattern.Iso.Parse(month + "-01") is not { Success: true, Value: var first }) return ApiAnswers.Problem(400, "api.month", "Write the month as 2026-03.");
        var found = await desk.LookAsync(book, first, cancellationToken);
        return !found.IsOk ? ApiAnswers.Problem(found.Fault) : ApiAnswers.Paged(found.Value, after, limit, l => new StopAnswer(
            l.Line.Stop.Walk, l.Line.Stop.Account, l.Line.Stop.Meter.Number, Show.Day(l.Line.PreviousDay), Show.Index(l.Line.PreviousIndex), l.Line.Low is { } low ? Show.Index(low) : null, l.Line.High is { } high ? Show.Index(high) : null,
            l.Held is not null ? "held" : l.Read is not null ? "accepted" : l.Visit is { } visit ? visit.Status.ToString() : "open"));
    }

    private static List<VerdictAnswer> Verdicts(HeldReading held) => StoredVerdict.Read(held.Verdicts).Select(v => new VerdictAnswer(v.Rule, v.Holds, v.Evidence.En, v.Action.En)).ToList();
}
