using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using WaterCore.Host.Experiments.Years;

namespace WaterCore.Host.Commands;

/// <summary><c>demo --years</c>: six years of a utility beside the published table.</summary>
internal sealed class YearsCommand
{
    private const int UsualAccounts = 60_000, SweepAccounts = 3_000;
    private readonly Option<bool> _years = new("--years") { Description = "Instead: simulate six years, two by the old way and four by WaterCore, beside the published table" };
    private readonly Option<bool> _sweep = new("--sweep") { Description = "With --years: what hangs on each assumption" };
    private readonly Option<bool> _assumptions = new("--assumptions") { Description = "With --years: print each assumption and its source" };
    private readonly Option<string?> _open = new("--open") { Description = "With --years: print the rows behind a figure of a year, such as collection-ratio:3", HelpName = "FIGURE:YEAR" };
    private readonly Option<long> _seed = new("--seed") { Description = "With --years: where the chances start", HelpName = "N", DefaultValueFactory = _ => 2020 };
    private readonly Option<string> _language = new("--language") { Description = "With --years: zh or en", HelpName = "LANGUAGE", DefaultValueFactory = _ => "en" };
    private readonly Option<bool> _json = new("--json") { Description = "With --years: write JSON" };

    public YearsCommand AddTo(Command demo)
    {
        _language.AcceptOnlyFromAmong("zh", "en");
        foreach (var option in new Option[] { _years, _sweep, _assumptions, _open, _seed, _language, _json }) demo.Options.Add(option);
        return this;
    }

    public bool IsAskedFor(ParseResult parsed) => parsed.GetValue(_years);

    public async Task<int> RunAsync(ParseResult parsed, int? accounts, string? folder, CancellationToken cancellationToken)
    {
        var count = accounts ?? UsualAccounts;
        if (count is < 100 or > 1_000_000) throw new BadUseException($"--accounts {count} is not 100 to 1000000.");
        var language = parsed.GetValue(_language) == "zh" ? Language.Chinese : Language.English;
        var (open, seed, basis) = (Open(parsed.GetValue(_open)), parsed.GetValue(_seed), new YearsAssumptions());
        if (parsed.GetValue(_assumptions))
        {
            YearsReport.PrintAssumptions(basis, language);
            return ExitCode.Done;
        }
        if (parsed.GetValue(_sweep))
        {
            YearsReport.Sweep(basis, accounts ?? SweepAccounts, seed, language, cancellationToken);
            return ExitCode.Done;
        }
        var watch = Stopwatch.StartNew();
        var tally = await Screen.ProgressAsync("six years", YearsCalendar.Months, report => Task.FromResult(YearsSimulation.Run(basis, count, seed, month => report(month), -1, cancellationToken))).ConfigureAwait(false);
        if (open is { } wanted)
        {
            foreach (var row in YearsReport.Rows(tally, wanted.Code, wanted.Year)) Console.Out.WriteLine(row);
            return ExitCode.Done;
        }
        if (parsed.GetValue(_json)) Screen.Json(Enumerable.Range(0, YearsCalendar.Years).Select(y => new
        {
            year = y + 1, old = y < YearsCalendar.OldYears, readingAccuracy = tally.Accuracy(y), collectionRatio = tally.Collection(y), entryDays = tally.EntryDays(y), read = tally.Read[y], right = tally.Right[y],
            estimated = tally.Estimated[y], held = tally.Held[y], bills = tally.Bills[y], billedMinor = tally.Billed[y], collectedMinor = tally.Collected[y], reminders = tally.Reminders[y], suspensions = tally.Suspensions[y],
        }));
        else YearsReport.Print(tally, language);
        if (folder is not null) YearsReport.Write(tally, folder, language);
        // On the other channel, so that the same seed gives the same bytes.
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Screen.Number(count)} accounts, seed {seed}, {watch.Elapsed.TotalSeconds:F1} s{(folder is null ? "; with --folder DIR the plots and the rows are written" : $"; plots and rows in {folder}")}")).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static (string Code, int Year)? Open(string? text)
    {
        if (text is null) return null;
        var parts = text.Split(':');
        return parts.Length == 2 && YearsReport.Figures.Any(f => f.Code == parts[0]) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 1 and <= YearsCalendar.Years
            ? (parts[0], year - 1)
            : throw new BadUseException($"--open {text} is no figure and year; write one of {string.Join(", ", YearsReport.Figures.Select(f => f.Code))}, a colon, and 1 to {YearsCalendar.Years}.");
    }
}
