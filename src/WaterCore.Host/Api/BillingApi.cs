using System.Security.Claims;
using NodaTime.Text;
using WaterCore.Billing;
using WaterCore.Host.Accounts;
using WaterCore.Host.Commands;
using WaterCore.Host.Service;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Api;

/// <param name="Month">The first month of the cycle, such as 2026-01.</param>
/// <param name="Months">1 to 12; two when left out.</param>
internal sealed record RunRequest(string Month, int? Months) : IApiBody;

internal sealed record JobAnswer(string State, string From, string To, string StartedBy, long Accounts, long Done, long Billed, string? Failure, IReadOnlyDictionary<string, long>? Skipped, IReadOnlyDictionary<string, long>? Parked);

/// <summary>A billing run.</summary>
/// <param name="Run">Its number.</param>
/// <param name="Kind">cycle, or correction for bills that were cancelled and made again.</param>
/// <param name="From">The first day of its cycle.</param>
/// <param name="To">The day after the last.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it came to its end; null when it is running or was cut off.</param>
internal sealed record RunAnswer(long Run, BillingRunKind Kind, string From, string To, string StartedAt, string? FinishedAt);

internal sealed record OutcomeAnswer(string Account, NotBilled Kind, string Code, string Reason);

internal sealed record VerificationAnswer(long Bills, long AuditEntries, string Digest, IReadOnlyList<VerificationFinding> Findings);

/// <summary>Billing runs, what they did not bill, and the check of it all.</summary>
internal static class BillingApi
{
    public static void MapBilling(this RouteGroupBuilder api)
    {
        api.MapGet("/billing-runs", RunsAsync).RequireAuthorization(Permissions.BillingRead).WithTags("billing").Produces<PageOf<RunAnswer>>().WithSummary("The runs of the past, the latest first");
        api.MapGet("/billing-runs/current", (BillingJobs jobs) => jobs.Current is { } job ? TypedResults.Ok(Answer(job)) : ApiAnswers.Problem(404, "billing.no-run", "No run was started since the service did."))
            .RequireAuthorization(Permissions.BillingRead).WithTags("billing").Produces<JobAnswer>().WithSummary("The run that is on, or the last one: how far it is and what it made");
        api.MapPost("/billing-runs", StartAsync).RequireAuthorization(Permissions.BillingRun).Idempotent().WithTags("billing").Produces<JobAnswer>(202).WithSummary("Starts a billing run of a month; the same month again bills nothing twice");
        api.MapGet("/cycles/{month}/outcomes", OutcomesAsync).RequireAuthorization(Permissions.BillingRead).WithTags("billing").Produces<PageOf<OutcomeAnswer>>().WithSummary("Accounts that a month left without a bill, with the reason");
        api.MapGet("/verification", VerifyAsync).RequireAuthorization(Permissions.VerifyRun).WithTags("billing").Produces<VerificationAnswer>().WithSummary("Works bills out again and checks what must hold over the whole database");
    }

    private static async Task<IResult> RunsAsync(BillingRunKind? kind, string? after, int? limit, IStorage storage, CancellationToken cancellationToken)
    {
        await using var unit = await storage.ReadAsync(cancellationToken);
        return ApiAnswers.Paged(kind is { } of ? await unit.Bills.RunsAsync(of, int.MaxValue, cancellationToken) : await unit.Bills.RunsAsync(cancellationToken), after, limit, r => new RunAnswer(
            r.Id.Value, r.Kind, Show.Day(r.Cycle.From), Show.Day(r.Cycle.To), InstantPattern.ExtendedIso.Format(r.StartedAt), r.FinishedAt is { } at ? InstantPattern.ExtendedIso.Format(at) : null));
    }

    /// <summary>Begins a run. It goes on in the background; ask for the current one to see how far it is.</summary>
    private static async Task<IResult> StartAsync(RunRequest body, BillingJobs jobs, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        try
        {
            var started = await jobs.StartAsync(BillCommand.Cycle(body.Month, body.Months ?? 2), user.Actor(), cancellationToken);
            return started.IsOk ? TypedResults.Accepted(ApiRegistration.Root + "/billing-runs/current", Answer(started.Value)) : ApiAnswers.Problem(started.Fault);
        }
        catch (BadUseException)
        {
            return ApiAnswers.Problem(400, "billing.cycle", Texts.BadCycle.En);
        }
    }

    private static async Task<IResult> OutcomesAsync(string month, string? after, int? limit, IStorage storage, CancellationToken cancellationToken)
    {
        var first = LocalDatePattern.Iso.Parse(month + "-01");
        if (!first.Success) return ApiAnswers.Problem(400, "billing.cycle", Texts.BadCycle.En);
        await using var unit = await storage.ReadAsync(cancellationToken);
        var all = await unit.Bills.OutcomesOfAsync(first.Value, cancellationToken);
        var numbers = new Dictionary<long, string>();
        var (from, count) = (int.TryParse(after, out var at) ? at : 0, limit ?? ApiAnswers.UsualItems);
        foreach (var outcome in all.Skip(Math.Max(0, from)).Take(Math.Clamp(count, 1, ApiAnswers.MostItems)))
            numbers.TryAdd(outcome.Account.Value, (await unit.Customers.FindAccountAsync(outcome.Account, cancellationToken))?.Number ?? "");
        return ApiAnswers.Paged(all, after, limit, o => new OutcomeAnswer(numbers.GetValueOrDefault(o.Account.Value, ""), o.Kind, o.Code, o.Reason));
    }

    private static async Task<IResult> VerifyAsync(Verification verification, CancellationToken cancellationToken)
    {
        var result = await verification.VerifyAsync(null, cancellationToken);
        return TypedResults.Ok(new VerificationAnswer(result.Bills, result.AuditEntries, result.Digest, result.Findings));
    }

    private static JobAnswer Answer(BillingJob job) => new(
        job.IsRunning ? "running" : job.Result is not null ? "finished" : "failed", Show.Day(job.Cycle.From), Show.Day(job.Cycle.To), job.By.Name,
        job.Accounts, job.Progress.Done, job.Progress.Billed, job.Failure, job.Result?.Skipped, job.Result?.Parked);
}
