using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Shared;

/// <summary>What positions are called. Cases lie with a kind of post, such as <c>dispatcher</c>, or with one position, such as <c>dispatcher.1</c>.</summary>
/// <param name="chart">The organisation.</param>
public sealed class PositionNames(OrganizationChart chart)
{
    /// <summary>Reads them.</summary>
    public static async Task<PositionNames> OfAsync(IUnitOfWork unit, WorkflowEngines engines) => new(await engines.ChartAsync(unit));

    /// <summary>The name of a position; of a kind of post the name of its first position without its number; else the code.</summary>
    public string Of(string code, Language language) => chart.FindPosition(code)?.Name.In(language)
        ?? chart.Data.Positions.FirstOrDefault(p => p.Role == code)?.Name.In(language).TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ' ') ?? code;
}
