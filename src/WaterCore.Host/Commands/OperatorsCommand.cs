using System.CommandLine;
using System.Globalization;
using WaterCore.Host.Experiments;

namespace WaterCore.Host.Commands;

/// <summary><c>operators</c>: load on a running service.</summary>
internal static class OperatorsCommand
{
    public static Command Create()
    {
        var url = new Option<string>("--url") { Description = "Where the service listens", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:8080" };
        var key = new Option<string>("--key") { Description = "An API key with customer.read, bill.read and payment.take", HelpName = "KEY", Required = true };
        var operators = new Option<int>("--operators") { Description = "How many, 1 to 2000", HelpName = "N", DefaultValueFactory = _ => 200 };
        var seconds = new Option<int>("--seconds") { Description = "How long, 1 to 36000", HelpName = "N", DefaultValueFactory = _ => 600 };
        var think = new Option<int>("--think-ms") { Description = "How long each thinks between two requests, in milliseconds", HelpName = "N", DefaultValueFactory = _ => 5000 };
        var first = new Option<int>("--first") { Description = "The first account number to work on", HelpName = "N", DefaultValueFactory = _ => 6_200_000 };
        var accounts = new Option<int>("--accounts") { Description = "How many accounts from there", HelpName = "N", DefaultValueFactory = _ => 20_000 };
        var json = MoneyArguments.Json();
        var command = new Command("operators", "Let operators work at a running service through its API, and print how long they waited; they pay 0.01 again and again, so use a copy") { url, key, operators, seconds, think, first, accounts, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!Uri.TryCreate(parsed.GetValue(url), UriKind.Absolute, out var service)) throw new BadUseException($"--url {parsed.GetValue(url)} is no address.");
            if (parsed.GetValue(operators) is not (>= 1 and <= 2000) || parsed.GetValue(seconds) is not (>= 1 and <= 36_000) || parsed.GetValue(think) < 0 || parsed.GetValue(accounts) < 1) throw new BadUseException("--operators is 1 to 2000, --seconds 1 to 36000, --think-ms not below 0, --accounts 1 or more.");
            var numbers = Enumerable.Range(parsed.GetValue(first), parsed.GetValue(accounts)).Select(n => n.ToString(CultureInfo.InvariantCulture)).ToList();
            var load = new Operators(service, parsed.GetRequiredValue(key), parsed.GetValue(operators), TimeSpan.FromSeconds(parsed.GetValue(seconds)), TimeSpan.FromMilliseconds(parsed.GetValue(think)));
            var figures = await Screen.ProgressAsync("working", 0, report => load.RunAsync(numbers, new BillCommand.Told<long>(report), cancellationToken)).ConfigureAwait(false);
            if (parsed.GetValue(json)) Screen.Json(figures);
            else Screen.Table(["what", "answers", "median ms", "p95 ms", "p99 ms", "worst ms", "errors"], figures.Select(f => (IReadOnlyList<string>)[f.What, Screen.Number(f.Count), Ms(f.Median), Ms(f.P95), Ms(f.P99), Ms(f.Worst), Screen.Number(f.Errors)]));
            return figures[^1].Errors == 0 ? ExitCode.Done : ExitCode.SomeRefused;
        });
        return command;
    }

    private static string Ms(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
