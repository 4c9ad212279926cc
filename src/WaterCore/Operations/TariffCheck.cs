using WaterCore.Billing;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Checks a tariff before it is published: everything that is wrong with it, each with its line.</summary>
public static class TariffCheck
{
    /// <summary>Checks a file of either format.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Its name, for the findings.</param>
    /// <returns>The findings in order of line, errors and warnings; one error when the file cannot be read.</returns>
    public static IReadOnlyList<TariffFinding> Check(string text, string file)
    {
        var read = TariffFile.ReadAny(text, file);
        return read.IsOk ? Check(read.Value, file)
            : [read.Fault is TariffFault fault ? Of(fault) : TariffFinding.Error(file, 0, "", read.Fault.Message.TrimEnd('.'), "mend the file")];
    }

    /// <summary>Checks a tariff.</summary>
    /// <param name="tariff">The tariff.</param>
    /// <param name="file">The name of its file, for the findings.</param>
    public static IReadOnlyList<TariffFinding> Check(Tariff tariff, string file)
    {
        var findings = new List<TariffFinding>();
        // Broken parts are found again below, where it is known whether the bill needs them.
        var broken = tariff.Classes.Values.SelectMany(c => c.Parts.Values.Concat(c.Charges.OfType<FormulaCharge>().Select(f => f.Formula))).OfType<BrokenFormula>().Select(b => b.Fault).ToHashSet();
        findings.AddRange(tariff.Warnings.Where(w => !broken.Contains(w)).Select(Of));
        if (tariff.Unit == VolumeUnit.Unstated && !findings.Exists(f => f.Severity == FindingSeverity.Error))
            findings.Add(TariffFinding.Error(file, 0, "unit", "the unit of its volumes is left open", "write m3, kl, ccf or kgal"));
        if (tariff.Classes.Count == 0) findings.Add(TariffFinding.Error(file, 0, "classes", "it has no class", "write at least one use class"));
        foreach (var useClass in tariff.Classes.Values)
        {
            var ofClass = ChargeChecks.Of(tariff, useClass, file).Concat(FormulaChecks.Of(useClass, file)).ToList();
            if (!ofClass.Exists(f => f.Severity == FindingSeverity.Error) && FallingBill.Find(tariff, useClass, file) is { } falling) ofClass.Add(falling);
            findings.AddRange(ofClass);
        }
        return findings.Distinct().OrderBy(f => f.Line).ThenByDescending(f => f.Severity).ToList();
    }

    private static TariffFinding Of(TariffFault fault) => TariffFinding.Error(fault.File, fault.Line, fault.Field, fault.Problem, fault.Remedy);
}
