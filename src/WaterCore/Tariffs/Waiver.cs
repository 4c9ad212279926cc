using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>A relief on a charge, for those who are entitled to it (减免): a case has it when its input <c>waiver</c> is the relief's code.</summary>
public abstract record Waiver;

/// <summary>The first volumes at a part of their price: free, or free and then at half.</summary>
/// <remarks>Volume under relief fills blocks as any other: what comes after it is in the block that it would be in without.</remarks>
public sealed record ReducedVolume : Waiver
{
    /// <summary>The end of each part, cumulative, for each month billed; rising. One fewer than <see cref="Factors"/> when the last part has no end.</summary>
    public required IReadOnlyList<Volume> Bounds { get; init; }

    /// <summary>What is paid of the price in each part, 0 to below 1. Beyond the last bound the whole price is paid.</summary>
    public required IReadOnlyList<Rational> Factors { get; init; }
}

/// <summary>Every unit at the price of the first block.</summary>
public sealed record AllAtFirstBlock : Waiver;

/// <summary>Every unit at a price of its own.</summary>
/// <param name="Price">The price.</param>
public sealed record OwnPrice(ByAttribute<UnitPrice> Price) : Waiver;
