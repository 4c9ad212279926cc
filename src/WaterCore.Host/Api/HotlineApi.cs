using System.Security.Claims;
using NodaTime.Text;
using WaterCore.Host.Accounts;
using WaterCore.Host.Commands;
using WaterCore.Host.Hotline;
using WaterCore.Operations;
using WaterCore.Service;

namespace WaterCore.Host.Api;

/// <param name="Name">The campaign's name, unique.</param>
/// <param name="Accounts">The numbers of the accounts to be reminded.</param>
/// <param name="From">The first day; today when left out.</param>
/// <param name="Until">The last day; six days later when left out.</param>
/// <param name="Lines">Calls at once; 2 when left out.</param>
/// <param name="PerMinute">Calls placed in any minute; 10 when left out.</param>
internal sealed record CampaignRequest(string Name, IReadOnlyList<string> Accounts, string? From, string? Until, int? Lines, int? PerMinute) : IApiBody;

/// <param name="State">running, paused or finished.</param>
internal sealed record CampaignStateRequest(string State) : IApiBody;

internal sealed record CampaignMadeAnswer(string Name, int Numbers, IReadOnlyList<string> LeftOut);

/// <summary>The hotline as it is now, and campaigns.</summary>
internal static class HotlineApi
{
    public static void MapHotline(this RouteGroupBuilder api)
    {
        api.MapGet("/hotline", Live).RequireAuthorization(Permissions.HotlineWatch).WithTags("hotline");
        api.MapGet("/campaigns", async (CampaignDesk desk, CancellationToken cancellationToken) => TypedResults.Ok((await desk.ListAsync(cancellationToken)).Select(CampaignCommand.Answer)))
            .RequireAuthorization(Permissions.CampaignRun).WithTags("hotline");
        api.MapPost("/campaigns", CreateAsync).RequireAuthorization(Permissions.CampaignRun).Idempotent().WithTags("hotline").Produces<CampaignMadeAnswer>(201);
        api.MapPost("/campaigns/{name}/state", SetAsync).RequireAuthorization(Permissions.CampaignRun).Idempotent().WithTags("hotline");
    }

    private static IResult Live(IServiceProvider services)
    {
        if (services.GetService<HotlineService>()?.Desk is not { } desk) return ApiAnswers.Problem(404, "hotline.not-there", "No hotline is configured, or it is starting.");
        return TypedResults.Ok(new
        {
            calls = desk.Live().Select(c => new { id = c.Id, stage = c.Stage, step = c.Step, account = c.Account, agent = c.Agent, group = c.Group, arrivedAt = InstantPattern.ExtendedIso.Format(c.ArrivedAt) }),
            agents = desk.Queue.Agents.Select(a => new { number = a.Number, name = a.Name, skills = a.Skills, state = a.State, since = InstantPattern.ExtendedIso.Format(a.Since) }),
            waiting = desk.Queue.Waiting.Count,
            eventLagP95Ms = services.GetService<EventLag>()?.Look().P95,
        });
    }

    private static async Task<IResult> CreateAsync(CampaignRequest body, CampaignDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        try
        {
            var made = await desk.CreateAsync(new CampaignDraft
            {
                Name = body.Name, Accounts = body.Accounts, From = MoneyArguments.Day("from", body.From), Until = MoneyArguments.Day("until", body.Until), Lines = body.Lines ?? 2, PerMinute = body.PerMinute ?? 10,
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
