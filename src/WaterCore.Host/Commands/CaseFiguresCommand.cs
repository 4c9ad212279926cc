using System.CommandLine;
using System.Globalization;
using NodaTime;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Service;
using static WaterCore.Host.Commands.MoneyArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>case figures</c>: what people ask and complain about.</summary>
internal static class CaseFiguresCommand
{
    public static Command Create()
    {
        var from = new Option<string?>("--from") { Description = "The first day (default: 30 days ago)", HelpName = "DAY" };
        var to = new Option<string?>("--to") { Description = "The day after the last (default: tomorrow)", HelpName = "DAY" };
        var json = Json();
        var command = new Command("figures", "Print trends, hot topics against the season, repeat complainers, cases per thousand accounts, times and satisfaction") { from, to, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var today = session.Get<Utility>().DayOf(session.Get<IClock>().GetCurrentInstant());
            var (first, last) = (Day("--from", parsed.GetValue(from)) ?? today.PlusDays(-29), Day("--to", parsed.GetValue(to)) ?? today.PlusDays(1));
            if (last <= first) throw new BadUseException("--to is not after --from.");
            var f = (await Screen.ProgressAsync("Reading cases", 0, done => session.Get<CaseReports>().MakeAsync(new(first, last), new BillCommand.Told<long>(done), cancellationToken)).ConfigureAwait(false)).Or();
            if (parsed.GetValue(json)) Screen.Json(CaseFiguresAnswer.Of(f));
            else Print(f);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(CaseFigures f)
    {
        Screen.Pairs(("days", Shared.Show.Days(f.Days)), ("cases", Screen.Number(f.Count)));
        Table("Topics", ["category", "zone", "cases", "usual", "against", ""], f.Topics.Take(20).Select(t => (IReadOnlyList<string>)[t.Category, t.Zone ?? "–", Screen.Number(t.Count), t.Usual is { } usual ? Number(usual) : "–", t.Usual is null ? "no earlier record" : t.Seasonal ? "same season" : "spans before", t.IsHot ? "hot" : ""]));
        Table("By week", ["week from", "kind", "cases"], f.Trends.Select(t => (IReadOnlyList<string>)[NodaTime.Text.LocalDatePattern.Iso.Format(t.From), t.Kind, Screen.Number(t.Count)]));
        Table("Per thousand accounts", ["zone", "cases", "accounts", "per thousand"], f.Rates.Select(r => (IReadOnlyList<string>)[r.Zone ?? "–", Screen.Number(r.Count), Screen.Number(r.Accounts), r.PerThousand is { } p ? Number(p) : "–"]));
        Table("Hours to the first answer", ["kind", "cases", "median", "nine in ten"], f.FirstAnswer.Select(Time));
        Table("Hours to the solution", ["kind", "cases", "median", "nine in ten"], f.Solution.Select(Time));
        Table("Satisfaction, 1 to 5", ["channel or position", "ratings", "average"], f.ByChannel.Concat(f.ByPosition).Select(s => (IReadOnlyList<string>)[s.Of, Screen.Number(s.Ratings), Number(s.Average)]));
        Table("Who comes again and again", ["customer", "cases", "opened again"], f.Repeaters.Take(20).Select(r => (IReadOnlyList<string>)[r.Customer.ToString(), Screen.Number(r.Count), Screen.Number(r.Reopened)]));
    }

    private static void Table(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0) return;
        Console.Out.WriteLine($"\n{title}");
        Screen.Table(columns, all);
    }

    private static IReadOnlyList<string> Time(CaseTime t) => [t.Kind, Screen.Number(t.Count), Hours(t.Median), Hours(t.NineInTen)];

    private static string Hours(Duration time) => time.TotalHours.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Number(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
