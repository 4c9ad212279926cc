using System.Security.Claims;
using NodaTime.Text;
using WaterCore.Host.Accounts;
using WaterCore.Host.Commands;
using WaterCore.Host.Hotline;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;

namespace WaterCore.Host.Api;

/// <param name="Name">The campaign's name, unique.</param>
/// <param name="Accounts">The numbers of the accounts to be reminded.</param>
/// <param name="From">The first day; today when left out.</param>
/// <param name="Until">The last day; six days later when left out.</param>
/// <param name="Lines">Calls at once; 2 when left out.</param>
/// <param name="PerMinute">Calls placed in any minute; 10 when left out.</param>
/// <param name="Script">reminder or announcement; reminder when left out.</param>
/// <param name="Area">Only accounts of this area; all when left out.</param>
/// <param name="DetectMachines">Whether to listen first who answers; no when left out.</param>
internal sealed record CampaignRequest(string Name, IReadOnlyList<string> Accounts, string? From, string? Until, int? Lines, int? PerMinute, string? Script, string? Area, bool? DetectMachines) : IApiBody;

/// <param name="State">running, paused or finished.</param>
internal sealed record CampaignStateRequest(string State) : IApiBody;

internal sealed record CampaignMadeAnswer(string Name, int Numbers, IReadOnlyList<string> LeftOut);

/// <summary>The hotline as it is now, and campaigns.</summary>
internal static class HotlineApi
{
    public static void MapHotline(this RouteGroupBuilder api)
    {
        api.MapGet("/hotline", Live).RequireAuthorization(Permissions.HotlineWatch).WithTags("hotline").WithSummary("Who waits, who talks and who is at a seat now");
        api.MapGet("/hotline/figures", FiguresAsync).RequireAuthorization(Permissions.HotlineWatch).WithTags("hotline").WithSummary("The hotline's figures of a period");
        api.MapGet("/hotline/seats", async (SeatDesk desk, CancellationToken cancellationToken) => TypedResults.Ok((await desk.ListAsync(cancellationToken)).Select(SeatCommand.Answer)))
            .RequireAuthorization(Permissions.HotlineWatch).WithTags("hotline").WithSummary("The seats, with their positions and extensions");
        api.MapGet("/hotline/recordings", RecordingsAsync).RequireAuthorization(Permissions.HotlineWatch).WithTags("hotline").WithSummary("The recordings of some days");
        api.MapGet("/hotline/dialogue.svg", (IServiceProvider services, string? language) =>
            TypedResults.Text(DialogueSvg.Write(services.GetService<HotlineOptions>()?.Dialogue ?? DialogueFile.Shipped(), language == "en" ? Language.English : Language.Chinese), "image/svg+xml"))
            .RequireAuthorization(Permissions.HotlineWatch).WithTags("hotline").WithSummary("The self-service dialogue, drawn");
        api.MapGet("/campaigns/{name}", ResultsAsync).RequireAuthorization(Permissions.CampaignRun).WithTags("hotline").WithSummary("One campaign of calls: its numbers and what became of them");
        api.MapGet("/campaigns", async (CampaignDesk desk, CancellationToken cancellationToken) => TypedResults.Ok((await desk.ListAsync(cancellationToken)).Select(CampaignCommand.Answer)))
            .RequireAuthorization(Permissions.CampaignRun).WithTags("hotline").WithSummary("The campaigns of calls");
        api.MapPost("/campaigns", CreateAsync).RequireAuthorization(Permissions.CampaignRun).Idempotent().WithTags("hotline").Produces<CampaignMadeAnswer>(201).WithSummary("Makes a campaign of calls");
        api.MapPost("/campaigns/{name}/state", SetAsync).RequireAuthorization(Permissions.CampaignRun).Idempotent().WithTags("hotline").WithSummary("Starts, pauses or ends a campaign");
    }

    private static IResult Live(IServiceProvider services)
    {
        if (services.GetService<HotlineService>()?.State is not { } state) return ApiAnswers.Problem(404, "hotline.not-there", "No hotline is configured, or it is starting.");
        return TypedResults.Ok(new
        {
            calls = state.Calls.Select(c => new { id = c.Id, stage = c.Stage, step = c.Step, account = c.Account, agent = c.Agent, group = c.Group, arrivedAt = InstantPattern.ExtendedIso.Format(c.ArrivedAt) }),
            agents = state.Agents.Select(a => new { number = a.Number, name = a.Name, skills = a.Skills, state = a.State, since = InstantPattern.ExtendedIso.Format(a.Since) }),
            waiting = state.Waiting.Count(),
            eventLagP95Ms = services.GetService<EventLag>()?.Look().P95,
        });
    }

    /// <summary>The figures of the calls of some days, with the dialogue that is configured.</summary>
    private static async Task<IResult> FiguresAsync(IServiceProvider services, IStorage storage, Utility utility, NodaTime.IClock clock, string? from, string? until, CancellationToken cancellationToken)
    {
        if (!Days(utility, clock, from, until, out var first, out var last)) return ApiAnswers.Problem(400, "hotline.days", "from and until are days such as 2026-11-25, and from is not after until.");
        await using var unit = await storage.ReadAsync(cancellationToken);
        var calls = await unit.Telephone.CallsAsync(utility.Zone.AtStartOfDay(first).ToInstant(), utility.Zone.AtStartOfDay(last.PlusDays(1)).ToInstant(), 1_000_000, cancellationToken);
        return TypedResults.Ok(new { from = MoneyArguments.Iso(first), until = MoneyArguments.Iso(last), figures = CallsCommand.Answer(CallStatistics.Of(calls, services.GetService<HotlineOptions>()?.Dialogue ?? DialogueFile.Shipped(), utility.Zone)) });
    }

    private static async Task<IResult> RecordingsAsync(RecordingDesk desk, Utility utility, NodaTime.IClock clock, string? from, string? until, CancellationToken cancellationToken) =>
        Days(utility, clock, from, until, out var first, out var last)
            ? TypedResults.Ok((await desk.ListAsync(first, last, cancellationToken: cancellationToken)).Select(RecordingCommand.Answer))
            : ApiAnswers.Problem(400, "hotline.days", "from and until are days such as 2026-11-25, and from is not after until.");

    private static bool Days(Utility utility, NodaTime.IClock clock, string? from, string? until, out NodaTime.LocalDate first, out NodaTime.LocalDate last)
    {
        var (a, b) = (LocalDatePattern.Iso.Parse(from ?? ""), LocalDatePattern.Iso.Parse(until ?? ""));
        first = a.Success ? a.Value : utility.DayOf(clock.GetCurrentInstant());
        last = b.Success ? b.Value : first;
        return (from is null || a.Success) && (until is null || b.Success) && first <= last;
    }

    private static async Task<IResult> ResultsAsync(string name, CampaignDesk desk, CancellationToken cancellationToken)
    {
        var lines = await desk.ResultsAsync(name, cancellationToken);
        if (!lines.IsOk) return ApiAnswers.Problem(lines.Fault);
        var progress = (await desk.ListAsync(cancellationToken)).First(p => p.Campaign.Name == name);
        return TypedResults.Ok(CampaignCommand.Answer(progress, lines.Value));
    }

    private static async Task<IResult> CreateAsync(CampaignRequest body, CampaignDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        try
        {
            var made = await desk.CreateAsync(new CampaignDraft
            {
                Name = body.Name, Accounts = body.Accounts, From = MoneyArguments.Day("from", body.From), Until = MoneyArguments.Day("until", body.Until), Lines = body.Lines ?? 2, PerMinute = body.PerMinute ?? 10,
                Script = body.Script ?? "reminder", Purpose = CampaignDesk.PurposeOf(body.Script ?? "reminder"), Area = body.Area, DetectsMachines = body.DetectMachines ?? false,
            }, user.Actor(), cancellationToken);
            return made.IsOk
                ? TypedResults.Created($"{ApiRegistration.Root}/campaigns", new CampaignMadeAnswer(made.Value.Campaign.Name, made.Value.Numbers, [.. made.Value.LeftOut.Select(l => $"{l.Account}: {l.Why.En}")]))
                : ApiAnswers.Problem(made.Fault);
        }
        catch (BadUseException e)
        {
            return ApiAnswers.Problem(400, "campaign.day", e.Message);
        }
    }

    private static async Task<IResult> SetAsync(string name, CampaignStateRequest body, CampaignDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (!Enum.TryParse<CampaignState>(body.State, ignoreCase: true, out var state)) return ApiAnswers.Problem(400, "campaign.state", "The state is running, paused or finished.");
        var set = await desk.SetAsync(name, state, user.Actor(), cancellationToken);
        return set.IsOk ? TypedResults.NoContent() : ApiAnswers.Problem(set.Fault);
    }
}
