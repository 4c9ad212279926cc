using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using WaterCore.Documents;
using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Commands;

/// <summary><c>print</c>: bills and receipts as PDF, one or a whole run.</summary>
internal static class PrintCommand
{
    public static Command Create() => new("print", "Print bills and receipts as PDF") { One("bill", "BILL", "A bill's number, or an account's number for its latest bill", "Print a bill"), One("receipt", "RECEIPT", "A receipt's number, such as main-2026-000017", "Print a receipt"), Run() };

    private static Command One(string name, string argument, string description, string what)
    {
        var asked = new Argument<string>(argument) { Description = description };
        var file = new Option<string?>("--out") { Description = "The file (default: its number and .pdf)", HelpName = "FILE" };
        var language = Spoken();
        var command = new Command(name, what) { asked, file, language };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var spoken = parsed.GetValue(language) == "en" ? Language.English : Language.Chinese;
            await using var session = await HostSession.OpenToPrintAsync(parsed.GetValue(HostSession.Database), cancellationToken).ConfigureAwait(false);
            var desk = session.Get<PrintDesk>();
            var number = parsed.GetRequiredValue(asked);
            var sheet = (name == "bill" ? await desk.BillAsync(number, spoken, cancellationToken).ConfigureAwait(false) : await desk.ReceiptAsync(number, spoken, cancellationToken).ConfigureAwait(false)).Or();
            var path = parsed.GetValue(file) ?? sheet.Number + ".pdf";
            // Printed before the file is made: what is refused leaves no empty file behind.
            using var pdf = new MemoryStream();
            var pages = (await desk.PrintAsync(sheet, pdf, cancellationToken).ConfigureAwait(false)).Or();
            await File.WriteAllBytesAsync(path, pdf.ToArray(), cancellationToken).ConfigureAwait(false);
            Console.Out.WriteLine($"{path}: {sheet.Title} {sheet.Number}, {pages.Pages} page{(pages.Pages == 1 ? "" : "s")}, {Screen.Number(pdf.Length)} bytes");
            Warn(pages.Replaced);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Run()
    {
        var cycle = new Option<string>("--cycle") { Description = "The first month of the cycle, such as 2026-01", HelpName = "MONTH", Required = true };
        var folder = new Option<string>("--out") { Description = "Where the files go", HelpName = "DIR", DefaultValueFactory = _ => "." };
        var perFile = new Option<int>("--per-file") { Description = "How many bills a file holds", HelpName = "N", DefaultValueFactory = _ => 5_000 };
        var language = Spoken();
        var command = new Command("run", "Print all live bills of a cycle, in order of account") { cycle, folder, perFile, language };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var days = BillCommand.Cycle(parsed.GetRequiredValue(cycle), 1);
            if (parsed.GetValue(perFile) is var most && most < 1) throw new BadUseException($"--per-file {most} is not 1 or more.");
            var spoken = parsed.GetValue(language) == "en" ? Language.English : Language.Chinese;
            await using var session = await HostSession.OpenToPrintAsync(parsed.GetValue(HostSession.Database), cancellationToken).ConfigureAwait(false);
            long accounts;
            var unit = await session.Get<IStorage>().ReadAsync(cancellationToken).ConfigureAwait(false);
            await using (unit.ConfigureAwait(false)) accounts = await unit.Customers.CountAccountsAsync(cancellationToken).ConfigureAwait(false);
            var root = Directory.CreateDirectory(parsed.GetValue(folder)!).FullName;
            var name = parsed.GetRequiredValue(cycle);
            var watch = Stopwatch.StartNew();
            var run = (await Screen.ProgressAsync($"printing {name}", accounts, report => session.Get<PrintDesk>().RunAsync(
                days.From, spoken, file => File.Create(Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"bills-{name}-{file:000}.pdf"))), most, new BillCommand.Told<long>(report), cancellationToken)).ConfigureAwait(false)).Or();
            Screen.Pairs(
                ("cycle", name), ("bills", Screen.Number(run.Bills)), ("pages", Screen.Number(run.Pages)), ("files", $"{Screen.Number(run.Files)} in {parsed.GetValue(folder)}"),
                ("not printed", Screen.Number(run.NotPrinted.Count)), ("seconds", watch.Elapsed.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture)));
            foreach (var fault in run.NotPrinted) await Console.Error.WriteLineAsync(fault.Message).ConfigureAwait(false);
            Warn(run.Replaced);
            if (run.Bills == 0 && run.NotPrinted.Count == 0) throw new BadUseException($"The cycle {name} has no bills; choose one that is billed.");
            return run.NotPrinted.Count == 0 ? ExitCode.Done : ExitCode.SomeRefused;
        });
        return command;
    }

    private static Option<string> Spoken()
    {
        var language = new Option<string>("--language") { Description = "zh or en", HelpName = "LANGUAGE", DefaultValueFactory = _ => "zh" };
        language.AcceptOnlyFromAmong("zh", "en");
        return language;
    }

    private static void Warn(IReadOnlyList<string> replaced)
    {
        if (replaced.Count > 0) Console.Error.WriteLine($"The font does not have {string.Join(" ", replaced)}; 〓 stands in place of each. Give WaterCore:Plugins:Skia:Font a font that has them.");
    }
}
