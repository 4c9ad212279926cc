using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>Cuts a volume into steps where its block or its relief changes.</summary>
internal static class VolumeCut
{
    /// <summary>Adds the steps of one slice.</summary>
    /// <param name="steps">Where they go.</param>
    /// <param name="kind">What a step at the full price is.</param>
    /// <param name="volume">The volume, in units.</param>
    /// <param name="share">The share of it that is charged.</param>
    /// <param name="ends">The ends of all blocks but the last, from the start of the volume; one below zero is behind.</param>
    /// <param name="prices">A price per block.</param>
    /// <param name="reliefEnds">The ends of the parts under relief.</param>
    /// <param name="factors">What is paid of the price in each part; beyond them the whole price.</param>
    public static void Add(List<DerivationStep> steps, StepKind kind, Rational volume, Rational share, ReadOnlySpan<Rational> ends, ReadOnlySpan<Rational> prices,
        ReadOnlySpan<Rational> reliefEnds, ReadOnlySpan<Rational> factors)
    {
        var at = Rational.Zero;
        int block = 0, relief = 0;
        while (at < volume)
        {
            while (block < ends.Length && ends[block] <= at) block++;
            while (relief < reliefEnds.Length && reliefEnds[relief] <= at) relief++;
            var end = volume;
            if (block < ends.Length) end = Rational.Min(end, ends[block]);
            if (relief < reliefEnds.Length) end = Rational.Min(end, reliefEnds[relief]);
            var number = kind == StepKind.Flat ? 0 : block + 1;
            steps.Add(relief < factors.Length
                ? new(StepKind.Reduced, number, (end - at) * share, prices[block] * factors[relief])
                : new(kind, number, (end - at) * share, prices[block]));
            at = end;
        }
    }
}
