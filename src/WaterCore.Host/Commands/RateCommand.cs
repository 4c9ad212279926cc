using System.CommandLine;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime.Text;
using WaterCore.Billing;
using WaterCore.Host.Files;
using WaterCore.Tariffs;

namespace WaterCore.Host.Commands;

/// <summary><c>rate</c>: bills rows of usage by a tariff, without storage.</summary>
internal static class RateCommand
{
    private const int BatchSize = 8192;

    public static Command Create()
    {
        var tariff = new Option<string>("--tariff") { Description = "A tariff file, a folder of them, or the code of a shipped tariff", HelpName = "FILE|DIR", Required = true };
        var usage = new Option<string>("--usage") { Description = "CSV (columns are inputs by name; class or cust_class is the class) or JSON lines of {file, class, inputs}; .gz is unpacked", HelpName = "FILE", Required = true };
        var set = new Option<string[]>("--set") { Description = "Gives every row an input", HelpName = "NAME=VALUE", AllowMultipleArgumentsPerToken = true };
        var output = new Option<string?>("--out") { Description = "Write one JSON line per row, in input order; .gz is packed", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Write the summary as JSON" };
        var command = new Command("rate", "Bill rows of usage by a tariff, without storage") { tariff, usage, set, output, json };
        command.SetAction(parsed => Run(
            new TariffFolder(parsed.GetRequiredValue(tariff)), parsed.GetRequiredValue(usage), Sets(parsed.GetValue(set) ?? []), parsed.GetValue(output), parsed.GetValue(json)));
        return command;
    }

    internal static Dictionary<string, string> Sets(string[] texts)
    {
        var set = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new BadUseException($"--set {text} is not NAME=VALUE; write for instance --set meter_size=DN20.");
            set[text[..at]] = text[(at + 1)..];
        }
        return set;
    }

    private static async Task<int> Run(TariffFolder tariffs, string usage, Dictionary<string, string> set, string? output, bool json)
    {
        var watch = Stopwatch.StartNew();
        var summary = new Summary();
        await using var stream = output is null ? null : TableFile.OpenWrite(output);
        await using var writer = stream is null ? null : new Utf8JsonWriterLines(stream);
        await Screen.ProgressAsync("rating", 0, report =>
        {
            foreach (var chunk in UsageFile.Read(usage, set).Chunk(BatchSize))
            {
                // Tariffs are found one after the other, for a file is read once; the rows are independent.
                var calculators = Array.ConvertAll(chunk, row => row.Problem is null ? tariffs.Find(row.Tariff) : new RateRefused(usage, "", $"line {row.Line}", row.Problem, "mend the line"));
                var results = new Rated[chunk.Length];
                Parallel.For(0, chunk.Length, i => results[i] = Rate(chunk[i], calculators[i]));
                foreach (var rated in results)
                {
                    summary.Add(rated);
                    writer?.Write(rated);
                }
                report(summary.Rows);
            }
            return Task.FromResult(true);
        }).ConfigureAwait(false);
        foreach (var warning in tariffs.Warnings) await Console.Error.WriteLineAsync($"warning: {warning.Message}").ConfigureAwait(false);
        summary.Print(watch.Elapsed, json);
        return summary.Refused == 0 ? ExitCode.Done : ExitCode.SomeRefused;
    }

    private static Rated Rate(UsageRow row, Result<BillingCalculator> calculator)
    {
        if (!calculator.IsOk) return new Rated(row.UseClass ?? "", null, null, calculator.Fault);
        var tariff = calculator.Value.Tariff;
        var useClass = row.UseClass ?? (tariff.Classes.Count == 1 ? tariff.Classes.Keys.First() : "");
        var billingCase = Case(row, tariff, useClass);
        var bill = billingCase.IsOk ? calculator.Value.Calculate(billingCase.Value) : billingCase.Fault;
        return new Rated(useClass, billingCase.IsOk ? billingCase.Value.Usage : null, bill.IsOk ? bill.Value : null, bill.Fault);
    }

    internal static Result<BillingCase> Case(UsageRow row, Tariff tariff, string useClass)
    {
        RateRefused Refuse(string field, string text, string remedy) => new(tariff.Code, useClass, field, $"'{text}' on line {row.Line} cannot be read", remedy);
        var text = row.Inputs.Find("usage") ?? row.Inputs.Find("usage_ccf");
        if (text is null) return new RateRefused(tariff.Code, useClass, "usage", "the row has no usage", "give a column usage or usage_ccf");
        if (!Rational.TryParse(text, out var units) || units.IsNegative) return Refuse("usage", text, "write a plain decimal number of zero or more, with a point");
        if (units > Rational.Of(1_000_000_000_000)) return Refuse("usage", text, "write a volume below a million million");
        var thousandths = units * Rational.Of(1000);
        // A formula reads the usage as it is written; the charges of our own files count thousandths.
        if (!thousandths.IsWhole && tariff.Classes.TryGetValue(useClass, out var c) && c.Bill is null && c.Charges.Any(x => x is not FormulaCharge))
            return Refuse("usage", text, "write at most three decimals");
        if (!Whole(row, "months", 1, 120, out var months)) return Refuse("months", row.Inputs.Find("months")!, "write a whole number of 1 to 120");
        if (!Whole(row, "persons", 0, 999, out var persons)) return Refuse("persons", row.Inputs.Find("persons")!, "write a whole number of 0 to 999");
        var on = row.Inputs.Find("on");
        var day = on is null ? null : LocalDatePattern.Iso.Parse(on);
        if (day is { Success: false }) return Refuse("on", on!, "write a date as 2026-01-31");
        return new BillingCase
        {
            UseClass = useClass,
            Usage = new Volume(Rounding.Divide(thousandths.Numerator, thousandths.Denominator, RoundingMode.HalfEven), tariff.Unit),
            Months = months ?? 0,
            Persons = persons,
            On = day?.Value,
            Attributes = row.Inputs,
        };
    }

    private static bool Whole(UsageRow row, string name, int least, int most, out int? value)
    {
        value = null;
        if (row.Inputs.Find(name) is not { } text) return true;
        if (!int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) || number < least || number > most) return false;
        value = number;
        return true;
    }

    /// <summary>A row that was rated or refused.</summary>
    internal readonly record struct Rated(string UseClass, Volume? Usage, CalculatedBill? Bill, Fault? Fault);

    private sealed class Utf8JsonWriterLines(Stream stream) : IAsyncDisposable
    {
        private static readonly byte[] NewLine = "\n"u8.ToArray();
        private readonly BufferedStream _buffer = new(stream, 1 << 16);
        private readonly Utf8JsonWriter _writer = new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

        public void Write(Rated rated)
        {
            _writer.Reset(_buffer);
            _writer.WriteStartObject();
            if (rated.Bill is { } bill)
            {
                _writer.WriteString("amount", bill.Total.ToAmountString());
                _writer.WriteStartArray("lines");
                foreach (var line in bill.Lines)
                {
                    _writer.WriteStartObject();
                    _writer.WriteString("name", line.Code);
                    _writer.WriteString("amount", line.Amount.ToAmountString());
                    _writer.WriteEndObject();
                }
                _writer.WriteEndArray();
            }
            else
            {
                _writer.WriteString("error", rated.Fault!.Message);
            }
            _writer.WriteEndObject();
            _writer.Flush();
            _buffer.Write(NewLine);
        }

        public async ValueTask DisposeAsync()
        {
            await _writer.DisposeAsync().ConfigureAwait(false);
            await _buffer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private sealed class Summary
    {
        private readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);
        private readonly SortedDictionary<(string Class, string Unit, string Currency), (long Rows, decimal Volume, decimal Amount)> _classes = [];

        public long Rows { get; private set; }

        public long Refused { get; private set; }

        public void Add(Rated rated)
        {
            Rows++;
            if (rated.Bill is not { } bill)
            {
                Refused++;
                var reason = rated.Fault switch
                {
                    RateRefused r => $"{r.Field}: {r.Problem}",
                    { } other => other.Message,
                    null => "",
                };
                _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
                return;
            }
            var key = (rated.UseClass, rated.Usage!.Value.Unit.Code, bill.Total.Currency.Code);
            var (rows, volume, amount) = _classes.GetValueOrDefault(key);
            _classes[key] = (rows + 1, volume + rated.Usage.Value.Thousandths / 1000m, amount + bill.Total.ToDecimal());
        }

        public void Print(TimeSpan elapsed, bool json)
        {
            var perSecond = (long)(Rows / Math.Max(0.001, elapsed.TotalSeconds));
            var currencies = _classes.GroupBy(c => c.Key.Currency).Select(g => (Currency: g.Key, Amount: g.Sum(c => c.Value.Amount))).ToList();
            var units = _classes.GroupBy(c => c.Key.Unit).Select(g => (Unit: g.Key, Volume: g.Sum(c => c.Value.Volume))).ToList();
            if (json)
            {
                Screen.Json(new
                {
                    rows = Rows, rated = Rows - Refused, refused = Refused, reasons = _reasons,
                    volume = units.ToDictionary(u => u.Unit, u => u.Volume), amount = currencies.ToDictionary(c => c.Currency, c => c.Amount),
                    classes = _classes.Select(c => new { name = c.Key.Class, rows = c.Value.Rows, volume = c.Value.Volume, unit = c.Key.Unit, amount = c.Value.Amount, currency = c.Key.Currency }),
                    seconds = Math.Round(elapsed.TotalSeconds, 3), rowsPerSecond = perSecond,
                });
                return;
            }
            if (_classes.Count > 0)
                Screen.Table(["class", "rows", "volume", "amount"], _classes.Select(c => (IReadOnlyList<string>)[c.Key.Class, Screen.Number(c.Value.Rows), $"{c.Value.Volume:#,##0.###} {c.Key.Unit}", $"{c.Value.Amount:N2} {c.Key.Currency}"]));
            if (_reasons.Count > 0)
            {
                Console.Out.WriteLine();
                Screen.Table(["refused because", "rows"], _reasons.OrderByDescending(r => r.Value).Take(20).Select(r => (IReadOnlyList<string>)[r.Key, Screen.Number(r.Value)]));
                if (_reasons.Count > 20) Console.Out.WriteLine($"... and {_reasons.Count - 20} more reasons; --out or --json lists all");
            }
            Console.Out.WriteLine();
            Screen.Pairs(
                ("rows", Screen.Number(Rows)), ("rated", Screen.Number(Rows - Refused)), ("refused", Screen.Number(Refused)),
                ("volume", string.Join(", ", units.Select(u => $"{u.Volume:#,##0.###} {u.Unit}"))),
                ("amount", string.Join(", ", currencies.Select(c => $"{c.Amount:N2} {c.Currency}"))),
                ("seconds", elapsed.TotalSeconds.ToString("F2", System.Globalization.CultureInfo.InvariantCulture)), ("rows per second", Screen.Number(perSecond)));
        }
    }
}
