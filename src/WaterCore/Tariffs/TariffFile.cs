using WaterCore.Text;
using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>Reads WaterCore's own tariff file: YAML that people can read and compare. The README of this room shows the format.</summary>
public static class TariffFile
{
    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The text, at most 256 KiB.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <returns>The tariff, or the first <see cref="TariffFault"/>.</returns>
    public static Result<Tariff> Read(string text, string file)
    {
        try
        {
            return new TariffFileReader(file).Whole(YamlTree.Read(text, file));
        }
        catch (TariffFaultException e)
        {
            return e.Fault;
        }
    }

    /// <summary>Reads either format: WaterCore's own, or an Open Water Rate Specification file, told apart by their first keys.</summary>
    public static Result<Tariff> ReadAny(string text, string file)
    {
        try
        {
            var tree = YamlTree.Read(text, file);
            return tree is YamlMap map && map.Find("rate_structure") is null && map.Find("tariff") is not null
                ? new TariffFileReader(file).Whole(tree)
                : Owrs.OwrsFile.Read(text, file);
        }
        catch (TariffFaultException e)
        {
            return e.Fault;
        }
    }
}
