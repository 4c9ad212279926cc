using System.Globalization;
using NodaTime;
using WaterCore.Text;
using WaterCore.Values;

namespace WaterCore.Tariffs.Owrs;

/// <summary>Reads Open Water Rate Specification files (California Data Collaborative) into the one tariff model.</summary>
/// <remarks>
/// Source of the rules: the specification's repository and the behaviour of its reference calculator. Usage is in the file's own
/// billing unit. The total is rounded, halves up, and its cents are shared over the lines.
/// </remarks>
public static class OwrsFile
{
    private static readonly string[] Tails = ["_drought", "_wastewater", ""];

    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The text, at most 256 KiB.</param>
    /// <param name="file">Its name, for messages and as the tariff's code.</param>
    /// <returns>The tariff, with warnings where the unit is missing or contradicts itself; or the first <see cref="TariffFault"/>.</returns>
    public static Result<Tariff> Read(string text, string file)
    {
        try
        {
            return new Reading(file).Whole(YamlTree.Read(text, file));
        }
        catch (TariffFaultException e)
        {
            return e.Fault;
        }
    }

    private sealed class Reading(string file)
    {
        private readonly List<TariffFault> _warnings = [];

        public Tariff Whole(YamlTree tree)
        {
            if (tree is not YamlMap root) throw YamlTree.Fault(file, tree.Line, "", "the file is not a map", "write metadata: and rate_structure:");
            if (root.Find("metadata") is not YamlMap metadata) throw YamlTree.Fault(file, root.Line, "metadata", "it is missing", "write metadata: with utility_name, effective_date, bill_frequency and bill_unit");
            if (root.Find("rate_structure") is not YamlMap structure) throw YamlTree.Fault(file, root.Line, "rate_structure", "it is missing", "write rate_structure: with a map of customer classes");
            if (structure.Entries.Count == 0) throw YamlTree.Fault(file, structure.Line, "rate_structure", "it has no class", "write at least one customer class");

            var from = Date(metadata.Find("effective_date"));
            var classes = new Dictionary<string, TariffClass>(StringComparer.Ordinal);
            foreach (var (code, node) in structure.Entries)
                classes[code] = Class(code, node, from);
            var unit = Unit(metadata, structure);
            return new Tariff
            {
                Code = file,
                Name = Wording.Same((metadata.Find("utility_name") as YamlText)?.Text ?? file),
                Currency = file.Contains("Australia", StringComparison.OrdinalIgnoreCase) ? Currency.Of("AUD") : Currency.Usd,
                Unit = unit,
                Rounding = Rounding.TotalHalfUp,
                CycleMonths = Months(metadata.Find("bill_frequency")),
                Classes = classes,
                Warnings = _warnings,
            };
        }

        private TariffClass Class(string code, YamlTree node, LocalDate? from)
        {
            var parts = new Dictionary<string, Formula>(StringComparer.Ordinal);
            if (node is YamlMap map)
                foreach (var (name, part) in map.Entries) parts[name] = OrBroken(() => Part(part, name, $"{code}.{name}", map));
            if (!parts.TryGetValue("bill", out var bill))
                bill = OrBroken(() => throw (node is YamlMap
                    ? YamlTree.Fault(file, node.Line, $"{code}.bill", "it is missing", "write bill: as the sum of the parts that are billed")
                    : YamlTree.Fault(file, node.Line, code, "the class is not a map of parts", "write named parts below it, bill: among them")));
            if (bill is BrokenFormula)
                return new TariffClass { Code = code, Name = Wording.Same(code), Charges = [new FormulaCharge { Code = "bill", Name = Wording.Same("bill"), Line = bill.Line, Formula = bill }] };

            // The parts that the bill names directly are its lines; a name that is no part is an input, such as a number of dwellings.
            var charges = bill.Names.Distinct().Where(n => parts.ContainsKey(n) || parts.ContainsKey(n + "_commodity")).Select(name => (Charge)new FormulaCharge
            {
                Code = name,
                Name = Wording.Same(name.Replace('_', ' ')),
                From = from,
                Line = (parts.TryGetValue(name, out var part) ? part : parts[name + "_commodity"]).Line,
                Formula = new NameFormula(bill.Line, name),
            }).ToList();
            return new TariffClass
            {
                Code = code,
                Name = Wording.Same(code),
                Charges = charges,
                Parts = parts,
                Bill = IsPlainSum(bill) && bill.Names.Distinct().Count() == bill.Names.Count() && charges.Count == bill.Names.Count() ? null : bill,
            };
        }

        // A broken part spoils the bills that need it, not the file.
        private Formula OrBroken(Func<Formula> read)
        {
            try
            {
                return read();
            }
            catch (TariffFaultException e) when (e.Fault is TariffFault fault)
            {
                _warnings.Add(fault);
                return new BrokenFormula(fault.Line, fault);
            }
        }

        private static bool IsPlainSum(Formula formula) => formula switch
        {
            NameFormula => true,
            BinaryFormula { Operator: '+' } b => IsPlainSum(b.Left) && IsPlainSum(b.Right),
            _ => false,
        };

        private Formula Part(YamlTree node, string name, string field, YamlMap owner)
        {
            switch (node)
            {
                case YamlText { Text: "Tiered" or "Budget" } word:
                    return Blocks(word, name, owner);
                case YamlText { Text: var text } percent when text.EndsWith('%') && name.Contains("tier_starts", StringComparison.Ordinal):
                    return Rational.TryParse(text.AsSpan()[..^1], out var value)
                        ? new PercentFormula(percent.Line, value)
                        : throw YamlTree.Fault(file, percent.Line, field, $"'{text}' is not a percentage", "write a number before the %, such as 40%");
                case YamlText { Text: "" } empty:
                    throw YamlTree.Fault(file, empty.Line, field, "it is empty", "write a number or a formula");
                case YamlText t:
                    return FormulaParser.Parse(t.Text, file, t.Line, field);
                case YamlList list:
                    return new ListFormula(list.Line, list.Items.Select(i => Part(i, name, field, owner)).ToList());
                case YamlMap map when map.Find("depends_on") is { } by && map.Find("values") is YamlMap values:
                    return new LookupFormula(map.Line, By(by, field), values.Entries.ToDictionary(
                        e => e.Key, e => Part(e.Value, name, $"{field}[{e.Key}]", owner), StringComparer.Ordinal));
                default:
                    throw YamlTree.Fault(file, node.Line, field, "it is neither a number, a formula, a list nor a look-up", "write depends_on: and values: for a look-up");
            }
        }

        private List<string> By(YamlTree by, string field) => by switch
        {
            YamlText t => [t.Text],
            YamlList list when list.Items.All(i => i is YamlText) => list.Items.Select(i => ((YamlText)i).Text).ToList(),
            _ => throw YamlTree.Fault(file, by.Line, field, "depends_on is neither a name nor a list of names", "write depends_on: meter_size, or a list"),
        };

        // sewer_charge reads sewer_tier_starts; variable_drought_surcharge reads tier_starts_drought where the class has them.
        private static BlocksFormula Blocks(YamlText word, string name, YamlMap owner)
        {
            var head = name.StartsWith("sewer", StringComparison.Ordinal) ? "sewer_" : "";
            var tail = head.Length > 0 ? "" : Tails.First(t => name.Contains(t.Trim('_'), StringComparison.Ordinal) && (t.Length == 0 || owner.Find("tier_prices" + t) is not null));
            return new BlocksFormula(word.Line, word.Text == "Tiered" ? BlockCut.FirstUnit : BlockCut.Bound,
                "usage_ccf", $"{head}tier_starts{tail}", $"{head}tier_prices{tail}", $"{head}budget");
        }

        private VolumeUnit Unit(YamlMap metadata, YamlMap structure)
        {
            var stated = (metadata.Find("bill_unit") as YamlText)?.Text;
            var unit = stated?.ToUpperInvariant() is "KILOLITRE" or "KILOLITER" ? VolumeUnit.Kilolitre : VolumeUnit.TryOf(stated);
            if (unit is not { } known)
            {
                _warnings.Add(new TariffFault(file, metadata.Line, "metadata.bill_unit",
                    stated is null ? "the billing unit is missing" : $"the billing unit '{stated}' is not known",
                    "write bill_unit: ccf, kgal, kilolitre or m3, whichever the prices are for"));
                return VolumeUnit.Unstated;
            }
            if (known != VolumeUnit.HundredCubicFeet && First(structure, "usage_ccf") is { } line)
                _warnings.Add(new TariffFault(file, line.Line, "metadata.bill_unit",
                    $"the billing unit is {known.Code} but the usage is called usage_ccf", "say which of the two the prices are for"));
            return known;
        }

        private static YamlText? First(YamlTree node, string word) => node switch
        {
            YamlText t => t.Text.Contains(word, StringComparison.Ordinal) || t.Text is "Tiered" or "Budget" ? t : null,
            YamlList l => l.Items.Select(i => First(i, word)).FirstOrDefault(f => f is not null),
            YamlMap m => m.Entries.Select(e => First(e.Value, word)).FirstOrDefault(f => f is not null),
            _ => null,
        };

        private LocalDate? Date(YamlTree? node)
        {
            if (node is not YamlText { Text: { Length: > 0 } text }) return null;
            var parts = text.Split('/', '-');
            if (parts.Length == 3 && parts.All(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                var n = Array.ConvertAll(parts, p => int.Parse(p, CultureInfo.InvariantCulture));
                var (year, month, day) = parts[0].Length == 4 ? (n[0], n[1], n[2]) : (n[2] < 100 ? 2000 + n[2] : n[2], n[0], n[1]);
                if (year is > 1800 and < 2200 && month is >= 1 and <= 12 && day >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(year, month))
                    return new LocalDate(year, month, day);
            }
            throw YamlTree.Fault(file, node.Line, "metadata.effective_date", $"'{text}' is not a date", "write it as 2017-07-01");
        }

        private int Months(YamlTree? node) => (node as YamlText)?.Text.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
        {
            "MONTHLY" or null or "" => 1,
            "BIMONTHLY" => 2,
            "QUARTERLY" => 3,
            "ANNUALLY" => 12,
            _ => throw YamlTree.Fault(file, node!.Line, "metadata.bill_frequency", $"'{((YamlText)node).Text}' is not known", "write monthly, bimonthly, quarterly or annually"),
        };
    }
}
