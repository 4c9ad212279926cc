using System.CommandLine;
using NodaTime;
using WaterCore.Billing;
using WaterCore.Host.Plots;
using WaterCore.Tariffs;

namespace WaterCore.Host.Commands;

/// <summary><c>tariff diff</c>: for every usage, who pays more under which of two tariffs, from where, and by how much.</summary>
internal static class TariffDiffCommand
{
    public static Command Create()
    {
        var before = new Argument<string>("OLD") { Description = "A tariff file, or the code of a shipped tariff" };
        var after = new Argument<string>("NEW") { Description = "The tariff it is set against" };
        var of = new CaseOptions();
        var svg = new Option<string?>("--svg") { Description = "Draw the bills and their difference into a file; with several classes the class is added to its name", HelpName = "FILE" };
        var language = new Option<string>("--language") { Description = "zh or en", HelpName = "LANGUAGE", DefaultValueFactory = _ => "en" };
        language.AcceptOnlyFromAmong("zh", "en");
        var json = new Option<bool>("--json") { Description = "Write JSON; break points and amounts are exact decimals or fractions" };
        var command = new Command("diff", "Show the exact difference of two tariffs over every usage") { before, after, svg, language, json };
        of.AddTo(command);
        command.SetAction(parsed =>
        {
            Tariff one = Load(parsed.GetRequiredValue(before)), other = Load(parsed.GetRequiredValue(after));
            var classes = parsed.GetValue(of.Class) is { } named ? [named] : one.Classes.Keys.Where(other.Classes.ContainsKey).ToList();
            if (classes.Count == 0) throw new BadUseException($"The two have no class in common; name one with --class, and --new-class where the other calls it otherwise. OLD has {string.Join(", ", one.Classes.Keys)}; NEW has {string.Join(", ", other.Classes.Keys)}.");
            var zh = parsed.GetValue(language) == "zh" ? Language.Chinese : Language.English;
            var refused = new List<string>();
            var differences = new List<TariffDifference>();
            foreach (var useClass in classes)
            {
                var difference = TariffDifference.Of(one, other, of.Case(parsed, useClass, one), parsed.GetValue(of.NewClass));
                if (difference.IsOk) differences.Add(difference.Value);
                else refused.Add(difference.Fault.Message);
            }
            if (parsed.GetValue(svg) is { } file)
                foreach (var difference in differences)
                    File.WriteAllText(differences.Count == 1 ? file : Path.ChangeExtension(file, difference.Case.UseClass + Path.GetExtension(file)), TariffPlots.Difference(difference, zh));
            if (parsed.GetValue(json)) Json(differences, refused);
            else Print(differences, zh);
            if (!parsed.GetValue(json))
                foreach (var text in refused) Console.Error.WriteLine(text);
            return refused.Count == 0 ? ExitCode.Done : ExitCode.SomeRefused;
        });
        return command;
    }

    internal static Tariff Load(string path)
    {
        var (text, name) = TariffCommand.Read(path);
        var read = TariffFile.ReadAny(text, name);
        return read.IsOk ? read.Value : throw new BadUseException(read.Fault.Message);
    }

    private static void Json(List<TariffDifference> differences, List<string> refused) => Screen.Json(new
    {
        classes = differences.Select(d => new
        {
            name = d.Case.UseClass, unit = d.Before.Unit.Code, currency = d.Before.Currency.Code, atZero = d.Curve.AtZero.ToString(),
            pieces = d.Pieces.Select(p => new { from = p.From.ToString(), to = p.To?.ToString(), atFrom = p.AtFrom.ToString(), perUnit = p.PerUnit.ToString(), paysMore = p.Sign > 0 ? "new" : p.Sign < 0 ? "old" : "equal" }),
        }),
        refused,
    });

    private static void Print(List<TariffDifference> differences, Language language)
    {
        if (differences.Count == 0) return;
        Screen.Table(TariffTables.Difference(differences, language));
        Console.Out.WriteLine();
        Console.Out.WriteLine(Service.Texts.DifferenceText.In(language));
    }
}

/// <summary>The options that say which kind of account a tariff is looked at for.</summary>
internal sealed class CaseOptions
{
    public Option<string?> Class { get; } = new("--class") { Description = "The use class; without it, every class that both tariffs have", HelpName = "CLASS" };

    public Option<string?> NewClass { get; } = new("--new-class") { Description = "What NEW calls the class, where it is another word", HelpName = "CLASS" };

    private readonly Option<int> _months = new("--months") { Description = "Months of a bill (default: a cycle of OLD)", HelpName = "N" };
    private readonly Option<int?> _persons = new("--persons") { Description = "Registered persons", HelpName = "N" };
    private readonly Option<string?> _on = new("--on") { Description = "The day whose prices hold (default: the latest prices)", HelpName = "DATE" };
    private readonly Option<decimal> _year = new("--year-to-date") { Description = "What the tier year has counted before the bill, for blocks by the year", HelpName = "VOLUME" };
    private readonly Option<int?> _days = new("--days") { Description = "Days of a bill, for tariffs that count days", HelpName = "N" };
    private readonly Option<string[]> _set = new("--set") { Description = "An attribute, such as meter_size=DN20", HelpName = "NAME=VALUE", AllowMultipleArgumentsPerToken = true };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[Class, NewClass, _months, _persons, _on, _days, _year, _set]) command.Add(option);
    }

    /// <exception cref="BadUseException">An option does not say what it should.</exception>
    public BillingCase Case(ParseResult parsed, string useClass, Tariff tariff)
    {
        LocalDate? on = parsed.GetValue(_on) is not { } text ? null
            : NodaTime.Text.LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var day } ? day : throw new BadUseException($"--on {text} is not a date; write it as 2026-01-31.");
        var months = parsed.GetValue(_months);
        if (months is < 0 or > 120) throw new BadUseException($"--months {months} is not a number of months; write 1 to 120.");
        var end = on ?? new LocalDate(2026, 1, 1);
        return new BillingCase
        {
            UseClass = useClass, Usage = Volume.Zero(tariff.Unit), Months = months == 0 ? tariff.CycleMonths : months, Persons = parsed.GetValue(_persons), On = on,
            Days = parsed.GetValue(_days) is { } days and > 0 ? new Values.Period(end.PlusDays(-days), end) : null,
            Carried = new(null, (long)(parsed.GetValue(_year) * 1000), 0), Attributes = new CaseInputs(RateCommand.Sets(parsed.GetValue(_set) ?? [])),
        };
    }
}
