using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using WaterCore.Billing;
using WaterCore.Host.Files;
using WaterCore.Host.Plots;
using WaterCore.Operations;
using WaterCore.Tariffs;

namespace WaterCore.Host.Commands;

/// <summary><c>tariff simulate</c>: what a change of tariff would do to the whole base.</summary>
internal static class TariffSimulateCommand
{
    public static Command Create()
    {
        var before = new Argument<string>("OLD") { Description = "The tariff that is there: a file, or the code of a shipped tariff" };
        var after = new Argument<string>("NEW") { Description = "The tariff to try out" };
        var cycle = new Option<string?>("--cycle") { Description = "Take the stored bills of this month's cycle, such as 2026-01 (without --usage and --made-up: all live bills of tariff OLD)", HelpName = "MONTH" };
        var usage = new Option<string?>("--usage") { Description = "Take rows of usage instead of stored bills, as for rate; the column account names a row", HelpName = "FILE" };
        var madeUp = new Option<int>("--made-up") { Description = "Take so many made-up bills, always the same ones", HelpName = "N" };
        var most = new Option<int>("--top") { Description = "How many of those who pay more to list", HelpName = "N", DefaultValueFactory = _ => 10 };
        var output = new Option<string?>("--out") { Description = "Write every bill with both amounts as CSV; .gz is packed", HelpName = "FILE" };
        var svg = new Option<string?>("--svg") { Description = "Draw the tenths and the classes", HelpName = "FILE" };
        var language = new Option<string>("--language") { Description = "zh or en", HelpName = "LANGUAGE", DefaultValueFactory = _ => "en" };
        language.AcceptOnlyFromAmong("zh", "en");
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        var command = new Command("simulate", "Bill the whole base under two tariffs: revenue by class and block, tenths, who pays more, the factor that keeps the revenue")
        {
            before, after, cycle, usage, madeUp, most, output, svg, language, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Tariff old = TariffDiffCommand.Load(parsed.GetRequiredValue(before)), then = TariffDiffCommand.Load(parsed.GetRequiredValue(after));
            var watch = Stopwatch.StartNew();
            var bills = parsed.GetValue(usage) is { } file ? FromFile(file, old)
                : parsed.GetValue(madeUp) is > 0 and var n ? MadeUpBase.Of(old, n)
                : await StoredAsync(parsed.GetValue(HostSession.Database), old, parsed.GetValue(cycle), cancellationToken).ConfigureAwait(false);
            if (bills.Count == 0) throw new BadUseException($"There is no bill of tariff {old.Code} to simulate; name another cycle, or give --usage FILE or --made-up N.");
            var of = new SimulationBase(bills);
            var read = watch.Elapsed;
            watch.Restart();
            var result = await Screen.ProgressAsync("simulating", bills.Count, report => Task.FromResult(TariffSimulation.Run(of, old, then, new BillCommand.Told<long>(report), cancellationToken))).ConfigureAwait(false);
            if (!result.IsOk) throw new BadUseException(result.Fault.Message);
            var took = watch.Elapsed;
            var words = parsed.GetValue(language) == "zh" ? Language.Chinese : Language.English;
            if (parsed.GetValue(output) is { } csv) await WriteAsync(csv, result.Value).ConfigureAwait(false);
            if (parsed.GetValue(svg) is { } picture) await File.WriteAllTextAsync(picture, SimulationPlots.Of(result.Value, words), cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json)) Screen.Json(SimulationText.Answer(result.Value, parsed.GetValue(most), took));
            else SimulationText.Print(result.Value, parsed.GetValue(most), words, read, took);
            return result.Value.Refused.Count == 0 ? ExitCode.Done : ExitCode.SomeRefused;
        });
        return command;
    }

    private static List<SimulatedBill> FromFile(string file, Tariff tariff)
    {
        var bills = new List<SimulatedBill>();
        foreach (var row in UsageFile.Read(file, new Dictionary<string, string>()))
        {
            var useClass = row.UseClass ?? (tariff.Classes.Count == 1 ? tariff.Classes.Keys.First() : "");
            var one = RateCommand.Case(row, tariff, useClass);
            if (row.Problem is not null || !one.IsOk) throw new BadUseException(row.Problem is null ? one.Fault!.Message : $"{file}:{row.Line}: {row.Problem}.");
            bills.Add(new(row.Inputs.Find("account") ?? $"line {row.Line}", one.Value));
        }
        return bills;
    }

    private static async Task<IReadOnlyList<SimulatedBill>> StoredAsync(string? database, Tariff tariff, string? month, CancellationToken cancellationToken)
    {
        await using var session = await HostSession.OpenAsync(database, cancellationToken: cancellationToken).ConfigureAwait(false);
        return await Screen.ProgressAsync("reading bills", 0, report => session.Get<TariffDesk>().StoredBillsAsync(tariff.Code, month is null ? null : BillCommand.Cycle(month, 1).From, new BillCommand.Told<long>(report), cancellationToken)).ConfigureAwait(false);
    }

    private static async Task WriteAsync(string path, SimulationResult result)
    {
        await using var stream = TableFile.OpenWrite(path);
        await using var writer = new StreamWriter(stream);
        await writer.WriteLineAsync($"account,class,usage_{result.Before.Unit.Code},before_{result.Before.Currency},after,difference").ConfigureAwait(false);
        foreach (var c in result.Changes())
            await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{CsvText.Cell(c.Account)},{CsvText.Cell(c.UseClass)},{c.Usage.ToNumberString()},{c.Before.ToAmountString()},{c.After.ToAmountString()},{c.Difference.ToAmountString()}")).ConfigureAwait(false);
    }
}

/// <summary>Bills made up from a tariff's classes, always the same for a number: to try a change out before there is a base.</summary>
internal static class MadeUpBase
{
    /// <summary>Nine of ten bills are of the first class that both can bill; usage is around ten units a month with a long tail.</summary>
    public static IReadOnlyList<SimulatedBill> Of(Tariff tariff, int count)
    {
        var calculator = new BillingCalculator(tariff);
        var classes = tariff.Classes.Values.Where(c => c.Charges.Any(x => x is VolumeCharge or FormulaCharge) && calculator.Calculate(Case(c.Code, 10_000, 3)).IsOk).Select(c => c.Code).ToList();
        if (classes.Count == 0) throw new BadUseException($"No class of {tariff.Code} can be billed without attributes of the account; give --usage FILE with a column for each.");
        var random = new Random(2026);
        var bills = new SimulatedBill[count];
        for (var i = 0; i < count; i++)
        {
            var useClass = classes.Count == 1 || random.Next(10) > 0 ? classes[0] : classes[random.Next(1, classes.Count)];
            long monthly = random.Next(2000, 20_000) + (random.Next(8) == 0 ? random.Next(60_000) : 0);
            bills[i] = new(string.Create(CultureInfo.InvariantCulture, $"made-up-{i + 1}"), Case(useClass, monthly * tariff.CycleMonths, random.Next(1, 5)));
        }
        return bills;

        BillingCase Case(string useClass, long usage, int persons) => new()
        {
            UseClass = useClass, Usage = new Volume(usage, tariff.Unit), Persons = persons, Months = tariff.CycleMonths,
        };
    }
}
