using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>Where the far ends of channels call back. Open to everybody: each channel checks its own token or signature.</summary>
internal static partial class HookEndpoints
{
    private const int LongestBody = 64 * 1024;

    public static void MapWaterCoreHooks(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/hooks/{channel}/{what}", [HttpMethods.Get, HttpMethods.Post], HandleAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    private static async Task<IResult> HandleAsync(
        string channel, string what, HttpRequest request, IEnumerable<IChannelHook> hooks, DeliveryRun run, Inbox inbox, ILogger<HookRequest> log, CancellationToken cancellationToken)
    {
        if (hooks.FirstOrDefault(h => string.Equals(h.Name, channel, StringComparison.OrdinalIgnoreCase)) is not { } hook) return TypedResults.NotFound();
        if (request.ContentLength > LongestBody) return TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge);
        var fields = request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        var body = "";
        if (request.HasFormContentType)
            foreach (var (name, value) in await request.ReadFormAsync(cancellationToken)) fields[name] = value.ToString();
        else if (HttpMethods.IsPost(request.Method))
        {
            var buffer = new char[LongestBody + 1];
            using var reader = new StreamReader(request.Body);
            var read = await reader.ReadBlockAsync(buffer, cancellationToken);
            if (read > LongestBody) return TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge);
            body = new string(buffer, 0, read);
        }
        var answer = hook.Read(new HookRequest(what, fields, body));
        foreach (var report in answer.Reports) await run.ReportAsync(hook.Name, report.Reference, report.Arrived, report.Words, cancellationToken);
        foreach (var message in answer.Messages)
            if (await inbox.TakeAsync(hook.Name, message, cancellationToken) is { IsOk: false, Fault: var fault }) NotTaken(log, hook.Name, fault.Message);
        return TypedResults.Text(answer.Body, statusCode: answer.Status);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message by {Channel} could not be taken in: {Problem}")]
    private static partial void NotTaken(ILogger log, string channel, string problem);
}
