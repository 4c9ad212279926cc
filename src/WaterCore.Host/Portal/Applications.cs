using System.Security.Claims;
using WaterCore.Host.Accounts;
using WaterCore.Host.Service;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Workflows;

namespace WaterCore.Host.Portal;

/// <summary>A customer applies for a service, or reports a fault, and follows it to its end.</summary>
internal static class Applications
{
    // Begun by the utility itself, whatever is published; all others that begin where customers are received are offered.
    private static readonly string[] s_notOffered = ["suspension", "restoration"];
    private static readonly string[] s_receiving = ["front-desk", "hotline"];

    public static void MapApplications(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/portal/apply", async (HttpContext context, IStorage storage, WorkflowEngines engines, CancellationToken cancellationToken) =>
            Page.Of<ApplyPage>(context, null, ("Services", await OfferedAsync(storage, engines, cancellationToken)))).RequireAuthorization(Permissions.Customer);
        routes.MapGet("/portal/apply/{service}", ShowAsync).RequireAuthorization(Permissions.Customer);
        routes.MapPost("/portal/apply/{service}", TakeAsync).RequireAuthorization(Permissions.Customer);
        routes.MapGet("/portal/applications", FollowAsync).RequireAuthorization(Permissions.Customer);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, string service, IStorage storage, WorkflowEngines engines, CancellationToken cancellationToken) =>
        (await OfferedAsync(storage, engines, cancellationToken)).Find(d => d.Code == service) is { } chosen
            ? Page.Of<ApplyPage>(context, null, ("Chosen", chosen), ("Key", Guid.NewGuid().ToString("N"))) : TypedResults.NotFound();

    private static async Task<IResult> TakeAsync(HttpContext context, string service, IStorage storage, ApplicationDesk desk, WorkflowEngines engines, CancellationToken cancellationToken)
    {
        if ((await OfferedAsync(storage, engines, cancellationToken)).Find(d => d.Code == service) is not { } chosen) return TypedResults.NotFound();
        var sent = await context.Request.ReadFormAsync(cancellationToken);
        var account = Account(context);
        var values = chosen.Start.Form.Where(f => f.Code != "account").Select(f => (f.Code, Value: sent[$"field-{f.Code}"].ToString().Trim())).Where(f => f.Value.Length > 0).ToDictionary(f => f.Code, f => f.Value, StringComparer.Ordinal);
        var (words, key) = (sent["words"].ToString().Trim(), sent["key"].ToString());
        if (chosen.Start.Form.Any(f => f.Code == "account")) values["account"] = account;
        var missing = chosen.Start.Form.FirstOrDefault(f => f.Required && !values.ContainsKey(f.Code));
        string office;
        await using (var unit = await storage.ReadAsync(cancellationToken))
        {
            var chart = await engines.ChartAsync(unit, cancellationToken);
            office = chart.Data.Branches.FirstOrDefault(b => chart.Serving(chosen.Start.Position, b.Code).Count > 0)?.Code ?? "";
        }
        Fault? fault = words.Length > 400 || key.Length is < 8 or > 64 || missing is not null ? new ApplicationIncomplete(missing?.Name ?? Texts.InYourWords) : null;
        if (fault is null)
        {
            // The customer holds no position: the service receives it.
            var request = new ApplicationRequest { Kind = service, Office = office, Account = account, Words = words.Length > 0 ? words : null, Form = values };
            var begun = await desk.ApplyAsync(request, Actor.System, $"portal {account} {key}", cancellationToken);
            if (begun.IsOk) return TypedResults.LocalRedirect("/portal/applications");
            fault = begun.Fault;
        }
        return Page.Of<ApplyPage>(context, fault, ("Chosen", chosen), ("Values", values), ("Words", words), ("Key", Guid.NewGuid().ToString("N")));
    }

    private static async Task<IResult> FollowAsync(HttpContext context, IStorage storage, ApplicationDesk desk, WorkflowEngines engines, Utility utility, CancellationToken cancellationToken)
    {
        var found = (await desk.SearchAsync(Account(context), 100, cancellationToken)).Select(f => f.Item).ToList();
        await using var unit = await storage.ReadAsync(cancellationToken);
        var definitions = await Definitions.OfAsync(unit, engines, found);
        var items = new List<(WorkItem, WorkflowDefinition, IReadOnlyList<Visit>)>();
        foreach (var item in found) items.Add((item, definitions[Definitions.Key(item)], await unit.Work.VisitsOfAsync(item.Id, cancellationToken)));
        return Page.Of<FollowPage>(context, null, ("Items", items), ("Utility", utility));
    }

    private static async Task<List<WorkflowDefinition>> OfferedAsync(IStorage storage, WorkflowEngines engines, CancellationToken cancellationToken)
    {
        await using var unit = await storage.ReadAsync(cancellationToken);
        return (await unit.Work.LatestWorkflowsAsync(cancellationToken)).Select(w => engines.Of(w).Definition).Where(d => s_receiving.Contains(d.Start.Position) && !s_notOffered.Contains(d.Code)).ToList();
    }

    private static string Account(HttpContext context) => context.User.FindFirstValue(CustomerSession.AccountClaim) ?? "";
}

/// <summary>An application lacks something.</summary>
/// <param name="Field">What.</param>
internal sealed record ApplicationIncomplete(Wording Field) : Fault
{
    public override string Code => "portal.incomplete";

    public override string Message => $"Please fill in: {Field.En}.";
}
