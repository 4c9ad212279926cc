using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using WaterCore.Billing;
using WaterCore.Operations;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Tests.Tariffs;

/// <summary>
/// Real tariff files, broken in many ways: each is read, and what can be read is checked and billed by. Nothing may crash, take a second or
/// 256 MiB. The same files for a number, whatever the machine.
/// </summary>
internal sealed class TariffFuzz
{
    private const long MostBytes = 256L << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    private static readonly string[] s_tokens =
    [
        "{", "}", "[", "]", ":", ": ", "- ", "&a ", "*a", "%", "#", "\t", "\n", "\n  ", "\0", "'", "\"", "|", ">", "!!int ", "---\n", "...", "?", "@", "`", "\u2028", "\ud800", "水",
        "(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((", "))))", "-----------------------------------------", "1e308", "NaN", "0", "-1", "99999999999999999999999999999999", "0.0000000000000000000000000001",
        "unknown", "usage_ccf", "budget", "Tiered", "Budget", "depends_on: ", "values: ", "/0", "/(1-1)", "*usage_ccf*usage_ccf", "bill", "null", "~", "2024-02-30", "per: day", "add: ", "months", "household: {above: 4, add: 5, per: year}",
    ];

    private readonly List<string> _texts = [];
    private readonly List<string> _formulas = [];

    /// <param name="owrs">The folder of the rate files; null for the shipped tariffs alone.</param>
    public TariffFuzz(string? owrs)
    {
        _texts.AddRange(ShippedTariffs.Codes.Select(ShippedTariffs.Text));
        if (owrs is not null) _texts.AddRange(Directory.EnumerateFiles(Path.Combine(owrs, "files"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText));
        _formulas.AddRange(_texts.SelectMany(t => t.Split('\n')).Select(l => l[(l.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()).Where(v => v.AsSpan().IndexOfAny("+*/(") >= 0).Distinct());
        if (_formulas.Count == 0) _formulas.Add("(usage_ccf + 1) * 2 / 3 - budget");
    }

    private long _done, _read, _parsed;

    public ConcurrentQueue<string> Failures { get; } = [];

    public long Done => _done;

    public long Read => _read;

    public long Formulas => _parsed;

    public TimeSpan Slowest { get; private set; }

    public long MostAllocated { get; private set; }

    /// <summary>Tries so many files and as many formulas; stops soon after ten failures.</summary>
    public void Run(int files, Action<long>? progress = null)
    {
        Parallel.For(0, files, (i, loop) =>
        {
            if (Failures.Count >= 10) loop.Stop();
            var random = new Random(i + 1);
            var text = Broken(_texts[random.Next(_texts.Count)], random);
            Try(i, "file", text, () => Whole(text, random));
            var formula = Broken(_formulas[random.Next(_formulas.Count)], random);
            Try(i, "formula", formula, () => Formula(formula));
            if (Interlocked.Increment(ref _done) is var done && done % 1000 == 0) progress?.Invoke(done);
        });
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Done} broken files and as many formulas of {_texts.Count} files: {Read} files and {Formulas} formulas could still be read; slowest {Slowest.TotalMilliseconds:0} ms, most allocated {MostAllocated / 1048576.0:0.0} MiB, {Failures.Count} failures");

    private void Try(int seed, string what, string text, Action act)
    {
        var (before, from) = (GC.GetAllocatedBytesForCurrentThread(), Spent());
        try
        {
            act();
        }
        catch (Exception e)
        {
            Failures.Enqueue($"{what} {seed + 1}: {e.GetType().Name}: {e.Message}\n{e.StackTrace?.Split('\n').FirstOrDefault()}\n{text[..Math.Min(text.Length, 300)]}");
            return;
        }
        var (bytes, took) = (GC.GetAllocatedBytesForCurrentThread() - before, Spent() - from);
        lock (Failures)
        {
            if (took > Slowest) Slowest = took;
            if (bytes > MostAllocated) MostAllocated = bytes;
        }
        if (took > MostTime || bytes > MostBytes) Failures.Enqueue($"{what} {seed + 1}: {took.TotalSeconds:0.0} s, {bytes >> 20} MiB");
    }

    // What this thread had of the processor, where the system tells: a busy machine holds a thread up without its doing. Else the clock.
    private static TimeSpan Spent()
    {
        const string Account = "/proc/thread-self/schedstat";
        return File.Exists(Account) && long.TryParse(File.ReadAllText(Account).Split(' ')[0], CultureInfo.InvariantCulture, out var nanoseconds)
            ? TimeSpan.FromTicks(nanoseconds / 100)
            : Stopwatch.GetElapsedTime(0);
    }

    private void Whole(string text, Random random)
    {
        TariffCheck.Check(text, "fuzz");
        var read = TariffFile.ReadAny(text, "fuzz");
        if (!read.IsOk) return;
        Interlocked.Increment(ref _read);
        var calculator = new BillingCalculator(read.Value);
        var inputs = new CaseInputs(new Dictionary<string, string> { ["meter_size"] = "5/8\"", ["hhsize"] = "4", ["usage_ccf"] = "17", ["et_amount"] = "4.2", ["irr_area"] = "2500" });
        foreach (var useClass in read.Value.Classes.Keys)
            calculator.Calculate(new BillingCase { UseClass = useClass, Usage = new Volume(random.Next(100_000), read.Value.Unit), Persons = random.Next(9), Attributes = inputs });
    }

    private void Formula(string text)
    {
        try
        {
            FormulaParser.Parse(text, "fuzz", 1, "formula");
            Interlocked.Increment(ref _parsed);
        }
        catch (TariffFaultException)
        {
            // Refused with a reason, which is what is asked of it.
        }
    }

    private static string Broken(string text, Random random)
    {
        var s = new StringBuilder(text);
        for (var changes = random.Next(1, 7); changes > 0 && s.Length > 0; changes--)
        {
            int at = random.Next(s.Length), length = Math.Min(random.Next(random.Next(2) == 0 ? 4 : 200) + 1, s.Length - at);
            switch (random.Next(8))
            {
                case 0: s.Remove(at, length); break;
                case 1: s.Insert(at, s.ToString(at, length)); break;
                case 2: s[at] = (char)random.Next(random.Next(4) == 0 ? 0x10000 : 0x80); break;
                case 3: s.Insert(at, s_tokens[random.Next(s_tokens.Length)]); break;
                case 4: s.Insert(at, string.Concat(Enumerable.Repeat(s_tokens[random.Next(s_tokens.Length)], random.Next(1, 300)))); break;
                case 5: s.Length = at; break;
                case 6:
                    // A line goes elsewhere.
                    var line = s.ToString().Split('\n') is var lines ? lines[random.Next(lines.Length)] : "";
                    s.Insert(at, line + "\n");
                    break;
                default:
                    for (var i = at; i < Math.Min(at + length, s.Length); i++) if (char.IsAsciiDigit(s[i])) s[i] = (char)('0' + random.Next(10));
                    break;
            }
        }
        return s.ToString();
    }
}
