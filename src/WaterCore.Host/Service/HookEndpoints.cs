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
        string channel, string what, HttpRequest request, IEnumerable<IChannelHook> hooks, Inbox inbox, ILogger<HookRequest> log, CancellationToken cancellationToken)
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
        if (answer.Complete is { } complete)
        {
            var whole = new List<IncomingMessage>(answer.Messages.Count);
            foreach (var message in answer.Messages) whole.Add(await complete(message, cancellationToken));
            answer = answer with { Messages = whole };
        }
        await inbox.TakeAsync(hook.Name, new ChannelIntake { Reports = answer.Reports, Messages = answer.Reply is null ? answer.Messages : [] }, problem => NotTaken(log, hook.Name, problem), cancellationToken);
        var (text, status) = (answer.Body, answer.Status);
        if (answer.Reply is not null)
            foreach (var message in answer.Messages)
            {
                var taken = await inbox.TakeAsync(hook.Name, message, inPlace: true, cancellationToken);
                if (taken is { IsOk: true, Value.Told: { Length: > 0 } told }) text = answer.Reply(told);
                else if (!taken.IsOk) NotTaken(log, hook.Name, taken.Fault.Message);
            }
        return TypedResults.Text(text, answer.MediaType, statusCode: status);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message by {Channel} could not be taken in: {Problem}")]
    private static partial void NotTaken(ILogger log, string channel, string problem);
}
