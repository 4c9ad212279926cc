using System.CommandLine;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Tariffs;

namespace WaterCore.Host.Commands;

/// <summary><c>tariff</c>: check, publish, compare and try out tariff files.</summary>
internal static class TariffCommand
{
    public static Command Create() => new("tariff", "Work with tariff files") { TariffCheckCommand.Create(), Publish(), TariffDiffCommand.Create(), TariffSimulateCommand.Create() };

    /// <summary>The text of a tariff file, or of a shipped tariff by its code.</summary>
    /// <exception cref="BadUseException">There is neither.</exception>
    public static (string Text, string File) Read(string path) =>
        File.Exists(path) ? (File.ReadAllText(path), Path.GetFileName(path))
        : ShippedTariffs.Codes.Contains(path) ? (ShippedTariffs.Text(path), path + ".yaml")
        : throw new BadUseException($"The tariff {path} is neither a file nor shipped; the shipped tariffs are: {string.Join(", ", ShippedTariffs.Codes)}.");

    private static Command Publish()
    {
        var file = new Argument<string>("FILE") { Description = "A tariff file, or the code of a shipped tariff" };
        var command = new Command("publish", "Publish a tariff file as the next revision of its tariff; the same file again changes nothing") { file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (text, name) = Read(parsed.GetRequiredValue(file));
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var published = await session.Get<TariffDesk>().PublishAsync(text, name, Actor.System, cancellationToken).ConfigureAwait(false);
            if (!published.IsOk)
            {
                await Console.Error.WriteLineAsync(published.Fault.Message).ConfigureAwait(false);
                return ExitCode.SomeRefused;
            }
            Console.Out.WriteLine($"tariff {published.Value.Code} revision {published.Value.Revision}, sha256 {published.Value.Digest}");
            return ExitCode.Done;
        });
        return command;
    }
}
