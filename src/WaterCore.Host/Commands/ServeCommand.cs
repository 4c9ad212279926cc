using System.CommandLine;
using WaterCore.Host.Service;

namespace WaterCore.Host.Commands;

/// <summary><c>serve</c>: the service people log in to.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    public static Command Create()
    {
        var urls = new Option<string?>("--urls") { Description = "Where to listen (default: http://127.0.0.1:8080, or what the configuration says)", HelpName = "URLS" };
        var command = new Command(Name, "Run the service: staff console, customer portal, API") { urls };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var app = WebService.Build(parsed.GetValue(HostSession.Database), parsed.GetValue(urls));
            await using (app.ConfigureAwait(false)) await WebService.RunAsync(app, cancellationToken).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }
}
