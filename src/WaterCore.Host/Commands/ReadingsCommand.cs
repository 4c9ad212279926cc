using System.CommandLine;
using System.Globalization;
using WaterCore.Host.Experiments;
using WaterCore.Host.Files;
using WaterCore.Metering;

namespace WaterCore.Host.Commands;

/// <summary><c>readings</c>: how well the reading rules do.</summary>
internal static class ReadingsCommand
{
    private static readonly int[] Widths = [500, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 5000, 6000, 8000, 12000];

    public static Command Create() => new("readings", "Work with readings") { Experiment() };

    private static Command Experiment()
    {
        var usage = new Option<string>("--usage") { Description = "CSV of cust_id, cust_class, usage_year, usage_month, usage_ccf; .gz if packed", HelpName = "FILE", Required = true };
        var seed = new Option<long>("--seed") { Description = "The seed of the planted errors", HelpName = "N", DefaultValueFactory = _ => 20260301 };
        var set = new Option<string[]>("--set") { Description = "A threshold by name, such as SwapFar=1500", HelpName = "NAME=N" };
        var customers = new Option<int>("--customers") { Description = "Only so many customers, spread evenly over all by their number; 0 for all", HelpName = "N" };
        var command = new Command("experiment", "Plant errors in real series of good readings, and print what the rules hold, as a curve over the width of the band") { usage, seed, set, customers };
        command.SetAction(parsed =>
        {
            var settings = Settings(parsed.GetValue(set) ?? []);
            Print(new ReadingExperiment(Spread(Rows(parsed.GetRequiredValue(usage)), parsed.GetValue(customers)), (ulong)parsed.GetValue(seed)), settings, (ulong)parsed.GetValue(seed) + 1);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(ReadingExperiment experiment, ReadingRuleSettings settings, ulong seed)
    {
        var kinds = Enum.GetValues<PlantedError>();
        Console.Out.WriteLine($"{Screen.Number(experiment.Readings)} readings of {Screen.Number(experiment.Customers)} customers; {Screen.Number(experiment.LeftOut)} rows of customers with several meters left out");
        Console.Out.WriteLine("Held in percent: good readings, then errors that change the consumption by more than half, all and by kind, then all errors");
        Console.Out.WriteLine();
        string[] titles = ["width", "good", "gross", .. kinds.Select(k => k.ToString()), "all errors"];
        var rows = new List<IReadOnlyList<string>>();
        IReadOnlyList<string> Row(string name, ExperimentPoint p) =>
            [name, Percent(p.GoodShare), Percent(p.GrossShare()), .. kinds.Select(k => Percent(p.GrossShare(k))), Percent(p.AllShare())];
        foreach (var width in Widths)
            rows.Add(Row((width / 1000m).ToString("0.0", CultureInfo.InvariantCulture), experiment.Run(settings with { HighWidth = width, LowWidth = width }, seed)));
        var defaults = experiment.Run(settings, seed);
        rows.Add(Row("default", defaults));
        Screen.Table(titles, rows);
        Console.Out.WriteLine();
        Screen.Table(["kind", "planted", "gross", "gross held", "all held"], kinds.Select(k => (IReadOnlyList<string>)
            [k.ToString(), Screen.Number(defaults.Planted[0][(int)k]), Screen.Number(defaults.Planted[1][(int)k]), Screen.Number(defaults.Held[1][(int)k]), Screen.Number(defaults.Held[0][(int)k])]));
    }

    private static ReadingRuleSettings Settings(string[] set)
    {
        var settings = new ReadingRuleSettings();
        foreach (var text in set)
        {
            var (name, value) = text.Split('=') is [var n, var v] && int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (n, number)
                : throw new BadUseException($"--set {text} is not NAME=N with a whole number.");
            var property = typeof(ReadingRuleSettings).GetProperty(name) ?? throw new BadUseException($"There is no threshold {name}; use one of: {string.Join(", ", typeof(ReadingRuleSettings).GetProperties().Select(p => p.Name))}.");
            property.SetValue(settings, value);
        }
        return settings;
    }

    private static List<(string Customer, string, int, int, long)> Spread(IEnumerable<(string Customer, string, int, int, long)> rows, int customers)
    {
        var all = rows.ToList();
        if (customers == 0) return all;
        var numbers = all.Select(r => r.Customer).Distinct().Order(StringComparer.Ordinal).ToList();
        var kept = numbers.Where((_, i) => (long)i * customers / numbers.Count != (long)(i - 1) * customers / numbers.Count || i == 0).ToHashSet();
        return all.FindAll(r => kept.Contains(r.Customer));
    }

    private static string Percent(decimal value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static IEnumerable<(string, string, int, int, long)> Rows(string path)
    {
        var table = TableFile.Read(path, ',');
        int Column(string name) => table.Columns.ToList().IndexOf(name) is >= 0 and var i ? i : throw new BadUseException($"{path} has no column {name}.");
        int customer = Column("cust_id"), useClass = Column("cust_class"), year = Column("usage_year"), month = Column("usage_month"), usage = Column("usage_ccf");
        foreach (var row in table.Rows)
        {
            int Whole(int at) => int.TryParse(row.Cells[at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : throw new BadUseException($"{path}:{row.Line}: {row.Cells[at]} is not a whole number.");
            yield return (row.Cells[customer], row.Cells[useClass], Whole(year), Whole(month), Whole(usage));
        }
    }
}
