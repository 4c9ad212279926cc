using System.CommandLine;
using WaterCore.Host.Accounts;

namespace WaterCore.Host.Commands;

/// <summary><c>setup</c>: makes the first administrator where a browser is not at hand.</summary>
internal static class SetupCommand
{
    public static Command Create()
    {
        var signIn = new Argument<string>("NAME") { Description = "The sign-in name of the first security administrator" };
        var command = new Command("setup", "Make the first administrator; the password is read from standard input, and there is no default one") { signIn };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(signIn);
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), s => s.AddWaterCoreAccounts(), cancellationToken).ConfigureAwait(false);
            if (!Console.IsInputRedirected) await Console.Error.WriteAsync("Password: ").ConfigureAwait(false);
            var made = await session.Get<LoginDesk>().SetUpAsync(name, name, ReadPassword(), cancellationToken).ConfigureAwait(false);
            if (!made.IsOk) throw new BadUseException(made.Fault.Message);
            Console.Out.WriteLine($"Security administrator {made.Value.SignIn} can sign in.");
            return ExitCode.Done;
        });
        return command;
    }

    private static string ReadPassword()
    {
        if (Console.IsInputRedirected) return Console.In.ReadLine() ?? "";
        var text = new System.Text.StringBuilder();
        for (var key = Console.ReadKey(true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(true))
        {
            if (key.Key != ConsoleKey.Backspace) text.Append(key.KeyChar);
            else if (text.Length > 0) text.Length--;
        }
        Console.Error.WriteLine();
        return text.ToString();
    }
}
