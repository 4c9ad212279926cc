using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WaterCore.Host.Portal;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>What people and programs get when something goes wrong: a sentence, never a stack trace.</summary>
internal static class ErrorPages
{
    public static void Handle(IApplicationBuilder app) => app.Run(async context =>
    {
        var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        context.Response.StatusCode = error switch
        {
            StorageUnavailableException => StatusCodes.Status503ServiceUnavailable,
            StorageConflictException => StatusCodes.Status409Conflict,
            BadHttpRequestException bad => bad.StatusCode,
            _ => StatusCodes.Status500InternalServerError,
        };
        await WriteAsync(context, error is StorageConflictException ? error.Message : null).ConfigureAwait(false);
    });

    public static Task StatusAsync(StatusCodeContext context) => WriteAsync(context.HttpContext, null);

    private static Task WriteAsync(HttpContext context, string? detail)
    {
        var status = context.Response.StatusCode;
        if (context.Request.Path.StartsWithSegments("/api"))
            return TypedResults.Problem(new ProblemDetails { Status = status, Detail = detail ?? Texts.Status(status).En, Extensions = { ["code"] = $"http.{status}" } }).ExecuteAsync(context);
        if (context.Request.Path.StartsWithSegments("/_blazor") || context.Request.Path.StartsWithSegments("/_framework")) return Task.CompletedTask;
        return new RazorComponentResult<ErrorPage>(new Dictionary<string, object?>
        {
            [nameof(ErrorPage.Language)] = Languages.Of(context), [nameof(ErrorPage.Status)] = status,
        })
        { StatusCode = status }.ExecuteAsync(context);
    }
}
