using WaterCore.Values;

namespace WaterCore.Storage.Sql;

/// <summary>Codes of units and currencies as the tables keep them.</summary>
internal static class Codes
{
    public static VolumeUnit Unit(string code) =>
        VolumeUnit.TryOf(code) ?? throw new InvalidDataException($"The database has a unit '{code}' that is not known; it was written by a newer version.");

    public static Currency Currency(string code) =>
        Values.Currency.TryOf(code) ?? throw new InvalidDataException($"The database has a currency '{code}' that is not one.");
}
