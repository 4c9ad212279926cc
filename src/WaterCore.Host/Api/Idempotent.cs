using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using NodaTime;
using WaterCore.Ports;

namespace WaterCore.Host.Api;

/// <summary>
/// A write that takes an idempotency key: the same key with the same body gets the stored answer, with another body 409. While one is under way
/// another with the same key waits.
/// </summary>
/// <remarks>
/// The answer is kept after the operation has committed. A crash in between leaves the effect without the answer, and the same request again
/// does the operation again; so each operation behind a write must itself do nothing twice, by its natural key: the digest of a file, the
/// cycle of a run, the digest of a tariff. Making an API key has none and is made again, and the one that nobody has seen is in the list to withdraw.
/// </remarks>
internal sealed class Idempotent : IEndpointFilter
{
    public const string Header = "Idempotency-Key";
    private const int Shortest = 8, Longest = 128;

    // Requests that hash to the same place wait for each other, which costs little and needs no clean-up.
    private static readonly SemaphoreSlim[] s_gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>What marks an endpoint as one that takes a key; a test looks for it on every write.</summary>
    internal sealed record Mark;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var key = http.Request.Headers[Header].ToString();
        if (key.Length is < Shortest or > Longest || key.Any(c => c is < '!' or > '~'))
            return ApiAnswers.Problem(400, "api.idempotency-key", $"A write needs the header {Header} with {Shortest} to {Longest} visible ASCII characters of your own choice.");

        var scope = $"api {http.User.Identity?.Name} {http.Request.Method} {http.Request.Path}";
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(context.Arguments.OfType<IApiBody>().Cast<object>().ToList()))));
        var storage = http.RequestServices.GetRequiredService<IStorage>();
        var gate = s_gates[(HashCode.Combine(scope, key) & int.MaxValue) % s_gates.Length];
        await gate.WaitAsync(http.RequestAborted);
        try
        {
            if (await FindAsync(storage, scope, key, http.RequestAborted) is { } answered)
                return answered.BodyDigest == digest ? Again(answered.Answer) : ApiAnswers.Problem(409, "api.idempotency-key-reused", "This key was used with another body; choose a new key.");
            var result = await next(context);
            var status = (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK;
            var value = (result as IValueHttpResult)?.Value;
            // A refusal that may pass is not kept: the same key again is another try.
            if (status is < 500 and not 409) await KeepAsync(storage, http, scope, key, digest, status, value);
            return result;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Says in the document that the header is needed.</summary>
    public static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<Mark>().Any()) return Task.CompletedTask;
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = Header, In = ParameterLocation.Header, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = Shortest, MaxLength = Longest },
        });
        return Task.CompletedTask;
    }

    private static async Task<AnsweredRequest?> FindAsync(IStorage storage, string scope, string key, CancellationToken cancellationToken)
    {
        await using var unit = await storage.ReadAsync(cancellationToken);
        return await unit.Keys.FindAsync(scope, key, cancellationToken);
    }

    private static async Task KeepAsync(IStorage storage, HttpContext http, string scope, string key, string digest, int status, object? value)
    {
        var options = http.RequestServices.GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>().Value.SerializerOptions;
        var answer = new JsonObject { ["status"] = status, ["body"] = value is null or ISecret ? null : JsonSerializer.SerializeToNode(value, value.GetType(), options) };
        // Kept even when the caller has gone away: the effect is there.
        await using var unit = await storage.WriteAsync();
        await unit.Keys.AddAsync(new AnsweredRequest(scope, key, digest, answer.ToJsonString(), http.RequestServices.GetRequiredService<IClock>().GetCurrentInstant()));
        await unit.CommitAsync();
    }

    private static Microsoft.AspNetCore.Http.HttpResults.JsonHttpResult<JsonNode> Again(string answer)
    {
        var kept = JsonNode.Parse(answer)!;
        return TypedResults.Json(kept["body"], statusCode: (int)kept["status"]!);
    }
}

/// <summary>A body that an idempotency key stands for.</summary>
internal interface IApiBody;

/// <summary>An answer that must not be stored.</summary>
internal interface ISecret;

/// <summary>Marks a write.</summary>
internal static class IdempotentExtensions
{
    /// <summary>The endpoint takes an idempotency key.</summary>
    public static RouteHandlerBuilder Idempotent(this RouteHandlerBuilder builder) => builder.AddEndpointFilter<Idempotent>().WithMetadata(new Idempotent.Mark());
}
