using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using Scalar.AspNetCore;
using WaterCore.Host.Accounts;
using WaterCore.Host.Shared;

namespace WaterCore.Host.Api;

/// <summary>The API for programs: what the operations can do, under <c>/api/v1</c>.</summary>
internal static class ApiRegistration
{
    public const string Root = "/api/v1";

    private const string Key = "key";

    public static IServiceCollection AddWaterCoreApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            o.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        });
        services.AddOpenApi("v1", o =>
        {
            // The pages' own forms are not for programs.
            o.ShouldInclude = d => d.RelativePath?.StartsWith(Root[1..] + "/", StringComparison.Ordinal) == true;
            o.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "WaterCore";
                document.Info.Description =
                    $"Send a key in the header {ApiKeyHandler.Header}. Each write takes an {Idempotent.Header}: the same key with the same body gets the same answer and has one effect. " +
                    "Amounts are decimal text in currency units, volumes decimal text in their unit, periods half-open, instants UTC. A refusal is a problem document whose 'code' is stable.";
                document.AddComponent<IOpenApiSecurityScheme>(Key, new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = ApiKeyHandler.Header });
                document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Key, document)] = [] }];
                return Task.CompletedTask;
            });
            o.AddOperationTransformer(Idempotent.Describe);
        });
        return services;
    }

    public static void MapWaterCoreApi(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi(Root + "/openapi.json").AllowAnonymous();
        // The page asks nobody but this service: no assistant, no generator, no counting.
        routes.MapScalarApiReference("/api/docs", o => o.WithTitle("WaterCore API").WithOpenApiRoutePattern(Root + "/openapi.json").AddPreferredSecuritySchemes(Key)
            .DisableDefaultFonts().DisableAgent().DisableMcp().DisableTelemetry().HideDeveloperTools().HideClientButton()).AllowAnonymous();
        var api = routes.MapGroup(Root).DisableAntiforgery();
        api.MapCustomers();
        api.MapTariffs();
        api.MapTariffWhatIf();
        api.MapImports();
        api.MapBilling();
        api.MapReports();
        api.MapIndicators();
        api.MapWork();
        api.MapWorkflows();
        api.MapApplications();
        api.MapService();
        api.MapNotices();
        api.MapDesk();
        api.MapMoney();
        api.MapApprovals();
        api.MapDecisions();
        api.MapReadings();
        api.MapWatch();
        api.MapHotline();
        api.MapCluster();
    }
}
