using System.CommandLine;
using System.Text;
using NodaTime;
using NodaTime.Text;
using WaterCore.Host.Files;
using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Organization;

namespace WaterCore.Host.Commands;

/// <summary><c>book</c>, <c>sheet</c> and <c>estimate</c>: reading work.</summary>
internal static class SheetCommand
{
    /// <summary><c>book import FILE</c>.</summary>
    public static Command CreateBook()
    {
        var file = new Argument<string>("FILE") { Description = "CSV of book, cycle (monthly, odd or even), walk, meter" };
        var language = WorkArguments.InLanguage();
        var import = new Command("import", "Put service points into reading books, in the order of the walk") { file, language };
        import.SetAction(async (parsed, cancellationToken) =>
        {
            var table = TableFile.Read(parsed.GetRequiredValue(file), ',');
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var result = await session.Get<BookDesk>().ImportAsync(table, Actor.System, cancellationToken).ConfigureAwait(false);
            ImportCommand.Print("books", table, result, false, WorkArguments.Spoken(parsed, language));
            return result.Refused.Count > 0 ? ExitCode.SomeRefused : ExitCode.Done;
        });
        return new Command("book", "Work with reading books") { import };
    }

    /// <summary><c>sheet --book B --cycle MONTH --out FILE</c>.</summary>
    public static Command CreateSheet()
    {
        var (book, cycle) = Options();
        var file = new Option<string>("--out") { Description = "The CSV to write, for readers to fill in and import --readings to take back", HelpName = "FILE", Required = true };
        var pdf = new Option<string?>("--pdf") { Description = "The same on paper, with room for the index of each stop", HelpName = "FILE" };
        var language = new Option<string>("--language") { Description = "zh or en, for the paper", HelpName = "LANGUAGE", DefaultValueFactory = _ => "zh" };
        language.AcceptOnlyFromAmong("zh", "en");
        var command = new Command("sheet", "Send a reading sheet out: order of walk, previous index, expected band; entry time runs from here") { book, cycle, file, pdf, language };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var month = BillCommand.Cycle(parsed.GetRequiredValue(cycle), 1).From;
            var path = parsed.GetRequiredValue(file);
            await using var session = await HostSession.OpenToPrintAsync(parsed.GetValue(HostSession.Database), cancellationToken).ConfigureAwait(false);
            // The file is made first: a sheet that cannot be written must not count as out.
            using var writer = new StreamWriter(TableFile.OpenWrite(path), new UTF8Encoding(false)) { NewLine = "\n" };
            var sent = await session.Get<BookDesk>().SendOutAsync(parsed.GetRequiredValue(book), month, Actor.System, cancellationToken).ConfigureAwait(false);
            if (!sent.IsOk)
            {
                await writer.DisposeAsync().ConfigureAwait(false);
                File.Delete(path);
                throw new BadUseException(sent.Fault.Message);
            }
            Write(sent.Value, writer);
            if (parsed.GetValue(pdf) is { } paper)
            {
                using var printed = new MemoryStream();
                var sheet = ReadingSheetPaper.Of(sent.Value, session.Get<Utility>(), parsed.GetValue(language) == "en" ? Language.English : Language.Chinese);
                var pages = MoneyArguments.Or(await session.Get<PrintDesk>().PrintAsync(sheet, printed, cancellationToken).ConfigureAwait(false));
                await File.WriteAllBytesAsync(paper, printed.ToArray(), cancellationToken).ConfigureAwait(false);
                Console.Out.WriteLine($"{paper}: {pages.Pages} page{(pages.Pages == 1 ? "" : "s")}");
            }
            Console.Out.WriteLine($"sheet {sent.Value.Sheet.Id} of book {sent.Value.Sheet.Book}, {Screen.Number(sent.Value.Lines.Count)} stops, in {path}");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary><c>estimate --book B --cycle MONTH</c>.</summary>
    public static Command CreateEstimate()
    {
        var (book, cycle) = Options();
        var policy = new Option<string>("--policy") { Description = $"How: {string.Join(", ", EstimationPolicy.Shipped.Select(p => p.Code))}", HelpName = "CODE", DefaultValueFactory = _ => EstimationPolicy.NoAccess.Code };
        policy.AcceptOnlyFromAmong(EstimationPolicy.Shipped.Select(p => p.Code).ToArray());
        var on = new Option<string?>("--on") { Description = "The day of the estimates (default: the last of the month, or today in it)", HelpName = "DAY" };
        var command = new Command("estimate", "Estimate the meters of a book that were not read in a month; the next true reading corrects it") { book, cycle, policy, on };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var days = BillCommand.Cycle(parsed.GetRequiredValue(cycle), 1);
            LocalDate? asked = parsed.GetValue(on) is not { } text ? null
                : LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var given } ? given : throw new BadUseException($"--on {text} is not a day; write for instance 2026-03-31.");
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var day = asked ?? LocalDate.Min(days.To.PlusDays(-1), session.Get<Utility>().DayOf(session.Get<IClock>().GetCurrentInstant()));
            var done = await session.Get<EstimateDesk>().EstimateAsync(
                parsed.GetRequiredValue(book), days.From, day, EstimationPolicy.Shipped.Single(p => p.Code == parsed.GetValue(policy)), Actor.System, cancellationToken).ConfigureAwait(false);
            if (!done.IsOk) throw new BadUseException(done.Fault.Message);
            foreach (var fault in done.Value.NotEstimated.Take(50)) await Console.Error.WriteLineAsync(fault.Message).ConfigureAwait(false);
            Screen.Pairs(("estimated", Screen.Number(done.Value.Estimated)), ("held", Screen.Number(done.Value.Held)), ("read already", Screen.Number(done.Value.AlreadyRead)), ("cannot be estimated", Screen.Number(done.Value.NotEstimated.Count)));
            return done.Value.NotEstimated.Count > 0 ? ExitCode.SomeRefused : ExitCode.Done;
        });
        return command;
    }

    private static (Option<string> Book, Option<string> Cycle) Options() =>
        (new Option<string>("--book") { Description = "The book's code", HelpName = "BOOK", Required = true },
         new Option<string>("--cycle") { Description = "The month, such as 2026-03", HelpName = "MONTH", Required = true });

    private static void Write(SheetOut sent, StreamWriter writer)
    {
        writer.WriteLine("walk,account,address,meter,previous_day,previous,low,high,day,index,status,turn,reader,photo");
        foreach (var line in sent.Lines)
            writer.WriteLine(CsvText.Row(
                line.Stop.Walk.ToString(System.Globalization.CultureInfo.InvariantCulture), line.Stop.Account, line.Stop.Address, line.Stop.Meter.Number, LocalDatePattern.Iso.Format(line.PreviousDay),
                Index(line.PreviousIndex), line.Low is { } low ? Index(low / 1000 * 1000) : "", line.High is { } high ? Index((high + 999) / 1000 * 1000) : "", "", "", "", "", "", ""));
    }

    private static string Index(long index) => new Volume(index, VolumeUnit.CubicMetre).ToNumberString();
}
