using WaterCore.Billing;
using WaterCore.Host.Commands;
using WaterCore.Tariffs;

namespace WaterCore.Host.Files;

/// <summary>Tariffs by the file that a row names: a single file, a folder of them, or a shipped tariff by its code.</summary>
internal sealed class TariffFolder
{
    private readonly string _root;
    private readonly bool _single;
    private readonly Dictionary<string, Result<BillingCalculator>> _calculators = new(StringComparer.Ordinal);

    /// <exception cref="BadUseException">There is neither a file, nor a folder, nor a shipped tariff of this name.</exception>
    public TariffFolder(string path)
    {
        _single = !Directory.Exists(path);
        if (_single && !File.Exists(path) && !ShippedTariffs.Codes.Contains(path))
            throw new BadUseException($"The tariff {path} is neither a file nor a folder; the shipped tariffs are: {string.Join(", ", ShippedTariffs.Codes)}.");
        _root = path;
    }

    /// <summary>What the readers were not sure of, in order of use.</summary>
    public List<TariffFault> Warnings { get; } = [];

    /// <summary>The calculator for a row.</summary>
    public Result<BillingCalculator> Find(string? file)
    {
        if (!_single && file is null) return new RateRefused(_root, "", "file", "the row names no tariff file and --tariff is a folder", "give the row a file, relative to the folder");
        var key = _single ? _root : file!;
        if (_calculators.TryGetValue(key, out var known)) return known;
        return _calculators[key] = Load(key);
    }

    private Result<BillingCalculator> Load(string file)
    {
        if (_single && !File.Exists(file)) return new BillingCalculator(ShippedTariffs.Load(file));
        var path = _single ? file : Path.GetFullPath(Path.Combine(_root, file));
        if (!_single && !path.StartsWith(Path.GetFullPath(_root) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return new RateRefused(file, "", "file", "it lies outside the folder", "name a file within --tariff");
        if (!_single && !File.Exists(path))
        {
            // Rate-specification collections keep their files in a folder of that name beside the rows.
            var nested = Path.Combine(_root, "files", file);
            if (!File.Exists(nested)) return new RateRefused(file, "", "file", "it is not there", $"put it below {_root}");
            path = nested;
        }
        var tariff = TariffFile.ReadAny(File.ReadAllText(path), _single ? Path.GetFileName(file) : file);
        if (!tariff.IsOk) return tariff.Fault;
        Warnings.AddRange(tariff.Value.Warnings.Where(w => w.Field == "metadata.bill_unit"));
        return new BillingCalculator(tariff.Value);
    }
}
