using System.Text.Json;
using System.Text.Json.Serialization;
using Scalar.AspNetCore;
using WaterCore.Host.Accounts;
using WaterCore.Host.Shared;

namespace WaterCore.Host.Api;

/// <summary>The API for programs: what the operations can do, under <c>/api/v1</c>.</summary>
internal static class ApiRegistration
{
    public const string Root = "/api/v1";

    public static IServiceCollection AddWaterCoreApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            o.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        });
        services.AddOpenApi("v1", o => o.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "WaterCore";
            document.Info.Description =
                $"Send a key in the header {ApiKeyHandler.Header}. Each write takes an {Idempotent.Header}: the same key with the same body gets the same answer and has one effect. " +
                "Amounts are decimal text in currency units, volumes decimal text in their unit, periods half-open, instants UTC. A refusal is a problem document whose 'code' is stable.";
            return Task.CompletedTask;
        }).AddOperationTransformer(Idempotent.Describe));
        return services;
    }

    public static void MapWaterCoreApi(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi(Root + "/openapi.json").AllowAnonymous();
        routes.MapScalarApiReference("/api/docs", o => o.WithTitle("WaterCore API").WithOpenApiRoutePattern(Root + "/openapi.json").DisableDefaultFonts()).AllowAnonymous();
        var api = routes.MapGroup(Root).DisableAntiforgery();
        api.MapCustomers();
        api.MapTariffs();
        api.MapTariffWhatIf();
        api.MapImports();
        api.MapBilling();
        api.MapReports();
        api.MapWork();
        api.MapWorkflows();
        api.MapApplications();
        api.MapService();
        api.MapNotices();
        api.MapMoney();
        api.MapApprovals();
        api.MapReadings();
        api.MapWatch();
        api.MapHotline();
        api.MapCluster();
    }
}
